"""An import is followed by its scores, and a lapsed person's doors by their end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.base import clock, jobs
from tutela_web.base.models import Job
from tutela_web.risk.jobs import assess_where_due
from tutela_web.risk.models import Assessment


def run_what_was_asked() -> None:
    for job in Job.objects.filter(state=Job.State.WAITING):
        jobs.run(job.pk)


def test_a_published_file_is_assessed_by_itself_and_once(cast: Cast) -> None:
    batch = make.batch(cast.mission, cast.amina, published_at=clock.now(cast.mission))
    make.event(cast.mission, batch)
    assert assess_where_due() == [cast.mission]
    assert assess_where_due() == [], "asked already"
    run_what_was_asked()
    assert Assessment.objects.get().events == 1
    assert assess_where_due() == [], "nothing is newer than the assessment"


def test_an_undone_file_is_taken_out_of_the_scores(cast: Cast) -> None:
    now = clock.now(cast.mission)
    batch = make.batch(cast.mission, cast.amina, published_at=now - timedelta(hours=2))
    make.event(cast.mission, batch)
    assess_where_due()
    run_what_was_asked()
    batch.undone_at = clock.now(cast.mission) + timedelta(seconds=1)
    batch.save()
    assert assess_where_due() == [cast.mission]


@pytest.mark.postgresql
def test_the_worker_does_what_is_due_and_not_more_often(cast: Cast) -> None:
    done = []
    jobs.ROUNDS["test"] = jobs.Round(60, lambda: done.append(1))
    try:
        for now in (1000.0, 1030.0, 1061.0):
            jobs.go_round(now)
    finally:
        del jobs.ROUNDS["test"]
    assert len(done) == 2
