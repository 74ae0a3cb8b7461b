"""How lines of the matrix change. No line without a risk; one lead, who accepts it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela.crisis.tables import options
from tutela.strategy.matrix import ENDED, TIERS
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.places.models import Place
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.records import verbs as records
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

PROGRESS = frozenset({"status", "came_of", "confirmed"})
"""What the lead of a line may change beside who keeps the matrix."""

Fault = tuple[str, str, str]


def fault_of(values: Mapping[str, Any]) -> Iterable[Fault]:
    """What is wrong with the values of a whole line: the field, why, what to do next."""
    if values.get("activity") not in options():
        yield "activity", say("this is no activity of the table"), say("choose one of its codes")
    if set(values.get("tiers") or ()) - set(TIERS):
        yield "tiers", say("the tiers are 1, 2 and 3"), say("write those it serves")
    first, last = values.get("starts"), values.get("ends")
    if first and last and last < first:
        yield "ends", say("the last day lies before the first"), say("put the dates right")
    if set(values.get("confirmed") or ()) - set(values.get("support") or ()):
        yield (
            "confirmed",
            say("one who does not support the line cannot confirm it"),
            say("name them among the supporting actors first"),
        )
    if values.get("status") in ENDED and not str(values.get("came_of") or "").strip():
        yield "came_of", say("a line ends with what came of it"), say("say it in a sentence")


@transaction.atomic
def make_lines(rows: Sequence[Mapping[str, Any]], *, by: Standing) -> list[MatrixLine]:
    """Add lines from the values of their fields; a blank code is the next number.

    Raises  Denied without the act keep_matrix where the line lies; BadParameter without a risk the
            person may see, for a code taken, or for values that cannot stand.
    """
    if not rows:
        return []
    taken = _codes(by.mission)
    made = []
    for row in rows:
        values = _settle_values(dict(row), by)
        by.require("keep_matrix", area=values["area"].pk if values["area"] else None)
        code = str(values.pop("code", "") or "") or _next_code(taken)
        if code in taken:
            raise BadParameter(
                say("this code is taken"), where=code, next=say("choose another code")
            )
        taken.add(code)
        made.append(MatrixLine(code=code, known_at=clock.now(by.mission), **values))
    records.create_many(made, mission=by.mission, by=by.person)
    return made


@transaction.atomic
def edit_line(
    line: MatrixLine, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> MatrixLine:
    """Change a line; its lead may record its progress.

    Raises  Denied; Conflict; BadParameter for values that cannot stand.
    """
    wanted = dict(changes)
    act = "keep_matrix"
    if wanted.keys() <= PROGRESS and not by.may(act, area=line.area_id):
        act = "lead_line"
    by.require(act, area=line.area_id, of=line)
    held = {
        name: getattr(line, name)
        for name in (
            "risk",
            "activity",
            "tiers",
            "starts",
            "ends",
            "support",
            "confirmed",
            "status",
            "came_of",
            "place",
            "classification",
        )
    }
    if "risk_id" in wanted:
        wanted["risk"] = _risk(wanted.pop("risk_id"), by)
    if "place_id" in wanted:
        wanted["place"] = _place(wanted.pop("place_id"), by)
    settled = _settle_values(held | wanted, by)
    for name in ("area", "classification"):
        if settled[name] != getattr(line, name):
            wanted[name] = settled[name]
    if {"lead"} & wanted.keys() and wanted["lead"] != line.lead:
        wanted |= {"accepted_on": None, "accepted_by": ""}  # another lead has not accepted yet
    return records.edit(
        line, wanted, version=version, by=by.person, reason=reason, seen=lines_for(by)
    )


@transaction.atomic
def accept_line(line: MatrixLine, *, version: int, by: Standing) -> MatrixLine:
    """Accept a line as its lead, by the post one holds.

    Raises  Denied without the act lead_line; BadParameter where nobody is named as lead.
    """
    by.require("lead_line", area=line.area_id, of=line)
    if not line.lead.strip():
        raise BadParameter(say("nobody leads it"), next=say("name one lead"))
    changes = {"accepted_on": clock.today(by.mission), "accepted_by": by.as_said}
    return records.edit(line, changes, version=version, by=by.person)


def _settle_values(values: dict[str, Any], by: Standing) -> dict[str, Any]:
    """The values with what follows from them: risk and place as records, area, marking."""
    if "risk_id" in values:
        values["risk"] = _risk(values.pop("risk_id"), by)
    if "place_id" in values:
        values["place"] = _place(values.pop("place_id"), by)
    risk: Risk | None = values.get("risk")
    if risk is None:
        raise BadParameter(say("no line without a risk"), next=say("choose a risk of the register"))
    place: Place | None = values.get("place")
    for name, why, step in fault_of(values):
        raise BadParameter(why, where=name, next=step)
    values["area"] = (place.area if place else None) or risk.area or risk.place.area
    least = max(risk.classification, place.classification if place else 0)
    values["classification"] = max(
        least, values.get("classification", Classification.CONFIDENTIAL) or 0
    )
    by.require_marking("strategy", values["classification"])
    return values


def _risk(pk: Any, by: Standing) -> Risk | None:
    return risks_for(by).filter(pk=pk).select_related("place").first() if pk else None


def _place(pk: Any, by: Standing) -> Place | None:
    return Place.objects.filter(by.sees_open("places"), pk=pk).first() if pk else None


def _codes(mission: Mission) -> set[str]:
    return set(MatrixLine.objects.filter(mission=mission).values_list("code", flat=True))


def _next_code(taken: set[str]) -> str:
    numbers = [int(found[1]) for code in taken if (found := re.fullmatch(r"M-(\d{3,6})", code))]
    return f"M-{max(numbers, default=0) + 1:03}"
