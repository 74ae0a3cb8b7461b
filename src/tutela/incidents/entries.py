"""Entries in the cells of a matrix or a weekly note, "6/5 Luma: two men shot", as rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.tolls import fold_words
from tutela.base.values import MONTHS, plain, read_days
from tutela.incidents.by_cells import holds_days
from tutela.incidents.headings import heading_of, with_days_completed
from tutela.incidents.heads import field_of_head
from tutela.incidents.no_harm import why_no_harm
from tutela.incidents.refusals import refuse_text
from tutela.incidents.said import Verdict, judge

__all__ = ["with_days_across_parted", "with_entries_parted", "with_grid_parted"]

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_DAY = (
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}(?:[/.](?:\d{4}|\d{2}))?"
    r"|(?:night of |nuit du )?\d{1,2}(?:er|st|nd|rd|th)?(?: ?(?:-|–|/|to|au|and|et) ?\d{1,2}(?:st"
    r"|nd|rd|th)?)?"
    rf"[ -]?(?:of |de )?(?:{_MONTH})\.?(?:[ -,]+(?:19|20)\d{{2}})?"
    rf"|(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? (?:19|20)\d{{2}})?)"
)
_BULLET = r"(?:[•·▪◦●○■□➢►*–—-]|\d{1,2}[.)](?!\d))"
_PLACE = r"[^\W\d][^:\n]{1,48}?"
_ENTRY = (
    re.compile(
        rf"(?:on |le |el |في )?(?P<day>{_DAY})\s*[,:;–—-]?\s*(?:at |in |à |a |en |في"
        rf" )?(?P<place>{_PLACE})"
        r"\s*(?::|\s[–—-]\s)\s*(?P<said>\S.*)",
        re.IGNORECASE | re.DOTALL,
    ),
    re.compile(
        rf"(?P<place>{_PLACE})\s*[,(]\s*(?P<day>{_DAY})\)?\s*(?::|\s[–—-]\s)\s*(?P<said>\S.*)",
        re.IGNORECASE | re.DOTALL,
    ),
)
_NIL = re.compile(
    r"(?:nil|none|ntr|nstr|ras|neant|aucun\w*|no (?:access|data|report|incidents?|information"
    r"|entry)|calm\w*"
    r"|quiet|not (?:visited|reached|reported)|pas (?:d'|de )\S+|لا (?:يوجد|توجد|شيء))\b.*"
    r"|.*\bno (?:data|incidents?|report)\b.*|n/?a|-+|–+"
)
FEWEST, MOST = 3, 0.5
"""So many entries, and so large a share of the lines in their columns, make cells lists of them."""


@dataclass(frozen=True)
class _Entry:
    line: int
    column: str
    text: str
    day: str = ""
    place: str = ""
    said: str = ""


def with_entries_parted(table: Table) -> Table:
    """A table in whose cells entries stand that begin with day and place, one row for each.

    Takes   a table of which no reader knows the columns.
    Gives   Date, Place, what was said and, where several columns hold entries, the head of each as
            the area. A line that begins otherwise stands as refused; one of nothing does not.

    >>> from pathlib import Path
    >>> cells = ["• 6/5 Luma: two men shot\\n• 9/5 Tera: store looted", "13/5 Pama: girl abducted"]
    >>> frame = pl.DataFrame({"Week": ["19", "20"], "Uror": cells, "Akobo": ["Nil", None]})
    >>> found = with_entries_parted(Table(Path("a.csv"), "csv", None, frame, pl.Series([3, 4])))
    >>> found.frame.select("Date", "Place").rows(), found.lines.to_list()
    ([('6/5', 'Luma'), ('9/5', 'Tera'), ('13/5', 'Pama')], [3, 3, 4])
    """
    entries = [entry for entry in _entries(table)]
    read = [entry for entry in entries if entry.day]
    columns = list(dict.fromkeys(entry.column for entry in read))
    beside = [e for e in entries if e.column in columns and not e.day and not _tells_nothing(e)]
    if len(read) < FEWEST or len(read) < MOST * (len(read) + len(beside)):
        return table
    return _with_rows_of_entries(table, read, beside)


def _with_rows_of_entries(
    table: Table, read: list[_Entry], beside: list[_Entry], *, areas: bool = True
) -> Table:
    """A table with a row for each entry that is read; what stands beside them is refused.

    Takes   areas, whether the heads of several columns of entries name areas.
    """
    columns = {entry.column for entry in read}
    kept, refused = [], []
    for entry in [*read, *beside]:
        why = why_no_harm(entry.said) if entry.day else None
        if entry.day and (why is None or judge([entry.text]) is not Verdict.NO):
            kept.append(entry)
        else:
            said = str(why or say("does not begin with a day and a place as the other entries do"))
            refused.append(refuse_text(table, entry.line, entry.column, entry.text, said))
    kept.sort(key=lambda entry: entry.line)
    frame = pl.DataFrame(
        [(e.day, e.place, e.said, e.column) for e in kept],
        schema=dict.fromkeys(("Date", "Place", "Description", "adm2"), pl.String),
        orient="row",
    )
    names = [name for name in table.frame.columns if name in columns]
    return replace(
        table,
        shape="grid",
        frame=frame if areas and len(names) > 1 else frame.drop("adm2"),
        lines=pl.Series("line", [e.line for e in kept], dtype=table.lines.dtype),
        rejected=(*table.rejected, *refused),
        notes=(
            *table.notes,
            say("{n} entries read from the cells of {names}", n=len(kept), names=", ".join(names)),
        ),
    )


_FEWEST_ACROSS = 3
_MOSTLY_NOTHING = 0.5
"""So large a share of a grid's cells tell nothing, which a list's columns never do."""
_NUMBERED_DAYS = re.compile(r"days?|jours?|dates?|d|j|(?:ال)?يوم|(?:ال)?تاريخ")
"""Heads of days that may be numbers alone, their month above them."""
_NAME_OF_PLACE = re.compile(
    r"[^\W\d_a-z][^\W_]*(?:[ '’-]++\w[\w'’-]*+){0,3}(?:[ '’-]++(?<=['’-]))?"
)


def with_grid_parted(table: Table) -> Table:
    """A table of days by places, with a row for each cell in which something is told.

    Takes   a table of which no reader knows the columns.
    Gives   Date, Place, which is the head of the cell's column, and what was said.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Day": ["2024-05-01", "2024-05-03", "2024-05-06"],
    ...     "Bol": ["2 killed by armed men", "-", "-"], "Liwa": ["-", "-", "nets burnt by men"],
    ...     "Baga Sola": ["-", "4 fishermen abducted", None]})
    >>> found = with_grid_parted(Table(Path("a.csv"), "csv", None, frame, pl.Series([3, 4, 5])))
    >>> found.frame.select("Date", "Place").rows(), found.lines.to_list()
    ([('2024-05-01', 'Bol'), ('2024-05-03', 'Baga Sola'), ('2024-05-06', 'Liwa')], [3, 4, 5])
    """
    names = table.frame.columns
    if len(names) <= _FEWEST_ACROSS:
        return table
    numbered = [name for name in names if _NUMBERED_DAYS.fullmatch(head_word(name))]
    others = [name for name in names if name not in numbered]
    if numbered and all(_is_place(name) and not field_of_head(name) for name in others):
        table = with_days_completed(table, lambda name: name in numbered)
    of_days = [name for name in names if holds_days(table.frame[name])]
    rest = [name for name in names if name not in of_days]
    days = _days_of_heads(table)
    if len(of_days) == 1 and all(_is_place(name) and not field_of_head(name) for name in rest):
        across = {name: ("", name) for name in rest}
        down = of_days[0]
    elif len(days) == len(names) - 1:
        across = {name: (day, "") for name, day in days.items()}
        down = next(name for name in names if name not in days)
        if not all(map(_is_place, table.frame[down].drop_nulls().to_list())):
            return table
    else:
        return table
    entries = [
        _Entry(int(line), name, cell, day=day or beside, place=place or beside, said=cell)
        for row, line in zip(table.frame.iter_rows(named=True), table.lines.to_list(), strict=True)
        for name, (day, place) in across.items()
        if (cell := " ".join((row[name] or "").split())) and (beside := row[down] or "")
    ]
    told = [entry for entry in entries if not _tells_nothing(entry)]
    if (
        len(across) < _FEWEST_ACROSS
        or len(told) < FEWEST
        or len(told) > (1 - _MOSTLY_NOTHING) * table.frame.height * len(across)
        or not all(re.search(r"[^\W\d_]{2}", entry.said) for entry in told)
        or sum(" " in entry.said for entry in told) < _MOSTLY_NOTHING * len(told)
    ):
        return table
    return _with_rows_of_entries(table, told, [], areas=False)


_FEWEST_DAYS_ACROSS = 20
_MOSTLY_NAMES = 0.7
_MARK = re.compile(r"[xX×✓✔*+]+")


def with_days_across_parted(table: Table) -> Table:
    """A table of the days of one month, a column each, with a row for each cell that is filled: its
    day, and the dead where the cell is a number.

    >>> from pathlib import Path
    >>> days = {str(day): [None, None] for day in range(1, 31)}
    >>> days |= {"3": ["2", None], "9": [None, "X"]}
    >>> frame = pl.DataFrame({"Lieu": ["Luma", "Tera"], "Fait": ["Rixe", "Vol"], **days})
    >>> table = Table(Path("a.xlsx"), "xlsx", "Avril 2025", frame, pl.Series([4, 5]))
    >>> with_days_across_parted(table).frame.rows()
    [('Luma', 'Rixe', '2025-04-03', '2'), ('Tera', 'Vol', '2025-04-09', None)]
    """
    days = [name for name in table.frame.columns if re.fullmatch(r"0?[1-9]|[12]\d|3[01]", name)]
    above = heading_of([table.sheet or "", *table.titles])
    if len(days) < _FEWEST_DAYS_ACROSS or above is None or not above.month:
        return table
    table = _with_first_columns_named(table)
    beside = [name for name in table.frame.columns if name not in days]
    rows, at_lines, refused = [], [], []
    for row, line in zip(table.frame.iter_rows(named=True), table.lines.to_list(), strict=True):
        told = tuple(row[name] for name in beside)
        marked = [(day, cell) for day in days if (cell := row[day])]
        for day, cell in marked:
            killed = None if _MARK.fullmatch(cell.strip()) else cell
            rows.append((*told, f"{above.year}-{above.month:02}-{int(day):02}", killed))
            at_lines.append(line)
        if not marked and any(told):
            text = " ".join(filter(None, told))
            refused.append(refuse_text(table, line, "", text, say("no day or month is given")))
    names = (*beside, "Date", "Killed")
    if not rows or len(set(names)) < len(names):
        return table
    return replace(
        table,
        shape="grid",
        frame=pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"),
        lines=pl.Series("line", at_lines, dtype=table.lines.dtype),
        rejected=(*table.rejected, *refused),
        notes=(
            *table.notes,
            say(
                "{n} cells below days of {month} read as rows",
                n=len(rows),
                month=f"{above.year}-{above.month:02}",
            ),
        ),
    )


def _with_first_columns_named(table: Table) -> Table:
    """A table of days across whose first two columns have no head as Place, said once for the rows
    below it, and Description."""
    first, second = table.frame.columns[:2]
    if (first, second) != ("column 1", "column 2"):
        return table
    named = table.frame[first].drop_nulls().to_list()
    if sum(map(_is_place, named)) < _MOSTLY_NAMES * len(named):
        return table
    frame = table.frame.with_columns(pl.col(first).forward_fill())
    return replace(table, frame=frame.rename({first: "Place", second: "Description"}))


def _is_place(name: str) -> bool:
    return bool(_NAME_OF_PLACE.fullmatch(name.strip()))


def _days_of_heads(table: Table) -> dict[str, str]:
    """By head that names a day, that day, in the year that the table's title or sheet names.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Stage": ["Luma"], "Mon 3/3": ["-"], "Tue 4/3": ["-"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([3]), titles=("March 2025",))
    >>> _days_of_heads(table)
    {'Mon 3/3': '3/3/2025', 'Tue 4/3': '4/3/2025'}
    """
    above = heading_of([table.sheet or "", *table.titles])
    days: dict[str, str] = {}
    for name in table.frame.columns:
        if isinstance(read_days(name, "DMY"), tuple):
            days[name] = name
        elif above and (day := _DAY_OF_HEAD.fullmatch(name.strip())):
            days[name] = f"{day[1]}/{day[2]}/{above.year}"
    return days


_DAY_OF_HEAD = re.compile(r"(?:[^\W\d]{2,9}\.? )?(\d{1,2})[/.](\d{1,2})")


def _entries(table: Table) -> Iterator[_Entry]:
    """Each line of each cell, split into day, place and account where it begins with them."""
    split: dict[str, list[tuple[str, dict[str, str]]]] = {}  # what many cells say is split once
    for row, line in zip(table.frame.iter_rows(named=True), table.lines.to_list(), strict=True):
        for column, cell in row.items():
            if cell and cell not in split:
                split[cell] = [(text, _parts_of(text)) for text in _lines_of(cell)]
            for text, parts in split[cell] if cell else ():
                yield _Entry(int(line), column, text, **parts)


def _parts_of(text: str) -> dict[str, str]:
    match = next((m for entry in _ENTRY if (m := entry.fullmatch(text))), None)
    return {k: " ".join(v.split()) for k, v in match.groupdict().items()} if match else {}


def _lines_of(cell: str) -> list[str]:
    """The entries of a cell: a line that begins with no sign and no day goes on the one above.

    >>> _lines_of("• 6/5 Luma: two men\\nshot\\n• 9/5 Tera: store looted")
    ['6/5 Luma: two men shot', '9/5 Tera: store looted']
    """
    lines: list[str] = []
    marked = bool(re.match(rf"\s*{_BULLET}\s", cell))
    for text in re.split(r"\n+|(?<=\S)\s*(?=[•▪●■➢►]\s)", plain(cell)):
        bare = re.sub(rf"^\s*{_BULLET}\s+", "", text).strip()
        goes_on = marked and bare == text.strip() and bool(lines)
        begins = re.match(rf"(?:on |le )?{_DAY}\b", bare, re.IGNORECASE)
        if goes_on and not begins:
            lines[-1] = f"{lines[-1]} {bare}".strip()
        elif bare:
            lines.append(bare)
    return lines


def _tells_nothing(entry: _Entry) -> bool:
    said = re.sub(r"(?<=\w)\.(?=\w)", "", fold_words(entry.text))  # R.A.S.
    return bool(_NIL.fullmatch(said.strip(" .()")))
