"""The functions of protection: which office holds each, by which posts, and how its work stands.

Source: A4P and conclusion, section (3); Holt and Taylor, mission structure. The table is
data/functions.csv. Rooms above register what tells of the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela_web.access.people.queries import Rung
from tutela_web.access.policy import Standing


@dataclass(frozen=True)
class PocFunction:
    """One function: the office it belongs to, how posts of that office are titled, else the roles
    whose posts hold it, and the acts it needs."""

    function: str
    name: str
    office: str
    titled: str
    roles: tuple[str, ...]
    acts: tuple[str, ...]


@dataclass(frozen=True)
class OwedWork:
    """Something the function has not done yet: what, how much, where, and whether it is late."""

    what: str
    number: int
    url: str = ""
    late: bool = False


@dataclass(frozen=True)
class FunctionWork:
    """How the work of a function stands, as far as its reader may see it.

    last   the day it was last done; None where nothing tells
    owed   what waits, with numbers above none only
    """

    last: date | None
    owed: Sequence[OwedWork] = ()


Tell = Callable[[Standing], FunctionWork | None]
"""How the work of a function stands; None for who reads nothing of it."""

WORK_TOLD_BY: list[Callable[[], dict[str, Tell]]] = []
"""Each gives, by function, what tells of its work; asked when a page needs it, for the rooms that
tell are loaded with it."""

LATELY_DAYS = 31
"""A function not done for so many days is said to be idle [P]."""


@cache
def functions() -> tuple[PocFunction, ...]:
    """Every function, in the order of the table."""
    return tuple(
        PocFunction(
            row["function"],
            row["name"],
            row["office"],
            row["titled"],
            tuple(row["roles"].split()),
            tuple(row["acts"].split()),
        )
        for row in shipped_rows("tutela_web.access", "functions.csv")
    )


@dataclass(frozen=True)
class FunctionRow:
    """One function with the posts that hold it, what they may do, and its work.

    work  None where nobody tells of it to this reader
    """

    function: PocFunction
    holders: list[Rung]
    acts: list[str]
    work: FunctionWork | None
    idle: bool

    @property
    def empty(self) -> bool:
        """Whether no post that holds it has a holder."""
        return not any(rung.holder for rung in self.holders)


def function_rows(standing: Standing, rungs: Iterable[Rung]) -> list[FunctionRow]:
    """Every function as it stands today.

    Takes   rungs, of the ladder of the mission.
    """
    held = list(rungs)
    labels = {row["act"]: row["label"] for row in shipped_rows("tutela_web.access", "acts.csv")}
    telling = {name: tell for told in WORK_TOLD_BY for name, tell in told().items()}
    rows = []
    for function in functions():
        titled = [rung for rung in held if function.titled in rung.post.title.casefold()]
        holders = titled or [rung for rung in held if rung.post.role in function.roles]
        tell = telling.get(function.function)
        work = tell(standing) if tell else None
        last = work.last if work else None
        rows.append(
            FunctionRow(
                function,
                holders,
                [labels[act] for act in function.acts],
                work,
                work is not None and (last is None or (standing.on - last).days > LATELY_DAYS),
            )
        )
    return rows
