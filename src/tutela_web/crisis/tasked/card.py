"""The card of a tasking, as those tasked read it on a telephone: what is feared, where, by when,
who else goes, what the soldier's card allows, and when they could be there.

What stands on it is given to them with the tasking. The rest of the alert is read through the
policy, or not at all: who holds a post and may not read the alert is told neither level nor act.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from uuid import UUID

from django.utils.translation import get_language

from tutela.base.distances import bearing
from tutela.base.mgrs import write_mgrs
from tutela.crisis.tables import instructions_for, options
from tutela.warning.clocks import LEVELS
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.capacity.guidance.models import Guidance
from tutela_web.capacity.guidance.queries import in_force, in_language
from tutela_web.capacity.models import Base
from tutela_web.crisis.decisions.queries import (
    others_of_unit,
    state_of,
    who_of,
    with_answers,
)
from tutela_web.crisis.models import Tasking
from tutela_web.crisis.taskings.departures import Departures, expected_at
from tutela_web.crisis.taskings.queries import ENDED, is_awaited
from tutela_web.look.translate import word
from tutela_web.mandate.queries import paragraphs_in_force
from tutela_web.places.ground import direction, km_from
from tutela_web.places.models import PlacePrecision
from tutela_web.places.sites.population import population_of
from tutela_web.risk.questions.queries import questions_for_patrol
from tutela_web.warning.board.results import put_results
from tutela_web.warning.models import Alert
from tutela_web.warning.threads.joinings import joined_under, root_of

RESPONSE = "response"
"""The phase of what stops an attack: what is done in no such phase supports."""


@dataclass(frozen=True)
class OtherTasking:
    """Another tasking of the alert, as who reads the card may know it."""

    who: str
    state: Words
    expected: datetime | None


@dataclass(frozen=True)
class Where:
    """The point in a soldier's grid, and how it lies from the unit's base.

    rough   whether the point is not exact: the square is then one of ten kilometres
    """

    mgrs: str
    rough: bool
    base: Base | None
    degrees: int | None
    direction: Words
    km: float | None


@dataclass(frozen=True)
class MandateInstructions:
    """How a task differs under the mandate to protect: the mission's editions, which it writes for
    patrols, or the proposal where it issued none."""

    editions: Sequence[Guidance]
    proposal: Sequence[str]


@dataclass(frozen=True)
class TaskingCard:
    """A tasking with what those tasked need to answer it; None is not known, or not for them.

    to_find    what a patrol there is asked to find out
    differs    how the task differs, of a mission with a mandate to protect
    patrol     whether it is a patrol
    also       what else the same unit is tasked with: who accepts says which goes first
    told       whether level and act are for who reads it
    answer_by  by when they answer; leave_by, by when they leave; expected, when they could be
               there: who leaves by that hour keeps it
    """

    tasking: Tasking
    alert: Alert
    told: bool
    where: Where | None
    answer_by: datetime | None
    leave_by: datetime | None
    expected: datetime | None
    people: int | None
    others: Sequence[OtherTasking]
    rules: Sequence[Guidance]
    to_find: Sequence[str]
    differs: MandateInstructions | None
    patrol: bool
    also: Sequence[Tasking]

    @property
    def place(self) -> str:
        """The place as it was sent with the tasking."""
        return self.tasking.position.partition(";")[0].strip()

    @property
    def by_when(self) -> datetime | None:
        """By when they are to be there: what was planned, else the hour harm is feared."""
        return self.tasking.planned_arrival or (self.alert.onset_from if self.told else None)


def cards_of(standing: Standing, rows: Iterable[Tasking], now: datetime) -> dict[UUID, TaskingCard]:
    """The cards of those taskings that wait for something of this person."""
    awaited = [row for row in rows if is_awaited(row)]
    issued = in_force(standing) if awaited else []
    language = (get_language() or "en").split("-")[0]
    rules = in_language(issued, Guidance.Kind.CARD, language)
    differing = any(_read_proposal(row) for row in awaited)
    mandated = differing and paragraphs_in_force(standing).exists()
    editions = in_language(issued, Guidance.Kind.PATROL, language)
    differs = {row.pk: _differs(row, editions) if mandated else None for row in awaited}
    return {row.pk: _card(standing, row, now, rules, differs[row.pk]) for row in awaited}


def _is_patrol(row: Tasking) -> bool:
    option = options().get(row.option)
    return row.unit_id is not None and option is not None and option.harm == "patrol"


def _read_proposal(row: Tasking) -> tuple[str, ...]:
    """The proposal for the task of a unit; nothing for a task that differs in nothing."""
    option = options().get(row.option)
    return instructions_for(option.task) if row.unit_id is not None and option is not None else ()


def _differs(row: Tasking, editions: list[Guidance]) -> MandateInstructions | None:
    issued = editions if _is_patrol(row) else []
    proposal = [] if issued else [word(line) for line in _read_proposal(row)]
    return MandateInstructions(issued, proposal) if issued or proposal else None


def propose_arrival(
    row: Tasking, now: datetime, seen: datetime | None, *, leave_by: datetime | None = None
) -> datetime | None:
    """When those who accept now would be there: the hour they saw proposed, or later where their
    page stood so long that it cannot be kept any more.

    Takes   leave_by, by when they are to leave: who accepts what is proposed is not late before it.
    """
    hours = [one for one in (seen, expected_at(row, now)) if one is not None]
    if hours and leave_by is not None and row.travel_minutes is not None and not row.answers.all():
        hours.append(leave_by + timedelta(minutes=row.travel_minutes))
    return max(hours, default=None)


def in_order(rows: Iterable[Tasking], cards: Mapping[UUID, TaskingCard]) -> list[Tasking]:
    """Taskings as they press on who answers: by level, then what protects before what supports,
    then by deadline; what commits nobody any more and what is over stand behind."""
    return sorted(rows, key=lambda row: _pressing(row, cards.get(row.pk)))


def _pressing(row: Tasking, card: TaskingCard | None) -> tuple[bool, bool, int, bool, float, float]:
    option = options().get(row.option)
    supports = option is None or option.who != "uniformed" or RESPONSE not in option.phases
    level = LEVELS.index(card.alert.level) if card is not None and card.told else 0
    deadlines = (card.answer_by, card.leave_by, card.by_when) if card is not None else ()
    due = min((hour.timestamp() for hour in deadlines if hour is not None), default=inf)
    over = card is None or row.commits_nobody
    return card is None, over, -level, supports, due, -row.entered_at.timestamp()


def _card(
    standing: Standing,
    row: Tasking,
    now: datetime,
    rules: Sequence[Guidance],
    differs: MandateInstructions | None,
) -> TaskingCard:
    root = Alert.objects.select_related("mission", "place", "now").get(pk=root_of(row.alert_id))
    put_results(standing, [root])
    under = joined_under([root.pk])
    told = row.unit_id is not None or _reads(standing, root.pk)
    departures = Departures([row], {root.pk: root}, under)
    due = departures.due(row)
    awaits = row.state == Tasking.State.GIVEN and not row.commits_nobody
    return TaskingCard(
        row,
        root,
        told,
        _point_for(row, root) if told else None,
        departures.answer_by(row) if awaits else None,
        due,
        propose_arrival(row, now, None, leave_by=due),
        population_of(standing, root.place).people
        if told and root.place and standing.reads("places")
        else None,
        _other_taskings(standing, row, [root.pk, *under], now) if told else (),
        rules if row.unit_id is not None else (),
        questions_for_patrol(standing, root.place_id) if told and root.place_id else (),
        differs,
        _is_patrol(row),
        others_of_unit(row) if not row.arrived_at else (),
    )


def _reads(standing: Standing, alert: UUID) -> bool:
    return Alert.objects.filter(standing.sees("alerts"), pk=alert).exists()


def _point_for(row: Tasking, alert: Alert) -> Where | None:
    latitude, longitude = alert.latitude, alert.longitude
    if latitude is None or longitude is None or not -80 <= latitude <= 84:
        return None
    rough = alert.place_precision not in (None, PlacePrecision.EXACT)
    mgrs = write_mgrs(latitude, longitude, digits=1 if rough else 4)
    base = row.unit.base if row.unit is not None else None
    if base is None or base.latitude is None or base.longitude is None:
        return Where(mgrs, rough, None, None, "", None)
    degrees = bearing(base.latitude, base.longitude, latitude, longitude)
    return Where(
        mgrs, rough, base, round(degrees) % 360, direction(degrees), km_from(alert, [base])[0]
    )


def _other_taskings(
    standing: Standing, row: Tasking, thread: Sequence[UUID], now: datetime
) -> list[OtherTasking]:
    rows = with_answers(standing, Tasking.objects.filter(alert__in=thread).exclude(pk=row.pk))
    others = rows.exclude(state__in=(*ENDED, Tasking.State.WITHDRAWN)).order_by("entered_at")
    return [
        OtherTasking(who_of(one), state_of(one), expected_at(one, now) if one.told else None)
        for one in others
    ]
