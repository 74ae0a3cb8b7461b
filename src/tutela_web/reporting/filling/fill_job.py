"""An edition filled from the records: figures and tables frozen, sentences suggested.

What people wrote stays: sentences nobody accepted or changed give way to the new ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypedDict

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tutela.reporting.agreement import check_agreement, figures_counted
from tutela.reporting.figures import ReportFigure, with_last
from tutela.reporting.products import MANDATORY, NARRATIVE, Section
from tutela.reporting.sentences import Suggested, suggest_for
from tutela_web.access.models import Person
from tutela_web.base import clock
from tutela_web.base.holding import hold
from tutela_web.look.translate import say_in_page_language
from tutela_web.records import verbs as records
from tutela_web.reporting.editions.queries import previous_edition
from tutela_web.reporting.filling import activities as fills_activities
from tutela_web.reporting.filling import assessment as fills_assessment
from tutela_web.reporting.filling import (
    follow_up_part,
    means,
    of_report,
    own_fields,
    published,
    section_fill,
)
from tutela_web.reporting.filling import joint as fills_joint
from tutela_web.reporting.filling import plans as fills_plans
from tutela_web.reporting.filling import response as fills_response
from tutela_web.reporting.filling.facts import FactsOf
from tutela_web.reporting.filling.of_report import changes_of
from tutela_web.reporting.filling.report_figures import count_figures, figures_of, freeze, ref_of
from tutela_web.reporting.filling.section_sources import FILLS, Filled, KeptContent, KeptSentence
from tutela_web.reporting.filling.view import CLOSED_SOURCES, FillView, product_view
from tutela_web.reporting.models import ReportEdition, ReportPart

REGISTERED = (
    section_fill,
    fills_activities,
    fills_assessment,
    fills_joint,
    of_report,
    fills_plans,
    fills_response,
    follow_up_part,
    means,
    own_fields,
    published,
)
"""The modules whose functions fill sections, named so that they are read."""

EMPTY = Filled()


class PartContent(TypedDict):
    """What the records give of one part: beside its words, and as sentences."""

    filled: KeptContent
    suggested: list[KeptSentence]


def view_for(report: ReportEdition) -> FillView:
    """As whom an edition is filled, and what was known by its cut-off, or by now before that."""
    mission = report.mission
    now = clock.now(mission)
    product = report.made_as
    before = report.corrects or previous_edition(mission, report.product, report.cut_off)
    return FillView(
        product=product,
        standing=product_view(mission, product, clock.today(mission)),
        first=report.first,
        last=report.last,
        cut_off=now if report.corrects else min(report.cut_off, now),
        about=report.about,
        before=before,
        report=report,
    )


def fill_edition(
    report: ReportEdition,
    *,
    by: Person | None,
    tell: Callable[[int, int], None] = lambda done, total: None,
    finish: Callable[[], None] = lambda: None,
) -> ReportEdition:
    """Fill every part of an edition in its language and freeze its figures.

    Takes   by, who asked; tell, how many parts of how many are done; finish, the last check before
            it is kept.
    """
    view = view_for(report)
    parts = list(ReportPart.objects.filter(report=report).select_related("report"))
    total = len(parts) + 2
    filled_by: dict[str, Filled] = {}
    with translation.override(report.language):
        for done, part in enumerate(parts):
            tell(done, total)
            section = part.made_as
            if section.source in FILLS and not _is_withheld(view, section):
                seen = (
                    replace(view, standing=view.closed)
                    if section.source in CLOSED_SOURCES
                    else view
                )
                filled_by[part.key] = FILLS[section.source](seen)
        tell(len(parts), total)
        keys = [key for one in filled_by.values() for key in one.figures]
        told_last = figures_of(view.before) if view.before else []
        figures = with_last(count_figures(view, keys), told_last)
        known = FactsOf(view, changes_of(view), figures)
        counted = {figure.key: figure for figure in figures}
        contents: list[tuple[ReportPart, PartContent]] = []
        for part in parts:
            section = part.made_as
            filled = filled_by.get(part.key, EMPTY)
            suggested: list[KeptSentence] = []
            if section.kind in SPOKEN and section.source:
                told = _suggest(section, known)
                counted |= _count_missing(view, told, counted)
                check_agreement(section, told, counted)
                suggested = _say_suggested(told) + filled.sentences
            kept = filled.kept_for(section.kind)
            if _is_withheld(view, section):
                kept = KeptContent(notes=[_("Single cases and small counts do not go outside.")])
            contents.append((part, PartContent(filled=kept, suggested=suggested)))
        tell(len(parts) + 1, total)
    with transaction.atomic():
        finish()
        _keep(report, contents, figures, by=by)
    tell(total, total)
    return ReportEdition.objects.get(pk=report.pk)


SPOKEN = (NARRATIVE, MANDATORY)
"""Kinds of section that are words: sentences are suggested for them."""


def _is_withheld(view: FillView, section: Section) -> bool:
    """Whether a section lists single cases or small counts, and goes outside: it stays empty."""
    return view.product.outside and view.product.lists_cases(section)


def _suggest(section: Section, known: FactsOf) -> list[Suggested]:
    """What the core suggests for a section."""
    if section.source in RENDERED:
        return []
    facts = known.closed_facts if section.source in CLOSED_SOURCES else known.facts
    return suggest_for(known.view.product, section, facts)


def _count_missing(
    view: FillView, told: list[Suggested], counted: Mapping[str, ReportFigure]
) -> dict[str, ReportFigure]:
    """The figures that sentences count and no part of the report shows."""
    missing = [key for key in figures_counted(told) if key not in counted]
    return {figure.key: figure for figure in count_figures(view, missing)}


def _say_suggested(told: list[Suggested]) -> list[KeptSentence]:
    """Sentences in the language of the edition, each with its records."""
    return [
        KeptSentence(
            words=say_in_page_language(one.text),
            refs=[list(ref_of(record)) for record in one.evidence if ":" in record],
        )
        for one in told
    ]


RENDERED = frozenset({"nil_and_late_returns", "changed_since_last"})
"""Sources whose table says it all."""


def _keep(
    report: ReportEdition,
    contents: list[tuple[ReportPart, PartContent]],
    figures: list[ReportFigure],
    *,
    by: Person | None,
) -> None:
    now = hold(report)
    if now.state not in (ReportEdition.State.FILLING, ReportEdition.State.DRAFT):
        return
    for part, changes in contents:
        held = hold(part)
        text = _text_after(held, changes["suggested"])
        renewed: dict[str, Any] = {**changes, "text": text}
        records.edit(held, renewed, version=held.version, by=by, reason="filled from the records")
    frozen: dict[str, Any] = {
        "figures": freeze(figures),
        "state": ReportEdition.State.DRAFT,
        "filled_at": clock.now(report.mission),
    }
    records.edit(
        now,
        frozen,
        version=now.version,
        by=by,
        reason="filled from the records",
    )


def _text_after(part: ReportPart, suggested: list[KeptSentence]) -> str:
    """The text of a part with its suggestions renewed: only where nobody wrote or accepted."""
    before = join_sentences(part.suggested)
    if part.text.strip() and (part.text != before or part.accepted):
        return part.text
    return join_sentences(suggested) or part.carried_text


def join_sentences(suggested: list[KeptSentence]) -> str:
    """Suggested sentences as the text of a part: a paragraph each."""
    return "\n\n".join(one["words"] for one in suggested)
