"""The glossary's words for what happened, exactly as they are written everywhere."""

from __future__ import annotations

from tutela.base.data_tables import shipped_rows

_WORDS = shipped_rows("tutela.incidents", "words.csv")


def _of_kind(kind: str) -> tuple[str, ...]:
    return tuple(row["word"] for row in _WORDS if row["kind"] == kind)


HARMS = _of_kind("harm")
"""Violations and abuses: what is done to civilians."""

PRECURSORS = _of_kind("precursor")
"""Observations that come before harm; no violations themselves."""

UNKNOWN = "unknown"

WORDS = (*HARMS, *PRECURSORS, UNKNOWN)

VIOLENCE = ("state-based", "non-state", "one-sided", UNKNOWN)
"""The UCDP's kinds of organised violence."""
