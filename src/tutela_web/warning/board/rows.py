"""What the board sorts and groups by: open alerts in brief, and a town's alerts as one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from tutela.places.names import fold
from tutela.places.sites import site_of
from tutela.warning.clocks import LEVELS
from tutela.warning.floods import Call, group_calls
from tutela.warning.parameters import FLOOD_HOURS, FLOOD_KM
from tutela.warning.pressing import Pressing, rank_alert
from tutela.warning.states import CLOSED, ENDS, OUTCOME, STATES
from tutela_web.access.policy import Standing
from tutela_web.places.models import PlacePrecision
from tutela_web.warning.models import AlertLevel, AlertNow, Channel, name_where

UNREAD, RUNNING = "unread", "running"
"""The parts of the list: texts nobody has understood stand above warnings and watches."""

MERGE_ACT = "keep_alert"


class Light(NamedTuple):
    """What an open alert is sorted, counted and grouped by."""

    pk: UUID
    number: int
    level: str
    area: UUID | None
    area_name: str | None
    owner: UUID
    state: str
    clock: str
    due_at: datetime | None
    since: datetime | None
    next_step_at: datetime | None
    moments: Mapping[str, Any]
    source: str
    act: str
    heading: str
    tripwire: str
    known_at: datetime | None
    entered_at: datetime
    onset_from: datetime | None
    place: UUID | None
    place_name: str | None
    town: UUID | None
    place_said: str
    latitude: float | None
    longitude: float | None
    precision: int | None

    def __str__(self) -> str:
        return f"AL-{self.number:04}"

    def standing_as(self, now: AlertNow) -> Light:
        """The same alert where its reader knows it to stand otherwise than is on record."""
        return self._replace(
            state=now.state,
            clock=now.clock,
            due_at=now.due_at,
            since=now.since,
            next_step_at=now.next_step_at,
            moments=now.moments,
        )

    def pressing(self, at: datetime) -> Pressing:
        """Where it stands among those that run."""
        return rank_alert(
            self.level,
            number=self.number,
            at=at,
            known_at=self.known_at or self.entered_at,
            onset=self.onset_from,
            due=self.due_at,
            calmed=OUTCOME in self.moments or self.state == CLOSED,
            expired=self.state in ENDS,
            unread=self.unread,
        )

    @property
    def nearness(self) -> int:
        """How near the harm is, as a place in LEVELS."""
        return LEVELS.index(self.level)

    def overdue(self, at: datetime) -> bool:
        """Whether a clock has run out unmet."""
        return self.due_at is not None and self.due_at < at and self.state not in ENDS

    @property
    def unread(self) -> bool:
        """Whether it is a text that was not understood and nobody has looked at."""
        return (
            self.source == Channel.SMS
            and not self.act
            and not self.tripwire
            and self.nearness < LEVELS.index(AlertLevel.IMMINENT)
            and self.state == STATES[0]
            and "triaged" not in self.moments
        )

    @property
    def part(self) -> str:
        """The part of the list it stands in."""
        return UNREAD if self.unread else RUNNING

    @property
    def groups(self) -> bool:
        """Whether it may stand in one row with others: its clocks run, and it was understood."""
        return self.part == RUNNING and self.state not in ENDS and OUTCOME not in self.moments

    @property
    def where(self) -> str:
        """The place as a row names it, a site that was said before its town; blank where none was
        said."""
        return name_where(self.place_name or "", self.town, self.place_said)

    def as_call(self) -> Call:
        """What of it is compared with others."""
        exact = self.precision is None or self.precision <= PlacePrecision.NEAR
        said = fold(self.place_said).strip()
        place, town = (one.hex if one else "" for one in (self.place, self.town))
        site = site_of(place, town, self.place_said).site
        return Call(
            id=f"{self.number:09}",
            at=self.known_at or self.entered_at,
            site=site if self.place else said and f"said {said}",
            latitude=self.latitude if exact else None,
            longitude=self.longitude if exact else None,
            act=self.act,
            heading=self.heading,
        )


@dataclass(frozen=True)
class Flood:
    """Several open alerts as one row that opens. For display alone: nothing is joined by it.

    alerts  the most pressing first
    """

    alerts: tuple[Light, ...]
    may_merge: bool

    @property
    def number(self) -> int:
        """The lowest number in it, by which the row is known while calls come in."""
        return min(one.number for one in self.alerts)

    @property
    def numbers(self) -> str:
        """The numbers of its alerts, as an address has them."""
        return ",".join(str(one.number) for one in sorted(self.alerts, key=lambda one: one.number))

    @property
    def level(self) -> str:
        """The highest level."""
        return max(self.alerts, key=lambda one: one.nearness).level

    @property
    def tightest(self) -> Light | None:
        """The alert whose clock runs out first, or did longest ago."""
        due = [one for one in self.alerts if one.due_at is not None]
        return min(due, key=lambda one: (one.due_at, one.number), default=None)

    @property
    def places(self) -> list[str]:
        """Every place that is named, each once."""
        return list(dict.fromkeys(one.where for one in self.alerts if one.where))

    @property
    def acts(self) -> list[str]:
        """Every act that is told of, each once."""
        return list(dict.fromkeys(one.act for one in self.alerts if one.act))

    @property
    def known_at(self) -> datetime:
        """When the mission knew of the first."""
        return min(one.known_at or one.entered_at for one in self.alerts)

    @property
    def newest_at(self) -> datetime:
        """When the mission knew of the last."""
        return max(one.known_at or one.entered_at for one in self.alerts)

    @property
    def unacknowledged(self) -> int:
        """Of how many nobody has said that it reached who acts."""
        return sum("acknowledged" not in one.moments for one in self.alerts)

    def overdue(self, at: datetime) -> bool:
        """Whether a clock of any of them has run out unmet."""
        return any(one.overdue(at) for one in self.alerts)


def units_of(
    kept: Sequence[Light], standing: Standing, figures: Mapping[str, float], at: datetime
) -> list[tuple[Light, ...]]:
    """The rows of a list, each of light alert or of several, the most pressing first.

    Takes   kept, the alerts as they are sorted; figures, the mission's own.
    """
    by_id = {light.as_call().id: light for light in kept if light.groups}
    rows = group_calls(
        [light.as_call() for light in by_id.values()],
        km=figures[FLOOD_KM],
        hours=figures[FLOOD_HOURS],
    )
    with_others = {pk: ids for ids in rows for pk in ids}
    units: list[tuple[Light, ...]] = []
    done: set[str] = set()
    for light in kept:
        pk = light.as_call().id
        if pk in done:
            continue
        ids = with_others.get(pk, (pk,)) if light.groups else (pk,)
        done.update(ids)
        members = [by_id[of] for of in ids] if light.groups else [light]
        units.append(tuple(sorted(members, key=lambda member: member.pressing(at))))
    return sorted(units, key=lambda unit: _pressing_together(unit, at))


def split_units(units: Sequence[tuple[Light, ...]], size: int) -> list[list[tuple[Light, ...]]]:
    """The parts of a list in which it is shown, in their order, the first of them perhaps empty.

    Takes   size, after how many alerts a new part begins; a row of several stays whole.
    """
    parts: list[list[tuple[Light, ...]]] = [[]]
    held = 0
    for unit in units:
        if held >= size:
            parts.append([])
            held = 0
        parts[-1].append(unit)
        held += len(unit)
    return parts


def _pressing_together(unit: tuple[Light, ...], at: datetime) -> Pressing:
    """A row of several presses as its nearest harm, by the tightest of their clocks."""
    every = [one.pressing(at) for one in unit]
    return every[0]._replace(due=min(one.due for one in every))


def flood_of(unit: tuple[Light, ...], standing: Standing) -> Flood | None:
    """A row of several; None where it is of one alert."""
    if len(unit) < 2:
        return None
    return Flood(unit, all(standing.may(MERGE_ACT, area=one.area) for one in unit))
