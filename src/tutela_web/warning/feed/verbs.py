"""How the public feed changes: turned on and off, hazards released, renewed, withdrawn.

Only the Head of Mission does any of it. A hazard is written anew for the public, from fixed words;
there is no way from an alert, a report or a score to the feed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.warning.cap import (
    Hazard,
    Message,
    Reference,
    circle_around,
    of_boundary,
    strip_along,
    to_cap,
)
from tutela_web.access.audit import trail
from tutela_web.access.models import DutyArea, Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.values import FieldValue, JsonValue
from tutela_web.places.models import Place
from tutela_web.warning.delivery_models import FeedHazard, FeedMessage, HazardFeed
from tutela_web.warning.feed.queries import shape_of

RENEWABLE = frozenset({"expires", "severity", "certainty", "instruction"})
"""What a renewal may change; another area is another hazard."""


def feed_of(mission: Mission) -> HazardFeed | None:
    """The mission's feed, if it was ever turned on."""
    return HazardFeed.objects.filter(mission=mission).select_related("mission").first()


@transaction.atomic
def turn(*, on: bool, by: Standing) -> HazardFeed:
    """Turn the feed on or off. Off, its address answers as one that never was."""
    by.require("release_feed")
    now = clock.now(by.mission)
    feed, _new = HazardFeed.objects.update_or_create(
        mission=by.mission, defaults={"on": on, "turned_at": now, "turned_by": by.person}
    )
    trail.record(
        "turn_on" if on else "turn_off",
        mission=by.mission,
        by=by.person,
        kind="feed",
        subject=feed.pk,
    )
    return feed


@transaction.atomic
def release(
    *,
    by: Standing,
    kind: str,
    onset: datetime,
    expires: datetime,
    severity: str,
    certainty: str,
    instruction: str,
    place: Place | None = None,
    to: Place | None = None,
    within_km: int = 10,
    area: DutyArea | None = None,
    drawn: dict[str, JsonValue] | None = None,
) -> FeedHazard:
    """Release a hazard to the public: around a place, along the way to another, or in an area.

    Takes   drawn, a GeoJSON area that goes out, rounded, in place of the round of the place or the
            strip to the other, and under their names.

    Raises  Denied; NotNow while the feed is off; BadParameter for a place that is not for the
            public or has no point, and whatever the core refuses.
    """
    by.require("release_feed")
    feed = (
        HazardFeed.objects.select_for_update(no_key=True)
        .filter(mission=by.mission, on=True)
        .first()
    )
    if feed is None:
        raise NotNow(say("the feed is off"), next=say("turn it on first"))
    name, drawn = _area(by.mission, place, to, within_km, area, drawn)
    hazard = FeedHazard(
        feed=feed,
        kind=kind,
        area_name=name,
        onset=onset,
        expires=expires,
        severity=severity,
        certainty=certainty,
        instruction=instruction,
        shape=drawn,
    )
    core_hazard(hazard)  # refuses before anything is kept
    hazard.save(force_insert=True)
    _send(hazard, FeedMessage.Type.ALERT, by=by)
    return hazard


def _area(
    mission: Mission,
    place: Place | None,
    to: Place | None,
    within_km: int,
    area: DutyArea | None,
    drawn: dict[str, JsonValue] | None,
) -> tuple[str, dict[str, Any]]:
    """Its name and its rounded shape."""
    if area is not None:
        if area.mission_id != mission.pk or not area.boundary:
            raise BadParameter(say("this area has no boundary"))
        return area.name, {"polygon": of_boundary(area.boundary)}
    points = []
    for named_place in filter(None, (place, to)):
        if named_place.mission_id != mission.pk or named_place.classification:
            raise BadParameter(
                say("this place is not for the public"),
                next=say("choose an unclassified place or an area"),
            )
        if drawn is not None:
            continue
        if named_place.latitude is None or named_place.longitude is None:
            raise BadParameter(
                say("it is not known where this place lies"),
                next=say("choose another place or an area"),
            )
        points.append((named_place.latitude, named_place.longitude))
    if place is None:
        raise BadParameter(say("say where"), next=say("choose a place or an area"))
    if drawn is not None:
        if drawn["type"] != "Polygon":
            raise BadParameter(
                say("the drawn area has several parts"),
                next=say("release each part as a notice of its own"),
            )
        name = " – ".join(one.name for one in (place, to) if one)
        return name, {"polygon": of_boundary(drawn)}
    if to is None:
        made = circle_around(*points[0], within_km)
        circle = [made.latitude, made.longitude, made.radius_km]
        return f"{place.name} ({within_km} km)", {"circle": circle}
    return f"{place.name} – {to.name} ({within_km} km)", {"polygon": strip_along(points, within_km)}


