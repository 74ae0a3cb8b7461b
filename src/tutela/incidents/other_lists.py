"""Lists of an office that are none of incidents: plans, registers of deaths, vaccinations, stocks.

Their rows have days and places too: they wait, and a person says whether they tell of harm.
"""

from __future__ import annotations

import re

from tutela.base.guards.patterns import gate
from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.tolls import fold_words
from tutela.incidents.accidents import tells_deed
from tutela.reading.lexicon import concept

__all__ = ["doubts_of_deaths", "lists_plans", "other_list_named"]

_OTHER_LIST = concept("row.title_of_other_list")
_OF_INCIDENTS = concept("row.title_of_incidents")


def other_list_named(table: Table) -> str:
    """The title, or the sheet's name, that says that a table lists other things; "" where none.

    >>> from pathlib import Path
    >>> import polars as pl
    >>> frame, lines = pl.DataFrame({"Date": ["2018-01-03"]}), pl.Series([3])
    >>> other_list_named(Table(Path("a.csv"), "csv", "Plan d'action", frame, lines))
    "Plan d'action"
    >>> titles = ("Vaccination campaign: security incidents",)
    >>> other_list_named(Table(Path("a.csv"), "csv", None, frame, lines, titles=titles))
    ''
    """
    said = [text for text in (table.sheet or "", *table.titles) if text]
    if any(_OF_INCIDENTS.is_in(head_word(text)) for text in said if not _is_plan(text)):
        return ""
    if _tells_deeds(table):
        return ""
    return next((text for text in said if _OTHER_LIST.is_in(head_word(text))), "")


def _is_plan(text: str) -> bool:
    return bool(re.search(r"\bplans?\b", head_word(text)))


_DUE = concept("head.due")


def lists_plans(table: Table) -> bool:
    """Whether a column of a table says until when something is to be done, or how far it is, and
    few rows tell of a deed.

    >>> from pathlib import Path
    >>> import polars as pl
    >>> said = {"What": ["Traders shot by gunmen", "Boy abducted"], "Deadline": ["1 May", "2 May"]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3]))
    >>> lists_plans(table)
    False
    """
    due = any(_DUE.is_whole(head_word(name)) for name in table.frame.columns)
    return due and not _tells_deeds(table)


_ROWS_SEEN, _SHARE_OF_DEEDS = 60, 0.3


def _tells_deeds(table: Table) -> bool:
    """Whether many rows of a table tell of a deed."""
    rows = table.frame.head(_ROWS_SEEN).rows()
    told = [any(cell and tells_deed(fold_words(cell)) for cell in row) for row in rows]
    return sum(told) >= max(1, _SHARE_OF_DEEDS * len(told))


_OF_ONE_DEAD = gate(
    r"\b(?:noms?|names?)\b.*\b(?:defunte?s?|deceased|dead|mort|morte)\b"
    r"|\b(?:deceased|defunt)(?: name)?$|اسم (?:ال)?متوف"
)


def doubts_of_deaths(table: Table) -> dict[int, str]:
    """By line of a register that names the dead, the doubt where no word tells who harmed them.

    >>> from pathlib import Path
    >>> import polars as pl
    >>> said = {"Nom du défunt": ["A", "B"], "Cause": ["Paludisme", "Tué par balle, bandits"]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3]))
    >>> list(doubts_of_deaths(table))
    [2]
    """
    if not any(_OF_ONE_DEAD.search(head_word(name)) for name in table.frame.columns):
        return {}
    return {
        int(line): say("tells of no harm that somebody did")
        for line, row in zip(table.lines, table.frame.iter_rows(), strict=True)
        if not any(cell and tells_deed(fold_words(cell)) for cell in row)
    }
