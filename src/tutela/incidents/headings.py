"""Days that leave their month or year to a heading: the sheet's name, a title, a line between."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from tutela.base.errors import Rejection
from tutela.base.later import pl
from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.tolls import fold_words, tells_nothing
from tutela.base.values import (
    MONTHS,
    WEEK_BEFORE,
    Refusal,
    day_order,
    plain,
    read_days,
    with_days_in_digits,
    with_months_of_one_word,
)

__all__ = ["YEAR_HEADS", "Heading", "heading_of", "months_named", "with_days_completed"]

YEAR_HEADS = frozenset(
    {"annee", "year", "an", "yyyy", "aaaa", "سنة", "السنة", "السنه", "عام", "العام"}
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_DAY = re.compile(r"(\d{1,2})(?:\.0)?(?:er|st|nd|rd|th)?")
_DAY_AND_MONTH = re.compile(r"\d{1,2}[/.]\d{1,2}|\d{1,2}(?:er)?[ .-]*[^\W\d_]{3,10}\.?")


_DAYS_OF_MONTH = re.compile(
    r"(?:(?:the )?night (?:of )?|(?:la )?nuit du |du |from |between |entre (?:le )?)?\d{1,2}"
    r" (?:-|–|to|and|au|a|à|et|&|الى|إلى|و) (?:le )?\d{1,2}[/.]\d{1,2}"
)
"""Several days with the month in digits: "du 22 au 24/1"."""


@dataclass(frozen=True)
class Heading:
    """The year that a heading says, and its month where it says one."""

    year: int
    month: int | None = None


def with_days_completed(table: Table, is_date: Callable[[str], bool]) -> Table:
    """A table with days written without month or year completed by the heading above them.

    Takes   is_date: whether a column's name is that of the day something happened.

    A heading that names several years or months completes nothing: the rows are refused, as they
    are written.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Jour": ["3", "Avril 2018", "4"], "Lieu": ["Luma", None, "Luma"]})
    >>> table = Table(Path("a.xlsx"), "xlsx", "Mars 2018", frame, pl.Series([2, 3, 4]))
    >>> with_days_completed(table, lambda name: name == "Jour").frame["Jour"].to_list()
    ['2018-03-03', '2018-04-04']
    """
    sections: dict[int, str] = {}
    for column in filter(is_date, table.frame.columns):
        heading = (
            heading_of([table.sheet or "", *table.titles])
            or heading_of([column])
            or _year_of_column(table, column)
            or _year_of_file(table)
        )
        own = _month_alone(" ".join(re.findall(r"\(([^)]+)\)", column)))
        if heading and not heading.month and own:
            heading = Heading(heading.year, own)  # Day (April)
        order = day_order(table.frame[column])
        days_alone = _are_days_alone(table.frame[column])
        cells: list[str | None] = []
        completed = 0
        for at, row in enumerate(table.frame.iter_rows(named=True)):
            filled = [cell for cell in row.values() if cell]
            if len(set(filled)) == 1 and (said := _section(filled[0], heading)):
                heading = said
                sections[at] = filled[0]
            elif len(set(filled)) == 1 and _names_months(filled[0]):
                heading = Heading(heading.year) if heading else None  # which of them is not said
                sections[at] = filled[0]
            written = row[column]
            whole = (
                _complete_day(written, heading, order, days_alone) if written and heading else None
            )
            if not whole and written and days_alone and heading and heading.month:
                whole = _month_of_unknown(written, heading)
            completed += whole is not None
            cells.append(whole or written)
        if completed:
            note = say(
                "{n} days of {column} completed by the month or year of the heading above",
                n=completed,
                column=column,
            )
            table = replace(
                table,
                frame=table.frame.with_columns(pl.Series(column, cells, pl.String)),
                notes=(*table.notes, note),
            )
    return _without_sections(table, sections)


def _month_of_unknown(written: str, heading: Heading) -> str | None:
    """The month of a heading for a day that is not known."""
    if not heading.month or not tells_nothing(fold_words(written)):
        return None
    return f"{calendar.month_name[heading.month]} {heading.year}"


def _without_sections(table: Table, sections: dict[int, str]) -> Table:
    """A table without the lines that name the month of the rows below; each stands as refused."""
    if not sections:
        return table
    kept = [at for at in range(table.frame.height) if at not in sections]
    why = say("names the month of the rows below, no incident")
    step = say("nothing to do, if so; else give the row a date and a place of its own")
    refused = [
        Rejection(int(table.lines[at]), "", said, why, step, sheet=table.sheet)
        for at, said in sections.items()
    ]
    return replace(
        table,
        frame=table.frame[kept],
        lines=table.lines.gather(pl.Series(kept, dtype=pl.Int64)),
        rejected=(*table.rejected, *refused),
    )


def heading_of(said: list[str]) -> Heading | None:
    """What month or year the words above a table name, if they name one only."""
    months = {found for text in said if (found := _month_of(text))}
    if len(months) == 1:
        return months.pop()
    years = {int(year) for text in said for year in _YEAR.findall(plain(text))}
    if len(years) != 1 or months:
        return None
    named = {month for text in said if (month := _month_alone(text))}
    return Heading(years.pop(), named.pop() if len(named) == 1 else None)


def _section(text: str, above: Heading | None) -> Heading | None:
    """The month of a line between the rows, its year from the heading above where it says none."""
    said = heading_of([text])
    if said and said.month:
        return said
    month, of_year = _month_alone(text), said or above
    return Heading(of_year.year, month) if month and of_year else None


def months_named(said: list[str]) -> set[int]:
    """The months that words above a table name.

    >>> sorted(months_named(["Week of 1-7 April 2018", "Log"]))
    [4]
    """
    return {month for text in said for month in _months_in(text)}


def _months_in(text: str) -> list[int]:
    words = re.findall(r"[^\W\d_]{3,}", with_months_of_one_word(plain(text)).casefold())
    return [MONTHS[word] for word in words if word in MONTHS]


_BESIDE_MONTH = frozenset(
    {
        *("mois", "month", "of", "de", "du", "for", "pour", "the", "s", "incidents", "incident"),
        *("log", "list", "liste", "matrice", "report", "rapport", "شهر", "حوادث"),
    }
)


def _month_alone(text: str) -> int | None:
    """The month that a text of few words names, without a day.

    >>> _month_alone("Mois de MARS"), _month_alone("3 March"), _month_alone("January to March")
    (3, None, None)
    """
    words = head_word(with_months_of_one_word(plain(text))).split()
    told = [word for word in words if word not in _BESIDE_MONTH and not _YEAR.fullmatch(word)]
    months = _months_in(text)
    return months[0] if len(told) == 1 and len(months) == 1 and told[0].isalpha() else None


_BESIDE_MONTHS = _BESIDE_MONTH | {"to", "and", "a", "au", "et", "الى", "و"}


def _names_months(text: str) -> bool:
    """Whether a text names several months and nothing else but a year.

    >>> _names_months("APRIL-MAY"), _names_months("Mars et avril 2018"), _names_months("3-4 May")
    (True, True, False)
    """
    words = head_word(with_months_of_one_word(plain(text))).split()
    told = [word for word in words if not (word in _BESIDE_MONTHS or _YEAR.fullmatch(word))]
    return len(told) > 1 and all(word in MONTHS for word in told)


def _year_of_column(table: Table, column: str) -> Heading | None:
    """The year of all whole days of a column, where they are several and of one year, and no column
    of years is there to say it."""
    if any(head_word(name) in YEAR_HEADS for name in table.frame.columns):
        return None
    cells = table.frame[column].drop_nulls()
    years = [int(year) for cell in cells for year in _YEAR.findall(plain(cell))]
    if len(set(years)) != 1:
        return None
    heading = Heading(years[0])
    return heading if len(years) >= _ENOUGH or _in_order(cells, heading) else None


def _in_order(cells: pl.Series, heading: Heading) -> bool:
    """Whether days follow each other where the year of the first is that of all."""
    days = []
    for cell in cells:
        whole = cell if _YEAR.search(plain(cell)) else f"{cell} {heading.year}"
        if isinstance(span := read_days(whole, "DMY"), tuple):
            days.append(span[0])
    return bool(_YEAR.search(plain(cells[0]))) and days == sorted(days)


_ENOUGH = 3


def _year_of_file(table: Table) -> Heading | None:
    """The year in a file's name, where nothing in the table says any."""
    if any(head_word(name) in YEAR_HEADS for name in table.frame.columns):
        return None
    years = {int(year) for year in _YEAR.findall(table.path.stem)}
    return Heading(years.pop()) if len(years) == 1 else None


