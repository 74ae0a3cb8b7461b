"""What a record takes over from the actors, places and risks it names; rules all of them keep."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Model

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.links.queries import SEEN


def fields_bound_by_links(values: Mapping[str, Any], by: Standing, *, kind: str) -> dict[str, Any]:
    """The fields of a record that names others: it is at least Confidential and never marked lower
    than what it names, lies at the place of its risk and in the area of its place.

    Raises  BadParameter for what belongs to another mission, a risk of a compartment, or a marking
            above what the person reads of this kind.
    """
    kept = dict(values)
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


def area_of(values: Mapping[str, Any]) -> Any:
    """The area a record will lie in, by what it names: as `fields_bound_by_links` gives it."""
    risk = values.get("risk")
    place = values.get("place") or (risk.place if risk is not None else None)
    return (place.area if place is not None else None) or values.get("area")


def not_ahead(day: date | None, by: Standing) -> None:
    """Raises  BadParameter for a day, where one is given, that has not come yet by the mission's
    clock."""
    if day and day > clock.today(by.mission):
        raise BadParameter(say("this lies in the future"), next=say("record it when it happens"))


def pk_of(record: Model | None) -> Any:
    """The key of a record, None where there is none."""
    return record.pk if record is not None else None
