"""`tutela report`: a report of the mission, filled from its records, as a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from tutela.base.errors import BadParameter
from tutela_web.cli.house import acting, in_house, mission_of

FORMS = ("docx", "pdf", "html", "xlsx")


@click.command()
@click.argument("product")
@click.argument("mission")
@click.option(
    "--on",
    "on",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day it is due: the days it tells of follow from it.",
)
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Ends in .docx, to edit, .pdf, to sign, .html, to mail, or .xlsx, its figures.",
)
@click.option(
    "--by",
    "username",
    metavar="NAME",
    help="Who drafts it: the edition is kept.  [default: nobody; it is made and not kept]",
)
@in_house
def report(product: str, mission: str, on: datetime, out: Path, username: str | None) -> None:
    """Write a report of a mission, filled from its records.

    An edition that was begun for that day is written as it stands. Else it is filled now; it is
    kept only where somebody drafts it. The paper is the one its page gives: a draft says so and
    marks what is only suggested. A part that its reader may not read says so: named as nobody, that
    is what tells of caveats and of refusals. Days that lie ahead are refused.

    Products stand on the mission's page of reports: daily, weekly_poc, hom_brief and others.
    """
    from django.http import Http404

    from tutela_web.access.policy import operator_of
    from tutela_web.reporting.command import write_report

    form = out.suffix.lstrip(".").lower()
    if form not in FORMS:
        raise BadParameter(
            f"{out.name} ends in none of {', '.join(FORMS)}", next="name a file that does"
        )
    place = mission_of(mission)
    by = acting(username, place) if username else operator_of(place)
    try:
        content = write_report(product, place, on.date(), form, by=by)
    except Http404:
        raise BadParameter(
            "this may not be taken away by who asks",
            where="--by",
            next="name by --by somebody who reads it whole",
        ) from None
    out.write_bytes(content)
    click.echo(f"{out}: {len(content):,} bytes")
