"""Visits of joint teams, as a kind of record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.ids import is_id
from tutela_web.base.values import FieldValue
from tutela_web.capacity.models import Base
from tutela_web.capacity.units.queries import bases_for
from tutela_web.deployment.visits.models import TeamVisit
from tutela_web.deployment.visits.queries import ACT, KIND, due_lists, visits_for
from tutela_web.fora.teams.models import JointTeam
from tutela_web.fora.teams.queries import teams_for
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION
from tutela_web.links.forms import NO_NAMES
from tutela_web.links.verbs import not_ahead
from tutela_web.places.models import Place
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles
from tutela_web.records.pages import WordsField
from tutela_web.risk.models import InformationNeed
from tutela_web.risk.questions.queries import questions_for


class VisitInput(TypedDict, total=False):
    """The fields of a visit that its rules ask."""

    team: JointTeam | None
    base: Base | None
    place: Place | None
    on: date
    sections: list[str]
    findings: str
    done: str
    question: InformationNeed | None
    classification: int


def _area_of_stop(values: Mapping[str, FieldValue]) -> tuple[str, UUID | None]:
    """It lies in the area of the base, else of the place."""
    base, place = values.get("base"), values.get("place")
    if isinstance(base, Base):
        return ACT, base.area_id
    return ACT, place.area_id if isinstance(place, Place) else None


def _visit_rules(values: VisitInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("findings"), values.get("done"))
    not_ahead(values["on"], by)
    base, place, team = values.get("base"), values.get("place"), values.get("team")
    stop = base or place
    if stop is None:
        raise BadParameter(
            say("where the team was is not said"),
            where="base",
            next=say("choose a base or a place"),
        )
    sections = values.get("sections") or (team.sections if team else [])
    if not sections:
        raise BadParameter(
            say("who took part is not said"),
            where="sections",
            next=say("name the components, separated by semicolons"),
        )
    linked = (base, place, team, values.get("question"))
    by.require_ours(*(record for record in linked if record is not None))
    named = [record.classification for record in linked if record is not None]
    marking = max(values.get("classification", 0), *named)
    by.require_marking(KIND, marking)
    return {**values, "sections": sections, "area": stop.area, "classification": marking}


def _bases_by_name(standing: Standing) -> QuerySet[Base]:
    return bases_for(standing).filter(retired=False).order_by("name")


def _begin_where(standing: Standing, asked: Mapping[str, str]) -> dict[str, Any]:
    """The base, place, team or question a person comes from."""
    rows = {
        "base": bases_for(standing),
        "place": places_for(standing),
        "team": teams_for(standing),
        "question": questions_for(standing),
    }
    chosen = {
        name: record
        for name, seen in rows.items()
        if is_id(key := asked.get(name, "")) and (record := seen.filter(pk=key).first()) is not None
    }
    team, question = chosen.get("team"), chosen.get("question")
    if isinstance(team, JointTeam) and team.place is not None and "base" not in chosen:
        chosen.setdefault("place", team.place)
    if isinstance(question, InformationNeed) and "base" not in chosen:
        chosen.setdefault("place", question.place)
    return chosen


VISIT = RecordKind(
    TeamVisit,
    name="visit",
    room="deployment",
    path="visits",
    reads=KIND,
    act=ACT,
    acts=_area_of_stop,
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=visits_for,
    rules=_visit_rules,
    begun=_begin_where,
    initial=lambda standing: {"on": standing.on},
    titles=Titles(
        one=_("Visit of a joint team"),
        many=_("Visits of joint teams"),
        add=_("Record a visit"),
        none=_("No visit of a joint team is on record."),
        about=_("Teams go where risk is high, and where too little is known."),
    ),
    fields=(
        Field("base", _("Base"), choices=_bases_by_name, linked=bases_for, unknown=_("none")),
        Field("place", _("Place"), choices=places_by_name, linked=places_for, unknown=_("none")),
        Field("on", _("Day")),
        Field(
            "team",
            _("Joint Protection Team"),
            choices=teams_for,
            page="fora:team",
            unknown=_("none on record"),
        ),
        Field(
            "sections",
            _("Components taking part"),
            _("Offices, never persons. Separate with semicolons; blank takes those of the team."),
            control=WordsField,
        ),
        Field("findings", _("Findings"), NO_NAMES, lines=5),
        Field("done", _("Actions taken"), lines=3, unknown=_("none said")),
        Field(
            "question",
            _("Question it answered"),
            choices=questions_for,
            page="risk:question",
            unknown=_("none"),
        ),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("on"),
        ListColumn("base", under=("place",), quiet=True),
        ListColumn("sections", under=("team",), quiet=True),
        ListColumn("findings", under=("done",), quiet=True),
    ),
    beside=lambda standing, _rows: due_lists(standing),
    list_template="deployment/visits.html",
    day=lambda visit: visit.on,
)
