"""The list of places and the page on which a place is edited."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela.base.errors import TutelaError
from tutela_web.access.doors import mission_page, refusals
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.look.said import said
from tutela_web.places.forms import PlaceForm
from tutela_web.places.models import Place
from tutela_web.places.queries import ASSESSED, nearest_known, not_known, page_of_places, places_for
from tutela_web.places.verbs import edit_place, make_places, retire_place
from tutela_web.records.pages import chosen, edit_record, history_of, read_line, retire_on, saved_as

FILTERS = ("area", "kind", "phone", "never", "retired", "q")


@mission_page("places")
def place_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every place the person sees, by name, a page at a time; and what is not known of them."""
    asked = {name: request.GET.get(name, "") for name in (*FILTERS, "page")}
    areas = DutyArea.objects.filter(mission=standing.mission).order_by("name")
    query = request.GET.copy()
    query.pop("page", None)
    choices: dict[str, Any] = {
        "area": [(area.code, area.name, None) for area in areas] + [("none", _("in none"), None)],
        "kind": [(value, label, None) for value, label in Place.Kind.choices],
        "phone": [("no", _("none"), None), ("unknown", _("not known"), None)],
    }
    context: dict[str, Any] = {
        "page": page_of_places(standing, asked),
        "not_known": not_known(standing),
        "asked": asked,
        "filtered": any(asked[name] for name in FILTERS),
        "query": query.urlencode(),
        "choices": choices,
        "shown": chosen(asked, choices),
        "may_ask_assessed": bool(ASSESSED) and standing.reads("risks"),
        "may_edit": standing.may_somewhere("edit_places"),
        "may_export": standing.reads("exports"),
    }
    return render(request, "places/list.html", context)


@mission_page("places")
def new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A new place."""
    if not standing.may_somewhere("edit_places"):
        raise PermissionDenied
    form = PlaceForm(request.POST or None, standing=standing, initial={"classification": 0})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        area = values.pop("area")
        try:
            with refusals():
                (made,) = make_places([values | {"area_id": area and area.pk}], by=standing)
        except TutelaError as fault:
            form.add_error(None, said(fault.told()))
        else:
            return redirect("places:record", standing.mission.code, made.pk)
    status = 400 if form.errors else 200
    return render(request, "places/new.html", {"form": form}, status=status)


@mission_page("places")
def record(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One place as a record: its facts, its form, its history."""
    seen = places_for(standing).select_related("area", "mission")
    place = get_object_or_404(seen, pk=pk)
    read_line(standing, place)
    edited = edit_record(
        request, standing, place, PlaceForm, edit_place, act="edit_places", area=place.area_id
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "places:record", pk)
    context = {
        "place": place,
        "edited": edited,
        "landmark": nearest_known(standing, place),
        "history": history_of(standing, place, PlaceForm, ("retired",)),
    }
    return render(request, "places/record.html", context, status=edited.status)


@require_POST
@mission_page("places")
def retire(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Take a place off the lists, or bring it back, for a reason."""
    place = get_object_or_404(places_for(standing), pk=pk)
    retire_on(request, place, retire_place, standing)
    return redirect("places:record", standing.mission.code, pk)
