"""Four weekly cycles of December, frozen, answered and adopted by the real verbs, and this week's,
frozen this morning and open.

What the people of these weeks say is invented, and every line they agree is marked so. About an
invented place they tell invented facts. About a real place they tell none: they take what the
method suggests, its lower or its upper end, leave a question unanswered, or decline the line.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.demo.player import DATA, Who, clock_at, find
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.risk.figures import FactorInput
from tutela_web.risk.models import Hotspot, Risk, Week
from tutela_web.risk.verbs import adopt, assess_mission, close_risk, propose, register_risk
from tutela_web.risk.weekly.verbs import (
    adopt_week,
    answer,
    freeze_week,
    is_answered,
    moderate,
    no_change,
)

FIRST_FORUM = date(2018, 11, 29)
MONDAYS = tuple(date(2018, 12, day) for day in (3, 10, 17, 24))
FOLLOWED = 18
"""Lines at real places that these people look at; to the others nobody answers."""

TOLD = 200
"""Risks whose sentences are written in the first weeks: no page tells more of them. The last week
has all, for what changed since then is told by its records."""

OWNERS = (
    "Head of field office",
    "Sector operations",
    "Human rights officer",
    "Police Commander",
    "Civil affairs",
)


LOWER = (
    "The group takes the lower end of each interval until the field has been asked again.",
    "The group goes to the lower end: it will look at this line every week.",
    "The group goes to the lower end; two members keep the value of last week on record.",
)
UPPER = (
    "The group takes the upper end of each interval: what is not known is not taken for calm.",
    "The group goes to the upper end: nobody spoke for less.",
    "The group goes to the upper end until the field office has been asked again.",
)
DECLINED = "The group declines this line: it is watched with its neighbour's, not on its own."
WAITS = "Proposed after the forum: scored at the upper end until a team has visited."


def add(mission: Mission, who: Who) -> None:
    """Freeze, answer and adopt the weeks that are not there yet, each on its own days.

    Takes   who, the standing of an account by its last part, as of the mission's clock.
    """
    if Week.objects.filter(mission=mission, monday=MONDAYS[-1], state=Week.State.ADOPTED).exists():
        return
    with clock_at(mission, FIRST_FORUM):
        _agree_story(mission, who)
    for number, monday in enumerate(MONDAYS):
        with clock_at(mission, monday):
            week = _freeze(mission, monday, who)
        if week.state == Week.State.ADOPTED:
            continue
        with clock_at(mission, monday + timedelta(days=1)):
            _answer(week, number, who)
        with clock_at(mission, monday + timedelta(days=2)):
            _moderate(week, by=who("analyst"))
        with clock_at(mission, monday + timedelta(days=3)):
            adopt_week(week, by=who("adviser"), note="The POC forum of this week (invented)")
            _decline(week, number, by=who("adviser"))
    with clock_at(mission, MONDAYS[-1] + timedelta(days=4)):
        _leave_proposals(mission, by=who("analyst"))


def open_week(mission: Mission, who: Who) -> None:
    """Freeze the week that begins today, if nobody has; it waits for the field's answers."""
    today = clock.today(mission)
    _freeze(mission, today - timedelta(days=today.weekday()), who)


def _agree_story(mission: Mission, who: Who) -> None:
    """The lines at invented places, as a first forum agreed them."""
    kestrel = find(mission, "actor", "kestrel")
    for told in _invented_lines():
        place = Place.objects.get(mission=mission, code=told["place"])
        analyst, adviser = who("analyst"), who("adviser")
        line = register_risk(place=place, actor=kestrel.name, harm=told["harm"], by=analyst)
        if line.risk is not None:
            continue
        line = propose(
            line,
            by=analyst,
            version=line.version,
            reason="First matrix of the mission (invented)",
            changes={name: _spread_value(value) for name, value in told["factors"].items()},
            gravity=told["gravity"],
            owner=told["owner"],
        )
        (line,) = adopt([line], by=adviser, forum_date=FIRST_FORUM, note="First matrix (invented)")
        own = {"confidence": told["confidence"], "invented": True}
        records.edit(line, own, version=line.version, by=analyst.person)


def _invented_lines() -> list[dict[str, Any]]:
    """The lines at invented places, with their factors and what each week's answer changed."""
    lines: list[dict[str, Any]] = tomllib.loads((DATA / "weeks.toml").read_text("utf-8"))["line"]
    return lines


def _spread_value(value: float) -> FactorInput:
    """A value with the interval of who is fairly sure."""
    return {"value": value, "low": max(0.0, value - 1), "high": min(5.0, value + 0.5)}


