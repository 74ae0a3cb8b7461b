"""Residual risk: what stands accepted, what lapsed, and accepting by the Head of Mission."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.base.ids import is_id
from tutela_web.engagements.residual import queries as found
from tutela_web.engagements.residual import verbs
from tutela_web.engagements.residual.forms import EndingForm, ResidualForm
from tutela_web.engagements.residual.models import ACCEPT, ResidualRisk
from tutela_web.records.create_page import new_page, save_posted
from tutela_web.records.filters import Offered, filter_context, filters_asked
from tutela_web.records.pages import read_line, values_of
from tutela_web.risk.queries import risks_for


@mission_page("risks")
def residuals(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What the mission said it cannot protect: lapsed first."""
    asked = filters_asked(request, ("state",))
    offered: Offered = {"state": list(ResidualRisk.State.choices)}
    context = {
        "rows": found.residual_list(standing, asked),
        **filter_context(asked, offered),
        "unsigned": [one for one in found.left_out_of_must(standing) if one.signed is None],
        "may_accept": standing.may(ACCEPT),
    }
    return render(request, "engagements/residuals.html", context)


@mission_page("risks")
def residual_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Accept a residual risk: anew, for a risk of the register, or in place of one that lapsed."""
    begun: dict[str, Any] = {"classification": 1}
    if is_id(risk := request.GET.get("risk", "")):
        begun["risk"] = risks_for(standing).filter(pk=risk).first()
    if is_id(hotspot := request.GET.get("hotspot", "")):
        begun |= _begun_of_hotspot(standing, hotspot)
    if is_id(last := request.GET.get("again", "")):
        again = found.residuals_for(standing).filter(pk=last).first()
        names = ("what", "why", "changes_if", "risk", "place", "area", "classification")
        begun |= values_of(again, names) if again else {}
    form = ResidualForm(request.POST or None, standing=standing, initial=begun)
    here = reverse("engagements:residuals", args=[standing.mission.code])
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.accept_risk(given, by=standing),
        allowed=standing.may(ACCEPT),
        title=_("Accept a residual risk"),
        trail=[(here, _("Residual risk"))],
        to=lambda made: reverse("engagements:residual", args=[standing.mission.code, made.pk]),
        words=_("In writing, by the Head of Mission, until a day. It cannot be changed later."),
        button=_("I accept it"),
    )


def _begun_of_hotspot(standing: Standing, hotspot: str) -> dict[str, Any]:
    """What is begun of a critical hotspot that the forum left out of "must"."""
    for left_out in found.left_out_of_must(standing):
        if left_out.placed.line["hotspot"] == hotspot:
            on = date_format(localtime(left_out.placed.order.agreed_at), "j M Y")
            said = {"place": left_out.name, "day": on, "n": left_out.placed.order.holds}
            return {
                "what": _("Civilians at the hotspot of %(place)s.") % said,
                "why": _(
                    "It is critical and not among the %(n)s hotspots that the mission can hold,"
                    " by the order agreed on %(day)s."
                )
                % said,
                "place": left_out.place,
                "area": left_out.place.area,
                "classification": max(1, left_out.place.classification),
            }
    return {}


@mission_page("risks")
def residual(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One residual risk, and its end."""
    residual = get_object_or_404(found.residuals_for(standing).select_related("mission"), pk=pk)
    read_line(standing, residual)
    form = EndingForm(request.POST or None)
    if request.method == "POST":
        ended = save_posted(
            form,
            lambda given: verbs.end_acceptance(
                residual, given["why"], version=version_sent(request), by=standing
            ),
        )
        if ended:
            return redirect("engagements:residual", standing.mission.code, pk)
    context = {
        "residual": residual,
        "state": residual.state(standing.on),
        "form": form,
        "may_end": standing.may(ACCEPT) and residual.ended_on is None,
    }
    status = 400 if form.errors else 200
    return render(request, "engagements/residual.html", context, status=status)
