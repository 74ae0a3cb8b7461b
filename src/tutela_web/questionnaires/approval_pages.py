"""What the pages of forms and of own fields do alike: send, decide, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tutela_web.access.page_access import refused_atop
from tutela_web.access.policy import Standing
from tutela_web.questionnaires.approval import Draft, State
from tutela_web.questionnaires.forms import DecisionForm
from tutela_web.questionnaires.models import FieldEdition, FormVersion

DraftT = TypeVar("DraftT", bound=Draft)
VersionT = TypeVar("VersionT", FormVersion, FieldEdition)


def answer_submission(
    request: HttpRequest,
    standing: Standing,
    draft: DraftT,
    submit: Callable[..., FormVersion | FieldEdition],
    to: str,
) -> HttpResponse:
    """Send a draft for approval by a verb, and go back to its page."""
    with refused_atop(request):
        submit(draft, by=standing)
        messages.success(request, _("Sent for approval."))
    return redirect(to, standing.mission.code, draft.pk)


def answer_decision(
    request: HttpRequest, standing: Standing, version: VersionT, decide: Callable[..., VersionT]
) -> str:
    """Have a verb decide on a version as the form said. Gives the state it is in now, or nothing
    where the verb refused."""
    decision = DecisionForm(request.POST)
    if not decision.is_valid():
        raise Http404
    said = decision.cleaned_data
    with refused_atop(request):
        approved = said["decision"] == "approve"
        decided = decide(version, said["office"], approved=approved, why=said["why"], by=standing)
        return decided.state
    return ""


def tell_decision(request: HttpRequest, state: str, in_use: str) -> None:
    """Say what a decision came to; in_use, what is said where all have approved."""
    words = {"": "", str(State.APPROVED): in_use, str(State.REFUSED): _("Refused.")}
    if said := words.get(state, _("Approved for your office.")):
        messages.success(request, said)


def answer_withdrawal(
    request: HttpRequest, standing: Standing, draft: DraftT, withdraw: Callable[..., None], to: str
) -> HttpResponse:
    """Take a draft out of use by a verb, and go back to its page."""
    with refused_atop(request):
        withdraw(draft, why=request.POST.get("why", ""), by=standing)
        messages.success(request, _("Withdrawn."))
    return redirect(to, standing.mission.code, draft.pk)
