"""The events as the score sees them on a day: known by then, placed and dated well enough.

What is left out is counted and said; nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from tutela.actors.identify import type_of
from tutela.base.distances import unit_vectors
from tutela.base.later import Floats, Ints, np, pl
from tutela.base.messages import say, say_n
from tutela.incidents.compartments import closed_harms
from tutela.incidents.types import Events
from tutela.incidents.words import HARMS, PRECURSORS, UNKNOWN, WORDS
from tutela.risk.factors import table
from tutela.risk.parameters import Parameters

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNKNOWN_ACTOR = "unknown"

FRESH_FILE_DAYS = 7

FLIGHT_WORDS = ("mass flight", "forced displacement or return")

WITHOUT_COORDINATES = say("without coordinates")
CLOSED = say("in a compartment, read only under a named grant")
"""Of these the dead are not told: a figure of a compartment leaves by no note."""


@cache
def _gravities() -> pl.DataFrame:
    return pl.DataFrame(table("gravity.csv")).select(
        "harm", base=pl.col("gravity").cast(pl.Int64), mass=pl.col("mass_gravity").cast(pl.Int64)
    )


class Heard(NamedTuple):
    """A warning sign whose place is only a name that no place given bears alone."""

    id: str
    word: str
    days: int
    place: str


@dataclass(frozen=True, eq=False)
class Ledger:
    """n events in columns, and m pairs of event and actor.

    days        days before `on`.
    word        index into WORDS: what happened, a harm or a precursor.
    harm        index into HARMS, -1 for a precursor or unknown.
    deaths      civilians recorded killed, NaN where the source does not say.
    event_of, actor_of    the pairs: which event, which of `actors`.
    side_of     of each pair: 1 on the first side of the event, 2 on the second, 3 on both.
    notes       what was left out of scores, counted.
    elsewhere   warning signs said of a place whose position is not known: in no score, but heard.
    fled        ids of events in which many people fled too, whatever their word says.
    """

    on: date
    ids: list[str]
    latitude: Floats
    longitude: Floats
    vectors: Floats
    days: Floats
    year: Ints
    month: Ints
    word: Ints
    harm: Ints
    gravity: Floats
    deaths: Floats
    source: Ints
    reports: Ints
    grade: Ints
    actors: tuple[str, ...]
    event_of: Ints
    actor_of: Ints
    side_of: Ints
    notes: tuple[str, ...]
    elsewhere: tuple[Heard, ...] = ()
    fled: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.ids)

    def names(self, events: Ints) -> tuple[str, ...]:
        """Events as people and programs cite them: "ucdp:30367"."""
        return tuple(self.ids[event] for event in events.tolist())

    def tells_of(self, words: Iterable[str]) -> NDArray[np.bool_]:
        """Which events are of one of these words of the glossary."""
        return np.isin(self.word, [WORDS.index(word) for word in words])

    def by_actor(self, events: Ints) -> tuple[Ints, Ints]:
        """Each of these events once for each of its actors: which of them, which actor."""
        start = self._start
        count = start[events + 1] - start[events]
        which = np.repeat(np.arange(len(events)), count)
        offset = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
        return which, self.actor_of[start[events[which]] + offset]

    @cached_property
    def _start(self) -> Ints:
        """Where the pairs of each event begin, and of one more."""
        return np.searchsorted(self.event_of, np.arange(len(self) + 1))

    @cached_property
    def flight(self) -> NDArray[np.bool_]:
        """Which events tell of people in flight, by their word or beside it."""
        by_word = self.tells_of(FLIGHT_WORDS)
        if not self.fled:
            return by_word
        return np.asarray(by_word | np.array([one in self.fled for one in self.ids], dtype=bool))


def ledger(
    events: Events,
    *,
    on: date,
    parameters: Parameters,
    compartments: frozenset[str] = frozenset(),
    fled: frozenset[str] = frozenset(),
) -> Ledger:
    """The events a score may rest on, as of the end of `on`.

    Takes   the canonical events; names of compartments whose records the reader holds a grant for;
            fled, ids of events in which many people fled, whatever their gravest harm.
    Gives   a Ledger in order of day; an event is known at its end date.
    Source  domain reference, section d: precision limits; rule g21: compartments left out.
    """
    frame, notes, elsewhere = _usable_events(events.frame, on, parameters, compartments)
    frame = (
        frame.join(_gravities(), on="harm", how="left", maintain_order="left")
        .with_columns(gravity=_gravity(parameters), grade_rank=_grade())
        .sort("date_end", "source", "source_id")
    )
    actors, event_of, actor_of, side_of = _parties(frame)
    latitude, longitude = frame["latitude"].to_numpy(), frame["longitude"].to_numpy()
    ended = frame["date_end"]
    number = {word: n for n, word in enumerate(WORDS)}
    word = frame["harm"].replace_strict(number, return_dtype=pl.Int64).to_numpy()
    return Ledger(
        on=on,
        ids=(frame["source"] + ":" + frame["source_id"]).to_list(),
        latitude=latitude,
        longitude=longitude,
        vectors=unit_vectors(latitude, longitude),
        days=(pl.Series([on]).cast(pl.Int32)[0] - ended.cast(pl.Int32)).cast(pl.Float64).to_numpy(),
        year=ended.dt.year().cast(pl.Int64).to_numpy(),
        month=(ended.dt.month() - 1).cast(pl.Int64).to_numpy(),
        word=word,
        harm=np.where(word < len(HARMS), word, -1),
        gravity=frame["gravity"].cast(pl.Float64).to_numpy(),
        deaths=frame["civilian_deaths"].cast(pl.Float64).fill_null(np.nan).to_numpy(),
        source=frame["source"].rank("dense").cast(pl.Int64).to_numpy(),
        reports=frame["reports"].fill_null(1).cast(pl.Int64).to_numpy(),
        grade=frame["grade_rank"].to_numpy(),
        actors=actors,
        event_of=event_of,
        actor_of=actor_of,
        side_of=side_of,
        notes=notes,
        elsewhere=elsewhere,
        fled=fled,
    )


def _parties(frame: pl.DataFrame) -> tuple[tuple[str, ...], Ints, Ints, Ints]:
    """Every actor, and pairs of event and actor, each once, in order of event, with the sides."""
    events = frame.select(pl.int_range(pl.len(), dtype=pl.Int64).alias("event"), "side_a", "side_b")
    named = pl.concat(
        [
            events.select("event", actor=side, side=pl.lit(bit)).explode("actor")
            for bit, side in ((1, "side_a"), (2, "side_b"))
        ]
    ).drop_nulls()
    unnamed = events.join(named, on="event", how="anti").select(
        "event", actor=pl.lit(UNKNOWN_ACTOR), side=pl.lit(1)
    )
    # Harm by the mission has a protected workflow of its own, outside this chain (rule g22).
    pairs = pl.concat([named, unnamed])
    labels = [a for a in pairs["actor"].unique().sort() if type_of(a) != "un peacekeepers"]
    number = dict(zip(labels, range(len(labels)), strict=True))
    actor = pairs["actor"].replace_strict(number, default=None, return_dtype=pl.Int64)
    kept = actor.is_not_null()
    width = max(len(labels), 1)
    named_pairs = (pairs["event"] * width + actor).filter(kept).to_numpy()
    once, which = np.unique(named_pairs, return_inverse=True)
    side_of = np.zeros(len(once), np.int64)
    np.bitwise_or.at(side_of, which, pairs["side"].filter(kept).to_numpy())
    return tuple(labels), once // width, once % width, side_of


def _usable_events(
    frame: pl.DataFrame,
    on: date,
    parameters: Parameters,
    compartments: frozenset[str],
) -> tuple[pl.DataFrame, tuple[str, ...], tuple[Heard, ...]]:
    """The events that may be scored, a note for each reason why others may not, and warning signs
    of places whose position is not known.
    """
    reasons = {
        say("given as totals over a country"): pl.col("grain") != "event",
        CLOSED: pl.col("harm").is_in(closed_harms(compartments)),
        say("that do not say what happened"): pl.col("harm") == UNKNOWN,
        say("without a date"): pl.col("date_end").is_null(),
        say("that ended after the day of the assessment"): pl.col("date_end") > on,
        say("dated no better than a year"): pl.col("date_precision") > parameters.date_precision,
        WITHOUT_COORDINATES: pl.col("latitude").is_null() | pl.col("longitude").is_null(),
        say("placed no better than a province"): pl.col("place_precision")
        > parameters.place_precision,
    }
    notes: list[str] = []
    elsewhere: tuple[Heard, ...] = ()
    for why, left_out in reasons.items():
        if why == WITHOUT_COORDINATES:
            elsewhere = _unplaced_signs(frame, on)
        kept = frame.filter(~left_out.fill_null(False))
        if count := frame.height - kept.height:
            dead = _dead(frame) - _dead(kept)
            notes.append(
                say_n(
                    "left out of scores: {n:,} event {why}, with {dead:,} civilians killed",
                    "left out of scores: {n:,} events {why}, with {dead:,} civilians killed",
                    count,
                    why=why,
                    dead=dead,
                )
                if dead and why != CLOSED
                else say_n(
                    "left out of scores: {n:,} event {why}",
                    "left out of scores: {n:,} events {why}",
                    count,
                    why=why,
                )
            )
        frame = kept
    newest = frame["date_end"].max()
    if isinstance(newest, date) and (ago := (on - newest).days) > FRESH_FILE_DAYS:
        notes.append(
            say(
                "the newest event to score ended on {newest}, {ago} days before: thin or old",
                newest=newest,
                ago=ago,
            )
        )
    if unstated := frame["place_precision"].null_count():
        notes.append(
            say(
                "{unstated:,} events scored although their source states no place precision",
                unstated=unstated,
            )
        )
    return frame, tuple(notes), elsewhere


def _dead(frame: pl.DataFrame) -> int:
    """Civilians killed in the events of a frame, of those whose number is known."""
    return int(frame.select(pl.col("civilian_deaths").sum()).item())


def _unplaced_signs(frame: pl.DataFrame, on: date) -> tuple[Heard, ...]:
    """Warning signs whose position is not known: nothing is guessed, and nothing is silent."""
    nowhere = pl.col("latitude").is_null() | pl.col("longitude").is_null()
    said = pl.coalesce("place", "adm2", "adm1", "country", pl.lit(""))
    signs = frame.filter(nowhere & pl.col("harm").is_in(list(PRECURSORS))).select(
        pl.col("source") + ":" + pl.col("source_id"),
        "harm",
        (pl.lit(on) - pl.col("date_end")).dt.total_days(),
        said,
    )
    return tuple(Heard(*row) for row in signs.rows())


def _gravity(p: Parameters) -> pl.Expr:
    """Gravity 1-5 of what an event did; a precursor counts as intimidation."""
    victims = pl.max_horizontal(
        pl.col("civilian_deaths").fill_null(0), pl.col("abducted").fill_null(0)
    )
    grown = (
        pl.when(victims >= p.mass_deaths)
        .then(5)
        .when(victims >= p.multiple_deaths)
        .then(4)
        .when(pl.col("civilian_deaths") > 0)
        .then(3)
        .otherwise(1)
    )
    return (
        pl.when(pl.col("base").is_null())
        .then(1)
        .otherwise(
            pl.max_horizontal("base", pl.min_horizontal(grown, pl.max_horizontal("mass", 3)))
        )
    )


def _grade() -> pl.Expr:
    """2: B2 or better on both scales; 1: C3 or better; 0: worse, or not graded."""
    letter, digit = pl.col("grade").str.slice(0, 1), pl.col("grade").str.slice(1, 1)
    return (
        pl.when((letter <= "B") & (digit <= "2"))
        .then(2)
        .when((letter <= "C") & (digit <= "3"))
        .then(1)
        .otherwise(0)
        .cast(pl.Int64)
        .fill_null(0)
    )