def _are_days_alone(cells: pl.Series) -> bool:
    """Whether a column's cells are mostly numbers of days, or several of them."""
    said = [_ARTICLE.sub("", plain(cell).strip()) for cell in cells.drop_nulls()]
    alone = sum(bool(_DAY.fullmatch(cell)) for cell in said)
    return alone >= 2 and alone * 2 >= len(said)


def _month_of(text: str) -> Heading | None:
    words = with_months_of_one_word(plain(text)).strip()
    if len(_months_in(words)) > 1 or re.search(
        r"(?<!\d)\d{1,2}(?:er|st|nd|rd|th)? ?[^\W\d_]{3,10}\.? \d{4}", words
    ):
        return None  # "January to March 2018", "as of 2 April 2018"
    found = re.search(r"([^\W\d_]{3,10}\.?)[\s/'’_-]*((?:19|20)?\d{2})$", words)
    span = read_days(f"{found[1]} {found[2]}", None) if found else None
    if not isinstance(span, tuple) or (span[1] - span[0]).days < 27:
        return None
    return Heading(span[0].year, span[0].month)


_TO = r" ?(?:-|–|—|/|&|,|to|and|au|a|à|et|الى|إلى|و) ?"
_DAYS = re.compile(
    rf"(?:(?:the )?night (?:of )?|nuit du |du |le |from |between |entre |من |بين "
    rf"|ليلة )?(\d{{1,2}})(?:\.0)?"
    rf"(?:er|st|nd|rd|th)?{_TO}(?:le )?(\d{{1,2}})(?:er|st|nd|rd|th)?"
)


