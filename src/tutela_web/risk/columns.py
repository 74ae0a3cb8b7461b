"""The suggested risks of an assessment as columns, held in this process.

An assessment of 5,000 places suggests up to 200,000 risks: to rank, count and filter them in the
database takes seconds at each page, as columns milliseconds. An assessment never changes once it is
made; where a place lies and how it is marked is asked anew, and so is the policy.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from tutela.base.later import Columns, pl
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base.tables.columns import table_of
from tutela_web.places.columns import places_in, versions
from tutela_web.records.record_cache import NewestByKey
from tutela_web.risk.models import Assessment, SuggestedRisk
from tutela_web.risk.packed.queries import packed_columns

COLUMNS = Columns(
    lambda: {
        "pk": pl.String,
        "place": pl.String,
        "actor": pl.Categorical,
        "harm": pl.Categorical,
        "priority": pl.Int8,
        "confidence": pl.Int8,
        "hotspot": pl.String,
    }
)
KEY = ["place", "actor", "harm"]

_ROWS: NewestByKey[pl.DataFrame] = NewestByKey()
_PLACED: NewestByKey[pl.DataFrame] = NewestByKey()
_ASSESSED: NewestByKey[pl.Series] = NewestByKey()
_HOTSPOTS: NewestByKey[dict[str, str]] = NewestByKey()
_WORST: NewestByKey[pl.DataFrame] = NewestByKey(most=32)
_COUNTS: NewestByKey[dict[str, dict[str, int]]] = NewestByKey(most=64)


def suggestions_seen(standing: Standing, assessment: Assessment | None) -> pl.LazyFrame:
    """The suggested risks at places the person may see, the highest first.

    Gives   a lazy table: pk, place (id as hex), actor, harm, priority, confidence, and of the place
            its area (id as hex), classification and, if it is Unclassified, name in small letters.
    """
    if assessment is None:
        return pl.LazyFrame(
            schema=dict(COLUMNS)
            | {"place": pl.Categorical, "area": pl.Categorical, "name": pl.String}
        )
    return _placed_rows(assessment, standing.mission).lazy().filter(standing.sees_rows("risks"))


def _placed_rows(assessment: Assessment, mission: Mission) -> pl.DataFrame:
    rows = _ROWS.get(assessment.pk, None, lambda: _read(assessment))
    return _PLACED.get(
        assessment.pk,
        versions(mission),
        lambda: rows.join(
            places_in(mission).select("place", "area", "name", "classification"),
            on="place",
            how="inner",
            maintain_order="left",
        ).with_columns(pl.col("area", "place").cast(pl.Categorical)),
    )


def assessed_in(assessment: Assessment | None) -> pl.Series:
    """The places an assessment suggests a risk at, ids as hex; no policy is asked."""
    if assessment is None:
        return pl.Series([], dtype=pl.String)
    rows = _ROWS.get(assessment.pk, None, lambda: _read(assessment))
    return _ASSESSED.get(assessment.pk, None, lambda: rows["place"].unique())


def counted_by(standing: Standing, assessment: Assessment | None) -> dict[str, dict[str, int]]:
    """How many suggestions the person sees by area (id as hex), actor and harm.

    Kept for everybody who reads as far: the key says how far, by areas and clearance.
    """
    reading = standing.readings.get("risks")
    if assessment is None or reading is None:
        return {"area": {}, "actor": {}, "harm": {}}

    def count() -> dict[str, dict[str, int]]:
        seen = suggestions_seen(standing, assessment).select("area", "actor", "harm").collect()
        return {
            name: dict(seen.group_by(name).len().cast({name: pl.String}).iter_rows())
            for name in seen.columns
        }

    return _COUNTS.get((assessment.pk, reading.parts), versions(standing.mission), count)


Lines = Iterable[tuple[UUID, str, str]]
"""Lines of the register by place, actor and harm; they are few beside the suggestions."""


def at_lines(rows: pl.LazyFrame, lines: Lines) -> pl.LazyFrame:
    """The suggestions that stand beside one of the lines."""
    few = _keys(lines)
    near = rows.filter(pl.col("place").is_in(few["place"].unique().to_list()))
    return near.join(few.lazy(), on=KEY, how="semi", maintain_order="left")


def without_lines(rows: pl.LazyFrame, lines: Lines) -> pl.LazyFrame:
    """The suggestions that stand beside none of the lines."""
    return rows.filter(~pl.col("pk").is_in(at_lines(rows, lines).collect()["pk"].to_list()))


def first_of_each(unit: Literal["place", "hotspot"], rows: pl.LazyFrame) -> pl.DataFrame:
    """Of each place or hotspot the suggestion that stands first: pk, place and hotspot (ids as
    hex), priority."""
    first = rows.unique(unit, keep="first", maintain_order=True)
    return first.select("pk", "place", "hotspot", "priority").collect()


def hotspots_of_places(assessment: Assessment | None) -> dict[str, str]:
    """The hotspot of each place an assessment suggests a risk at, ids as hex; no policy asked."""
    if assessment is None:
        return {}

    def read() -> dict[str, str]:
        rows = _ROWS.get(assessment.pk, None, lambda: _read(assessment))
        return dict(rows.select("place", "hotspot").unique("place").iter_rows())

    return _HOTSPOTS.get(assessment.pk, None, read)


def worst_by_hotspot(
    standing: Standing, assessment: Assessment | None, lines: Lines
) -> pl.DataFrame:
    """Of each hotspot, at places the person sees, the highest suggestion that stands beside none of
    the lines.

    Gives   pk, place and hotspot (ids as hex), priority, the highest first; kept for everybody who
            reads as far.
    """
    few, reading = frozenset(lines), standing.readings.get("risks")

    def find() -> pl.DataFrame:
        return first_of_each("hotspot", without_lines(suggestions_seen(standing, assessment), few))

    if assessment is None or reading is None:
        return find()
    return _WORST.get((assessment.pk, reading.parts, few), versions(standing.mission), find)


def _keys(lines: Lines) -> pl.DataFrame:
    return pl.DataFrame(
        [(place.hex, actor, harm) for place, actor, harm in lines],
        {name: pl.Categorical for name in KEY},
        orient="row",
    )


def _read(assessment: Assessment) -> pl.DataFrame:
    rows = SuggestedRisk.objects.filter(assessment=assessment)
    told = table_of(rows, dict(COLUMNS) | {"order": pl.Int32})
    packed = packed_columns(assessment, told.columns)
    if packed is not None:
        others = packed.select(pl.col(name).cast(kind) for name, kind in told.schema.items())
        told = pl.concat([told, others]).unique("pk", keep="first", maintain_order=True)
    # An assessment of before hotspots were made: each place is one.
    return told.sort("order").drop("order").with_columns(pl.coalesce("hotspot", "place"))
