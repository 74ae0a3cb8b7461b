"""Reading files of events: every source, every state of repair, one canonical table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from tutela.base.errors import NothingAccepted, Rejection, TutelaError, UnknownFormat
from tutela.base.later import Columns, pl
from tutela.base.layout import head_word
from tutela.base.messages import Sentence, say, term
from tutela.base.tables import Table, read_tables
from tutela.base.tolls import fold_words
from tutela.base.values import plain
from tutela.incidents.accidents import (
    days_after_closing,
    tells_deed,
    why_no_harm,
    with_other_rows_doubted,
)
from tutela.incidents.cell_bounds import with_cells_bounded
from tutela.incidents.chats import with_messages_parted
from tutela.incidents.code_lists import is_key, with_code_lists_read
from tutela.incidents.diary_cells import (
    with_grid_parted,
)
from tutela.incidents.headings import with_days_completed
from tutela.incidents.heads import (
    both_in_head,
    field_of_head,
    is_sex_or_age,
    may_count_killed,
    names_casualties,
    names_day_of_report,
)
from tutela.incidents.injured_in_text import with_others_of_accounts, with_others_told
from tutela.incidents.merge import SUPERSEDED, editions, leave_out, without_rows
from tutela.incidents.misconduct_words import CHANNEL, NEVER_KEPT, Verdict, judge
from tutela.incidents.narrative_columns import account_column
from tutela.incidents.narratives import with_paragraphs_read, with_places_of_accounts
from tutela.incidents.non_incident_rows import (
    with_deaths_in_words,
    with_groups_summed,
    with_questioned_tolls_doubted,
    with_unread_dead_doubted,
    without_remarks_of_misconduct,
    without_totals,
)
from tutela.incidents.places_parted import with_open_places_doubted
from tutela.incidents.slow_rows import read_in_time
from tutela.incidents.sources.acled import from_acled, is_acled
from tutela.incidents.sources.added import added_readers
from tutela.incidents.sources.country_month import from_country_month, is_country_month
from tutela.incidents.sources.insecurity_insight import (
    from_insecurity_insight,
    is_insecurity_insight,
)
from tutela.incidents.sources.mapping import (
    Field,
    Mapping,
    account_of,
    columns_by_field,
    columns_of,
    from_mapping,
    from_matched_names,
    head_words,
    is_list_in_doubt,
    is_matched_by_name,
    lists_persons,
    propose_mapping,
    read_mapping,
    tells_harm,
)
from tutela.incidents.sources.parsed import Parsed, first_few, number_twice
from tutela.incidents.sources.ucdp import (
    from_ucdp_candidate,
    from_ucdp_ged,
    from_ucdp_slim,
    is_candidate,
    is_ged,
    is_slim,
)
from tutela.incidents.swapped_coordinates import PUBLISHED, find_turned, with_extent_kept
from tutela.incidents.table_cleanup import (
    code_books,
    with_answers_counted,
    with_codes_read,
    with_dashes_read,
    with_days_joined,
    with_dittos_filled,
    with_doubtful_days,
    with_drafts_doubted,
    with_form_turned,
    with_months_widened,
    with_numbers_stripped,
    with_others_specified,
    with_outcomes_read,
    with_pairs_parted,
    with_pairs_split,
    with_summaries_doubted,
    with_tolls_of_accounts,
)
from tutela.incidents.told_days import (
    with_days_after_report_doubted,
    with_other_days_doubted,
)
from tutela.incidents.types import Events
from tutela.incidents.unread import with_heads_as_rows, with_unread_doubted
from tutela.reading.regions import Region, Shape, cut_region

Recognise = Callable[[Table], bool]
Read = Callable[[Table], Parsed]

READERS: dict[str, tuple[Recognise, Read]] = {
    "ucdp_candidate": (is_candidate, from_ucdp_candidate),
    "ucdp_ged": (is_ged, from_ucdp_ged),
    "ucdp_slim": (is_slim, from_ucdp_slim),
    "acled": (is_acled, from_acled),
    "insecurity_insight": (is_insecurity_insight, from_insecurity_insight),
    "country_month": (is_country_month, from_country_month),
    **added_readers(),
    "matched_names": (is_matched_by_name, from_matched_names),
    "list_in_doubt": (is_list_in_doubt, from_matched_names),
}
"""Known sources in the order they are tried: whether a table is of that kind, and its reader."""


@dataclass(frozen=True)
class FileReport:
    """What became of one file, or of one sheet of a workbook. rows = accepted + refused."""

    file: str
    format: str
    rows: int
    accepted: int
    rejected: tuple[Rejection, ...]
    undated: int
    unlocated: int
    notes: tuple[str, ...] = ()
    sheet: str | None = None
    error: TutelaError | None = None


@dataclass(frozen=True, eq=False)
class Reading:
    """Events of all files, and how each file fared.

    events       superseded records taken out.
    superseded   one line for each record taken out: which edition was kept, which dropped.
    lines        the line of its file each event stands on, in the order of the events.
    tables       which of `files` each event stands in, by its number from 0.
    doubts       of each event, why a person must look at it; "" where nothing was found.
    left_out     rows that stand in no report: those that say what a row before them says, and those
                 of sheets that a workbook hides; by file, with the reason and no word of theirs.
    """

    events: Events
    files: tuple[FileReport, ...]
    superseded: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SUPERSEDED))
    lines: pl.Series = field(default_factory=lambda: pl.Series("line", [], pl.Int64))
    tables: pl.Series = field(default_factory=lambda: pl.Series("table", [], pl.Int64))
    doubts: tuple[str, ...] = ()
    left_out: tuple[tuple[str, Rejection], ...] = ()

    def vintage(self) -> tuple[str, ...]:
        """One line for each source and edition: who says so, and as of when.

        A dataset published in 2023 tells of 2018 what nobody knew in 2018.
        """
        editions = (
            self.events.frame.select("source", "source_version")
            .unique()
            .sort("source", "source_version", nulls_last=True)
        )
        return tuple(_vintage(source, version) for source, version in editions.rows())

    def require_any(self) -> None:
        """Raises  NothingAccepted if no event of any file was taken."""
        if not len(self.events):
            raise NothingAccepted(
                say("no event could be read"),
                where=", ".join(report.file for report in self.files),
                next=say("run tutela incidents check on the same files to see why, row by row"),
            )


def _vintage(source: str, version: str | None) -> str:
    name = {
        "ucdp": "UCDP",
        "acled": "ACLED",
        "insecurity_insight": "Insecurity Insight",
        "country_month": term("Country totals by month"),
    }.get(source, source)
    if not version:
        return say("{name}, edition not stated", name=name)
    match = re.match(r"(GED|candidate) (\d+)\.", version)
    if not match:
        return f"{name} {version}"
    major = int(match[2])
    if match[1] == "candidate":
        return say("{name} {version}, monthly release", name=name, version=version)
    year = (
        f"{2000 + major}" if major >= 17 else say("before 2017")
    )  # editions carry their year since 17.1
    return say(
        "{name} {version}, published {year}: hindsight, not what any mission knew",
        name=name,
        version=version,
        year=year,
    )


def read_events(
    paths: Iterable[Path | str],
    *,
    mapping: Mapping | Path | str | None = None,
    on_progress: Callable[[int, int, str], None] | None = None,
    hidden_sheets: bool = False,
    tables: dict[Path, list[Table]] | None = None,
) -> Reading:
    """Read event files of any known source, and bring them to one table.

    Takes   paths of CSV, packed CSV, Parquet or XLSX files; a mapping or its file, used for every
            table that has all its columns; `on_progress` is told the files done, the files in
            all, and the name of the file at hand; `hidden_sheets`, whether tables on sheets that a
            workbook hides are read beside the open ones; tables, those of a file where a person
            changed something in them since it came.
    Gives   a Reading; files that cannot be read are reported in it, not raised.
    Raises  UnreadableFile or BadParameter if the mapping itself cannot be read.
    """
    files = [Path(p) for p in paths]
    if isinstance(mapping, (str, Path)):
        mapping = read_mapping(mapping)
    parts: list[Events] = []
    lines: list[int] = []
    numbers_of_tables: list[int] = []
    doubts: list[str] = []
    reports: list[FileReport] = []
    numbers = _Numbers()
    left_out: list[tuple[str, Rejection]] = []
    for done, path in enumerate(files):
        if on_progress:
            on_progress(done, len(files), path.name)
        read, hidden = _read_file(path, mapping, hidden_sheets, (tables or {}).get(path))
        left_out.extend((path.name, row) for row in hidden)
        for report, parsed in read:
            events, notes = numbers.tell_apart(report, parsed) if parsed else (Events.empty(), ())
            reports.append(replace(report, notes=(*report.notes, *notes)))
            parts.append(events)
            lines.extend(_lines_of(parsed) if parsed else ())
            numbers_of_tables.extend([len(reports) - 1] * len(events))
            if parsed:
                doubts.extend(_doubts_of(parsed))
    together, reports = _with_positions_turned(
        Events.concat(parts), reports, lines, numbers_of_tables, doubts
    )
    dropped = editions(together.frame)
    standing = without_rows(
        pl.DataFrame(
            {"line": lines, "table": numbers_of_tables, "at": range(len(lines))},
            schema=_STANDING,
        ),
        dropped["row"],
    )
    doubles = _doubles_told(dropped, lines, numbers_of_tables, reports)
    for table, rows in doubles.items():
        left_out.extend((reports[table].file, row) for row in rows)
        reports[table] = _with_doubles_noted(reports[table], rows)
    if on_progress:
        on_progress(len(files), len(files), "")
    return Reading(
        leave_out(together, dropped),
        tuple(reports),
        dropped.select(list(SUPERSEDED)),
        standing["line"],
        standing["table"],
        tuple(doubts[at] for at in standing["at"].to_list()),
        tuple(left_out),
    )


def _doubts_of(parsed: Parsed) -> list[str]:
    if not parsed.doubts:
        return [""] * len(parsed.lines)
    return [parsed.doubts.get(line, "") for line in parsed.lines]


def _lines_of(parsed: Parsed) -> Sequence[int]:
    if not parsed.line_of:
        return parsed.lines
    return [parsed.line_of.get(number, number) for number in parsed.lines]


def _doubles_told(
    dropped: pl.DataFrame, lines: list[int], tables: list[int], reports: list[FileReport]
) -> dict[int, list[Rejection]]:
    """By table, each row of an office's own that another row stands for, with where that stands."""
    told: dict[int, list[Rejection]] = {}
    for row, kept, source in dropped.select("row", "kept_row", "source").rows():
        if source in PUBLISHED:
            continue  # editions of a published record are told with their source
        report, other = reports[tables[row]], reports[tables[kept]]
        where = f"{other.file} {other.sheet or ''}".strip()
        why = say("says the same as line {line} of {where}", line=lines[kept], where=where)
        step = say("nothing to do, if it is the same incident; else give it a number of its own")
        double = Rejection(lines[row], "", "", why, step, sheet=report.sheet)
        told.setdefault(tables[row], []).append(double)
    return told


