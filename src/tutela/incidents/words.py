"""The glossary's words for what happened, exactly as they are written everywhere."""

from __future__ import annotations

from importlib.resources import files

import polars as pl

_WORDS = pl.read_csv((files("tutela.incidents") / "data" / "words.csv").read_bytes())


def _of_kind(kind: str) -> tuple[str, ...]:
    return tuple(_WORDS.filter(pl.col("kind") == kind)["word"].to_list())


HARMS = _of_kind("harm")
"""Violations and abuses: what is done to civilians."""

PRECURSORS = _of_kind("precursor")
"""Observations that come before harm; no violations themselves."""

UNKNOWN = "unknown"

WORDS = (*HARMS, *PRECURSORS, UNKNOWN)

VIOLENCE = ("state-based", "non-state", "one-sided", UNKNOWN)
"""The UCDP's kinds of organised violence."""
