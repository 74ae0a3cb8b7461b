"""Fora of the mission of Luma, invented: the senior group, and the group of the North under it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from tests.tutela_web.cast import Cast
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base import clock
from tutela_web.fora.forum.kind import FORUM
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.fora.meetings import verbs as meeting_verbs
from tutela_web.records.kind_verbs import create_record


def url(name: str, *args: Any) -> str:
    return reverse(name, args=["luma", *args])


def by(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


def senior(cast: Cast, **fields: Any) -> Forum:
    """The senior management group on protection, kept by the POC adviser."""
    values = {"name": "SMG-P", "kind": "senior", "rhythm_days": 14, "classification": 1}
    return create_record(FORUM, values | fields, by=by(cast, "poc_adviser"))


def local(cast: Cast, above: Forum | None = None, **fields: Any) -> Forum:
    """The group of the North, under the local Head of Office."""
    values = {
        "name": "POC group North",
        "kind": "local",
        "level": "local",
        "area": cast.north,
        "reports_to": above,
        "classification": 1,
    }
    return create_record(FORUM, values | fields, by=by(cast, "poc_adviser"))


def called(cast: Cast, forum: Forum, *, days: float = 0, who: str = "poc_adviser") -> Meeting:
    """A meeting so many days from now; one of the past may be held."""
    at = clock.now(cast.mission) + timedelta(days=days)
    return meeting_verbs.call_meeting(forum, {"starts_at": at}, by=by(cast, who))


def held(cast: Cast, forum: Forum, *, days: float = 0, who: str = "poc_adviser") -> Meeting:
    """A meeting that was held so many days from now."""
    meeting = called(cast, forum, days=days, who=who)
    came = {"present": ["Head of Mission", "OCHA"], "women": 3, "men": 5, "notes": ""}
    return meeting_verbs.hold_meeting(meeting, came, by=by(cast, who))
