"""Events kept in a file for the next process: the same to everybody, closed, and never stale."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.base.tables import column_cache
from tutela_web.base.upkeep import preflight
from tutela_web.incidents.events import columns
from tutela_web.incidents.events.columns import events_seen
from tutela_web.records.record_cache import NewestByKey

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def restart(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """What a new process is: nothing kept. Its data lie in a folder of this test's."""
    settings.DATA = tmp_path
    monkeypatch.setattr(column_cache, "LEAST_ROWS", 2)

    def begin() -> None:
        monkeypatch.setattr(columns, "_KEPT", NewestByKey())

    begin()
    return begin


def files(data: Path) -> list[Path]:
    return sorted((data / column_cache.FOLDER).iterdir())


def seen_by(cast: Cast) -> dict[str, list[Any]]:
    return {
        name: events_seen(standing_of(person, cast.mission)).collect().rows()
        for name, person in cast.people.items()
    }


def test_the_next_process_reads_the_file_and_everybody_meets_the_same(
    cast: Cast, restart: Callable[[], None], tmp_path: Path
) -> None:
    batch = make.batch(cast.mission, cast.amina)
    for area in (cast.north, cast.south, None):
        for classification in (0, 0, 2):
            make.event(cast.mission, batch, area=area, classification=classification)
    first = seen_by(cast)
    assert any(first.values()) and not all(first.values())
    (file,) = files(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert pl.read_ipc(file)["classification"].unique().to_list() == [0]
    restart()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert seen_by(cast) == first
    whole = [q["sql"] for q in asked if '"incidents_event"."latitude"' in q["sql"]]
    assert not [sql for sql in whole if '"classification" = 0' in sql]


def test_a_change_makes_a_new_file_and_the_old_one_goes(
    cast: Cast, restart: Callable[[], None], tmp_path: Path
) -> None:
    batch, undone = (make.batch(cast.mission, cast.amina) for _ in range(2))
    for one in (batch, batch, batch, undone):
        make.event(cast.mission, one)
    standing = standing_of(cast.amina, cast.mission)
    assert events_seen(standing).collect().height == 4
    before = files(tmp_path)
    undone.undone_at = datetime(2018, 12, 2, tzinfo=UTC)
    undone.save()
    restart()
    assert events_seen(standing).collect().height == 3
    after = files(tmp_path)
    assert len(before) == len(after) == 1 and before != after


def test_a_damaged_file_or_a_full_disk_keeps_nobody_from_a_page(
    cast: Cast, restart: Callable[[], None], tmp_path: Path, settings: Any, client: Client
) -> None:
    batch = make.batch(cast.mission, cast.amina)
    for _ in range(3):
        make.event(cast.mission, batch)
    client.force_login(cast.amina)
    page = f"/m/{cast.mission.code}/events/"
    assert client.get(page).status_code == 200
    (file,) = files(tmp_path)
    file.write_bytes(file.read_bytes()[:100])
    restart()
    assert client.get(page).status_code == 200
    assert pl.read_ipc(files(tmp_path)[0]).height == 3
    settings.DATA = tmp_path / "not" / "there"
    restart()
    assert client.get(page).status_code == 200


def test_the_check_of_an_install_says_if_others_may_read_the_files(
    cast: Cast, restart: Callable[[], None], tmp_path: Path
) -> None:
    batch = make.batch(cast.mission, cast.amina)
    for _ in range(3):
        make.event(cast.mission, batch)
    events_seen(standing_of(cast.amina, cast.mission)).collect()
    assert column_cache.folder() in preflight.kept_closed()
