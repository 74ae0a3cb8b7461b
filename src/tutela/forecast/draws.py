"""Draws of what may come, kept sparsely: most are zero, and zeros are not written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.base.later import Floats, Ints, np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, eq=False)
class Draws:
    """So many draws of each row; the positive ones are kept, ascending, the others are zero.

    number   draws a row.
    starts   where each row's positive draws begin in `values`; one longer than the rows.
    values   the positive draws.
    """

    number: int
    starts: Ints
    values: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, rows: ArrayLike) -> Draws:
        """Draws from a table of rows by draws.

        >>> Draws.of([[0, 3, 1], [0, 0, 0]]).values.tolist()
        [1.0, 3.0]
        """
        table = np.sort(np.asarray(rows, dtype=float), axis=1)
        positive = table > 0
        starts = np.concatenate([[0], np.cumsum(positive.sum(axis=1))]).astype(np.int64)
        return cls(table.shape[1], starts, table[positive])

    @classmethod
    def zeros(cls, rows: int, number: int) -> Draws:
        """Nothing but zeros."""
        return cls(number, np.zeros(rows + 1, dtype=np.int64), np.empty(0))

    @classmethod
    def from_parts(cls, number: int, row: Ints, values: Floats, rows: int) -> Draws:
        """Positive draws with the row of each, in any order."""
        order = np.lexsort((values, row))
        counts = np.bincount(row, minlength=rows)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return cls(number, starts, values[order])

    @property
    def positive(self) -> Ints:
        """How many draws of each row are positive."""
        return np.diff(self.starts)

    @property
    def row(self) -> Ints:
        """The row of each positive draw."""
        return np.repeat(np.arange(len(self)), self.positive)

    def chance(self, at_least: float = 1) -> Floats:
        """The share of draws of each row that are at least so many.

        >>> Draws.of([[0, 30, 1, 1]]).chance(25).tolist()
        [0.25]
        """
        reached = self.row[self.values >= at_least]
        return np.asarray(np.bincount(reached, minlength=len(self)) / self.number)

    def mean(self) -> Floats:
        """The mean of each row."""
        summed = np.bincount(self.row, weights=self.values, minlength=len(self))
        return np.asarray(summed / self.number)

    def at_rank(self, rank: Ints) -> Floats:
        """The draw of each row at a rank from 0, in ascending order."""
        silent = self.number - self.positive
        place = self.starts[:-1] + rank - silent
        drawn = np.zeros(len(self))
        inside = rank >= silent
        drawn[inside] = self.values[place[inside]]
        return drawn

    def quantile(self, share: float) -> Floats:
        """The quantile of each row, between draws by straight lines (as numpy's default).

        >>> Draws.of([[0, 0, 10]]).quantile(0.75).tolist()
        [5.0]
        """
        at = share * (self.number - 1)
        low = np.full(len(self), int(np.floor(at)))
        high = np.minimum(low + 1, self.number - 1)
        below, above = self.at_rank(low), self.at_rank(high)
        return below + (above - below) * (at - low)

    def worst_mean(self, share: float = 0.05) -> Floats:
        """The mean of each row's worst twentieth, or of another share.

        >>> Draws.of([[0, 2, 4, 10]]).worst_mean(0.5).tolist()
        [7.0]
        """
        many = max(1, round(share * self.number))
        ends = self.starts[1:]
        from_ = np.maximum(ends - many, self.starts[:-1])
        running = np.concatenate([[0.0], np.cumsum(self.values)])
        return np.asarray((running[ends] - running[from_]) / many)

    def take(self, rows: Ints) -> Draws:
        """The draws of some rows, in that order."""
        many = self.positive[rows]
        starts = np.concatenate([[0], np.cumsum(many)]).astype(np.int64)
        index = np.repeat(self.starts[rows] - starts[:-1], many) + np.arange(starts[-1])
        return Draws(self.number, starts, self.values[index])


def join(parts: list[Draws]) -> Draws:
    """Rows of several draws one after another; each must have as many draws a row."""
    number = {part.number for part in parts}
    if len(number) != 1:
        raise ValueError(f"draws a row differ: {sorted(number)}")
    starts = [np.zeros(1, dtype=np.int64)]
    for part in parts:
        starts.append(part.starts[1:] + starts[-1][-1])
    return Draws(number.pop(), np.concatenate(starts), np.concatenate([p.values for p in parts]))
