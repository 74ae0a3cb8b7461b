"""Protection concerns outside the scope of the strategy: the list, one, and taking one back in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.base.ids import is_id
from tutela_web.partners.wider import queries as found
from tutela_web.partners.wider import verbs
from tutela_web.partners.wider.forms import BackForm, ConcernForm, ReferralForm
from tutela_web.partners.wider.models import WiderConcern
from tutela_web.records.new import new_page, posted
from tutela_web.records.pages import edit_record, history_of, read_line, saved_as
from tutela_web.risk.queries import risks_for


@mission_page("strategy")
def concerns(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What is kept outside the scope; then what was taken back in."""
    context = {
        "rows": list(found.kept_outside(standing)),
        "back": list(found.concerns_for(standing).exclude(back_on=None).order_by("-back_on", "pk")),
        "may_keep": standing.may(verbs.ACT),
    }
    return render(request, "partners/concerns.html", context)


def _trail(standing: Standing) -> list[tuple[str, Any]]:
    here = reverse("partners:concerns", args=[standing.mission.code])
    return [(here, _("Outside the scope"))]


@mission_page("strategy")
def concern_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Keep a concern outside the scope: anew, or a line of the register."""
    begun: dict[str, Any] = {"classification": 1}
    if is_id(risk := request.GET.get("risk", "")):
        begun["risk"] = risks_for(standing).filter(pk=risk).first()
    form = ConcernForm(request.POST or None, standing=standing, initial=begun)
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.keep_outside(given, by=standing),
        allowed=standing.may(verbs.ACT),
        title=_("Keep a concern outside the scope"),
        trail=_trail(standing),
        to=lambda made: reverse("partners:concern", args=[standing.mission.code, made.pk]),
        words=_("It stays listed apart, with its reason and with who answers for it."),
    )


def _page(
    request: HttpRequest, standing: Standing, one: WiderConcern, back: BackForm, status: int
) -> HttpResponse:
    may = standing.may(verbs.ACT) and one.back_on is None
    edited = (
        edit_record(
            request, standing, one, ReferralForm, verbs.edit_concern, act=verbs.ACT, area=None
        )
        if status == 200
        else None
    )
    if edited is not None and edited.saved is not None:
        return saved_as(request, standing, edited.saved, "partners:concern", one.pk)
    if edited is not None and not may:
        edited.form = None
    context = {
        "one": one,
        "edited": edited or {},
        "trail": _trail(standing),
        "back": back,
        "may_back": may,
        "history": history_of(standing, one, ReferralForm, ("back_on", "back_why")),
    }
    return render(
        request, "partners/concern.html", context, status=edited.status if edited else status
    )


def _one(standing: Standing, pk: UUID) -> WiderConcern:
    return get_object_or_404(found.concerns_for(standing).select_related("mission"), pk=pk)


@mission_page("strategy")
def concern(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One concern, where it was referred, its form and its history."""
    one = _one(standing, pk)
    read_line(standing, one)
    return _page(request, standing, one, BackForm(), 200)


@require_POST
@mission_page("strategy")
def concern_back(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Take one back into the scope."""
    one = _one(standing, pk)
    form = BackForm(request.POST)
    if posted(
        form,
        lambda given: verbs.take_back(
            one, given["why"], version=version_sent(request), by=standing
        ),
    ):
        return redirect("partners:concern", standing.mission.code, pk)
    return _page(request, standing, one, form, 400)
