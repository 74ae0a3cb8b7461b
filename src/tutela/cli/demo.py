"""`tutela demo`: the main job on real, public data, from files that ship with the repository."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from tutela.base.errors import UnreadableFile
from tutela.base.messages import say
from tutela.cli.demonstration import demonstration_files
from tutela.cli.inputs import read_inputs
from tutela.cli.risk import print_risks
from tutela.monitoring.write import FORMS, write_document

ON = date(2018, 12, 31)
COUNTRIES = {"SSD": "South Sudan", "CAF": "Central African Republic"}
SHOWN = 10


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=demonstration_files,
    show_default="those that came with the program",
    help="The folder of the demonstration's files.",
)
@click.option(
    "-o",
    "out",
    type=click.Path(path_type=Path),
    default=Path("demo/out"),
    show_default=True,
    help="The folder to write reports into.",
)
def demo(data: Path, out: Path) -> None:
    """Rank the risks of South Sudan and the Central African Republic as of 31 December 2018.

    Real, public events (UCDP GED 23.1) and bases (Geo-PKO): hindsight, not what any mission knew.
    Prints the ranked risks of each country and writes its weekly report as PDF, DOCX and HTML.
    """
    if not data.is_dir():
        raise UnreadableFile(
            say("the demonstration's files are not here"),
            where=str(data),
            next=say("install it again, or give --data FOLDER"),
        )
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for code, name in COUNTRIES.items():
        inputs = read_inputs(
            [data / f"ged_{code}_to2018.csv.gz"],
            bases=data / "geopko_full_1994_2020.csv.gz",
        )
        now = inputs.assess(ON)
        click.echo(f"\n{name.upper()}\n")
        print_risks(now.assessment(SHOWN), len(now))
        report = inputs.weekly(ON, area=name)
        written += [write_document(report, out / f"weekly-{code}-{ON}{s}") for s in FORMS]
    click.echo("\nWritten:")
    for path in written:
        click.echo(f"  {path}")
