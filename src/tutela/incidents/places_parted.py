"""Places written with the areas they lie in, and which of several columns names the finest."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.incidents.head_roles import chance_of_role
from tutela.reading.lexicon import concept

__all__ = ["finest_place", "names_area", "with_open_places_doubted"]

MOST = 0.8
"""So large a share of a column's cells has the same parts, or says what another column says."""
FEWEST = 4
"""So many rows must show which part is the larger area."""
_LARGER = concept("head.larger_area")


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
    >>> import polars as pl
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
    >>> import polars as pl
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
