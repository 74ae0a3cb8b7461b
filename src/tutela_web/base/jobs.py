"""Work that takes time: asked for by id, done by a worker, taken up again when a worker dies.

    @job("import_events", alone=True)
    def import_events(job, progress): ...

    ask("import_events", mission_id=..., by_id=..., subject_id=...)

Four kinds of process do what people wait for. One goes the rounds of clocks, tripwires and
listeners: it reads no file, does no job and asks no server outside, so that nothing anybody uploads
or answers holds up a warning. One sends mails and texts, one tells other systems what changed; the
others do the jobs. Each says now and then that it is there (`Beat`).

The queue is django-tasks'; the row of `Job` beside it says how far the work is and whether its
worker still lives. A job's arguments are ids, and what it leaves behind when it fails are the
parts of a TutelaError, or the kind and place of any other: never a word of content.
"""

from __future__ import annotations

import logging
import math
import signal
import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias
from uuid import UUID

from django.core.cache import cache
from django.db import (
    IntegrityError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django.db.models import CharField, DurationField, F, Min, Model, Q, QuerySet, Value
from django.utils.module_loading import autodiscover_modules
from django_tasks import TaskResultStatus, task

from tutela.base.errors import TutelaError
from tutela.base.messages import as_json, say
from tutela_web.base.clock import real_now
from tutela_web.base.ids import new_id
from tutela_web.base.models import Beat, Job
from tutela_web.base.network_guard import nothing_outside
from tutela_web.base.upkeep.planning import learn_all_sizes, learn_sizes
from tutela_web.base.upkeep.retry_on_conflict import do_again
from tutela_web.base.upkeep.rounds_lock import TurnOfRounds
from tutela_web.base.upkeep.waiting import LONGEST_SECONDS, Woken, WriteWatch, wait
from tutela_web.base.values import JsonValue

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""A worker silent for so long is taken for dead."""

BEAT_SECONDS = 10.0
THERE_SECONDS = 20.0
"""A process that rests says so often that it is there: all of them at the same seconds of the
clock on the wall, for each of them wakes the others."""

MOST_ATTEMPTS = 5
AGAIN_SECONDS = 5.0
"""How long a job waits before it asks again whether another of its kind has ended."""

WAITING_TOO_LONG = timedelta(minutes=5)
"""After so long the queue may have lost a waiting job: it is put there once more."""

IN_PROGRESS = (Job.State.WAITING, Job.State.RUNNING)


class Cancelled(Exception):
    """Somebody asked that the job stop; raised between chunks."""


class LeaseLost(Exception):
    """Another worker has taken the job: this one writes nothing more."""


class JobFailed(Exception):
    """What the queue is told of a failure: the job's id. The row of the job says the rest."""


Work = Callable[[Job, "Progress"], None]


@dataclass(frozen=True)
class JobKind:
    """A kind of job: its work, and whether one mission has only one of it running at a time."""

    work: Work
    alone: bool = False


JOBS: dict[str, JobKind] = {}
"""Every kind of job by its name; rooms add theirs in their `jobs.py`."""


def job(kind: str, *, alone: bool = False) -> Callable[[Work], Work]:
    """Register the work of a kind of job."""

    def register(work: Work) -> Work:
        JOBS[kind] = JobKind(work, alone)
        return work

    return register


def ask(
    kind: str,
    *,
    mission_id: UUID | None = None,
    by_id: UUID | None = None,
    subject_id: UUID | None = None,
    far_id: str = "",
) -> Job:
    """Ask for a piece of work; it begins once the surrounding transaction is kept.

    Takes   far_id, what another system calls what the work is about.
    Raises  KeyError if no room knows the kind.
    """
    autodiscover_modules("jobs")
    job = Job.objects.create(
        kind=kind,
        mission_id=mission_id,
        by_id=by_id,
        subject_id=subject_id,
        far_id=far_id,
        alone=JOBS[kind].alone,
        heartbeat_at=real_now(),
    )
    perform.enqueue(str(job.pk))
    return job


def cancel(job: Job) -> None:
    """Ask that a job stop: at once if it waits, between two chunks if it runs."""
    mine = Job.objects.filter(pk=job.pk)
    stopped = mine.filter(state=Job.State.WAITING).update(
        state=Job.State.CANCELLED, cancel_asked=True, ended_at=real_now()
    )
    if not stopped:
        mine.filter(state=Job.State.RUNNING).update(cancel_asked=True)


@dataclass
class Progress:
    """What a running job tells of itself, and how it learns that it must stop."""

    job_id: UUID
    lease: UUID

    def tell(self, done: int, total: int, step: str = "") -> None:
        """Say how far the work is.

        Within a transaction nothing of it is kept unless the job is still this worker's.
        Raises  LeaseLost if another worker has the job; Cancelled if somebody asked for that.
        """
        if not self._own_job().update(done=done, total=total, step=step, heartbeat_at=real_now()):
            _raise_lease_lost()
        self.check()

    def check(self) -> None:
        """Raise LeaseLost or Cancelled if the work must stop."""
        asked = self._own_job().values_list("cancel_asked", flat=True).first()
        if asked is None:
            _raise_lease_lost()
        if asked:
            raise Cancelled

    def keep(self, result: Mapping[str, JsonValue]) -> None:
        """Keep what came of the work for the page that follows it: numbers and sentences, and
        never a word of content.

        Raises  LeaseLost if another worker has the job.
        """
        if not self._own_job().update(result=result):
            _raise_lease_lost()

    def hold(self) -> None:
        """Lock the job's row until the transaction ends: for the last, decisive write."""
        if self._own_job().select_for_update(no_key=True).first() is None:
            _raise_lease_lost()

    def _own_job(self) -> Any:
        return Job.objects.filter(pk=self.job_id, lease=self.lease, state=Job.State.RUNNING)


def _raise_lease_lost() -> None:
    raise LeaseLost


def require_key(key: UUID | None) -> UUID:
    """An id that jobs of this kind always have: of their mission, of who asked, of what about."""
    if key is None:
        raise LookupError("a job without the id that its kind has")
    return key


@task()
def perform(job_id: str) -> None:
    """The one task of the queue: take the job, do its work, keep what became of it."""
    run(UUID(job_id), beating=True)


def run(job_id: UUID, *, beating: bool = False) -> None:
    """Do one job if it is waiting; somebody else's or an ended one is left alone.

    Takes   `beating`: keep the heartbeat in a thread of its own, as workers do.
    Raises  JobFailed, which says nothing but the id, after the failure is kept.
    """
    autodiscover_modules("jobs")
    lease = _take(job_id)
    if lease is None:
        return
    taken = Job.objects.get(pk=job_id)
    progress = Progress(job_id, lease)
    state, error = Job.State.DONE, None
    try:
        with _heart(progress) if beating else _no_progress():
            do_again(lambda: JOBS[taken.kind].work(taken, progress))
    except Cancelled:
        state = Job.State.CANCELLED
    except LeaseLost:
        return
    except TutelaError as fault:
        state, error = Job.State.FAILED, error_as_json(fault)
    except Exception as fault:  # the boundary: told by kind and place, its words kept nowhere
        state, error = Job.State.FAILED, unforeseen(fault)
        log.error("job %s (%s): %s at %s", job_id, taken.kind, error["kind"], error["place"])
    progress._own_job().update(state=state, error=error, lease=None, ended_at=real_now())
    if state == Job.State.FAILED:
        raise JobFailed(str(job_id))
    learn_sizes()  # it may have brought a quarter of a million rows


def error_as_json(fault: TutelaError) -> dict[str, Any]:
    """A TutelaError as JSON: its code and its sentences, to be said in the reader's language."""
    return {
        "code": fault.code,
        "what": as_json(fault.what),
        "where": as_json(fault.where),
        "next": as_json(fault.next),
    }


def unforeseen(fault: BaseException) -> dict[str, Any]:
    """Any other failure: its kind and the last place of ours it passed; never its words."""
    frames = [f for f in traceback.extract_tb(fault.__traceback__) if "tutela" in f.filename]
    last = frames[-1] if frames else None
    place = f"{last.filename.rsplit('/src/', 1)[-1]} line {last.lineno}" if last else ""
    return {"code": "job.failed", "kind": type(fault).__name__, "place": place}


def _take(job_id: UUID) -> UUID | None:
    """A new lease on a waiting job; None if it is not to be had now."""
    lease = new_id()
    waiting = Job.objects.filter(pk=job_id, state=Job.State.WAITING)
    try:
        with transaction.atomic():
            taken = waiting.update(
                state=Job.State.RUNNING,
                lease=lease,
                heartbeat_at=real_now(),
                attempts=F("attempts") + 1,
                error=None,
            )
    except IntegrityError:  # another of its kind is at work in this mission
        waiting.update(heartbeat_at=real_now())
        perform.using(run_after=real_now() + timedelta(seconds=AGAIN_SECONDS)).enqueue(str(job_id))
        return None
    return lease if taken else None


@contextmanager
def _no_progress() -> Iterator[None]:
    yield


@contextmanager
def _heart(progress: Progress) -> Iterator[None]:
    """A heartbeat in a thread of its own, so that long calculations are not taken for death."""
    over = threading.Event()

    def beat() -> None:
        try:
            while not over.wait(BEAT_SECONDS):
                try:
                    progress._own_job().update(heartbeat_at=real_now())
                except OperationalError:  # locked, full or away: the next beat may come through
                    log.error("a heartbeat waits: the database is locked, full or away")
                    connection.close()
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def reap() -> int:
    """Give the jobs of dead workers back to the queue; those that died too often have failed.

    Gives   how many jobs wait again.
    """
    now = real_now()
    dead = Q(state=Job.State.RUNNING) & Q(heartbeat_at__lt=now - LEASE)
    forgotten = Q(state=Job.State.WAITING) & Q(heartbeat_at__lt=now - WAITING_TOO_LONG)
    again = 0
    for job in Job.objects.filter(dead | forgotten):
        mine = Job.objects.filter(
            pk=job.pk, lease=job.lease, state=job.state, heartbeat_at=job.heartbeat_at
        )
        with transaction.atomic():
            if job.cancel_asked:
                mine.update(state=Job.State.CANCELLED, lease=None, ended_at=now)
            elif job.attempts >= MOST_ATTEMPTS:
                fault = TutelaError(
                    say("the worker stopped {n} times while it did this", n=job.attempts),
                    next=say("tell the administrator, who finds the reason in the worker's log"),
                )
                mine.update(
                    state=Job.State.FAILED, lease=None, ended_at=now, error=error_as_json(fault)
                )
            elif mine.update(state=Job.State.WAITING, lease=None, heartbeat_at=now):
                perform.enqueue(str(job.pk))
                again += 1
    return again


MomentRows: TypeAlias = "QuerySet[Any, dict[str, Any]]"
"""The first moments that rows wait for, as `moments_of` gives them."""
TOGETHER_SECONDS = 15.0
"""A round that was not gone for so long goes with others that are, and so wakes nobody later."""

Moments = Callable[[], MomentRows]


@dataclass
class Round:
    """Something done again and again; doing it twice at once must do no harm. It reads no file:
    what takes long is asked for as a job.

    One of less than LONGEST_SECONDS rests: it is gone at most so often, and only where something
    was written since, where a moment has come that it waits for, or where it was not gone for
    LONGEST_SECONDS. The others are gone each so many seconds.

    part        the kind of process that does it
    due         the moments it waits for
    says_there  whether all it does is to say that its process is there
    """

    seconds: float
    do: Callable[[], object]
    part: str = Beat.Part.ROUNDS
    due: Moments | None = None
    says_there: bool = False
    next_at: float = 0.0
    last_at: float = -math.inf
    is_owed: bool = True
    """Whether something was written since it was gone."""

    @property
    def rests(self) -> bool:
        """Whether it is left out where there is nothing for it to do."""
        return self.seconds < LONGEST_SECONDS and not self.says_there

    def why_gone(self, now: float, *, is_due: bool) -> Woken | None:
        """Why it is gone now, by the process's own clock; None where it is not."""
        if now < self.next_at:
            return None
        if not self.rests or self.is_owed:
            return Woken.WRITTEN
        if is_due:
            return Woken.DUE
        return Woken.LONGEST if now - self.last_at >= TOGETHER_SECONDS else None

    def begin(self, now: float) -> None:
        """Note that it is gone now, and when it may be again."""
        self.last_at, self.is_owed = now, False
        self.next_at = now + self.seconds
        if self.says_there:
            self.next_at -= time.time() % self.seconds

    def seconds_left(self, now: float, until_due: float | None) -> float:
        """How long until it is gone again, if nobody writes anything."""
        may, must = self.next_at - now, self.last_at + LONGEST_SECONDS - now
        if not self.rests or self.is_owed:
            return may
        return must if until_due is None else min(must, max(may, until_due))


A_MOMENT = 0.002
"""Seconds: who wakes by the clock on the wall is not to find that by its own it is still early."""

ROUNDS: dict[str, Round] = {}
"""Every round by its name; rooms add theirs in their `jobs.py`."""


def every_seconds(
    seconds: float, part: str = Beat.Part.ROUNDS, *, due: Moments | None = None
) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register something to do every so many seconds, in the kind of process that `part` says.

    Takes   due, the moments it waits for where nobody writes anything (`moments_of`): without
            them one of less than LONGEST_SECONDS may see a time pass so much later.
    """

    def register(do: Callable[[], object]) -> Callable[[], object]:
        ROUNDS[f"{do.__module__}.{do.__name__}"] = Round(seconds, do, part, due)
        return do

    return register


def moments_of(rows: QuerySet[Model], at: str, clock_shift: str = "") -> MomentRows:
    """What rows wait for: the first moment of a column, by how far clocks of missions are shifted.

    Takes   clock_shift, the way to the mission's shift where the column is in its time.
    """
    shift = F(clock_shift) if clock_shift else Value(timedelta(), output_field=DurationField())
    first: MomentRows
    first = rows.order_by().values(shift_of_clock=shift).annotate(first_moment=Min(at))
    return first


def next_moments(part: str) -> dict[str, datetime]:
    """The next moment, in real time, that each round of a kind of process waits for: one query."""
    questions = [
        round.due()
        .annotate(of_round=Value(name, output_field=CharField()))
        .values_list("of_round", "shift_of_clock", "first_moment")
        for name, round in ROUNDS.items()
        if round.part == part and round.due is not None
    ]
    if not questions:
        return {}
    first: dict[str, datetime] = {}
    for name, shift, moment in questions[0].union(*questions[1:], all=True):
        if moment is not None:
            first[name] = min(moment - shift, first.get(name, moment - shift))
    return first


every_seconds(3600)(learn_all_sizes)


def go_round(
    now: float,
    part: str = Beat.Part.ROUNDS,
    *,
    due: Collection[str] = (),
    woken: Woken = Woken.WRITTEN,
) -> list[str]:
    """Do what is to be done in one kind of process, by its own clock (monotonic seconds), and say
    that it is there: as one of the rounds, so that it is silent when another sticks.

    Where the database is locked or full a round is left for its next turn and the others go on:
    what it owes is rows, and is caught up. The rounds of clocks ask no server outside.

    Takes   due, the names of rounds whose moment has come; woken, why this is asked.
    Gives   the rounds that had something to do of which no wake and no moment told.
    """
    autodiscover_modules("jobs")
    ours = {name: round for name, round in ROUNDS.items() if round.part == part}
    if woken is not Woken.DUE:
        _owe(ours.values())
    unheard = []
    shut = nothing_outside("the rounds") if part == Beat.Part.ROUNDS else nullcontext()
    with shut:
        for name, round in ours.items():
            why = round.why_gone(now, is_due=name in due)
            if why is None:
                continue
            round.begin(now)
            before = _count_written_here()
            try:
                do_again(round.do)
            except OperationalError:  # said without its words: a statement may hold some
                log.error("%s waits for its next turn: the database is locked, full or away", name)
                round.is_owed = True
                close_old_connections()
                continue
            if not round.says_there and _count_written_here() != before:
                _owe(ours.values())  # of what one writes another may have to tell
                unheard += [name] if why is Woken.LONGEST else []
    return unheard


def _owe(rounds: Iterable[Round]) -> None:
    for round in rounds:
        round.is_owed = True


def _count_written_here() -> int:
    return int(connection.count_written())  # type: ignore[attr-defined]  # see LastWrites


def beat(part: str) -> None:
    """Say that a process of this kind is there."""
    Beat.objects.bulk_create(
        [Beat(part=part, at=real_now())],
        update_conflicts=True,
        unique_fields=["part"],
        update_fields=["at"],
    )


def stopped_processes(*parts: Beat.Part) -> list[Beat.Part]:
    """Which of these kinds of process nobody runs: none of it said so within a minute."""
    seen = Beat.objects.filter(part__in=parts, at__gte=real_now() - LEASE)
    there = set(seen.values_list("part", flat=True))
    return [part for part in parts if part not in there]


for _part in (Beat.Part.ROUNDS, Beat.Part.SENDERS, Beat.Part.WEBHOOKS):
    ROUNDS[f"beat of {_part}"] = Round(THERE_SECONDS, partial(beat, _part), _part, says_there=True)


def go_rounds_forever(
    part: str = Beat.Part.ROUNDS,
    *,
    interval: float = 1.0,
    wanted: Callable[[], bool] = lambda: True,
) -> None:
    """Three kinds of process: go the rounds of one, and nothing else, until told to stop.

    SIGTERM or SIGINT ends it after the round at hand. `wanted`: whether to go on at all. Of the
    clocks' rounds one process of all machines goes at a time; the others stand by, and ask each
    `interval`. Between two rounds it rests (`base/upkeep/waiting.py`), and looks as often whether
    something was written.
    """
    over = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: over.set())
    turn = TurnOfRounds() if part == Beat.Part.ROUNDS else None
    watch, woken, moments = WriteWatch(), Woken.WRITTEN, dict[str, datetime]()

    def goes_on() -> bool:
        return not over.is_set() and wanted()

    go_on = goes_on()
    try:
        while go_on:
            close_old_connections()
            if turn is not None and not turn.is_ours():
                over.wait(interval)
                woken, go_on = Woken.WRITTEN, goes_on()
                continue
            due = {name for name, moment in moments.items() if moment <= real_now()}
            unheard = go_round(time.monotonic(), part, due=due, woken=woken)
            try:
                if unheard and not watch.look():
                    note_unheard(part, unheard)
                moments = next_moments(part)
                until = real_now() + _time_to_rest(part, moments)
                woken = wait(watch, until, sleep=over.wait, wanted=goes_on, look_seconds=interval)
                go_on = woken is not Woken.STOPPED
            except OperationalError:
                log.error("the rounds wait: the database is locked, full or away")
                over.wait(interval)
                woken, go_on = Woken.WRITTEN, goes_on()
    finally:
        watch.close()
        if turn is not None:
            turn.give_back()


def _time_to_rest(part: str, moments: Mapping[str, datetime]) -> timedelta:
    """How long a kind of process rests if nobody writes anything."""
    now, real = time.monotonic(), real_now()
    left = [LONGEST_SECONDS]
    for name, round in ROUNDS.items():
        if round.part == part:
            moment = moments.get(name)
            until_due = None if moment is None else (moment - real).total_seconds()
            left.append(round.seconds_left(now, until_due))
    return timedelta(seconds=max(0.0, min(left)) + A_MOMENT)


def work_forever(*, interval: float = 1.0, wanted: Callable[[], bool] = lambda: True) -> None:
    """The fourth kind: do what the queue holds, take up what the dead left, until told to stop.

    SIGTERM or SIGINT ends it after the job at hand; a second one ends it at once. `wanted`:
    whether to go on at all. It rests as the rounds do.
    """
    worker = _worker(interval)
    worker.configure_signals()
    watch, woken, moment = WriteWatch(), Woken.WRITTEN, None
    beats = Round(THERE_SECONDS, partial(beat, Beat.Part.JOBS), Beat.Part.JOBS, says_there=True)

    def goes_on() -> bool:
        return bool(worker.running) and wanted()

    go_on = goes_on()
    while go_on:
        try:
            if beats.why_gone(time.monotonic(), is_due=False):
                beats.begin(time.monotonic())
                beats.do()  # within a job its own heartbeat says so
            is_told = woken is not Woken.DUE or (moment is not None and moment <= real_now())
            before = _count_written_here()
            work_off(worker)
            if not is_told and _count_written_here() != before and not watch.look():
                note_unheard(Beat.Part.JOBS, ["the queue"])
            moment = next_job_moment()
            rest = timedelta(seconds=max(interval, beats.seconds_left(time.monotonic(), None)))
            until = real_now() + rest
            until = until if moment is None else min(until, max(moment, real_now()))
            woken = wait(watch, until, sleep=time.sleep, wanted=goes_on, look_seconds=interval)
            go_on = woken is not Woken.STOPPED
        except OperationalError:
            log.error("the queue waits: the database is locked, full or away")
            close_old_connections()
            time.sleep(interval)
            woken, go_on = Woken.WRITTEN, goes_on()


def next_job_moment() -> datetime | None:
    """When the queue has something to do though nobody writes anything: a job whose time comes, or
    one whose worker is to be taken for dead."""
    from django_tasks_db.models import DBTaskResult  # the apps must be ready before

    running = Job.objects.filter(state=Job.State.RUNNING)
    waiting = Job.objects.filter(state=Job.State.WAITING)
    later = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__gt=real_now())
    asked = [
        rows.order_by()
        .values(after=Value(after, output_field=DurationField()))
        .annotate(first_moment=Min(at))
        .values_list("after", "first_moment")
        for rows, at, after in (
            (running, "heartbeat_at", LEASE),
            (waiting, "heartbeat_at", WAITING_TOO_LONG),
            (later, "run_after", timedelta()),
        )
    ]
    found = asked[0].union(*asked[1:], all=True)
    return min((moment + after for after, moment in found if moment is not None), default=None)


UNHEARD = "rounds-unheard-of-{part}"
UNHEARD_KEPT = timedelta(days=7)


def note_unheard(part: str, names: Sequence[str]) -> None:
    """Keep that something was done late since nobody told of it, for `unheard_of` to say."""
    log.error("%s: %s had something to do of which no wake told", part, ", ".join(names))
    cache.set(UNHEARD.format(part=part), real_now(), timeout=UNHEARD_KEPT.total_seconds())


def unheard_of(part: str) -> datetime | None:
    """When a kind of process last had something to do of which no wake told, within a week."""
    at: datetime | None = cache.get(UNHEARD.format(part=part))
    return at


class QueueWorker(Protocol):
    """What works a queue off: django-tasks' own worker."""

    running: bool

    def run(self) -> None: ...


def work_off(worker: QueueWorker | None = None) -> None:
    """Do everything the queue holds now, and end."""
    close_old_connections()
    reap()
    (worker or _worker(0)).run()


def _worker(interval: float) -> Any:
    """django-tasks' own worker, which empties the queue and returns."""
    from django_tasks_db.management.commands.db_worker import Worker

    return Worker(
        queue_names=["default"],
        interval=interval,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=new_id().hex,
        excluded_queue_names=[],
    )
