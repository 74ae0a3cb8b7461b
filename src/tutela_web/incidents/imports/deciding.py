"""Rows that may be an event known already: the pairs, and what follows from what people decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from tutela.base.later import pl
from tutela_web.access.models import Mission
from tutela_web.base.models import Batch
from tutela_web.incidents.events.alike import as_doubles
from tutela_web.incidents.events.queries import events_by_id, in_force
from tutela_web.incidents.imports.compare import (
    CHANGED,
    HELD,
    LEFT_OUT,
    NEW,
    ImportComparison,
)
from tutela_web.incidents.models import AlikePairs, Double, Event, PairDecision

FACTS = (
    "date_start",
    "date_end",
    "place",
    "adm2",
    "adm1",
    "harm",
    "violence",
    "side_a",
    "side_b",
    "deaths",
    "deaths_low",
    "deaths_high",
    "civilian_deaths",
    "injured",
    "abducted",
    "place_precision",
    "source_version",
)
"""What is laid side by side: columns of an event."""


def key_of_event() -> pl.Expr:
    """The id of an event: its source and its id there."""
    return pl.concat_str("source", "source_id", separator=":")


def facts_of(rows: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """The facts of events by their id, as JSON keeps them."""
    shown = rows.select(*FACTS, key=key_of_event()).with_columns(pl.col(pl.Date).cast(pl.String))
    return {str(row.pop("key")): row for row in shown.to_dicts()}


def choices(other_line: int | None) -> tuple[PairDecision, ...]:
    """What may be decided of a pair: of two rows of the file, or of a row and an event here."""
    if other_line is None:
        return PairDecision.LEAVE_OUT, PairDecision.APART, PairDecision.REPLACE
    return PairDecision.LEAVE_OUT, PairDecision.LEAVE_OTHER, PairDecision.APART


def decided_pairs(batch: Batch) -> list[Double]:
    """The pairs of a batch about which a person said something, one by one or with all alike."""
    listed = Double.objects.filter(batch=batch).exclude(decision="").order_by("order")
    packed = AlikePairs.objects.filter(batch=batch).exclude(decision="")
    return [*listed, *(pair for alike in packed for pair in as_doubles(alike))]


def left_out(pairs: Iterable[Double], present: Collection[str] | None = None) -> set[str]:
    """The rows that are left out, by id: each for another record that is there.

    Takes   present, the ids that are there; None where all are.
    """
    return {
        gone
        for gone, kept in left_for(pairs)
        if present is None or (gone in present and kept in present)
    }


def left_for(pairs: Iterable[Double]) -> list[tuple[str, str]]:
    """(left out, kept) of each pair said to be the same."""
    ways = {PairDecision.LEAVE_OUT: ("row", "other"), PairDecision.LEAVE_OTHER: ("other", "row")}
    return [
        (getattr(pair, gone), getattr(pair, kept))
        for pair in pairs
        if pair.decision in ways
        for gone, kept in [ways[PairDecision(pair.decision)]]
    ]


def leads_back(pairs: Iterable[Double], gone: str, kept: str) -> bool:
    """Whether `kept` is itself left out, step by step, for `gone`: then nothing would remain."""
    onward: dict[str, list[str]] = {}
    for one, other in left_for(pairs):
        onward.setdefault(one, []).append(other)
    seen, ahead = set(), [kept]
    while ahead:
        at = ahead.pop()
        if at == gone:
            return True
        if at not in seen:
            seen.add(at)
            ahead += onward.get(at, [])
    return False


def count_decided(pairs: list[Double], counts: dict[str, int]) -> dict[str, int]:
    """How many rows are new and changed once these decisions are followed.

    Takes   found, what the comparison alone gave.
    """
    gone = left_out(pairs)
    fates = {pair.row: pair.fate for pair in pairs} | {
        pair.other: pair.other_fate for pair in pairs if pair.other_line is not None
    }
    turned = {
        pair.row
        for pair in pairs
        if pair.decision == PairDecision.REPLACE and pair.fate == NEW and pair.row not in gone
    }
    away = [fates[row] for row in gone]
    return {
        NEW: counts[NEW] - away.count(NEW) - len(turned),
        CHANGED: counts[CHANGED] - away.count(CHANGED) + len(turned),
    }


def follow_decisions(
    frame: pl.DataFrame, compared: ImportComparison, pairs: list[Double], mission: Mission
) -> ImportComparison:
    """The comparison with the decisions followed, as far as both records are still there."""
    if not pairs:
        return compared
    keys = {key for pair in pairs for key in (pair.row, pair.other)}
    rows = (  # a held row does not come in: nothing is left out for it, it replaces nothing
        frame.with_row_index("at")
        .filter(compared.fate != HELD)
        .select("at", key=key_of_event())
        .filter(pl.col("key").is_in(list(keys)))
    )
    at = dict(zip(rows["key"].to_list(), rows["at"].to_list(), strict=True))
    others = (pair.other for pair in pairs if pair.other_line is None)
    here = events_by_id(in_force(Event, mission).only("source", "source_id"), others)
    gone = [at[key] for key in left_out(pairs, at.keys() | here.keys()) if key in at]
    replacing = [
        (at[pair.row], here[pair.other].pk)
        for pair in pairs
        if pair.decision == PairDecision.REPLACE and pair.row in at and pair.other in here
    ]
    more = pl.DataFrame(
        [(row, pk, False) for row, pk in replacing], schema=compared.replaced.schema, orient="row"
    )
    fate = compared.fate.scatter(
        [row for row, _pk in replacing if compared.fate[row] == NEW], CHANGED
    ).scatter(gone, LEFT_OUT)
    replaced = pl.concat([compared.replaced, more]).filter(~pl.col("row").is_in(gone))
    return ImportComparison(
        fate, replaced.unique(["pk", "closed"], keep="first", maintain_order=True)
    )
