"""From each source's codes to the glossary's words: tables with their source, not code."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from tutela.base.later import pl

_DATA = files("tutela.incidents") / "data"


@lru_cache(maxsize=16)
def crosswalk(name: str) -> pl.DataFrame:
    """A crosswalk table by its name, all columns text.

    >>> crosswalk("grades").filter(pl.col("source") == "acled")["grade"].to_list()
    ['C3']
    """
    return pl.read_csv((_DATA / f"{name}.csv").read_bytes(), infer_schema=False)


def precision(source: str, column: str, codes: pl.Series) -> pl.Series:
    """A source's codes of precision on the UCDP scale, Int8.

    >>> precision("acled", "time_precision", pl.Series([1, 2, 3, None])).to_list()
    [1, 3, 4, None]
    """
    lines = crosswalk("precision").filter(
        (pl.col("source") == source) & (pl.col("column") == column)
    )
    scale = dict(zip(lines["code"].cast(pl.Int8), lines["ucdp_scale"].cast(pl.Int8), strict=True))
    return codes.cast(pl.Int8).replace_strict(scale, default=None, return_dtype=pl.Int8)


def grade(source: str) -> str:
    """The grade of a source that gives all its records the same."""
    lines = crosswalk("grades").filter((pl.col("source") == source) & pl.col("code").is_null())
    return str(lines["grade"].item())
