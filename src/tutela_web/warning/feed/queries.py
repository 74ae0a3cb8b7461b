"""What the public may read of a mission's feed, and what the mission itself keeps of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from tutela.warning.cap import Circle, Ring
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.warning.delivery_models import FeedHazard, FeedMessage, HazardFeed


def open_feed(pk: UUID) -> HazardFeed:
    """The feed at an address; Http404 where there is none, it is off, or it is an exercise's."""
    feed = HazardFeed.objects.select_related("mission").filter(pk=pk, on=True).first()
    if feed is None or feed.mission.is_exercise:
        raise Http404
    return feed


def in_force(feed: HazardFeed, at: datetime) -> list[FeedMessage]:
    """The newest message of each hazard whose time is not over, withdrawals too; newest first."""
    rows = FeedMessage.objects.filter(hazard__feed=feed, hazard__expires__gt=at)
    newest = {row.hazard_id: row for row in rows.select_related("hazard").order_by("sent", "id")}
    return sorted(newest.values(), key=lambda one: (one.sent, one.pk), reverse=True)


def public_message(feed: HazardFeed, pk: UUID) -> FeedMessage:
    """One message of a feed, until its hazard's time is over."""
    at = clock.now(feed.mission)
    message = FeedMessage.objects.filter(pk=pk, hazard__feed=feed, hazard__expires__gt=at).first()
    if message is None:
        raise Http404
    return message


def shape_of(hazard: FeedHazard) -> Circle | Ring:
    """What a hazard covers, as the core knows it."""
    drawn = hazard.shape
    if "circle" in drawn:
        return Circle(*drawn["circle"])
    return tuple((lat, lon) for lat, lon in drawn["polygon"])


def hazards_for(standing: Standing) -> QuerySet[FeedHazard]:
    """Every hazard the mission released, newest first: they are public."""
    messages = FeedMessage.objects.select_related("by").order_by("sent", "id")
    feed_hazards = FeedHazard.objects.filter(feed__mission=standing.mission)
    return feed_hazards.prefetch_related(Prefetch("messages", messages)).order_by("-expires", "id")
