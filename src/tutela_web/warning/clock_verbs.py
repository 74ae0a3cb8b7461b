"""A mission's own limits of the clocks: one table, kept by the Chief of Staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela.warning.clocks import LEVELS, shipped_clocks, with_limits
from tutela_web.access import audit
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.warning.models import AlertNow, ClockLimit
from tutela_web.warning.now import clocks_of, settle

Limits = Mapping[tuple[str, str], float | None]


@dataclass(frozen=True)
class Cell:
    """The limit of a clock at a level, in minutes; None where there is no such clock."""

    name: str
    minutes: float | None
    shipped: float | None

    @property
    def own(self) -> bool:
        """Whether the mission set it itself."""
        return self.minutes != self.shipped


@dataclass(frozen=True)
class ClockLine:
    """One clock of the table."""

    clock: str
    what: str
    since: str
    until: str
    cells: list[Cell]


def table(mission: Mission) -> list[ClockLine]:
    """Every clock with its limit at each level."""
    return [
        ClockLine(
            clock.name,
            clock.what,
            clock.since,
            clock.until,
            [
                Cell(
                    f"{clock.name}:{level}",
                    _minutes(held.limits.get(level)),
                    _minutes(clock.limits.get(level)),
                )
                for level in LEVELS
            ],
        )
        for clock, held in zip(shipped_clocks(), clocks_of(mission), strict=True)
    ]


def _minutes(limit: timedelta | None) -> float | None:
    return limit / timedelta(minutes=1) if limit is not None else None


def limits_of(sent: Mapping[str, str]) -> dict[tuple[str, str], float | None]:
    """The limits a form sent: minutes by clock and level; an empty one takes the shipped back.

    Raises  BadParameter for what is no number.
    """
    found: dict[tuple[str, str], float | None] = {}
    for line in shipped_clocks():
        for level in line.limits:
            said = sent.get(f"{line.name}:{level}", "").strip().replace(",", ".")
            try:
                found[line.name, level] = float(said) if said else None
            except ValueError as fault:
                raise BadParameter(
                    say("a limit is a number of minutes"), where=f"{line.name}, {level}"
                ) from fault
    return found


@transaction.atomic
def set_limits(limits: Limits, *, by: Standing) -> None:
    """Set the mission's own limits; open alerts follow them at once.

    Takes   minutes by (clock, level); None for the shipped one.
    Raises  Denied; BadParameter for a clock that is none, or a limit not above zero.
    """
    by.require("keep_clocks")
    given = {
        (clock.name, level): _minutes(limit)
        for clock in shipped_clocks()
        for level, limit in clock.limits.items()
    }
    own = {k: v for k, v in limits.items() if v is not None and v != given.get(k)}
    clocks = with_limits(shipped_clocks(), own)
    ClockLimit.objects.filter(mission=by.mission).delete()
    ClockLimit.objects.bulk_create(
        ClockLimit(mission=by.mission, clock=clock, level=level, minutes=minutes)
        for (clock, level), minutes in own.items()
    )
    audit.record("keep_clocks", mission=by.mission, by=by.person, kind="clock", own=len(own))
    ids = AlertNow.objects.filter(mission=by.mission, open=True).values_list("alert", flat=True)
    settle(by.mission, ids, clocks=clocks)
