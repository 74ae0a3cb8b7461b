"""Loss of the host's consent: the list, one with what can no longer go ahead, and its way up."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.crisis.consent import queries, verbs
from tutela_web.crisis.consent.forms import (
    HeadquartersAnswerForm,
    LossEndForm,
    LossForm,
    OwnerForm,
    ToldForm,
)
from tutela_web.crisis.consent_models import ConsentLoss, LossInput
from tutela_web.records.new import forms_beside_record, make_from_form
from tutela_web.records.pages import read_line
from tutela_web.records.reasons import reason_of_change
from tutela_web.warning.telling.addressees import Named


@mission_page("alerts")
def losses(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Where consent is lost, and where it was."""
    rows = list(queries.losses_for(standing))
    context = {
        "rows": rows,
        "open": sum(one.ended_at is None for one in rows),
        "may_keep": standing.may_somewhere(verbs.ACT),
        "at": clock.now(standing.mission),
    }
    return render(request, "crisis/consent.html", context)


@mission_page("alerts", may_somewhere=verbs.ACT)
def new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Record that consent was lost; it has an owner and a clock at once."""
    form = LossForm(request.POST or None, standing=standing, initial={"since": standing.on})
    if new := make_from_form(
        form,
        lambda given: verbs.record_loss(
            cast(LossInput, given), by=standing, owner=given.pop("owner"), id=given.pop("id")
        ),
    ):
        messages.success(request, _("It is recorded, and goes up to headquarters."))
        return redirect("crisis:consent_one", standing.mission.code, new.pk)
    return render(
        request, "crisis/consent_new.html", {"form": form}, status=400 if form.errors else 200
    )


def _loss(standing: Standing, pk: UUID) -> ConsentLoss:
    return get_object_or_404(queries.losses_for(standing), pk=pk)


@mission_page("alerts", of=queries.losses_for)
def loss(request: HttpRequest, standing: Standing, found: ConsentLoss) -> HttpResponse:
    """One loss of consent: its clock and owner, what cannot go ahead, what headquarters did."""
    read_line(standing, found)
    return _loss_page(request, standing, found)


def _loss_page(
    request: HttpRequest, standing: Standing, loss: ConsentLoss, **given: forms.Form
) -> HttpResponse:
    may_keep = loss.ended_at is None and standing.may(verbs.ACT, area=loss.area_id)
    able = queries.escalators(standing.mission)
    context: dict[str, Any] = {
        "loss": loss,
        "may_keep": may_keep,
        "handed_over_why": reason_of_change(loss, "owner", "owner_post"),
        "relying": queries.relying(standing, loss) if loss.ended_at is None else [],
        "owner_stands": any(
            (one.post.pk, one.person.pk) == (loss.owner_post_id, loss.owner_id) for one in able
        ),
        "reads_strategy": standing.reads("strategy"),
        "told_form": given.get("told_form") or ToldForm(),
        "answer_form": given.get("answer_form") or HeadquartersAnswerForm(),
        "owner_form": given.get("owner_form") or OwnerForm(standing=standing),
        "end_form": given.get("end_form") or LossEndForm(),
    }
    return render(request, "crisis/consent_one.html", context, status=400 if given else 200)


told = forms_beside_record("alerts", _loss, _loss_page, "crisis:consent_one")


class ToldInput(TypedDict):
    """What `ToldForm` gives."""

    told_to: str
    reference: str
    at: datetime | None
    answer_by: datetime | None


class LossAnswerInput(TypedDict):
    """What `HeadquartersAnswerForm` gives."""

    answer: str


class OwnerInput(TypedDict):
    """What `OwnerForm` gives."""

    to: Named
    why: str


class LossEndInput(TypedDict):
    """What `LossEndForm` gives."""

    how: str
    words: str


@told("told_form", ToldForm)
def tell(standing: Standing, found: ConsentLoss, given: ToldInput) -> None:
    """Headquarters was told."""
    verbs.tell_headquarters(
        found,
        given["told_to"],
        by=standing,
        reference=given["reference"],
        at=given["at"],
        answer_by=given["answer_by"],
    )


@told("answer_form", HeadquartersAnswerForm)
def answer(standing: Standing, found: ConsentLoss, given: LossAnswerInput) -> None:
    """Headquarters answered."""
    verbs.record_answer(found, given["answer"], by=standing)


@told("owner_form", OwnerForm, of_standing=True)
def hand_over(standing: Standing, found: ConsentLoss, given: OwnerInput) -> None:
    """It is another's."""
    verbs.hand_over(found, given["to"], by=standing, why=given["why"])


@told("end_form", LossEndForm)
def end(standing: Standing, found: ConsentLoss, given: LossEndInput) -> None:
    """It ended."""
    verbs.end(found, given["how"], given["words"], by=standing)
