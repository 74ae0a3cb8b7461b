"""What a record takes over from the actors, places and risks it names; rules all of them keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue, TypedFields
from tutela_web.links.queries import SEEN
from tutela_web.places.models import Place
from tutela_web.risk.models import Risk


def fields_bound_by_links(
    values: Mapping[str, FieldValue] | TypedFields, by: Standing, *, kind: str
) -> dict[str, Any]:
    """The fields of a record that names others: it is at least Confidential and never marked lower
    than what it names, lies at the place of its risk and in the area of its place.

    Raises  BadParameter for what belongs to another mission, a risk of a compartment, or a marking
            above what the person reads of this kind.
    """
    kept: dict[str, Any] = dict(values)
    by.require_ours(*(one for one in kept.values() if hasattr(one, "mission_id")))
    if (risk := kept.get("risk")) is not None:
        if risk.compartment:
            raise BadParameter(
                say("this risk lies in a compartment"), next=say("leave the risk out")
            )
        kept["place"] = kept.get("place") or risk.place
    if (place := kept.get("place")) is not None:
        kept["area"] = place.area or kept.get("area")
    named = [kept[name].classification for name in SEEN if kept.get(name) is not None]
    given = kept.get("classification", Classification.CONFIDENTIAL)
    kept["classification"] = max(given, Classification.CONFIDENTIAL, *named)
    by.require_marking(kind, kept["classification"])
    return kept


def area_of(values: Mapping[str, FieldValue]) -> DutyArea | None:
    """The area a record will lie in, by what it names: as `fields_bound_by_links` gives it."""
    risk, place = values.get("risk"), values.get("place")
    if place is None and isinstance(risk, Risk):
        place = risk.place
    return (place.area if isinstance(place, Place) else None) or _area_named(values)


def _area_named(values: Mapping[str, FieldValue]) -> DutyArea | None:
    area = values.get("area")
    return area if isinstance(area, DutyArea) else None


Authority = Callable[[Mapping[str, FieldValue]], tuple[str, UUID | None]]
"""The act that writes a record, and the area it must hold in, from the record's values."""


def in_whole_mission(act: str) -> Authority:
    """The authority for records that concern the whole mission, wherever they lie."""
    return lambda values: (act, None)


def in_named_area(act: str) -> Authority:
    """The authority for records that lie in the area they name: on an edit in the new one too."""
    return lambda values: (act, pk_of(_area_named(values)))


def in_linked_area(act: str) -> Authority:
    """The authority for records that lie in the area of what they name (`area_of`)."""
    return lambda values: (act, pk_of(area_of(values)))


def has_words(fields: Mapping[str, FieldValue] | TypedFields, *names: str) -> bool:
    """Whether something is written in each of these fields."""
    return all(str(fields.get(name) or "").strip() for name in names)


def not_ahead(day: date | None, by: Standing) -> None:
    """Raises  BadParameter for a day, where one is given, that has not come yet by the mission's
    clock."""
    if day and day > clock.today(by.mission):
        raise BadParameter(say("this lies in the future"), next=say("record it when it happens"))


def pk_of(record: Model | None) -> UUID | None:
    """The key of a record, None where there is none."""
    return record.pk if record is not None else None
