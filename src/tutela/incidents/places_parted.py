"""Places written with the areas they lie in, and which of several columns names the finest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

import polars as pl

from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.incidents.head_roles import chance_of_role
from tutela.reading.lexicon import concept

__all__ = ["finest_place", "names_area", "with_open_places_doubted", "with_places_parted"]

_SIGNS = (r"\s+/\s+", r"/", r"\s*[>»→]\s*", r"\s*\|\s*", r"\s+[-–—]\s+", r"\s*[,،;]\s*")
"""Signs between a place and the areas it lies in, one at a time."""
MOST = 0.8
"""So large a share of a column's cells has the same parts, or says what another column says."""
FEWEST = 4
"""So many rows must show which part is the larger area."""
_LARGER = concept("head.larger_area")
_FINE = concept("head.fine_place")


def with_places_parted(table: Table, column: str | None, known: Collection[str]) -> Table:
    """A table whose places stand with their areas in one cell, these in columns of their own.

    It shows where a part of the cells says the same of many places and never two things of one; or
    the head says which part is which.

    Takes   column: that of places; known: fields that other columns give already.

    >>> from pathlib import Path
    >>> said = ["Luma / Ward 2 / Uror", "Tera / Ward 4 / Uror", "Luma / Ward 2 / Uror",
    ...     "Pama / Ward 1 / Akobo", "Kera / Ward 3 / Akobo"]
    >>> frame = pl.DataFrame({"Where": said})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series(range(5)))
    >>> with_places_parted(table, "Where", ()).frame.row(0, named=True)
    {'Where': 'Luma', 'adm1': 'Uror', 'adm2': 'Ward 2'}
    """
    if column is None or column not in table.frame.columns:
        return table
    cells = table.frame[column].to_list()
    for sign in _SIGNS:
        parts = [_parts(cell, sign) for cell in cells]
        filled = [part for part in parts if part]
        if not filled:
            return table
        size, count = Counter(map(len, filled)).most_common(1)[0]
        if size not in (2, 3) or count < MOST * len(filled):
            continue
        whole = [part for part in filled if len(part) == size]
        first_is_finest = _first_is_finest(column, whole)
        if first_is_finest is None:
            continue
        turned = [
            None if not part else part if first_is_finest or len(part) != size else part[::-1]
            for part in parts
        ]
        return _write_parts(table, column, cells, turned, size, known)
    return table


_OPEN_PLACE = re.compile(
    r"[?؟]|^(?:somewhere|quelque part|unknown|inconnue?)\b|\b(?:not on (?:our|the) map"
    r"|non nommee?|unnamed"
    r"|name not known|nom inconnu|road between|route entre|a préciser|à préciser"
    r"|to be confirmed)\b|غير معروف",
    re.IGNORECASE,
)


def with_open_places_doubted(table: Table, column: str | None) -> Table:
    """A table whose rows wait where the cell of the place says that the place is not sure.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Where": ["Luma", "Tera ou Pama ?", "somewhere on the road"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4]))
    >>> list(with_open_places_doubted(table, "Where").doubts)
    [3, 4]
    """
    if column is None or column not in table.frame.columns:
        return table
    doubts: dict[int, str] = dict(table.doubts)
    for line, cell in zip(table.lines, table.frame[column], strict=True):
        said = (cell or "").strip()
        open_one = len(said.split()) > 1 and not _OPEN_PLACE.fullmatch(said)
        if open_one and _OPEN_PLACE.search(said):
            doubts.setdefault(int(line), say("{text!r} leaves the place open", text=cell))
    return replace(table, doubts=doubts)


def _parts(cell: str | None, sign: str) -> list[str]:
    return [part for part in re.split(sign, (cell or "").strip()) if part]


