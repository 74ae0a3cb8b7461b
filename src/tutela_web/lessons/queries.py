"""What is read of learning: debriefs as the alerts they are of, lessons mission-wide.

A finding is read by who reads its debrief; once validated it is a lesson for everybody who reads
lessons. A frozen timeline is shown line by line, as far as the reader may read each line now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from tutela.lessons.recurrence import Failure
from tutela_web.access.models import Holding, Person, Post, current
from tutela_web.access.policy import Standing, roles
from tutela_web.crisis.metrics.queries import HELD_BACK
from tutela_web.crisis.models import Decision, Outcome
from tutela_web.crisis.plans.queries import all_plans
from tutela_web.crisis.timeline.queries import ReadableTimeline, timeline_of
from tutela_web.engagements.engagement.queries import commitments_for
from tutela_web.incidents.lists.queries import events_by_key, incidents_for
from tutela_web.lessons.models import (
    Debrief,
    DebriefCause,
    FormalReview,
    FrozenTimeline,
    Interview,
    InvitedPartner,
    Lesson,
    LibraryPaper,
    OpenedBy,
    Practice,
)
from tutela_web.partners.partner.queries import partners_for
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.models import Alert

KEEPS, DECIDES, VALIDATES = "keep_lessons", "decide_review", "validate_lessons"

IN_CHAIN = frozenset(
    {
        *("decision", "dissent", "tasking", "refusal", "answer", "outcome", "moment", "release"),
        *("owed", "level"),
    }
)
"""Lines of a timeline whose person is of the chain that a review is about."""

INTERVIEWED = (
    "head_of_mission",
    "chief_of_staff",
    "force_commander",
    "police_commander",
    "head_of_field_office",
    "unit_commander",
    "police_unit_commander",
    "sector_operations",
)
"""Roles whose holders are interviewed when they leave [S3-007]."""

COMMANDS = ("head_of_field_office", "unit_commander", "police_unit_commander", "sector_operations")
"""Who holds such a post of the area answered for it, whether or not the ledger names them."""


def debriefs_for(standing: Standing) -> QuerySet[Debrief]:
    """The debriefs this person may see: as the alerts of their area and marking."""
    rows = Debrief.objects.filter(standing.sees("alerts")).select_related("place", "area")
    return rows.defer("area__boundary")


def lessons_for(standing: Standing) -> QuerySet[Lesson]:
    """The lessons this person may see: findings not validated yet by who reads alerts there."""
    observed = Q(stage=Lesson.Stage.OBSERVED)
    validated = standing.sees("lessons") & ~observed
    return Lesson.objects.filter(validated | (standing.sees("alerts") & observed))


def practices_for(standing: Standing) -> QuerySet[Practice]:
    """The practices this person may see."""
    return Practice.objects.filter(standing.sees("lessons"))


def papers_for(standing: Standing) -> QuerySet[LibraryPaper]:
    """The papers of the library this person may see."""
    return LibraryPaper.objects.filter(standing.sees("lessons"))


def interviews_for(standing: Standing) -> QuerySet[Interview]:
    """The interviews this person may see; whose post it was, who decides on reviews sees."""
    return Interview.objects.filter(standing.sees("lessons"))


def interviewed_posts(standing: Standing) -> QuerySet[Post]:
    """The posts of leaders and commanders, for who decides on reviews; of others none."""
    posts = Post.objects.filter(mission=standing.mission, role__in=INTERVIEWED)
    return posts if standing.may(DECIDES) else posts.none()


def reviews_for(standing: Standing) -> QuerySet[FormalReview]:
    """The decisions on formal reviews of the debriefs this person may see."""
    rows = FormalReview.objects.filter(debrief__in=debriefs_for(standing))
    return rows.select_related("debrief", "leader")


def cleared_copies(standing: Standing) -> QuerySet[FormalReview]:
    """The copies of reviews cleared for partners, for partners and for who reads lessons."""
    if not (standing.reads("hazards") or standing.reads("lessons")):
        return FormalReview.objects.none()
    return FormalReview.objects.filter(mission=standing.mission, cleared_at__isnull=False)


def invited_for(standing: Standing, review: FormalReview) -> QuerySet[InvitedPartner]:
    """The partners invited to a review; one this person may not see has no name."""
    seen = Prefetch("partner", queryset=partners_for(standing))
    return InvitedPartner.objects.filter(review=review).prefetch_related(seen)


# --- causes


@dataclass(frozen=True)
class ToldCause:
    """A cause with what happened, as far as this person may read it: name, dead, and its page."""

    cause: DebriefCause
    happened: str = ""
    killed: int | None = None
    url: str = ""


def causes_told(standing: Standing, debrief: Debrief) -> list[ToldCause]:
    """Why a debrief opened, as far as this person may know it.

    That a unit did not do what it was tasked with is known to few. Others are told only of causes
    that any reader of the alert sees, and nothing says that there are more.
    """
    rows = debrief.causes.select_related("alert", "commitment__engagement")
    knows = standing.may_somewhere("read_refusals") or standing.may_somewhere("chase_taskings")
    promises = set()
    if any(row.commitment_id for row in rows):
        promises = set(commitments_for(standing).values_list("pk", flat=True))
    told = []
    for row in rows:
        if row.rule in (OpenedBy.NOT_DONE, OpenedBy.HAND) and not knows:
            continue
        if row.rule == OpenedBy.PROMISE and row.commitment_id not in promises:
            continue
        told.append(row)
    return [_with_record(standing, row) for row in told]


def _with_record(standing: Standing, cause: DebriefCause) -> ToldCause:
    """A cause with the incident or event it names, where it names one. A query each."""
    kind, _colon, key = cause.key.partition(":")
    code = standing.mission.code
    if cause.rule == OpenedBy.DIED and kind == "incident":
        for incident in incidents_for(standing).filter(pk=UUID(key)):
            url = reverse("incidents:incident", args=[code, incident.pk])
            return ToldCause(cause, str(incident), incident.killed, url)
    if cause.rule == OpenedBy.DIED and kind == "event":
        for event in events_by_key(standing, [int(key)]):
            url = reverse("incidents:event", args=[code, event.handle])
            return ToldCause(cause, f"{event.source} {event.source_id}", event.deaths, url)
    return ToldCause(cause)


# --- the timeline


@dataclass(frozen=True)
class FrozenLine:
    """One line of a frozen timeline: when, of which kind, what, and by which post."""

    at: datetime
    kind: str
    what: str
    post: str
    inferred: bool


def frozen_lines(standing: Standing, debrief: Debrief) -> list[FrozenLine] | None:
    """The frozen timeline as far as this person may read each line of it now; None while it is
    sealed, or where the debrief has none."""
    frozen = FrozenTimeline.objects.filter(debrief=debrief).first()
    if frozen is None or debrief.sealed or debrief.alert_id is None:
        return None
    alert = alerts_for(standing).filter(pk=debrief.alert_id).select_related("now").first()
    if alert is None:
        return []
    readable = {entry.id for entry in timeline_of(standing, alert, narrative=True).lines}
    lines = [
        FrozenLine(
            datetime.fromisoformat(line["at"]),
            line["kind"],
            line["what"],
            line["post"],
            line["inferred"] == "yes",
        )
        for line in json.loads(frozen.signed)["paper"]["lines"]
        if line["id"] in readable
    ]
    return merge_lines(lines)


def merge_lines(lines: Iterable[FrozenLine]) -> list[FrozenLine]:
    """The lines as a page shows them: several posts told, or written to, of one thing within one
    minute stand in one."""
    merged: dict[tuple[str, ...], FrozenLine] = {}
    for line in lines:
        key = (f"{line.at:%Y-%m-%d %H:%M}", line.kind, line.what)
        earlier = merged.get(key)
        if earlier is None:
            merged[key] = line
            continue
        posts = dict.fromkeys(filter(None, (*earlier.post.split(", "), line.post)))
        merged[key] = replace(earlier, post=", ".join(posts))
    return list(merged.values())


def timeline_now(debrief: Debrief, reader: Standing) -> ReadableTimeline | None:
    """The ledger of the debrief's alert, without words: what is frozen when it opens."""
    if debrief.alert_id is None:
        return None
    alert = Alert.objects.select_related("now", "mission").get(pk=debrief.alert_id)
    return timeline_of(reader, alert, narrative=False)


