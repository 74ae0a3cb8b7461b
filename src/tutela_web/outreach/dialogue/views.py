"""What is owed to communities, who was not heard, and who was heard beside a place or an alert."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.outreach.dialogue.heard_queries import heard_at
from tutela_web.outreach.dialogue.queries import (
    ACT,
    KIND,
    exchanges_for,
    list_debts,
    may_answer,
)
from tutela_web.outreach.dialogue.silent_queries import answers_on_aims, find_silence
from tutela_web.outreach.dialogue.visits import visits_for
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.warning.board.queries import read_alert
from tutela_web.warning.network.queries import owed_for


@mission_page(KIND)
def owed_to_communities(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What is owed to communities, by community, office and age; beside it the feedback owed to who
    told of an alert, which has its own page."""
    debts = list_debts(standing)
    context = {
        "debts": debts,
        "rows": [(debt, may_answer(debt.point, standing)) for debt in debts.rows[:200]],
        "of_alerts": owed_for(standing).count() if standing.reads("alerts") else None,
    }
    return render(request, "outreach/owed.html", context)


@mission_page(KIND)
def silent(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Places not heard from in the set period, areas without a first exchange, and whom nobody
    asked whether the strategy meets its aims."""
    context = {
        "silence": find_silence(standing),
        "answers": answers_on_aims(standing)[:50],
        "may_record": standing.may_somewhere(ACT),
    }
    return render(request, "outreach/silent.html", context)


@mission_page(KIND)
def heard_at_place(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Who was heard at a place, what they asked, what they were told back."""
    place = get_object_or_404(places_for(standing), pk=pk)
    return _show_heard(request, standing, place)


@mission_page(KIND)
def dialogue_at(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Women's and men's views apart, and how long each was not heard."""
    return _show_at_community(request, standing, pk, "dialogue_at")


@mission_page(KIND)
def owed_at(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What a community asked and is owed, what is late first, and the last exchange with it."""
    return _show_at_community(request, standing, pk, "owed_at")


def _show_at_community(
    request: HttpRequest, standing: Standing, pk: UUID, name: str
) -> HttpResponse:
    place = get_object_or_404(places_for(standing), pk=pk)
    context = {
        "place": place,
        "heard": heard_at(standing, place),
        "may_record": standing.may(ACT, area=place.area_id),
        "part": f"outreach/_{name}.html",
    }
    part = request.htmx  # type: ignore[attr-defined]
    page = f"outreach/_{name}.html" if part else "outreach/at_community.html"
    return render(request, page, context)


@mission_page(KIND)
def heard_at_alert(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Who was heard at the place of an alert, beside what is decided about it."""
    alert = read_alert(standing, pk)
    seen = places_for(standing)
    place = seen.filter(pk=alert.place_id).first() if alert.place_id else None
    return _show_heard(request, standing, place)


def _show_heard(request: HttpRequest, standing: Standing, place: Place | None) -> HttpResponse:
    context = {
        "place": place,
        "heard": heard_at(standing, place) if place is not None else None,
        "may_record": place is not None and standing.may(ACT, area=place.area_id),
    }
    part = request.htmx  # type: ignore[attr-defined]
    return render(request, "outreach/_heard.html" if part else "outreach/heard.html", context)


@mission_page(KIND)
def of_visit(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The exchanges that were made of the report of a visit, and the form to make one."""
    report = get_object_or_404(visits_for(standing).defer("answers"), pk=pk)
    context = {
        "report": report,
        "exchanges": list(exchanges_for(standing).filter(report=report)),
        "may_record": standing.may_somewhere(ACT),
    }
    part = request.htmx  # type: ignore[attr-defined]
    return render(request, "outreach/_of_visit.html" if part else "outreach/of_visit.html", context)
