"""What several commands read: events, places, bases; and what they owe the reader about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from tutela.base.days import ask_of
from tutela.base.documents.model import Document
from tutela.base.errors import NothingAccepted
from tutela.base.say import say
from tutela.capacity.read import read_bases
from tutela.capacity.types import Bases
from tutela.cli.show import progress
from tutela.incidents.compartments import open_to
from tutela.incidents.read import Reading, read_events
from tutela.monitoring.weekly import weekly_report
from tutela.places.events import places_from_events
from tutela.places.gazetteer import Places
from tutela.places.read import read_places
from tutela.risk.assess import Assessed, assess
from tutela.risk.backtest import months_back
from tutela.risk.parameters import DEFAULT, Parameters, read_parameters

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


ON = click.option("--on", required=True, type=Day(), help="The day as of which it is known.")


@dataclass(frozen=True)
class Inputs:
    """Events read and counted; places and bases as they were known on any day asked about."""

    reading: Reading
    given_places: Places | None
    bases_file: Path | None
    parameters: Parameters
    compartments: frozenset[str]

    def places_on(self, day: date) -> Places:
        """The communities given, else those named by then, in records the reader may see."""
        if self.given_places is not None:
            return self.given_places
        seen = open_to(self.reading.events, self.compartments)
        return places_from_events(seen.known_on(day).frame)

    def bases_on(self, day: date) -> Bases | None:
        """The bases known on a day; None if no file was given."""
        if self.bases_file is None:
            return None
        return read_bases(self.bases_file, on=day, around=self.places_on(day))

    def assess(self, on: date) -> Assessed:
        """What these inputs said on a day."""
        ask_of(on)
        return assess(
            self.reading.events,
            self.places_on(on),
            on=on,
            bases=self.bases_on(on),
            earlier_bases=self.bases_on(months_back(on, 6)),
            parameters=self.parameters,
            compartments=self.compartments,
            sources=self.reading.vintage(),
        )

    def weekly(
        self, on: date, *, area: str = "", top: int = 15, marking: str = "unclassified"
    ) -> Document:
        """The weekly report as of a day, beside what was known seven days before."""
        now = self.assess(on)
        return weekly_report(
            now.assessment(),
            self.assess(on - timedelta(days=7)).assessment(),
            self.reading.events.frame,
            bases=now.bases.with_troops() if now.bases is not None else (),
            area=area,
            top=top,
            marking=marking,
        )


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

    Raises  NothingAccepted if no event of any file could be taken.
    """
    chosen = read_parameters(parameters) if parameters else DEFAULT
    reading = read_reading(files, mapping)
    given = read_places(places) if places else None
    for rejected in given.rejected if given is not None else ():
        tell(f"{places} line {rejected.row}: {rejected.why}. Next: {rejected.next}")
    return Inputs(reading, given, bases, chosen, frozenset(compartments))


def read_reading(files: Sequence[Path], mapping: Path | None = None) -> Reading:
    """Read event files; tell what was refused.

    Raises  NothingAccepted if nothing at all could be taken.
    """
    with progress("reading") as told:
        reading = read_events(files, mapping=mapping, on_progress=told)
    for report in reading.files:
        if report.error:
            tell(str(report.error))
        elif report.rejected:
            tell(
                f"{report.file}: {len(report.rejected):,} of {report.rows:,} rows refused."
                f" Next: tutela incidents check {report.file}"
            )
    if not len(reading.events):
        raise NothingAccepted(
            say("no event could be read"),
            where=", ".join(f.name for f in files),
            next=say("run tutela incidents check on the same files to see why, row by row"),
        )
    return reading


def tell(line: str) -> None:
    """A line on standard error: for people, beside whatever is printed for programs."""
    click.echo(line, err=True)
