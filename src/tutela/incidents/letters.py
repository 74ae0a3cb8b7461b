"""Casualties in letters, "3K 2W" or "D2 I5", by the key of the file or by the usual letters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.tolls import fold_words, tells_nobody, tells_nothing
from tutela.base.values import plain
from tutela.incidents.heads import both_in_head, field_of_head, names_casualties
from tutela.incidents.hurt import others_told

__all__ = ["with_letters_counted"]

NAMES = {"deaths": "Killed", "injured": "Injured", "abducted": "Abducted"}
USUAL = {
    **dict.fromkeys(("K", "KIA", "D", "DOW", "T", "FAT"), "deaths"),
    **dict.fromkeys(("W", "WIA", "I", "INJ", "B"), "injured"),
    **dict.fromkeys(("A", "ABD", "E", "H"), "abducted"),
}
"""Letters by which desks count, where no key of the file says otherwise."""
_ONE = re.compile(
    r"(?:(?P<n>\d{1,4}|\?) ?x? ?(?P<after>[A-Za-z]{1,3})|(?P<before>[A-Za-z]{1,3}) ?[-:=]?"
    r" ?(?P<m>\d{1,4}|\?))"
    r"(?![\w?])"
)
_BETWEEN = re.compile(r"(?:\([^)]*\)|[\s,;/+&.|-]|\b(?:and|et|incl)\b)*")
_HEADS = frozenset(
    {"cas", "casu", "casualty", "bilan", "toll", "k w", "kw", "d i", "pertes", "vic"}
)
MOST = 0.5
"""So large a share of a column's cells must be counts by letters."""


def with_letters_counted(table: Table, key: Mapping[str, str] | None = None) -> Table:
    """A table whose casualties stand in one cell by letters, each kind in a column of its own.

    A kind that a cell does not name is not known. What is written otherwise is read as words.

    Takes   key: what the letters mean, by a list of the file itself.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Cas": ["3K 2W", "4A", "K? 6W", "NIL", "2 dead, 5 inj", "2D"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series(range(6)))
    >>> found = with_letters_counted(table).frame
    >>> found["Killed"].to_list(), found["Injured"].to_list()
    (['3', None, None, '0', '2 dead, 5 inj', '2'], ['2', None, '6', '0', '5', None])
    """
    taken = {field_of_head(name) for name in table.frame.columns}
    if taken & {"deaths", "civilian_deaths"}:
        return table
    fields = {**USUAL, **_fields_of(key or {})}
    for name in table.frame.columns:
        if not (names_casualties(name) or both_in_head(name) or head_word(name) in _HEADS):
            continue
        cells = table.frame[name].to_list()
        counts = [_counts_of(cell, fields) if cell else None for cell in cells]
        read = [one for one in counts if one]
        if len({letter for one in read for letter in one}) < 2 or len(read) < MOST * sum(
            map(bool, cells)
        ):
            continue
        columns = {
            column: [_cell_of(cell, one, field) for cell, one in zip(cells, counts, strict=True)]
            for field, column in NAMES.items()
            if field not in taken
        }
        frame = table.frame.drop(name).with_columns(
            pl.Series(column, values, pl.String)
            for column, values in columns.items()
            if column not in table.frame.columns
        )
        note = say("{name} read as {columns}", name=name, columns=", ".join(columns))
        return replace(table, frame=frame, notes=(*table.notes, note))
    return table


def _fields_of(key: Mapping[str, str]) -> dict[str, str]:
    """The field of each letter that a key spells out as dead, injured or taken."""
    fields = {}
    for letter, meaning in key.items():
        said = [field_of_head(part) for part in (meaning, *re.split(r"[/,;(]", meaning))]
        told = next((field for field in said if field in (*NAMES, "civilian_deaths")), None)
        if told and re.fullmatch(r"[A-Za-z]{1,3}", letter):
            fields[letter.upper()] = "deaths" if told == "civilian_deaths" else told
    return fields


def _counts_of(cell: str, fields: Mapping[str, str]) -> dict[str, str | None] | None:
    """Each kind's count in a cell of nothing but letters and numbers; None for any other cell.

    >>> _counts_of("12K 30W (2ch)", USUAL), _counts_of("1K + 1?", USUAL), _counts_of("3M", USUAL)
    ({'deaths': '12', 'injured': '30'}, None, None)
    """
    text = plain(cell).strip()
    counts: dict[str, str | None] = {}
    at = 0
    while at < len(text):
        match = _ONE.match(text, at)
        field = fields.get((match["after"] or match["before"]).upper()) if match else None
        if match is None or field is None or field in counts:
            return None
        number = match["n"] or match["m"]
        counts[field] = None if number == "?" else number
        between = _BETWEEN.match(text, match.end())
        at = between.end() if between else match.end()
    return counts or None


def _cell_of(cell: str | None, counts: dict[str, str | None] | None, field: str) -> str | None:
    if not cell:
        return None
    if counts is not None:
        return counts.get(field)
    folded = fold_words(cell)
    if tells_nothing(folded):
        return None
    if tells_nobody(folded):
        return "0"
    return cell if field == "deaths" else others_told(cell, field)
