"""Texts of a file that are no incidents: refused with why, and what may be shown of them."""

from __future__ import annotations

from tutela.base.errors import Rejection
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.incidents.misconduct_words import CHANNEL, NEVER_KEPT, Verdict, judge

__all__ = ["refuse_text"]

_SHOWN = 80
"""Signs of a refused text that are shown."""


def refuse_text(table: Table, line: int, column: str, text: str, why: str) -> Rejection:
    """The refusal of a text that stands on a line of a table.

    Of misconduct by UN or aid personnel nothing is shown but where it is to be told; of what may be
    such nothing of the text.

    >>> from pathlib import Path
    >>> import polars as pl
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(), pl.Series([], dtype=pl.Int64))
    >>> refuse_text(table, 3, "Note", "Pump repaired", "is no account").value
    'Pump repaired'
    >>> refusal = refuse_text(table, 3, "Note", "A girl was raped by a UN soldier", "is no account")
    >>> refusal.value, refusal.why == NEVER_KEPT
    ('', True)
    """
    verdict = judge([text])
    if verdict is Verdict.TELLS:
        return Rejection(line, "", "", NEVER_KEPT, CHANNEL, sheet=table.sheet)
    step = say("nothing to do, if it is no incident; else give it a row of its own")
    value = text[:_SHOWN] if verdict is Verdict.NO else ""
    return Rejection(line, column, value, why, step, sheet=table.sheet)
