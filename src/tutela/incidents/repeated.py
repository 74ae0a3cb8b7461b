"""Several incidents on one row, each in a group of columns of its own: "INCIDENT 1: day"."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from tutela.base.errors import Rejection
from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.incidents.heads import field_of_head

__all__ = ["with_groups_parted"]

_NUMBERED = re.compile(
    r"^(?P<stem>[^\W\d_][^\d:]*?)?(?<![ _-])[ _-]*+(?:n°|no\.?|#)? ?(?P<n>[1-9])"
    r"(?:er|st|nd|rd|th|e|eme)?\s*[:/.)_–-]+\s*(?P<part>[^\W\d].*)"
)
_NUMBER_LAST = re.compile(
    r"^(?P<part>[^\W\d].*?)(?<![ _-])[ _-]*+(?:n°|no\.?|#)? ?\(?(?P<n>[1-9])\)?", re.DOTALL
)
_WHAT = re.compile(r"what.*|incident|event|evenement|fait.*|quoi|events?|type|nature|حدث|حادث.*")
_SOME = frozenset({"date_start", "harm", "text", "deaths"})
FEWEST = 2


def with_groups_parted(table: Table) -> Table:
    """A table whose rows hold several incidents in groups of the same columns, one row for each.

    Columns outside the groups stand on each of its rows. A row in whose groups nothing stands is
    left out, with why.

    >>> from pathlib import Path
    >>> said = {"Village": ["Luma", "Tera"], "INCIDENT 1: day": ["3 May", None],
    ...     "INCIDENT 1: dead": ["1", None], "INCIDENT 2: day": ["5 May", None],
    ...     "INCIDENT 2: dead": ["2", None]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3]))
    >>> found = with_groups_parted(table)
    >>> found.frame.rows(), found.lines.to_list(), [one.row for one in found.rejected]
    ([('Luma', '3 May', '1'), ('Luma', '5 May', '2')], [2, 2], [3])
    """
    groups = _groups(table.frame.columns)
    if not groups:
        return table
    parts = list(next(iter(groups.values())))
    grouped = {name for group in groups.values() for name in group.values()}
    beside = [name for name in table.frame.columns if name not in grouped and name not in parts]
    rows: list[tuple[str | None, ...]] = []
    lines: list[int] = []
    refused: list[Rejection] = []
    for row, line in zip(table.frame.iter_rows(named=True), table.lines.to_list(), strict=True):
        told = [tuple(row[group[part]] for part in parts) for group in groups.values()]
        filled = [cells for cells in told if any(cells)]
        for cells in filled:
            rows.append((*(row[name] for name in beside), *cells))
            lines.append(int(line))
        if not filled and any(row.values()):
            why = say("nothing stands in any of its groups of columns: no incident")
            step = say("nothing to do, if so; else write day, place and what happened there")
            refused.append(Rejection(int(line), "", "", why, step, sheet=table.sheet))
    frame = pl.DataFrame(rows, schema=dict.fromkeys((*beside, *parts), pl.String), orient="row")
    note = say("{n} groups of the same columns read as a row each", n=len(groups))
    return replace(
        table,
        frame=frame,
        lines=pl.Series("line", lines, dtype=table.lines.dtype),
        rejected=(*table.rejected, *refused),
        tags={name: tag for name, tag in table.tags.items() if name in frame.columns},
        notes=(*table.notes, note),
    )


def _groups(names: list[str]) -> dict[str, dict[str, str]]:
    """By number, the columns of a group by their part; {} where they are no groups of incidents.

    >>> _groups(["Date 1", "Killed 1", "Date 2", "Killed 2"])["2"]
    {'Date': 'Date 2', 'Killed': 'Killed 2'}
    >>> _groups(["Date", "Village", "Source 1", "Source 2"]), _groups(["Admin 1", "Admin 2"])
    ({}, {})
    """
    for pattern in (_NUMBERED, _NUMBER_LAST):
        by_stem: dict[str, dict[str, dict[str, str]]] = {}
        for name in names:
            if match := pattern.fullmatch(name.strip()):
                stem = head_word(match.groupdict().get("stem") or "")
                group = by_stem.setdefault(stem, {}).setdefault(match["n"], {})
                group.setdefault(match["part"].strip(), name)
        for groups in by_stem.values():
            parts = next(iter(groups.values()))
            same = all(list(group) == list(parts) for group in groups.values())
            if len(groups) >= FEWEST and len(parts) >= FEWEST and same and _tells_one(list(parts)):
                return groups
    return {}


def _tells_one(parts: list[str]) -> bool:
    """Whether the parts of a group are those of an incident: when, and what or to how many."""
    fields = {
        field_of_head(part) or ("harm" if _WHAT.fullmatch(head_word(part)) else None)
        for part in parts
    }
    return "date_start" in fields and len(fields & _SOME) >= FEWEST
