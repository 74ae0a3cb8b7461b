"""Who of many people may read which of many alerts: by the one policy, in as many queries for
hundreds as for one."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import polars as pl

from tutela_web.access.models import Holding, Mission, Person, RoleGrant, current
from tutela_web.access.policy import (
    EVERYWHERE,
    Areas,
    Reading,
    Standing,
    _add_readings,
    roles,
)
from tutela_web.base import clock
from tutela_web.warning.models import Alert


def readers(people: Iterable[Person], mission: Mission) -> dict[UUID, Standing]:
    """What each of these people reads in the mission today: readings only, no authority.

    A test holds it to `standing_of` for everybody of the cast.
    """
    on = clock.today(mission)
    by_id = {person.pk: person for person in people if person.is_active}
    given: dict[UUID, list[tuple[str, Areas]]] = {pk: [] for pk in by_id}
    grants = RoleGrant.objects.filter(current(on), mission=mission, person__in=by_id)
    for grant in grants.prefetch_related("areas"):
        areas = frozenset(area.pk for area in grant.areas.all())
        given[grant.person_id].append((grant.role, areas))
    held = Holding.objects.filter(current(on), post__mission=mission, person__in=by_id)
    for holding in held.select_related("post"):
        area = holding.post.area_id
        given[holding.person_id].append(
            (holding.post.role, EVERYWHERE if area is None else frozenset([area]))
        )
    found = {}
    for pk, person in by_id.items():
        readings: dict[str, Reading] = {}
        for name, areas in given[pk]:
            if role := roles().get(name):
                _add_readings(readings, role, areas)
        found[pk] = Standing(person, mission, on, readings=readings)
    return found


def readable(alerts: Iterable[Alert], people: dict[UUID, Standing]) -> dict[UUID, set[UUID]]:
    """Of these alerts, the ids of those each person may read. No query."""
    rows = {one.pk.hex: one for one in alerts}
    frame = pl.DataFrame(
        {
            "id": list(rows),
            "classification": [one.classification for one in rows.values()],
            "area": [one.area_id and one.area_id.hex for one in rows.values()],
            "author": [one.author_id and one.author_id.hex for one in rows.values()],
        },
        schema={"id": pl.String, "classification": pl.Int64, "area": pl.String,
                "author": pl.String},
    )  # fmt: skip
    return {
        pk: {rows[one].pk for one in frame.filter(standing.sees_rows("alerts", own=True))["id"]}
        for pk, standing in people.items()
    }
