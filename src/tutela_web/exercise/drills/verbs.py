"""How a drill is prepared, started, steered, observed, and stopped by anybody for a real event."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.exercise.play import find_due
from tutela.exercise.script import Script, read_script, write_script
from tutela_web.access.audit import trail
from tutela_web.access.models import Duty, Mission, Person, Post
from tutela_web.access.people import verbs as people
from tutela_web.access.policy import Standing, roles
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.jobs import MomentRows, moments_of
from tutela_web.base.values import FieldValue
from tutela_web.exercise.drills import ground
from tutela_web.exercise.drills.models import Drill, DrillNote, DrillSeat, GivenInject
from tutela_web.exercise.drills.queries import (
    OnLiveDuty,
    live_duties,
    may_conduct,
    may_observe,
    people_offered,
    played_of,
    script_of,
    scripts_offered,
)
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.records import verbs as records

State = Drill.State


def _require_conductor(drill: Drill, by: Standing) -> None:
    by.require_ours(drill)
    if not may_conduct(drill, by):
        raise Denied(
            say("a drill is steered by its conductor"), next=say("ask the conductor of the drill")
        )


def _require_state(drill: Drill, *states: str) -> None:
    if drill.state not in states:
        raise NotNow(
            say("the drill is {state} now", state=drill.get_state_display()),
            next=say("look at it again"),
        )


def _keep(drill: Drill, by: Person | None, **changes: FieldValue) -> Drill:
    """Keep what moves a drill on: no edit of its words, and no conflict with one."""
    return records.move(drill, changes, by=by)


# --- before it starts ---------------------------------------------------------------------------


@one_at_a_time(hold)
def take_script(
    drill: Drill, *, by: Standing, chosen: str = "", content: bytes | None = None
) -> Drill:
    """Say what is played: one of the scripts that are offered, or a file. Who had a role that the
    script has not is a player no more.

    Raises  Denied to who does not conduct; NotNow once it has begun; BadParameter for both, none,
            or a file with a fault.
    """
    _require_conductor(drill, by)
    _require_state(drill, State.PREPARED)
    if bool(chosen) == bool(content):
        raise BadParameter(
            say("choose a script or give its file"), where="chosen", next=say("give one of the two")
        )
    script = _script_chosen(chosen, by) if chosen else read_script(content or b"", roles())
    moved = _keep(drill, by.person, script=write_script(script).decode())
    _line("choose_script", drill, by)
    seats = DrillSeat.objects.filter(drill=drill, part=DrillSeat.Part.PLAYER)
    seats.exclude(role_code__in=[role.code for role in script.roles]).delete()
    return moved


def _script_chosen(code: str, by: Standing) -> Script:
    script = scripts_offered(by).get(code)
    if script is None:
        raise BadParameter(say("no such script is offered"), where="chosen", next=say("choose one"))
    return script


@one_at_a_time(hold)
def seat_player(
    drill: Drill, *, person: Person, role_code: str, by: Standing, post: Post | None = None
) -> DrillSeat:
    """Name who plays a role of the script.

    Takes   post, the live post whose seat they take there; else one of the role.
    Raises  Denied; NotNow once it has begun, without a script, or for a role or person that has a
            seat; BadParameter for a role the script has not.
    """
    _require_conductor(drill, by)
    _require_state(drill, State.PREPARED)
    script = _require_script(drill)
    role = next((part for part in script.roles if part.code == role_code), None)
    if role is None:
        raise BadParameter(
            say("the script has no such role"),
            where="role_code",
            next=say("choose one of the script"),
        )
    if post is not None and (post.mission_id != drill.mission_id or post.role != role.role):
        raise BadParameter(
            say("this post has another role than the script asks"),
            where="post",
            next=say("choose a post of that role, or none"),
        )
    _require_free(drill, person, by)
    if drill.seats.filter(role_code=role_code).exists():
        raise NotNow(say("somebody plays this role"), next=say("take that player out first"))
    seat = DrillSeat(drill=drill, person=person, part="player", role_code=role_code, post=post)
    seat.save(force_insert=True)
    _line("seat_player", drill, by, person=person.pk)
    return seat


@one_at_a_time(hold)
def seat_observer(drill: Drill, *, person: Person, by: Standing) -> DrillSeat:
    """Name who observes.

    Raises  Denied; NotNow once it is over, or for who has a seat.
    """
    _require_conductor(drill, by)
    _require_state(drill, State.PREPARED, State.RUNNING, State.PAUSED)
    _require_free(drill, person, by)
    seat = DrillSeat(drill=drill, person=person, part=DrillSeat.Part.OBSERVER)
    seat.save(force_insert=True)
    if drill.exercise is not None:
        ground.let_read(drill.exercise, [person], by.person)
    _line("seat_observer", drill, by, person=person.pk)
    return seat


def _require_ours(person: Person, by: Standing) -> None:
    if not people_offered(by).filter(pk=person.pk).exists():
        raise BadParameter(
            say("this person stands for nothing in the mission"),
            where="person",
            next=say("choose somebody of the mission"),
        )


def _require_free(drill: Drill, person: Person, by: Standing) -> None:
    _require_ours(person, by)
    if drill.seats.filter(person=person).exists():
        raise NotNow(say("this person takes part already"), next=say("choose somebody else"))
    if drill.seats.filter(relieved_by=person).exists():
        raise NotNow(
            say("this person stands in for a player"), next=say("name another who relieves first")
        )


def _hold_seat(seat: DrillSeat) -> DrillSeat:
    """A seat as it stands now, with its drill held."""
    drill = hold(seat.drill)
    locked = hold(seat, "person")
    locked.drill = drill
    return locked


@one_at_a_time(_hold_seat)
def unseat(seat: DrillSeat, *, by: Standing) -> DrillSeat:
    """Take somebody out of a drill that has not begun. Who relieved them keeps the turn: the roster
    is put right by who keeps it.

    Raises  Denied; NotNow once it has begun.
    """
    _require_conductor(seat.drill, by)
    _require_state(seat.drill, State.PREPARED)
    _line("unseat", seat.drill, by, person=seat.person_id)
    seat.delete()
    return seat


@one_at_a_time(_hold_seat)
def relieve(seat: DrillSeat, *, person: Person, by: Standing) -> DrillSeat:
    """Name who takes over what a player stands for on the live roster: from now on the turns are
    theirs, and it is them whom the live mission calls.

    Raises  Denied to who does not conduct, or may not manage the roster of that post; NotNow where
            there is no turn to take over, or the drill has begun; BadParameter for who takes part.
    """
    drill = seat.drill
    _require_conductor(drill, by)
    _require_state(drill, State.PREPARED)
    _require_ours(person, by)
    if drill.seats.filter(person=person).exists() or person.pk == drill.conductor_id:
        raise BadParameter(
            say("who takes part in the drill relieves nobody"),
            where="person",
            next=say("choose somebody who does not take part"),
        )
    (duty,) = live_duties(drill, [seat])
    if not duty.turns:
        raise NotNow(say("this player stands on no roster"), next=say("look at the roster"))
    now = clock.now(by.mission)
    for turn in duty.turns:
        _hand_on(turn, person, now, by)
    seat.relieved_by, seat.relieved_at = person, now
    seat.save(update_fields=["relieved_by", "relieved_at"])
    _line("relieve", drill, by, person=seat.person_id, relieved_by=person.pk)
    return seat


def _hand_on(turn: Duty, person: Person, now: datetime, by: Standing) -> None:
    """Give what is left of a turn to somebody else."""
    starts, ends = turn.starts_at, turn.ends_at
    if starts >= now:
        people.edit_turn(turn, person=person, starts_at=starts, ends_at=ends, by=by)
        return
    people.edit_turn(turn, person=turn.person, starts_at=starts, ends_at=now, by=by)
    people.add_turn(turn.post, person=person, starts_at=now, ends_at=ends, by=by)


# --- start, pause, pace -------------------------------------------------------------------------


@one_at_a_time(hold)
def start_drill(drill: Drill, *, by: Standing) -> Drill:
    """Start it: a mission of kind exercise is made with the ground of this one, each player gets
    their role there, and the minutes of the script begin.

    Raises  Denied; NotNow without a script, without a player for each role, while a player stands
            on live duty and nobody was named who relieves them, or from within an exercise.
    """
    _require_conductor(drill, by)
    _require_state(drill, State.PREPARED)
    if by.mission.is_exercise:
        raise NotNow(say("this is an exercise already"), next=say("start it in the live mission"))
    script = _require_script(drill)
    seats = list(DrillSeat.objects.filter(drill=drill).select_related("person", "drill__mission"))
    players = [seat for seat in seats if seat.part == DrillSeat.Part.PLAYER]
    _require_players(script, players)
    _require_relieved(live_duties(drill, players))
    now = clock.now(by.mission)
    begins = drill.begins_at or now
    shift = by.mission.clock_shift + (begins - now)
    exercise = ground.copy_ground(drill.title, players, shift, by=by)
    ground.seat_players(exercise, players, script.roles, by.person)
    reading = {seat.person_id: seat.person for seat in seats if seat not in players}
    playing = {seat.person_id for seat in players}
    if drill.conductor_id not in playing:
        reading[drill.conductor_id] = drill.conductor
    ground.let_read(exercise, list(reading.values()), by.person)
    started = _keep(
        drill,
        by.person,
        exercise=exercise,
        first_shift=shift,
        state=State.RUNNING,
        began_at=now,
        ticking_since=now,
        played=timedelta(0),
        ran=timedelta(0),
    )
    _line("start_drill", drill, by, exercise=exercise.pk)
    _go_on(started, now)
    return started


def _require_script(drill: Drill) -> Script:
    script = script_of(drill)
    if script is None:
        raise NotNow(say("no script is chosen"), next=say("choose the script first"))
    return script


def _require_players(script: Script, players: Collection[DrillSeat]) -> None:
    played = {seat.role_code for seat in players}
    empty = [role.code for role in script.roles if role.code not in played]
    if empty:
        raise NotNow(
            say("nobody plays {role}", role=", ".join(empty)), next=say("name a player for each")
        )


def _require_relieved(duties: Collection[OnLiveDuty]) -> None:
    for duty in duties:
        if duty.turns:
            raise NotNow(
                say("{person} stands on live duty", person=str(duty.seat.person)),
                where=str(duty.turns[0].post),
                next=say("name who relieves them first"),
            )
        if duty.shift is not None:
            raise NotNow(
                say(
                    "{person} holds the shift of an operations centre", person=str(duty.seat.person)
                ),
                next=say("hand the shift over first, in the Operations centre"),
            )


@one_at_a_time(hold)
def pause_drill(drill: Drill, *, by: Standing) -> Drill:
    """Hold the script: no inject is delivered until it goes on. The clock there goes on.

    Raises  Denied; NotNow unless it runs.
    """
    _require_conductor(drill, by)
    _require_state(drill, State.RUNNING)
    now = clock.now(by.mission)
    _go_on(drill, now)
    _line("pause_drill", drill, by)
    return _keep(drill, by.person, state=State.PAUSED, **_stand_still(drill, now))


def _stand_still(drill: Drill, now: datetime) -> dict[str, Any]:
    """Where the minutes of a drill stand when they stop."""
    return {"played": drill.script_time(now), "ran": drill.run_for(now), "ticking_since": None}


@one_at_a_time(hold)
def resume_drill(drill: Drill, *, by: Standing) -> Drill:
    """Let the script go on where it was held.

    Raises  Denied; NotNow unless it is paused.
    """
    _require_conductor(drill, by)
    _require_state(drill, State.PAUSED)
    _line("resume_drill", drill, by)
    return _keep(drill, by.person, state=State.RUNNING, ticking_since=clock.now(by.mission))


@one_at_a_time(hold)
def set_pace(drill: Drill, *, speed: int, by_hand: bool, by: Standing) -> Drill:
    """How fast the minutes of the script pass, and whether the clock delivers injects or a hand.

    Raises  Denied; NotNow once it is over; BadParameter for a speed that is not offered.
    """
    _require_conductor(drill, by)
    _require_state(drill, State.PREPARED, State.RUNNING, State.PAUSED)
    if speed not in dict(Drill._meta.get_field("speed").flatchoices):
        raise BadParameter(
            say("an exercise does not run so fast"), where="speed", next=say("choose a speed")
        )
    now = clock.now(by.mission)
    stands = _stand_still(drill, now)
    since = now if drill.state == State.RUNNING else None
    moved = _keep(
        drill, by.person, **{**stands, "ticking_since": since, "speed": speed, "by_hand": by_hand}
    )
    _line("pace_drill", drill, by)
    _go_on(moved, now)
    return moved


# --- injects ------------------------------------------------------------------------------------


def _go_on(drill: Drill, now: datetime) -> int:
    """Deliver what fell due, where the clock delivers, and let the clock there keep pace; gives how
    many injects. The drill is held."""
    if drill.state != State.RUNNING or drill.exercise is None:
        return 0
    extra = drill.script_time(now) - drill.run_for(now)
    Mission.objects.filter(pk=drill.exercise.pk).update(clock_shift=drill.first_shift + extra)
    drill.exercise.clock_shift = drill.first_shift + extra
    script = script_of(drill)
    if drill.by_hand or script is None:
        return 0
    number = 0
    for _step in script.injects:  # what is delivered may be what another waits for
        due = find_due(script, played_of(drill, now))
        if not due:
            break
        for inject in due:
            _deliver(drill, inject.code, now, None)
        number += len(due)
    return number


def _deliver(drill: Drill, code: str, now: datetime, by: Person | None) -> GivenInject:
    assert drill.exercise is not None
    there = clock.now(drill.exercise)
    given = GivenInject(drill=drill, code=code, minute=drill.minute(now), at=there, by=by)
    given.save(force_insert=True)
    return given


@transaction.atomic
def go_on(drill: Drill) -> int:
    """Deliver what fell due of a drill: on the rounds, and when a player asks for their page."""
    locked = hold(drill, "exercise", "mission")
    return _go_on(locked, clock.now(locked.mission))


def running_since() -> MomentRows:
    """Since when a drill runs: as long as one does, its injects are looked at each time."""
    return moments_of(Drill.objects.filter(state=State.RUNNING), "began_at", "mission__clock_shift")


def go_on_with_all() -> int:
    """Deliver what fell due in every drill that runs; gives how many injects."""
    rows = Drill.objects.filter(state=State.RUNNING).select_related("mission", "exercise")
    return sum(go_on(drill) for drill in rows)


@one_at_a_time(hold)
def give_inject(drill: Drill, *, code: str, by: Standing) -> GivenInject:
    """Deliver an inject by hand, whether it is due or not.

    Raises  Denied; NotNow unless the drill is on, or where it was delivered; BadParameter for one
            the script has not.
    """
    _require_conductor(drill, by)
    _require_state(drill, State.RUNNING, State.PAUSED)
    script = _require_script(drill)
    if code not in {inject.code for inject in script.injects}:
        raise BadParameter(
            say("the script has no such inject"), where="code", next=say("choose one of the script")
        )
    if drill.given.filter(code=code).exists():
        raise NotNow(say("it was delivered already"), next=say("look at it again"))
    now = clock.now(by.mission)
    given = _deliver(drill, code, now, by.person)
    _go_on(drill, now)
    return given


# --- observing ----------------------------------------------------------------------------------


@one_at_a_time(hold)
def write_note(drill: Drill, *, words: str, by: Standing, minute: int | None = None) -> DrillNote:
    """What an observer saw, in a minute of the drill: this one where none is said.

    Raises  Denied to who does not observe; NotNow before it begins; BadParameter without words, or
            for a minute ahead.
    """
    now = _require_observing(drill, by)
    refuse_closed_words(words)
    if not words.strip():
        raise BadParameter(
            say("the note has no words"), where="words", next=say("write a sentence")
        )
    at = drill.minute(now)
    if minute is not None and minute > at:
        raise BadParameter(
            say("this minute has not come"), where="minute", next=say("give one that has passed")
        )
    note = DrillNote(
        drill=drill,
        minute=at if minute is None else minute,
        at=now,
        by=by.person,
        words=words.strip(),
    )
    note.save(force_insert=True)
    return note


@one_at_a_time(hold)
def judge(
    drill: Drill, *, expectation: str, judged: str, by: Standing, words: str = ""
) -> DrillNote:
    """Say of an expectation that it was passed, or failed. What waits for it may fall due.

    Raises  Denied to who does not observe; NotNow before it begins; BadParameter for one the script
            has not, or another word.
    """
    now = _require_observing(drill, by)
    refuse_closed_words(words)
    script = _require_script(drill)
    if expectation not in {part.code for part in script.expectations}:
        raise BadParameter(
            say("the script has no such expectation"),
            where="expectation",
            next=say("choose one of the script"),
        )
    if judged not in DrillNote.Judged.values:
        raise BadParameter(
            say("it is passed or failed"), where="judged", next=say("choose one of the two")
        )
    note = DrillNote(
        drill=drill,
        minute=drill.minute(now),
        at=now,
        by=by.person,
        expectation=expectation,
        judged=judged,
        words=words.strip(),
    )
    note.save(force_insert=True)
    _go_on(drill, now)
    return note


def _require_observing(drill: Drill, by: Standing) -> datetime:
    by.require_ours(drill)
    if not may_observe(drill, by):
        raise Denied(
            say("who observes writes notes"), next=say("ask the conductor to name you an observer")
        )
    if drill.state == State.PREPARED:
        raise NotNow(say("the drill has not begun"), next=say("wait until it begins"))
    return clock.now(by.mission)


# --- the end ------------------------------------------------------------------------------------


@one_at_a_time(hold)
def end_drill(drill: Drill, *, by: Standing) -> Drill:
    """End it: no more injects; notes and judgements may still be written.

    Raises  Denied; NotNow unless it is on.
    """
    _require_conductor(drill, by)
    _require_state(drill, State.RUNNING, State.PAUSED)
    ended = _end(drill, State.ENDED, by.person)
    _line("end_drill", drill, by)
    return ended


def _end(drill: Drill, state: str, by: Person) -> Drill:
    now = clock.now(drill.mission)
    if drill.exercise is not None:
        ground.close_soon(drill.exercise)
    return _keep(drill, by, state=state, ended_at=now, ended_by=by, **_stand_still(drill, now))


def stop_for_real_event(*, by: Standing) -> Drill | None:
    """NO DUFF: whoever stands in an exercise stops it because something real happened. Nobody is
    asked for more; who presses second stops nothing twice.

    Takes   by, the standing in the exercise mission.
    Gives   the drill as it stands; None where this mission is no drill's.
    Raises  Denied to who does not stand in it.
    """
    if not by or not by.mission.is_exercise:
        raise Denied(say("this is no exercise"), next=say("raise an alert"))
    with transaction.atomic():
        drill = Drill.objects.select_related("mission").filter(exercise=by.mission).first()
        if drill is None:
            return None
        locked = hold(drill, "mission", "exercise")
        if locked.is_over:
            return locked
        stopped = _end(locked, State.STOPPED, by.person)
        trail.record(
            "no_duff", mission=locked.mission, by=by.person.pk, kind="drill", subject=locked.pk
        )
        return stopped


def _line(act: str, drill: Drill, by: Standing, **detail: trail.Detail) -> None:
    trail.record(act, mission=by.mission, by=by.person, kind="drill", subject=drill.pk, **detail)
