"""A file made to stop the platform: the person is told in a sentence, and the work ends there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import bad_readers
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.import_files import (
    checked,
    columns_as_proposed,
    log,
    row,
    standing,
    work,
)
from tests.tutela_web.site.test_api import ROOT, Program
from tutela.base.messages import from_json
from tutela_web.access.vault.files import forget_beside
from tutela_web.base import jobs
from tutela_web.base.jobs import Progress
from tutela_web.base.models import Batch, Job
from tutela_web.incidents.imports import asking, reading, verbs
from tutela_web.incidents.models import Event
from tutela_web.mandate.models import Resolution

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
LIST = "/m/luma/imports/"


@pytest.fixture(autouse=True)
def _readers_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child finds the readers of these tests, wherever they are run from."""
    monkeypatch.setenv("PYTHONPATH", str(Path(bad_readers.__file__).parents[1]))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("commas.csv", b"," * 90_000, "the table has 90,001 columns, more than 2,000"),
        ("places.csv", b'{"type": "FeatureCollection"}', "this is JSON, not a table"),
        ("field.csv", b"a" * 140_000 + b",b\n1,2\n", "line 1 has 140,002 bytes"),
    ],
)
def test_a_file_beyond_a_limit_is_told_on_its_page(
    cast: Cast, sign_in: Any, name: str, content: bytes, why: str
) -> None:
    batch = checked(cast, upload=SimpleUploadedFile(name, content))
    assert Job.objects.get(subject_id=batch.pk).state == Job.State.DONE
    page = sign_in(cast.amina).get(f"{LIST}{batch.pk}/").content.decode()
    assert why in page and "confirm/" not in page


def test_a_reader_that_is_stopped_is_told_and_not_begun_again(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read_event_tables", bad_readers.die)
    batch = checked(cast, row(1))
    asked = Job.objects.get(subject_id=batch.pk)
    assert (asked.state, asked.attempts) == (Job.State.DONE, 1)
    assert jobs.reap() == 0
    page = sign_in(cast.amina).get(f"{LIST}{batch.pk}/").content.decode()
    assert "reading it takes more than 2,000 MB of memory" in page


def test_a_table_of_places_beyond_a_limit_is_refused_and_not_kept(cast: Cast, sign_in: Any) -> None:
    given = {"file": SimpleUploadedFile("places.csv", b"," * 90_000)}
    answer = sign_in(cast.amina).post("/m/luma/places/file/", given, follow=True)
    assert "90,001 columns, more than 2,000" in answer.content.decode()
    assert not Batch.objects.exists()


def test_a_table_of_places_longer_than_a_person_waits_for_is_refused(
    cast: Cast, sign_in: Any
) -> None:
    rows = b"code,name\n" + b"".join(b"%d,Luma\n" % n for n in range(50_001))
    given = {"file": SimpleUploadedFile("places.csv", rows)}
    answer = sign_in(cast.amina).post("/m/luma/places/file/", given, follow=True)
    assert "50,001 rows, more than 50,000" in answer.content.decode()
    assert not Batch.objects.exists()


def test_a_text_of_fifty_thousand_paragraphs_is_no_resolution(cast: Cast, sign_in: Any) -> None:
    words = "The Security Council,\n1. Decides:\n" + "(a) to protect;\n" * 50_000
    given = {
        "file": SimpleUploadedFile("text.txt", words.encode()),
        "symbol": "S/RES/1 (2018)",
        "title": "Luma",
        "adopted": "2018-01-01",
    }
    answer = sign_in(cast.adviser).post("/m/luma/mandate/new/", given)
    assert answer.status_code == 400
    assert "50,001 paragraphs, more than 5,000" in answer.content.decode()
    assert not Resolution.objects.exists()


def test_the_next_file_comes_in(cast: Cast) -> None:
    checked(cast, upload=SimpleUploadedFile("commas.csv", b"," * 90_000))
    assert checked(cast, upload=log(row(1))).accepted == 1


# --- what a file says is read by a child too


HOSTILE = {"Killed": "10-" * 30_000 + "20"}


def test_a_row_of_90_000_signs_waits_and_the_others_come_in(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1), row(2) | HOSTILE, row(3))
    assert (batch.state, batch.rows, batch.accepted, batch.refused) == ("checked", 3, 2, 1)
    program = Program(cast.amina)
    answer = program.get(f"{ROOT}/imports/{batch.pk}/errors")
    [refused] = answer.json()["results"]
    assert refused["line"] == 3 and "10-10" not in answer.content.decode()
    assert sign_in(cast.amina).get(f"{LIST}{batch.pk}/columns/").status_code == 200
    verbs.confirm(batch, by=standing(cast))
    work()
    assert Event.objects.count() == 2


def test_a_row_that_takes_too_long_is_held_by_its_line_and_shown_to_nobody(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read_event_tables", bad_readers.read_tables_slowly)
    batch = checked(cast, row(1), row(2, Narrative="an endless account"), row(3))
    assert (batch.state, batch.accepted, batch.refused) == ("checked", 2, 1)
    error = batch.errors.get()
    assert error.line == 3 and "in the time a row may take" in str(from_json(error.said["why"]))
    page = sign_in(cast.amina).get(f"{LIST}{batch.pk}/").content.decode()
    assert "in the time a row may take" in page and "endless" not in page


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_while_a_file_is_read_the_heart_beats_no_other_takes_the_job_and_it_can_be_stopped(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read_event_tables", bad_readers.spin)
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.2)
    batch, _ = verbs.receive(log(row(1)), by=standing(cast))
    job = Job.objects.get(subject_id=batch.pk)
    beats = []
    check = Progress.check

    def look_up(progress: Progress) -> None:
        now = Job.objects.get(pk=job.pk)
        beats.append(now.heartbeat_at)
        assert jobs.reap() == 0
        jobs.run(job.pk)  # a second worker meets the same job
        if len(beats) == 4:
            verbs.stop(now, by=standing(cast))
        check(progress)

    monkeypatch.setattr(Progress, "check", look_up)
    jobs.run(job.pk, beating=True)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.CANCELLED, 1)
    assert sorted(set(beats)) == beats and len(beats) == 4
    batch.refresh_from_db()
    assert batch.state == Batch.State.UPLOADED


def test_an_import_whose_reader_is_stopped_has_failed_and_says_why(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = checked(cast, row(1))
    forget_beside(batch)  # an upgrade came between, or the file is a large one
    monkeypatch.setattr(reading, "read_events", bad_readers.die)
    verbs.confirm(batch, by=standing(cast))
    with pytest.raises(jobs.JobFailed):
        work()
    job = Job.objects.filter(subject_id=batch.pk).order_by("pk").last()
    assert job and (job.state, job.attempts) == (Job.State.FAILED, 1)
    assert job.error and "of memory" in from_json(job.error["what"])
    assert not Event.objects.exists() and jobs.reap() == 0


def test_a_page_does_not_wait_for_ever(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = checked(cast, row(1))
    monkeypatch.setattr(reading, "PAGE_SECONDS", 1)
    monkeypatch.setattr(asking, "first_rows", bad_readers.spin)
    amina = sign_in(cast.amina)
    sent = columns_as_proposed(amina, batch) | {"act": "preview"}
    page = amina.post(f"{LIST}{batch.pk}/columns/", sent)
    assert page.status_code == 200 and "longer than a page may wait" in page.content.decode()
