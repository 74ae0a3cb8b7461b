"""An edition as a paper to edit, to sign, to send, and its figures as a workbook: as far as one
reader may take it away. How a paper of each product looks is the core's (`tutela.reporting.paper`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.base.documents.docx import to_docx
from tutela.base.documents.mail import to_mail
from tutela.base.documents.pdf import to_pdf
from tutela.base.messages import term
from tutela.monitoring.indicators import CountedPeriod
from tutela.reporting.figures import ReportFigure
from tutela.reporting.paper import (
    Cleared,
    FilledSection,
    PaperHead,
    ReportPaper,
    figures_workbook,
    report_document,
)
from tutela.reporting.products import AUDIENCES
from tutela_web.access.audit import trail
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.adoption.letterheads.queries import on_letterhead
from tutela_web.base import named
from tutela_web.base.markings import Classification
from tutela_web.crisis.papers.layouts import laid_out
from tutela_web.look.days import date_format
from tutela_web.look.printed import printed_chart
from tutela_web.look.translate import (
    day_and_hour,
    in_language,
    in_page_language,
    say_in_page_language,
    word,
)
from tutela_web.reporting.drafting.verbs import round_of
from tutela_web.reporting.filling.of_report import office_name
from tutela_web.reporting.models import OfficeContribution, ReportEdition, ReportSignature
from tutela_web.reporting.papers.shown import ShownPart, ShownReport
from tutela_web.warning.models import Alert

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


CHART_SHARE = 0.7
"""How much of a page's width a chart takes: its words are then as large as those of tables."""


def paper_of(shown: ShownReport) -> ReportPaper:
    """An edition as a paper of its product, in the language that is switched on."""
    report = shown.report
    product = report.made_as
    zone = ZoneInfo(report.mission.time_zone)
    awaited = OfficeContribution.State.AWAITED
    missing = {owed.office for owed in shown.contributions if owed.state == awaited}
    this_round = round_of(report)
    signed = {
        signature.step: signature
        for signature in shown.signatures
        if signature.round == this_round and signature.answer == ReportSignature.Answer.CLEARED
    }
    chain = [
        Cleared(office, signed[step].at.astimezone(zone) if step in signed else None)
        for step, office in enumerate(product.clearance)
    ]
    frozen = (report.filled_at or report.entered_at).astimezone(zone)
    return ReportPaper(
        product=product,
        mission=named.in_language(report.mission.name),
        frozen=frozen.date(),
        as_of=day_and_hour(frozen),
        snapshot=report.digest[:12] or day_and_hour(frozen),
        sections={part.section.key: _section(part, shown.figures, missing) for part in shown.parts},
        period=CountedPeriod(report.first, report.last),
        figures=list(shown.figures.values()),
        marking=Classification(report.classification).word.lower(),
        marked=str(Classification(report.classification).label),
        head=PaperHead(
            to=in_page_language(term(AUDIENCES[product.audience])),
            sender=office_name(product.office),
            number="" if report.number is None else str(report.number),
            reference=str(report.about or ""),
            level=str(report.about.level) if report.about else "",
            subject=_subject(report.about) if report.about else "",
        ),
        drafted_by=office_name(product.office),
        cleared=chain[:-1],
        authorized=chain[-1],
        edition=report.edition,
        corrects=report.corrects.edition if report.corrects else None,
        draft=report.state != ReportEdition.State.RELEASED,
        dissent=_dissent(shown) if report.prints_dissent else "",
        stamp=(report.correction,) if report.correction else (),
        **in_language(),
    )


def _subject(alert: Alert) -> str:
    """What a paper about an alert is about: how near, what is feared, and where."""
    place = alert.place.name if alert.place else alert.place_said
    told = ", ".join(filter(None, [word(alert.act), place]))
    return f"{alert.get_level_display()}: {told}" if told else str(alert.get_level_display())


def _section(
    shown: ShownPart, figures: Mapping[str, ReportFigure], missing: set[str]
) -> FilledSection:
    part = shown.part
    if part is None:
        return FilledSection(closed=True)
    keys = part.filled.get("figures", [])
    blocks = [*_asks(shown), *_tables(shown), *(d.Paragraph(note, "small") for note in shown.notes)]
    return FilledSection(
        text=shown.written,
        suggested=shown.suggested,
        figures=[figures[key] for key in keys if key in figures],
        blocks=tuple(blocks),
        left_out=part.left_out_why,
        carried=part.carried_from if part.text == part.carried_text else None,
        missing=part.office in missing and not part.text.strip(),
    )


def _asks(shown: ShownPart) -> list[d.Block]:
    """What is asked of leaders: of whom, and by which day."""
    lines: list[d.Text] = []
    for ask in shown.asks or ():
        due = _("due %(day)s") % {"day": date_format(ask.due, "j M Y")} if ask.due else ""
        lines.append((d.Strong(f"{', '.join(filter(None, [ask.of.title, due]))}: "), ask.what))
    return [d.Bullets(tuple(lines))] if lines else []


