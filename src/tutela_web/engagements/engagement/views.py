"""Engagements: what was not kept first, one with its promises, and who may be engaged."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.fields import text
from tutela_web.base.forms import version_sent
from tutela_web.base.values import Words
from tutela_web.crisis.plans.models import Phased
from tutela_web.crisis.plans.queries import without_politics
from tutela_web.engagements.engagement import queries as found
from tutela_web.engagements.engagement import verbs
from tutela_web.engagements.engagement.forms import (
    AuthorisationForm,
    JudgeForm,
    PromiseForm,
)
from tutela_web.engagements.engagement.kind import ENGAGEMENT
from tutela_web.engagements.engagement.models import Commitment, Engagement
from tutela_web.records.acts import Act, ActsOn, one_of
from tutela_web.records.create_page import new_page, save_posted
from tutela_web.records.filters import Offered, filter_context, filters_asked
from tutela_web.records.pages import history_of, read_line
from tutela_web.records.reasons import reasons_of_changes


def _trail(standing: Standing, *more: tuple[str, Words]) -> list[tuple[str, Words]]:
    here = reverse("engagements:engagements", args=[standing.mission.code])
    return [(here, _("Engagements")), *more]


@mission_page("engagements")
def engagements(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every engagement the person sees; promises that were broken or are overdue stand first."""
    asked = filters_asked(request, found.FILTERS)
    shown = found.engagement_list(standing, asked)
    met = {
        row.engagement.actor
        for row in shown.rows
        if row.engagement.actor and row.engagement.actor_seen
    }
    offered: Offered = {
        "kind": list(Engagement.Kind.choices),
        "phase": list(Phased.choices),
        "state": list(Commitment.State.choices),
        "actor": [(one.code, one.name) for one in sorted(met, key=lambda one: one.name)],
    }
    context = {
        "rows": shown.rows,
        "pressing": shown.pressing,
        **filter_context(asked, offered),
        "alone": without_politics(standing),
        "may_keep": ENGAGEMENT.may_write(standing),
    }
    return render(request, "engagements/engagements.html", context)


@mission_page("engagements")
def promise(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One promise: how it stands, who judged it, and judging it."""
    rows = found.commitments_for(standing).select_related("engagement", "judged_by", "mission")
    commitment = get_object_or_404(rows, pk=pk)
    read_line(standing, commitment)
    form = JudgeForm(request.POST or None)
    if request.method == "POST":
        judged = save_posted(
            form,
            lambda given: verbs.judge(
                commitment, **given, version=version_sent(request), by=standing
            ),
        )
        if judged:
            return redirect(
                "engagements:engagement", standing.mission.code, commitment.engagement_id
            )
    context = {
        "row": found.Promise(commitment, commitment.state(standing.on)),
        "promise": commitment,
        "form": form,
        "may_judge": standing.may(verbs.ACT, area=commitment.engagement.area_id),
        "history": history_of(standing, commitment, PromiseForm, ("judged", "judged_by", "seen")),
    }
    return render(request, "engagements/promise.html", context, status=400 if form.errors else 200)


# --- who may be engaged


@mission_page("engagements")
def authorisations(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Which armed groups may be engaged: what for, until when; those that ended too."""
    given = list(found.authorisations_for(standing))
    withdrawn = reasons_of_changes(given, "ends")
    rows = [(one, one.covers(standing.on), withdrawn.get(one.pk, "")) for one in given]
    context = {
        "rows": rows,
        "may_give": standing.may(verbs.AUTHORISE),
        "today": standing.on,
        "form": WITHDRAW.form_for(standing),
    }
    return render(request, "engagements/authorisations.html", context)


@mission_page("engagements")
def authorisation_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The Head of Mission authorises engagement with an armed group."""
    form = AuthorisationForm(
        request.POST or None, standing=standing, initial={"starts": standing.on}
    )
    here = reverse("engagements:authorisations", args=[standing.mission.code])
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.authorise(given.pop("actor"), given, by=standing),
        allowed=standing.may(verbs.AUTHORISE),
        title=_("Authorise engagement"),
        trail=_trail(standing, (here, _("Who may be engaged"))),
        to=lambda _made: here,
    )


WITHDRAW = Act(
    verbs.withdraw,
    on=ActsOn(("engagements",), "engagements:authorisations", one_of(found.authorisations_for)),
    path="engagements/authorisations/<uuid:pk>/end/",
    name="authorisation_end",
    to="engagements:authorisations",
    fields={"reason": text(_("Why"), 100)},
)
