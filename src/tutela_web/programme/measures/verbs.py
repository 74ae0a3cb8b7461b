"""How indicators are set and read, and how reporting duties are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access import numbers
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Conflict
from tutela_web.base.markings import Classification
from tutela_web.links.verbs import not_ahead
from tutela_web.programme.measures.models import Indicator, Reading, ReportDuty, ReportMade
from tutela_web.programme.measures.queries import duties_for, indicators_for
from tutela_web.programme.objectives.verbs import ACT, LINE_ACT
from tutela_web.records import verbs as records

READ_ACT = "lead_line"
"""By what else the lead of a line may give a reading of its indicators."""


def _words(values: Mapping[str, Any], *names: str) -> None:
    for name in names:
        if not str(values.get(name) or "").strip():
            raise BadParameter(
                say("something is missing that this record needs"), where=name, next=say("write it")
            )


def may_keep(standing: Standing, *, line: Any) -> bool:
    """Whether a person may set indicators of a line, or of an objective where there is no line."""
    return standing.may(LINE_ACT, area=line.area_id) if line is not None else standing.may(ACT)


def may_read(standing: Standing, *, line: Any) -> bool:
    """Whether a person may give a reading."""
    leads = line is not None and standing.may(READ_ACT, area=line.area_id)
    return leads or may_keep(standing, line=line)


def _require(by: Standing, *, line: Any) -> None:
    if line is not None:
        by.require(LINE_ACT, area=line.area_id)
    else:
        by.require(ACT)


@transaction.atomic
def set_indicator(fields: Mapping[str, Any], *, by: Standing) -> Indicator:
    """Set an indicator of a line or of an objective, under the next number.

    Raises  Denied; BadParameter without words, or for both or neither of line and objective.
    """
    values = _indicator(dict(fields), by)
    number = numbers.next_number(Indicator, by.mission)
    made = Indicator(number=number, known_at=clock.now(by.mission), **values)
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_indicator(
    indicator: Indicator,
    changes: Mapping[str, Any],
    *,
    version: int,
    by: Standing,
    reason: str = "",
) -> Indicator:
    """Change an indicator; its number and what it is of stay.

    Raises  as set_indicator; Conflict.
    """
    by.require_ours(indicator)
    names = ("line", "objective", "words", "classification")
    held = {name: getattr(indicator, name) for name in names}
    values = _indicator(held | dict(changes) | {n: held[n] for n in names[:2]}, by)
    changed = {name: values[name] for name in {*changes, "classification"} - set(names[:2])}
    return records.edit(
        indicator, changed, version=version, by=by.person, reason=reason, seen=indicators_for(by)
    )


def _indicator(values: dict[str, Any], by: Standing) -> dict[str, Any]:
    line, objective = values.get("line"), values.get("objective")
    if (line is None) == (objective is None):
        raise BadParameter(
            say("an indicator is of a line of the matrix or of an objective"),
            next=say("choose one of the two"),
        )
    _require(by, line=line)
    _words(values, "words")
    of = line or objective
    marking = values.get("classification", Classification.CONFIDENTIAL)
    values |= {"classification": max(marking, of.classification), "area": of.area}
    by.require_marking("strategy", values["classification"])
    return values


@transaction.atomic
def read_indicator(
    indicator: Indicator, *, on: date, value: str, said_by: str, source: str, by: Standing
) -> Reading:
    """Give a reading of an indicator: what it showed on a day, which office says so, by what.

    Raises  Denied; BadParameter without value, office or source, or for a day ahead.
    """
    if not may_read(by, line=indicator.line):
        _require(by, line=indicator.line)
    by.require_ours(indicator)
    given = {"value": value.strip(), "said_by": said_by.strip(), "source": source.strip()}
    _words(given, *given)
    not_ahead(on, by)
    made = Reading(
        indicator=indicator,
        on=on,
        classification=indicator.classification,
        area=indicator.area,
        invented=indicator.invented,
        known_at=clock.now(by.mission),
        **given,
    )
    return records.create(made, mission=by.mission, by=by.person)


# --- reports


@transaction.atomic
def report_made(
    duty: ReportDuty, *, on: date, reference: str = "", version: int, by: Standing
) -> ReportMade:
    """Say that a report was made. The duty's next day follows from its rhythm; without one, no day
    is left.

    Raises  Denied; BadParameter for a day ahead; Conflict where somebody else said so meanwhile.
    """
    by.require(ACT, of=duty)
    not_ahead(on, by)
    duty = ReportDuty.objects.select_for_update().get(pk=duty.pk)
    if version != duty.version:
        raise Conflict(
            "somebody said so meanwhile",
            fields={},
            version=duty.version,
            next="look at what is recorded",
        )
    made = ReportMade(
        duty=duty,
        due=duty.due,
        made_on=on,
        reference=reference.strip()[:200],
        classification=duty.classification,
        invented=duty.invented,
        known_at=clock.now(by.mission),
    )
    kept = records.create(made, mission=by.mission, by=by.person)
    after = (duty.due or on) + timedelta(duty.every_days) if duty.every_days else None
    records.edit(duty, {"due": after}, version=version, by=by.person, seen=duties_for(by))
    return kept
