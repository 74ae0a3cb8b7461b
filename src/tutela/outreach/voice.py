"""For whom the mission speaks in public, and about whom: beside the harm on record of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tutela.risk.threats import UNKNOWN, ClassMeasures


@dataclass(frozen=True, slots=True)
class Voice:
    """A class of perpetrators: the harm on record of it, and how often the mission spoke of it.

    last    the day of the last statement; None where there is none
    groups  spoken for in these statements, in the order of their first mention
    """

    measures: ClassMeasures
    statements: int
    last: date | None
    groups: tuple[str, ...]

    @property
    def silent(self) -> bool:
        """Whether harm is on record of it and no statement speaks of it."""
        return self.measures.acts > 0 and not self.statements

    @property
    def percent(self) -> str:
        """Its share of all acts on record, in whole per cent; empty where there is no act."""
        share = self.measures.share
        return "" if share is None else f"{100 * share:.0f} %"

    @property
    def unknown(self) -> bool:
        """Whether it is the line of what nobody known did."""
        return self.measures.of.name == UNKNOWN


def weigh_voice(
    measured: Iterable[ClassMeasures],
    statements: Iterable[tuple[date, Iterable[str], Iterable[str]]],
) -> list[Voice]:
    """Every class of perpetrators beside the statements that speak of it.

    Takes   measured, a line for each class; statements, each with its day, the classes it speaks
            of, the groups it speaks for.

    >>> from tutela.risk.threats import perpetrator_classes
    >>> of = [ClassMeasures(one, n, None, n, n / 3, 0, 0)
    ...       for one, n in zip(perpetrator_classes().values(), (2, 1), strict=False)]
    >>> told = weigh_voice(of, [(date(2018, 12, 1), ["host"], ["women"])])
    >>> [(one.measures.of.name, one.statements, one.silent, one.percent) for one in told]
    [('host', 1, False, '67 %'), ('allied', 0, True, '33 %')]
    """
    by_day = sorted(statements, key=lambda row: row[0])
    voices = []
    for measures in measured:
        of_it = [row for row in by_day if measures.of.name in row[1]]
        groups = tuple(dict.fromkeys(group for row in of_it for group in row[2]))
        voices.append(Voice(measures, len(of_it), of_it[-1][0] if of_it else None, groups))
    return voices
