"""Runs of signs by place, as one person may read them, and the questions they put.

A sign is a warning that somebody raised (level watch or warning, whoever told of it), each event
once; or an incident whose harms are all precursors of the glossary. What the machine raised from
such observations is no further sign of them. Whoever reads fewer signs is told of fewer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from tutela.base.messages import Sentence, say
from tutela.incidents.words import PRECURSORS
from tutela.warning.rising import NOT_KNOWN, RISING, WEEK, WEEKS, Run, run_of
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.incidents.lists.queries import standing_alone
from tutela_web.incidents.models import NOT_SCORED
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.risk.models import InformationNeed
from tutela_web.risk.questions.feeds import FEEDS, FedQuestion
from tutela_web.risk.questions.queries import ACT, open_questions
from tutela_web.warning.models import Alert, AlertLevel, Channel

MACHINE = (Channel.TRIPWIRE, Channel.RISK)
SPAN = (WEEKS + 1) * WEEK
_SIGNS = frozenset(PRECURSORS)


@dataclass(frozen=True)
class PlaceRun:
    """The run of signs at one place.

    marking    the highest of its signs in the week: what is said of it is marked so
    last       the day of the last sign
    questions  the open questions about the place that this person may see
    """

    place: Place
    run: Run
    marking: int
    last: date
    questions: tuple[InformationNeed, ...] = ()

    @property
    def rising(self) -> bool:
        """Whether it rises; else its usual count is not known."""
        return self.run.state == RISING

    @property
    def said(self) -> Sentence:
        """The run in a sentence."""
        return said_of(self.run)

    @property
    def key(self) -> str:
        """By which a question is begun from it."""
        return f"rising:{self.place.pk}"


@dataclass(frozen=True)
class _Sign:
    on: date
    marking: int


def _day(moment: datetime, standing: Standing) -> date:
    return clock.in_zone(moment, ZoneInfo(standing.mission.time_zone)).date()


def _signs(standing: Standing, place: Place | None) -> dict[UUID, list[_Sign]]:
    """The signs of the last weeks by place, of this one or of all. Two queries at most."""
    since = standing.on - SPAN
    where = {"place": place} if place is not None else {"place__isnull": False}
    signs: defaultdict[UUID, list[_Sign]] = defaultdict(list)
    if standing.reads("alerts"):
        raised = Alert.objects.filter(
            standing.sees("alerts"),
            merged_into=None,
            level__in=(AlertLevel.WATCH, AlertLevel.WARNING),
            known_at__gte=clock.moment_of(since, time(), standing.mission),
            **where,
        ).exclude(source__in=MACHINE)
        columns = raised.order_by().values_list("place", "known_at", "classification")
        for pk, at, marking in columns:
            if at:
                signs[pk].append(_Sign(_day(at, standing), marking))
    if standing.reads("incidents"):
        seen = standing_alone(standing).filter(event_from__gte=since, **where)
        rows = seen.exclude(verification__in=NOT_SCORED).order_by()
        for pk, on, harms, marking in rows.values_list(
            "place", "event_from", "harms", "classification"
        ):
            if on and harms and _SIGNS.issuperset(harms):
                signs[pk].append(_Sign(on, marking))
    return signs


def runs_for(standing: Standing, place: Place | None = None) -> list[PlaceRun]:
    """The places where signs rise, the rarest first; then, by name, those with a run whose usual
    count is not known. Four queries at most.

    Takes   place, to ask of one alone.
    """
    lately = {
        pk: signs for pk, signs in _signs(standing, place).items() if _in_week(signs, standing.on)
    }
    places = places_for(standing).filter(pk__in=list(lately), retired=False).in_bulk()
    runs = []
    for pk, here in places.items():
        days = [sign.on for sign in lately[pk]]
        since = min([_day(here.entered_at, standing), *days])
        run = run_of(days, listened_since=since, on=standing.on)
        if run.state not in (RISING, NOT_KNOWN):
            continue
        near = [sign for sign in lately[pk] if standing.on - WEEK < sign.on <= standing.on]
        runs.append(
            PlaceRun(here, run, max(sign.marking for sign in near), max(sign.on for sign in near))
        )
    return _with_questions(standing, runs)


def _in_week(signs: list[_Sign], on: date) -> bool:
    return any(on - WEEK < sign.on <= on for sign in signs)


def _with_questions(standing: Standing, runs: list[PlaceRun]) -> list[PlaceRun]:
    asked: defaultdict[UUID, list[InformationNeed]] = defaultdict(list)
    if runs and standing.reads("risks"):
        for question in open_questions(standing).filter(place__in=[run.place for run in runs]):
            asked[question.place_id].append(question)
    asking = [
        PlaceRun(run.place, run.run, run.marking, run.last, tuple(asked[run.place.pk]))
        for run in runs
    ]
    return sorted(
        asking,
        key=lambda run: (not run.rising, run.run.chance if run.rising else 0, run.place.name),
    )


def said_of(run: Run) -> Sentence:
    """A run in a sentence: how many signs, and what is usual there."""
    if run.a_week is None:
        return say("{n} signs within seven days; what is usual here is not known", n=run.signs)
    return say(
        "{n} signs within seven days; usual here: {usual} a week",
        n=run.signs,
        usual=f"{run.a_week:.1f}",
    )


def questions_of_runs(standing: Standing) -> list[FedQuestion]:
    """What each run asks, for who may ask it: what is going on there."""
    if not standing.may_somewhere(ACT):
        return []
    return [
        FedQuestion(
            run.key,
            run.place,
            say(
                "Signs at {place} rise: what is going on, and who is in danger?",
                place=run.place.name,
            ),
            say("whether to raise an alert there before any harm"),
            max(run.marking, run.place.classification),
        )
        for run in runs_for(standing)
    ]


def connect() -> None:
    """Tell the room below what runs of signs ask."""
    FEEDS["warning.rising"] = questions_of_runs
