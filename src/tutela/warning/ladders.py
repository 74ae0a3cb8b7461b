"""Whom a clock that ran out tells: parallel ladders that never stop at an empty post.

The duty officer of the joint operations centre chases and never decides: told at every step, on no
ladder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

P = TypeVar("P")

LADDERS: Mapping[str, tuple[str, ...]] = {
    "military": ("unit_commander", "sector_operations", "force_commander"),
    "police": ("police_unit_commander", "police_commander"),
    "civilian": ("head_of_field_office", "chief_of_staff", "head_of_mission"),
}
"""The posts of each ladder, lowest first.

Source  domain reference, section b.
"""

CALLED_IN_ORDER: tuple[tuple[str, ...], ...] = tuple(
    tuple(ladder[rung] for ladder in LADDERS.values() if rung < len(ladder))
    for rung in range(max(map(len, LADDERS.values())))
)
"""Whom to ring about an alert, the first to be rung first: each rung of every ladder together."""

CALLED_WITHOUT_UNIT = (
    ("sector_operations",),
    ("force_commander", "police_commander"),
    ("head_of_field_office", "chief_of_staff", "head_of_mission"),
)
"""Whom to ring where no unit is known to be able: sector, then the commander (of formed police the
Police Commander); the head of office, the Chief of Staff and the Head of Mission in parallel.

Source  domain reference, section b.
"""

CARE_LADDERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    compartment: {"care": (office, "poc_adviser", "chief_of_staff")}
    for compartment, office in (
        ("crsv", "women_protection_adviser"),
        ("mrm", "child_protection_adviser"),
        ("detention", "human_rights"),
    )
}
"""The ladder of a call for an adviser that nobody answers, by the compartment of its record: all
who hold the office, its deputies among them, then the head of the office of protection, then the
Chief of Staff. Ours to choose [P]."""

FIELD_POSTS = (
    "unit_commander",
    "police_unit_commander",
    "head_of_field_office",
    "sector_operations",
)
"""Field duty level: the base, the field office and the sector. Source: domain reference, W1."""

RUNGS = max(map(len, LADDERS.values()))
"""How many rungs the longest ladder has."""


@dataclass(frozen=True)
class Told(Generic[P]):
    """Who is told at a step: on each ladder the rung's people, and what was passed over.

    people   by ladder, who holds the first filled post from the rung on; none where none is filled
    gaps     posts found empty on the way, as (ladder, post)
    """

    people: Mapping[str, Sequence[P]]
    gaps: tuple[tuple[str, str], ...]

    @property
    def everybody(self) -> list[P]:
        """All of them, each once, in the order of the ladders."""
        return list(dict.fromkeys(p for person in self.people.values() for p in person))


def told_at(
    rung: int,
    filled: Mapping[str, Sequence[P]],
    *,
    field_only: bool = False,
    ladders: Mapping[str, tuple[str, ...]] = LADDERS,
) -> Told[P]:
    """Who is told at a rung of every ladder.

    A post nobody holds is passed over to the next one up, and is a gap. Where nobody is left above,
    the highest filled post below is told: a step never tells nobody while a post is filled.

    Takes   rung, 1 for the first post of each ladder; a ladder that is shorter stays at its top;
            filled, who holds each post, on duty first; field_only, that nobody above field duty
            level is told, unless no post at that level is filled; ladders, the posts of each,
            lowest first.

    >>> told = told_at(2, {"unit_commander": ["u"], "force_commander": ["f"]})
    >>> told.people["military"], ("military", "sector_operations") in told.gaps
    (['f'], True)
    """
    people: dict[str, Sequence[P]] = {}
    gaps: list[tuple[str, str]] = []
    if field_only and not any(filled.get(post) for post in FIELD_POSTS):
        return told_at(rung, filled, ladders=ladders)
    for ladder, every in ladders.items():
        posts = tuple(one for one in every if one in FIELD_POSTS) if field_only else every
        first = min(rung, len(posts)) - 1
        people[ladder] = []
        for post in (*posts[first:], *reversed(posts[:first])):
            if filled.get(post):
                people[ladder] = filled[post]
                break
            gaps.append((ladder, post))
    return Told(people, tuple(gaps))
