"""The suggested risks of an assessment as columns: as they are kept, and made rows again.

Rows of the database are those that speak for their hotspot or their place, and the first ones,
which have sentences (docs/adr/0061). All others lie in one file of columns by assessment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from math import nan
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from tutela.base.later import np, pl
from tutela.incidents.words import HARMS
from tutela.risk.assess import HORIZON_DAYS
from tutela.risk.suggest import NAMES
from tutela_web.risk.figures import COMPONENT_OF, KeptFactor
from tutela_web.risk.models import ActorReach, SuggestedRisk

if TYPE_CHECKING:
    from tutela.risk.assess import Assessed
    from tutela_web.risk.readers import Here

FACTOR_PARTS = ("values", "lows", "highs")
GROUP = 4_096
_APART = {"id", "assessment", "evidence"}
LAID = (
    *(f.name for f in SuggestedRisk._meta.concrete_fields if f.name not in _APART),
    *FACTOR_PARTS,
)
"""The columns, as `lay_out` gives them."""


def lay_out(assessed: Assessed, here: Here, hotspots: Sequence[UUID]) -> pl.DataFrame:
    """Every suggested risk by column, in the suggested order.

    Takes   hotspots, the id of each.
    Gives   the fields of a suggested risk, without its key and evidence; ids as hex; the factors'
            numbers as `values`, `lows` and `highs`, not a number where nothing is known.
    """
    suggested, order = assessed.suggested, assessed.order
    spots, hotspot = order.hotspots, assessed.hotspot
    places = np.array([here.ids[place.id][0].hex for place in assessed.places.places()])
    ids = np.array([pk.hex for pk in hotspots])
    named = np.array([actor[:200] for actor in assessed.record.actors])
    components = assessed.components
    cap = suggested.cap
    reach = np.where(
        cap >= 5, ActorReach.YES.value, np.where(cap > 1, ActorReach.HARD.value, ActorReach.NO)
    )
    size = len(assessed)

    return pl.DataFrame(
        {
            "place": places[suggested.place],
            "actor": named[suggested.actor],
            "harm": np.array(HARMS)[suggested.harm],
            "horizon_days": np.full(size, HORIZON_DAYS),
            "intent": components["I"].best,
            "capability": components["C"].best,
            "vulnerability": components["V"].best,
            "risk": assessed.risk,
            "risk_low": assessed.low,
            "risk_high": assessed.high,
            "band": assessed.band,
            "gravity": suggested.gravity,
            "priority": assessed.priority,
            "rank": assessed.rank,
            "order": np.arange(1, size + 1),
            "confidence": assessed.confidence,
            "insufficient_data": assessed.insufficient,
            "kernel": suggested.kernel,
            "hotspot": ids[hotspot],
            "leads": order.leads,
            "places": spots.places[hotspot],
            "likelihood": assessed.likelihood,
            "likelihood_low": spots.low[hotspot],
            "likelihood_high": spots.high[hotspot],
            "value": assessed.value,
            "rank_low": spots.rank_low[hotspot],
            "rank_high": spots.rank_high[hotspot],
            "first_ten": spots.first[:, 0][hotspot],
            "first_twenty": spots.first[:, 1][hotspot],
            "ties_next": spots.ties_next[hotspot],
            "reach": reach,
            **{
                name: pl.Series(getattr(suggested, name), dtype=pl.Array(pl.Float64, len(NAMES)))
                for name in FACTOR_PARTS
            },
        },
        schema_overrides={name: pl.String for name in ("place", "actor", "harm", "hotspot")},
    ).with_columns(pl.col("likelihood").fill_nan(None))


def columns_of_rows(rows: QuerySet[SuggestedRisk]) -> pl.DataFrame:
    """The fields of suggested risks that are rows as `lay_out` gives them, with their keys."""
    laid = []
    for row in rows.values():
        known = {f["factor"]: f for f in row["evidence"] if f["value"] is not None}
        numbers = {
            part: [known[name][part_of] if name in known else nan for name in NAMES]
            for part, part_of in zip(FACTOR_PARTS, ("value", "low", "high"), strict=True)
        }
        ids: dict[str, str | None] = {"pk": row["id"].hex, "place": row["place_id"].hex}
        ids["hotspot"] = row["hotspot"].hex if row["hotspot"] else None
        fields = {**row, **ids, **numbers}
        laid.append({name: fields[name] for name in ("pk", *LAID)})
    return pl.DataFrame(laid, infer_schema_length=None)


def is_row(told: int) -> pl.Expr:
    """Which risks are rows: what speaks for a hotspot or for a place, and the first `told`."""
    leads = pl.col("leads") & pl.col("hotspot").is_not_null()  # of before hotspots, none does
    return leads | pl.col("place").is_first_distinct() | (pl.int_range(pl.len()) < told)


def pack(columns: pl.DataFrame) -> bytes:
    """Risks by column, with their keys, as one small file: figures to seven digits, by place, so
    that those of a place are found without reading all."""
    small = columns.sort("place", "order").with_columns(
        pl.col("pk").str.decode("hex"),
        pl.col(pl.Float64).cast(pl.Float32),
        *(pl.col(name).cast(pl.Array(pl.Float32, len(NAMES))) for name in FACTOR_PARTS),
        pl.col("band", "gravity", "priority", "confidence").cast(pl.Int8),
        pl.col("rank", "order", "places", "rank_low", "rank_high").cast(pl.Int32),
        pl.col("horizon_days").cast(pl.Int16),
    )
    written = BytesIO()
    small.write_parquet(written, compression="zstd", compression_level=9, row_group_size=GROUP)
    return written.getvalue()


def unpack(packed: bytes, where: pl.Expr, names: Sequence[str] = ()) -> pl.DataFrame:
    """Of what `pack` wrote the rows where something holds, with all or some columns; ids as
    hex, but the key as it is kept while it is asked for."""
    wanted = pl.scan_parquet(BytesIO(packed)).filter(where)
    read = (wanted.select(names) if names else wanted).collect()
    return read.with_columns(pl.col(pl.Binary).bin.encode("hex"))


def fields_of(columns: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The fields of each risk of a frame as its row has them; evidence without sentences."""
    for row in columns.iter_rows(named=True):
        numbers = [row.pop(name) for name in FACTOR_PARTS]
        row["pk"], row["place_id"] = UUID(row["pk"]), UUID(row.pop("place"))
        row["hotspot"] = UUID(row["hotspot"]) if row["hotspot"] else None
        row["evidence"] = figures_alone(*numbers)
        yield row


def figures_alone(
    values: Sequence[float], lows: Sequence[float], highs: Sequence[float]
) -> list[KeptFactor]:
    """The factors that are known, without sentences."""
    return [
        {
            "factor": name,
            "component": COMPONENT_OF[name],
            "value": value,
            "low": low,
            "high": high,
            "why": "",
            "events": [],
        }
        for name, value, low, high in zip(NAMES, values, lows, highs, strict=True)
        if value == value  # a blank is not a number
    ]
