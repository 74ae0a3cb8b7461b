"""An exchange begun from the report of a visit, as it came from the field app, a file or a desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from tutela.intake.questions import COUNTED
from tutela_web.access.policy import Standing
from tutela_web.base.ids import is_id
from tutela_web.base.values import JsonValue
from tutela_web.intake.models import FieldReport, ReportKind
from tutela_web.intake.queries import reports_for
from tutela_web.outreach.dialogue.models import CommunityExchange
from tutela_web.places.queries import places_for

Met = CommunityExchange.Met

MET = {
    "displaced": Met.DISPLACED,
    "leaders": Met.LEADERS,
    "traders": Met.TRADERS,
    "authorities": Met.OTHERS,
    "elders": Met.OTHERS,
}
"""Whom the form of a visit names as met, as an exchange calls them; women, men and children are
counted there as they were counted on the visit, and never guessed from it."""


def visits_for(standing: Standing) -> QuerySet[FieldReport]:
    """The reports of visits to communities this person may see, the last received first."""
    return reports_for(standing).filter(kind=ReportKind.VISIT)


def begin_from_visit(standing: Standing, asked: Mapping[str, str]) -> dict[str, Any]:
    """What a new exchange begins with, from the report of a visit its address names: where, when,
    who was met, and what people said, for a person to divide between women and men."""
    key = asked.get("report", "")
    report = visits_for(standing).filter(pk=key).first() if is_id(key) else None
    if report is None:
        return {}
    answers = report.answers or {}
    met = [MET[people] for people in answers.get("met", []) if people in MET]
    begun: dict[str, Any] = {
        "report": report,
        "kind": CommunityExchange.Kind.VISIT,
        "place": report.place_id and places_for(standing).filter(pk=report.place_id).first(),
        "held_on": _day_of(report, answers.get("when")),
        "groups": sorted(set(met)),
        "threats": answers.get("said", ""),
    }
    counted = {
        question.name: answers[question.name] for question in COUNTED if question.name in answers
    }
    return {name: value for name, value in begun.items() if value} | counted


def _day_of(report: FieldReport, when: JsonValue) -> date | None:
    """The day of the visit as it was told; else the day it was written down."""
    if isinstance(when, str):
        try:
            return datetime.fromisoformat(when).date()
        except ValueError:
            return report.event_from
    return report.event_from or localtime(report.captured_at).date()
