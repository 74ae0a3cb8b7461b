"""An edition as a document to edit, to sign and to send: as far as one reader may take it away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.strategy.document import prose
from tutela_web.access import audit
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base.markings import Classification
from tutela_web.crisis.layouts import laid_out
from tutela_web.crisis.report import DOCUMENTS
from tutela_web.look.said import day_and_hour, in_language
from tutela_web.reporting.filled import day_told
from tutela_web.reporting.fills_of_report import office_name
from tutela_web.reporting.models import ReportEdition, ReportSignature
from tutela_web.reporting.queries import signatures_for
from tutela_web.reporting.shown import ShownPart, shown_parts

FORMS = tuple(DOCUMENTS)


def document_of(standing: Standing, report: ReportEdition) -> d.Document:
    """An edition as its product is laid out, in its own language."""
    parts = shown_parts(standing, report)
    zone = ZoneInfo(report.mission.time_zone)
    at = day_and_hour((report.filled_at or report.entered_at).astimezone(zone))
    kicker = _("Draft") if report.number is None else _("No. %(n)s") % {"n": report.number}
    if report.corrects is not None:
        kicker = f"{kicker} · {_('Corrigendum, edition %(n)s') % {'n': report.edition}}"
    paper = d.Document(
        title=report.title,
        frozen=report.last,
        blocks=tuple(_blocks(standing, report, parts)),
        kicker=kicker,
        subtitle=f"{day_told(report.first)} – {day_told(report.last)}",
        marking=Classification(report.classification).word,
        meta=tuple(_meta(report, zone)),
        stamp=(_("Figures as of %(at)s") % {"at": at}, report.digest[:12] or _("not cleared")),
        **in_language(),
    )
    return laid_out(standing, report.made_as.layout, paper)


def _meta(report: ReportEdition, zone: ZoneInfo) -> Iterator[str]:
    yield _("From: %(office)s") % {"office": office_name(report.made_as.office)}
    yield _("Cut-off: %(at)s") % {"at": day_and_hour(report.cut_off.astimezone(zone))}
    if report.released_at:
        told = {"post": report.released_by, "at": day_and_hour(report.released_at.astimezone(zone))}
        yield _("Released by %(post)s, %(at)s") % told


def _blocks(standing: Standing, report: ReportEdition, parts: list[ShownPart]) -> Iterator[d.Block]:
    if report.correction:
        yield d.Note((d.Paragraph(_("What changed: %(why)s") % {"why": report.correction}),))
    for part in parts:
        if part.part is None or part.part.left_out:
            continue
        yield d.Heading(part.heading)
        if part.figures:
            yield _figures(part)
        yield from prose(part.part.text)
        if part.chart is not None:
            yield _chart(part)
        if part.table is not None and part.table["rows"]:
            yield _table(part.heading, part.table)
        for note in part.notes:
            yield d.Paragraph(note, "small")
    if report.prints_dissent:
        yield from _dissent(standing, report)


def _figures(part: ShownPart) -> d.Block:
    columns = (d.Column(_("Figure"), 75), d.Column(_("Number"), 25, "end"))
    rows = tuple(d.Row((one.words, d.Strong(one.said)), not one.known) for one in part.figures)
    return d.Table(part.heading, columns, rows)


def _table(name: str, table: dict[str, Any]) -> d.Block:
    columns = tuple(d.Column(title) for title in table["columns"])
    return d.Table(name, columns, tuple(d.Row(tuple(row)) for row in table["rows"]), tall=True)


def _chart(part: ShownPart) -> d.Block:
    columns = (d.Column(""), *(d.Column(label, 0, "end") for label in part.chart_labels))
    rows = tuple(d.Row((str(name), *map(str, values))) for name, _mark, *values in part.chart_rows)
    return d.Table(part.heading, columns, rows)


def _dissent(standing: Standing, report: ReportEdition) -> Iterator[d.Block]:
    rows = signatures_for(standing).filter(report=report).exclude(dissent="")
    if rows:
        yield d.Heading(_("Dissent"))
    for one in rows:
        yield d.Paragraph((d.Strong(f"{office_name(one.office)}: "), one.dissent))


def cover_note(standing: Standing, report: ReportEdition) -> d.Document:
    """The cover note of the clearance file: the chain, and dissent, printed or not."""
    rows = signatures_for(standing).filter(report=report)
    columns = (
        d.Column(_("Office"), 30),
        d.Column(_("Answer"), 20),
        d.Column(_("When"), 25),
        d.Column(_("Words"), 25),
    )
    answers = dict(ReportSignature.Answer.choices)
    table = d.Table(
        _("Clearance"),
        columns,
        tuple(
            d.Row(
                (
                    office_name(one.office),
                    str(answers[one.answer]),
                    day_and_hour(one.at.astimezone(ZoneInfo(report.mission.time_zone))),
                    one.why or "–",
                )
            )
            for one in rows
        ),
    )
    dissent = tuple(
        d.Paragraph((d.Strong(f"{office_name(one.office)}: "), one.dissent))
        for one in rows
        if one.dissent
    )
    paper = d.Document(
        title=_("Cover note: %(title)s") % {"title": report.title},
        frozen=report.last,
        blocks=(
            table,
            d.Heading(_("Dissent")),
            *(dissent or (d.Paragraph(_("None was recorded.")),)),
        ),
        marking=Classification(report.classification).word,
        **in_language(),
    )
    return laid_out(standing, report.made_as.layout, paper)


def report_as_file(
    standing: Standing, report: ReportEdition, form: str, *, cover: bool = False
) -> tuple[bytes, str]:
    """An edition, or the cover note of its clearance, as a file; a line in the audit.

    Takes   standing, already of what may be taken; form, one of FORMS.
    """
    make, media = DOCUMENTS[form]
    with translation.override(report.language):
        document = cover_note(standing, report) if cover else document_of(standing, report)
        content = make(document)
    closed = Compartment.CAPACITY in standing.compartments
    audit.record(
        "export",
        mission=standing.mission,
        by=standing.person if standing.roles else None,
        kind="reportedition",
        subject=report.pk,
        form=form,
        compartment=Compartment.CAPACITY.value if closed else "",
    )
    return content, media
