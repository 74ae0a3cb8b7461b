"""The coming days of a field office: what is expected there, day by day, of what a reader may see.

It tells of danger to civilians alone: danger to the mission's own people stands elsewhere.
Source: Holt and Taylor, on analysis in field offices; requirement S3-035.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from tutela.crisis.patrol_rhythm import PlannedWeek
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import Words
from tutela_web.crisis.decisions.queries import UNFINISHED, taskings_for, who_of
from tutela_web.crisis.phases.rhythm_queries import rhythms
from tutela_web.crisis.plans.models import PhaseStep
from tutela_web.crisis.plans.queries import seen_phases, seen_plans
from tutela_web.crisis.taskings.queries import option_in_words
from tutela_web.engagements.engagement.queries import commitments_for
from tutela_web.engagements.no_response.queries import standing_choices
from tutela_web.exercise.scenarios.queries import KIND as EXERCISES
from tutela_web.exercise.scenarios.queries import reviews_due
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.forum.queries import meetings_for
from tutela_web.outreach.dialogue.queries import debts_for
from tutela_web.outreach.disputes.queries import RUNS, disputes_due
from tutela_web.places.models import Place
from tutela_web.review.amber.queries import context_for
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.risk.questions.queries import open_questions
from tutela_web.site.situation import address

AHEAD = timedelta(days=7)
HOTSPOTS = 8
"""So many hotspots stand on the page of the coming days, so that it stays one page [P]."""


@dataclass(frozen=True)
class Expected:
    """Something due or expected on a day: of what kind, what, where it is told; late, where its day
    has gone by and nobody ended it."""

    on: date
    kind: Words
    what: str
    url: str
    late: bool = False
    invented: bool = False


@dataclass(frozen=True)
class PlannedPlace:
    """A place whose rhythm is planned, and this week's beats of it."""

    place: Place
    beats: list[PlannedWeek]


def expected_days(standing: Standing, area: DutyArea) -> list[Expected]:
    """What is due or expected in an area in the coming days, and what is late; by day. One query
    for each kind of record this person reads."""
    rows = [
        *_questions(standing, area),
        *_taskings(standing, area),
        *_steps(standing, area),
        *_meetings(standing, area),
        *_promises(standing, area),
        *_answers_owed(standing, area),
        *_context(standing),
        *_reviews(standing, area),
        *_plans(standing, area),
        *_disputes(standing, area),
        *_scenarios(standing, area),
    ]
    return sorted(rows, key=lambda row: (not row.late, row.on, str(row.kind), row.what))


def last_day(standing: Standing) -> date:
    """The last of the coming days, today the first."""
    return standing.on + AHEAD - timedelta(days=1)


def _end(standing: Standing) -> datetime:
    return clock.moment_of(standing.on + AHEAD, time(), standing.mission)


def _questions(standing: Standing, area: DutyArea) -> Iterator[Expected]:
    if not standing.reads("risks"):
        return
    for question in open_questions(standing).filter(area=area, due_on__lte=last_day(standing)):
        yield Expected(
            question.due_on,
            _("Question to find out"),
            f"{question.place.name}: {question.question} ({question.asked_of.title})",
            address("risk:question", standing, question.pk),
            question.due_on < standing.on,
            question.invented,
        )


def _taskings(standing: Standing, area: DutyArea) -> Iterator[Expected]:
    """Patrols and other taskings that leave in the coming days."""
    if not standing.reads("alerts"):
        return
    zone = ZoneInfo(standing.mission.time_zone)
    rows = taskings_for(standing).filter(
        alert__area=area,
        state__in=UNFINISHED,
        planned_departure__gte=clock.moment_of(standing.on, time(), standing.mission),
        planned_departure__lt=_end(standing),
    )
    for tasking in rows.select_related("alert", "unit"):
        if tasking.planned_departure is not None:
            yield Expected(
                tasking.planned_departure.astimezone(zone).date(),
                _("Tasking that leaves"),
                f"{option_in_words(tasking.option)} ({who_of(tasking)})",
                address("warning:alert", standing, tasking.alert_id),
                invented=tasking.invented,
            )


def _steps(standing: Standing, area: DutyArea) -> Iterator[Expected]:
    if not standing.reads("alerts"):
        return
    place = standing.sees_open("places", at="place__")
    rows = PhaseStep.objects.filter(standing.sees("alerts"), place, place__area=area, done_on=None)
    for step in rows.filter(due_on__lte=last_day(standing)).select_related("place"):
        if step.due_on is not None:
            yield Expected(
                step.due_on,
                _("Step at a hotspot"),
                f"{step.place.name}: {step.what} ({step.owner})",
                address("crisis:phases_of", standing, step.place_id),
                step.due_on < standing.on,
                step.invented,
            )


def _meetings(standing: Standing, area: DutyArea) -> Iterator[Expected]:
    if not standing.reads("fora"):
        return
    zone = ZoneInfo(standing.mission.time_zone)
    rows = meetings_for(standing).filter(
        forum__area=area,
        state=Meeting.State.PLANNED,
        starts_at__gte=clock.now(standing.mission),
        starts_at__lt=_end(standing),
    )
    for meeting in rows:
        yield Expected(
            meeting.starts_at.astimezone(zone).date(),
            _("Meeting"),
            meeting.forum.name,
            address("fora:meeting", standing, meeting.pk),
            invented=meeting.invented,
        )


