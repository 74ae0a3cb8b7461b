"""How a community as it lives is read; and which communities nobody asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from tutela.places.profile import ROUTINES, TOPICS
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.base.markings import Classification
from tutela_web.places.models import Place
from tutela_web.places.profile.models import (
    AT_RISK,
    LEADERS_ONLY,
    TELLERS,
    ClosedFact,
    ClosedSentence,
    CommunityFact,
    CommunityNeed,
    CommunityRole,
    OfCommunity,
    OwnMeasure,
    PartnerAdvice,
    Told,
)
from tutela_web.places.profile.sentences import SpokenRows, read_sentences, words_fields
from tutela_web.places.queries import places_for

KIND = "outreach"
CLOSED = "community_closed"
ACT = "describe_community"

COMMUNITIES = (Place.Kind.TOWN, Place.Kind.VILLAGE, Place.Kind.SITE)
"""The kinds of place that people live in."""

T = TypeVar("T", bound=OfCommunity)


def _open_rows(model: type[T], standing: Standing) -> QuerySet[T]:
    seen = standing.sees_open(KIND) & standing.sees_open("places", at="place__")
    rows: SpokenRows[T] = SpokenRows(model)
    spoken = rows.read_by(standing, of_own_communities(standing)) if words_fields(model) else rows
    return spoken.filter(seen).select_related("mission", "place")


def facts_for(standing: Standing) -> QuerySet[CommunityFact]:
    """The open facts this person may see, the last told first."""
    return _open_rows(CommunityFact, standing).order_by("-told_on", "-entered_at")


def measures_for(standing: Standing) -> QuerySet[OwnMeasure]:
    """What people do for themselves, as far as this person may see, the last told first."""
    return _open_rows(OwnMeasure, standing).order_by("-told_on", "-entered_at")


def needs_for(standing: Standing) -> QuerySet[CommunityNeed]:
    """What offices wrote that communities need, the newest first."""
    return _open_rows(CommunityNeed, standing).order_by("-entered_at")


def roles_for(standing: Standing) -> QuerySet[CommunityRole]:
    """The parts communities were asked to take, or offered, the newest first."""
    return _open_rows(CommunityRole, standing).order_by("-entered_at")


def advice_for(standing: Standing) -> QuerySet[PartnerAdvice]:
    """What trusted partners advised before contact, without who they are; the last first."""
    return _open_rows(PartnerAdvice, standing).order_by("-asked_on", "-entered_at")


def reads_closed(standing: Standing) -> bool:
    """Whether any closed fact could be seen: by an office in its area, and by the POC adviser. A
    post of an office that names no area opens none."""
    reading = standing.readings.get(CLOSED)
    return reading is not None and (
        reading.areas is not EVERYWHERE or "poc_adviser" in standing.roles
    )


def closed_facts_for(standing: Standing) -> QuerySet[ClosedFact]:
    """The closed facts of the communities whose office this person is of; of all for the POC
    adviser. By the area the place lies in today, whoever wrote them."""
    if not reads_closed(standing):
        return ClosedFact.objects.none()
    rows = ClosedFact.objects.filter(of_own_communities(standing), mission=standing.mission)
    return rows.select_related("mission", "place").order_by("-told_on", "-entered_at")


def closed_sentences_for(standing: Standing) -> QuerySet[ClosedSentence]:
    """The sentences of the communities whose office this person is of, whatever became of them; of
    all for the POC adviser; of no record that is marked above what this person reads. For others
    there is none, opened or not."""
    if not reads_closed(standing):
        return ClosedSentence.objects.none()
    seen = of_own_communities(standing) & standing.sees_open(KIND)
    rows = ClosedSentence.objects.filter(seen, mission=standing.mission)
    return rows.select_related("mission", "place")


def of_own_communities(standing: Standing) -> Q:
    """The records of communities whose closed facts this person reads; of none for all others."""
    reading = standing.readings.get(CLOSED)
    if reading is None or not reads_closed(standing):
        return Q(pk__in=())
    areas = reading.areas
    seen = standing.sees_open("places", at="place__")
    return seen if areas is EVERYWHERE else seen & Q(place__area__in=areas or ())


def marking_of_closed(standing: Standing) -> int:
    """The marking of a page that holds what is closed: Confidential at least, for an assistant who
    is cleared for less reads it as well."""
    return max(standing.highest, Classification.CONFIDENTIAL)


def may_describe(standing: Standing, place: Place) -> bool:
    """Whether this person writes what is known of a community."""
    return standing.may(ACT, area=place.area_id)


# --- one community


class TopicTold(NamedTuple):
    """One thing that is asked of a community, and the facts told of it; none is not known."""

    topic: CommunityFact.Topic
    facts: list[CommunityFact]


class TaskSeen(NamedTuple):
    """A tasking or a line that a measure names, as a room above finds it."""

    url: str
    state: str


FindTasks = Callable[[Standing, Collection[str]], Mapping[str, TaskSeen]]
TASKS: dict[str, FindTasks] = {}
"""From rooms above, by room: which of the codes are tasks of theirs that this person may read."""


class MeasureTold(NamedTuple):
    """What people do for themselves, beside the tasks named as its support."""

    measure: OwnMeasure
    tasks: list[tuple[str, TaskSeen | None]]


@dataclass(frozen=True)
class CommunityProfile:
    """A community as one person may read it.

    closed  what is for its office alone; None for who may not know whether there is any
    """

    place: Place
    topics: list[TopicTold]
    measures: list[MeasureTold]
    needs: list[CommunityNeed]
    roles: list[CommunityRole]
    advice: list[PartnerAdvice]
    closed: list[ClosedFact] | None
    partners: dict[UUID, ClosedFact]
    sentences: list[ClosedSentence]

    @property
    def ground(self) -> list[TopicTold]:
        """What is no routine."""
        return [line for line in self.topics if line.topic.value not in ROUTINES]

    @property
    def routines(self) -> list[TopicTold]:
        return [line for line in self.topics if line.topic.value in ROUTINES]

    @property
    def not_asked(self) -> list[CommunityFact.Topic]:
        """What nobody was asked about."""
        return [line.topic for line in self.topics if not line.facts]

    @property
    def stopped(self) -> list[CommunityFact]:
        """Routines that were given up: a warning sign, until somebody says why."""
        return [
            fact
            for line in self.routines
            for fact in line.facts
            if fact.runs == CommunityFact.Runs.STOPPED
        ]

    @property
    def leaders_only(self) -> bool:
        """Whether all that is told here came through leaders and representatives."""
        return only_leaders(self._classes())

    @property
    def one_sex(self) -> str:
        """The sex that alone was heard of its routines and measures; blank where both were, or
        neither."""
        heard = self._classes() & {"women", "men"}
        return next(iter(heard)) if len(heard) == 1 else ""

    def _classes(self) -> set[str]:
        accounts: list[Told] = [fact for line in self.topics for fact in line.facts]
        accounts += [line.measure for line in self.measures]
        classes = {teller for account in accounts for teller in account.told_by}
        return classes | {reached for role in self.roles for reached in role.reached}


def only_leaders(classes: Collection[str]) -> bool:
    """Whether those who spoke are leaders, and nobody whom a danger is about."""
    return bool(LEADERS_ONLY & set(classes)) and not AT_RISK & set(classes)


def profile_of(standing: Standing, place: Place) -> CommunityProfile:
    """A community as this person may read it."""
    holds = Q(ended_on=None) | Q(ended_on__gt=standing.on)
    by_topic: dict[str, list[CommunityFact]] = defaultdict(list)
    for fact in facts_for(standing).filter(holds, place=place):
        by_topic[fact.topic].append(fact)
    measures = list(measures_for(standing).filter(holds, place=place))
    tasks = find_tasks(standing, {code for measure in measures for code in measure.tasks})
    stands = Q(until=None) | Q(until__gte=standing.on)
    closed = (
        list(closed_facts_for(standing).filter(place=place)) if _is_ours(standing, place) else None
    )
    advice = list(advice_for(standing).filter(place=place))
    return CommunityProfile(
        place,
        [
            TopicTold(CommunityFact.Topic(topic.name), by_topic.get(topic.name, []))
            for topic in TOPICS
        ],
        [
            MeasureTold(measure, [(code, tasks.get(code)) for code in measure.tasks])
            for measure in measures
        ],
        list(needs_for(standing).filter(stands, place=place)),
        list(roles_for(standing).filter(place=place)),
        advice,
        None if closed is None else [fact for fact in closed if fact.advice is None],
        {fact.advice: fact for fact in closed or () if fact.advice is not None},
        sentences_at(standing, place) if closed is not None else [],
    )


def sentences_of_record(standing: Standing, record: OfCommunity) -> list[ClosedSentence] | None:
    """The sentences of a record as its office reads them, those destroyed among them without their
    words; None for who is of another office, and may not know whether there are any."""
    if not _is_ours(standing, record.place):
        return None
    rows = list(closed_sentences_for(standing).filter(record=record.pk))
    readable = [row for row in rows if row.sealed_on is None and row.words_destroyed_on is None]
    gone = {row.pk for row in readable} - {row.pk for row in read_sentences(readable)}
    return [row for row in rows if row.pk not in gone]


def sentences_at(standing: Standing, place: Place) -> list[ClosedSentence]:
    """The sentences of a community that its office reads, those that wait for somebody first."""
    rows = list(closed_sentences_for(standing).filter(place=place, words_destroyed_on=None))
    read = read_sentences([row for row in rows if row.sealed_on is None])
    sealed = [row for row in rows if row.sealed_on is not None]
    return sorted(
        [*read, *sealed], key=lambda row: (row.asked_by_id is None, row.opened_on is not None)
    )


def _is_ours(standing: Standing, place: Place) -> bool:
    """Whether closed facts of this community would be read by this person."""
    if not reads_closed(standing):
        return False
    areas = standing.readings[CLOSED].areas
    return areas is EVERYWHERE or place.area_id in (areas or ())


def find_tasks(standing: Standing, codes: Collection[str]) -> dict[str, TaskSeen]:
    """Which of these codes are tasks this person may read."""
    tasks: dict[str, TaskSeen] = {}
    if codes:
        for find in TASKS.values():
            tasks.update(find(standing, codes))
    return tasks


# --- all communities


@dataclass
class CommunityLine:
    """What one community was asked, and through whom.

    known    which of the things that are asked are known
    classes  who told anything at all, or was reached
    """

    known: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    roles: int = 0
    last: date | None = None
    review_due: bool = False

    @property
    def leaders_only(self) -> bool:
        return only_leaders(self.classes)

    @property
    def classes_in_order(self) -> list[str]:
        return [name for name, _words in TELLERS if name in self.classes]

    def tell(self, classes: Iterable[str], on: date | None) -> None:
        """Count who told something, and the day."""
        self.classes.update(classes)
        if on is not None and (self.last is None or on > self.last):
            self.last = on


def communities_for(standing: Standing) -> QuerySet[Place]:
    """The communities this person may see, by name."""
    places = places_for(standing).filter(retired=False, town=None, kind__in=COMMUNITIES)
    return places.select_related("area").order_by("name", "code")


def told_by_place(standing: Standing) -> dict[UUID, CommunityLine]:
    """What communities were asked, by place; those of whom nothing is written have no line. Three
    queries, of what people wrote: never of all places."""
    lines: dict[UUID, CommunityLine] = defaultdict(CommunityLine)
    for fact in facts_for(standing).filter(ended_on=None):
        lines[fact.place_id].known.add(fact.topic)
        lines[fact.place_id].tell(fact.told_by, fact.told_on)
    for measure in measures_for(standing).filter(ended_on=None):
        lines[measure.place_id].tell(measure.told_by, measure.told_on)
    for role in roles_for(standing):
        line = lines[role.place_id]
        line.roles += 1
        line.tell(role.reached, role.consulted_on)
        line.review_due |= is_due(role, standing.on)
    return dict(lines)


LISTS = ("never", "leaders", "unknown", "review")
"""The lists of communities beside the whole: never asked about a part, reached through leaders
only, of whom nothing was told, and with a part whose danger is to be looked at again."""


def in_list(name: str, lines: Mapping[UUID, CommunityLine]) -> Q:
    """The communities of one of LISTS."""
    written = Q(pk__in=[pk for pk, line in lines.items() if _counts_for(name, line)])
    return ~written if name in ("never", "unknown") else written


def _counts_for(name: str, line: CommunityLine) -> bool:
    """Whether what is written of a community puts it on a list, or off one of what is lacking."""
    if name == "never":
        return line.roles > 0
    if name == "unknown":
        return line.last is not None
    return line.leaders_only if name == "leaders" else line.review_due


def is_due(role: CommunityRole, on: date) -> bool:
    """Whether the danger of a part is to be looked at again."""
    accepted = role.state == CommunityRole.State.ACCEPTED
    return accepted and role.review_on is not None and role.review_on <= on
