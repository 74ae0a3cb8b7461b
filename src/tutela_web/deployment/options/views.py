"""The options of each gap side by side, those of one, and what is beyond the mission."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.deployment.gap.models import Need
from tutela_web.deployment.gap.queries import needs_for
from tutela_web.deployment.options import queries
from tutela_web.deployment.options.map import draw_parts, legend
from tutela_web.partners.roles.verbs import ACT as KEEP_ROLES
from tutela_web.records.pages import read_line
from tutela_web.records.paging import page_context

SHOWN = 25


def need_told(standing: Standing, need: Need) -> Mapping[str, Any]:
    """What the page of a need shows of its options: all nine, and what is beyond the mission."""
    (options,) = queries.options_of_needs(standing, [need])
    queries.closed_read(standing, [effort.record for effort in options.efforts], need=need)
    beyond = queries.beyond_for(standing).filter(need=need).first()
    return {
        "options": options,
        "beyond": beyond,
        "beyond_state": beyond.state(standing.on) if beyond else None,
    }


def parts_told(standing: Standing) -> Mapping[str, Any]:
    """What the page of the host state shows: who acts for civilians in each area."""
    rows = queries.parts_by_area(standing)
    return {
        "rows": rows,
        "may_keep": standing.may(KEEP_ROLES),
        "map": draw_parts(rows, standing.mission.iso3),
        "legend": legend(),
    }


@mission_page(queries.KIND)
def options_listed(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Each need with how its options stand."""
    needs = needs_for(standing).filter(withdrawn_on=None).select_related("place")
    paged = page_context(request, needs.order_by("title", "pk"), size=SHOWN)
    shown = queries.options_of_needs(standing, list(paged["page"]))
    context = {
        **paged,
        "rows": [(options, queries.longest_wait(options)) for options in shown],
        "whole": holds_readiness(standing),
    }
    return render(request, "deployment/options.html", context)


@mission_page(queries.KIND, of=needs_for)
def need_options(request: HttpRequest, standing: Standing, need: Need) -> HttpResponse:
    """The nine options of one need, in the Framework's order."""
    read_line(standing, need)
    context = {"need": need, "told": need_told(standing, need)}
    return render(request, "deployment/need_options.html", context)


@mission_page(queries.KIND)
def beyond_listed(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What of each need is beyond the mission, and whether the Head of Mission accepted it."""
    rows = queries.beyond_listed(standing)
    queries.closed_read(standing, [statement for statement, _state in rows])
    context = {"rows": rows, "reads_risks": standing.reads("risks")}
    return render(request, "deployment/beyond.html", context)
