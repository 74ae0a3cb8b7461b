"""What headquarters reads: its missions on one page, a strategy in force, a released report."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.base.messages import term
from tutela.deployment.gap import EFFECTS
from tutela.strategy.elements import SECTIONS, elements
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.look.translate import in_page_language, word
from tutela_web.site.headquarters import queries


@mission_page(queries.KIND)
def missions(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The missions this person supports: shortfalls by effect, strategy, reports, requests."""
    read = queries.missions_read(standing)
    short = [{row.effect: row for row in mission_read.shortfalls} for mission_read in read]
    context = {
        "missions": read,
        "effects": [
            (word(effect.label), [rows.get(code) for rows in short])
            for code, effect in EFFECTS.items()
            if any(code in rows for rows in short)
        ],
    }
    return render(request, "site/headquarters.html", context)


@mission_page(queries.KIND)
def strategy(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The strategy in force, and the template it follows."""
    in_force = queries.strategy_read(standing)
    context = {
        "strategy": in_force,
        "sections": queries.text_read(standing, in_force) if in_force is not None else [],
        "template": [
            (
                letter,
                in_page_language(term(name)),
                [
                    (in_page_language(term(element.title)), element.seed)
                    for element in elements()
                    if element.section == letter
                ],
            )
            for letter, name in SECTIONS.items()
        ],
    }
    return render(request, "site/headquarters_strategy.html", context)


@mission_page(queries.KIND)
def report(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One released report, in its words."""
    released = {edition.pk: edition for edition in queries.reports_read(standing)}
    if pk not in released:
        raise Http404
    context = {"report": released[pk], "parts": queries.parts_read(standing, released[pk])}
    return render(request, "site/headquarters_report.html", context)
