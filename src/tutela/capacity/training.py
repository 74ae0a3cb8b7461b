"""Who was trained in what, by rank, and for how long that holds; and whether a police unit's role,
mandate and training fit together.

Curricula are a table, a proposal. Source: Framework, section F and its options on training; Holt
and Taylor, on training before deployment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tutela.capacity.travel import table

Held = Literal["held", "due again", "lacking"]

RANKS: Mapping[str, str] = {"officers": "officers", "commanders": "commanders", "troops": "troops"}
"""Of whom it is counted who was there: staff officers, commanders, troops."""

DUE = timedelta(days=60)
"""So long before a training runs out it is due again."""


@dataclass(frozen=True, slots=True)
class Curriculum:
    """What is taught, to which ranks, and for how many months it holds."""

    code: str
    label: str
    months: int
    ranks: tuple[str, ...]
    about: str


CURRICULA: Mapping[str, Curriculum] = {
    row["curriculum"]: Curriculum(
        row["curriculum"],
        row["label"],
        int(row["months"]),
        tuple(row["ranks"].split()),
        row["about"],
    )
    for row in table("curricula.csv")
}


@dataclass(frozen=True, slots=True)
class Session:
    """A training that was held: what, when, until when it holds, and which ranks were there."""

    curriculum: str
    on: date
    valid_until: date
    ranks: frozenset[str]


@dataclass(frozen=True, slots=True)
class RankHeld:
    """Whether a rank holds a training on a day, and until when it does or did; None for never."""

    rank: str
    state: Held
    until: date | None


def valid_until(curriculum: str, on: date) -> date:
    """The last day a training holds: as many months after it as its curriculum says, taken as
    thirty days and a half.

    >>> valid_until("local_context", date(2030, 1, 1))
    datetime.date(2030, 7, 3)
    """
    return on + timedelta(days=round(CURRICULA[curriculum].months * 30.5))


def by_rank(curriculum: str, sessions: Iterable[Session], on: date) -> list[RankHeld]:
    """How each rank that needs a training stands on a day.

    Gives   held; due again from DUE before it runs out; lacking where it ran out or never was.

    >>> past = [Session("baseline", date(2030, 1, 1), date(2030, 12, 31), frozenset({"troops"}))]
    >>> [(rank.rank, rank.state) for rank in by_rank("baseline", past, date(2030, 12, 1))]
    [('officers', 'lacking'), ('commanders', 'lacking'), ('troops', 'due again')]
    """
    rows = [row for row in sessions if row.curriculum == curriculum and row.on <= on]
    ranks = []
    for rank in CURRICULA[curriculum].ranks:
        until = max((row.valid_until for row in rows if rank in row.ranks), default=None)
        if until is None or until < on:
            ranks.append(RankHeld(rank, "lacking", until))
        else:
            ranks.append(RankHeld(rank, "due again" if until - on <= DUE else "held", until))
    return ranks


def holds(curriculum: str, sessions: Iterable[Session], on: date) -> bool:
    """Whether every rank that needs a training holds it on a day."""
    return all(rank.state != "lacking" for rank in by_rank(curriculum, sessions, on))


@dataclass(frozen=True, slots=True)
class PoliceTask:
    """A task of physical protection of police: its kinds of task, and the items it takes."""

    kind: str
    label: str
    tasks: frozenset[str]
    items: tuple[str, ...]


POLICE: tuple[PoliceTask, ...] = tuple(
    PoliceTask(
        row["kind"], row["label"], frozenset(row["tasks"].split()), tuple(row["items"].split())
    )
    for row in table("police_tasks.csv")
)


def police_task(task: str) -> PoliceTask | None:
    """The task of physical protection that a kind of task is for a police unit, None for another.

    >>> police_task("public_order").label, police_task("demarche")
    ('public order at distributions', None)
    """
    return next((kind for kind in POLICE if task in kind.tasks), None)


@dataclass(frozen=True, slots=True)
class Role:
    """What a police unit is to do: kinds of police task; whether a paragraph of the mandate gives
    it; the curricula it takes."""

    kinds: frozenset[str]
    paragraph: bool
    curricula: frozenset[str]


def police_gaps(
    roles: Sequence[Role], sessions: Sequence[Session], on: date
) -> dict[str, frozenset[str]]:
    """Why a police unit is not offered for planned tasks of physical protection: for each of the
    three that do not match (role, paragraph of the mandate, training), the tasks it keeps it from.

    >>> role = Role(frozenset({"order"}), True, frozenset({"physical_protection"}))
    >>> sorted(police_gaps([role], [], date(2030, 6, 1))["training"])
    ['public_order']
    >>> "public_order" in police_gaps([], [], date(2030, 6, 1))["role"]
    True
    """
    gaps: dict[str, set[str]] = {"role": set(), "paragraph": set(), "training": set()}
    for kind in POLICE:
        of_kind = [role for role in roles if kind.kind in role.kinds]
        if not of_kind:
            gaps["role"] |= kind.tasks
            continue
        if not any(role.paragraph for role in of_kind):
            gaps["paragraph"] |= kind.tasks
        taught = [all(holds(code, sessions, on) for code in role.curricula) for role in of_kind]
        if not any(taught):
            gaps["training"] |= kind.tasks
    return {name: frozenset(tasks) for name, tasks in gaps.items() if tasks}