def _freeze(mission: Mission, monday: date, who: Who) -> Week:
    """The week, frozen if it was not. Its hotspots come on to the register with it; nothing is
    invented of them until somebody says something."""
    analyst = who("analyst")
    week = Week.objects.filter(mission=mission, monday=monday).first()
    if week is None:
        if monday < MONDAYS[-1]:
            assess_mission(mission, on=monday, by=None, told=TOLD)
        week = freeze_week(mission, by=analyst)
    return week


def _answer(week: Week, number: int, who: Who) -> None:
    """Tuesday: what each hotspot was answered; about a third of them nothing."""
    analyst, followed = who("analyst"), _list_followed(week.mission)
    stories = {told["place"]: told for told in _invented_lines()}
    for hotspot in week.hotspots.select_related("risk__place").order_by("order"):
        told = stories.get(hotspot.risk.place.code)
        if told is not None:
            if answered := told["weeks"].get(str(number)):
                reason, values = answered["reason"], answered["values"]
                _tell(hotspot, reason, {n: _spread_value(v) for n, v in values.items()}, by=analyst)
            continue
        at = followed.get(hotspot.risk_id)
        if at is None:
            continue
        if hotspot.risk.owner == "":
            _name_owner(hotspot.risk, OWNERS[at % len(OWNERS)], by=analyst)
        match at % 6, number:
            case (0, _) | (2 | 4, 0 | 1) | (2, 3) | (3 | 5, 0):
                _tell(hotspot, "", {}, by=analyst)
            case (2, 2):
                _tell(hotspot, LOWER[at // 6], _end(hotspot, "low"), by=analyst)
            case (4, 3):
                _tell(hotspot, UPPER[at // 6], _end(hotspot, "high"), by=analyst)


def _list_followed(mission: Mission) -> dict[UUID, int]:
    """The lines at real places these people look at, in the order of the first week."""
    first = Hotspot.objects.filter(week__mission=mission, week__monday=MONDAYS[0])
    lines = first.filter(risk__place__invented=False).order_by("order")
    return {pk: at for at, pk in enumerate(lines.values_list("risk", flat=True)[:FOLLOWED])}


def _tell(
    hotspot: Hotspot, reason: str, values: dict[str, FactorInput | None], *, by: Standing
) -> None:
    """Answer with these values, what is not asked this week as a proposal beside; with none of
    them, that nothing changed."""
    asked = {one["factor"] for one in hotspot.answers}
    answers = {name: value for name, value in values.items() if name in asked}
    beside = {name: value for name, value in values.items() if name not in asked}
    if beside:
        line = hotspot.risk
        propose(line, by=by, version=line.version, reason=reason, changes=beside)
    if answers:
        answer(hotspot, by=by, version=hotspot.version, changes=answers, reason=reason)
    else:
        no_change(hotspot, by=by, version=hotspot.version)


def _name_owner(line: Risk, owner: str, *, by: Standing) -> None:
    """Name who follows a line, and mark it: from here on invented people speak of it."""
    owned = propose(
        line, by=by, version=line.version, reason="Who follows it (invented)", owner=owner
    )
    records.edit(owned, {"invented": True}, version=owned.version, by=by.person)


def _end(hotspot: Hotspot, end: Literal["low", "high"]) -> dict[str, FactorInput | None]:
    """The filled answers of a hotspot, each at one end of its interval."""
    return {
        one["factor"]: {"value": one[end], "low": one["low"], "high": one["high"]}
        for one in hotspot.answers
        if one["value"] is not None
    }


def _moderate(week: Week, *, by: Standing) -> None:
    """Wednesday: the JMAC speaks against the two answers that weigh most."""
    answered = [one for one in week.hotspots.order_by("order") if is_answered(one)]
    for hotspot in answered[:2]:
        moderate(
            hotspot,
            by=by,
            version=hotspot.version,
            note="The answers rest on few sources (invented)",
            red_team="What would we see if it were calm, and did anybody look for it?",
        )


def _decline(week: Week, number: int, *, by: Standing) -> None:
    """Lines the forum does not take: closed on the second Thursday, with the reason."""
    if number != 1:
        return
    followed = _list_followed(week.mission)
    for hotspot in week.hotspots.select_related("risk").order_by("order"):
        if followed.get(hotspot.risk_id, 0) % 6 == 5:
            close_risk(hotspot.risk, by=by, version=hotspot.risk.version, reason=DECLINED)


def _leave_proposals(mission: Mission, *, by: Standing) -> None:
    """A proposal made after the last forum: it waits for the next."""
    agreed = Risk.objects.filter(mission=mission, status=Risk.Status.ADOPTED, place__invented=False)
    line = agreed.order_by("-priority", "-risk", "pk").first()
    if line is None:
        return
    higher: dict[str, FactorInput | None] = {
        name: {"value": kept["high"], "low": kept["low"], "high": kept["high"]}
        for name, kept in line.factors.items()
        if kept["value"] is not None
    }
    propose(line, by=by, version=line.version, reason=WAITS, changes=higher)
