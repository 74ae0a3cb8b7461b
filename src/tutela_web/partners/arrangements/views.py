"""Arrangements: the list and which area lacks one, one with its parties and calls, its sheet."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from tutela_web.access.page_access import mission_page, mission_post, refusals
from tutela_web.access.policy import Standing, taking
from tutela_web.partners.arrangements import queries as found
from tutela_web.partners.arrangements import sheet as made
from tutela_web.partners.arrangements import verbs
from tutela_web.partners.arrangements.forms import AgreeForm, LineCallForm, PartyForm
from tutela_web.partners.arrangements.kind import ARRANGEMENT
from tutela_web.partners.arrangements.models import Arrangement, Party
from tutela_web.partners.arrangements.verbs import AgreementInput, CallInput, PartyInput
from tutela_web.partners.partner.queries import offices
from tutela_web.records.filters import Offered, filter_context, filters_asked
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.records.new import forms_beside_record
from tutela_web.records.taken_files import record_as_file


@mission_page("fora")
def arrangements(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Agreed ways of working, and the areas that lack one."""
    asked = filters_asked(request, found.FILTERS)
    offered: Offered = {
        "kind": list(Arrangement.Kind.choices),
        "area": [(one.code, one.name) for one in offices(standing)],
    }
    context = {
        "rows": found.arrangement_list(standing, asked),
        **filter_context(asked, offered),
        "lacks": found.lacks(standing),
        "may_keep": ARRANGEMENT.may_write(standing),
        "today": standing.on,
    }
    return render(request, "partners/arrangements.html", context)


def _arrangement(standing: Standing, pk: UUID) -> Arrangement:
    rows = found.arrangements_for(standing).select_related("area", "place", "mission")
    return get_object_or_404(rows, pk=pk)


told = forms_beside_record(
    "fora",
    partial(find_record, ARRANGEMENT),
    partial(show_record, ARRANGEMENT),
    "partners:arrangement",
)


@told("party_form", PartyForm, of_standing=True)
def party_new(standing: Standing, arrangement: Arrangement, given: PartyInput) -> None:
    """Name who is bound."""
    verbs.bind_party(arrangement, given, by=standing)


def _party(arrangement: Arrangement, of: UUID) -> Party:
    rows = Party.objects.filter(arrangement=arrangement, until=None)
    return get_object_or_404(rows.select_related("arrangement"), pk=of)


@told("agree_form", AgreeForm)
def party_agree(
    standing: Standing, arrangement: Arrangement, given: AgreementInput, of: UUID
) -> None:
    """Record that a party agreed, and what it read back."""
    verbs.agree(_party(arrangement, of), **given, by=standing)


@told("call_form", LineCallForm, of_standing=True)
def party_call(standing: Standing, arrangement: Arrangement, given: CallInput, of: UUID) -> None:
    """Record that a line was used."""
    verbs.call(_party(arrangement, of), given, by=standing)


@mission_post("fora")
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
    arrangement = _arrangement(open_to, pk)
    content, kind = made.as_file(form, open_to, arrangement)
    return record_as_file(standing, arrangement, "arrangement", form, content, kind)
