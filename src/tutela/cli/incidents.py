"""`tutela incidents`: what happened, to whom? Files in, faults and figures out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tutela.base.errors import BadParameter
from tutela.base.grid import replace_control_signs
from tutela.base.guards.sandbox import fork_from_here, read_apart
from tutela.base.later import shapely
from tutela.base.messages import say
from tutela.cli.inputs import tell
from tutela.cli.show import (
    Form,
    as_csv,
    output_options,
    progress,
    show_json,
    show_table,
    tell_places_of,
)
from tutela.incidents.check import Check
from tutela.incidents.read import read_event_tables
from tutela.incidents.sandboxed_reading import check_apart, read_incoming_apart
from tutela.incidents.sources.mapping import Mapping, propose_mapping, write_mapping
from tutela.places.boundary import boundary

MOST_SHOWN = 10
"""Refused rows and proposed pairs printed in a table; --csv and --json give all."""


@click.group()
def incidents() -> None:
    """What happened, to whom? Check and map files of events."""
    fork_from_here()


@incidents.command("check")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option("--mapping", type=click.Path(path_type=Path), help="A mapping made by `map`.")
@output_options
def check_command(files: tuple[Path, ...], mapping: Path | None, form: Form | None) -> None:
    """Read files of events without keeping anything, and say what is wrong with which row.

    Known by their columns: UCDP GED (plain, HXL-tagged, slim) and candidate events, ACLED,
    Insecurity Insight, deaths by country and month, and tables whose headers are common words.
    CSV, packed CSV, Parquet and XLSX.

    \b
    Prints      a table; --csv the refused rows; --json everything.
    Exit code   0, or 2 if no row of any file could be taken.
    """
    with progress("reading") as tell:
        checked = check_apart(files, mapping=mapping, on_progress=tell)
    if form == "json":
        show_json(checked.as_json())
    elif form == "csv":
        click.echo(as_csv(_refused_rows(checked), REFUSED), nl=False)
    else:
        _print(checked)
    checked.require_any()


REFUSED = ("file", "sheet", "row", "column", "value", "why", "next", "also")


def _refused_rows(checked: Check) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {
            "file": report.file,
            "sheet": report.sheet,
            "row": r.row,
            "column": r.column,
            "value": r.value,
            "why": r.why,
            "next": r.next,
            "also": r.also,
        }
        for report in checked.files
        for r in report.rejected
    ]
    unread: list[dict[str, object]] = [
        {"file": f.file, "why": f.error.what, "next": f.error.next}
        for f in checked.files
        if f.error
    ]
    return unread + rows


def _print(checked: Check) -> None:
    show_table(
        [
            {
                "file": f"{r.file} [{r.sheet}]" if r.sheet else r.file,
                "format": "unreadable" if r.error else r.format,
                "rows": r.rows,
                "accepted": r.accepted,
                "rejected": len(r.rejected),
                "undated": r.undated,
                "unlocated": r.unlocated,
            }
            for r in checked.files
        ],
        ("file", "format", "rows", "accepted", "rejected", "undated", "unlocated"),
    )
    for report in checked.files:
        for note in report.notes:
            click.echo(replace_control_signs(f"{report.file}: {note}."))
        if report.error and any(r.accepted for r in checked.files):  # else it ends the command
            click.echo(replace_control_signs(str(report.error)))
            tell_places_of(report.error)
    refused = [r for r in _refused_rows(checked) if r.get("row")]
    if refused:
        click.echo()
        title = f"Refused rows ({len(refused):,})"
        show_table(
            refused[:MOST_SHOWN], ("file", "row", "column", "value", "why", "next"), title=title
        )
        _echo_how_many_more(len(refused), "--csv lists all")
    if checked.reading.superseded.height:
        counts = checked.reading.superseded["why"].value_counts(sort=True, name="n")
        told = ", ".join(f"{n:,} {why}" for why, n in counts.rows())
        click.echo(f"\nRecords of events that other records replace: {told}.")
    if checked.duplicates.height:
        click.echo()
        title = f"Pairs that may be one event ({checked.duplicates.height:,}): a person decides"
        pairs = checked.duplicates.head(MOST_SHOWN).to_dicts()
        show_table(
            pairs, ("score", "first", "second", "first_day", "place", "reasons"), title=title
        )
        _echo_how_many_more(checked.duplicates.height, "--json lists all")
    if checked.crowded:
        click.echo(f"\n{checked.crowded:,} records lie too close together to look for doubles.")
    click.echo()
    for line in checked.reading.vintage():
        click.echo(replace_control_signs(f"Source: {line}."))


def _echo_how_many_more(count: int, where: str) -> None:
    if count > MOST_SHOWN:
        click.echo(f"... and {count - MOST_SHOWN:,} more; {where}.")


@incidents.command("read")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write what would come in: ends in .csv or .parquet.",
)
@click.option(
    "--area",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The area as GeoJSON polygons: what lies far outside is held.",
)
@click.option("--mapping", type=click.Path(path_type=Path), help="A mapping made by `map`.")
@click.option(
    "--names",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What names of actors mean: CSV with the columns written,means.",
)
def read_command(
    files: tuple[Path, ...],
    output: Path,
    area: Path | None,
    mapping: Path | None,
    names: Path | None,
) -> None:
    """Write what would come in of FILES, and what is held for a person with the reason.

    The reading of the import page, without a database. One line an incident: file, sheet, line,
    source, source_id, date_start, date_end, place, lat, lon, harm, actor, killed_low, killed,
    killed_high, held. A line with a reason in `held` does not come in by itself.

    Who a file of an office names is not known before somebody says it: in --names, a line a name,
    `means` is the actor's name, `unknown`, or `leave_out` for rows that name nobody else. Without a
    line there the actor is left blank and the name is told. Published sources stand as they wrote.

    Of a row that tells of misconduct by UN or aid personnel nothing is written: it is counted. One
    that may tell of it is held, with its line alone.

    \b
    Exit code   0, or 2 if no row of any file could be read.
    """
    if output.suffix not in (".csv", ".parquet"):
        raise BadParameter(
            say("the output is neither CSV nor Parquet"),
            where=output.name,
            next=say("end its name in .csv or .parquet"),
        )
    outline = shapely.geometry.shape(boundary(area.read_text("utf-8"))) if area else None
    today = datetime.now(UTC).astimezone().date()
    with progress("reading") as told:
        reading, table, misconduct, asked = read_incoming_apart(
            files, outline, on=today, mapping=mapping, names=names, on_progress=told
        )
    write = table.write_csv if output.suffix == ".csv" else table.write_parquet
    write(output)
    held = int((table["held"] != "").sum())
    tell(f"{table.height - held:,} incidents would come in, {held:,} rows are held: {output}")
    if asked:
        few = ", ".join(f"{name} ({rows:,})" for name, rows in asked[:MOST_SHOWN])
        more = f" and {len(asked) - MOST_SHOWN:,} more" if len(asked) > MOST_SHOWN else ""
        tell(
            f"{len(asked):,} names are not settled and come in as not known: {few}{more}."
            " Next: say in a file who they are, --names names.csv (written,means)."
        )
    if misconduct:
        tell(
            f"{misconduct:,} rows tell of misconduct by personnel: nothing of them is kept."
            " Next: Conduct and Discipline, or OIOS; your duty to report stands."
        )
    for report in reading.files:
        if report.error:
            tell(str(report.error))
    if not table.height:
        reading.require_any()


@incidents.command("map")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the mapping.")
@click.option("--sheet", help="Which sheet of a workbook; the first by default.")
def map_command(file: Path, output: Path | None, sheet: str | None) -> None:
    """Propose a mapping for a table no reader knows: which column is which field of an event.

    Columns that no header suggests stand at the end, their field left blank. Exit code 2 if no
    header is known at all.

    Open the mapping in a spreadsheet, correct it, save it as CSV, and use it:

    \b
        tutela incidents map log.xlsx -o mapping.csv
        tutela incidents check log.xlsx --mapping mapping.csv

    A line with `value` and `means` says what a word of the table is in the glossary. Blank lines
    are left out. Without -o the mapping is printed.
    """
    proposed, text = read_apart(_propose, file.name, file, sheet)
    if output is None:
        click.echo(text, nl=False)
        _require_matched(proposed, file)
        return
    try:
        output.write_text(text, encoding="utf-8-sig")  # the mark makes Excel read UTF-8
    except OSError as fault:
        raise BadParameter(
            say("the mapping could not be written ({strerror})", strerror=fault.strerror),
            where=str(output),
            next=say("choose another folder or name with -o"),
        ) from fault
    _require_matched(proposed, file)
    click.echo(f"{output}: correct it, then tutela incidents check {file.name} --mapping {output}")


def _propose(file: Path, sheet: str | None) -> tuple[Mapping, str]:
    """The mapping proposed for a sheet of a file, the first by default, and its text."""
    tables = read_event_tables(file)
    chosen = next((t for t in tables if sheet in (None, t.sheet)), None)
    if chosen is None:
        names = ", ".join(repr(t.sheet) for t in tables)
        raise BadParameter(
            say("there is no sheet {sheet!r}", sheet=sheet),
            where=file.name,
            next=say("use {names}", names=names),
        )
    proposed = propose_mapping(chosen)
    return proposed, write_mapping(proposed, chosen)


def _require_matched(proposed: Mapping, file: Path) -> None:
    if not proposed.columns():
        raise BadParameter(
            say("no header of this table is a word known here"),
            where=file.name,
            next=say("write beside each column at the end of the mapping which field it is"),
        )
