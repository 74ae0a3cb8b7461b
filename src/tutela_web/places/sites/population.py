"""How many people a place has: as its record says, or as a count of its site said later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tutela_web.access.policy import Standing
from tutela_web.places.models import Place
from tutela_web.places.sites.models import SiteCount
from tutela_web.places.sites.queries import counts_for


@dataclass(frozen=True)
class Population:
    """People of a place, the day of the number and who gives it; None and blank are not known."""

    people: int | None
    on: date | None
    source: str


def populations_counted(
    standing: Standing, places: Iterable[UUID] | None = None, *, marked: int | None = None
) -> dict[UUID, Population]:
    """By place, the newest count of everybody at its site, as far as the person may read it; of all
    places, where none are named. A count of some of the people alone is none of the place; with
    `marked`, none that is marked higher either, for what is kept for other readers. One query."""
    rows = counts_for(standing).filter(who=SiteCount.People.ALL, people__isnull=False)
    if marked is not None:
        rows = rows.filter(classification__lte=marked, site__classification__lte=marked)
    if places is not None:
        rows = rows.filter(site__place__in=list(places))
    oldest_first = rows.order_by("counted_on", "entered_at", "pk")
    return {
        place: Population(people, on, source)
        for place, people, on, source in oldest_first.values_list(
            "site__place", "people", "counted_on", "source"
        )
    }


def newer_population(
    people: int | None, on: date | None, counted: Population | None, source: str = ""
) -> Population:
    """What stands of a place: the count, unless the number of its record is of a later day."""
    own = Population(people, on, source)
    if counted is None or (people is not None and on is not None and on > (counted.on or on)):
        return own
    return counted


def population_of(standing: Standing, place: Place) -> Population:
    """How many people a place has, with day and source."""
    return populations_of(standing, [place])[place.pk]


def populations_of(
    standing: Standing, places: Iterable[Place], *, marked: int | None = None
) -> dict[UUID, Population]:
    """The same of several places, in one query."""
    asked = list(places)
    counted = populations_counted(standing, [place.pk for place in asked], marked=marked)
    return {
        place.pk: newer_population(
            place.population, place.population_on, counted.get(place.pk), place.source
        )
        for place in asked
    }