def _promises(standing: Standing, area: DutyArea) -> Iterator[Expected]:
    if not standing.reads("engagements"):
        return
    rows = commitments_for(standing).filter(
        engagement__area=area, judged="", due__gte=standing.on, due__lte=last_day(standing)
    )
    for promise in rows:
        yield Expected(
            promise.due,
            _("Promise due"),
            f"{promise.what} ({promise.get_side_display()})",
            address("engagements:promise", standing, promise.pk),
            invented=promise.invented,
        )


def _answers_owed(standing: Standing, area: DutyArea) -> Iterator[Expected]:
    """What communities of the area are to be told in the coming days, and what is late."""
    if not standing.reads("outreach"):
        return
    for point in debts_for(standing).filter(area=area, due__lte=last_day(standing)):
        if point.due is not None:
            owner = point.owner.title if point.owner else _("nobody was named")
            yield Expected(
                point.due,
                _("Answer due to a community"),
                f"{point.exchange.place.name}: {point.what} ({owner})",
                address("outreach:point", standing, point.pk),
                point.due < standing.on,
                point.invented,
            )


def _context(standing: Standing) -> Iterator[Expected]:
    """Days of the whole mission: an election, an agreement."""
    if not standing.reads("strategy"):
        return
    for event in context_for(standing).filter(on__gte=standing.on, on__lte=last_day(standing)):
        if event.on is not None:
            yield Expected(
                event.on,
                event.get_kind_display().capitalize(),
                event.title,
                address("review:context_one", standing, event.pk),
                invented=event.invented,
            )


def _reviews(standing: Standing, area: DutyArea) -> Iterator[Expected]:
    """Agreed risks, and choices not to respond, that are looked at again."""
    if not standing.reads("risks"):
        return
    lines = risks_for(standing).exclude(status__in=Risk.OFF).select_related("place")
    for risk in lines.filter(place__area=area, review_on__lte=last_day(standing)):
        if risk.review_on is not None:
            late = risk.review_on < standing.on
            url = address("risk:risk", standing, risk.pk)
            yield Expected(risk.review_on, _("Risk to review"), str(risk), url, late, risk.invented)
    for choice in standing_choices(standing).filter(area=area, review_on__lte=last_day(standing)):
        yield Expected(
            choice.review_on,
            _("Choice not to respond"),
            str(choice.risk),
            address("engagements:no_response", standing, choice.pk),
            choice.review_on < standing.on,
            choice.invented,
        )


def _plans(standing: Standing, area: DutyArea) -> Iterator[Expected]:
    if not standing.reads("alerts"):
        return
    rows = seen_plans(standing).filter(area=area, valid_until__lte=last_day(standing))
    for plan in rows.select_related("place"):
        if plan.valid_until is not None:
            yield Expected(
                plan.valid_until,
                _("Contingency plan ends"),
                plan.place.name,
                address("crisis:plan", standing, plan.pk),
                plan.valid_until < standing.on,
                plan.invented,
            )


def _disputes(standing: Standing, area: DutyArea) -> Iterator[Expected]:
    """Seasons of disputes that begin, their reviews, and what their agreements owe."""
    if not standing.reads("outreach"):
        return
    ahead = AHEAD - timedelta(days=1)
    for due in disputes_due(standing, area, standing.on, season=ahead, ahead=ahead):
        if due.kind != RUNS:
            yield Expected(
                due.on,
                _("Dispute: %(why)s") % {"why": due.why},
                ": ".join(filter(None, (due.dispute.name, due.words))),
                address("outreach:dispute", standing, due.dispute.pk),
                due.late,
                due.dispute.invented,
            )


def _scenarios(standing: Standing, area: DutyArea) -> Iterator[Expected]:
    """Scenarios of the area that are to be reviewed."""
    if not standing.reads(EXERCISES):
        return
    for due in reviews_due(standing, area, standing.on, ahead=AHEAD - timedelta(days=1)):
        yield Expected(
            due.on,
            _("Scenario: %(why)s") % {"why": due.why},
            due.scenario.title,
            address("exercise:scenario", standing, due.scenario.pk),
            due.late,
            due.scenario.invented,
        )


def planned_places(standing: Standing, area: DutyArea) -> list[PlannedPlace]:
    """The places of an area that stand in a phase, with what is planned this week of patrols,
    visits, meetings and tests, and what was done of it. Six queries."""
    if not standing.reads("alerts"):
        return []
    open_ones = seen_phases(standing).filter(Q(closed_on=None), place__area=area)
    places = {phase.place_id: phase.place for phase in open_ones.select_related("place")}
    beats = rhythms(standing, places.values())
    return [
        PlannedPlace(place, [row[-1] for row in beats[pk].rows])
        for pk, place in sorted(places.items(), key=lambda pair: pair[1].name)
    ]
