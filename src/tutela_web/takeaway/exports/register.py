"""The risk register, and the hotspots of the situation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.incidents.compartments import closed_harms
from tutela.risk.factors import CONFIDENCES, PRIORITIES
from tutela_web.access.policy import Standing
from tutela_web.base.tables.exports import ExportColumn, Table, Value
from tutela_web.base.values import Words
from tutela_web.look.translate import say_in_page_language
from tutela_web.records.own.fields import AddedField
from tutela_web.risk.models import Assessment, Risk, SuggestedRisk
from tutela_web.risk.own import queries as own
from tutela_web.risk.queries import RegisterFilters, RegisterLine, hotspots, ranking
from tutela_web.takeaway.exports.columns import (
    RECORD,
    area_code,
    coordinates,
    marking_columns,
    markings_told,
    own_columns,
    own_point,
)
from tutela_web.takeaway.exports.kind import RecordsToExport

AT_ONCE = 500
"""Lines of the register read together."""


MOST_HOTSPOTS = 10_000


Scored = Risk | SuggestedRisk
"""What has the figures of a score."""


@dataclass(frozen=True)
class Ranked:
    """A line of the register and its place in the order."""

    rank: int
    line: RegisterLine
    assessment: Assessment | None

    @property
    def marking(self) -> int:
        """The closest marking of what the line is made of."""
        line, marks = self.line, [self.line.place.classification]
        if line.risk is not None:
            marks.append(line.risk.classification)
        if line.suggested is not None and self.assessment is not None:
            marks.append(self.assessment.classification)
        return max(marks)

    @property
    def invented(self) -> bool:
        """Whether its place or the record was made up for a demonstration."""
        return self.line.place.invented or bool(self.line.risk and self.line.risk.invented)

    @property
    def agreed(self) -> Risk | None:
        """The record of the register, if the forum has adopted a value."""
        return self.line.risk if self.line.agreed else None


FIGURES: tuple[tuple[str, Words, type, Callable[[Any], Value]], ...] = (
    ("risk", gettext_lazy("risk 0–100"), float, lambda v: round(v.risk, 1)),
    ("low", gettext_lazy("at least"), float, lambda v: round(v.risk_low, 1)),
    ("high", gettext_lazy("at most"), float, lambda v: round(v.risk_high, 1)),
    ("level", gettext_lazy("level 1–5"), int, lambda v: v.band + 1),
    ("intent", gettext_lazy("intent"), float, lambda v: v.intent),
    ("capability", gettext_lazy("capability"), float, lambda v: v.capability),
    ("vulnerability", gettext_lazy("vulnerability"), float, lambda v: v.vulnerability),
    ("gravity", gettext_lazy("gravity"), int, lambda v: v.gravity),
    ("priority", gettext_lazy("priority"), str, lambda v: PRIORITIES[v.priority]),
    (
        "confidence",
        gettext_lazy("confidence"),
        str,
        lambda v: None if v.confidence is None else CONFIDENCES[v.confidence],
    ),
)


def _figures(
    prefix: str, label: Words, value: Callable[[Ranked], Scored | None]
) -> Iterator[ExportColumn]:
    """The figures of one value, suggested or agreed; blank where there is none."""

    def figure(read: Callable[[Scored], Value], row: Ranked) -> Value:
        scored = value(row)
        return None if scored is None else read(scored)

    for name, words, type, read in FIGURES:
        yield ExportColumn(f"{prefix}_{name}", f"{label}: {words}", type, partial(figure, read))


ORDER: tuple[tuple[str, Words, type, Callable[[SuggestedRisk], Value]], ...] = (
    ("likelihood", gettext_lazy("likelihood within 30 days"), float, lambda s: s.likelihood),
    (
        "likelihood_low",
        gettext_lazy("likelihood of the hotspot: at least"),
        float,
        lambda s: s.likelihood_low,
    ),
    (
        "likelihood_high",
        gettext_lazy("likelihood of the hotspot: at most"),
        float,
        lambda s: s.likelihood_high,
    ),
    ("hotspot", gettext_lazy("hotspot"), str, lambda s: str(s.hotspot) if s.hotspot else None),
    ("leads", gettext_lazy("speaks for its hotspot"), bool, lambda s: s.leads),
    ("places", gettext_lazy("places of the hotspot"), int, lambda s: s.places),
    ("rank", gettext_lazy("rank of the hotspot"), int, lambda s: s.rank),
    ("rank_low", gettext_lazy("rank: from"), int, lambda s: s.rank_low),
    ("rank_high", gettext_lazy("rank: to"), int, lambda s: s.rank_high),
    ("ties_next", gettext_lazy("not told apart from the next"), bool, lambda s: s.ties_next),
)


def _in_order() -> Iterator[ExportColumn]:
    """Where what is suggested stands in its order; blank where that was made before hotspots."""

    def told(read: Callable[[SuggestedRisk], Value], row: Ranked) -> Value:
        suggested = row.line.suggested
        return None if suggested is None or suggested.hotspot is None else read(suggested)

    for name, words, type, read in ORDER:
        label = f"{_('Suggested')}: {words}"
        yield ExportColumn(f"suggested_{name}", label, type, partial(told, read))


def _point_of_line(row: Ranked) -> tuple[float | None, float | None, int | None]:
    return own_point(row.line.place)


def _marking_of_line(row: Ranked) -> int:
    return row.marking


def _marking_of_own(fields: Sequence[AddedField]) -> Callable[[Ranked], int]:
    markings = {field.code: field.spec["marking"] for field in fields}

    def marking(row: Ranked) -> int:
        told = markings_told(markings, row.line.risk) if row.line.risk else []
        return max(row.marking, *told, 0)

    return marking


def _is_line_invented(row: Ranked) -> bool:
    return row.invented


def _in_register(read: Callable[[Risk], Value]) -> Callable[[Ranked], Value]:
    """A fact of the register's record; blank where the line is a suggestion alone."""
    return lambda row: None if row.line.risk is None else read(row.line.risk)