def chain_of(debrief: Debrief, reader: Standing) -> set[UUID]:
    """The people of the chain that a debrief is about: who owned, decided, tasked, answered or
    moved anything of its alert, and who held a commanding post of its area that day."""
    people: set[UUID] = set()
    if (ledger := timeline_now(debrief, reader)) is not None:
        kinds = {entry.id: entry.kind for entry in ledger.lines}
        people = {who for line, who in ledger.people.items() if kinds.get(line) in IN_CHAIN}
        people.add(ledger.alert.owner_id)
    if debrief.area_id is not None:
        day = debrief.occurred_at.date()
        holdings = Holding.objects.filter(
            current(day), post__area=debrief.area_id, post__role__in=COMMANDS
        )
        people |= set(holdings.values_list("person", flat=True))
    return people


def people_who_may_lead(standing: Standing) -> QuerySet[Person]:
    """Who holds a post of the mission today and reads lessons: of them a leader is named. Partners,
    who see a cleared copy alone, lead nothing."""
    holdings = Holding.objects.filter(
        current(standing.on), post__mission=standing.mission, post__role__in=readers_of_lessons()
    )
    return Person.objects.filter(pk__in=holdings.values("person"), is_active=True).order_by("name")


def readers_of_lessons() -> list[str]:
    """The roles whose posts read lessons: a lesson is owned by one of them."""
    return [key for key, role in roles().items() if "lessons" in role.mission | role.area]