def _with_doubles_noted(report: FileReport, doubles: list[Rejection]) -> FileReport:
    lines = ", ".join(first_few([str(double.row) for double in doubles]))
    note = say("duplicate rows in the file, each counted once: lines {lines}", lines=lines)
    return replace(report, notes=(*report.notes, note))


def _with_positions_turned(
    events: Events,
    reports: list[FileReport],
    lines: list[int],
    tables: list[int],
    doubts: list[str],
) -> tuple[Events, list[FileReport]]:
    """Events with positions that were written longitude first read the right way round where a
    named place of the row says so, and the reports that say which; of others a doubt is added."""
    turned = find_turned(
        events.frame.with_columns(
            table=pl.Series(tables, dtype=pl.Int64),
            file=pl.Series([reports[n].file for n in tables], dtype=pl.String),
        )
    )
    for row, why in turned.doubts.items():
        doubts[row] = doubts[row] or why
    if not turned.positions:
        return events, reports
    by_table: dict[int, list[int]] = {}
    for row in turned.positions:
        by_table.setdefault(tables[row], []).append(lines[row])
    reports = list(reports)
    for table, at in by_table.items():
        note = say(
            "longitude was written first on lines {lines}, as the places named there show:"
            " read the other way round",
            lines=", ".join(first_few([str(line) for line in at])),
        )
        reports[table] = replace(reports[table], notes=(*reports[table].notes, note))
    at = list(turned.positions)
    frame = events.frame.with_columns(
        latitude=events.frame["latitude"].scatter(at, [turned.positions[row][0] for row in at]),
        longitude=events.frame["longitude"].scatter(at, [turned.positions[row][1] for row in at]),
    )
    return Events(frame, events.identities, events.texts), reports


