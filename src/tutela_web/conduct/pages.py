"""What a person reads who wants to report misconduct, whichever page they came by."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.policy import Standing
from tutela_web.base.ids import new_id
from tutela_web.conduct import queries, verbs
from tutela_web.conduct.models import MisconductReceipt


def answer_misconduct(request: HttpRequest, standing: Standing, door: str) -> HttpResponse:
    """Stop here: nothing of what was written is kept; the answer says what to do, and gives a
    receipt. Takes the request of a form that has an `id`."""
    receipt = verbs.receive(
        standing.mission, door, by=standing, id=_id_sent(request.POST.get("id", ""))
    )
    context = {"receipt": receipt, "stopped": door != MisconductReceipt.Door.PAGE}
    return render(request, "conduct/report.html", context | guidance_context(standing))


def guidance_context(standing: Standing) -> dict[str, Any]:
    """What each page of misconduct shows: help, contacts, and who may raise a hazard."""
    return {
        "office": queries.office_of(standing.mission),
        "nobody": not queries.holders(standing.mission),
        "may_raise": standing.may_somewhere("raise_alert"),
        "receives": standing.may(queries.ACT),
        "form_id": new_id(),
    }


def _id_sent(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
