"""The injured and the abducted whom words tell of beside the dead, in columns of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from tutela.base.guards.patterns import gate
from tutela.base.later import pl
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.tolls import (
    fold_words,
    others_in_account,
    part_of_others,
    tells_nobody_hurt,
    with_digits,
)
from tutela.incidents.heads import field_of_head, may_count_killed
from tutela.incidents.misconduct_words import closed_harm

__all__ = [
    "counts_survivors",
    "counts_victims",
    "others_told",
    "with_others_of_accounts",
    "with_others_told",
]

_COLUMNS = {"injured": "Injured", "abducted": "Abducted"}


_VICTIMS = gate(
    r"\d+ (?:alleged |presumed )?(?:victim\w*|casualt\w*|survivor\w*|survivante?s?|cas|cases?"
    r"|persons?"
    r"|people|personnes?|wom[ae]n|girls?|femmes?|filles?|mineure?s?|minors?|ضحي[هة]|ضحايا|حال[هة]"
    r"|حالات)"
    r"(?: \([^)]*\))?"
)
_DEAD = gate(
    r"\b(?:tue[es]*|mort\w*|dece\w*|kill\w*|dead|died|death\w*|fatal\w*|murder\w*|meurtr\w*"
    r"|assassin\w*)\b"
    r"|قتل|قتيل|وفا|شهيد"
)


def counts_victims(cell: str) -> bool:
    """Whether a cell says how many were victims and not of what: nobody of them need be dead.

    >>> counts_victims("1 victime"), counts_victims("2 civils"), counts_victims("1 victim killed")
    (True, False, False)
    """
    said = with_digits(fold_words(cell)).strip(" .")
    return bool(re.fullmatch(r"\d+ (?:alleged )?(?:victim\w*|casualt\w*|ضحي[هة]|ضحايا)", said))


def counts_survivors(cell: str, row: Iterable[str | None]) -> bool:
    """Whether a cell counts the victims of sexual violence that its row tells of, and no dead.

    >>> counts_survivors("1 victime", ["Viol sur mineure"])
    True
    >>> counts_survivors("1 victime", ["Attaque du village"])
    False
    """
    if not _VICTIMS.fullmatch(with_digits(fold_words(cell)).strip(" .")):
        return False
    told = [one for one in row if one]
    return any(closed_harm(one) == "crsv" for one in told) and not any(
        _DEAD.search(fold_words(one)) for one in told
    )


def others_told(cell: str | None, kind: str, *, of_all: bool = True) -> str | None:
    """How many injured or abducted a cell of few words tells of; None where it does not say.

    Takes   kind: injured or abducted; of_all: whether "nobody" there speaks of all who were harmed.

    >>> others_told("3 morts, 2 blessés", "injured"), others_told("néant", "injured")
    ('2', '0')
    >>> others_told("néant", "abducted"), others_told("plusieurs blessés", "injured")
    (None, None)
    """
    if not cell:
        return None
    said = fold_words(cell).strip(" .")
    if kind == "injured" and of_all and tells_nobody_hurt(said):
        return "0"
    return part_of_others(with_digits(said), kind) or None


def with_others_told(table: Table, column: str | None, known: Collection[str]) -> Table:
    """A table with the injured and the abducted whom a column of words tells of beside the dead.

    Takes   column: that of the words; known: fields that other columns give already.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Bilan": ["3 morts, 2 blessés", "néant", "plusieurs blessés"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4]))
    >>> with_others_told(table, "Bilan", ()).frame["Injured"].to_list()
    ['2', '0', None]
    """
    if column is None or column not in table.frame.columns:
        return table
    of_all = not may_count_killed(column)
    cells = {
        kind: [others_told(cell, kind, of_all=of_all) for cell in table.frame[column]]
        for kind in _COLUMNS
        if kind not in known
    }
    return _with_columns(table, cells, column)


def with_others_of_accounts(table: Table, column: str | None, known: Collection[str]) -> Table:
    """A table with the injured and the abducted of whom its accounts give one plain number.

    >>> from pathlib import Path
    >>> said = ["Boat shot at, 1 dead and 4 wounded.", "Market looted by soldiers at night."]
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame({"Facts": said}), pl.Series([2, 3]))
    >>> with_others_of_accounts(table, "Facts", ()).frame["Injured"].to_list()
    ['4', None]
    """
    if column is None or column not in table.frame.columns:
        return table
    cells = {
        kind: [
            (others_in_account(cell, kind) if cell else "") or None for cell in table.frame[column]
        ]
        for kind in _COLUMNS
        if kind not in known
    }
    return _with_columns(table, cells, column)


def _with_columns(table: Table, cells: dict[str, list[str | None]], column: str) -> Table:
    """A table with columns of counts, those that count anybody."""
    fields = {field_of_head(name) for name in table.frame.columns}
    told = {
        _COLUMNS[kind]: counts
        for kind, counts in cells.items()
        if kind not in fields and any(counts)
    }
    if not told:
        return table
    columns = [pl.Series(name, counts, pl.String) for name, counts in told.items()]
    notes = tuple(say("{what} read from the words of {name}", what=n, name=column) for n in told)
    return replace(table, frame=table.frame.with_columns(columns), notes=(*table.notes, *notes))