def _tables(shown: ShownPart) -> list[d.Block]:
    blocks: list[d.Block] = []
    if shown.chart is not None and shown.part is not None:
        chart = shown.part.filled["chart"]
        keys = [(name, kind) for name, kind, _values in chart["layers"]]
        drawn = printed_chart(shown.chart, keys if chart["kind"] == "stacked" else ())
        blocks.append(d.Figure(drawn, chart["title"], chart["title"], CHART_SHARE))
    if shown.chart_rows:
        columns = (d.Column(""), *(d.Column(label, 0, "end") for label in shown.chart_labels))
        rows = tuple(
            d.Row((str(name), *map(str, values))) for name, _mark, *values in shown.chart_rows
        )
        blocks.append(d.Table(shown.heading, columns, rows))
    if shown.table and shown.table["rows"]:
        columns = tuple(d.Column(title) for title in shown.table["columns"])
        rows = tuple(d.Row(tuple(map(str, row))) for row in shown.table["rows"])
        blocks.append(d.Table(shown.heading, columns, rows, tall=True))
    return blocks


def _dissent(shown: ShownReport) -> str:
    rows = (signature for signature in shown.signatures if signature.dissent)
    return "\n\n".join(f"**{office_name(row.office)}** {row.dissent}" for row in rows)


def document_of(shown: ShownReport) -> d.Document:
    """An edition as its product is laid out, in the language that is switched on."""
    document = report_document(paper_of(shown), tell=say_in_page_language)
    return laid_out(shown.standing, shown.report.made_as.layout, document)


def cover_note(shown: ShownReport) -> d.Document:
    """The cover note of the clearance file: which text, the chain, and dissent, printed or not."""
    report = shown.report
    rows = sorted(shown.signatures, key=lambda row: row.at)
    zone = ZoneInfo(report.mission.time_zone)
    answers = dict(ReportSignature.Answer.choices)
    columns = (
        d.Column(_("Office"), 30),
        d.Column(_("Answer"), 20),
        d.Column(_("When"), 25),
        d.Column(_("Words"), 25),
    )
    table = d.Table(
        _("Clearance"),
        columns,
        tuple(
            d.Row(
                (
                    office_name(one.office),
                    str(answers[one.answer]),
                    day_and_hour(one.at.astimezone(zone)),
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
    none = (d.Paragraph(_("None was recorded.")),)
    last = rows[-1].at if rows else report.filled_at or report.entered_at
    which = [
        *([] if report.number is None else [_("No. %(n)s") % {"n": report.number}]),
        _("edition %(n)s") % {"n": report.edition},
        _("%(first)s to %(last)s")
        % {"first": date_format(report.first, "j M Y"), "last": date_format(report.last, "j M Y")},
        *([_("text %(digest)s") % {"digest": report.digest[:16]}] if report.digest else []),
    ]
    paper = d.Document(
        title=_("Cover note: %(title)s") % {"title": report.title},
        subtitle=" · ".join(which),
        frozen=last.astimezone(zone).date(),
        blocks=(table, d.Heading(_("Dissent")), *(dissent or none)),
        marking=Classification(report.classification).word,
        **in_language(),
    )
    return laid_out(shown.standing, report.made_as.layout, paper)


@dataclass(frozen=True)
class FileForm:
    """A form a report is taken away in: what it is called, and how it is made."""

    media: str
    make: Callable[[d.Document], bytes] | None


FORMS = {
    "docx": FileForm(DOCX, to_docx),
    "pdf": FileForm("application/pdf", to_pdf),
    "html": FileForm("text/html; charset=utf-8", lambda document: to_mail(document).encode()),
    "xlsx": FileForm(XLSX, None),
}
"""To edit, to sign, to send by mail, and the annex of figures."""


def report_as_file(
    standing: Standing, report: ReportEdition, form: str, *, cover: bool = False
) -> tuple[bytes, str]:
    """An edition, or the cover note of its clearance, as a file; a line in the audit.

    Takes   standing, already of what may be taken; form, one of FORMS.
    """
    wanted, shown = FORMS[form], ShownReport(standing, report)
    with translation.override(report.language):
        if wanted.make is None:
            content = figures_workbook(paper_of(shown), tell=say_in_page_language)
        else:
            document = cover_note(shown) if cover else document_of(shown)
            if form == "docx":
                document = on_letterhead(standing, document, final_since=report.released_at)
            content = wanted.make(document)
    closed = Compartment.CAPACITY in standing.compartments
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person if standing.roles else None,
        kind="reportedition",
        subject=report.pk,
        form=form,
        compartment=Compartment.CAPACITY.value if closed else "",
    )
    return content, wanted.media
