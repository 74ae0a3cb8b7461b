"""Tables made ready for the readers: heads given, codes read, "idem" filled, days put together.

Only what the file itself says is written out. What it leaves open is said row by row in
`Table.doubts`, and waits for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise, takewhile

from tutela.base.later import pl
from tutela.base.layout import head_word, without_number
from tutela.base.messages import Sentence, day_said, month_said, say
from tutela.base.tables import Table, with_field
from tutela.base.tolls import (
    fold_words,
    killed_part,
    tells_nobody,
    tells_none_beside_things,
    tells_nothing,
    tells_of_dead,
    tells_of_living,
    tells_of_others,
    tells_of_people,
    with_digits,
)
from tutela.base.values import (
    MONTHS,
    NOTHING,
    Toll,
    key,
    plain,
    read_count,
    read_days,
    read_toll,
)
from tutela.incidents.code_lists import label_of_code
from tutela.incidents.deaths_in_text import dead_told
from tutela.incidents.headings import YEAR_HEADS, heading_of
from tutela.incidents.heads import (
    both_in_head,
    field_of_head,
    is_sex_or_age,
    may_count_killed,
)
from tutela.incidents.injured_in_text import counts_survivors, counts_victims, others_told
from tutela.reading.lexicon import concept

__all__ = [
    "code_books",
    "with_codes_read",
    "with_dashes_read",
    "with_days_joined",
    "with_dittos_filled",
    "with_doubtful_days",
    "with_drafts_doubted",
    "with_form_turned",
    "with_months_widened",
    "with_numbers_stripped",
    "with_others_specified",
    "with_outcomes_read",
    "with_pairs_parted",
    "with_pairs_split",
    "with_summaries_doubted",
    "with_tolls_of_accounts",
]

MOST = 0.6
"""So large a share of a column's cells makes it what they are."""


def with_pairs_parted(table: Table, words: Mapping[str, str]) -> Table:
    """Cards with several questions on a line as a question and its answer on each.

    Takes   words: what heads of events say, and the field each is. What begins a line asks, and so
            does a known word within it.

    >>> from pathlib import Path
    >>> lines = [["DTG", "3/4/18", "Place", "Luma"], ["Killed", "0", None, "none hurt"]]
    >>> frame = pl.DataFrame(lines, schema=["column 1", "column 2", "column 3", "column 4"],
    ...     orient="row")
    >>> cards = Table(Path("a.xlsx"), "xlsx", None, frame, pl.Series([2, 3]))
    >>> with_pairs_parted(cards, {"dtg": "date_start", "place": "place"}).frame.rows()
    [('DTG', '3/4/18'), ('Place', 'Luma'), ('Killed', '0 none hurt')]
    """
    if table.frame.width <= len(_PAIR_OF_COLUMNS):
        return table
    pairs: list[tuple[str, list[str]]] = []
    at_lines: list[int] = []
    for line, row in zip(table.lines.to_list(), table.frame.iter_rows(), strict=True):
        begins = True
        for cell in filter(None, row):
            if begins or head_word(cell) in words:
                pairs.append((cell.strip(" :"), []))
                at_lines.append(line)
            else:
                pairs[-1][1].append(cell)
            begins = False
    rows = [(label, " ".join(said) or None) for label, said in pairs]
    schema = dict.fromkeys(_PAIR_OF_COLUMNS, pl.String)
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return replace(table, frame=frame, lines=pl.Series("line", at_lines, dtype=table.lines.dtype))


_PAIR_OF_COLUMNS = ("column 1", "column 2")


def with_form_turned(table: Table, words: Mapping[str, str]) -> Table:
    """A form of one incident, its questions below each other, as a table of one row for each form.

    Takes   words: what heads of events say, and the field each is.

    >>> from pathlib import Path
    >>> answers = ["3/4/18", "Luma", "2"]
    >>> frame = pl.DataFrame({"FICHE": ["Date", "Lieu", "Tués"], "column 2": answers})
    >>> form = Table(Path("a.xlsx"), "xlsx", None, frame, pl.Series([2, 3, 4]))
    >>> words = {"date": "date_start", "lieu": "place", "tues": "deaths"}
    >>> turned = with_form_turned(form, words)
    >>> turned.frame.rows(), turned.lines.to_list()
    ([('3/4/18', 'Luma', '2')], [2])
    """
    names = table.frame.columns
    if len(names) < 2 or not table.frame.height:
        return table
    first = tuple(_cell_of_name(name, names) for name in names)
    cells = [first, *table.frame.iter_rows()]
    lines = [max(int(table.lines[0]) - 1, 1), *table.lines.to_list()]
    known = {"date_start", "place", "deaths", "harm", "side_a", "text", "injured"}
    told = [
        (row[0], row[1:], line, words.get(head_word(row[0])))
        for row, line in zip(cells, lines, strict=True)
        if row[0]
    ]
    told = _with_places_of_cards(told)
    fields = {field for *_cells, field in told if field}
    fields |= {
        field for label, *_ in told for part in label.split("/") if (field := words.get(key(part)))
    }
    if not {"date_start", "place"} <= fields or len(fields & known) < _LEAST_OF_FORM:
        return table
    begins = _first_of_card([(label, field) for label, _values, _line, field in told])
    forms: list[tuple[int, dict[str, str | None]]] = []
    open_ones: list[dict[str, str | None]] = []
    for label, values, line, _field in told:
        if label == begins:
            open_ones = [{} for _ in values]
            forms.extend((line, form) for form in open_ones)
        for form, value in zip(open_ones, values, strict=False):
            form.setdefault(label, value)
    forms = [(line, form) for line, form in forms if any(form.values())]
    columns = list(dict.fromkeys(label for _line, form in forms for label in form))
    return replace(
        table,
        shape="cards",
        frame=pl.DataFrame(
            [[form.get(name) for name in columns] for _line, form in forms],
            schema=dict.fromkeys(columns, pl.String),
            orient="row",
        ),
        lines=pl.Series("line", [line for line, _form in forms], dtype=table.lines.dtype),
        notes=(*table.notes, say("a form with its questions below each other, read as one row")),
    )


