"""The room's words: one canonical table of events, and what is kept apart from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tutela.base.later import Columns, pl

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA = Columns(
    lambda: {
        "source": pl.String,  # who recorded it: ucdp, acled, insecurity_insight, ...
        "source_id": pl.String,  # its id there; source and source_id together are the event's id
        "source_ref": pl.String,  # a second id of the same source, where it has one (UCDP relid)
        "source_version": pl.String,  # edition of the source as it names itself: "GED 23.1"
        "grain": pl.String,  # event | country_month (a total over a country and a month)
        "date_start": pl.Date,
        "date_end": pl.Date,
        "date_precision": pl.Int8,  # UCDP scale: 1 day, 2 two to six days, 3 week, 4 month, 5 more
        "year": pl.Int16,
        "latitude": pl.Float64,
        "longitude": pl.Float64,
        # UCDP scale: 1 exact, 2 within 25 km, 3 district, 4 province, ...
        "place_precision": pl.Int8,
        "place": pl.String,
        "adm1": pl.String,
        "adm2": pl.String,
        "country": pl.String,
        "iso3": pl.String,
        "violence": pl.String,  # state-based | non-state | one-sided | unknown
        "harm": pl.String,  # a harm type or a precursor of the glossary, or unknown
        "side_a": pl.List(pl.String),  # armed actors as people may read them; civilians left out
        "side_b": pl.List(pl.String),
        "deaths": pl.Int32,
        "deaths_low": pl.Int32,
        "deaths_high": pl.Int32,
        "civilian_deaths": pl.Int32,  # null: the source does not say
        "injured": pl.Int32,
        "abducted": pl.Int32,
        "reports": pl.Int32,  # how many independent reports the source says stand behind it
        "grade": pl.String,  # source reliability A-F and credibility 1-6: "B2"
    }
)
"""Column by column; null always means not known, never zero."""

IDENTITIES = Columns(
    lambda: {"source": pl.String, "source_id": pl.String, "side": pl.String, "name": pl.String}
)
"""Compartment group identity: the people's name an event file gave an actor."""

TEXTS = Columns(lambda: {"source": pl.String, "source_id": pl.String, "text": pl.String})
"""Free text of the source, kept for finding duplicates; it may name peoples and persons."""


def _empty(schema: Columns) -> pl.DataFrame:
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True, eq=False)
class Events:
    """Events of any source in one table, and what no analyst without a grant may see beside it.

    frame        one row an event, columns and types of SCHEMA.
    identities   compartment group identity: names of peoples, by event and side. Never a filter,
                 a score, an export or a map layer (domain rule g18).
    texts        the source's words, for proposing duplicates only.
    """

    frame: pl.DataFrame
    identities: pl.DataFrame = field(default_factory=lambda: _empty(IDENTITIES))
    texts: pl.DataFrame = field(default_factory=lambda: _empty(TEXTS))

    def __post_init__(self) -> None:
        if self.frame.schema != pl.Schema(SCHEMA):
            raise TypeError(f"not the canonical event table: {self.frame.schema}")

    def __len__(self) -> int:
        return self.frame.height

    @classmethod
    def empty(cls) -> Events:
        """No events."""
        return cls(pl.DataFrame(schema=SCHEMA))

    @classmethod
    def concat(cls, parts: Iterable[Events]) -> Events:
        """All events of several tables, in order; nothing is merged or superseded here."""
        parts = [cls.empty(), *parts]
        return cls(
            pl.concat([p.frame for p in parts]),
            pl.concat([p.identities for p in parts]),
            pl.concat([p.texts for p in parts]),
        )

    def known_on(self, on: date) -> Events:
        """Events over by the end of `on`: an event is known at its end date."""
        return Events(self.frame.filter(pl.col("date_end") <= on), self.identities, self.texts)
