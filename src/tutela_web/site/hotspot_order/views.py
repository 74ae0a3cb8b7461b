"""The pages of the order: as it stands, agreeing it, one hotspot with its corrections, one agreed
order of before."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela_web.access.page_access import mission_page, refusals
from tutela_web.access.policy import Standing
from tutela_web.base import jobs
from tutela_web.deployment.gap.beside import panel_at
from tutela_web.incidents.happened.unlisted import count_unlisted
from tutela_web.look.translate import say_in_page_language
from tutela_web.records.pages import read_line
from tutela_web.risk.agreed.models import AgreedOrder, HotspotCorrection
from tutela_web.risk.agreed.queries import orders_for, reason_of
from tutela_web.risk.agreed.verbs import AGREE, CORRECT, agree_order, correct_hotspot
from tutela_web.site.hotspot_order import queries as found
from tutela_web.site.hotspot_order.forms import AgreeOrderForm, CorrectForm
from tutela_web.site.hotspot_order.hotspot_queries import (
    HotspotShown,
    hotspot_shown,
    others_of,
    places_of_others,
)

Kind = HotspotCorrection.Kind


@mission_page("risks")
def order(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The order that stands, what is suggested beside it, and what is owed of the critical."""
    shown = found.order_shown(standing)
    seconds = found.second_orders(standing)
    for second in seconds:
        read_line(standing, second.assessment, compartment=second.compartment)
    context = {
        "shown": shown,
        "seconds": seconds,
        "unlisted": count_unlisted(standing),
        "earlier": found.earlier_orders(standing),
        "reason": reason_of(standing, shown.order) if shown.order else "",
        "came_true": found.calibration(standing),
        "may_agree": standing.may(AGREE) and bool(shown.rows),
        "may_watch": standing.may_somewhere("raise_alert"),
    }
    return render(request, "site/order.html", context)


@mission_page("risks", may=AGREE)
def agree(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Agree the order and the priorities of the hotspots as a whole."""
    shown = found.order_shown(standing)
    began = {
        "began": shown.order.pk if shown.order else None,
        "holds": shown.order.holds if shown.order else None,
    }
    form = AgreeOrderForm(request.POST or None, rows=shown.rows, initial=began)
    if form.is_valid():
        try:
            with refusals():
                agree_order(
                    form.lines(),
                    holds=form.cleaned_data["holds"],
                    reason=form.cleaned_data["reason"],
                    began=form.cleaned_data["began"],
                    by=standing,
                )
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
        else:
            messages.success(
                request,
                _("Agreed, numbered 1 to %(n)s. It stands until a person agrees another order.")
                % {"n": len(form.lines())},
            )
            return redirect("site:order", standing.mission.code)
    context = {"form": form, "shown": shown}
    status = 400 if form.errors else 200
    return render(request, "site/order_agree.html", context, status=status)


@mission_page("risks", of=orders_for)
def order_then(request: HttpRequest, standing: Standing, then: AgreedOrder) -> HttpResponse:
    """An agreed order of before, each hotspot beside where it stands now."""
    context = {
        "order": then,
        "reason": reason_of(standing, then),
        "lines": found.lines_then(standing, then),
    }
    return render(request, "site/order_then.html", context)


@mission_page("risks")
def hotspot(request: HttpRequest, standing: Standing, hotspot: UUID) -> HttpResponse:
    """One hotspot: its places, what was agreed of it, and correcting it."""
    shown = hotspot_shown(standing, hotspot)
    if shown is None:
        raise Http404
    may = standing.may(CORRECT, area=shown.lead.place.area_id)
    form = None
    if may:
        form = CorrectForm(
            request.POST or None,
            places=shown.places,
            others=others_of(standing, shown),
            elsewhere=places_of_others(standing, shown),
        )
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form is not None and form.is_valid() and _correct(request, standing, shown, form):
        return redirect("site:hotspot", standing.mission.code, hotspot)
    panel = panel_at(standing, shown.lead.place_id)
    context = {"shown": shown, "form": form, "panels": [panel] if panel else []}
    status = 400 if form is not None and form.errors else 200
    return render(request, "site/hotspot.html", context, status=status)


def _correct(
    request: HttpRequest, standing: Standing, shown: HotspotShown, form: CorrectForm
) -> bool:
    """Whether it was recorded; what was refused stands on the form."""
    answers = form.cleaned_data
    kind = Kind(answers["kind"])
    try:
        with refusals():
            correct_hotspot(
                shown.hotspot,
                kind,
                reason=answers["reason"],
                by=standing,
                places=form.chosen_places() if kind in (Kind.IN, Kind.OUT) else (),
                other=answers["other"],
                name=answers["name"],
            )
    except TutelaError as fault:
        form.add_error(None, say_in_page_language(fault.as_sentence()))
        return False
    if kind == Kind.NAME:
        messages.success(request, _("The hotspot is renamed."))
    else:
        jobs.ask("assess", mission_id=standing.mission.pk, by_id=standing.person.pk)
        messages.success(
            request,
            _("Recorded. An assessment is asked for; the hotspots change once it is made."),
        )
    return True
