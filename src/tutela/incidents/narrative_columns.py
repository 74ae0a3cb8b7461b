"""Which column of a table tells what happened."""

from __future__ import annotations

from collections.abc import Iterable

from tutela.base.later import pl
from tutela.base.layout import head_word
from tutela.base.tables import Table
from tutela.reading.lexicon import concept

__all__ = ["account_column", "tells_what_followed"]

_NO_ACCOUNTS = concept("head.no_account")
_WORDS_OF_ACCOUNTS = 4
_MOST_WEIGHED = 300
LONGER = 1.5
"""So many times as long as the column taken for the account another must be to go before it."""


def account_column(table: Table, columns: Iterable[str | None], known: Iterable[str]) -> str | None:
    """The column that tells what happened at the greatest length: of those taken for the account or
    the kind, and of those that are no field.

    Takes   columns: taken for the account, or else for the kind; known: all that are some field.

    >>> from pathlib import Path
    >>> said = {"Type": ["Attack"], "What happened": ["Armed men came and killed two people."]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2]))
    >>> account_column(table, ["Type"], ["Type"])
    'What happened'
    """
    taken = [name for name in columns if name and name in table.frame.columns]
    others = [name for name in table.frame.columns if name not in {*known, *taken}]
    lengths = {
        name: _words_of_cells(table.frame[name])
        for name in (*taken, *others)
        if not tells_what_followed(name) or name in taken[:1]
    }
    longest = max(lengths, key=lambda name: lengths[name], default=None)
    if longest and lengths[longest] >= max(
        _WORDS_OF_ACCOUNTS, LONGER * lengths.get(taken[0], 0) if taken else 0
    ):
        return longest
    return taken[0] if taken else None


def tells_what_followed(head: str) -> bool:
    """Whether a head is that of what was done, asked or checked afterwards.

    >>> tells_what_followed("Action taken"), tells_what_followed("What happened")
    (True, False)
    """
    return _NO_ACCOUNTS.is_in(head_word(head))


def _words_of_cells(cells: pl.Series) -> float:
    said = cells.drop_nulls().head(_MOST_WEIGHED).to_list()
    return sum(len(cell.split()) for cell in said) / max(len(said), 1)
