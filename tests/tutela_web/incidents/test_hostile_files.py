"""A file made to stop the platform: the person is told in a sentence, and the work ends there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import bad_readers
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.import_files import checked, log, row
from tutela_web.base import jobs
from tutela_web.base.models import Batch, Job
from tutela_web.incidents.imports import checking
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
    monkeypatch.setattr(checking, "read_event_tables", bad_readers.die)
    batch = checked(cast, row(1))
    asked = Job.objects.get(subject_id=batch.pk)
    assert (asked.state, asked.attempts) == (Job.State.DONE, 1)
    assert jobs.reap() == 0
    page = sign_in(cast.amina).get(f"{LIST}{batch.pk}/").content.decode()
    assert "reading it takes more than 2,500 MB of memory" in page


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