_MONTH_AND_DAY = re.compile(
    rf"([^\W\d_]{{3,10}})\.? (\d{{1,2}})(?:st|nd|rd|th)?(?:{_TO}(\d{{1,2}})(?:st|nd|rd|th)?)?"
)


_ARTICLE = re.compile(r"^(?:les?|the|on|on the|du|nuit du|night of|يوم) (?=\d)", re.IGNORECASE)


def _complete_day(
    written: str, heading: Heading, order: str | None, days_alone: bool
) -> str | None:
    """A day whose month or year the heading says; None where it is whole, or stays in doubt.

    >>> may = Heading(2018, 5)
    >>> _complete_day("18-19", may, None, True), _complete_day("2/3", may, None, True)
    ('18 to 19 May 2018', '2 to 3 May 2018')
    >>> _complete_day("le 12", may, None, True)
    '2018-05-12'
    >>> _complete_day("5th April", Heading(2018), None, False)
    '5th April 2018'
    >>> _complete_day("10/14-15", Heading(2017, 10), None, False)
    '14 to 15 October 2017'
    >>> _complete_day("April 23", Heading(2018), None, False)
    '23 April 2018'
    """
    text = _ARTICLE.sub("", " ".join(plain(written).split()))
    text = with_days_in_digits(with_months_of_one_word(text))
    month_first = re.fullmatch(r"(\d{1,2})/(\d{1,2})(?: ?[-–] ?(\d{1,2}))?", text)
    if month_first and heading.month == int(month_first[1]) != int(month_first[2]) <= 31:
        until = f" to {int(month_first[3])}" if month_first[3] else ""
        month = calendar.month_name[heading.month]
        return f"{int(month_first[2])}{until} {month} {heading.year}"  # 10/14 below October
    if _YEAR.search(text) or re.search(r"\d{4}|\d[/.-]\d{1,2}[/.-]\d", text):
        return None
    if heading.month and (day := _DAY.fullmatch(text)):
        try:
            return date(heading.year, heading.month, int(day[1])).isoformat()
        except ValueError:
            return None  # the month has no such day: refused as it is written
    turned_month = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text)
    if turned_month and heading.month == int(turned_month[2]) <= int(turned_month[1]) <= 31:
        text = f"{turned_month[1]}/{turned_month[2]}"  # 12-01 below January
    if heading.month and (days := _DAYS.fullmatch(text)):
        first, last = int(days[1]), int(days[2])
        stroke = bool(re.fullmatch(r"\d+ ?[/.] ?\d+", text))
        if 1 <= first < last <= 31 and (not stroke or (days_alone and heading.month != last)):
            month = calendar.month_name[heading.month]
            return f"{first} to {last} {month} {heading.year}"
    if turned := _MONTH_AND_DAY.fullmatch(text):
        named, first = MONTHS.get(turned[1].casefold(), 0), int(turned[2])
        if named and 1 <= first <= 31 and first != heading.year % 100:
            until = f" to {int(turned[3])}" if turned[3] else ""
            return f"{first}{until} {calendar.month_name[named]} {heading.year}"
    text = WEEK_BEFORE.sub("", text)
    if _DAYS_OF_MONTH.fullmatch(text.casefold()):
        return f"{text}/{heading.year}"
    if _DAY_AND_MONTH.fullmatch(text):
        joint = "/" if "/" in text else "." if re.fullmatch(r"[\d.]+", text) else " "
        return f"{text}{joint}{heading.year}"
    if _months_in(text) and isinstance(read_days(text, order), Refusal):
        for whole in (
            f"{text} {heading.year}",
            re.sub(r"(?=\s*\([^)]*\)$)", f" {heading.year}", text),
            re.sub(r"(?= (?:au|in the|at|le|la) [^\W\d]+$)", f" {heading.year}", text),
        ):
            if isinstance(read_days(whole, order), tuple):
                return whole
    return None
