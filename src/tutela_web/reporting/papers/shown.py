"""A part of a report as its reader sees it: words, figures, tables, charts, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tutela.base.messages import term
from tutela.reporting.figures import ReportFigure, say_last, say_left_out
from tutela.reporting.products import FROM_OFFICE, KIND_WORDS, Section
from tutela_web.access.policy import Standing
from tutela_web.look.days import date_format
from tutela_web.look.series import SeriesLayer, funnel_chart, layer_key, stacked_chart
from tutela_web.look.translate import (
    day_and_hour,
    in_page_language,
    say_in_page_language,
    with_label,
)
from tutela_web.partners.partner.queries import partners_for
from tutela_web.reporting.drafting.verbs import round_of
from tutela_web.reporting.editions.ask_queries import asks_of, consultations_for
from tutela_web.reporting.editions.editor import may_write
from tutela_web.reporting.editions.queries import (
    accepted_text,
    carried_over,
    contributions_for,
    parts_for,
    signatures_for,
    waiting_sentences,
)
from tutela_web.reporting.filling.of_report import office_name, returns_now, say_number
from tutela_web.reporting.filling.report_figures import figures_of
from tutela_web.reporting.filling.section_sources import KeptChart
from tutela_web.reporting.models import (
    OfficeContribution,
    ReportAsk,
    ReportConsultation,
    ReportEdition,
    ReportPart,
    ReportSignature,
)
from tutela_web.reporting.papers.evidence import RecordBehind, records_behind

CHART_CLASSES = ("bar", "hollow", "unknown")


@dataclass(frozen=True)
class FigureOnPage:
    """A figure as a page writes it, with where it is explained."""

    key: str
    words: str
    said: str
    known: bool
    last: str  # as the last edition told it; blank where it told none


@dataclass(frozen=True)
class ShownPart:
    """A part as one reader sees it; `part` is None where it lies in a compartment not held."""

    section: Section
    heading: str
    kind: str
    office: str
    part: ReportPart | None
    figures: list[FigureOnPage]
    table: dict[str, Any] | None
    chart: SafeString | None
    chart_rows: list[list[Any]]
    chart_labels: list[str]
    notes: list[str]
    suggested: list[str]
    carried: bool
    may_write: bool
    asks: list[ReportAsk] | None  # what it asks of leaders; None in all parts but one

    @property
    def closed(self) -> bool:
        """Whether this reader is not let in to it."""
        return self.part is None

    @property
    def waiting(self) -> int:
        """How many suggested sentences stand in it that nobody accepted."""
        return len(self.suggested)

    @property
    def written(self) -> str:
        """Its text without them: what people wrote or accepted."""
        return accepted_text(self.part) if self.part else ""

    @property
    def table_rows(self) -> list[list[tuple[str, Any]]]:
        """The rows of its table, each cell beside the title of its column."""
        columns = self.table["columns"] if self.table else []
        return [
            list(zip(columns, row, strict=False)) for row in (self.table or {"rows": ()})["rows"]
        ]

    @property
    def chart_cells(self) -> list[tuple[str, Any, list[tuple[str, Any]]]]:
        """What its chart draws as rows: name, mark, each figure beside its label."""
        return [
            (name, mark, list(zip(self.chart_labels, values, strict=False)))
            for name, mark, *values in self.chart_rows
        ]

    @property
    def state(self) -> str:
        """How it stands, for the list of parts: what waits for somebody before all else."""
        if self.part is None:
            return "closed"
        if self.part.left_out:
            return "left_out"
        if self.suggested or self.carried:
            return "waits" if self.suggested else "carried"
        if self.part.text.strip():
            return "written"
        if self.asks:
            return "written"
        given = self.table is not None and (self.table["rows"] or self.section.kind != FROM_OFFICE)
        return "records" if self.figures or self.chart or given else "blank"

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.part.text.split()) if self.part and not self.part.left_out else 0


class ShownReport:
    """An edition as one reader sees it, each thing read once, whoever asks for it: a page, the
    paper, the workbook of figures, the API."""

    def __init__(self, standing: Standing, report: ReportEdition) -> None:
        self.standing, self.report = standing, report

    @cached_property
    def figures(self) -> dict[str, ReportFigure]:
        """The figures it froze, by their keys."""
        return {figure.key: figure for figure in figures_of(self.report)}

    @cached_property
    def contributions(self) -> list[OfficeContribution]:
        """What offices owe to it."""
        return list(contributions_for(self.standing).filter(report=self.report))

    @cached_property
    def signatures(self) -> list[ReportSignature]:
        """Its clearance, for who reads it whole."""
        return list(signatures_for(self.standing).filter(report=self.report))

    @cached_property
    def asks(self) -> list[ReportAsk]:
        """What it asks of leaders, for who reads it whole."""
        return asks_of(self.standing, self.report)

    @cached_property
    def consulted(self) -> list[ReportConsultation]:
        """Whom it was consulted with, for who reads it whole."""
        rows = consultations_for(self.standing).filter(report=self.report)
        return list(rows.prefetch_related(Prefetch("partner", partners_for(self.standing))))

    @cached_property
    def parts(self) -> list[ShownPart]:
        """Its parts in their order."""
        mine = {part.key: part for part in parts_for(self.standing).filter(report=self.report)}
        for part in mine.values():
            part.report = self.report
        return [
            self._part(section, mine.get(section.key)) for section in self.report.made_as.sections
        ]

    def part_of(self, part: ReportPart) -> ShownPart:
        """One of its parts."""
        return next(shown for shown in self.parts if shown.part and shown.part.pk == part.pk)

    def _part(self, section: Section, part: ReportPart | None) -> ShownPart:
        report, filled = self.report, part.filled if part else {}
        known = self.figures if filled.get("figures") else {}
        chart: KeptChart | None = filled.get("chart")
        drawn, rows = draw_chart(chart) if chart else (None, [])
        return ShownPart(
            section=section,
            heading=in_page_language(term(section.heading)),
            kind=in_page_language(term(KIND_WORDS[section.kind])),
            office=office_name(report.made_as.office_of(section)),
            part=part,
            figures=[
                FigureOnPage(
                    key,
                    say_in_page_language(known[key].label),
                    say_number(known[key]),
                    known[key].value is not None,
                    say_in_page_language(last) if (last := say_last(known[key])) else "",
                )
                for key in filled.get("figures", [])
                if key in known
            ],
            table=self._table(section, part) if part is not None else None,
            chart=drawn,
            chart_rows=rows,
            chart_labels=chart["labels"] if chart else [],
            notes=filled.get("notes", []),
            suggested=waiting_sentences(part) if part else [],
            carried=carried_over(part) if part else False,
            may_write=part is not None and report.writable and may_write(part, self.standing),
            asks=self.asks if section == report.made_as.asking else None,
        )

    def _table(self, section: Section, part: ReportPart) -> dict[str, Any] | None:
        """The table of a part: as it was filled; who owes and the figures as they stand."""
        if section.source == "nil_and_late_returns":
            returns = returns_now(self.report.mission.time_zone, self.contributions)
            return {
                "columns": [_("Office"), _("State"), _("When"), _("Said by")],
                "rows": returns,
                "refs": [],
            }
        if section.source == "release_steps":
            return self._release_steps()
        return (
            self._figure_table() if section.source == "figure_table" else part.filled.get("table")
        )

    def _release_steps(self) -> dict[str, Any]:
        """The chain of clearance with the day each step was signed, and the steps recorded with
        others before a public report goes out."""
        zone = ZoneInfo(self.report.mission.time_zone)
        this_round = round_of(self.report)
        signed = {
            signature.step: signature.at.astimezone(zone)
            for signature in self.signatures
            if signature.round == this_round and signature.answer == ReportSignature.Answer.CLEARED
        }
        recorded = [
            [str(step.get_step_display()), _("recorded"), date_format(step.on, "j M Y")]
            for step in self.consulted
            if step.step != ReportConsultation.Step.CONSULTED
        ]
        chain = [
            [
                str(number),
                office_name(office),
                day_and_hour(signed[step]) if step in signed else "–",
            ]
            for step, (number, office) in enumerate(enumerate(self.report.made_as.clearance, 1))
        ]
        columns = [_("Step"), _("Office"), _("Signed")]
        return {"columns": columns, "rows": [*recorded, *chain], "refs": []}

    def _figure_table(self) -> dict[str, Any]:
        """The annex: every figure with its definition, snapshot and what is left out."""
        report = self.report
        zone = ZoneInfo(report.mission.time_zone)
        at = day_and_hour(report.filled_at.astimezone(zone)) if report.filled_at else "–"
        return {
            "columns": [_("Figure"), _("Number"), _("Definition"), _("Counted"), _("Not in it")],
            "rows": [
                [
                    say_in_page_language(figure.label),
                    say_number(figure),
                    say_in_page_language(figure.definition),
                    at,
                    say_in_page_language(say_left_out(figure)) or "–",
                ]
                for figure in self.figures.values()
            ],
            "refs": [],
        }


def draw_chart(chart: KeptChart) -> tuple[SafeString, list[list[Any]]]:
    """A chart as a drawing, and the same as rows of a table: name, mark, a figure a label."""
    layers = [(str(name), str(kind), list(values)) for name, kind, values in chart["layers"]]
    rows: list[list[Any]] = [[name, layer_key(kind), *values] for name, kind, values in layers]
    if chart["kind"] == "funnel":
        known, unknown = layers[0][2], layers[1][2]
        steps = list(zip(chart["labels"], known, unknown, strict=True))
        said = "; ".join(with_label(name, number) for name, number, _more in steps)
        drawn = funnel_chart(steps, title=chart["title"], desc=said, unknown_word=_("not known"))
        return drawn, rows
    drawn = stacked_chart(
        chart["labels"],
        [SeriesLayer(name, kind, [float(v) for v in values]) for name, kind, values in layers],
        title=chart["title"],
        desc="; ".join(with_label(name, sum(values)) for name, _kind, values in layers),
    )
    return drawn, rows


@dataclass(frozen=True)
class ShownSentence:
    """A suggested sentence with the records behind it that this person may open."""

    words: str
    stands: bool
    accepted: bool
    records: list[RecordBehind]


def shown_sentences(standing: Standing, part: ReportPart) -> list[ShownSentence]:
    """The sentences suggested for a part, each with its evidence. A query a kind of record."""
    refs = [ref for one in part.suggested for ref in one["refs"]]
    readable = records_behind(standing, refs) if refs else {}
    lines = {line.strip() for line in part.text.splitlines()}
    accepted = set(part.accepted.splitlines())
    return [
        ShownSentence(
            one["words"],
            one["words"] in lines,
            one["words"] in accepted,
            [readable[kind, ref] for kind, ref in one["refs"] if (kind, ref) in readable],
        )
        for one in part.suggested
    ]
