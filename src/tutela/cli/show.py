"""How every command prints: a table to read, JSON for programs, CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal, NoReturn, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from tutela.base.errors import TutelaError
from tutela.base.grid import guard_formula, replace_control_signs

Form = Literal["table", "json", "csv"]
Command = TypeVar("Command", bound=Callable[..., Any])
Tell = Callable[[int, int, str], None]


CSV_OPTION = click.option("--csv", "form", flag_value="csv", help="Print CSV for a spreadsheet.")
JSON_OPTION = click.option("--json", "form", flag_value="json", help="Print JSON for a program.")


def output_options(command: Command) -> Command:
    """Give a command --json and --csv; it receives `form`: "table", "json" or "csv"."""
    return JSON_OPTION(CSV_OPTION(command))


def show(
    rows: Iterable[Mapping[str, object]],
    columns: Sequence[str],
    form: Form | None = None,
    *,
    title: str = "",
) -> None:
    """Print rows in the form asked for; columns name and order what is shown.

    A blank means not known. Text that a spreadsheet would compute is kept from it.
    """
    rows = list(rows)
    if form == "json":
        show_json([{c: row.get(c) for c in columns} for row in rows])
    elif form == "csv":
        click.echo(as_csv(rows, columns), nl=False)
    else:
        show_table(rows, columns, title=title)


def show_json(value: object) -> None:
    """Print JSON, words as they are and numbers unrounded."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def as_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> str:
    """Rows as CSV text.

    >>> as_csv([{"place": "=cmd()", "deaths": -1}], ["place", "deaths"])
    "place,deaths\\n'=cmd(),-1\\n"
    """
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(columns)
    lines.writerows([safe_cell(row.get(c)) for c in columns] for row in rows)
    return text.getvalue()


def safe_cell(value: object) -> object:
    """A value as a cell: text that a spreadsheet would take for a formula begins with '.

    >>> safe_cell("=1+1"), safe_cell("-5 km"), safe_cell(-5), safe_cell(None), safe_cell(["a", "b"])
    ("'=1+1", "'-5 km", -5, '', 'a; b')
    """
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        value = "; ".join(map(str, value))
    return guard_formula(value) if isinstance(value, str) else value


def show_table(
    rows: Iterable[Mapping[str, object]], columns: Sequence[str], *, title: str = ""
) -> None:
    """Print a table to read, as wide as the terminal, or 120 signs where there is none."""
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    rows = list(rows)
    for column in columns:
        numbers = all(isinstance(row.get(column), (int, float, type(None))) for row in rows)
        table.add_column(column, justify="right" if numbers and rows else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell_text(row.get(c))) for c in columns))
    printed = io.StringIO()
    width = None if sys.stdout.isatty() else 120
    console = Console(file=printed, width=width, color_system=None)
    console.print(table)
    click.echo("\n".join(line.rstrip() for line in printed.getvalue().splitlines()))


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.2f}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return replace_control_signs(str(value))


@contextmanager
def progress(label: str) -> Iterator[Tell]:
    """A progress bar on stderr, where a person looks on; silent everywhere else. It begins with the
    first that is told: before that a child may be forked, which no thread may stand beside.

    Gives   a function to be told what is done, of how much, and what is at hand.
    """
    if not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f} {task.fields[what]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task(label, total=1, what="")

    def tell(done: int, total: int, what: str) -> None:
        bar.start()
        bar.update(task, completed=done, total=total, what=what)

    try:
        yield tell
    finally:
        bar.stop()


def refuse(error: TutelaError) -> NoReturn:
    """End the command: what, where and next on stderr, exit code 2."""
    click.echo(str(error), err=True)
    raise SystemExit(2)


def tell_places_of(error: TutelaError) -> None:
    """Where the places of faults are asked for: those this one went through, and none of its words,
    for who wrote a plug-in, or keeps Tutela."""
    from tutela.base.plugins import PluginRefused, places_of_fault
    from tutela.cli import traces

    if traces():
        own = error.trace if isinstance(error, PluginRefused) else ()
        places = own or places_of_fault(error.__traceback__)
        click.echo("\n".join(f"  {place}" for place in places), err=True)
