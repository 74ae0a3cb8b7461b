"""Choices of places, for forms: two that read alike are told apart by their district."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue
from django.utils.translation import gettext as _

from tutela.base.distances import bearing
from tutela.places.names import fold
from tutela_web.places.ground import direction, km_from
from tutela_web.places.models import Place


def names_apart(places: Iterable[Place]) -> dict[UUID, str]:
    """The name of each place as a list of them says it: with its district, or else its state, where
    another place of the list reads alike; where that is not enough, with where it lies from the
    nearest other place of the list; and in the end with its code."""
    by_id = {place.pk: place for place in places}
    return _apart(by_id, [_bare, _with_district, _lying_from(by_id), _with_code])


def _apart(by_id: Mapping[UUID, Place], ways: Sequence[Callable[[Place], str]]) -> dict[UUID, str]:
    way, *finer = ways
    alike: dict[str, dict[UUID, Place]] = defaultdict(dict)
    for pk, place in by_id.items():
        alike[fold(way(place))][pk] = place
    told: dict[UUID, str] = {}
    for group in alike.values():
        if len(group) > 1 and finer:
            told |= _apart(group, finer)
        else:
            told |= {pk: way(place) for pk, place in group.items()}
    return told


def _bare(place: Place) -> str:
    return place.name


def _with_district(place: Place) -> str:
    return f"{place.name} ({place.adm2 or place.adm1 or _('district not known')})"


def _lying_from(by_id: Mapping[UUID, Place]) -> Callable[[Place], str]:
    """A place told from the nearest of the list that has another name."""
    others = [one for one in by_id.values() if one.latitude is not None]

    def told(place: Place) -> str:
        far = [
            (km, one)
            for one, km in zip(others, km_from(place, others), strict=True)
            if km is not None and one.name != place.name
        ]
        if not far:
            return _with_district(place)
        km, near = min(far, key=lambda one: one[0])
        towards = bearing(
            near.latitude or 0, near.longitude or 0, place.latitude or 0, place.longitude or 0
        )
        lies = {"km": round(km), "direction": direction(towards), "name": near.name}
        return f"{place.name} ({_('%(km)s km %(direction)s of %(name)s') % lies})"

    return told


def _with_code(place: Place) -> str:
    return f"{_with_district(place)} {place.pcode or place.code}"


class PlaceChoices(ModelChoiceIterator):
    """The choices of a field of places. No query more than those of Django."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        places = list(self.queryset)
        names = names_apart(places)
        for place in places:
            value = ModelChoiceIteratorValue(self.field.prepare_value(place), place)
            yield value, names[place.pk]


class PlaceChoice(forms.ModelChoiceField):
    """A place by its name."""

    iterator = PlaceChoices


def offer_places(field: forms.Field, places: QuerySet[Place]) -> None:
    """Offer these places, by name."""
    assert isinstance(field, forms.ModelChoiceField)
    field.iterator = PlaceChoices
    field.queryset = places.order_by("name", "adm2", "adm1", "pk")
