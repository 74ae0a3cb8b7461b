"""An arrangement as one page: to print, and to read where there is no network."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.base.documents.html import to_html
from tutela.base.documents.pdf import to_pdf
from tutela_web.access.policy import Standing
from tutela_web.base import clock, named
from tutela_web.base.markings import Classification
from tutela_web.crisis.metrics.report import watermarks
from tutela_web.crisis.papers.layouts import laid_out
from tutela_web.look.days import date_format
from tutela_web.look.translate import day_and_hour, in_language
from tutela_web.partners.arrangements.models import Arrangement
from tutela_web.partners.arrangements.queries import PartyRow, parties_of

FORMS = ("html", "pdf")


def as_file(form: str, standing: Standing, arrangement: Arrangement) -> tuple[bytes | str, str]:
    """The sheet in one form, and how the web names that form.

    Takes   form, html or pdf; standing, what may be taken away: `access.policy.taking`.
    """
    sheet = document(standing, arrangement)
    if form == "html":
        return to_html(sheet), "text/html; charset=utf-8"
    return to_pdf(sheet), "application/pdf"


def document(standing: Standing, arrangement: Arrangement) -> d.Document:
    """The sheet as a document: lines and parts first, for it is read in haste."""
    now = clock.now(standing.mission)
    rows = tuple(map(_row, parties_of(standing, arrangement)))
    columns = (
        d.Column(_("Whom"), 3),
        d.Column(_("Line"), 3),
        d.Column(_("What it does"), 4),
        d.Column(_("Last test"), 2),
    )
    blocks: list[d.Block] = [
        d.Table(_("Lines"), columns, rows, tall=True)
        if rows
        else d.Paragraph(_("Nobody is named yet.")),
    ]
    if arrangement.contact:
        blocks.append(d.Paragraph((d.Strong(_("Contact point") + ": "), arrangement.contact)))
    blocks.append(d.Heading(_("What was agreed")))
    blocks += [d.Paragraph(line) for line in arrangement.says.split("\n") if line.strip()]
    area = arrangement.area.name if arrangement.area else _("the whole mission")
    as_of = day_and_hour(now)
    sheet = d.Document(
        title=arrangement.name,
        frozen=standing.on,
        blocks=tuple(blocks),
        kicker=named.in_language(standing.mission.name),
        subtitle=f"{arrangement.get_kind_display()} · {area}",
        marking=Classification(arrangement.classification).word,
        stamp=(_("As of %(at)s") % {"at": as_of}, *watermarks(standing)),
        **in_language(),
    )
    return laid_out(standing, "sheet", sheet)


def _row(row: PartyRow) -> d.Row:
    party, test = row.party, row.tested
    tested: d.Text = d.Strong(_("never"))
    if test is not None:
        day = date_format(test.at, "j M Y")
        tested = (day, d.Break(), d.Soft(_("answered") if test.reached else _("no answer")))
    return d.Row(
        (
            row.who or _("a partner you may not read"),
            (party.line or _("no line recorded")) if row.who else "–",
            party.part if row.who else "–",
            tested,
        ),
        test is None or not test.reached,
    )