def _first_of_card(questions: list[tuple[str, str | None]]) -> str:
    """The question that each card begins with: the first that is known, or what stands above it
    on each card, as its number.

    >>> _first_of_card([("CARD No.", None), ("Date", "date_start"), ("Lieu", "place")] * 2)
    'CARD No.'
    >>> _first_of_card([("Commune de Luma", None), ("Date", "date_start"), ("Lieu", "place")])
    'Date'
    """
    labels = [label for label, _field in questions]
    at = next(n for n, (_label, field) in enumerate(questions) if field)
    often = labels.count(labels[at])
    while at and often > 1 and labels.count(labels[at - 1]) == often:
        at -= 1
    return labels[at]


_LEAST_OF_FORM = 3
_CARD = re.compile(
    r"(?:flash )?(?:cards?|fiches?|ficha|incidents?|cas|cases?|alertes?|alerts?|forms?|sheets?"
    r"|rapports?"
    r"|reports?|بطاقة|استمارة|حادث|الحادث|بلاغ)\W*(?:n|no|nr|num\w*|number|رقم)?\W*\d{1,4}",
    re.IGNORECASE,
)
_Told = tuple[str, tuple[str | None, ...], int, str | None]


def _with_places_of_cards(told: list[_Told]) -> list[_Told]:
    """The lines of cards that each begin with a number, "CARD 01", and a place beside it: what
    stands beside it is the place, where no other line of a card names one."""
    if any(field == "place" for *_cells, field in told):
        return told
    heads = [n for n, (label, *_rest) in enumerate(told) if _CARD.fullmatch(label.strip())]
    named = [n for n in heads if (said := told[n][1][0]) and not re.search(r"\d{4}", said)]
    if len(named) < 2 or len(named) < len(heads):
        return told
    return [
        ("Place", values, line, "place") if n in named else (label, values, line, field)
        for n, (label, values, line, field) in enumerate(told)
    ]


def _share(found: Iterable[bool]) -> float:
    told = list(found)
    return sum(told) / max(len(told), 1)


def _cell_of_name(name: str, names: list[str]) -> str | None:
    """The cell that a column was named by."""
    again = re.fullmatch(r"(.*) \(\d+\)", name)
    if again and again[1] in names:
        return again[1]
    return None if re.fullmatch(r"column \d+", name) else name


_VARIABLE = re.compile(
    r"(variable|field|champ|colonne|column|question|list name|liste|indicateur)( name)?"
)
_CODE = re.compile(r"(code|codes|valeur|value|name|modalite|option)")
_LABEL = re.compile(
    r"(label|libelle|meaning|signification|means|intitule|description|designation|definition)"
    r"( \w+)?"
)


def code_books(tables: Iterable[Table]) -> dict[str, dict[str, str]]:
    """What codes mean, by column, as a sheet of a workbook lists them: variable, code, label.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Variable": ["nb_tues"], "Code": ["99"], "Libellé": ["Inconnu"]})
    >>> code_books([Table(Path("a.xlsx"), "xlsx", "Codes", frame, pl.Series([2]))])
    {'nb tues': {'99': 'Inconnu'}}
    """
    books: dict[str, dict[str, str]] = {}
    for table in tables:
        heads = {name: head_word(name) for name in table.frame.columns}
        columns = [
            next((name for name, head in heads.items() if pattern.fullmatch(head)), None)
            for pattern in (_VARIABLE, _CODE, _LABEL)
        ]
        if any(name is None for name in columns) or len(set(columns)) < len(columns):
            continue
        for variable, code, label in table.frame.select(n for n in columns if n).iter_rows():
            if variable and code and label:
                books.setdefault(head_word(variable), {})[code] = label
    return books


def with_codes_read(table: Table, books: Mapping[str, Mapping[str, str]]) -> Table:
    """A table with the codes of the file's own list in words."""
    columns = []
    for name in table.frame.columns:
        if not (book := books.get(head_word(name)) or books.get(head_word(name.split("/")[-1]))):
            continue
        meant = {code: label for code, label in book.items()}
        meant |= {code.lstrip("0") or "0": label for code, label in book.items()}
        meant = {code: label_of_code(code, label) for code, label in meant.items()}
        columns.append(table.frame[name].replace(meant))
    if not columns:
        return table
    names = ", ".join(column.name for column in columns)
    note = say("codes of {names} read by the file's own list", names=names)
    return replace(table, frame=table.frame.with_columns(columns), notes=(*table.notes, note))


_DITTO = concept("row.ditto")
_MARKS = ("''", '"', "〃", "“", "”", "' '", '" "', "-//-", '-"-', "//")


