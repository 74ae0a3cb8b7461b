"""A mission's own limits of the clocks: one table, kept by the Chief of Staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.warning.clocks import LEVELS, shipped_clocks, with_limits
from tutela.warning.parameters import Parameter, shipped_parameters, with_values
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.warning.board.queries import figures_of
from tutela_web.warning.models import AlertNow, AlertParameter, ClockLimit
from tutela_web.warning.threads.state import clocks_of, settle

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
    limits: dict[tuple[str, str], float | None] = {}
    for line in shipped_clocks():
        for level in line.limits:
            said = sent.get(f"{line.name}:{level}", "").strip().replace(",", ".")
            try:
                limits[line.name, level] = float(said) if said else None
            except ValueError as fault:
                raise BadParameter(
                    say("a limit is a number of minutes"), where=f"{line.name}, {level}"
                ) from fault
    return limits


@dataclass(frozen=True)
class FigureLine:
    """One figure of the table below the clocks: the mission's own, and as shipped."""

    parameter: Parameter
    value: float

    @property
    def own(self) -> bool:
        """Whether the mission set it itself."""
        return self.value != self.parameter.value


def figure_table(mission: Mission) -> list[FigureLine]:
    """Every figure of this room beside the limits of clocks."""
    values = figures_of(mission)
    return [FigureLine(one, values[name]) for name, one in shipped_parameters().items()]


def figures_sent(sent: Mapping[str, str]) -> dict[str, float | None]:
    """The figures a form sent, by name; an empty one takes the shipped back. One that was not sent
    is left out.

    Raises  BadParameter for what is no number.
    """
    figures: dict[str, float | None] = {}
    for name in shipped_parameters():
        if name not in sent:
            continue
        said = sent[name].strip().replace(",", ".")
        try:
            figures[name] = float(said) if said else None
        except ValueError as fault:
            raise BadParameter(say("this is no number"), where=name) from fault
    return figures


def _set_figures(figures: Mapping[str, float | None], mission: Mission) -> int:
    """Set the mission's own figures, those that are given; gives how many it has of its own."""
    kept = dict(AlertParameter.objects.filter(mission=mission).values_list("name", "value"))
    wanted = {**kept, **figures}
    own = {
        name: value
        for name, value in wanted.items()
        if value is not None and value != shipped_parameters()[name].value
    }
    with_values(own)
    AlertParameter.objects.filter(mission=mission).delete()
    AlertParameter.objects.bulk_create(
        AlertParameter(mission=mission, name=name, value=value) for name, value in own.items()
    )
    return len(own)


@transaction.atomic
def set_limits(
    limits: Limits, *, by: Standing, figures: Mapping[str, float | None] | None = None
) -> None:
    """Set the mission's own limits; open alerts follow them at once.

    Takes   minutes by (clock, level); None for the shipped one; figures, by name, likewise.
    Raises  Denied; BadParameter for a clock or figure that is none, a limit not above zero, or a
            figure outside its bounds.
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
    trail.record(
        "keep_clocks",
        mission=by.mission,
        by=by.person,
        kind="clock",
        own=len(own) + _set_figures(figures or {}, by.mission),
    )
    ids = AlertNow.objects.filter(mission=by.mission, open=True).values_list("alert", flat=True)
    settle(by.mission, ids, clocks=clocks)
