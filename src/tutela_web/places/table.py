"""Places as a table."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tutela.places.names import fold
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.base.tables import roundtrip as rt
from tutela_web.base.tables.points import point_fault
from tutela_web.places.inputs import PlaceInput
from tutela_web.places.models import Place, PlacePrecision
from tutela_web.places.queries import boundaries_of, places_for
from tutela_web.places.sheets import SheetKind
from tutela_web.places.verbs import edit_place, make_places


def sheet(standing: Standing) -> rt.RecordSheet:
    """The columns of a place, in order."""
    codes, names = area_codes(standing)
    return rt.RecordSheet(
        "places",
        (
            rt.text("code", _("Code"), most=80),
            rt.text(
                "name",
                _("Name"),
                most=160,
                required=True,
                also="place place_name community settlement location nom localite",
            ),
            rt.other_names("other_names", _("Other names"), also="aliases alias alt_names"),
            rt.choice("kind", _("Kind"), Place.Kind.choices, empty=Place.Kind.OTHER.value),
            rt.degrees("latitude", _("Latitude"), 90, also="lat y ycoord"),
            rt.degrees("longitude", _("Longitude"), 180, also="lon long lng x xcoord"),
            rt.choice(
                "place_precision", _("Precision of the point"), PlacePrecision.choices, to=int
            ),
            rt.text("pcode", _("P-code"), most=20, also="p_code adm2_pcode adm1_pcode"),
            rt.text("adm1", _("First-level area"), most=120, also="state province admin1"),
            rt.text("adm2", _("Second-level area"), most=120, also="county district admin2"),
            rt.linked_column("area", _("Duty area"), codes, names=names, attr="area_id"),
            rt.whole("population", _("Population"), most=2**62, also="pop inhabitants"),
            rt.day("population_on", _("Population counted on")),
            rt.yes_no("phone_coverage", _("Phone coverage")),
            rt.yes_no("reachable", _("Access"), also="accessible acces"),
            rt.text("directions", _("How to get there"), most=300),
            rt.text("source", _("Source"), most=120),
            rt.yes_no("retired", _("Retired"), known=True),
        ),
        key=_key,
        check=_check,
    )


def area_codes(standing: Standing) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """The codes and the names of the mission's duty areas, by id."""
    areas = list(
        DutyArea.objects.filter(mission=standing.mission).values_list("pk", "code", "name")
    )
    return {pk: code for pk, code, _name in areas}, {pk: name for pk, _code, name in areas}


def _key(values: PlaceInput) -> Hashable:
    """The same name at the same spot is the same place."""
    lat, lon = values.get("latitude"), values.get("longitude")
    if lat is None or lon is None:
        return fold(str(values.get("name") or "")), None, None
    return fold(str(values.get("name") or "")), round(lat, 4), round(lon, 4)


def _check(values: PlaceInput) -> Iterable[tuple[str, str, str]]:
    if fault := point_fault(values.get("latitude"), values.get("longitude")):
        yield fault


def may_edit(standing: Standing) -> rt.May:
    """Whether a place may be changed, or made, by the area it lies in."""
    wide = standing.authority.get("edit_places", frozenset()) is EVERYWHERE
    boundaries = None if wide else boundaries_of(standing.mission)

    def allowed(record: Place | None, values: PlaceInput) -> bool:
        if record is not None:
            return standing.may("edit_places", area=record.area_id)
        if boundaries is None:
            return True
        (drawn,) = boundaries.area_ids([values.get("latitude")], [values.get("longitude")])
        return standing.may("edit_places", area=values.get("area_id") or drawn)

    return allowed


PLACES = SheetKind(
    name="places",
    title=_("Places"),
    reads="places",
    act="edit_places",
    model=Place,
    sheet=sheet,
    visible=places_for,
    may=may_edit,
    make=make_places,
    edit=edit_place,
)
