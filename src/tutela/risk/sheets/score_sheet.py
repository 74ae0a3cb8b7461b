"""How often what was stated came true: probabilities of an attack at a place within thirty days, by
whoever stated them, beside what is on record since. The same catchment and the same attacks as the
order's own likelihood (`tutela.forecast.likelihood`), so that all are measured by one rule.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tutela.base.distances import chord, unit_vectors
from tutela.base.later import Bools, Floats, np, pl
from tutela.forecast.likelihood import PLACE_KM, is_attack, well_placed
from tutela.forecast.scores import brier
from tutela.incidents.types import Events
from tutela.places.grid import cells
from tutela.risk.likelihood import DAYS
from tutela.risk.order import percent

HORIZON = timedelta(days=DAYS)

TELLS_FROM = 10
"""Of fewer statements it cannot be told how good they were [P]."""

PEOPLE_FROM = 3
"""Of fewer people, a figure of a group would be a figure of one of them."""

BANDS = ((0.0, 0.05), (0.05, 0.2), (0.2, 0.5), (0.5, 1.0))


@dataclass(frozen=True)
class Stated:
    """A probability of at least one attack at a place within thirty days after a day, and by whom;
    `by` is empty where no person stated it."""

    place: str
    on: date
    chance: float
    by: str = ""


@dataclass(frozen=True)
class StatedBand:
    """Statements of one step: how many, what they stated on the mean, and how many came true."""

    low: float
    high: float
    number: int
    stated: float
    came: int

    @property
    def stated_told(self) -> str:
        """The mean stated, as it is read."""
        return percent(self.stated)

    @property
    def step(self) -> str:
        """The step, as it is read.

        >>> StatedBand(0.05, 0.2, 3, 0.1, 1).step
        '5–20%'
        """
        return f"{self.low * 100:.0f}–{self.high:.0%}"


@dataclass(frozen=True)
class Scored:
    """Statements beside what came: how many, what they stated on the mean, how many came true.

    brier   the mean squared distance; lower is better, and 0.25 is what "50 %" always earns
    tells   whether they are enough to tell how good they were
    """

    number: int
    stated: float
    came: int
    brier: float
    bands: tuple[StatedBand, ...]

    @property
    def tells(self) -> bool:
        return self.number >= TELLS_FROM

    @property
    def stated_told(self) -> str:
        """The mean stated, as it is read."""
        return percent(self.stated)


def is_over(stated: Stated, today: date) -> bool:
    """Whether the thirty days a statement is about have passed.

    >>> [is_over(Stated("Luma", date(2018, 12, 1), 0.2), date(2018, 12, d)) for d in (31,)]
    [False]
    >>> is_over(Stated("Luma", date(2018, 12, 1), 0.2), date(2019, 1, 1))
    True
    """
    return stated.on + HORIZON < today


def came_true(stated: Sequence[Stated], attacks: Mapping[str, Sequence[date]]) -> Bools:
    """Whether an attack at its place is on record within the thirty days after each statement.

    >>> said = [Stated("Luma", date(2018, 12, 1), 0.2), Stated("Koro", date(2018, 12, 1), 0.2)]
    >>> came_true(said, {"Luma": [date(2018, 12, 31)], "Koro": [date(2018, 12, 1)]}).tolist()
    [True, False]
    """
    return np.array(
        [
            any(one.on < day <= one.on + HORIZON for day in attacks.get(one.place, ()))
            for one in stated
        ],
        dtype=bool,
    )


def score_stated(stated: Sequence[Stated], came: Bools) -> Scored | None:
    """How good statements were; None where there are none.

    >>> said = [Stated("Luma", date(2018, 12, 1), 0.5), Stated("Koro", date(2018, 12, 1), 0.5)]
    >>> scored = score_stated(said, np.array([True, False]))
    >>> scored.number, scored.came, scored.brier, scored.tells
    (2, 1, 0.25, False)
    """
    if not stated:
        return None
    return _score_chances(np.array([one.chance for one in stated]), came)


def _score_chances(chance: Floats, came: Bools) -> Scored:
    return Scored(
        len(chance),
        float(chance.mean()),
        int(came.sum()),
        brier(chance, came),
        tuple(_bands(chance, came)),
    )


def score_group(stated: Sequence[Stated], came: Bools) -> Scored | None:
    """The same of people as a group; None where they, or their statements, are too few to tell:
    then not even how many there are is told.

    >>> said = [Stated("Luma", date(2018, 12, 1), 0.5, by=who) for who in "aab" * 5]
    >>> score_group(said, np.ones(15, dtype=bool)) is None
    True
    """
    people = {one.by for one in stated}
    if len(people) < PEOPLE_FROM or len(stated) < TELLS_FROM:
        return None
    return score_stated(stated, came)


def _bands(chance: Floats, came: Bools) -> list[StatedBand]:
    rows = []
    for low, high in BANDS:
        within = (chance >= low) & ((chance < high) | (high == 1.0))
        if within.any():
            number, hit = int(within.sum()), int(came[within].sum())
            rows.append(StatedBand(low, high, number, float(chance[within].mean()), hit))
    return rows


def attack_days(
    events: Events, names: Sequence[str], lat: Floats, lon: Floats
) -> dict[str, list[date]]:
    """The days of attacks on civilians in the catchment of each place, by its name.

    Takes   events; of n places their names, latitudes and longitudes.
    """
    from scipy.spatial import cKDTree  # slow to load, and only nearness needs it

    frame = events.frame.filter(well_placed() & is_attack() & pl.col("date_end").is_not_null())
    if frame.is_empty() or not len(names):
        return {}
    days: list[date] = frame["date_end"].to_list()
    spots = unit_vectors(frame["latitude"].to_numpy(), frame["longitude"].to_numpy())
    near = cKDTree(spots).query_ball_point(unit_vectors(lat, lon), chord(PLACE_KM))
    return {name: sorted(days[row] for row in rows) for name, rows in zip(names, near, strict=True)}


@dataclass(frozen=True)
class StatedOfCell:
    """A probability that somebody dies in state-based conflict in a cell within a month, which is
    told by its first day."""

    cell: int
    month: date
    chance: float


def score_cells(
    stated: Sequence[StatedOfCell], struck: Collection[tuple[int, date]]
) -> Scored | None:
    """How good statements of cells were; None where there are none.

    Takes   struck, as `cells_struck` gives it.

    >>> scored = score_cells([StatedOfCell(7, date(2018, 12, 1), 0.5)], {(7, date(2018, 12, 1))})
    >>> scored.number, scored.came, scored.brier
    (1, 1, 0.25)
    """
    if not stated:
        return None
    chance = np.array([one.chance for one in stated])
    came = np.array([(one.cell, one.month) in struck for one in stated], dtype=bool)
    return _score_chances(chance, came)


def cells_struck(events: Events) -> set[tuple[int, date]]:
    """The cells of PRIO-GRID, each with the first day of a month, in which somebody died in
    state-based conflict by the record: what VIEWS states the chance of."""
    deadly = (pl.col("violence") == "state-based") & (pl.col("deaths") > 0)
    frame = events.frame.filter(deadly & pl.col("date_end").is_not_null())
    keys = cells(frame["latitude"].to_numpy(), frame["longitude"].to_numpy()).tolist()
    return set(zip(keys, frame["date_end"].dt.month_start().to_list(), strict=True))
