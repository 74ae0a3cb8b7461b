"""Dead, injured and abducted counted in one cell, "2/5/-", by the letters or words of its head."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from tutela.base.guards.patterns import gate
from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.tolls import fold_words, tells_nobody
from tutela.base.values import plain
from tutela.incidents.heads import field_of_head
from tutela.reading.lexicon import concept

__all__ = ["with_counts_parted"]

_SIGN = re.compile(r"\s*[/|;+]\s*|\s*,\s*|\s+[-–]\s+")
_NAMES = {"deaths": "Killed", "injured": "Injured", "abducted": "Abducted"}
_DEAD_LETTERS, _HURT_LETTERS, _TAKEN_LETTERS = "kt", "wib", "ae"
_DEAD_BEFORE = "dmf"
"""Letters of the dead where they stand first: deceased, morts, fatalities; behind it they may be of
the missing or of women."""
_PART = re.compile(
    r"\d{1,4}|[-–—?؟x_]{1,2}|nil|none|zero|neant|néant|aucune?s?|ras|unk|unknown|inconnus?|n/?a|nk|nd|\*"
    r"|several|many|plusieurs|some|tbc|لا يوجد|لا احد|صفر|عدة|غير معروف|مجهول",
    re.IGNORECASE,
)
_NONE = frozenset(
    {"nil", "none", "zero", "neant", "néant", "aucun", "aucune", "ras", "صفر", "لا يوجد"}
)
_DASH = re.compile(r"[-–—]{1,2}")
_LETTERS_IN_HEAD = re.compile(r"\(\s*([A-Za-z](?:\s*[/|+,-]\s*[A-Za-z]){1,3})\s*\)")
_OF_FIGHTERS = concept("head.of_fighters")
MOST = 0.7
"""So large a share of a column's cells must have as many parts as its head."""


def with_counts_parted(table: Table) -> Table:
    """A table whose dead, injured and abducted stand in one cell, each in a column of its own.

    A legend of the table goes before the usual letters. A dash is none where the legend says so, or
    where another sign says what is not known; else it is not known.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Place": ["Luma", "Tera"], "D/I/A": ["1/2/-", "?/4/1"]})
    >>> table = with_counts_parted(Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3])))
    >>> table.frame.select("Killed", "Injured", "Abducted").rows()
    [('1', '2', '0'), (None, '4', '1')]
    """
    taken = {field_of_head(name) for name in table.frame.columns}
    if taken & {"deaths", "civilian_deaths"}:
        return table
    said = [*table.titles, *(cell for row in table.frame.iter_rows() for cell in row if cell)]
    for name in table.frame.columns:
        if _OF_FIGHTERS.is_in(head_word(name)):
            continue
        letters = _LETTERS_IN_HEAD.search(name)
        whole = letters[1] if letters else name.strip()
        parts = [part.strip() for part in _SIGN.split(whole) if part.strip()]
        fields = _fields_of_legend(parts, said) or _fields_of_parts(parts)
        if not fields or not _cells_have(table.frame[name], len(parts)):
            continue
        none = _dash_is_none(table.frame[name], said)
        told = any(_DASH_TOLD.search(fold_words(text)) for text in said)
        columns = {
            _NAMES[field]: [_count(cell, at, len(parts), none, told) for cell in table.frame[name]]
            for at, field in enumerate(fields)
            if field is not None and field not in taken
        }
        doubts: dict[int, str] = dict(table.doubts)
        for cell, line in zip(table.frame[name], table.lines, strict=True):
            if cell and _split(cell, len(parts)) is None and re.search(r"[1-9]", plain(cell)):
                why = say("{text!r} does not say how many of them were killed", text=cell)
                doubts.setdefault(int(line), why)
        frame = table.frame.drop(name).with_columns(
            pl.Series(column, cells, pl.String) for column, cells in columns.items()
        )
        note = say("{name} read as {columns}", name=name, columns=", ".join(columns))
        return replace(table, frame=frame, doubts=doubts, notes=(*table.notes, note))
    return table


