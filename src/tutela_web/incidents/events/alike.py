"""Pairs of rows that may be one event, not listed one by one: packed by file, settled as one.

Twelve files of alike rows made a hundred thousand pairs. Of each record the likeliest few are
listed; the others are here, with all a decision needs and nothing that is only shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from io import BytesIO

from tutela.base.later import Columns, pl
from tutela_web.access.models import Mission
from tutela_web.base.models import Batch
from tutela_web.incidents.events.queries import shown_batches
from tutela_web.incidents.models import AlikePairs, Compared, Double, PairDecision

PACKED = Columns(
    lambda: {
        "row": pl.String,
        "line": pl.UInt32,
        "fate": pl.String,
        "other": pl.String,
        "other_line": pl.UInt32,
        "other_fate": pl.String,
        "score": pl.Float32,
        "km": pl.Float32,
        "days": pl.UInt16,
    }
)


def pack_pairs(pairs: pl.DataFrame) -> bytes:
    """Pairs as one file of columns."""
    written = BytesIO()
    pairs.select(pl.col(name).cast(kind) for name, kind in PACKED.items()).write_parquet(
        written, compression="zstd", compression_level=9
    )
    return written.getvalue()


def unpack_pairs(alike: AlikePairs) -> pl.DataFrame:
    """The pairs of a file and another, likeliest first."""
    return pl.read_parquet(BytesIO(bytes(alike.packed)))


def as_doubles(alike: AlikePairs) -> Iterator[Double]:
    """The pairs as those that are listed are, decided as all of them were."""
    for pair in unpack_pairs(alike).iter_rows(named=True):
        yield Double(
            batch_id=alike.batch_id,
            decision=alike.decision,
            decided_by_id=alike.decided_by_id,
            decided_at=alike.decided_at,
            **pair,
        )


def undecided_doubles(mission: Mission) -> set[tuple[str, str]]:
    """Pairs of events that an import brought in as perhaps the same, and nobody told apart since;
    those found the same by a person after the import are among them. Each "source:its id"."""
    shown = shown_batches(mission).values("pk")
    listed = Double.objects.filter(batch__in=shown, decision="")
    pairs = set(listed.values_list("row", "other")) | _packed_ids(mission, decision="")
    if not pairs:
        return pairs
    different = told_apart(mission)
    return {pair for pair in pairs if as_compared(*pair) not in different}


def told_apart(mission: Mission) -> set[tuple[str, str]]:
    """The pairs a person found to be two events, one by one or with all of their file: as
    `Compared` writes them."""
    compared = Compared.objects.filter(mission=mission, same=False)
    packed = _packed_ids(mission, decision=PairDecision.APART)
    return {*compared.values_list("first", "second"), *(as_compared(*pair) for pair in packed)}


def _packed_ids(mission: Mission, *, decision: str) -> set[tuple[str, str]]:
    """The packed pairs of imported files of which this was decided, or with "" nothing."""
    shown = shown_batches(mission).values("pk")
    packed = AlikePairs.objects.filter(batch__in=shown, decision=decision)
    return {pair for one in packed for pair in unpack_pairs(one).select("row", "other").iter_rows()}


def as_compared(row: str, other: str) -> tuple[str, str]:
    """A pair as `Compared` writes it.

    >>> as_compared("b:2", "a:1")
    ('event:a:1', 'event:b:2')
    """
    first, second = sorted((f"event:{row}", f"event:{other}"))
    return first, second


def forget_rows(mission: Mission, names: Collection[str]) -> None:
    """Take every pair that names one of these rows out of the pairs of a mission's files."""
    batches = Batch.objects.filter(mission_id=mission.pk)
    gone = pl.col("row").is_in(list(names)) | pl.col("other").is_in(list(names))
    for alike in AlikePairs.objects.filter(batch__in=batches):
        pairs = unpack_pairs(alike)
        left = pairs.filter(~gone)
        if left.is_empty():
            alike.delete()
        elif left.height < pairs.height:
            alike.packed, alike.number = pack_pairs(left), left.height
            alike.save(update_fields=["packed", "number"])