def with_dittos_filled(table: Table, columns: Iterable[str]) -> Table:
    """A table with "idem" and its like written out as the cell above, in these columns.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Lieu": ["Bria", "idem", None, '"'], "Tués": ["1", "2", "3", '"']})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4, 5]))
    >>> with_dittos_filled(table, ["Lieu"]).frame["Lieu"].to_list()
    ['Bria', 'Bria', None, '"']
    """
    dittos = {name: _dittos_of(table.frame[name]) for name in columns}
    if not any(dittos.values()):
        return table
    filled = []
    own = [
        any(cell and not _is_ditto(cell) for cell in row) for row in table.frame.iter_rows()
    ]  # a row of such marks alone says nothing of its own
    for name, marks in dittos.items():
        cells = table.frame[name].to_list()
        above: str | None = None
        for n, cell in enumerate(cells):
            if cell in marks and own[n]:
                cells[n] = above
            elif cell:
                above = cell
        filled.append(pl.Series(name, cells, pl.String))
    return replace(table, frame=table.frame.with_columns(filled))


def _dittos_of(cells: pl.Series) -> set[str]:
    """The short cells of a column that say "as above"."""
    short = cells.drop_nulls().unique()
    short = short.filter(short.str.len_chars() <= _LONGEST_DITTO)
    return {cell for cell in short if _is_ditto(cell)}


_LONGEST_DITTO = 40


def _is_ditto(cell: str) -> bool:
    return cell in _MARKS or _DITTO.is_whole(head_word(cell))


_DAY_HEADS = frozenset({"jour", "day", "j", "jj", "dd", "d", "يوم", "اليوم"})
_ABBREVIATED = frozenset({"j", "jj", "dd", "d"})
_YEAR_ABBREVIATED = frozenset({"a", "aa", "y", "yy"})


_MONTH_HEADS = frozenset({"mois", "month", "mm", "m", "شهر", "الشهر"})


_MOST_NUMBERED = 3


def with_numbers_stripped(table: Table) -> Table:
    """A table whose heads are numbered as the questions of a form, without those numbers.

    >>> from pathlib import Path
    >>> heads = ["1. Date of incident", "2. Village", "3. Killed", "_id"]
    >>> frame = pl.DataFrame({head: ["x"] for head in heads})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2]))
    >>> with_numbers_stripped(table).frame.columns
    ['Date of incident', 'Village', 'Killed', '_id']
    """
    names = {name: without_number(name) for name in table.frame.columns}
    changed = {name: bare for name, bare in names.items() if bare != name and bare}
    if len(changed) < _MOST_NUMBERED or len(set(names.values())) < len(names):
        return table
    tags = {changed.get(name, name): tag for name, tag in table.tags.items()}
    return replace(table, frame=table.frame.rename(changed), tags=tags)


def with_days_joined(table: Table) -> Table:
    """A table with day, month and year of three columns as one day.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Jour": ["16", None, "23"], "Mois": ["AVR.", "juin", "7"],
    ...     "Année": ["2017", "2017", None]})
    >>> table = Table(Path("a.xlsx"), "xlsx", None, frame, pl.Series([2, 3, 4]))
    >>> with_days_joined(table).frame.rows()
    [('2017-04-16', '2017'), ('juin 2017', '2017'), ('23/7', None)]
    >>> frame = pl.DataFrame({"Date: J": ["16"], "Date: M": ["4"], "Date: A": ["17"]})
    >>> with_days_joined(Table(Path("a.xlsx"), "xlsx", None, frame, pl.Series([2]))).frame.rows()
    [('2017-04-16',)]
    """
    heads = {name: head_word(name.rpartition(":")[2]) for name in table.frame.columns}
    day, month, year = (
        next((name for name, head in heads.items() if head in known), None)
        for known in (_DAY_HEADS, _MONTH_HEADS, YEAR_HEADS)
    )
    if day and month and not year and heads[day] in _ABBREVIATED:
        year = next((name for name, head in heads.items() if head in _YEAR_ABBREVIATED), None)
    if not day and month and year:  # a column of dates that holds days alone
        day = next((name for name in heads if field_of_head(name) == "date_start"), None)
    if not day or not month:
        return table
    cells = table.frame[day].drop_nulls()
    if (
        _share(
            bool(re.fullmatch(r"\d{1,2}(\.0)?( ?[-/] ?\d{1,2})?|[x?-]+", plain(c))) for c in cells
        )
        < MOST
    ):
        return table
    years = table.frame[year] if year else pl.Series([None] * table.frame.height, dtype=pl.String)
    if years.null_count() > years.len() / 2:
        years = years.forward_fill()  # said once for the rows below it
    months = _carry_down(table.frame[day].to_list(), table.frame[month].to_list())
    joined = [_join_day(*parts) for parts in zip(table.frame[day], months, years, strict=True)]
    frame = table.frame.with_columns(pl.Series(day, joined, pl.String)).drop(month)
    if year and heads[year] in _YEAR_ABBREVIATED:
        frame = frame.drop(year)
    if heads[day] in _ABBREVIATED and "Date" not in frame.columns:
        frame = frame.rename({day: "Date"})
    note = say("day, month and year of three columns taken together")
    return replace(table, frame=frame, notes=(*table.notes, note))


def _carry_down(days: list[str | None], months: list[str | None]) -> list[str | None]:
    """Months, those that stand once above their days said of each, while the days go on.

    >>> _carry_down(["3", "17", "2", "2"], ["Jan", None, None, "Mar"])
    ['Jan', 'Jan', None, 'Mar']
    """
    carried: list[str | None] = []
    above, last = None, 0
    for day, month in zip(days, months, strict=True):
        number = int(found[0]) if (found := re.match(r"\d{1,2}", plain(day or ""))) else 0
        if month:
            above = month
        elif not number or number < last:
            above = None
        carried.append(month or above)
        last = number
    return carried


