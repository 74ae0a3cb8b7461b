"""The same event in several files: what supersedes, and what a person should look at.

Within one source the newer edition of an event replaces the older. Across sources nothing is
merged here: pairs that may be one event are proposed, with reasons, for a person to decide.
"""

from __future__ import annotations

import polars as pl

from tutela.incidents.types import SCHEMA, Events

SUPERSEDED = {
    "source": pl.String,
    "source_id": pl.String,
    "kept_version": pl.String,
    "dropped_version": pl.String,
    "why": pl.String,  # older edition | less complete | the same again
}


def supersede(events: Events) -> tuple[Events, pl.DataFrame]:
    """Each event once: of several records of one source and id, the best edition.

    Takes   events of any sources, in any order.
    Gives   the events kept, in the order of their first record; and one line for each record
            dropped. A reviewed edition beats a candidate, a full record a slim one, a higher
            version a lower, a more complete record a less complete one. A slim record carries the
            source's second id only: it is the same event as the full one that carries it too, in
            the same year.
    """
    frame = events.frame
    if frame.is_empty():
        return events, pl.DataFrame(schema=SUPERSEDED)
    ranked = _ranked(_keyed(frame.with_row_index("row")))
    best = ranked.sort(
        "source", "key", *RANKS, "row", descending=[False, False, *[True] * len(RANKS), False]
    )
    first = pl.int_range(pl.len()).over("source", "key") == 0
    best = best.with_columns(
        first=first,
        kept_version=pl.col("source_version").first().over("source", "key"),
        kept_number=pl.col("number").first().over("source", "key"),
        kept_hash=pl.col("hash").first().over("source", "key"),
        kept_id=pl.col("source_id").first().over("source", "key"),
    )
    if best["first"].all():
        return events, pl.DataFrame(schema=SUPERSEDED)
    dropped = best.filter(~pl.col("first")).sort("row")
    report = dropped.select(
        "source",
        source_id="kept_id",
        kept_version="kept_version",
        dropped_version="source_version",
        why=pl.when(pl.col("hash") == pl.col("kept_hash"))
        .then(pl.lit("the same again"))
        .when(pl.col("source_version").eq_missing(pl.col("kept_version")))
        .then(pl.lit("less complete"))
        .otherwise(pl.lit("older edition")),
    )
    kept_rows = best.filter("first")["row"].sort()
    kept = (
        frame.with_row_index("row")
        .join(kept_rows.to_frame(), on="row", how="semi", maintain_order="left")
        .select(list(SCHEMA))
    )
    return _beside(kept, events), report


RANKS = ("reviewed", "full", "number", "filled")


def _keyed(frame: pl.DataFrame) -> pl.DataFrame:
    """`key`: the id under which all records of an event meet."""
    by_ref = (
        frame.filter(
            pl.col("source_ref").is_not_null() & (pl.col("source_ref") != pl.col("source_id"))
        )
        .group_by("source", "source_ref", "year")
        .agg(pl.col("source_id").unique())
        .filter(pl.col("source_id").list.len() == 1)  # a second id of two events settles nothing
        .select("source", "source_ref", "year", full_id=pl.col("source_id").list.first())
    )
    return frame.join(
        by_ref, on=["source", "source_ref", "year"], how="left", maintain_order="left"
    ).with_columns(
        key=pl.when(pl.col("source_id") == pl.col("source_ref"))
        .then(pl.coalesce("full_id", "source_id"))
        .otherwise("source_id")
    )


def _ranked(frame: pl.DataFrame) -> pl.DataFrame:
    version = pl.col("source_version")
    parts = version.str.extract_groups(r"(\d+)\.(\d+)(?:\.(\d+))?")
    number = (
        parts.struct[0].cast(pl.Int64) * 1_000_000
        + parts.struct[1].cast(pl.Int64) * 1_000
        + parts.struct[2].cast(pl.Int64).fill_null(0)
    ).fill_null(-1)
    facts = [name for name in SCHEMA if name != "source_version"]
    return frame.with_columns(
        reviewed=~version.str.starts_with("candidate").fill_null(False),
        full=~version.str.ends_with("slim").fill_null(False),
        number=number,
        filled=pl.sum_horizontal(pl.col(name).is_not_null() for name in facts),
        hash=pl.struct(list(SCHEMA)).hash(),
    )


def _beside(kept: pl.DataFrame, events: Events) -> Events:
    """The kept events with what the compartments hold of them, each line once."""
    ids = kept.select("source", "source_id")

    def of_kept(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.join(
            ids, on=["source", "source_id"], how="semi", maintain_order="left"
        ).unique(maintain_order=True)

    return Events(kept, of_kept(events.identities), of_kept(events.texts))
