"""Questions that records put by themselves: where they contradict one another, and whether what a
contingency plan waits for has come about. Rooms above this one register what they ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from tutela.base.messages import Sentence, day_said, say
from tutela_web.access.policy import Standing
from tutela_web.incidents.events.queries import events_by_id, events_for
from tutela_web.incidents.lists.queries import standing_alone
from tutela_web.incidents.models import IncidentLink
from tutela_web.look.translate import in_page_language
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.risk.questions.queries import ANSWER_HOLDS, questions_for

LATELY = timedelta(days=90)
TIMES, LEAST = 2.0, 3
"""Two figures of one incident contradict each other where one is twice the other at least, and they
lie three apart: less is how counts differ."""

MOST = 10


@dataclass(frozen=True)
class FedQuestion:
    """A question that records put.

    key       by which a form is begun from it: of ids, for an address tells nothing
    question, decision   as the form begins
    marking   as high as the record whose words or numbers it holds
    trigger   whether a plan waits for it; else records contradict one another
    """

    key: str
    place: Place
    question: Sentence
    decision: Sentence
    marking: int
    trigger: bool = False


Feed = Callable[[Standing], list[FedQuestion]]

FEEDS: dict[str, Feed] = {}
"""What rooms above this one ask, by room."""


def fed_questions(standing: Standing) -> list[FedQuestion]:
    """The questions that records put, at places the person sees, contradictions first; those that
    are asked already, or were answered of late, left out."""
    fed = contradictions(standing) + [one for feed in FEEDS.values() for one in feed(standing)]
    fresh = Q(answered_on=None) | Q(answered_on__gt=standing.on - ANSWER_HOLDS)
    asked = questions_for(standing).filter(fresh, place__in={one.place.pk for one in fed})
    known = set(asked.order_by().values_list("place_id", "question"))
    return [
        one
        for one in fed
        if known.isdisjoint(
            (one.place.pk, words) for words in (str(one.question), in_page_language(one.question))
        )
    ][:MOST]


def contradictions(standing: Standing) -> list[FedQuestion]:
    """Incidents of the last three months whose dead are counted otherwise by an event they are
    linked to. Three queries, and one for every 500 events."""
    if not (standing.reads("incidents") and standing.reads("events")):
        return []
    since = standing.on - LATELY
    incidents = {
        one.pk: one
        for one in standing_alone(standing).filter(
            event_from__gte=since, killed__isnull=False, place__isnull=False
        )
    }
    links = IncidentLink.objects.filter(incident__in=list(incidents)).order_by("pk")
    told = {f"{link.source}:{link.source_id}": incidents[link.incident_id] for link in links}
    places = places_for(standing).in_bulk([one.place_id for one in incidents.values()])
    fed = {}
    for key, event in events_by_id(events_for(standing), told).items():
        incident = told[key]
        place = places.get(incident.place_id)
        if place is None or not _contradict(incident.killed, event.deaths):
            continue
        on = incident.event_from or standing.on  # each has a day: it was asked for by it
        low, high = sorted((int(incident.killed or 0), int(event.deaths or 0)))
        fed[incident.pk] = FedQuestion(
            f"incident:{incident.pk}",
            place,
            say(
                "How many were killed on {day}: {low} or {high}?",
                day=day_said(on),
                low=low,
                high=high,
            ),
            say("what is recorded of the incident, on which the order of hotspots rests"),
            max(incident.classification, event.classification),
        )
    return list(fed.values())


def _contradict(count: int | None, other: int | None) -> bool:
    """Whether two counts of the dead cannot be how counts differ; one that is not known says
    nothing."""
    if count is None or other is None:
        return False
    low, high = sorted((count, other))
    return high - low >= LEAST and high >= TIMES * low
