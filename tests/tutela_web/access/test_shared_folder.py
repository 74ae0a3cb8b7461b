"""The mount of the uploads is lost under a server that runs: nobody is told that a file is saved
which lies in the empty folder behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.test_import_api import upload
from tests.tutela_web.site.test_api import Program
from tutela_web.access.vault import machines
from tutela_web.base.models import Batch, Machine

ROW = {"event_id": "LUM-1", "date": "2030-05-01", "country": "Luma"}


@pytest.fixture
def shared(settings: Any, tmp_path: Path) -> Path:
    """A shared folder beside the machine's own, which this machine was begun with."""
    settings.DATA, settings.SHARED = tmp_path / "own", tmp_path / "shared"
    for folder in (settings.DATA, settings.SHARED):
        folder.mkdir()
    return tmp_path / "shared"


def test_a_file_is_refused_while_the_folder_of_uploads_is_away(
    cast: Cast, sign_in: Any, shared: Path
) -> None:
    machines.register(started=True)
    program, number = Program(cast.amina), shared / "shared.id"
    assert upload(program, ROW).status_code == 201
    number.rename(shared / "mounted.elsewhere")
    refused = upload(program, ROW | {"event_id": "LUM-2"})
    assert refused.status_code == 503
    assert "nothing was saved" in refused.json()["error"]["what"]
    page = sign_in(cast.amina).post(
        "/m/luma/imports/",
        {"file": SimpleUploadedFile("events.csv", b"date\n2030-05-01\n"), "classification": "1"},
    )
    assert "nothing was saved" in page.content.decode()
    assert Batch.objects.count() == 1
    (shared / "mounted.elsewhere").rename(number)
    assert upload(program, ROW | {"event_id": "LUM-2"}).status_code == 201


def test_a_machine_that_begins_while_its_folder_is_away_takes_no_other_for_it(
    cast: Cast, shared: Path
) -> None:
    began_with = machines.register(started=True).shared
    (shared / "shared.id").unlink()
    assert machines.register(started=True).shared == began_with
    assert not (shared / "shared.id").exists()
    assert upload(Program(cast.amina), ROW).status_code == 503
    Machine.objects.all().delete()  # `tutela platform machines --forget`: the folder is another now
    machines.register(started=True)
    assert upload(Program(cast.amina), ROW).status_code == 201