# --- what a lesson is about


def failure_of(debrief: Debrief) -> Failure:
    """What failed, as far as everybody who reads the alert may know it: reasons of decisions and
    outcomes, without those that tell of a caveat; no answer of a unit."""
    alert = debrief.alert
    reasons: set[str] = set()
    if alert is not None:
        decided = Decision.objects.filter(alert=alert).exclude(reason_code="")
        reasons = set(decided.values_list("reason_code", flat=True))
        for given in Outcome.objects.filter(alert=alert).values_list("reasons", flat=True):
            reasons.update(given)
    actor = alert.actor.type if alert is not None and alert.actor is not None else ""
    return Failure(debrief.place.kind if debrief.place else "", actor, sorted(reasons - HELD_BACK))


def open_lessons(standing: Standing) -> QuerySet[Lesson]:
    """The lessons that are not learned yet, those repeated first, then by the day they are due."""
    rows = lessons_for(standing).exclude(stage=Lesson.Stage.LEARNED)
    return rows.select_related("owner").order_by("-repeats", "due", "number")


def repeated_lessons(standing: Standing) -> QuerySet[Lesson]:
    """The lessons whose failure happened again, most often first."""
    rows = lessons_for(standing).filter(repeats__gt=0).select_related("owner")
    return rows.order_by("-repeats", "number")


def version_of_thing(lesson: Lesson) -> int | None:
    """The version the linked plan or line of the matrix has now; None for a document elsewhere."""
    linked = lesson.plan or lesson.line
    return None if linked is None else type(linked).objects.get(pk=linked.pk).version


def with_links(standing: Standing, rows: QuerySet[Lesson]) -> QuerySet[Lesson]:
    """Lessons with their debrief, plan and line as far as this person may see them."""
    return rows.prefetch_related(
        Prefetch("debrief", queryset=debriefs_for(standing)),
        Prefetch("plan", queryset=all_plans(standing).select_related("place")),
        Prefetch("line", queryset=lines_for(standing)),
    )


def known_names(people: Iterable[Person]) -> list[str]:
    """The full names of people, which no finding holds."""
    return [str(person) for person in people if " " in str(person).strip()]
