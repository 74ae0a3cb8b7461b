"""Moves on the pages of rooms below, for who holds the compartment: a place, a base; and what the
page of a need joins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tutela.base.messages import say
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.capacity.models import Base
from tutela_web.capacity.units.queries import bases_for, holds_readiness
from tutela_web.deployment.gap.models import Need
from tutela_web.deployment.whatif.move_queries import (
    ACT,
    KIND,
    moves_at,
    moves_for,
    running_moves,
    waiting_to_be_scored,
)
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records.models import Record
from tutela_web.records.panels import PANELS, PanelAbove
from tutela_web.risk.questions.feeds import FEEDS, FedQuestion


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel of moves beside a place or a base, for holders. No query."""
    if not isinstance(record, Place | Base) or not holds_readiness(standing):
        return None
    if not standing.reads(KIND):
        return None
    url = reverse("deployment:moves_at", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Moves that are requested"))


@mission_page("bases")
def moves_at_place(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The moves by which a place or a base is left, gains or loses: to others it is not there."""
    if not holds_readiness(standing):
        raise Http404
    place = places_for(standing).filter(pk=pk).first()
    base = bases_for(standing).filter(pk=pk).first() if place is None else None
    if place is not None:
        moves = list(moves_at(standing, place=place))
    elif base is not None:
        moves = [
            move for move in running_moves(standing) if base.pk in (move.base_id, move.to_base_id)
        ]
    else:
        raise Http404
    part = request.htmx  # type: ignore[attr-defined]
    return render(
        request,
        "deployment/_moves_at.html" if part else "deployment/moves_at.html",
        {"moves": moves, "here": place or base},
    )


def beside_need(standing: Standing, need: Need) -> Mapping[str, Any] | None:
    """What the page of a need shows: the moves drafted or requested for it, and where one is tried.
    None for who does not hold the compartment. The template is deployment/_moves_of_need.html."""
    if not holds_readiness(standing) or not standing.reads(KIND):
        return None
    code = standing.mission.code
    begun = urlencode({"need": str(need.pk)})
    return {
        "moves": list(moves_for(standing).filter(need=need)),
        "whatif_url": reverse("deployment:whatif", args=[code]),
        "draft_url": f"{reverse('deployment:move_new', args=[code])}?{begun}"
        if standing.may_somewhere(ACT)
        else "",
    }


def questions_after_departure(standing: Standing) -> list[FedQuestion]:
    """What is to be scored again since somebody left, as questions that records put."""
    return [
        FedQuestion(
            f"moverequest:{request.pk}:{near.place.pk}",
            near.place,
            say(
                "How did the danger at {place} change since peacekeepers left?",
                place=near.place.name,
            ),
            say("the score of the place, which is older than the departure"),
            max(request.classification, near.place.classification),
        )
        for request, near in waiting_to_be_scored(standing)
    ]


def connect() -> None:
    """Tell the rooms below."""
    PANELS.append(panel_beside)
    FEEDS["deployment"] = questions_after_departure