_STANDING = Columns(lambda: {"line": pl.Int64, "table": pl.Int64, "at": pl.Int64})


class _Numbers:
    """Numbers that offices give their own incidents: two logs may both have a number 7."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str, str | None], tuple[int, str]] = {}

    def tell_apart(self, report: FileReport, parsed: Parsed) -> tuple[Events, tuple[str, ...]]:
        """The events, a number taken by another record of the same edition made a new one.

        Gives   the events, and what to say. A known source's numbers are its own everywhere.
        """
        events = parsed.events
        if not parsed.own_numbers:
            return events, ()
        said = events.frame.join(
            events.texts.unique(["source", "source_id"]),
            on=["source", "source_id"],
            how="left",
            maintain_order="left",
        )
        rows = said.select("source", "source_id", "source_version", _content(said)).rows()
        changed: dict[tuple[str, str], str] = {}
        notes = []
        for (source, number, version, content), line in zip(rows, _lines_of(parsed), strict=True):
            where = say("{file} line {line}", file=report.file, line=line)
            new, nth = number, 1
            first = self._seen.get((source, number, version))
            while (held := self._seen.get((source, new, version))) and held[0] != content:
                nth += 1
                new = f"{number}~{nth}"
            if not held:
                self._seen[source, new, version] = content, where
            if new != number and first:
                changed[source, number] = new
                if not held:
                    notes.append(number_twice(number, [first[1], where]))
        return _renumber_events(events, changed), tuple(first_few(notes))


def _content(frame: pl.DataFrame) -> pl.Expr:
    where = ("source", "source_id", "source_version")
    return pl.struct(pl.col(n) for n in frame.columns if n not in where).hash()


def _renumber_events(events: Events, changed: dict[tuple[str, str], str]) -> Events:
    if not changed:
        return events
    new = pl.DataFrame(
        [(*old, number) for old, number in changed.items()],
        schema=["source", "source_id", "_new"],
        orient="row",
    )

    def again(frame: pl.DataFrame) -> pl.DataFrame:
        return (
            frame.join(new, on=["source", "source_id"], how="left", maintain_order="left")
            .with_columns(source_id=pl.coalesce("_new", "source_id"))
            .drop("_new")
        )

    return Events(again(events.frame), again(events.identities), again(events.texts))


def _read_file(
    path: Path, mapping: Mapping | None, hidden_sheets: bool, sheets: list[Table] | None = None
) -> tuple[list[tuple[FileReport, Parsed | None]], list[Rejection]]:
    """One report a table, and the rows of tables that are not read: on sheets that the workbook
    hides, or lists of other things. Sheets nobody knows (notes, codes) are only named."""
    try:
        tables = read_event_tables(path) if sheets is None else sheets
        return read_in_time(tables, partial(_read_tables_of_file, path, mapping, hidden_sheets))
    except TutelaError as error:
        return [(FileReport(path.name, "", 0, 0, (), 0, 0, error=error), None)], []


def _read_tables_of_file(
    path: Path, mapping: Mapping | None, hidden_sheets: bool, tables: list[Table]
) -> tuple[list[tuple[FileReport, Parsed | None]], list[Rejection]]:
    """As `_read_file`, of its tables. Raises TutelaError where none of them can be read."""
    not_read: list[Rejection] = []
    try:
        known = any_known = [table for table in tables if _reader(table, mapping)]
        chosen = [table for table in known if table.chosen]
        sure = [table for table in known if not _is_in_doubt(table, mapping)]
        if (
            sure and not chosen
        ):  # beside a list of incidents, what only might be one is a list of other things
            known = [t for t in known if t in sure or tells_harm(t)]
        if not chosen and any(
            tells_harm(table) for table in known if not _is_settled(table, mapping)
        ):
            known = [t for t in known if tells_harm(t) or _is_settled(t, mapping)]
        if not chosen and not all(map(lists_persons, known)):
            known = [t for t in known if not lists_persons(t) or _is_settled(t, mapping)]
        if not known:
            raise _unknown_format_error(tables[0], mapping)
        open_ones = [table for table in known if not table.hidden or table.chosen]
        if open_ones and not hidden_sheets:
            not_read = _rows_left(
                [table for table in known if table.hidden],
                say("stands on a sheet that the workbook hides"),
                say("read hidden sheets too, or show the sheet and save the workbook"),
            )
            known = open_ones
        not_read += _rows_left(
            [table for table in any_known if table not in known and not table.hidden],
            say("stands in a table that lists other things than incidents"),
            say("nothing to do, if so; else give the table a column of kinds or of the killed"),
        )
        not_read += _rows_left(
            [table for table in tables if table not in any_known and _tells_of_harm(table)],
            say("stands in a table of which no column is known"),
            say("say of the columns which tell when, where and whom, or write it as a row"),
        )
        books = code_books(tables)
        known = with_summaries_doubted(known)
        read = [_read_table(with_codes_read(table, books), mapping) for table in known]
    except UnknownFormat as error:
        waiting = () if mapping else _rows_of_unknown(tables, error)
        report = FileReport(path.name, "", len(waiting), 0, waiting, 0, 0, error=error)
        return [(report, None)], []
    notes = []
    others = [table for table in tables if table not in known]
    unknown, hidden = (
        ", ".join(dict.fromkeys(repr(table.sheet) for table in others if table.hidden is state))
        for state in (False, True)
    )
    if unknown:
        notes.append(
            say("sheets that hold no events known here, left out: {sheets}", sheets=unknown)
        )
    if hidden:
        notes.append(say("sheets that the workbook hides, left out: {sheets}", sheets=hidden))
    if notes:
        report, parsed = read[0]
        read[0] = (replace(report, notes=(*report.notes, *notes)), parsed)
    return [*read], not_read


_ACCOUNTS = 2


def _tells_of_harm(table: Table) -> bool:
    """Whether a table that is shown holds accounts of harm, whatever its columns are called."""
    if table.hidden or is_list_of_bases(table) or is_key(table):
        return False
    accounts = (
        cell
        for row in table.frame.iter_rows()
        for cell in row
        if cell and len(cell.split()) >= _WORDS_OF_AN_ACCOUNT and why_no_harm(cell) is None
    )
    return sum(tells_deed(fold_words(cell)) for cell in accounts) >= _ACCOUNTS


_WORDS_OF_AN_ACCOUNT = 7


def _rows_left(
    tables: Iterable[Table], why: Sentence | str, step: Sentence | str
) -> list[Rejection]:
    """Each row of tables that are not read, so that none is lost; nothing of what it says."""
    rows = []
    for table in tables:
        cells_of_lines = zip(table.lines.to_list(), table.frame.iter_rows(), strict=True)
        for line, cells in [*_head_that_tells(table), *cells_of_lines]:
            said = [cell for cell in cells if cell]
            if not said:
                continue
            told = judge([*said, *table.remarks.get(line, ())]) is Verdict.TELLS
            withheld = (NEVER_KEPT, CHANNEL) if told else (why, step)
            rows.append(Rejection(int(line), "", "", *withheld, sheet=table.sheet))
    return rows


def _head_that_tells(table: Table) -> list[tuple[int, tuple[str | None, ...]]]:
    """The line of the heads as a row, where it holds a figure: it may be one."""
    names = [name for name in table.frame.columns if not re.fullmatch(r"column \d+", name)]
    told = table.head and any(re.search(r"\d", re.sub(r" \(\d\)$", "", name)) for name in names)
    return [(table.head, tuple(names))] if told else []


def _rows_of_unknown(tables: list[Table], error: UnknownFormat) -> tuple[Rejection, ...]:
    """Each row of tables that nobody knows, so that none is lost; nothing of what it says."""
    shown = [table for table in tables if not (table.hidden or is_list_of_bases(table))]
    return tuple(_rows_left(shown, error.what, error.next))


def read_event_tables(path: Path | str, regions: Iterable[Region] = ()) -> list[Table]:
    """The tables of a file, their heads found by the words that tables of events use.

    Takes   regions that a person drew: what stands in them is read, in the shape the person says,
            and nothing else of the file.
    Raises  UnreadableFile, as `read_tables`; BadParameter where a region is none of this file.
    """
    words = head_words()
    if drawn := tuple(regions):
        chosen = [with_cells_bounded(cut_region(path, region)) for region in drawn]
        shapes = [region.shape for region in drawn]
        return read_in_time(chosen, partial(_shapes_chosen, words, shapes))
    came = [with_cells_bounded(table) for table in read_tables(path, words)]
    return read_in_time(came, partial(_shape_read, words))


def _shapes_chosen(words: dict[str, str], shapes: list[Shape], came: list[Table]) -> list[Table]:
    """Tables that a person drew, each as rows out of the shape the person says."""
    return [_of_shape(table, shape, words) for table, shape in zip(came, shapes, strict=True)]


def _of_shape(table: Table, shape: Shape, words: dict[str, str]) -> Table:
    if shape is Shape.ROWS:
        return _with_what_stands_above(with_others_specified(with_numbers_stripped(table)))
    if shape is Shape.CARDS:
        return _with_what_stands_above(with_form_turned(with_pairs_parted(table, words), words))
    if shape is Shape.GRID:
        return _with_what_stands_above(with_grid_parted(table))
    if shape is Shape.MESSAGES:
        return _with_what_stands_above(with_messages_parted(table))
    return with_paragraphs_read(table)


def shape_of_table(table: Table) -> Shape:
    """The shape in which the rows of a table stood in their file."""
    return Shape(table.shape)


def _shape_read(words: dict[str, str], came: list[Table]) -> list[Table]:
    """Tables as they came as tables with a row for each incident, where their form says which."""
    tables = [with_others_specified(with_numbers_stripped(table)) for table in came]
    tables = with_code_lists_read(tables)
    return [
        table if _reader(table, None) or is_key(table) else _with_rows_found(table, words)
        for table in map(_with_shape_read, _with_year_of_book(tables))
    ]


def _with_shape_read(table: Table) -> Table:
    """A table of messages or of days by places as one of rows."""
    rows = with_grid_parted(with_messages_parted(table))
    if rows.shape == Shape.ROWS and not is_published(rows):
        rows = with_heads_as_rows(rows)
    return _with_what_stands_above(rows)


def _with_rows_found(table: Table, words: dict[str, str]) -> Table:
    """A table of which no reader knows the columns, its rows out of cards or paragraphs."""
    joined = with_days_joined(table)
    if joined is not table and _reader(joined, None):
        return joined
    found = with_form_turned(table, words)
    return found if _reader(found, None) else with_paragraphs_read(found)


_SMALL_BOOK = 5_000
"""Rows of a workbook whose words are looked through for its year."""


def _with_year_of_book(tables: list[Table]) -> list[Table]:
    """Tables of a workbook that names one year only, with that year among their titles."""
    if len(tables) < 2 or sum(table.frame.height for table in tables) > _SMALL_BOOK:
        return tables
    years = {
        year
        for table in tables
        for said in (table.sheet or "", *table.titles, *table.frame.columns, *_words_of(table))
        for year in re.findall(r"(?<!\d)((?:19|20)\d{2})(?!\d)", plain(said))
    }
    if len(years) != 1:
        return tables
    year = years.pop()
    return [replace(table, titles=(*table.titles, year)) for table in tables]


def _words_of(table: Table) -> list[str]:
    """The cells of a table that are no bare number."""
    return [
        cell
        for row in table.frame.iter_rows()
        for cell in row
        if cell and not re.fullmatch(r"[\d.,]+", cell)
    ]


def _with_what_stands_above(table: Table) -> Table:
    """A table of an office in which no column says where, with the places its accounts name."""
    if is_published(table):
        return table
    fields = propose_mapping(table).fields
    if "date_start" not in fields or {"place", "adm1", "adm2"} & fields.keys():
        return table
    return with_places_of_accounts(table, _account_of(table, {}))


def _read_table(table: Table, mapping: Mapping | None) -> tuple[FileReport, Parsed]:
    read = _reader(table, mapping)
    if read is None:
        raise _unknown_format_error(table, mapping)
    numbered, line_of = _with_rows_numbered(without_remarks_of_misconduct(table))
    ready = _made_ready(numbered, mapping)
    if mapping and mapping.fits(table):
        read = partial(from_mapping, mapping=_with_counts_made(mapping, numbered, ready))
    parsed = read(ready)
    if not is_published(table, mapping):
        after = days_after_closing(table, parsed.events.frame["date_start"], parsed.lines)
        parsed = replace(parsed, doubts={**after, **parsed.doubts})
    parsed = replace(parsed, rejected=_in_columns_of_file(parsed.rejected, numbered))
    if line_of:
        parsed = replace(
            parsed,
            rejected=tuple(
                replace(one, row=line_of.get(one.row, one.row)) for one in parsed.rejected
            ),
            line_of=line_of,
        )
    report = FileReport(
        file=table.path.name,
        format=f"{parsed.format} ({table.format})",
        rows=parsed.rows,
        accepted=parsed.accepted,
        rejected=parsed.rejected,
        undated=parsed.undated,
        unlocated=parsed.unlocated,
        notes=parsed.notes,
        sheet=table.sheet,
    )
    return report, parsed


def _with_counts_made(mapping: Mapping, came: Table, ready: Table) -> Mapping:
    """A mapping with the counts that were read from words: no column of the file holds them, so
    that nobody could match or leave out one. Those of the dead only if no column counts them."""
    counted = {"civilian_deaths", "deaths"} & mapping.fields.keys()
    counts = {
        name: Field(column)
        for column in ready.frame.columns
        if column not in came.frame.columns
        and (name := field_of_head(column)) in ("deaths", "injured", "abducted")
        and name not in mapping.fields
        and not (name == "deaths" and counted)
    }
    return replace(mapping, fields=mapping.fields | counts) if counts else mapping


def _in_columns_of_file(rejected: tuple[Rejection, ...], table: Table) -> tuple[Rejection, ...]:
    """Refusals of a count that was made of a column of the file, in the name of that column.

    "Killed", summed or read from words, stands in no file: who mends a row must find its cell.
    """
    at = {int(line): row for row, line in enumerate(table.lines.to_list())} if rejected else {}
    return tuple(_in_column_of_file(refusal, table, at.get(refusal.row)) for refusal in rejected)


def _in_column_of_file(refusal: Rejection, table: Table, at: int | None) -> Rejection:
    if at is None or not refusal.value or refusal.column in ("", *table.frame.columns):
        return refusal
    cells = table.frame.row(at, named=True)
    holding = [name for name, cell in cells.items() if cell == refusal.value]
    if len(holding) != 1:
        return refusal
    (column,) = holding
    also = tuple(said for said in refusal.also if not str(said).startswith(f"{column}:"))
    return replace(refusal, column=column, also=also)


def _with_rows_numbered(table: Table) -> tuple[Table, dict[int, int]]:
    """A table of which several rows stand on one line with a number for each of them, so that what
    is doubted of one is not doubted of the others; and the line of each number.

    Numbers begin below every line that was refused already, and are negative.
    """
    lines = [int(line) for line in table.lines.to_list()]
    if len(set(lines)) == len(lines):
        return table, {}
    line_of = {number - len(lines) - 1: line for number, line in enumerate(lines, 1)}
    numbers = pl.Series("line", list(line_of), dtype=table.lines.dtype)
    doubts = {
        number: table.doubts[line] for number, line in line_of.items() if line in table.doubts
    }
    remarks = {
        number: table.remarks[line] for number, line in line_of.items() if line in table.remarks
    }
    return replace(table, lines=numbers, doubts=doubts, remarks=remarks), line_of


def _made_ready(table: Table, mapping: Mapping | None) -> Table:
    """A table as the readers take it: what it says by its form is written out.

    A source known everywhere has its own form, and is left as it is but for its totals.
    """
    name, _read = next(
        ((name, read) for name, (is_it, read) in READERS.items() if is_it(table)), ("", None)
    )
    if name not in ("", "matched_names", "list_in_doubt"):
        table = without_totals(_with_days(table), own=False)
        return with_deaths_in_words(with_groups_summed(table))
    table = _with_open_places_doubted(table, mapping)
    table = with_dashes_read(with_answers_counted(with_pairs_split(with_days_joined(table))))
    if not (mapping and mapping.fits(table)):
        table = _with_unread_doubted(table)
    fields = propose_mapping(table).fields
    if mapping and mapping.fits(table):
        fields |= mapping.of_table(table).fields
    axes = [fields[name].column if name in fields else None for name in ("latitude", "longitude")]
    table = with_extent_kept(table, axes[0], axes[1])
    told = [f.column for name, f in fields.items() if f.column and name in _CARRIED]
    when = fields["date_start"].column if "date_start" in fields else None
    table = without_totals(with_dittos_filled(table, told))
    dead = fields["deaths"].column if "deaths" in fields else None
    table = with_outcomes_read(with_others_told(table, dead, fields.keys()), dead)
    table = with_doubtful_days(with_months_widened(table, when), when)
    table = with_days_after_report_doubted(table, when)
    taken = [field.column for field in fields.values() if field.column]
    table = with_groups_summed(_with_days(with_drafts_doubted(table)))
    table = with_other_days_doubted(table, when, _account_of(table, fields))
    table = with_deaths_in_words(table, taken)
    table = _with_other_rows_doubted(_with_dead_of_accounts(table, fields), fields)
    return with_others_of_accounts(table, _account_of(table, fields), fields.keys())


def _account_of(table: Table, fields: dict[str, Field]) -> str | None:
    """As `account_of`, by the fields given and those that the heads suggest."""
    return account_of(table, propose_mapping(table).fields | fields)


def _with_other_rows_doubted(table: Table, fields: dict[str, Field]) -> Table:
    """A table whose rows wait that tell of accidents, meetings or plans."""
    known = propose_mapping(table).fields | fields
    by_field = {name: field.column for name, field in known.items() if field.column}
    accounts = [column for name in ("text", "harm") if (column := by_field.get(name))]
    told = _account_of(table, fields)
    counts = [column for name in _COUNTS if (column := by_field.get(name))]
    return with_other_rows_doubted(
        table,
        kinds=[by_field["harm"]] if "harm" in by_field else (),
        accounts=[*accounts, *([told] if told else ())],
        doers=[by_field["side_a"]] if "side_a" in by_field else (),
        counts=[*counts, *(name for name in table.frame.columns if may_count_killed(name))],
    )


def _with_unread_doubted(table: Table) -> Table:
    """A table whose rows wait where a form of it is not read that changes what they say."""
    by_head = columns_by_field(table)
    taken = {field.column for field in propose_mapping(table).fields.values()}
    counts = [name for field in _COUNTS for name in by_head.get(field, [])]
    counts += [n for n in table.frame.columns if n not in counts and _may_hold_counts(n)]
    named = {name for names in by_head.values() for name in names}
    others = [name for name in table.frame.columns if name not in named | taken]
    tolls = columns_of(table, "deaths") or columns_of(table, "civilian_deaths")
    return with_unread_doubted(table, tolls, counts, others)


def _may_hold_counts(head: str) -> bool:
    return any((may_count_killed(head), both_in_head(head), names_casualties(head)))


def _with_open_places_doubted(table: Table, mapping: Mapping | None) -> Table:
    """A table whose rows wait where the place's own cell says that it is not sure."""
    fields = propose_mapping(table).fields
    if mapping and mapping.fits(table):
        fields = mapping.of_table(table).fields
    place = fields["place"].column if "place" in fields else None
    return with_open_places_doubted(table, place)


