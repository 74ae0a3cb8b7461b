"""Arrangements: the list and which area lacks one, one with its parties and calls, its sheet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tutela_web.access import audit
from tutela_web.access.doors import mission_page, refusals, taken_away
from tutela_web.access.policy import Standing, taking
from tutela_web.base import clock
from tutela_web.fora.forum.queries import fora_for
from tutela_web.partners.arrangements import queries as found
from tutela_web.partners.arrangements import sheet as made
from tutela_web.partners.arrangements import verbs
from tutela_web.partners.arrangements.forms import AgreeForm, ArrangementForm, CallForm, PartyForm
from tutela_web.partners.arrangements.models import Arrangement, Party
from tutela_web.partners.partner.queries import offices
from tutela_web.records.new import beside, new_page
from tutela_web.records.pages import Edited, chosen, edit_record, history_of, read_line, saved_as


@mission_page("fora")
def arrangements(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Agreed ways of working, and the areas that lack one."""
    asked = {name: request.GET.get(name, "") for name in found.FILTERS}
    choices: dict[str, Any] = {
        "kind": [(value, label, None) for value, label in Arrangement.Kind.choices],
        "area": [(one.code, one.name, None) for one in offices(standing)],
    }
    context = {
        "rows": found.arrangement_list(standing, asked),
        "asked": asked,
        "filtered": any(asked.values()),
        "choices": choices,
        "shown": chosen(asked, choices),
        "lacks": found.lacks(standing),
        "may_keep": standing.may_somewhere(verbs.ACT),
        "today": standing.on,
    }
    return render(request, "partners/arrangements.html", context)


@mission_page("fora")
def arrangement_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Record an arrangement."""
    begun = {"classification": 1, "kind": request.GET.get("kind", "")}
    form = ArrangementForm(request.POST or None, standing=standing, initial=begun)
    here = reverse("partners:arrangements", args=[standing.mission.code])
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.arrange(given, by=standing),
        allowed=standing.may_somewhere(verbs.ACT),
        title=_("Record an arrangement"),
        trail=[(here, _("Arrangements"))],
        to=lambda made: reverse("partners:arrangement", args=[standing.mission.code, made.pk]),
    )


def _arrangement(standing: Standing, pk: UUID) -> Arrangement:
    rows = found.arrangements_for(standing).select_related("area", "place", "mission")
    return get_object_or_404(rows, pk=pk)


@mission_page("fora")
def arrangement(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One arrangement: what was agreed, who agreed and read it back, and who was called."""
    one = _arrangement(standing, pk)
    read_line(standing, one)
    edited = edit_record(
        request,
        standing,
        one,
        ArrangementForm,
        verbs.edit_arrangement,
        act=verbs.ACT,
        area=one.area_id,
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "partners:arrangement", pk)
    return _shown(request, standing, one, edited)


def _shown(
    request: HttpRequest,
    standing: Standing,
    one: Arrangement,
    edited: Edited | None = None,
    *,
    of: UUID | None = None,
    **given: Any,
) -> HttpResponse:
    edited = edited or Edited(version=one.version)
    may = standing.may(verbs.ACT, area=one.area_id)
    parties = found.parties_of(standing, one)
    begun = {"at": clock.now(standing.mission)}
    seen = fora_for(standing)
    context = {
        "one": one,
        "edited": edited,
        "parties": parties,
        "may_keep": may,
        "calls": found.calls_of(standing, one),
        "freshness": one.freshness(standing.on),
        "forum": seen.filter(pk=one.forum_id).first() if one.forum_id else None,
        "results": seen.filter(rests_on=one).order_by("name"),
        "missing": [row.who for row in parties if row.agreement == Party.Agreement.MISSING],
        "party_form": given.get("party_form") or PartyForm(standing=standing),
        "agree_form": given.get("agree_form") or AgreeForm(initial={"on": standing.on}),
        "call_form": given.get("call_form") or CallForm(standing=standing, initial=begun),
        "refused_of": of,
        "refused": set(given),
        "may_take": standing.reads("exports"),
        "history": history_of(standing, one, ArrangementForm),
    }
    status = 400 if given else edited.status
    return render(request, "partners/arrangement.html", context, status=status)


told = beside("fora", _arrangement, _shown, "partners:arrangement")


@told("party_form", PartyForm, of_standing=True)
def party_new(standing: Standing, one: Arrangement, given: dict[str, Any]) -> None:
    """Name who is bound."""
    verbs.bind_party(one, given, by=standing)


def _party(one: Arrangement, of: UUID) -> Party:
    rows = Party.objects.filter(arrangement=one, until=None)
    return get_object_or_404(rows.select_related("arrangement"), pk=of)


@told("agree_form", AgreeForm)
def party_agree(standing: Standing, one: Arrangement, given: dict[str, Any], of: UUID) -> None:
    """Record that a party agreed, and what it read back."""
    verbs.agree(_party(one, of), **given, by=standing)


@told("call_form", CallForm, of_standing=True)
def party_call(standing: Standing, one: Arrangement, given: dict[str, Any], of: UUID) -> None:
    """Record that a line was used."""
    verbs.call(_party(one, of), given, by=standing)


@require_POST
@mission_page("fora")
def party_end(request: HttpRequest, standing: Standing, pk: UUID, of: UUID) -> HttpResponse:
    """End a party's part."""
    with refusals():
        verbs.release_party(_party(_arrangement(standing, pk), of), by=standing)
    return redirect("partners:arrangement", standing.mission.code, pk)


@require_GET
@mission_page("fora")
def sheet(request: HttpRequest, standing: Standing, pk: UUID, form: str) -> HttpResponse:
    """The arrangement as one page to print or to keep on a telephone without network; a line in
    the audit."""
    open_to = taking(standing)
    one = _arrangement(open_to, pk)
    content, kind = made.as_file(form, open_to, one)
    audit.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind="arrangement",
        subject=one.pk,
        form=form,
    )
    name = f"arrangement-{standing.mission.code}-{one.pk}.{form}"
    return taken_away(standing, content, kind, name)
