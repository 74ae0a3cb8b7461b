"""What a person's calendar holds: when their fora meet, and when what they owe is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid5

from django.db.models import Q
from django.utils.translation import gettext as _

from tutela.coordination.calendar import Entry
from tutela_web.access.models import Holding, Person, current
from tutela_web.access.policy import Standing, missions_of, standing_of
from tutela_web.base import clock
from tutela_web.fora.forum.models import Action, Forum, Meeting
from tutela_web.fora.forum.queries import actions_for, fora_of, meetings_for

BACK, AHEAD = timedelta(days=31), timedelta(days=366)

MORE: list[Callable[[Standing, UUID], list[Entry]]] = []
"""What else stands in a person's calendar: rooms above register it, each entry with an id of the
calendar's own (`calendar_uid`)."""


def calendar_of(person: Person, key: UUID) -> list[Entry] | None:
    """The entries of a person's calendar, of every mission they stand in today.

    Takes   key, by which ids are made that say nothing of the records and stay the same.
    Gives   None if they read no fora anywhere.
    """
    standings = [standing_of(person, mission) for mission in missions_of(person)]
    reading = [standing for standing in standings if standing.reads("fora")]
    if not reading:
        return None
    more = [entry for one in reading for give in MORE for entry in give(one, key)]
    return [entry for one in reading for entry in _entries(one, key)] + more


def _entries(standing: Standing, key: UUID) -> list[Entry]:
    """Two queries. What lies in a compartment leaves no house."""
    standing = replace(standing, compartments=frozenset())
    now = clock.now(standing.mission)
    meetings = (
        meetings_for(standing)
        .filter(forum__in=fora_of(standing), starts_at__gte=now - BACK, starts_at__lte=now + AHEAD)
        .order_by("starts_at", "pk")
    )
    posts = Holding.objects.filter(current(standing.on), person=standing.person).values("post")
    owed = (
        actions_for(standing)
        .filter(
            Q(due__gte=(now - BACK).date()) & Q(due__lte=(now + AHEAD).date()),
            state=Action.State.OPEN,
            owner__in=posts,
        )
        .order_by("due", "pk")
    )
    drill = _("EXERCISE: ") if standing.mission.is_exercise else ""
    return [
        *(
            Entry(
                _uid(key, meeting.pk),
                drill + _title(meeting, meeting.forum, _("meeting")),
                meeting.starts_at,
                meeting.entered_at,
                meeting.where if _public(meeting, meeting.forum) else "",
                meeting.state == Meeting.State.OFF,
                meeting.version,
            )
            for meeting in meetings
        ),
        *(
            Entry(
                _uid(key, one.pk),
                drill + _title(one, one.meeting.forum, _("action due")),
                one.due,
                one.entered_at,
                version=one.version,
            )
            for one in owed
            if one.due is not None
        ),
    ]


def _uid(key: UUID, record: UUID) -> str:
    """An own id tells when its record was made: another goes out, the same each time."""
    return uuid5(key, record.hex).hex


def _public(one: Meeting | Action, forum: Forum) -> bool:
    return one.classification == 0 and forum.classification == 0


def _title(one: Meeting | Action, forum: Forum, what: str) -> str:
    """The forum's name only where nothing about it is marked."""
    return f"{forum.name if _public(one, forum) else _('Open Tutela')}: {what}"
