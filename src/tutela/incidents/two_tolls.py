"""Several columns that count the dead of one incident: two sources, first and verified, later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.values import Toll, read_toll
from tutela.incidents.left_out import SUMMED
from tutela.reading.lexicon import concept

__all__ = ["with_tolls_joined"]

_LATER = concept("head.toll_of_later")
_SETTLED = concept("head.toll_settled")

_FIRST_SAID = concept("head.toll_first_said")


def with_tolls_joined(table: Table, columns: Sequence[str]) -> Table:
    """A table with the several tolls of a row as one, in the first of their columns.

    Who died later is added; what was verified goes before what was first said; where two sources
    differ, both ends stand. Where nothing of this is so, rows wait in which another column says
    more than the first.

    Takes   columns: all whose heads say that they count the killed.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Killed (police)": ["2", "3"], "Killed (chief)": ["4", "3"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3]))
    >>> with_tolls_joined(table, frame.columns).frame["Killed (police)"].to_list()
    ['2-4', '3']
    """
    if len(columns) < 2:
        return table
    first, *others = columns
    later = [name for name in columns if _LATER.is_in(_words(name))]
    first_said = [name for name in columns if _FIRST_SAID.is_in(_words(name))]
    settled = [
        name
        for name in columns
        if name not in later and name not in first_said and _SETTLED.is_in(_words(name))
    ]
    alike = [name for name in columns if name not in later and _bare(name) == _bare(first)]
    said = [name for name in columns if name in settled or name in alike]
    joined: list[str | None] = []
    doubts: dict[int, str] = dict(table.doubts)
    for row, line in zip(
        table.frame.select(columns).iter_rows(named=True), table.lines, strict=True
    ):
        cell = next((row[name] for name in settled if row[name]), None)
        if cell is None:
            cell = _of_sources([row[name] for name in said or [first]])
        if later:
            cell = _add_tolls(cell, [row[name] for name in later])
        joined.append(cell)
        known = {*said, *later, *(first_said if settled else ())}
        apart = [name for name in others if name not in known and not _are_groups(first, name)]
        if more := next((name for name in apart if _says_more(row[name], cell)), None):
            doubts.setdefault(
                int(line), say("{column} counts more killed than {other}", column=more, other=first)
            )
    frame = table.frame.with_columns(pl.Series(first, joined, pl.String))
    if settled:  # what was first said counts no others
        frame = frame.drop(name for name in first_said if name != first)
    return replace(table, frame=frame, doubts=doubts)


def _are_groups(first: str, other: str) -> bool:
    """Whether two columns count the dead of different people, so that they are added up.

    >>> _are_groups("Pertes civiles: Tués", "Pertes groupes armés: Tués")
    True
    """
    of_group = SUMMED["Killed"][0]
    return all(of_group.fullmatch(_words(name)) for name in (first, other))


def _words(name: str) -> str:
    return head_word(re.sub(r"[()]", " ", name))


def _bare(name: str) -> str:
    return head_word(re.split(r"\s+[-–:/]\s+", name)[0])


def _best(cell: str | None) -> int | None:
    toll = read_toll(cell) if cell else None
    return toll.best if isinstance(toll, Toll) else None


def _of_sources(cells: list[str | None]) -> str | None:
    """What several sources say: both ends where they differ; as it is written where one is odd."""
    filled = list(dict.fromkeys(cell for cell in cells if cell))
    tolls = [_best(cell) for cell in filled]
    whole = sorted({toll for toll in tolls if toll is not None})
    if len(whole) > 1 and len(whole) == len(filled):
        return f"{whole[0]}-{whole[-1]}"
    return filled[0] if len(filled) == 1 or len(whole) == 1 else " / ".join(filled) or None


def _add_tolls(cell: str | None, later: list[str | None]) -> str | None:
    more = sum(_best(one) or 0 for one in later)
    if not more:
        return cell
    now = _best(cell) if cell else 0
    return str(now + more) if now is not None else f"{cell} + {more}"


def _says_more(cell: str | None, taken: str | None) -> bool:
    one, other = _best(cell), _best(taken)
    return one is not None and one > 0 and (taken is None or (other is not None and one > other))