def _join_day(day: str | None, month: str | None, year: str | None) -> str | None:
    said_day, said_month, said_year = (
        re.sub(r"\.0$", "", plain(part).strip()) if part else "" for part in (day, month, year)
    )
    name = said_month.rstrip(".").casefold()
    number = int(name) if name.isdecimal() else MONTHS.get(name, 0)
    if not said_month:
        return said_day or None
    if re.fullmatch(r"\d{2}", said_year):
        said_year = f"20{said_year}"
    if said_day.isdecimal() and said_year.isdecimal() and number:
        try:
            return date(int(said_year), number, int(said_day)).isoformat()
        except ValueError:
            pass  # no such day: refused as it is written
    between = "/" if name.isdecimal() else " "
    return between.join(part for part in (said_day, name, said_year) if part)


_ISO = r"^\d{4}-\d{2}-\d{2}([ T].*)?$"
_FIRSTS, _DIFFERENT = 6, 4
"""So many rows, all on the first of so many different months, are of months."""


def with_months_widened(table: Table, column: str | None) -> Table:
    """A table with months that a spreadsheet keeps as their first day told as months.

    Takes   column: that of the day something happened.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Mois": ["2019-02-01 00:00:00", "avr.-19"]})
    >>> table = Table(Path("a.xlsx"), "xlsx", None, frame, pl.Series([2, 3]))
    >>> with_months_widened(table, "Mois").frame["Mois"].to_list()
    ['2019-02', 'avr.-19']
    """
    if column is None or column not in table.frame.columns:
        return table
    cells = table.frame[column]
    iso = cells.str.contains(_ISO).fill_null(False)
    firsts = iso & (cells.str.slice(8, 2) == "01").fill_null(False)
    if not firsts.any():
        return table
    others = cells.filter(~iso & cells.is_not_null())
    by_head = head_word(column) in _MONTH_HEADS
    all_first = bool(firsts.sum() == iso.sum())
    by_cells = all_first and (
        (int(firsts.sum()) >= _FIRSTS and cells.filter(firsts).n_unique() >= _DIFFERENT)
        or (others.len() > 0 and all(_is_month(cell) for cell in others.unique()))
    )
    if not by_head and not by_cells:
        return table
    widened = pl.select(
        pl.when(firsts).then(cells.str.slice(0, 7)).otherwise(cells).alias(column)
    ).to_series()
    note = say("{n} first days of {column} taken as whole months", n=firsts.sum(), column=column)
    return replace(table, frame=table.frame.with_columns(widened), notes=(*table.notes, note))


def _is_month(cell: str) -> bool:
    span = read_days(cell, None)
    return isinstance(span, tuple) and (span[1] - span[0]).days >= 27


_PAIR = re.compile(r"(\d{1,4}) ?[/|+;&-] ?(\d{1,4})")


def with_pairs_split(table: Table) -> Table:
    """A table with the killed and the injured of one column in a column of the killed.

    A single number there may be of either: its row waits for a person.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Tués / Blessés": ["2/5", "3 tués", "RAS", "7"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4, 5]))
    >>> split = with_pairs_split(table)
    >>> split.frame["Killed"].to_list(), list(split.doubts)
    (['2', '3', '0', None], [5])
    """
    for name in table.frame.columns:
        order = both_in_head(name)
        if not order or any(field_of_head(n) == "deaths" for n in table.frame.columns):
            continue
        killed: list[str | None] = []
        injured: list[str | None] = []
        doubts: dict[int, str] = dict(table.doubts)
        for cell, line in zip(table.frame[name], table.lines, strict=True):
            said = fold_words(cell) if cell else ""
            pair = _PAIR.fullmatch(_FURTHER.sub("", said) if _OF_THREE.search(name) else said)
            injured.append(pair[3 - order] if pair else others_told(cell, "injured"))
            if pair:
                killed.append(pair[order])
            elif (part := killed_part(said)) and part.isdecimal():
                killed.append(part)
            elif tells_nobody(said):
                killed.append("0")
            elif not said or tells_nothing(said) or tells_of_dead(said):
                killed.append(cell if said and not tells_nothing(said) else None)
            else:
                killed.append(None)
                if not tells_of_others(said):
                    doubts[int(line)] = say(
                        "{text!r} does not say how many of them were killed", text=cell
                    )
        frame = table.frame.drop(name).with_columns(pl.Series("Killed", killed, pl.String))
        if not any(field_of_head(n) == "injured" for n in table.frame.columns):
            frame = frame.with_columns(pl.Series("Injured", injured, pl.String))
        note = say("the killed read from the first numbers of {name}", name=name)
        table = replace(table, frame=frame, doubts=doubts, notes=(*table.notes, note))
    return table


_OF_THREE = re.compile(r"\b\w+ ?/ ?\w+ ?/ ?\w+")
"""A head of three counts: "K/W/A", killed, wounded and abducted."""
_FURTHER = re.compile(r"(?<=\d) ?/ ?[\d?-]+$")


def with_tolls_of_accounts(table: Table, column: str | None) -> Table:
    """A table in which no column counts the dead, with the one number that each account gives.

    An account that tells of dead and not plainly of how many leaves its row to a person.

    >>> from pathlib import Path
    >>> said = ["3 civilians were killed in Luma.", "Looting of the market.", "Many people killed."]
    >>> frame = pl.DataFrame({"Description": said})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4]))
    >>> found = with_tolls_of_accounts(table, "Description")
    >>> found.frame["Killed"].to_list(), list(found.doubts)
    (['3', None, 'several'], [])
    """
    if column is None or column not in table.frame.columns:
        return table
    killed: list[str | None] = []
    doubts: dict[int, str] = dict(table.doubts)
    for cell, line in zip(table.frame[column], table.lines, strict=True):
        told = dead_told(cell) if cell else ""
        killed.append(told or None)
        if told is None:
            doubts.setdefault(
                int(line), say("the words of {name} tell of dead, not how many", name=column)
            )
    if not any(killed) and len(doubts) == len(table.doubts):
        return table
    note = say("{what} read from the words of {name}", what="Killed", name=column)
    return replace(
        table,
        frame=table.frame.with_columns(pl.Series("Killed", killed, pl.String)),
        doubts=doubts,
        notes=(*table.notes, note),
    )