def line_table(name: str) -> Callable[[Standing], Table]:
    """The columns of lines of the register, for a list of this name."""

    def table(standing: Standing) -> Table:
        fields = own.fields_for(standing)
        marking = _marking_of_own(fields) if fields else _marking_of_line
        columns = [
            ExportColumn("record_id", RECORD, str, _line_id),
            ExportColumn(
                "record",
                gettext_lazy("Kind"),
                str,
                lambda r: "risk" if r.line.risk else "suggestion",
            ),
            ExportColumn(
                "version", gettext_lazy("Version"), int, _in_register(lambda k: k.version)
            ),
            ExportColumn("rank", gettext_lazy("Order"), int, lambda r: r.rank),
            ExportColumn(
                "place_id", gettext_lazy("Record of the place"), str, lambda r: str(r.line.place.pk)
            ),
            ExportColumn(
                "place_code", gettext_lazy("Code of the place"), str, lambda r: r.line.place.code
            ),
            ExportColumn("place", gettext_lazy("Place"), str, lambda r: r.line.place.name),
            ExportColumn("area", gettext_lazy("Area"), str, lambda r: area_code(r.line.place)),
            *coordinates(_point_of_line),
            ExportColumn("actor", gettext_lazy("Actor"), str, lambda r: r.line.actor or None),
            ExportColumn("harm", gettext_lazy("Harm"), str, lambda r: r.line.harm or None),
            ExportColumn(
                "horizon_days", gettext_lazy("Days ahead"), int, lambda r: r.line.value.horizon_days
            ),
            ExportColumn(
                "must_should_could", gettext_lazy("Must, should, could"), str, lambda r: r.line.msc
            ),
            *_figures("suggested", _("Suggested"), lambda r: r.line.suggested),
            ExportColumn(
                "insufficient_data",
                gettext_lazy("Insufficient data"),
                bool,
                lambda r: r.line.suggested and r.line.suggested.insufficient_data,
            ),
            *_in_order(),
            *_figures("agreed", _("Agreed"), lambda r: r.agreed),
            ExportColumn(
                "forum_on", gettext_lazy("POC forum of"), date, _in_register(lambda k: k.forum_on)
            ),
            ExportColumn(
                "reason", gettext_lazy("Reason"), str, _in_register(lambda k: k.reason or None)
            ),
            ExportColumn(
                "proposed_risk", gettext_lazy("Proposed: risk 0–100"), float, _proposed_risk
            ),
            ExportColumn("status", gettext_lazy("Status"), str, _in_register(lambda k: k.status)),
            ExportColumn(
                "owner", gettext_lazy("Owner"), str, _in_register(lambda k: k.owner or None)
            ),
            ExportColumn(
                "review_on", gettext_lazy("Review on"), date, _in_register(lambda k: k.review_on)
            ),
            *(
                ExportColumn(c.name, c.label, c.type, _in_register(c.value))
                for c in own_columns(fields)
            ),
            *marking_columns(standing, marking, _is_line_invented),
        ]
        return Table(name, tuple(columns), marking)

    return table


def _line_id(row: Ranked) -> str:
    kept = row.line.risk or row.line.suggested
    return str(kept.pk) if kept else ""


def _proposed_risk(row: Ranked) -> float | None:
    told = row.line.proposal
    return round(told["risk"], 1) if told and told.get("risk") is not None else None


def _rank_lines(lines: Iterable[RegisterLine], assessment: Assessment | None) -> Iterator[Ranked]:
    never = closed_harms()
    for rank, line in enumerate(lines, start=1):
        if line.harm not in never:
            yield Ranked(rank, line, assessment)


def _suggested_from(assessment: Assessment | None) -> Callable[[], list[dict[str, Any]]]:
    def sources() -> list[dict[str, Any]]:
        return (
            [{"source": say_in_page_language(source)} for source in assessment.sources]
            if assessment
            else []
        )

    return sources


def find_register(standing: Standing, request: HttpRequest) -> RecordsToExport:
    """The lines of the register that its address asks for."""
    filters = RegisterFilters.of(request.GET)
    asked_own = own.asked_of(standing, request.GET)
    ranked = ranking(standing, filters, among=own.held_by(standing, asked_own))
    parts = (ranked.lines(at, at + AT_ONCE) for at in range(0, len(ranked), AT_ONCE))
    told = (own.tell_lines(standing, part) for part in parts)
    return RecordsToExport(
        _rank_lines(chain.from_iterable(told), ranked.assessment),
        filters.set() | {field.name: value for field, value in asked_own.items() if value},
        _suggested_from(ranked.assessment),
        ranked.assessment,
    )


def find_hotspots(standing: Standing, request: HttpRequest) -> RecordsToExport:
    """The first lines of the situation, whatever their status; none that is invented."""
    filters = replace(RegisterFilters.of(request.GET), status="")
    lines, _total, assessment = hotspots(standing, filters, top=MOST_HOTSPOTS, taken_away=True)
    own.tell_lines(standing, lines)
    return RecordsToExport(
        _rank_lines(lines, assessment), filters.set(), _suggested_from(assessment), assessment
    )


LINE_FILTERS = tuple(RegisterFilters.__dataclass_fields__)
