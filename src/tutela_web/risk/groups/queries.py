"""Risk by group as it is read: each of the groups at a place, those nobody assessed among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from tutela.base.messages import Sentence
from tutela.risk.groups import CHILDREN, GROUPS, heard_of_one_sex, lacks_in_view
from tutela_web.access.policy import Standing
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.risk.groups.models import GroupRisk
from tutela_web.risk.queries import latest_assessment, lines_seen, suggested_for

HOLDS = timedelta(days=90)
"""After so long a view is told as old: seasons, and who lives there, have changed."""


@dataclass(frozen=True)
class GroupView:
    """One row of a group, and what its view lacks by who was heard."""

    row: GroupRisk
    lacks: list[Sentence]
    old: bool


@dataclass(frozen=True)
class GroupAtPlace:
    """A group at a place: what was said of it; nothing is not known, and not safe.

    waiting   how many rows wait for the child protection office; they assess nothing yet
    """

    group: str
    views: list[GroupView]
    waiting: int

    @property
    def assessed(self) -> bool:
        """Whether anything that counts was said of it."""
        return bool(self.views)


@dataclass(frozen=True)
class ByGroup:
    """A place, group by group, in one order for every place: it is no rank."""

    place: Place
    groups: list[GroupAtPlace]

    @property
    def assessed(self) -> int:
        """How many groups were assessed."""
        return sum(group.assessed for group in self.groups)

    @property
    def without(self) -> list[str]:
        """The groups that nobody assessed."""
        return [group.group for group in self.groups if not group.assessed]

    @property
    def one_sex(self) -> str:
        """The one sex of which everything here was heard, where that is so."""
        return heard_of_one_sex(view.row.heard for group in self.groups for view in group.views)

    @property
    def children_missing(self) -> bool:
        """Whether girls or boys were not assessed."""
        return not CHILDREN.isdisjoint(self.without)


def group_risks_for(standing: Standing) -> QuerySet[GroupRisk]:
    """The rows this person may see, as risks are read; the newest first."""
    rows = GroupRisk.objects.filter(lines_seen(standing), compartment="")
    return rows.order_by("-source_on", "-entered_at", "pk").select_related("place", "mission")


def standing_rows(standing: Standing) -> QuerySet[GroupRisk]:
    """Those that hold today."""
    return group_risks_for(standing).filter(Q(ended_on=None) | Q(ended_on__gt=standing.on))


def places_by_group(standing: Standing, *, marking: int | None = None) -> dict[UUID, set[str]]:
    """The groups assessed at each place where any was, of rows that hold and count; of those marked
    no higher than `marking`, where that is said. One query."""
    rows = standing_rows(standing)
    if marking is not None:
        rows = rows.filter(classification__lte=marking)
    places: dict[UUID, set[str]] = defaultdict(set)
    for row in rows.select_related(None).order_by():
        if not row.waits_for_child_protection:
            places[row.place_id].add(row.group)
    return dict(places)


def by_group_at(standing: Standing, place: Place) -> ByGroup:
    """A place, group by group."""
    return by_group_of([place], list(standing_rows(standing).filter(place=place)), standing.on)[0]


def by_group_of(places: Sequence[Place], rows: Collection[GroupRisk], on: date) -> list[ByGroup]:
    """Places, group by group, of rows that hold on a day. No query."""
    views: dict[tuple[UUID, str], list[GroupView]] = defaultdict(list)
    waiting: dict[tuple[UUID, str], int] = defaultdict(int)
    for row in rows:
        key = row.place_id, row.group
        if row.waits_for_child_protection:
            waiting[key] += 1
        else:
            old = row.source_on < on - HOLDS
            views[key].append(GroupView(row, lacks_in_view(row.group, row.heard), old))
    return [
        ByGroup(
            place,
            [GroupAtPlace(name, views[place.pk, name], waiting[place.pk, name]) for name in GROUPS],
        )
        for place in places
    ]


def others_of_hotspot(standing: Standing, place: Place) -> list[ByGroup]:
    """The other places of its hotspot that this person sees, group by group, by name."""
    rows = suggested_for(standing, latest_assessment(standing))
    hotspots = rows.filter(place=place, hotspot__isnull=False).order_by().values("hotspot")
    beside = rows.filter(hotspot__in=hotspots).order_by().values("place")
    places = list(places_for(standing).filter(pk__in=beside).exclude(pk=place.pk).order_by("name"))
    return by_group_of(places, list(standing_rows(standing).filter(place__in=places)), standing.on)