def _write_parts(
    table: Table,
    column: str,
    cells: list[str | None],
    parts: list[list[str] | None],
    size: int,
    known: Collection[str],
) -> Table:
    names = ["adm1", "adm2"] if size == 3 else ["adm2"]
    columns: dict[str, list[str | None]] = {column: list(cells)}
    columns |= {name: [None] * len(cells) for name in names}
    for row, part in enumerate(parts):
        if part is None or len(part) != size:
            continue
        columns[column][row] = part[0]
        for name, area in zip(reversed(names), part[1:], strict=True):
            columns[name][row] = area
    frame = table.frame.with_columns(
        pl.Series(name, said, pl.String)
        for name, said in columns.items()
        if name == column or (name not in known and name not in table.frame.columns)
    )
    note = say("places of {column} told from the areas they lie in", column=column)
    return replace(table, frame=frame, notes=(*table.notes, note))


def _first_is_finest(head: str, parts: Sequence[Sequence[str]]) -> bool | None:
    """Whether the first part is the place and the last its largest area, or the other way round;
    None where neither the head nor the rows tell."""
    remark = re.search(r"\(([^)]*)\)", head)
    for said in (remark[1] if remark else "", head):
        named = [head_word(word) for word in re.split(r"[/>|,–-]", said) if head_word(word)]
        if len(named) == len(parts[0]):
            if _FINE.is_in(named[0]) and _LARGER.is_in(named[-1]):
                return True
            if _LARGER.is_in(named[0]) and _FINE.is_in(named[-1]):
                return False
    first, last = ([part[at].casefold() for part in parts] for at in (0, -1))
    shared = set(first) & set(last)
    if len(parts) < FEWEST or len(shared) > 1:
        return None
    if _lies_in(first, last) and not any(map(_FINE.is_in, last)):
        return True
    return False if _lies_in(last, first) and not any(map(_FINE.is_in, first)) else None


def _lies_in(finer: Sequence[str], larger: Sequence[str]) -> bool:
    """Whether each of the finer names goes with one larger name alone, which stands for several.

    >>> _lies_in(["Luma", "Tera", "Luma"], ["Uror"] * 3), _lies_in(["Luma"] * 2, ["a", "b"])
    (True, False)
    """
    pairs = set(zip(finer, larger, strict=True))
    fine, large = len(set(finer)), len(set(larger))
    return len(pairs) == fine and large < fine and large * 2 <= len(finer)


_MAY_BE_FINE = concept("head.may_be_fine_place")
REPEATED = 0.9
"""A column of which a larger share of rows has a value of its own describes, and names no place."""


def names_area(head: str) -> bool:
    """Whether a head names an area in which places lie.

    >>> names_area("Locality"), names_area("Village")
    (True, False)
    """
    return _LARGER.is_in(head_word(head))


def _surely_names_place(head: str) -> bool:
    return chance_of_role(head, "place") >= _SURELY


_SURELY = 0.7


def finest_place(
    table: Table, taken: str, others: Collection[str], used: Collection[str]
) -> str | None:
    """Another column that names finer places than the one that is taken, as the rows show: each of
    its names goes with one of the taken alone, which stands for several.

    Takes   others: columns whose heads name places too; used: those that are another field.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Boma": ["A", "A", "B", "A", "B", "A"],
    ...     "Area": ["Luma", "Tera", "Pama", "Luma", "Pama", "Tera"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series(range(6)))
    >>> finest_place(table, "Boma", [], ["Boma"])
    'Area'
    >>> said = {"Locality": ["Kas", "Kutum", "Beida", "Kas"], "Community": ["A", "B", "C", "A"]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series(range(4)))
    >>> finest_place(table, "Locality", ["Community"], ["Locality"])
    'Community'
    """
    likely = [
        name
        for name in table.frame.columns
        if name != taken
        and (name in others or (name not in used and _MAY_BE_FINE.is_whole(head_word(name))))
    ]
    for name in likely:
        both = table.frame.select(name, taken).drop_nulls()
        named = table.frame[name].drop_nulls()
        if both.height < FEWEST or named.len() < MOST * table.frame[taken].drop_nulls().len():
            continue
        if named.str.contains(r"^[\d\s.,-]+$").any():
            continue
        if named.n_unique() > REPEATED * named.len() and not _surely_names_place(name):
            continue
        finer, larger = (
            [cell.strip().casefold() for cell in both[column].to_list()] for column in (name, taken)
        )
        of_area = names_area(taken) and not names_area(name)
        if _lies_in(finer, larger) or (of_area and name in others and finer != larger):
            return name
    return None
