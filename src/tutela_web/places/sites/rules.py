"""What must hold of what is written about a site, whichever record holds it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.judging import Verdict, harm_told, judge
from tutela_web.base.values import FieldValue
from tutela_web.places.sites.queries import KIND


class OfArea(Protocol):
    """What is marked and lies in an area: a place, a site."""

    area: DutyArea | None
    classification: int
    compartment: str


def refuse_what_is_apart(*texts: FieldValue) -> None:
    """Refuse words that only a compartment, or Conduct and Discipline, may read.

    Raises  BadParameter, which repeats nothing.
    """
    words = [text for text in texts if isinstance(text, str) and text]
    if words and (harm_told(words) or judge(words) is not Verdict.NO):
        raise BadParameter(
            say("what was done to persons is kept apart, and never on the page of a site"),
            next=say("record it by the form of an incident; write “an incident is recorded” here"),
        )


def refuse_days_ahead(by: Standing, *days: date | None) -> None:
    """Raises  BadParameter for a day that has not come by the mission's clock."""
    today = clock.today(by.mission)
    if any(day is not None and day > today for day in days):
        raise BadParameter(say("this day lies ahead"), next=say("record it when it has come"))


def require_together(values: Mapping[str, FieldValue], said: str, *with_it: str) -> None:
    """Raises  BadParameter where something is said without what belongs to it, or the other way."""
    filled = [bool(values.get(name)) for name in (said, *with_it)]
    if any(filled) and not all(filled):
        raise BadParameter(
            say("a fact, its day and its source belong together"),
            next=say("give all of them, or none"),
        )


def kept_with(above: OfArea, values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    """The values as they are kept beside what they are of: in its area, never marked lower.

    Raises  BadParameter for a marking above the own clearance.
    """
    given = values.get("classification", 0)
    marking = max(given if isinstance(given, int) else 0, above.classification)
    by.require_marking(KIND, marking)
    return {
        **values,
        "classification": marking,
        "area": above.area,
        "compartment": above.compartment,
    }