_OUTCOMES = frozenset(
    {
        *("bilan", "outcome", "outcomes", "result", "results", "resultat", "resultats", "impact"),
        *("consequence", "consequences", "الحصيله", "الحصيلة", "النتيجه", "النتيجة"),
    }
)
"""Heads of columns that tell what came of an incident, the dead among it."""


def with_outcomes_read(table: Table, column: str | None) -> Table:
    """A table whose column of outcomes says how many died, and of others nothing.

    Columns of sexes and ages beside it count the dead too where they come to the same wherever both
    speak; they then speak for rows whose outcome does not. A number of things or of people to whom
    no word says that they died leaves its row to a person.

    Takes   column: the one that is taken for the toll.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Bilan": ["9 morts", "1 mort", "12 emmenés", "8 sacs"],
    ...     "H": ["5", "1", "0", None], "F": ["4", "0", "0", None]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4, 5]))
    >>> found = with_outcomes_read(table, "Bilan")
    >>> found.frame["Bilan"].to_list(), list(found.doubts)
    (['9 morts', '1 mort', '0', None], [5])
    """
    if column is None or column not in table.frame.columns:
        return table
    cells = table.frame[column].to_list()
    doubts: dict[int, str] = dict(table.doubts)
    if head_word(column) in _OUTCOMES:
        for at, (row, cell, line) in enumerate(
            zip(table.frame.iter_rows(), table.frame[column], table.lines, strict=True)
        ):
            if cell and counts_survivors(cell, row):
                cells[at] = None
            elif cell and tells_none_beside_things(fold_words(cell)):
                cells[at] = "0"
            elif cell and (not _is_of_dead(cell) or counts_victims(cell)):
                if not tells_of_others(said := fold_words(cell)) and not tells_of_living(said):
                    doubts[int(line)] = say(
                        "{text!r} does not say how many of them were killed", text=cell
                    )
                cells[at] = None
    notes = table.notes
    if (sums := _sums_by_sex(table, column)) and _agree(cells, sums):
        filled = [
            at
            for at, (cell, total) in enumerate(zip(cells, sums, strict=True))
            if total is not None and not _toll_of(cell)
        ]
        for at in filled:
            cells[at] = str(sums[at])
            doubts.pop(int(table.lines[at]), None)
        if filled:
            note = say(
                "{n} rows of {column} filled from the columns of sexes and ages",
                n=len(filled),
                column=column,
            )
            notes = (*notes, note)
    if cells == table.frame[column].to_list():
        return table
    frame = table.frame.with_columns(pl.Series(column, cells, pl.String))
    return replace(table, frame=frame, doubts=doubts, notes=notes)


def _is_of_dead(cell: str) -> bool:
    """Whether an outcome is a bare toll, speaks of dead, of nobody, of people alone, or of nothing
    known."""
    said = with_digits(fold_words(cell))
    said = re.sub(r"\([^)]*\)", " ", said).strip(" .;,")
    if tells_nobody(said) or tells_nothing(said) or tells_of_dead(said):
        return True
    if re.search(r"\b(?:tue|mort|dece|kill|dead|die|fatal)|قتل|قتيل|وفا|شهد", said):
        return True
    if tells_of_others(said) or tells_of_living(said):
        return False
    words = [word for word in re.findall(r"[^\W\d_]{2,}", said) if word not in _OF_NUMBERS]
    return not words or not re.search(r"\d", said) or tells_of_people(" ".join(words))


_OF_NUMBERS = frozenset(
    {
        *(
            "between",
            "and",
            "entre",
            "et",
            "about",
            "environ",
            "env",
            "approx",
            "au",
            "moins",
            "at",
        ),
        *("least", "plus", "de", "more", "than", "over", "up", "to", "jusqu", "a", "or", "ou"),
        *("less", "under", "max", "min", "maximum", "minimum", "en", "tout", "total", "incl"),
        *("dont", "including", "x", "بين", "و", "او", "اكثر", "من", "على", "الاقل", "حوالي", "نحو"),
    }
)
"""Words beside numbers that say nothing of whom they count."""


def _sums_by_sex(table: Table, column: str) -> list[int | None]:
    """By row, the sum of the columns of sexes and ages right behind a column; [] where they are
    none, or one."""
    names = table.frame.columns[table.frame.columns.index(column) + 1 :]
    behind = list(takewhile(is_sex_or_age, names))
    if len(behind) < 2:
        return []
    sums: list[int | None] = []
    for row in table.frame.select(behind).iter_rows():
        counts = [read_count(cell) for cell in row if cell]
        whole = [n for n in counts if isinstance(n, int)]
        sums.append(sum(whole) if whole and len(whole) == len(counts) else None)
    return sums


def _toll_of(cell: str | None) -> Toll | None:
    toll = read_toll(cell) if cell else None
    return toll if isinstance(toll, Toll) else None


def _agree(cells: list[str | None], sums: list[int | None]) -> bool:
    """Whether tolls and sums come to the same in several rows, and nowhere differ."""
    both = [
        (toll.best, total)
        for cell, total in zip(cells, sums, strict=True)
        if total is not None and (toll := _toll_of(cell)) and toll.best is not None
    ]
    return all(best == total for best, total in both) and sum(best > 0 for best, _ in both) >= 2