def _with_dead_of_accounts(table: Table, fields: dict[str, Field]) -> Table:
    """A table whose toll is read from its accounts where no column may count the dead; rows wait
    whose words tell of dead that no column counts."""
    known = fields.keys() | propose_mapping(table).fields.keys()
    now = propose_mapping(table).fields
    tolls = [column for name in _TOLLS if name in now and (column := now[name].column)]
    beside = [column for name in _BESIDE if name in fields and (column := fields[name].column)]
    counts = [column for name in _TOLLS if name in fields and (column := fields[name].column)]
    table = with_questioned_tolls_doubted(table, {*tolls, *counts})
    if known & {"deaths", "civilian_deaths", "deaths_low"} or any(
        may_count_killed(name) or both_in_head(name) for name in table.frame.columns
    ):
        return with_unread_dead_doubted(table, tolls, beside)
    if sum(map(is_sex_or_age, table.frame.columns)) > 1:
        return table  # they may count the dead: a person says
    columns = [fields[name].column for name in ("text", "harm") if name in fields]
    taken = [field.column for field in fields.values() if field.column]
    table = with_tolls_of_accounts(table, account_column(table, columns, taken))
    tolls = ["Killed"] if "Killed" in table.frame.columns else []
    return with_unread_dead_doubted(table, tolls, beside)


