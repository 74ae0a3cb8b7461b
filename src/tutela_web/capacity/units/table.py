"""Bases and units as tables. Readiness belongs to a compartment and never enters an open file."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from django.utils.translation import gettext_lazy as _

from tutela.places.names import fold
from tutela_web.access.policy import EVERYWHERE, Standing, taking
from tutela_web.base.tables import roundtrip as rt
from tutela_web.base.tables.points import point_fault
from tutela_web.capacity.inputs import BaseInput, UnitInput
from tutela_web.capacity.models import Base, Unit
from tutela_web.capacity.units.queries import bases_for, units_for
from tutela_web.capacity.units.verbs import ACT, edit_base, edit_unit, make_bases, make_units
from tutela_web.places.queries import boundaries_of
from tutela_web.places.sheets import SheetKind
from tutela_web.places.table import area_codes


def base_sheet(standing: Standing) -> rt.RecordSheet:
    """The columns of a base, in order."""
    codes, names = area_codes(standing)
    return rt.RecordSheet(
        "bases",
        (
            rt.text("code", _("Code"), most=80),
            rt.text("name", _("Name"), most=160, required=True, also="base location site"),
            rt.choice("kind", _("Kind"), Base.Kind.choices, empty=Base.Kind.OTHER.value),
            rt.degrees("latitude", _("Latitude"), 90, also="lat y"),
            rt.degrees("longitude", _("Longitude"), 180, also="lon long lng x"),
            rt.linked_column("area", _("Duty area"), codes, names=names, attr="area_id"),
            rt.whole("troops", _("Troops"), also="strength"),
            rt.day("opened", _("Opened on"), also="from start"),
            rt.day("closed", _("Closed from"), also="to end"),
            rt.text("duty_number", _("Duty number"), most=40),
            rt.text("source", _("Source"), most=120),
            rt.yes_no("retired", _("Retired"), known=True),
        ),
        key=_base_key,
        check=_check_base,
    )


def _base_key(values: BaseInput) -> Hashable:
    lat, lon = values.get("latitude"), values.get("longitude")
    at = (None, None) if lat is None or lon is None else (round(lat, 4), round(lon, 4))
    return fold(str(values.get("name") or "")), *at


def _check_base(values: BaseInput) -> Iterable[tuple[str, str, str]]:
    if fault := point_fault(values.get("latitude"), values.get("longitude")):
        yield fault
    opened, closed = values.get("opened"), values.get("closed")
    if opened and closed and closed < opened:
        yield ("closed", str(_("the base closes before it opens")), str(_("put the dates right")))


def unit_sheet(standing: Standing) -> rt.RecordSheet:
    """The columns of a unit, in order: able or not able, never why; its base only where the person
    may take that away."""
    taken = taking(standing) if standing.reads("exports") else standing
    bases = list(bases_for(taken).values_list("pk", "code", "name"))
    codes = {pk: code for pk, code, _name in bases}
    names = {pk: name for pk, _code, name in bases}
    return rt.RecordSheet(
        "units",
        (
            rt.text("code", _("Code"), most=80),
            rt.text("name", _("Name"), most=160, required=True, also="unit"),
            rt.text("kind", _("Kind"), most=40),
            rt.linked_column("base", _("Base"), codes, names=names, attr="base_id"),
            rt.words("languages", _("Languages")),
            rt.whole("women", _("Women")),
            rt.yes_no("able", _("Able")),
            rt.yes_no("retired", _("Retired"), known=True),
            rt.text("current_task", _("What it does now"), most=160),
            rt.yes_no("interpreter", _("Interpreter")),
            rt.day("roe_read_back", _("ROE read back on")),
            rt.whole("men", _("Men")),
        ),
        key=lambda values: fold(str(values.get("name") or "")),
    )


def may_bases(standing: Standing) -> rt.May:
    """Whether a base may be changed, or made, by the area it lies in."""
    wide = standing.authority.get(ACT, frozenset()) is EVERYWHERE
    boundaries = None if wide else boundaries_of(standing.mission)

    def allowed(record: Base | None, values: BaseInput) -> bool:
        if record is not None or boundaries is None:
            return standing.may(ACT, area=record.area_id if record is not None else None)
        (drawn,) = boundaries.area_ids([values.get("latitude")], [values.get("longitude")])
        return standing.may(ACT, area=values.get("area_id") or drawn)

    return allowed


def may_units(standing: Standing) -> rt.May:
    """Whether a unit may be changed, or made, by the area of its base."""
    areas = dict(bases_for(standing).values_list("pk", "area_id"))

    def allowed(record: Unit | None, values: UnitInput) -> bool:
        base = values.get("base_id")
        of_base = areas.get(base) if base is not None else None
        area = record.area_id if record is not None else of_base
        return standing.may(ACT, area=area)

    return allowed


BASES = SheetKind(
    name="bases",
    title=_("Bases"),
    reads="bases",
    act=ACT,
    model=Base,
    sheet=base_sheet,
    visible=bases_for,
    may=may_bases,
    make=make_bases,
    edit=edit_base,
)
UNITS = SheetKind(
    name="units",
    title=_("Units"),
    reads="bases",
    act=ACT,
    model=Unit,
    sheet=unit_sheet,
    visible=units_for,
    may=may_units,
    make=make_units,
    edit=edit_unit,
)
