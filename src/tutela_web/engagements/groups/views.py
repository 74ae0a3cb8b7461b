"""The approach to an armed group, and the balance of contact."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page, mission_post
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.base.forms import version_sent
from tutela_web.engagements.groups import queries as found
from tutela_web.engagements.groups import verbs
from tutela_web.engagements.groups.forms import ApproachOutcomeForm, GroupDecisionForm, OptionForm
from tutela_web.engagements.groups.models import GroupDecision, GroupOption
from tutela_web.records.create_page import new_page, save_posted
from tutela_web.records.pages import history_of, read_line


@mission_page("engagements")
def balance(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Parties and areas by last contact; groups never told; groups holding territory, never met."""
    balance = found.contact_balance(standing)
    context = {
        "balance": balance,
        "parties": [row for row in balance.parties if not row.blank],
        "parties_blank": [row for row in balance.parties if row.blank],
        "areas": [row for row in balance.areas if not row.blank],
        "areas_blank": [row for row in balance.areas if row.blank],
    }
    return render(request, "engagements/balance.html", context)


def _group(standing: Standing, pk: UUID) -> Actor:
    return get_object_or_404(found.groups_for(standing), pk=pk)


def _trail(standing: Standing, group: Actor) -> list[tuple[str, Any]]:
    code = standing.mission.code
    return [
        (reverse("engagements:balance", args=[code]), _("Contact with parties")),
        (reverse("engagements:group", args=[code, group.pk]), group.name),
    ]


@mission_page("engagements")
def group(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The options towards a group, and every decision on it, the last first."""
    return _approach_page(request, standing, _group(standing, pk))


def _approach_page(
    request: HttpRequest, standing: Standing, group: Actor, form: ApproachOutcomeForm | None = None
) -> HttpResponse:
    read_line(standing, group)
    weighed = {row.option: row for row in found.options_for(standing).filter(actor=group)}
    decisions = list(found.decisions_for(standing).filter(actor=group))
    last = decisions[0] if decisions else None
    context = {
        "actor": group,
        "decisions": decisions,
        "last": last,
        "past_review": last is not None and last.review_on <= standing.on,
        "options": [(choice, weighed.get(choice.value)) for choice in GroupOption.Option],
        "may_weigh": standing.may(verbs.ACT),
        "may_decide": standing.may(verbs.DECIDE),
        "form": form or ApproachOutcomeForm(standing=standing, initial={"outcome_on": standing.on}),
        "history": history_of(standing, last, GroupDecisionForm, ("outcome",)) if last else [],
    }
    return render(request, "engagements/group.html", context, status=400 if form else 200)


@mission_page("engagements", of=found.groups_for)
def option(request: HttpRequest, standing: Standing, group: Actor) -> HttpResponse:
    """Weigh an option towards a group: anew, where it was weighed before."""
    asked = request.GET.get("option", "")
    begun: dict[str, Any] = {"option": asked}
    if asked in GroupOption.Option.values:
        names = ("option", "through", "case_for", "case_against")
        before = (
            found.options_for(standing).filter(actor=group, option=asked).values(*names).first()
        )
        begun |= before or {}
    form = OptionForm(request.POST or None, standing=standing, initial=begun)
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.weigh(group, given, by=standing),
        allowed=standing.may(verbs.ACT),
        title=_("Assess an option"),
        trail=_trail(standing, group),
        to=lambda _made: reverse("engagements:group", args=[standing.mission.code, group.pk]),
    )


@mission_page("engagements", of=found.groups_for)
def decide(request: HttpRequest, standing: Standing, group: Actor) -> HttpResponse:
    """Decide how the mission approaches a group."""
    form = GroupDecisionForm(request.POST or None, standing=standing)
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.decide_group(group, given, by=standing),
        allowed=standing.may(verbs.DECIDE),
        title=_("Decide the approach"),
        trail=_trail(standing, group),
        button=_("I decide it"),
        to=lambda _made: reverse("engagements:group", args=[standing.mission.code, group.pk]),
        words=_(
            "It is not changed later: another decision takes its place. To meet the group, "
            "an authorisation is needed all the same."
        ),
    )


@mission_post("engagements", of=found.decisions_for)
def outcome(request: HttpRequest, standing: Standing, decision: GroupDecision) -> HttpResponse:
    """Write what a decision led to."""
    form = ApproachOutcomeForm(request.POST, standing=standing)
    saved = save_posted(
        form,
        lambda given: verbs.note_outcome(
            decision, given, version=version_sent(request), by=standing
        ),
    )
    if not saved:
        return _approach_page(request, standing, decision.actor, form)
    return redirect("engagements:group", standing.mission.code, decision.actor_id)