_TOLLS = ("deaths", "civilian_deaths", "deaths_low", "deaths_high")
_COUNTS = (*_TOLLS, "injured", "abducted")
_BESIDE = ("place", "adm1", "adm2", "side_a", "side_b", "date_start", "source")
"""Fields whose words tell of no event."""
_CARRIED = (
    *("date_start", "place", "adm1", "adm2", "harm", "side_a"),
    *("latitude", "longitude", "position"),
)
"""Fields of which "idem" means what stands above."""


def _with_days(table: Table) -> Table:
    words = head_words()
    fields = propose_mapping(table).fields
    known = {fields[name].column for name in ("date_start", "date_end") if name in fields}

    def is_date(name: str) -> bool:
        below_group = name.rpartition(":")[2]  # Bor South: Date
        said = (name,) if names_day_of_report(name) else (name, below_group)
        return name in known or any(
            words.get(head_word(head)) in ("date_start", "date_end") for head in said
        )

    return with_days_completed(table, is_date)


def _reader(table: Table, mapping: Mapping | None) -> Read | None:
    """The reader whose columns these are; a mapping that fits goes before any.

    Where a mapping fits only in part, headers that are common words are no reason to read the
    table without it: the person who gave it meant it.
    """
    if mapping and mapping.fits(table):
        return lambda table: from_mapping(table, mapping)
    if is_list_of_bases(table):
        return None
    reader_name = next((name for name, (recognise, _) in READERS.items() if recognise(table)), None)
    if (
        reader_name in ("matched_names", "list_in_doubt")
        and mapping
        and len(mapping.missing(table)) < len(mapping.columns())
    ):
        return None
    return READERS[reader_name][1] if reader_name else None


