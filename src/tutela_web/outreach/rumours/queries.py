"""Rumours as a person may see them: where each was heard, and how it was answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from tutela.outreach.rumours import several_places
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.outreach.rumours.models import Hearing, Rumour, RumourAnswer
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for

KIND = "outreach"
KEEP = "keep_rumours"
SETTLE = "settle_rumours"


def rumours_for(standing: Standing) -> QuerySet[Rumour]:
    """The rumours this person may see, those heard last first, each with what was heard of it
    elsewhere and what was answered."""
    rows = Rumour.objects.filter(standing.sees_open(KIND))
    return rows.order_by("-heard_on", "-entered_at").prefetch_related(
        Prefetch("hearings", queryset=hearings_for(standing)),
        Prefetch("answers", queryset=answers_for(standing)),
    )


def open_rumours(standing: Standing) -> QuerySet[Rumour]:
    """Those nobody has ended, without those that are the same as another."""
    return rumours_for(standing).filter(ended_on=None, same_as=None)


def hearings_for(standing: Standing) -> QuerySet[Hearing]:
    """Where rumours were heard, as far as this person may see it, the last first."""
    return Hearing.objects.filter(standing.sees_open(KIND)).order_by("-on", "-entered_at")


def answers_for(standing: Standing) -> QuerySet[RumourAnswer]:
    """What was answered, as far as this person may see it, the first first."""
    rows = RumourAnswer.objects.filter(standing.sees_open(KIND)).order_by("on", "entered_at")
    return rows.select_related("given_by")


def is_answered(rumour: Rumour) -> bool:
    """Whether an answer to it is on record that this person may see."""
    return bool(rumour.answers.all())


def languages_of(answers: Iterable[RumourAnswer]) -> list[str]:
    """The languages of answers, each once, in the order in which they were first used."""
    return list(dict.fromkeys(name for answer in answers for name in answer.languages))


def places_heard(rumour: Rumour) -> int:
    """In how many places it was heard, as far as the reader of these rows may see."""
    return len({rumour.place_id, *(hearing.place_id for hearing in rumour.hearings.all())})


@dataclass(frozen=True)
class HeardAt:
    """A place in which a rumour was heard: when last, how often as far as said, by which ways.
    `place` is None where this person may not see it."""

    place: Place | None
    last: date
    times: int | None
    ways: tuple[str, ...]


def spread_of(standing: Standing, rumour: Rumour) -> list[HeardAt]:
    """Where a rumour, and those said to be the same, were heard: by place, the last heard first.
    Four queries."""
    lines_at: dict[UUID, list[tuple[date, int | None, str]]] = {}
    for same in rumours_for(standing).filter(_of_family(head_of(rumour))):
        first = (same.heard_on, None, same.get_way_display())
        lines_at.setdefault(same.place_id, []).append(first)
        for heard in same.hearings.all():
            line = (heard.on, heard.times, heard.get_way_display())
            lines_at.setdefault(heard.place_id, []).append(line)
    seen = places_for(standing).in_bulk(lines_at)
    rows = [
        HeardAt(
            seen.get(place),
            max(day for day, _n, _way in lines),
            sum(n for _day, n, _way in lines if n) or None,
            tuple(dict.fromkeys(way for _day, _n, way in lines if way)),
        )
        for place, lines in lines_at.items()
    ]
    return sorted(rows, key=lambda row: row.last, reverse=True)


def head_of(rumour: Rumour) -> UUID:
    """The rumour that this one is the same as; itself where it is none."""
    return rumour.same_as_id or rumour.pk


def _of_family(head: UUID) -> Q:
    return Q(pk=head) | Q(same_as=head)


@dataclass(frozen=True)
class Repeated:
    """A rumour heard in several places: of each place, the last heard first, the keys of what tells
    of it there."""

    head: Rumour
    places: dict[Place, list[str]]


EVIDENCE = "rumour"
"""Before the key of a rumour or a hearing, where an alert says what it rests on."""


def find_repeated(head: UUID) -> Repeated | None:
    """Whether a rumour, with all that is the same, was heard in several places lately; whoever may
    read of it. Demonstration rows count for nothing. Four queries."""
    family = {
        rumour.pk: rumour
        for rumour in Rumour.objects.filter(_of_family(head), ended_on=None, invented=False)
        .select_related("mission", "place__area")
        .order_by("heard_on")
    }
    if head not in family:
        return None
    heard = [(rumour.place, rumour.heard_on, rumour.pk) for rumour in family.values()]
    rows = Hearing.objects.filter(rumour__in=family, invented=False).select_related("place__area")
    heard += [(hearing.place, hearing.on, hearing.pk) for hearing in rows]
    on = clock.today(family[head].mission)
    places = several_places([(place, day) for place, day, _pk in heard], on=on)
    if not places:
        return None
    evidence: dict[Place, list[str]] = {place: [] for place in places}
    for place, _day, pk in sorted(heard, key=lambda row: row[1]):
        if place in evidence:
            evidence[place].append(f"{EVIDENCE}:{pk}")
    return Repeated(family[head], evidence)


def told_as_evidence(standing: Standing, names: Collection[str]) -> list[Rumour]:
    """Of what an alert rests on, the rumours this person may read, each once. Three queries."""
    ids = {name.partition(":")[2] for name in names if name.startswith(f"{EVIDENCE}:")}
    if not ids or not standing.reads(KIND):
        return []
    of_hearings = hearings_for(standing).filter(pk__in=ids).values("rumour")
    return list(rumours_for(standing).filter(Q(pk__in=ids) | Q(pk__in=of_hearings)))