@transaction.atomic
def renew(hazard: FeedHazard, changes: Mapping[str, FieldValue], *, by: Standing) -> FeedHazard:
    """Give a released hazard another end, severity, certainty or instruction.

    Raises  Denied; NotNow if it is over or withdrawn, or the feed is off.
    """
    by.require("release_feed", of=hazard.feed)
    hazard = _lock_hazard(hazard, by)
    if unknown := changes.keys() - RENEWABLE:
        raise TypeError(f"not to be renewed: {sorted(unknown)}")
    for name, value in changes.items():
        setattr(hazard, name, value)
    core_hazard(hazard)
    hazard.save(update_fields=sorted(changes))
    _send(hazard, FeedMessage.Type.UPDATE, by=by)
    return hazard


@transaction.atomic
def withdraw(hazard: FeedHazard, *, by: Standing, why: str) -> FeedHazard:
    """Withdraw a released hazard; who reads the feed is told, and told that it is no all-clear.

    Takes   why, which stays here.
    """
    by.require("release_feed", of=hazard.feed)
    if not why.strip():
        raise BadParameter(say("withdrawing needs a reason"), next=say("say why"))
    hazard = _lock_hazard(hazard, by)
    hazard.withdrawn_at, hazard.withdrawn_why = clock.now(by.mission), why[:300]
    hazard.save(update_fields=["withdrawn_at", "withdrawn_why"])
    _send(hazard, FeedMessage.Type.CANCEL, by=by)
    return hazard


def _lock_hazard(hazard: FeedHazard, by: Standing) -> FeedHazard:
    rows = FeedHazard.objects.select_for_update(of=("self",), no_key=True).select_related("feed")
    now = rows.get(pk=hazard.pk, feed__mission=by.mission)
    if not now.feed.on:
        raise NotNow(say("the feed is off"), next=say("turn it on first"))
    if now.withdrawn_at or now.expires <= clock.now(by.mission):
        raise NotNow(say("this notice is over"), next=say("release it again"))
    return now


def _send(hazard: FeedHazard, type: str, *, by: Standing) -> FeedMessage:
    """Keep the message as it goes out, and that it was sent."""
    mission, sent = by.mission, clock.now(by.mission).replace(microsecond=0)
    sender = f"{hazard.feed_id.hex}@{urlsplit(settings.PUBLIC_URL).hostname}"
    before = list(FeedMessage.objects.filter(hazard=hazard))
    if before:  # CAP knows seconds only, and tells messages apart by them
        sent = max(sent, (before[-1].sent + timedelta(seconds=1)).astimezone(sent.tzinfo))
    message = Message(
        identifier=str(uuid4()),
        sender=sender,
        sender_name=mission.name,
        sent=sent,
        status="Exercise" if mission.is_exercise else "Test" if mission.is_demo else "Actual",
        type=type,
        hazard=core_hazard(hazard),
        earlier=tuple(
            Reference(sender, str(one.pk), one.sent.astimezone(sent.tzinfo)) for one in before
        ),
    )
    trail.record(
        {"Alert": "release", "Update": "renew", "Cancel": "withdraw"}[type],
        mission=mission,
        by=by.person,
        kind="feed",
        subject=hazard.pk,
        message=message.identifier,
        hazard=hazard.kind,
    )
    return FeedMessage.objects.create(
        id=UUID(message.identifier),
        hazard=hazard,
        type=type,
        sent=sent,
        by=by.person,
        document=to_cap(message).decode(),
    )


def core_hazard(hazard: FeedHazard) -> Hazard:
    """What is told of it, as the core knows it, in the mission's own time."""
    here = clock.now(hazard.feed.mission).tzinfo
    return Hazard(
        kind=hazard.kind,
        area=hazard.area_name,
        severity=hazard.severity,
        certainty=hazard.certainty,
        instruction=hazard.instruction,
        onset=hazard.onset.astimezone(here),
        expires=hazard.expires.astimezone(here),
        shape=shape_of(hazard),
    )
