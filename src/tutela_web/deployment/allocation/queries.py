"""Allocations, resources and advisers' posts as a person may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from tutela.deployment.allocation import MEANS, MeansTotal, ShareLine, totals, wins_over
from tutela.risk.factors import PRIORITIES
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.deployment.allocation.models import (
    AdviserPost,
    Allocation,
    AllocationDemand,
    AllocationDissent,
    AllocationShare,
    MixReason,
    Resource,
)
from tutela_web.deployment.gap.queries import needs_for
from tutela_web.links.fields import field_offices
from tutela_web.mandate.queries import tasks_for
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.risk.agreed.queries import given_names, orders_for

KIND = "means"
KEEP = "keep_allocation"
AGREE = "agree_allocation"
DISSENT = "dissent_from_allocation"
RESOURCES = "keep_resources"
POSTS = "keep_adviser_posts"
REASONS = "give_mix_reasons"
HIGH = PRIORITIES.index("high")


def shares_for(standing: Standing) -> QuerySet[AllocationShare]:
    """The shares this person may see, protection of civilians first."""
    rows = AllocationShare.objects.filter(standing.sees_open(KIND))
    return rows.order_by("purpose", "what", "pk")


def demands_for(standing: Standing) -> QuerySet[AllocationDemand]:
    """The demands this person may see, by their rank."""
    rows = AllocationDemand.objects.filter(standing.sees_open(KIND))
    return rows.order_by("rank", "entered_at")


def dissents_for(standing: Standing) -> QuerySet[AllocationDissent]:
    """The dissents this person may see, the oldest first."""
    return AllocationDissent.objects.filter(standing.sees_open(KIND)).order_by("entered_at")


def allocations_for(standing: Standing) -> QuerySet[Allocation]:
    """The allocations this person may see, the newest period first, with their lines."""
    rows = Allocation.objects.filter(standing.sees_open(KIND))
    shares = shares_for(standing).prefetch_related(Prefetch("task", tasks_for(standing)))
    demands = demands_for(standing).prefetch_related(Prefetch("need", needs_for(standing)))
    return rows.order_by("-starts", "-entered_at").prefetch_related(
        Prefetch("shares", queryset=shares),
        Prefetch("demands", queryset=demands),
        Prefetch("dissents", queryset=dissents_for(standing)),
    )


@dataclass(frozen=True)
class ShareShown:
    """A share, and each of its figures with its percent of the whole."""

    share: AllocationShare
    figures: Sequence[tuple[float | None, float | None]]


@dataclass(frozen=True)
class SharesShown:
    """The shares of an allocation, protection of civilians first; the total of each of MEANS, and
    the purposes nobody gave a share."""

    lines: Sequence[ShareShown]
    totals: Sequence[MeansTotal]


def _shares_in_order(allocation: Allocation) -> list[AllocationShare]:
    order = {"poc": 0, "task": 1, "own": 2, "reserve": 3}
    return sorted(allocation.shares.all(), key=lambda share: order[share.purpose])


def lines_of(allocation: Allocation) -> list[ShareLine]:
    """The shares of an allocation as the core sums them. No query for one that was read by
    `allocations_for`."""
    return [
        ShareLine(share.what, share.purpose, {name: getattr(share, name) for name in MEANS})
        for share in _shares_in_order(allocation)
    ]


def shares_of(allocation: Allocation) -> SharesShown:
    """The shares of an allocation with what they make of the whole. No query for one that was read
    by `allocations_for`."""
    shares, lines = _shares_in_order(allocation), lines_of(allocation)
    whole = totals(lines)
    return SharesShown(
        [
            ShareShown(share, [(line.means[name], whole[name].percent[at]) for name in MEANS])
            for at, (share, line) in enumerate(zip(shares, lines, strict=True))
        ],
        [whole[name] for name in MEANS],
    )


@dataclass(frozen=True)
class DemandShown:
    """A demand, and the demands of protection it wins over."""

    demand: AllocationDemand
    over: Sequence[AllocationDemand]


def demands_of(allocation: Allocation) -> list[DemandShown]:
    """The demands of an allocation by rank, each with the protection it wins over. No query for one
    that was read by `allocations_for`."""
    rows = list(allocation.demands.all())
    return [
        DemandShown(demand, [other for other in rows if wins_over(demand.ranked, other.ranked)])
        for demand in rows
    ]


def allocation_in_force(standing: Standing) -> Allocation | None:
    """The agreed allocation that holds today, of those this person may see: the newest."""
    holds = Q(ends=None) | Q(ends__gte=standing.on)
    rows = allocations_for(standing).filter(holds, starts__lte=standing.on)
    return rows.exclude(agreed_on=None).first()


# --- resources


def resources_for(standing: Standing) -> QuerySet[Resource]:
    """The figures of resources this person may see, by kind, the newest first."""
    rows = Resource.objects.filter(standing.sees_open(KIND))
    return rows.order_by("kind", "-as_of", "-entered_at")


@dataclass(frozen=True)
class ResourceKind:
    """A kind of resource and its figures, the newest of each first; none is missing."""

    kind: str
    label: Words
    rows: Sequence[Resource]


def resources_by_kind(standing: Standing) -> list[ResourceKind]:
    """The three kinds of resource, each with the newest figure of everything counted; for the page
    and for section F of a strategy. One query."""
    newest: dict[tuple[str, str], Resource] = {}
    for resource in resources_for(standing):
        newest.setdefault((resource.kind, resource.what.casefold()), resource)
    return [
        ResourceKind(kind.value, kind.label, [r for r in newest.values() if r.kind == kind])
        for kind in Resource.Kind
    ]


# --- the mix


def reasons_for(standing: Standing) -> QuerySet[MixReason]:
    """The reasons for mixes this person may see, the newest period first."""
    return MixReason.objects.filter(standing.sees_open(KIND)).order_by("-starts", "-entered_at")


# --- hotspots as agreed


@dataclass(frozen=True)
class AgreedHotspot:
    """A hotspot of the order that stands, by the place it was named by."""

    hotspot: UUID
    name: str
    place: Place
    priority: int

    @property
    def high(self) -> bool:
        """Whether its agreed priority is high or critical."""
        return self.priority >= HIGH

    @property
    def priority_shown(self) -> str:
        """Its priority as a mark names it."""
        return PRIORITIES[self.priority]


def hotspots_by_area(standing: Standing) -> dict[UUID | None, list[AgreedHotspot]]:
    """The hotspots people agreed last by the area of their place, the worst first; those whose
    place this person sees and whose risks they read. Three queries."""
    order = orders_for(standing).first()
    hotspots: dict[UUID | None, list[AgreedHotspot]] = defaultdict(list)
    if order is None:
        return hotspots
    names = given_names(standing)
    seen = places_for(standing).filter(standing.sees("risks", own=None))
    places = seen.in_bulk([UUID(line["place"]) for line in order.lines])
    for line in sorted(order.lines, key=lambda line: -line["priority"]):
        if place := places.get(UUID(line["place"])):
            key = UUID(line["hotspot"])
            name = names.get(key.hex) or place.name
            hotspots[place.area_id].append(AgreedHotspot(key, name, place, line["priority"]))
    return hotspots


# --- advisers' posts


def posts_for(standing: Standing) -> QuerySet[AdviserPost]:
    """The advisers' posts this person may see, by kind, what was said last first."""
    rows = AdviserPost.objects.filter(standing.sees_open(KIND))
    return rows.order_by("kind", "-since", "-entered_at")


