"""A renewal on one page: what becomes of the tasks before it, and of what rests on them."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.page_access import mission_page, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.fields import day, text
from tutela_web.base.forms import number_said
from tutela_web.mandate import verbs as mandates
from tutela_web.mandate.models import MandatedTask, Paragraph, Resolution
from tutela_web.mandate.queries import ACT, Renewal, renewal_of, resolutions_for
from tutela_web.programme.renewals import queries as found
from tutela_web.programme.renewals import verbs
from tutela_web.records.create_page import faults_of

DROPPED = "none"


class SettleForm(forms.Form):
    """The last day of the old tasks, and why they end."""

    on = day(gettext_lazy("Last day of the old tasks"))
    reason = text(gettext_lazy("Why"), 100)


@mission_page("mandates", of=resolutions_for, may=ACT)
def renewal(request: HttpRequest, standing: Standing, new: Resolution) -> HttpResponse:
    """Task by task what becomes of the resolution a text renews, confirmed in one sitting."""
    if new.supersedes_id is None:
        raise Http404
    old = get_object_or_404(resolutions_for(standing), pk=new.supersedes_id)
    if request.method == "POST":
        return _settle(request, standing, new, old)
    form = SettleForm(
        initial={
            "on": new.adopted - timedelta(1) if new.adopted else standing.on,
            "reason": _("renewed by %(symbol)s") % {"symbol": new.symbol},
        }
    )
    told = renewal_of(standing, new, old)
    context = {
        "new": new,
        "old": old,
        "rows": found.renewed_tasks(standing, told),
        "paragraphs": told.paragraphs,
        "left": found.left_on_ended(standing, old),
        "form": form,
        "dropped": DROPPED,
    }
    return render(request, "programme/renewal.html", context)


def _settle(
    request: HttpRequest, standing: Standing, new: Resolution, old: Resolution
) -> HttpResponse:
    told = renewal_of(standing, new, old)
    with refused_atop(request), transaction.atomic():
        answers = _answers(request, told)
        ended: list[MandatedTask] = []
        if answers:
            form = SettleForm(request.POST)
            if not form.is_valid():
                raise BadParameter(faults_of(form), next=say("put it right"))
            given = form.cleaned_data
            ended = mandates.settle_renewal(
                new, answers, given["on"], by=standing, reason=given["reason"]
            )
        moved = _move(request, standing, old)
        if gone := _answered_elsewhere(request, told):
            messages.warning(
                request,
                ngettext(
                    "%(n)d task was settled by somebody else meanwhile: what you chose for it is"
                    " not kept",
                    "%(n)d tasks were settled by somebody else meanwhile: what you chose for them"
                    " is not kept",
                    gone,
                )
                % {"n": gone},
            )
        messages.success(
            request,
            ngettext("%(n)d task settled", "%(n)d tasks settled", len(ended)) % {"n": len(ended)}
            + "; "
            + ngettext("%(n)d link moved", "%(n)d links moved", moved) % {"n": moved},
        )
    return redirect("programme:renewal", standing.mission.code, new.pk)


def _answers(
    request: HttpRequest, told: Renewal
) -> dict[MandatedTask, tuple[Paragraph | None, int]]:
    """What was chosen of each task; those left as they stand are not among them."""
    by_id = {str(paragraph.pk): paragraph for paragraph in told.paragraphs}
    answers: dict[MandatedTask, tuple[Paragraph | None, int]] = {}
    for waiting in told.waiting:
        chosen = request.POST.get(f"to_{waiting.task.pk}", "")
        version = number_said(request.POST.get(f"version_{waiting.task.pk}"))
        if chosen == DROPPED or chosen in by_id:
            answers[waiting.task] = (by_id.get(chosen), version or waiting.task.version)
    return answers


def _answered_elsewhere(request: HttpRequest, told: Renewal) -> int:
    """Of how many tasks something was chosen that wait for nobody any more."""
    waiting = {f"to_{one.task.pk}" for one in told.waiting}
    return sum(
        name.startswith("to_") and name not in waiting and bool(chosen)
        for name, chosen in request.POST.items()
    )


def _move(request: HttpRequest, standing: Standing, old: Resolution) -> int:
    """Move the links that were ticked, of tasks something took the place of."""
    ticked = set(request.POST.getlist("move"))
    resting = [row for left in found.left_on_ended(standing, old) for row in left.resting]
    chosen = [row.link for row in resting if row.may_move and str(row.link.pk) in ticked]
    return len(verbs.rest_on_successors(chosen, by=standing))
