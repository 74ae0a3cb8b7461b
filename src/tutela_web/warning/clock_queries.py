"""The clocks of a mission's alerts as a table: each limit, the mission's own or as shipped."""

from __future__ import annotations

from dataclasses import dataclass

from tutela.warning.clocks import LEVELS, shipped
from tutela_web.access.models import Mission
from tutela_web.warning.models import ClockLimit


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
class Line:
    """One clock of the table."""

    clock: str
    what: str
    since: str
    until: str
    cells: list[Cell]


def table(mission: Mission) -> list[Line]:
    """Every clock with its limit at each level."""
    rows = ClockLimit.objects.filter(mission=mission).values_list("clock", "level", "minutes")
    own = {(clock, level): minutes for clock, level, minutes in rows}
    return [
        Line(
            clock.name, clock.what, clock.since, clock.until,
            [
                Cell(f"{clock.name}:{level}", own.get((clock.name, level), given), given)
                for level in LEVELS
                for given in [_minutes(clock.limits.get(level))]
            ],
        )
        for clock in shipped()
    ]  # fmt: skip


def _minutes(limit: object) -> float | None:
    return limit.total_seconds() / 60 if limit is not None else None  # type: ignore[attr-defined]