@dataclass
class AreaPosts:
    """An area, its newest post of each kind (None where nothing is recorded), and its agreed
    hotspots of high or critical priority.

    lacking   the kinds of which no post is known to be filled
    """

    area: DutyArea
    posts: list[tuple[Words, AdviserPost | None]]
    hotspots: Sequence[AgreedHotspot]
    lacking: list[Words] = field(default_factory=list)

    @property
    def flagged(self) -> bool:
        """Whether people at high risk live there, and a post is not known to be filled."""
        return bool(self.hotspots and self.lacking)


def advisers_by_area(standing: Standing) -> list[AreaPosts]:
    """Every field office's area with its advisers' posts, those flagged first. Four queries.

    Which hotspots are high is what people agreed last; a person counts those whose place they see.
    """
    posts: dict[UUID | None, dict[str, AdviserPost]] = defaultdict(dict)
    for post in posts_for(standing):
        posts[post.area_id].setdefault(post.kind, post)
    hot = hotspots_by_area(standing)
    areas = [
        _area_posts(
            area, posts.get(area.pk, {}), [hotspot for hotspot in hot[area.pk] if hotspot.high]
        )
        for area in field_offices(standing)
    ]
    return sorted(areas, key=lambda of_area: (not of_area.flagged, -len(of_area.hotspots)))


def _area_posts(
    area: DutyArea, newest: Mapping[str, AdviserPost], hotspots: Sequence[AgreedHotspot]
) -> AreaPosts:
    posts: list[tuple[Words, AdviserPost | None]] = [
        (kind.label, newest.get(kind.value)) for kind in AdviserPost.Kind
    ]
    lacking = [
        label for label, post in posts if post is None or post.state != AdviserPost.State.FILLED
    ]
    return AreaPosts(area, posts, hotspots, lacking)
