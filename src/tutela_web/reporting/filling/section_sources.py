"""What a fill function gives for a section, and which function fills from which source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypedDict

from django.db.models import Model
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tutela.reporting.products import CHART, FIGURES, FROM_OFFICE, MANDATORY, NARRATIVE, TABLE
from tutela_web.look.days import date_format
from tutela_web.reporting.filling.report_figures import Ref
from tutela_web.reporting.filling.view import FillView


class KeptSentence(TypedDict):
    """A sentence suggested, and the records it is made from."""

    words: str
    refs: list[list[str]]


class KeptTable(TypedDict):
    """A table as an edition freezes it; a row may name the records it is made from."""

    columns: list[str]
    rows: list[list[str]]
    refs: list[list[list[str]]]


class KeptChart(TypedDict):
    """A chart as an edition freezes it: what is drawn, and the same as a table beside it.

    kind     stacked, or funnel of (step, known, not known)
    layers   of stacked bars: name, class of the drawing, a figure a label
    """

    kind: str
    title: str
    labels: list[str]
    layers: list[list[Any]]


class KeptContent(TypedDict, total=False):
    """What the records give of a part beside its words; hidden, area, harm and month of counts that
    it does not tell; told, those it tells, with the count."""

    figures: list[str]
    table: KeptTable
    chart: KeptChart
    notes: list[str]
    hidden: list[list[str]]
    told: list[list[str | int]]


@dataclass
class FilledTable:
    """A table while it is made."""

    columns: Sequence[str]
    rows: list[list[str]] = field(default_factory=list)
    refs: list[list[list[str]]] = field(default_factory=list)

    def add(self, cells: Iterable[Model | str | int], *refs: Ref) -> None:
        """One more row, and the records it is made from."""
        self.rows.append([str(cell) for cell in cells])
        self.refs.append([list(ref) for ref in refs])

    def as_kept(self) -> KeptTable:
        """As the edition freezes it."""
        return KeptTable(columns=list(map(str, self.columns)), rows=self.rows, refs=self.refs)


@dataclass
class Filled:
    """What one source gives: sentences, figures by key, a table, a chart, and notes under them."""

    sentences: list[KeptSentence] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    table: FilledTable | None = None
    chart: KeptChart | None = None
    notes: list[str] = field(default_factory=list)
    hidden: list[list[str]] = field(default_factory=list)
    told: list[list[str | int]] = field(default_factory=list)

    def suggest(self, words: str, *refs: Ref) -> None:
        """Suggest a sentence made from these records."""
        self.sentences.append(KeptSentence(words=words, refs=[list(ref) for ref in refs]))

    def suggested_for(self, kind: str) -> list[KeptSentence]:
        """The sentences a section of a kind is suggested."""
        return self.sentences if kind in (NARRATIVE, MANDATORY) else []

    def kept_for(self, kind: str) -> KeptContent:
        """What a section of a kind shows beside its words."""
        kept_content = KeptContent()
        if self.figures and kind in (FIGURES, TABLE, MANDATORY, FROM_OFFICE, CHART):
            kept_content["figures"] = self.figures
        if self.table is not None and kind in (TABLE, MANDATORY, FROM_OFFICE):
            kept_content["table"] = self.table.as_kept()
        if self.chart is not None and kind == CHART:
            kept_content["chart"] = self.chart
        if self.notes:
            kept_content["notes"] = self.notes
        if self.hidden:
            kept_content["hidden"] = self.hidden
        if self.told:
            kept_content["told"] = self.told
        return kept_content


Fill = Callable[[FillView], Filled]
FILLS: dict[str, Fill] = {}
"""How a section is filled from each source of `tutela.reporting.sources`."""


def fills(source: str) -> Callable[[Fill], Fill]:
    """Register how sections are filled from a source."""

    def register(fill: Fill) -> Fill:
        FILLS[source] = fill
        return fill

    return register


def measure_told(value: float | None, unit: str = "") -> str:
    """A measure as people write it: whole where it is, else with one decimal. People are whole
    already."""
    if value is None:
        return _("not known")
    rounded = round(value, 1)
    said = number_format(rounded, decimal_pos=0 if rounded.is_integer() else 1)
    return f"{said}\u00a0{unit}" if unit else said


def day_told(day: date | None) -> str:
    """A day as a report writes it; nothing where it is not known."""
    return date_format(day, "j M Y") if day else ""
