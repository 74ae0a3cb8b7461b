"""Drills as a person may see them, and what of a drill its players, observers and conductor read.

Of the script a player reads what came to them, and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tutela.exercise.play import Played, deadline_of, falls_due, find_due, length_of
from tutela.exercise.script import Expectation, Inject, Script, Told, read_script, said_in
from tutela.exercise.shipped import shipped_scripts
from tutela_web.access.models import Duty, Holding, Mission, Person, Post, current
from tutela_web.access.people.queries import people_of
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import Words
from tutela_web.channels.gateway_queries import UNLISTED
from tutela_web.channels.models import Message
from tutela_web.exercise.drills.models import Drill, DrillNote, DrillSeat, GivenInject
from tutela_web.exercise.scenarios.queries import RUNS_DRILLS, open_scenarios
from tutela_web.exercise.scenarios.queries import script_of as script_of_scenario
from tutela_web.joc.models import ShiftHandover
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.models import Alert

KIND = "exercises"
ACT = RUNS_DRILLS
ROSTER = "keep_roster"

WAYS_SAID: dict[str, Words] = {
    "call": _("a call"),
    "text": _("a text"),
    "photo": _("a photo"),
    "refusal": _("a refusal"),
    "gateway_down": _("the gateway is down"),
    "road_cut": _("a road is cut"),
    "press_rumour": _("a rumour in the press"),
    "second_attack": _("a second attack"),
}
"""How an inject comes, by the ways of scripts."""

CHANNELS_SAID: dict[str, Words] = {
    "mail": _("mail"),
    "sms": _("text message"),
    "push": _("message to a browser"),
    "webhook": _("webhook"),
}
"""What messages leave by, as the ledger names it."""

OFFERED: list[Callable[[Standing], Iterable[tuple[str, Script]]]] = []
"""Scripts a person may play beside the ready ones and those of scenarios, each with its key."""

MOST_KEPT = 100
"""Messages a page of an exercise shows at most, the newest first."""


def drills_for(standing: Standing) -> QuerySet[Drill]:
    """The drills of the mission this person may see, the newest first."""
    rows = Drill.objects.filter(standing.sees_open(KIND))
    return rows.select_related("conductor", "exercise", "ended_by").order_by("-entered_at")


def scripts_offered(standing: Standing) -> dict[str, Script]:
    """The scripts this person may choose from, by their keys: the ready ones, those kept with
    scenarios they may see, and those of rooms above. One query."""
    scripts = dict(shipped_scripts())
    for scenario in open_scenarios(standing).exclude(script=""):
        if (script := script_of_scenario(scenario)) is not None:
            scripts[str(scenario.pk)] = script
    for give in OFFERED:
        scripts.update(give(standing))
    return scripts


def script_of(drill: Drill) -> Script | None:
    """What is played; None as long as none was chosen."""
    return read_script(drill.script.encode()) if drill.script else None


def in_words(by_language: Told) -> str:
    """Words of a script in the language of the page."""
    return said_in(by_language, get_language() or "en")


def people_offered(standing: Standing) -> QuerySet[Person]:
    """Who may take part: people of the mission."""
    return people_of(standing.mission, on=standing.on)


def posts_offered(standing: Standing) -> QuerySet[Post]:
    """The live posts a player may sit in for."""
    return Post.objects.filter(mission=standing.mission).order_by("title", "pk")


def may_conduct(drill: Drill, standing: Standing) -> bool:
    """Whether this person steers the drill: its conductor, or who runs drills and does not play in
    it: of the script a player reads what came to them."""
    if drill.conductor_id == standing.person.pk:
        return True
    seats = DrillSeat.objects.filter(
        drill=drill, person=standing.person, part=DrillSeat.Part.PLAYER
    )
    return standing.may(ACT, area=drill.area_id) and (drill.is_over or not seats.exists())


def may_observe(drill: Drill, standing: Standing) -> bool:
    """Whether this person writes notes and judges expectations: an observer, or who conducts."""
    seats = DrillSeat.objects.filter(
        drill=drill, person=standing.person, part=DrillSeat.Part.OBSERVER
    )
    return may_conduct(drill, standing) or seats.exists()


# --- live duty ----------------------------------------------------------------------------------


def turns_until(mission: Mission, people: Iterable[UUID], until: datetime) -> QuerySet[Duty]:
    """The turns of the live roster that these people stand on now, or begin until then."""
    now = clock.now(mission)
    rows = Duty.objects.filter(
        post__mission=mission, person__in=[*people], ends_at__gt=now, starts_at__lte=until
    )
    return rows.select_related("post", "person").order_by("starts_at")


def shifts_held(mission: Mission, people: Iterable[UUID]) -> list[ShiftHandover]:
    """The shifts of operations centres these people took over and still hold. One query."""
    rows = ShiftHandover.objects.filter(mission=mission).exclude(taken_at=None)
    last: dict[Any, ShiftHandover] = {}
    for handover in rows.select_related("taken_by").order_by("taken_at"):
        last[handover.area_id] = handover
    among = {*people}
    return [row for row in last.values() if row.taken_by_id in among]


@dataclass(frozen=True)
class OnLiveDuty:
    """What one player stands for in the live mission while they would play."""

    seat: DrillSeat
    turns: tuple[Duty, ...]
    shift: ShiftHandover | None

    def __bool__(self) -> bool:
        return bool(self.turns or self.shift)


def live_duties(drill: Drill, seats: Iterable[DrillSeat]) -> list[OnLiveDuty]:
    """What each player stands for until the script would be over. Two queries.

    Takes   seats, of players.
    """
    seats = list(seats)
    people = [seat.person_id for seat in seats]
    script = script_of(drill)
    minutes = length_of(script) if script else 0
    until = clock.now(drill.mission) + timedelta(minutes=minutes)
    turns = list(turns_until(drill.mission, people, until))
    shifts = {row.taken_by_id: row for row in shifts_held(drill.mission, people)}
    return [
        OnLiveDuty(
            seat,
            tuple(turn for turn in turns if turn.person_id == seat.person_id),
            shifts.get(seat.person_id),
        )
        for seat in seats
    ]


# --- how far it is ------------------------------------------------------------------------------


def played_of(drill: Drill, at: datetime) -> Played:
    """How far a drill is at an hour of the live mission. Two queries."""
    given = dict(GivenInject.objects.filter(drill=drill).values_list("code", "minute"))
    judged = DrillNote.objects.filter(drill=drill).exclude(judged="").order_by("at")
    return Played(drill.minute(at), given, dict(judged.values_list("expectation", "minute")))


@dataclass(frozen=True)
class InjectRow:
    """An inject as who conducts reads it: in which minute it falls due, and whether it came."""

    inject: Inject
    role: str
    words: str
    due: int | None
    given: GivenInject | None
    is_due: bool

    @property
    def way(self) -> Any:
        """What it comes by, in words."""
        return WAYS_SAID[self.inject.by]


@dataclass(frozen=True)
class ExpectationRow:
    """An expectation as who observes reads it, with the last word on it."""

    expected: Expectation
    role: str
    words: str
    deadline: int | None
    note: DrillNote | None
    is_over: bool


@dataclass(frozen=True)
class Course:
    """The whole course of a drill, for who conducts and observes."""

    minute: int
    injects: list[InjectRow]
    expectations: list[ExpectationRow]
    notes: list[DrillNote]


def course_of(drill: Drill, script: Script, at: datetime) -> Course:
    """Where a drill stands, inject by inject. Two queries."""
    delivered = {
        row.code: row for row in GivenInject.objects.filter(drill=drill).select_related("by")
    }
    notes = list(DrillNote.objects.filter(drill=drill).select_related("by").order_by("at"))
    judged = {note.expectation: note for note in notes if note.judged}
    played = Played(
        drill.minute(at),
        {code: row.minute for code, row in delivered.items()},
        {code: note.minute for code, note in judged.items()},
    )
    roles = {role.code: in_words(role.label) for role in script.roles}
    due = {inject.code for inject in find_due(script, played)}
    injects = [
        InjectRow(
            row,
            roles[row.to],
            in_words(row.words),
            falls_due(row, played),
            delivered.get(row.code),
            row.code in due,
        )
        for row in script.injects
    ]
    expectations = []
    for expected in script.expectations:
        ends = deadline_of(expected, played)
        note = judged.get(expected.code)
        over = ends is not None and note is None and played.minute > ends
        words = in_words(expected.words)
        expectations.append(ExpectationRow(expected, roles[expected.of], words, ends, note, over))
    return Course(played.minute, injects, expectations, notes[::-1])


# --- in the exercise itself ---------------------------------------------------------------------


def drill_played_in(mission: Mission) -> Drill | None:
    """The drill that an exercise mission is there for."""
    rows = Drill.objects.select_related("mission", "ended_by", "conductor")
    return rows.filter(exercise=mission).first()


def drill_in_page(standing: Standing) -> dict[str, Any]:
    """What stands under the striped banner of every page of an exercise: the hour there, and the
    one button. One query."""
    drill = drill_played_in(standing.mission)
    return {"drill_part": "exercise/_banner.html", "drill_here": drill} if drill else {}


@dataclass(frozen=True)
class ReachedMe:
    """An inject as the player reads it."""

    inject: Inject
    words: str
    at: datetime

    @property
    def way(self) -> Any:
        """What it comes by, in words."""
        return WAYS_SAID[self.inject.by]

    @property
    def is_report(self) -> bool:
        """Whether somebody tells of danger by it: it is filed as it would be."""
        return self.inject.by in ("call", "text", "photo", "second_attack")


def injects_to(drill: Drill, standing: Standing) -> list[ReachedMe]:
    """What came to this person in the exercise, the newest first, with the hour there. One query
    beside the seat."""
    script = script_of(drill)
    seat = seat_of(drill, standing)
    if script is None or seat is None or not seat.role_code:
        return []
    mine = {inject.code: inject for inject in script.injects if inject.to == seat.role_code}
    rows = GivenInject.objects.filter(drill=drill, code__in=mine).order_by("-at", "-pk")
    return [ReachedMe(mine[row.code], in_words(mine[row.code].words), row.at) for row in rows]


def seat_of(drill: Drill, standing: Standing) -> DrillSeat | None:
    """The seat this person has in a drill."""
    return DrillSeat.objects.filter(drill=drill, person=standing.person).first()


def drills_played(standing: Standing) -> QuerySet[Drill]:
    """The drills that are on and in which this person has a seat, with their exercise."""
    on = (Drill.State.RUNNING, Drill.State.PAUSED)
    rows = Drill.objects.filter(
        mission=standing.mission, state__in=on, seats__person=standing.person
    )
    return rows.select_related("exercise").distinct()


def kept_for(standing: Standing) -> QuerySet[Message]:
    """What an exercise would have sent: to this person and to the posts they hold there, the newest
    first; all of it for who reads the exercise without playing. None about a compartment."""
    rows = Message.objects.filter(
        mission_id=standing.mission.pk, outgoing=True, state=Message.State.KEPT
    ).exclude(about_kind__in=UNLISTED)
    posts_held = Holding.objects.filter(
        current(standing.on), post__mission=standing.mission, person=standing.person
    )
    if posts_held.exists():
        posts = [*posts_held.values_list("post", flat=True)]
        rows = rows.filter(Q(to_id=standing.person.pk) | Q(to_kind="post", to_id__in=posts))
    return rows.order_by("-made_at", "-pk")


@dataclass(frozen=True)
class KeptMessage:
    """A message that would have gone: to whom, by what, and the alert it would have been about."""

    message: Message
    to: str
    alert: Alert | None
    at: datetime

    @property
    def way(self) -> Any:
        """What it would have left by, in words."""
        return CHANNELS_SAID.get(self.message.channel, self.message.channel)


def kept_in_words(standing: Standing) -> list[KeptMessage]:
    """The newest of what an exercise would have sent, with whom it would have reached. Five
    queries."""
    rows = list(kept_for(standing)[:MOST_KEPT])
    ids = {row.to_id for row in rows if row.to_id is not None}
    named: dict[UUID | None, str] = {
        person.pk: str(person) for person in Person.objects.filter(pk__in=ids)
    }
    named |= dict(
        Post.objects.filter(pk__in=ids, mission=standing.mission).values_list("pk", "title")
    )
    about = {row.about_id for row in rows if row.about_kind == "alert" and row.about_id}
    alerts: dict[UUID | None, Alert] = (
        {row.pk: row for row in alerts_for(standing).filter(pk__in=about)} if about else {}
    )
    shift = standing.mission.clock_shift  # the ledger keeps real time
    return [
        KeptMessage(row, named.get(row.to_id, ""), alerts.get(row.about_id), row.made_at + shift)
        for row in rows
    ]