_OTHER = concept("row.other")
_SPECIFIED = re.compile(
    r"(?:.*\b)?(?:(?:if )?other|(?:si )?autre|precis\w+|specif\w+|حدد)(?:\b.*)?"
)


def with_others_specified(table: Table) -> Table:
    """A table of a form's answers, an "other" of a question as what the next column specifies.

    >>> from pathlib import Path
    >>> said = {"g/village": ["Luma", "autre"], "g/village_autre": [None, "Tera"]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3]))
    >>> with_others_specified(table).frame["g/village"].to_list()
    ['Luma', 'Tera']
    """
    read = []
    for name, beside in pairwise(table.frame.columns):
        last = head_word(beside.rpartition("/")[2])
        if not _SPECIFIED.fullmatch(last) or _SPECIFIED.fullmatch(head_word(name)):
            continue
        cells = [
            other if cell and other and _OTHER.is_whole(fold_words(cell).strip()) else cell
            for cell, other in zip(table.frame[name], table.frame[beside], strict=True)
        ]
        if cells != table.frame[name].to_list():
            read.append(pl.Series(name, cells, pl.String))
    return replace(table, frame=table.frame.with_columns(read)) if read else table


_DASH = re.compile(r"[-–—−_]{1,3}")
MANY_DASHES = 0.2
"""So large a share of a column that never writes 0 is none: few incidents have an open toll."""


_YES, _NO = r"(?:yes|oui|si|نعم)", r"(?:no|non|nao|لا|كلا)"


def with_answers_counted(table: Table) -> Table:
    """A table whose column of the dead answers a question, "no" or "yes, 2", with the numbers; a
    bare "yes" is one where a row tells of one person, and else at least one.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Anybody died?": ["no", "yes, 1", "none", None]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4, 5]))
    >>> with_answers_counted(table).frame["Anybody died?"].to_list()
    ['0', '1', 'none', None]
    >>> frame = pl.DataFrame({"Died in custody?": ["No", "Yes"], "Age": ["3", "4"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3]))
    >>> with_answers_counted(table).frame["Died in custody?"].to_list()
    ['0', 'at least 1']
    """
    read = []
    bare_yes = "1" if _rows_are_persons(table) else "at least 1"
    for name in table.frame.columns:
        if not may_count_killed(name):
            continue
        answers = {
            cell: _in_number(cell, bare_yes)
            for cell in table.frame[name].drop_nulls().unique().to_list()
        }
        if any(cell != said for cell, said in answers.items()) and all(
            _toll_of(said) or tells_nothing(fold_words(said)) for said in answers.values()
        ):
            read.append(table.frame[name].replace(answers))
    if not read:
        return table
    answered = replace(table, frame=table.frame.with_columns(read))
    return with_field(answered, "deaths", read[0].name) if len(read) == 1 else answered


_AGE = re.compile(r"ages?|age ans|years|(?:ال)?عمر")
_SEX = re.compile(r"s|sexe?|gender|genre|m f|h f|(?:ال)?جنس|(?:ال)?نوع")


def _rows_are_persons(table: Table) -> bool:
    """Whether each row of a table tells of one person: it has columns of ages and of sexes.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Âge": ["34"], "M/F": ["M"]})
    >>> _rows_are_persons(Table(Path("a.csv"), "csv", None, frame, pl.Series([2])))
    True
    """
    heads = [head_word(name) for name in table.frame.columns]
    return all(any(map(pattern.fullmatch, heads)) for pattern in (_AGE, _SEX))


def _in_number(cell: str, bare_yes: str) -> str:
    """The number that an answer of yes or no gives; the answer itself where it gives none."""
    if re.fullmatch(rf"(?i){_NO}\W*", cell):
        return "0"
    if re.fullmatch(rf"(?i){_YES}\W*", cell):
        return bare_yes
    if re.search(r"[^\W\d_]{3}", cell) and tells_nothing(fold_words(cell)):
        return "not known"
    return re.sub(rf"(?i)^{_YES}\W+(\d+)\b.*", r"\1", cell)


def with_dashes_read(table: Table) -> Table:
    """A table whose columns of the dead say "none" by a dash, the dashes read so.

    A dash says that nobody died where the table has other words for what is not known, or where a
    column that counts people never writes 0 and leaves other cells blank, or writes many dashes.
    Else it is not known.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Killed": ["-", "2", "n/a"], "Deaths": ["-", "0", "1"]})
    >>> read = with_dashes_read(Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4])))
    >>> read.frame["Killed"].to_list()
    ['0', '2', 'n/a']
    """
    columns = [
        name
        for name in table.frame.columns
        if field_of_head(name) in ("deaths", "civilian_deaths")
        or may_count_killed(name)
        or is_sex_or_age(name)
    ]
    cells = {name: table.frame[name].drop_nulls().to_list() for name in columns}
    if not any(_DASH.fullmatch(cell) for of_column in cells.values() for cell in of_column):
        return table
    other_words = any(_is_not_known(cell) for of_column in cells.values() for cell in of_column)
    other_words |= _says_what_a_dash_is(table)
    read = []
    for name, of_column in cells.items():
        dashes = [cell for cell in set(of_column) if _DASH.fullmatch(cell)]
        counts = [toll for cell in of_column if (toll := _toll_of(cell))]
        writes_none = any(toll.best == 0 for toll in counts)
        many = sum(cell in dashes for cell in of_column) >= max(2, len(of_column) * MANY_DASHES)
        open_ones = table.frame[name].null_count() > 0
        if dashes and counts and (other_words or (not writes_none and (many or open_ones))):
            read.append(table.frame[name].replace(dict.fromkeys(dashes, "0")))
    if not read:
        return table
    names = ", ".join(column.name for column in read)
    note = say("dashes of {names} read as none", names=names)
    return replace(table, frame=table.frame.with_columns(read), notes=(*table.notes, note))