def _fields_of_parts(parts: list[str]) -> list[str | None]:
    """The field of each part of a head; [] where they are not dead and injured.

    >>> _fields_of_parts(["D", "I", "A"]), _fields_of_parts(["Killed", "Injured", "Abducted"])
    (['deaths', 'injured', 'abducted'], ['deaths', 'injured', 'abducted'])
    >>> _fields_of_parts(["M", "F"]), _fields_of_parts(["T", "B", "D"])
    ([], ['deaths', 'injured', None])
    """
    if not 1 < len(parts) <= _MOST_PARTS:
        return []
    words = [head_word(part) for part in parts]
    if not all(words):
        return []
    if all(len(word) == 1 for word in words):
        fields = [_field_of_letter(word, at) for at, word in enumerate(words)]
    else:
        fields = [_plain_field(part) for part in parts]
        if len(parts) == 2:
            return []  # "Killed / Injured" is read with its own words
    told = [field for field in fields if field]
    good = {"deaths", "injured"} <= set(told) and len(told) == len(set(told))
    return fields if good else []


_MOST_PARTS = 4


def _field_of_letter(letter: str, at: int) -> str | None:
    if letter in _HURT_LETTERS:
        return "injured"
    if letter in _TAKEN_LETTERS or (letter == "k" and at > 1):
        return "abducted"
    dead = letter in _DEAD_LETTERS or (letter in _DEAD_BEFORE and at == 0)
    return "deaths" if dead else None


def _plain_field(part: str) -> str | None:
    field = field_of_head(part)
    if field == "civilian_deaths":
        return "deaths"
    return field if field in _NAMES else None


def _fields_of_legend(parts: list[str], said: Iterable[str]) -> list[str | None]:
    """The field of each part of a head as a legend spells it out: "D/I = dead / injured"."""
    head = [head_word(part) for part in parts]
    if len(head) < 2:
        return []
    for text in said:
        for clause in re.split(r"[;.\n]", text):
            left, sign, right = clause.partition("=" if "=" in clause else ":")
            if not sign or [head_word(part) for part in _SIGN.split(left.strip())] != head:
                continue
            meant = [_plain_field(part) for part in _SIGN.split(right.strip())]
            if len(meant) == len(head) and "deaths" in meant:
                return meant
    return []


_DASH_TOLD = re.compile(
    r"(?:[\"'“«(] ?)?[-–—][\"'”»)]? ?(?:means?|meaning|=|:|is|signifie|veut dire|stands for|for) ?"
    r"(?:\w+ )?(nil|none|zero|0|neant|aucune?|nobody|no one|personne|rien)\b"
)
_DASH_OPEN = gate(
    r"[-–—][\"'”»)]? ?(?:means?|meaning|=|:|is|signifie|veut dire|stands for|for) ?(?:\w+ )?"
    r"(?:not|unknown|inconnu|no info|pas d|non|n/a)\b"
)


def _dash_is_none(cells: pl.Series, said: Iterable[str]) -> bool:
    """Whether a dash in these cells means nobody."""
    for text in said:
        folded = fold_words(text)
        if _DASH_TOLD.search(folded):
            return True
        if _DASH_OPEN.search(folded):
            return False
    return bool(cells.str.contains(r"(?i)[?؟]|unk|\bnk\b").any())


def _split(cell: str, size: int) -> list[str] | None:
    parts = [part.strip() for part in _SIGN.split(plain(cell).strip())]
    if len(parts) != size or not all(_PART.fullmatch(part) for part in parts):
        return None
    return parts


def _cells_have(cells: pl.Series, size: int) -> bool:
    filled = cells.drop_nulls().to_list()
    parted = sum(_split(cell, size) is not None for cell in filled)
    return parted > 0 and parted >= MOST * len(filled)


def _count(
    cell: str | None, at: int, size: int, dash_is_none: bool, dash_is_told: bool
) -> str | None:
    if not cell:
        return None
    parts = _split(cell, size)
    if parts is None:
        return "0" if tells_nobody(fold_words(cell)) else None
    part = parts[at]
    if part.isdecimal():
        return part
    if all(map(_DASH.fullmatch, parts)) and not dash_is_told:
        return None  # nothing but dashes says nothing
    if _DASH.fullmatch(part):
        return "0" if dash_is_none else None
    return "0" if part.casefold() in _NONE else None
