"""Victims counted in one column, and what became of them in another."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from tutela.base.guards.patterns import gate
from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.tolls import fold_words, tells_of_others
from tutela.incidents.heads import field_of_head, names_casualties
from tutela.reading.lexicon import concept

__all__ = ["rows_are_persons", "with_fates_of_patients", "with_statuses_read"]

MOST_COUNTS = 0.9
"""So large a share of plain numbers makes a column one of counts."""


_STATUS_HEADS = gate(
    r"(?:(?:victims?|victimes?|casualty|person) )?(?:status|statut|state|etat|condition|outcome"
    r"|issue"
    r"|sort|fate|result)(?: (?:of|des?|du|de la)? ?(?:the )?(?:victims?|victimes?|person\w*))?"
    r"|(?:type|nature) (?:of|de|des) (?:casualt\w*|harm|victime?s?|prejudice|dommage)"
    r"|(?:killed|tues?|dead) (?:or|ou|/) (?:injured|wounded|blesses?)|حاله الضحيه|حالة الضحية"
    r"|الحاله|الحالة"
)


def with_statuses_read(table: Table) -> Table:
    """A table that counts victims in one column and says in another what became of them, with a
    column of the killed: their number where they were killed, nothing where something else befell
    them. A row that names both waits.

    >>> from pathlib import Path
    >>> fates = ["Killed", "Injured", "Killed, injured"]
    >>> frame = pl.DataFrame({"No. of victims": ["3", "2", "4"], "Status": fates})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4]))
    >>> found = with_statuses_read(table)
    >>> found.frame["Killed"].to_list(), list(found.doubts)
    (['3', None, None], [4])
    """
    names = table.frame.columns
    count = next((name for name in names if _counts_victims(table, name)), None)
    status = next(
        (
            name
            for name in names
            if _STATUS_HEADS.fullmatch(head_word(name)) and _tells_fates(table, name)
        ),
        None,
    )
    if count is None or status is None or "Killed" in names:
        return table
    if any(field_of_head(name) in ("deaths", "civilian_deaths") for name in names if name != count):
        return table
    killed: list[str | None] = []
    doubts: dict[int, str] = dict(table.doubts)
    for cell, fate, line in zip(table.frame[count], table.frame[status], table.lines, strict=True):
        said = fold_words(fate or "")
        dead = _FATE_OF_DEAD.is_in(said)
        if dead and tells_of_others(said):
            doubts.setdefault(
                int(line), say("{text!r} does not say how many of them were killed", text=fate)
            )
        killed.append(cell if dead and not tells_of_others(said) else None)
    frame = table.frame.drop(count).with_columns(pl.Series("Killed", killed, pl.String))
    note = say("the killed of {name} told apart by {other}", name=count, other=status)
    return replace(table, frame=frame, doubts=doubts, notes=(*table.notes, note))


_AGE = re.compile(r"ages?|age ans|years|(?:ال)?عمر")
_SEX = re.compile(r"s|sexe?|gender|genre|m f|h f|(?:ال)?جنس|(?:ال)?نوع")
_FATE_OF_PATIENT = concept("head.outcome_of_patient")


def rows_are_persons(table: Table) -> bool:
    """Whether each row of a table tells of one person: it has columns of ages and of sexes.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Âge": ["34"], "M/F": ["M"]})
    >>> rows_are_persons(Table(Path("a.csv"), "csv", None, frame, pl.Series([2])))
    True
    """
    heads = [head_word(name) for name in table.frame.columns]
    return all(any(map(pattern.fullmatch, heads)) for pattern in (_AGE, _SEX))


def with_fates_of_patients(table: Table) -> Table:
    """A register of persons, with their age and sex, with the killed of each row: one where the
    column of outcomes says that the person died.

    >>> from pathlib import Path
    >>> said = {"Âge": ["34", "19"], "Sexe": ["M", "F"], "Issue": ["Sorti", "Décédée le 19/02"]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3]))
    >>> with_fates_of_patients(table).frame["Killed"].to_list()
    [None, '1']
    """
    heads = {name: head_word(name) for name in table.frame.columns}
    fate = next((name for name, head in heads.items() if _FATE_OF_PATIENT.is_whole(head)), None)
    if fate is None or not rows_are_persons(table) or "Killed" in heads:
        return table
    if any(field_of_head(name) in ("deaths", "civilian_deaths") for name in heads):
        return table
    dead = [
        "1" if cell and _FATE_OF_DEAD.begins(fold_words(cell).strip()) else None
        for cell in table.frame[fate]
    ]
    if not any(dead):
        return table
    note = say("one killed on each row of which {name} says that the person died", name=fate)
    frame = table.frame.with_columns(pl.Series("Killed", dead, pl.String))
    return replace(table, frame=frame, notes=(*table.notes, note))


_FATE_OF_DEAD = concept("head.outcome_dead")


def _counts_victims(table: Table, name: str) -> bool:
    cells = table.frame[name].drop_nulls()
    if not (names_casualties(name) or re.fullmatch(_NUMBER_HEADS, head_word(name))):
        return False
    return cells.len() > 0 and _share_of_counts(cells) > MOST_COUNTS


_NUMBER_HEADS = (
    r"(?:no|nb|nbre|nombre|number|num)(?: (?:of|de|des|d)(?: (?:persons?|people|personnes))?)?"
)


def _tells_fates(table: Table, name: str) -> bool:
    """Whether a column's cells say what befell people, in few words."""
    cells = table.frame[name].drop_nulls()
    return cells.len() > 0 and all(
        len(cell.split()) < 4
        and (_FATE_OF_DEAD.is_in(said := fold_words(cell)) or tells_of_others(said))
        for cell in cells.unique()
    )


def _share_of_counts(cells: pl.Series) -> float:
    return int(cells.str.contains(r"^\d{1,3}(\.0)?$").sum()) / max(cells.len(), 1)