def _is_settled(table: Table, mapping: Mapping | None) -> bool:
    """Whether a table is of a source known everywhere, or of a mapping that fits it."""
    return bool(mapping and mapping.fits(table)) or is_published(table)


def _is_in_doubt(table: Table, mapping: Mapping | None) -> bool:
    """Whether a table is read only because it might be a list of incidents."""
    if mapping and mapping.fits(table):
        return False
    names = (name for name, (is_it, _read) in READERS.items() if is_it(table))
    return next(names, "") == "list_in_doubt"


def is_published(table: Table, mapping: Mapping | None = None) -> bool:
    """Whether a table is of a source whose keepers checked each record before they published it,
    and read as such."""
    if mapping and mapping.fits(table):
        return False
    names = (name for name, (is_it, _read) in READERS.items() if is_it(table))
    return next(names, "") not in ("", "matched_names", "list_in_doubt")


def is_read(table: Table, mapping: Mapping | None = None) -> bool:
    """Whether any reader knows the columns of a table, or the mapping fits it."""
    return _reader(table, mapping) is not None


def is_list_of_bases(table: Table) -> bool:
    """Whether the columns are those of Geo-PKO: missions, locations and their troops."""
    names = {re.sub(r"[\W_]", "", name.casefold()) for name in table.frame.columns}
    return {"mission", "location"} <= names and bool(names & {"notroops", "avenotroops"})


def _unknown_format_error(table: Table, mapping: Mapping | None) -> UnknownFormat:
    missing = mapping.missing(table) if mapping else []
    if missing:
        return UnknownFormat(
            say("the mapping names columns that are not there: {names}", names=", ".join(missing)),
            where=table.path.name,
            next=say("correct the column names in the mapping"),
        )
    if is_list_of_bases(table):
        return UnknownFormat(
            say("this is a list of bases, not of events"),
            where=table.path.name,
            next=say("give it as --bases"),
        )
    columns = ", ".join(table.frame.columns[:8]) + (", ..." if table.frame.width > 8 else "")
    return UnknownFormat(
        say("no known source has these columns: {columns}", columns=columns),
        where=table.path.name,
        next=say(
            "tutela incidents map {name} -o mapping.csv, correct it, and read with "
            "--mapping mapping.csv",
            name=table.path.name,
        ),
    )
