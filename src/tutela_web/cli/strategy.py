"""`tutela strategy`: the strategy in force, or the one being written, on paper and checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tutela.base.errors import BadParameter
from tutela_web.cli.house import acting, in_house, mission_of

if TYPE_CHECKING:
    from tutela_web.access.policy import Standing
    from tutela_web.strategy.edition.models import Strategy

FORMS = ("docx", "pdf")
BY = click.option(
    "--by",
    "username",
    metavar="NAME",
    help="For whom it is made: what this person "
    "may see.  [default: what a POC adviser sees, in no compartment]",
)
EDITION = click.option("--edition", type=int, help="An edition by its number.")


@click.group()
def strategy() -> None:
    """The mission's strategy for the protection of civilians."""


@strategy.command()
@click.argument("mission")
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Ends in .docx, to edit, or .pdf, to sign.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "fr", "ar"]),
    help="Of headings and tables.  [default: the language it is written in]",
)
@click.option("--matrix", "what", flag_value="matrix", help="Annex I alone.")
@click.option("--summary", "what", flag_value="summary", help="What it says in short.")
@click.option(
    "--consultation",
    "what",
    flag_value="consultation",
    help="Who was heard on it, and what became of what they said.",
)
@click.option(
    "--closed",
    is_flag=True,
    help="With section F: only --by somebody who holds the compartment capacity.",
)
@EDITION
@BY
@in_house
def export(
    mission: str,
    out: Path,
    language: str | None,
    what: str | None,
    closed: bool,
    edition: int | None,
    username: str | None,
) -> None:
    """Write the strategy of MISSION as a file: the one in force, or else the draft.

    Sections A to J, the implementation matrix, references; marked on every page. Without --closed
    section F stands by its effect only. A line in the audit.
    """
    form = out.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise BadParameter(
            f"{out.name} is no form of a document", where="-o", next="end the name in .docx or .pdf"
        )
    from django.http import Http404

    from tutela_web.strategy.papers.files import as_file

    standing = _standing(mission, username)
    chosen = _strategy(standing, edition, first="in force")
    try:
        content, _kind = as_file(
            form, standing, chosen, what=what or "strategy", closed=closed, language=language or ""
        )
    except Http404:
        raise BadParameter(
            "this may not be taken away by who asks",
            where="--closed, --by",
            next="name by --by somebody who may",
        ) from None
    out.write_bytes(content)
    click.echo(
        f"{out}  {chosen.title}, edition {chosen.edition}, {chosen.state}; "
        f"{len(content) / 1000:,.0f} kB"
    )


@strategy.command()
@click.argument("mission")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
@click.option("--all", "every", is_flag=True, help="What is met too.")
@EDITION
@BY
@in_house
def check(
    mission: str, as_json: bool, every: bool, edition: int | None, username: str | None
) -> None:
    """Say which elements of the Framework the strategy of MISSION does not meet.

    Of the one being written, or else the one in force. What the Framework requires stands first.
    Says what is there, never that it is good. Exit code 0 whatever is missing.
    """
    from tutela.base.messages import whole
    from tutela.cli.show import show_json
    from tutela_web.access.audit import trail
    from tutela_web.strategy.content.elements import completeness

    standing = _standing(mission, username)
    chosen = _strategy(standing, edition, first="draft")
    held = completeness(standing, chosen)
    rows = held.rows if every else held.unmet
    trail.record(
        "read",
        mission=standing.mission,
        by=_person_with_roles(standing),
        kind="strategy",
        subject=chosen.pk,
        number=len(held.rows),
    )
    if as_json:
        show_json([_as_json(row, standing) for row in rows])
    else:
        for row in rows:
            element = row.state.element
            met = f"met by {row.state.by}" if row.state.met else str(whole(row.next or ""))
            click.echo(
                f"{element.key:<28} {element.strength:<7} {element.title}. {met} ({element.seed})"
            )
        click.echo(
            f"\nOf {len(held.rows)} elements, {held.met} are met: {held.by_word} by sentences a "
            f"person cited, {held.by_records_alone} by records without a word of the strategy. "
            f"Left out {held.left_out}, thin {held.thin}, missing {held.missing}. The check "
            "establishes that an element is present; it does not assess its quality."
        )
    for letter in held.withheld:
        click.echo(
            f"Section {letter} is read only with the compartment capacity: not counted. "
            "Next: name by --by somebody who holds it.",
            err=True,
        )


def _as_json(row: Any, standing: Standing) -> dict[str, Any]:
    from django.urls import reverse

    element = row.state.element
    return {
        "section": element.section,
        "element": element.element,
        "seed": element.seed,
        "where": reverse("strategy:section", args=[standing.mission.code, row.section.pk]),
        "met": row.state.met,
        "by": row.state.by or None,
    }


def _standing(code: str, username: str | None) -> Standing:
    from tutela_web.access.policy import operator_of

    mission = mission_of(code)
    return acting(username, mission) if username else operator_of(mission)


def _person_with_roles(standing: Standing) -> Any:
    return standing.person if standing.roles else None


def _strategy(standing: Standing, edition: int | None, *, first: str) -> Strategy:
    """The edition asked for; or the newest in that state, or else the newest there is."""
    from tutela_web.strategy.edition.queries import strategies_for

    rows = list(strategies_for(standing).select_related("mission").order_by("-edition"))
    if edition is not None:
        rows = [row for row in rows if row.edition == edition]
    if not rows:
        raise BadParameter(
            "there is no such strategy, or none that may be seen",
            where=standing.mission.code,
            next="see the page Strategies, or say --by NAME",
        )
    return next((row for row in rows if row.state == first), rows[0])
