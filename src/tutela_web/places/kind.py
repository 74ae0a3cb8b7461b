"""Places, as a kind of record: its page is the record; what happened there is a page of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tutela.places.perimeter import REFUGE
from tutela_web.access.policy import Standing
from tutela_web.places.inputs import PlaceInput
from tutela_web.places.kind_fields import (
    AREA,
    CODE,
    LATITUDE,
    LONGITUDE,
    RETIRED,
    areas_of,
    sheet_beside,
    with_area_id,
)
from tutela_web.places.models import Place
from tutela_web.places.queries import ASSESSED, found_places, nearest_known, not_known, places_for
from tutela_web.places.sites.queries import sites_for
from tutela_web.places.table import PLACES
from tutela_web.places.verbs import edit_place, make_places
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.records.pages import NamesField, YesNoField

ACT = "edit_places"


def _areas(standing: Standing) -> Iterable[tuple[str, Any]]:
    return [*areas_of(standing).values_list("code", "name"), ("none", _("in none"))]


def _phones(standing: Standing) -> Iterable[tuple[str, Any]]:
    return [("no", _("none")), ("unknown", _("not known"))]


def _events_address(standing: Standing, place: Place) -> str:
    return reverse("site:place", args=[standing.mission.code, place.pk])


def _record_address(standing: Standing, place: Place) -> str:
    return PLACE.address(standing, place)


def _counts_beside_list(standing: Standing, rows: QuerySet[Place]) -> dict[str, Any]:
    counted = not_known(standing)
    return {
        "counted": ngettext("%(n)s place", "%(n)s places", counted["places"])
        % {"n": counted["places"]},
        "not_known": [
            (_("Without coordinates"), counted["without_point"], ""),
            (_("In no duty area"), counted["without_area"], "area=none"),
            (_("Population not known"), counted["without_population"], ""),
            (_("Phone coverage not known"), counted["phone_unknown"], "phone=unknown"),
        ],
        "export": "places",
        **sheet_beside(PLACES, standing, "places:"),
    }


def _page_beside(standing: Standing, place: Place) -> dict[str, Any]:
    return {
        "place_url": _events_address(standing, place),
        "landmark": nearest_known(standing, place),
        "is_refuge": place.kind in REFUGE,
        "site_record": sites_for(standing).filter(place=place).first(),
    }


PLACE: RecordKind = RecordKind(
    Place,
    name="record",
    room="places",
    path="",
    page_path="<uuid:pk>/record/",
    list_name="list",
    new_name="new",
    reads="places",
    act=ACT,
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=lambda standing: places_for(standing).select_related("mission"),
    finds=found_places,
    makes=lambda values, by: make_places([cast(PlaceInput, with_area_id(values))], by=by)[0],
    saves=edit_place,
    initial=lambda standing: {"classification": 0},
    titles=Titles(
        one=_("Place record"),
        many=_("Places"),
        add=_("Add a place"),
        button=_("Add the place"),
        none=_("No place is recorded yet. Load a list, or add one."),
        filtered=_("No place matches. The filter hides the rest."),
    ),
    fields=(
        Field("name", _("Name")),
        Field("other_names", _("Other names"), control=NamesField),
        Field("kind", _("Kind")),
        Field(
            "town",
            _("Lies in"),
            asked=False,
            applies=lambda place: place.town_id is not None,
        ),
        CODE,
        LATITUDE,
        LONGITUDE,
        Field("place_precision", _("Precision of the point")),
        Field("pcode", _("P-code")),
        Field("adm1", _("First-level area")),
        Field("adm2", _("Second-level area")),
        AREA,
        Field(
            "area_by_hand",
            _("set by hand"),
            asked=False,
            applies=lambda place: place.area_by_hand,
        ),
        Field("population", _("Population"), least=0, most=2**62),
        Field("population_on", _("Population counted on"), unknown=_("date not known")),
        Field("phone_coverage", _("Phone coverage"), control=YesNoField, says={False: _("none")}),
        Field(
            "reachable",
            _("Access"),
            _("Whether one can get there now: roads, season, permission."),
            control=YesNoField,
            says={True: _("can be reached"), False: _("cannot be reached")},
            tones={False: "warn"},
        ),
        Field(
            "directions",
            _("How to get there"),
            _("Roads, crossings and landmarks, as people there say it."),
        ),
        Field("source", _("Source")),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn(
            "name",
            under=("other_names",),
            label=_("Place"),
            quiet=True,
            leads=_events_address,
        ),
        ListColumn("kind"),
        ListColumn("area", label=_("Area")),
        ListColumn("adm1", under=("adm2", "pcode"), label=_("Admin areas"), quiet=True),
        ListColumn("population", under=("population_on",), quiet=True),
        ListColumn("phone_coverage", label=_("Phone")),
        ListColumn(
            "record",
            label=_("Record"),
            told=lambda place: _("Open"),
            leads=_record_address,
        ),
    ),
    filters=(
        ListFilter("q", _("Name, alias, code or P-code"), control="words"),
        ListFilter("area", _("Area"), choices=_areas),
        ListFilter("kind", _("Kind")),
        ListFilter("phone", _("Phone coverage"), choices=_phones),
        ListFilter(
            "never",
            _("never assessed"),
            control="tick",
            there=lambda standing: bool(ASSESSED) and standing.reads("risks"),
        ),
        RETIRED,
    ),
    lacks=lambda place: place.latitude is None,
    history=("retired",),
    beside=_counts_beside_list,
    list_template="records/sheet_list.html",
    page_beside=_page_beside,
    page_template="places/record.html",
)
