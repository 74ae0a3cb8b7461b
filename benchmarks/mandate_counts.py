"""How often suggestions of a mandate were right: hits, misses and false ones, one line a count."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from benchmarks.measure import SHARED
from tutela.mandate.suggest import Suggestion

DATA = SHARED / "mandates"

Path_ = tuple[str, ...]
Said = Callable[[Suggestion], bool]


@dataclass
class Count:
    """Suggested paragraphs and how many were right; coded paragraphs and how many were found."""

    suggested: int = 0
    right: int = 0
    coded: int = 0
    found: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.suggested + other.suggested,
            self.right + other.right,
            self.coded + other.coded,
            self.found + other.found,
        )

    @property
    def precision(self) -> float:
        return self.right / self.suggested if self.suggested else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.coded if self.coded else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def naive(one: Suggestion) -> bool:
    """The rule to beat: the paragraph contains "protect" and "civilian"."""
    words = one.text.casefold()
    return "protect" in words and "civilian" in words


def count(made: list[Suggestion], coded: set[Path_], said: Said, *, whole: bool = False) -> Count:
    """One resolution. A suggestion is right if its paragraph is coded, or hangs under one that is
    coded as a whole; a code is found if a suggestion is right by it.

    whole   numbered paragraphs are compared, whatever hangs under them
    """
    there = {one.passage.path for one in made}
    coded = {path for path in coded if path in there}
    suggested = {one.passage.path for one in made if said(one)}
    if whole:
        coded, suggested = {path[:1] for path in coded}, {path[:1] for path in suggested}
    split = {c for c in coded if any(d != c and d[: len(c)] == c for d in coded)}
    right_by = {
        path: {c for c in coded if path == c or (c not in split and path[: len(c)] == c)}
        for path in suggested
    }
    found = set().union(*right_by.values()) if right_by else set()
    return Count(len(suggested), sum(map(bool, right_by.values())), len(coded), len(found))


def total(counts: Iterable[Count]) -> Count:
    """All of them as one."""
    return sum(counts, Count())


def line(name: str, c: Count, *more: str) -> str:
    """A row of a table."""
    cells = (
        name,
        f"{c.precision:.2f} ({c.right}/{c.suggested})",
        f"{c.recall:.2f} ({c.found}/{c.coded})",
        f"{c.f1:.2f}",
        *more,
    )
    return "| " + " | ".join(cells) + " |"
