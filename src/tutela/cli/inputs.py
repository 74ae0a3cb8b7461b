"""What several commands read: events, places, bases; and what they owe the reader about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutela.base.guards.sandbox import fork_from_here
from tutela.cli.show import progress
from tutela.incidents.read import Reading
from tutela.incidents.sandboxed_reading import read_events_apart
from tutela.places.gazetteer import Places
from tutela.places.read import read_places
from tutela.risk.parameters import DEFAULT, read_parameters

if TYPE_CHECKING:
    from tutela.cycle import Inputs

FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
PLACES = click.option(
    "--places",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Communities: CSV, XLSX or GeoJSON. Without it, the places the events name.",
)
BASES = click.option(
    "--bases",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where peacekeepers stand: Geo-PKO, or a list of your own.",
)
MAPPING = click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A mapping made by `tutela incidents map`.",
)
PARAMETERS = click.option(
    "--parameters",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own table of constants (docs/reference/parameters.md).",
)
COMPARTMENT = click.option(
    "--compartment",
    "compartments",
    multiple=True,
    type=click.Choice(["crsv", "mrm"]),
    help="Read these records too: only if you hold a grant for the compartment.",
)


class Day(click.ParamType[date]):
    """A date, or a month where a month is meant."""

    def __init__(self, form: str = "%Y-%m-%d", spoken: str = "YYYY-MM-DD") -> None:
        self.form, self.name = form, spoken

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), self.form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            self.fail(f"{value!r} is not a date. Next: write {self.name}.", param, ctx)


_MONTH = Day("%Y-%m", "YYYY-MM")
FROM_MONTH = click.option("--from", "start", required=True, type=_MONTH, help="First month.")
TO_MONTH = click.option("--to", "end", required=True, type=_MONTH, help="Last month.")
ON = click.option("--on", required=True, type=Day(), help="The day as of which it is known.")


def read_inputs(
    files: Sequence[Path],
    *,
    places: Path | None = None,
    bases: Path | None = None,
    mapping: Path | None = None,
    parameters: Path | None = None,
    compartments: Sequence[str] = (),
) -> Inputs:
    """Read everything an assessment needs, and tell on stderr what was refused.

    Raises  NothingAccepted if no event of any file, or no place of the file of places, could be
            taken.
    """
    from tutela.cycle import Inputs

    chosen = read_parameters(parameters) if parameters else DEFAULT
    reading = read_reading(files, mapping)
    given = read_communities(places) if places else None
    return Inputs(reading, given, bases, chosen, frozenset(compartments))


def read_communities(path: Path) -> Places:
    """Read a file of places; tell what was refused.

    Raises  NothingAccepted if no row could be taken.
    """
    places_read = read_places(path)
    for rejected in places_read.rejected:
        tell(f"{path} line {rejected.row}: {rejected.why}. Next: {rejected.next}")
    places_read.require_any(path.name)
    return places_read


def read_reading(files: Sequence[Path], mapping: Path | None = None) -> Reading:
    """Read event files; tell what was refused.

    Raises  NothingAccepted if nothing at all could be taken.
    """
    fork_from_here()
    with progress("reading") as told:
        reading = read_events_apart(files, mapping=mapping, on_progress=told)
    for report in reading.files:
        if report.error:
            tell(str(report.error))
        elif report.rejected:
            tell(
                f"{report.file}: {len(report.rejected):,} of {report.rows:,} rows refused."
                f" Next: tutela incidents check {report.file}"
            )
    reading.require_any()
    return reading


def tell(line: str) -> None:
    """A line on standard error: for people, beside whatever is printed for programs."""
    click.echo(line, err=True)