_DASH_IS_NONE = re.compile(
    r"\b(?:tirets?|dash(?:es)?|hyphens?|trait)\b ?(?:=|:|means?|signifie|veut dire) ?(?:aucun\w*"
    r"|none"
    r"|no |nil|neant|zero|0|rien)|(?:شرطة|الشرطة) (?:تعني|=) ?(?:لا|صفر)"
)


def _says_what_a_dash_is(table: Table) -> bool:
    """Whether a title or a line of one cell says that a dash means none.

    >>> from pathlib import Path
    >>> t = ("N.B. : tiret = aucun cas.",)
    >>> frame = pl.DataFrame({"Tués": ["-"]})
    >>> _says_what_a_dash_is(Table(Path("a.csv"), "csv", None, frame, pl.Series([2]), titles=t))
    True
    """
    filled = pl.sum_horizontal((pl.all().fill_null("") != "").cast(pl.Int32))
    alone = table.frame.filter(filled == 1).iter_rows()
    lines = (cell for row in alone for cell in row if cell and len(cell) < _LONGEST_KEY)
    return any(_DASH_IS_NONE.search(fold_words(line)) for line in (*table.titles, *lines))


_LONGEST_KEY = 200


def _is_not_known(cell: str) -> bool:
    """Whether a cell says in a word that a number is not known; a dash is none."""
    if _DASH.fullmatch(cell):
        return False
    return tells_nothing(fold_words(cell)) or (
        cell.casefold() in NOTHING and cell.casefold() not in ("none", "nil")
    )


_DRAFT = re.compile(
    r"(?:.* )?(?:drafts?|brouillons?|templates?|modeles?|exemples?|examples?|sample|tests?|copie de"
    r"|copy of|obsoletes?|archives?|archivee?s?|backup|corbeille|a supprimer|to delete|do not use"
    r"|ne pas utiliser|مسودة|نموذج|مثال)(?: .*)?|(?:.* )?(?:old|ancien(?:ne)?s?)"
    r"|(?:planned |upcoming )?(?:activities|meetings|trainings)(?: (?:planned|plan|calendar))?"
    r"|activites(?: (?:prevues|planifiees|a venir))?|reunions|formations|planning|agenda"
    r"|calendrier|calendar|work ?plan|plan de travail|انشطه|انشطة|الانشطه|الانشطة|اجتماعات"
)


def with_drafts_doubted(table: Table) -> Table:
    """A table whose sheet is named a draft, an example or activities, each of its rows in doubt.

    A hidden sheet is read only where a person asked for it.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Date": ["2018-01-03"]})
    >>> table = Table(Path("a.xlsx"), "xlsx", "Brouillon 2", frame, pl.Series([2]))
    >>> with_drafts_doubted(table).doubts
    {2: "the sheet is named 'Brouillon 2'"}
    """
    said = head_word(re.sub(r"[()]", " ", table.sheet or ""))
    if table.hidden or not table.sheet or not _DRAFT.fullmatch(said):
        return table
    why = say("the sheet is named {sheet!r}", sheet=table.sheet)
    return replace(table, doubts={**{int(n): why for n in table.lines.to_list()}, **table.doubts})


_SUMMARY = concept("row.title_of_summary")


def with_summaries_doubted(tables: list[Table]) -> list[Table]:
    """Tables of one file, the rows of those in doubt that sum up others by their name or title, or
    tell whole months where another tells days.

    >>> from pathlib import Path
    >>> rows = [("Log", ["2018-01-03", "2018-01-05"]), ("Monthly", ["Jan 2018", "Feb 2018"])]
    >>> book = [Table(Path("a.xlsx"), "xlsx", name, pl.DataFrame({"Date": days}), pl.Series([2, 3]))
    ...     for name, days in rows]
    >>> [list(table.doubts) for table in with_summaries_doubted(book)]
    [[], [2, 3]]
    """
    if len(tables) < 2:
        return tables
    longest = max(table.frame.height for table in tables)
    titled = [
        ""
        if table.frame.height == longest and _lists_incidents(table)
        else _title_of_summary(table)
        for table in tables
    ]
    wide = [_tells_months_alone(table) for table in tables]
    if all(titled):
        titled = [""] * len(tables)
    if not any(title == "" and not months for title, months in zip(titled, wide, strict=True)):
        wide = [False] * len(tables)
    doubted = []
    for table, title, months in zip(tables, titled, wide, strict=True):
        why = None
        if title:
            why = say("stands under {title!r}: it may sum up other rows", title=title)
        elif months:
            why = say("tells of whole months, another table of days: it may sum up other rows")
        if why is not None:
            doubts = {int(line): why for line in table.lines.to_list()}
            table = replace(table, doubts={**doubts, **table.doubts})
        doubted.append(table)
    return doubted


def _title_of_summary(table: Table) -> str:
    above = [text for text in table.titles[-_TITLES_NEAR:] if field_of_head(text) != "text"]
    said = [table.sheet or "", *above]
    return next((text for text in said if _SUMMARY.is_in(head_word(text))), "")


_TITLES_NEAR = 2
"""So many lines above a head are of its table alone."""


