"""The small forms beside a debrief and a lesson, and what partners see of a review."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.lessons import forms, queries, verbs
from tutela_web.lessons.kinds import DEBRIEF
from tutela_web.records.create_page import new_page


@mission_page("alerts")
def debrief_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Open a debrief by hand."""
    form = forms.OpenDebriefForm(
        request.POST or None, standing=standing, alert=request.GET.get("alert", "")
    )
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.open_by_hand(by=standing, **given),
        allowed=standing.may_somewhere(queries.KEEPS),
        title=DEBRIEF.titles.add,
        words=DEBRIEF.titles.about,
        trail=[(DEBRIEF.list_address(standing), DEBRIEF.titles.many)],
        to=lambda debrief: DEBRIEF.address(standing, debrief),
    )


@mission_page("hazards", "lessons")
def show_cleared(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The copies of reviews that were cleared for partners, and nothing else of them."""
    copies = queries.cleared_copies(standing).order_by("-cleared_at")
    return render(request, "lessons/cleared.html", {"copies": list(copies[:50])})
