"""Work that takes time: asked, done, cancelled, taken up again, and quiet about what it saw."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils.module_loading import autodiscover_modules
from django_tasks_db.models import DBTaskResult

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela.base.messages import from_json, say
from tutela_web.base import jobs
from tutela_web.base.clock import real_now
from tutela_web.base.ids import new_id
from tutela_web.base.jobs import JOBS, JobFailed, LeaseLost, Progress, ask, cancel, reap, run
from tutela_web.base.models import Job
from tutela_web.base.upkeep.planning import learn_sizes

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
real_worker = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
"""The worker closes connections between jobs: no transaction may lie around it."""


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    """Kinds that a test adds are gone after it."""
    autodiscover_modules("jobs")
    before = dict(JOBS)
    yield
    JOBS.clear()
    JOBS.update(before)


@pytest.fixture
def queue(settings: Any) -> None:
    """The real queue, in the database."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def count_to_three(job: Job, progress: Progress) -> None:
    for n in range(1, 4):
        progress.tell(n, 3, "counting")


def test_a_job_is_done_once_and_says_how_far_it_is() -> None:
    jobs.job("count")(count_to_three)
    job = ask("count", mission_id=new_id())
    run(job.pk)
    run(job.pk)  # a second message from the queue finds nothing to do
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.step, job.attempts) == (
        "done",
        3,
        3,
        "counting",
        1,
    )
    assert job.ended_at is not None and job.lease is None


def test_an_unknown_kind_is_not_asked_for() -> None:
    with pytest.raises(KeyError):
        ask("nothing of ours")


def test_the_queue_holds_an_id_and_nothing_else(queue: None, cast: Cast) -> None:
    jobs.job("count")(count_to_three)
    job = ask("count", mission_id=cast.mission.pk, by_id=cast.amina.pk, subject_id=new_id())
    assert DBTaskResult.objects.get().args_kwargs == {"args": [str(job.pk)], "kwargs": {}}


def test_cancelled_between_chunks() -> None:
    def work(job: Job, progress: Progress) -> None:
        progress.tell(1, 3)
        cancel(job)
        progress.tell(2, 3)
        raise AssertionError("went on after the cancel")

    jobs.job("long")(work)
    job = ask("long")
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("cancelled", 2)


def test_cancelled_before_it_began() -> None:
    jobs.job("count")(count_to_three)
    job = ask("count")
    cancel(job)
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("cancelled", 0)


def test_a_known_error_is_kept_to_be_said_in_any_language() -> None:
    def work(job: Job, progress: Progress) -> None:
        raise BadParameter(say("{n} is too many", n=7), where="line 3", next=say("take fewer"))

    jobs.job("wrong")(work)
    job = ask("wrong")
    with pytest.raises(JobFailed):
        run(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and job.error["code"] == "parameter.bad"
    assert from_json(job.error["what"]) == "7 is too many"


@real_worker
def test_words_of_a_record_reach_neither_queue_nor_row_nor_log(
    queue: None, caplog: pytest.LogCaptureFixture
) -> None:
    def work(job: Job, progress: Progress) -> None:
        try:
            raise KeyError("Nyandeng was seen at Luma")
        except KeyError as fault:
            raise ValueError("report of Nyandeng") from fault

    jobs.job("leaky")(work)
    job = ask("leaky")
    with caplog.at_level(logging.DEBUG):
        jobs.work_off()
    job.refresh_from_db()
    task = DBTaskResult.objects.get()
    assert task.status == "FAILED" and str(job.pk) in task.traceback
    assert job.error["kind"] == "ValueError" and "test_jobs" in job.error["place"]
    seen = f"{task.traceback} {task.exception_class_path} {job.error} {caplog.text}"
    assert "Nyandeng" not in seen


@real_worker
def test_a_dead_workers_job_is_taken_up_again(queue: None) -> None:
    jobs.job("count")(count_to_three)
    job = ask("count")
    jobs._take(job.pk)  # a worker took it, and was killed
    DBTaskResult.objects.all().delete()
    assert reap() == 0  # its heartbeat is fresh
    Job.objects.update(heartbeat_at=real_now() - jobs.LEASE - timedelta(seconds=1))
    jobs.work_off()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


@real_worker
def test_the_worker_thought_dead_writes_nothing_more(queue: None) -> None:
    jobs.job("count")(count_to_three)
    job = ask("count")
    lease = jobs._take(job.pk)
    assert lease is not None
    slow = Progress(job.pk, lease)
    Job.objects.update(heartbeat_at=real_now() - jobs.LEASE - timedelta(seconds=1))
    jobs.work_off()
    for write in (lambda: slow.tell(1, 3), slow.hold, slow.check):
        with transaction.atomic(), pytest.raises(LeaseLost):
            write()


def test_a_job_that_kills_its_worker_each_time_is_given_up(queue: None) -> None:
    jobs.job("deadly")(count_to_three)
    job = ask("deadly")
    for _ in range(jobs.MOST_ATTEMPTS):
        assert jobs._take(job.pk)
        Job.objects.update(heartbeat_at=real_now() - jobs.LEASE - timedelta(seconds=1))
        reap()
    job.refresh_from_db()
    assert job.state == "failed"
    assert (
        from_json(job.error["what"])
        == f"the worker stopped {jobs.MOST_ATTEMPTS} times while it did this"
    )


@real_worker
def test_a_job_the_queue_lost_is_put_there_again(queue: None) -> None:
    jobs.job("count")(count_to_three)
    job = ask("count")
    DBTaskResult.objects.all().delete()
    assert reap() == 0
    Job.objects.update(heartbeat_at=real_now() - jobs.WAITING_TOO_LONG - timedelta(seconds=1))
    jobs.work_off()
    job.refresh_from_db()
    assert job.state == "done"


def test_one_at_a_time_in_a_mission_and_the_next_waits(queue: None) -> None:
    jobs.job("stage", alone=True)(count_to_three)
    here, there = new_id(), new_id()
    first, second, other = (ask("stage", mission_id=m) for m in (here, here, there))
    assert jobs._take(first.pk) and jobs._take(other.pk)
    run(second.pk)
    second.refresh_from_db()
    assert (second.state, second.attempts) == ("waiting", 0)
    later = DBTaskResult.objects.order_by("-enqueued_at").first()
    assert later is not None and later.args_kwargs["args"] == [str(second.pk)]
    Job.objects.filter(pk=first.pk).update(state="done", lease=None)
    run(second.pk)
    second.refresh_from_db()
    assert second.state == "done"


@pytest.mark.django_db
def test_the_database_learns_how_large_its_tables_are() -> None:
    make.mission("luma")
    learn_sizes()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'access_mission'")
            assert cursor.fetchone()[0] > 0


@real_worker
def test_the_process_of_the_rounds_does_no_job_and_that_of_the_jobs_goes_no_round(
    queue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[str] = []
    jobs.autodiscover_modules("jobs")  # else rounds are declared in what stands in for them
    monkeypatch.setattr(jobs, "ROUNDS", {"test": jobs.Round(60, lambda: gone.append("round"))})
    jobs.job("count")(count_to_three)
    job = ask("count")
    turns = iter([True, False])
    jobs.go_rounds_forever(interval=0, wanted=lambda: next(turns))
    job.refresh_from_db()
    assert (gone, job.state) == (["round"], "waiting")
    turns = iter([True, False])
    jobs.work_forever(interval=0, wanted=lambda: next(turns))
    job.refresh_from_db()
    assert (gone, job.state) == (["round"], "done")
