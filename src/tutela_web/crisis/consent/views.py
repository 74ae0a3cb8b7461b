"""Loss of the host's consent: the list, one with what can no longer go ahead, and its way up."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.fields import a_moment, choice, few_words, text
from tutela_web.crisis.consent import queries, verbs
from tutela_web.crisis.consent.forms import LossForm, OwnerField
from tutela_web.crisis.consent.models import ConsentLoss, LossInput
from tutela_web.records.acts import Act, ActsOn, forms_shown
from tutela_web.records.create_page import make_from_form
from tutela_web.records.pages import read_line
from tutela_web.records.reasons import reason_of_change


@mission_page("alerts")
def losses(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Where consent is lost, and where it was."""
    rows = list(queries.losses_for(standing))
    context = {
        "rows": rows,
        "open": sum(row.ended_at is None for row in rows),
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
    request: HttpRequest, standing: Standing, loss: ConsentLoss, **given: BaseForm
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
        **forms_shown(ACTS, standing, loss, given),
    }
    return render(request, "crisis/consent_one.html", context, status=400 if given else 200)


LOSS = ActsOn(("alerts",), "crisis:consent_one", _loss, _loss_page)
ACTS = [
    Act(
        verbs.tell_headquarters,
        on=LOSS,
        path="consent/<uuid:pk>/told/",
        name="consent_tell",
        form="told_form",
        fields={
            "told_to": text(_("Who at headquarters"), 200),
            "reference": few_words(_("Reference of the cable"), 120),
            "at": a_moment(_("When, if not now")),
            "answer_by": a_moment(_("Answer awaited by (three days, if left open)")),
        },
    ),
    Act(
        verbs.record_answer,
        on=LOSS,
        path="consent/<uuid:pk>/answer/",
        name="consent_answer",
        form="answer_form",
        fields={"answer": text(_("What headquarters said"), 5000, rows=3)},
    ),
    Act(
        verbs.hand_over,
        on=LOSS,
        path="consent/<uuid:pk>/owner/",
        name="consent_owner",
        form="owner_form",
        fields={"to": OwnerField(_("Hand over to")), "why": text(_("Why"), 100)},
    ),
    Act(
        verbs.end,
        on=LOSS,
        path="consent/<uuid:pk>/end/",
        name="consent_end",
        form="end_form",
        fields={
            "how": choice(_("How it ended"), ConsentLoss.Ended),
            "words": text(_("In your words"), 5000, rows=3),
        },
    ),
]
