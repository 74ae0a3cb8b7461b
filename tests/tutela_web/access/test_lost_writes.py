"""An install whose write-ahead log was deleted under it: what is left is told by `check`."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.tutela_web.base.test_backup import SEED
from tests.tutela_web.cli.house import ON_POSTGRES, House, house, house_base

__all__ = ["house", "house_base"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(ON_POSTGRES, reason="a server keeps its own locks"),
]

UPGRADED_JUST_NOW = """
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from tutela_web.access.vault.lost_writes import MENDED_BY
from tutela_web.base.clock import real_now
app, name = MENDED_BY
MigrationRecorder(connection).migration_qs.filter(app=app, name=name).update(applied=real_now())
"""
WRITTEN_LATER = """
from pathlib import Path
from django.conf import settings
from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import standing_of
from tutela_web.access.vault import verbs
mission = Mission.objects.get(code="luma")
by = standing_of(Person.objects.get(username="field_reporter"), mission)
verbs.seal(mission, {"person": "Achol Deng"}, by=by)
media = Path(settings.STORAGES["default"]["OPTIONS"]["location"]) / "batches"
(media / "patrols.csv").write_text("day,place")
"""
NAME = "records told as saved"


def copy(whence: Path, into: Path) -> None:
    with closing(sqlite3.connect(whence)) as source, closing(sqlite3.connect(into)) as target:
        source.backup(target)


def test_an_install_that_was_never_at_risk_is_told_nothing(house: House) -> None:
    house.python(SEED)
    assert NAME not in house.tutela("platform", "check", fine=False).stdout


def test_what_the_lost_log_took_is_seen_by_what_lies_elsewhere(
    house: House, tmp_path: Path
) -> None:
    house.python(SEED)
    for uploaded in (house.data / "media/batches").iterdir():
        uploaded.unlink()  # of no import: the seed's own
    copy(house.data / "tutela.db", tmp_path / "before.db")
    house.python(UPGRADED_JUST_NOW)
    told = house.tutela("platform", "check", fine=False).stdout
    assert f"ready      {NAME}: could vanish from 20" in told
    assert "no trace of it is left here, which is no proof. Next: ask those who wrote then" in told

    house.python(WRITTEN_LATER)
    house.tutela("platform", "backup", str(tmp_path / "kept"))
    copy(tmp_path / "before.db", house.data / "tutela.db")  # its log was deleted: all of it went
    house.python(UPGRADED_JUST_NOW)
    told = house.tutela("platform", "check", fine=False).stdout
    [line] = [one for one in told.splitlines() if NAME in one]
    assert line.startswith("NOT READY") and "docs/reliability.md" in line
    for trace in (
        "keys that seal nothing: 1",
        "uploaded files that no import names: 1",
        "backups whose trail is not here: 1",
    ):
        assert trace in line
    assert "Achol" not in told

    house.tutela("platform", "restore", str(tmp_path / "kept"), "--over")
    house.python(UPGRADED_JUST_NOW)
    told = house.tutela("platform", "check", fine=False).stdout
    [line] = [one for one in told.splitlines() if NAME in one]
    assert "keys that seal nothing" not in line and "backups" not in line


def test_a_sealed_record_whose_key_was_lost_is_told(house: House) -> None:
    house.python(SEED)
    house.python("""
from tutela_web.access.vault.models import SubjectKey
SubjectKey.objects.all().delete()
""")
    house.python(UPGRADED_JUST_NOW)
    told = house.tutela("platform", "check", fine=False).stdout
    assert "sealed records without their key: " in told