def _lists_incidents(table: Table) -> bool:
    """Whether a table says day, place and what happened or who did it, and hardly a day twice.

    >>> from pathlib import Path
    >>> log = pl.DataFrame({"Date": ["2018-01-03", "2018-01-05"], "Village": "Luma", "Actor": "X"})
    >>> book = Table(Path("a.xlsx"), "xlsx", "Summary", log, pl.Series([2, 3]))
    >>> _lists_incidents(book), _lists_incidents(replace(book, frame=log.drop("Actor")))
    (True, False)
    """
    by_field = {field_of_head(name.rpartition(": ")[2]): name for name in table.frame.columns}
    if not {"date_start", "place"} <= by_field.keys() or not by_field.keys() & _WHAT_HAPPENED:
        return False
    days = table.frame[by_field["date_start"]].drop_nulls()
    exact = sum(1 for day in days if not _is_month(day))
    return exact > len(days) / 2 and days.n_unique() > len(days) / 2


_WHAT_HAPPENED = {"text", "harm", "side_a"}


def _tells_months_alone(table: Table) -> bool:
    """Whether all days of a table are whole months, and several."""
    for name in table.frame.columns:
        if field_of_head(name) == "date_start" or head_word(name) in _MONTH_HEADS:
            cells = table.frame[name].drop_nulls().unique().to_list()
            return 1 < len(cells) <= _MOST_MONTHS and all(map(_is_month, cells))
    return False


_MOST_MONTHS = 60


FAR_FROM_HEADING = 45
"""Days between a row and the month its heading names that no late report explains."""


def with_doubtful_days(table: Table, column: str | None) -> Table:
    """A table with its doubts on days that a spreadsheet may have exchanged for months.

    A spreadsheet set to another country's order reads 4/3 as 3 April and leaves 25/3 a text. It
    shows where a heading names the month, or where all true days are of the first twelve while the
    texts beside them are not.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Date": ["2019-04-03 00:00:00", "2019-03-19 00:00:00"]})
    >>> table = Table(Path("a.xlsx"), "xlsx", "Mars-19", frame, pl.Series([2, 3]))
    >>> with_doubtful_days(table, "Date").doubts
    {2: 'not of the month of its heading, March 2019: is 3 April 2019 to be read as 4 March 2019?'}
    """
    if column is None or column not in table.frame.columns:
        return table
    written = {
        int(line): cell
        for line, cell in zip(table.lines, table.frame[column], strict=True)
        if cell and re.match(_ISO, cell) and _is_real(cell[:10])
    }
    days = {line: date.fromisoformat(cell[:10]) for line, cell in written.items()}
    by_spreadsheet = {n: day for n, day in days.items() if "00:00" in written[n]}
    doubts = _beside_their_heading(table, days)
    doubts = doubts or _exchanged_by_spreadsheet(table, column, by_spreadsheet)
    return replace(table, doubts={**table.doubts, **doubts}) if doubts else table


def _is_real(iso: str) -> bool:
    try:
        date.fromisoformat(iso)
    except ValueError:
        return False
    return True


def _exchange(day: date) -> date | None:
    return date(day.year, day.day, day.month) if day.day <= 12 and day.day != day.month else None


def _beside_their_heading(table: Table, days: Mapping[int, date]) -> dict[int, Sentence]:
    heading = heading_of([table.sheet or "", *table.titles])
    if heading is None or heading.month is None or not days:
        return {}
    month = (heading.year, heading.month)
    inside = [line for line, day in days.items() if (day.year, day.month) == month]
    turned = {
        line: other
        for line, day in days.items()
        if line not in inside and (other := _exchange(day)) and (other.year, other.month) == month
    }
    if len(inside) + len(turned) < 0.8 * len(days):
        return {}  # the heading is not of these rows
    said = month_said(date(*month, 1))
    doubts = {
        line: say(
            "not of the month of its heading, {month}: is {day} to be read as {other}?",
            month=said,
            day=day_said(days[line]),
            other=day_said(other),
        )
        for line, other in turned.items()
    }
    middle = date(*month, 15)
    for line, day in days.items():
        far = abs((day - middle).days) > FAR_FROM_HEADING
        if far and line not in inside and line not in turned:
            doubts[line] = say(
                "far from the month of its heading, {month}: {day}", month=said, day=day_said(day)
            )
    return doubts


def _rise(days: list[date]) -> bool:
    """Whether days never go back, and are enough to say that by chance they would.

    >>> _rise([date(2018, 7, 3), date(2018, 8, 12), date(2018, 9, 5)]), _rise([date(2018, 7, 3)])
    (True, False)
    """
    return len(set(days)) >= _FEWEST_IN_ORDER and days == sorted(days)


_FEWEST_IN_ORDER = 3

_WRITTEN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})")


def _exchanged_by_spreadsheet(
    table: Table, column: str, days: Mapping[int, date]
) -> dict[int, Sentence]:
    if len(days) < 2 or any(day.day > 12 for day in days.values()):
        return {}
    texts = [
        found
        for cell in table.frame[column].drop_nulls()
        if (found := _WRITTEN.fullmatch(plain(cell).strip()))
    ]
    if not texts or any(int(t[1]) <= 12 and int(t[2]) <= 12 for t in texts):
        return {}
    in_lines = [days[line] for line in sorted(days)]
    if _rise(in_lines) and not _rise([_exchange(day) or day for day in in_lines]):
        return {}  # a book kept day by day: only as they stand do its days follow each other
    return {
        line: say(
            "a spreadsheet may have exchanged day and month: {day} or {other}",
            day=day_said(day),
            other=day_said(other),
        )
        for line, day in days.items()
        if (other := _exchange(day))
    }
