"""An edition filled from the records: figures and tables frozen, sentences suggested.

What people wrote stays: sentences nobody accepted or changed give way to the new ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import translation

from tutela.reporting.products import FROM_OFFICE
from tutela_web.access.models import Person
from tutela_web.base import clock
from tutela_web.records import verbs as records
from tutela_web.reporting import fills, fills_of_report, fills_plans, fills_response
from tutela_web.reporting.counted import KeptFigure, count_figures
from tutela_web.reporting.filled import FILLS, Filled, KeptSentence
from tutela_web.reporting.models import ReportEdition, ReportPart
from tutela_web.reporting.queries import previous_edition
from tutela_web.reporting.view import CLOSED_SOURCES, FillView, product_view

REGISTERED = (fills, fills_of_report, fills_plans, fills_response)
"""The modules whose functions fill sections, named so that they are read."""

EMPTY = Filled()


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
    contents: list[tuple[ReportPart, dict[str, Any]]] = []
    keys: list[str] = []
    with translation.override(report.language):
        for done, part in enumerate(parts):
            tell(done, len(parts) + 1)
            section = report.made_as.section(part.key)
            source = section.source
            filled = EMPTY
            if source:
                seen = replace(view, standing=view.closed) if source in CLOSED_SOURCES else view
                filled = FILLS[source](seen)
            kind = FROM_OFFICE if section.kind == FROM_OFFICE else section.kind
            kept = filled.kept_for(kind)
            keys += kept.get("figures", [])
            suggested = filled.suggested_for(kind)
            contents.append((part, {"filled": dict(kept), "suggested": suggested}))
        tell(len(parts), len(parts) + 1)
        figures = count_figures(view, keys)
    with transaction.atomic():
        finish()
        _keep(report, contents, figures, by=by)
    tell(len(parts) + 1, len(parts) + 1)
    return ReportEdition.objects.get(pk=report.pk)


def _keep(
    report: ReportEdition,
    contents: list[tuple[ReportPart, dict[str, Any]]],
    figures: dict[str, KeptFigure],
    *,
    by: Person | None,
) -> None:
    now = ReportEdition.objects.select_for_update().get(pk=report.pk)
    if now.state not in (ReportEdition.State.FILLING, ReportEdition.State.DRAFT):
        return
    for part, changes in contents:
        held = ReportPart.objects.select_for_update().get(pk=part.pk)
        text = _text_after(held, changes["suggested"])
        if text != held.text:
            changes["text"] = text
        records.edit(held, changes, version=held.version, by=by, reason="filled from the records")
    frozen: dict[str, Any] = {
        "figures": figures,
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
