"""`tutela monitoring`: what changed, and what do we tell whom?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from tutela.base.design_tokens import MARKINGS
from tutela.cli.inputs import BASES, FILES, MAPPING, ON, PARAMETERS, PLACES, read_inputs
from tutela.monitoring.write import check_out, write_document


@click.group()
def monitoring() -> None:
    """What changed, and what do we tell whom? The weekly risk report."""


@monitoring.command("weekly")
@FILES
@ON
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write it; the name ends in .pdf, .docx or .html.",
)
@PLACES
@BASES
@click.option(
    "--top",
    type=click.IntRange(1, 50),
    default=15,
    show_default=True,
    help="How many risks to list.",
)
@click.option(
    "--marking",
    type=click.Choice(list(MARKINGS), case_sensitive=False),
    default="unclassified",
    show_default=True,
    help="What stands at the top and foot of every page.",
)
@click.option("--area", default="", metavar="NAME", help="The area's name; else its countries'.")
@MAPPING
@PARAMETERS
def weekly_command(
    files: tuple[Path, ...],
    on: date,
    out: Path,
    places: Path | None,
    bases: Path | None,
    top: int,
    marking: str,
    area: str,
    mapping: Path | None,
    parameters: Path | None,
) -> None:
    """Write the weekly protection risk report as of a day.

    Page one stands alone: the figures of the week, a judgement, the map, the ranked risks. Behind
    it: the reasons and record ids, what changed since the week before, what is not known, and how
    we know. PDF to sign, DOCX to edit, HTML to read on any screen.

    \b
    Reads       the same files as `tutela risk assess`; it assesses the day and seven days before.
    Prints      the name of the file written.
    Left out    sexual violence, children recruited or used: they stay in their compartments.
    """
    check_out(out)  # before the long work, not after it
    inputs = read_inputs(files, places=places, bases=bases, mapping=mapping, parameters=parameters)
    report = inputs.weekly(on, area=area, top=top, marking=marking.lower())
    written = write_document(report, out)
    click.echo(str(written))
