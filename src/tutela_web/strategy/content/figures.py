"""The figures a section is written with: what each counts, and where its records are listed.

Each is counted as the prefill counts it, of the records that the reader may see and that are marked
no higher than the strategy. What is told of them beside the text is therefore the reader's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tutela.risk.threats import ACTUAL
from tutela.strategy.text.figures import contradictions
from tutela.strategy.text.prefilled import prefilled_left
from tutela_web.access.policy import Standing
from tutela_web.capacity.caveats.queries import caveats_for
from tutela_web.capacity.units.queries import holds_readiness, units_for
from tutela_web.crisis.plans.queries import seen_plans
from tutela_web.engagements.residual.queries import residuals_for
from tutela_web.fora.forum.queries import standing_fora
from tutela_web.links.queries import in_force
from tutela_web.outreach.messages.queries import means_today, messages_in_force
from tutela_web.partners.arrangements.queries import standing_arrangements
from tutela_web.partners.partner.queries import standing_partners
from tutela_web.programme.matrix.queries import HIGH, lines_for, priority_risks
from tutela_web.programme.measures.queries import duties_for, indicators_for
from tutela_web.risk.atrocity.queries import factors_for
from tutela_web.risk.groups.queries import standing_rows
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.risk.threats.queries import kinds_of_risks
from tutela_web.strategy.edition.models import Section
from tutela_web.strategy.edition.takeup import EVERYTHING, Printed
from tutela_web.warning.network.queries import contacts_for


@dataclass(frozen=True)
class CountedFigure:
    """A figure that text of a section may give.

    name     in the table of nouns by which a rule finds it in a text; "" where none looks for it
    reads    the kind of record that must be read to see it; capacities also want the compartment
    page     where its records are listed, with what the address asks there
    taken    the kind of record by which an edition takes them up; "" where it takes none up
    """

    letter: str
    name: str
    words: Promise
    reads: str
    rows: Callable[[Standing], QuerySet[Any]]
    page: str
    asks: str = ""
    taken: str = ""


def _priority_of_kind(by: Standing, kind: str) -> QuerySet[Risk]:
    """The critical and high risks the forum adopted whose threat is of this kind."""
    kinds = kinds_of_risks(by, priority_risks(by))
    return risks_for(by).filter(pk__in=[pk for pk, told in kinds.items() if told == kind])


FIGURES = (
    CountedFigure(
        "B",
        "risks",
        _("Adopted risks"),
        "risks",
        lambda by: risks_for(by).filter(status=Risk.Status.ADOPTED),
        "risk:register",
        "?status=adopted",
    ),
    CountedFigure(
        "B",
        "",
        _("Adopted risks that are critical or high"),
        "risks",
        lambda by: risks_for(by).filter(status=Risk.Status.ADOPTED, priority__gte=HIGH),
        "risk:register",
        "?status=adopted",
    ),
    CountedFigure(
        "B",
        "",
        _("Of them actual: such acts are on record"),
        "risks",
        lambda by: _priority_of_kind(by, ACTUAL),
        "risk:register",
        "?status=adopted&threat=actual",
    ),
    CountedFigure(
        "B", "", _("Views of how groups are at risk"), "risks", standing_rows, "risk:group_risks"
    ),
    CountedFigure(
        "B",
        "",
        _("Assessments of factors of atrocity crimes"),
        "risks",
        factors_for,
        "risk:atrocity",
    ),
    CountedFigure(
        "C",
        "lines",
        _("Lines of the implementation matrix"),
        "strategy",
        lambda by: lines_for(by).exclude(status="stopped"),
        "programme:matrix",
        taken="lines",
    ),
    CountedFigure(
        "E",
        "contacts",
        _("Contacts of the alert network in use"),
        "network",
        lambda by: contacts_for(by).filter(retired=False),
        "warning:network",
    ),
    CountedFigure(
        "E", "plans", _("Contingency plans in use"), "alerts", seen_plans, "crisis:plans"
    ),
    CountedFigure(
        "F",
        "units",
        _("Units"),
        "bases",
        lambda by: units_for(by).filter(retired=False),
        "capacity:units",
    ),
    CountedFigure("F", "caveats", _("Caveats"), "bases", caveats_for, "capacity:caveats"),
    CountedFigure(
        "H",
        "fora",
        _("Coordination forums in place"),
        "fora",
        standing_fora,
        "fora:fora",
        taken="fora",
    ),
    CountedFigure(
        "H",
        "partners",
        _("Partners"),
        "fora",
        standing_partners,
        "partners:partners",
        taken="partners",
    ),
    CountedFigure(
        "H",
        "",
        _("Arrangements that stand"),
        "fora",
        standing_arrangements,
        "partners:arrangements",
        taken="arrangements",
    ),
    CountedFigure(
        "I",
        "residuals",
        _("Residual risks accepted"),
        "risks",
        lambda by: residuals_for(by).filter(ended_on=None, until__gte=by.on),
        "engagements:residuals",
        taken="residuals",
    ),
    CountedFigure(
        "I",
        "",
        _("Messages that hold"),
        "outreach",
        messages_in_force,
        "outreach:messages",
    ),
    CountedFigure(
        "I",
        "",
        _("Staff and money for expectations, by line"),
        "outreach",
        means_today,
        "outreach:all_means",
    ),
    CountedFigure(
        "J",
        "indicators",
        _("Indicators that are read"),
        "strategy",
        lambda by: indicators_for(by).filter(in_force(by)),
        "monitoring:indicators",
        taken="indicators",
    ),
    CountedFigure(
        "J",
        "duties",
        _("Reporting duties that stand"),
        "strategy",
        lambda by: duties_for(by).filter(in_force(by)),
        "programme:report_duties",
        taken="reporting",
    ),
)


@dataclass(frozen=True)
class ShownFigure:
    """A figure as it stands beside the text: its number today, and the address of its records."""

    counted: CountedFigure
    number: int
    url: str


@dataclass(frozen=True)
class SentenceApart:
    """A sentence written by hand that gives another number than the records."""

    section: Section
    sentence: str
    said: int
    figure: ShownFigure


def figures_of(
    standing: Standing, section: Section, *, of: Iterable[CountedFigure] = FIGURES
) -> list[ShownFigure]:
    """The figures of a section that this person may see, of what its edition prints. A query
    each, and what `_priority_of_kind` reads."""
    shown = []
    printed = Printed(section.strategy)
    for figure in of:
        if figure.letter != section.letter or not _reads(standing, figure):
            continue
        number = _rows(figure, standing, section.classification, printed).count()
        url = reverse(figure.page, args=[standing.mission.code]) + figure.asks
        shown.append(ShownFigure(figure, number, url))
    return shown


def figure_rows(
    name: str, standing: Standing, marking: int, printed: Printed = EVERYTHING
) -> QuerySet[Any]:
    """The records that a figure of this name counts, of those marked no higher than `marking` that
    an edition prints."""
    return _rows(_BY_NAME[name], standing, marking, printed)


_BY_NAME = {figure.name: figure for figure in FIGURES if figure.name}


def _rows(
    figure: CountedFigure, standing: Standing, marking: int, printed: Printed
) -> QuerySet[Any]:
    rows = figure.rows(standing).filter(classification__lte=marking).order_by()
    rows = printed.rows(figure.taken, rows) if figure.taken else rows
    return (
        rows if figure.name == "caveats" else rows.filter(compartment="")
    )  # all of them lie in it


def _reads(standing: Standing, figure: CountedFigure) -> bool:
    if figure.letter == "F" and not holds_readiness(standing):
        return False
    return standing.reads(figure.reads)


def sentences_apart(
    standing: Standing, section: Section, figures: list[ShownFigure]
) -> list[SentenceApart]:
    """The sentences of a section, written by hand, that contradict its figures, as far as this
    person reads their records in the whole mission; of a strategy that is being written only, for
    later the records move on.

    Takes   figures, as `figures_of` gives them.
    """
    known = {
        one.counted.name: one
        for one in figures
        if one.counted.name and standing.reads_everywhere(one.counted.reads)
    }
    if not (known and section.strategy.writable):
        return []
    prefilled = "\n".join(prefilled_left(section.prefill, section.text))
    told = contradictions(
        section.text,
        section.letter,
        section.language,
        {name: one.number for name, one in known.items()},
    )
    return [
        SentenceApart(section, one.sentence, one.said, known[one.figure])
        for one in told
        if one.sentence not in prefilled
    ]


def sections_apart(standing: Standing, sections: Iterable[Section]) -> list[SentenceApart]:
    """The same of several sections. A query for each figure that a rule finds in a text."""
    return [
        one
        for section in sections
        if section.text.strip() and section.strategy.writable
        for one in sentences_apart(
            standing, section, figures_of(standing, section, of=_BY_NAME.values())
        )
    ]
