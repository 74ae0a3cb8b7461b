"""Backup and restore by the commands, on real databases: whole, tampered, broken, erased."""

from __future__ import annotations

import json
import shutil
import stat
import time
from pathlib import Path

import pytest

from tests.tutela_web.cli.house import ON_POSTGRES, House, bare_house, house, house_base

__all__ = ["bare_house", "house", "house_base"]
pytestmark = pytest.mark.slow

SEED = """
from pathlib import Path
from tests.tutela_web import make
from tests.tutela_web.cast import assemble
from tutela_web.access.policy import standing_of
from tutela_web.access.vault import verbs
from django.conf import settings
cast = assemble()
make.incident(cast.mission, title="Attack near the water point", by=cast.amina)
by = standing_of(cast["field_reporter"], cast.mission)
subject = verbs.seal(cast.mission, {"person": "Nyandeng Mabior"}, searchable=["person"], by=by)
media = Path(settings.STORAGES["default"]["OPTIONS"]["location"]) / "batches"
media.mkdir(parents=True)
(media / "events.csv").write_text("day,place")
print(json.dumps(str(subject)))
"""
YEARS_AGO = """
from datetime import UTC, datetime
from django.utils import timezone
from tutela_web.access.audit import archived, archiving, trail
real = timezone.now
timezone.now = lambda: datetime(2016, 5, 1, tzinfo=UTC)
trail.record("sign_in")
timezone.now = real
trail.record("sign_in")
(made,) = archiving.archive(trail.HOUSE, through=archived.AuditMonth(2016, 5))
print(json.dumps(made.last))
"""
OPEN = """
from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import standing_of
from tutela_web.access.vault import queries, verbs
from tutela.base.errors import TutelaError
from tutela_web.incidents.models import Incident
mission = Mission.objects.get(code="luma")
by = standing_of(Person.objects.get(username="custodian"), mission)
try:
    found = [str(s) for s in queries.find("person", "Nyandeng Mabior", mission)]
    said = verbs.open_sealed(os.environ["SUBJECT"], by=by, why="review")
except TutelaError as error:
    said, found = str(error), []
print(json.dumps([said, found, Incident.objects.count()]))
"""
ERASED_MEANWHILE = """
import threading
from pathlib import Path
from tutela_web.access.vault import verbs
from tutela_web.base.upkeep import backup
real, said, erasing = backup._postgres, [], threading.Thread(target=verbs._scrub_keys)
def copying(program, alias, *words):
    if alias == "keys":
        erasing.start()
        erasing.join(1)
        said.append(erasing.is_alive())
    real(program, alias, *words)
backup._postgres = copying
there = Path(os.environ["THERE"])
backup.back_up(there, there / "keys", heads_query="SELECT 1, 1, 1")
erasing.join(60)
print(json.dumps([*said, erasing.is_alive()]))
"""
BREAK = """
from django.db import connection
from tutela_web.access.audit import append_only
from tutela_web.access.models import AuditEntry
append_only.drop(connection)
AuditEntry.objects.filter(kind="identity").update(act="nothing")
append_only.create(connection)
"""


def archives(folder: Path) -> tuple[Path, Path]:
    """The newest main archive of a folder, and the newest keys archive."""
    return sorted(folder.glob("main-*"))[-1], sorted(folder.glob("keys/keys-*"))[-1]


def whole(name: str) -> list[object]:
    return [{"person": "Nyandeng Mabior"}, [name], 1]


@pytest.mark.postgresql
def test_a_backup_comes_back_in_an_empty_place_with_its_audit_whole(
    house: House, bare_house: House, tmp_path: Path
) -> None:
    assert house.python(YEARS_AGO) == 1
    subject = house.python(SEED)
    told = house.tutela("platform", "backup", str(tmp_path / "kept")).stdout
    main, keys = archives(tmp_path / "kept")
    key = (house.data / "vault.key").read_text().split(":")[1].strip().encode()
    for part in (p for p in tmp_path.joinpath("kept").rglob("*") if p.is_file()):
        assert key not in part.read_bytes(), part
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
    manifest = json.loads((main / "manifest.json").read_text())
    assert len(manifest["heads"]) == 2 and all(h[1] in told for h in manifest["heads"].values())

    bare_house.data.mkdir()
    back = bare_house.tutela("platform", "restore", str(tmp_path / "kept")).stdout
    assert back.count("whole") == 2
    assert (bare_house.data / "media/batches/events.csv").read_text() == "day,place"
    archived_month = bare_house.data / "media/audit/house-2016-05.jsonl.xz"
    assert archived_month.is_file()  # verified with the rest
    said, *_rest = bare_house.python(OPEN, SUBJECT=subject)
    assert "no key-encryption key" in said  # without the custodian's copy nothing opens
    shutil.copy(house.data / "vault.key", bare_house.data / "vault.key")
    assert bare_house.python(OPEN, SUBJECT=subject) == whole(subject)

    again = bare_house.tutela("platform", "restore", str(main), fine=False)
    assert again.returncode == 2 and "not empty" in again.stderr and "--over" in again.stderr
    assert bare_house.tutela("platform", "restore", str(main), "--over").returncode == 0
    assert bare_house.python(OPEN, SUBJECT=subject) == whole(subject)
    assert keys.exists()


def test_a_tampered_archive_is_refused_before_anything_is_touched(
    house: House, tmp_path: Path
) -> None:
    subject = house.python(SEED)
    house.tutela("platform", "backup", str(tmp_path))
    main, keys = archives(tmp_path)
    part = next(p for p in keys.iterdir() if p.name.startswith("keys."))
    turned = bytearray(part.read_bytes())
    turned[len(turned) // 2] ^= 1
    part.write_bytes(bytes(turned))
    refused = house.tutela("platform", "restore", str(main), "--over", fine=False)
    assert refused.returncode == 2
    assert part.name in refused.stderr and "changed or is damaged" in refused.stderr
    assert house.python(OPEN, SUBJECT=subject) == whole(subject)


def test_a_broken_chain_is_named_by_the_verification_and_by_the_restore(
    house: House, bare_house: House, tmp_path: Path
) -> None:
    house.python(SEED)
    house.tutela("platform", "backup", str(tmp_path / "before"))
    main, _keys = archives(tmp_path / "before")
    head = next(
        h
        for c, h in json.loads((main / "manifest.json").read_text())["heads"].items()
        if c != "house"
    )[1]
    assert house.tutela("audit", "verify", "--mission", "luma", "--head", head).returncode == 0
    house.python(BREAK)
    broken = house.tutela("audit", "verify", fine=False)
    assert broken.returncode == 1 and "BROKEN  at line 2" in broken.stdout
    assert house.tutela("platform", "check", fine=False).returncode == 2

    house.tutela("platform", "backup", str(tmp_path / "after"))
    bare_house.data.mkdir()
    back = bare_house.tutela("platform", "restore", str(tmp_path / "after"), fine=False)
    assert back.returncode == 1 and "is broken at line 2" in back.stderr


def test_a_chain_made_anew_does_not_hold_the_old_head(
    house: House, bare_house: House, tmp_path: Path
) -> None:
    house.python(SEED)
    house.tutela("platform", "backup", str(tmp_path))
    main, _keys = archives(tmp_path)
    manifest = json.loads((main / "manifest.json").read_text())
    chain = next(c for c in manifest["heads"] if c != "house")
    manifest["heads"][chain] = [9, "0" * 64]
    (main / "manifest.json").write_text(json.dumps(manifest))
    bare_house.data.mkdir()
    back = bare_house.tutela("platform", "restore", str(tmp_path), fine=False)
    assert back.returncode == 1 and "ends at line 2, the manifest says 9" in back.stderr
    other = bare_house.tutela("audit", "verify", "--head", "0" * 64, fine=False)
    assert other.returncode == 1 and "cut or replaced" in other.stdout


def test_a_backup_from_before_the_erasure_gives_nobody_back(house: House, tmp_path: Path) -> None:
    subject = house.python(SEED)
    house.tutela("platform", "backup", str(tmp_path))
    main, _keys = archives(tmp_path)
    house.tutela(
        "vault",
        "erase",
        subject,
        "--mission",
        "luma",
        "--by",
        "custodian",
        "--reason",
        "asked",
        "--yes",
    )
    house.tutela("platform", "restore", str(main), "--without-keys", "--over")
    said, found, incidents = house.python(OPEN, SUBJECT=subject)
    assert "erased" in said and not found and incidents == 1
    # Nor does the keys archive of those days, restored where it is known who was erased.
    house.tutela("platform", "restore", str(main), "--over")
    assert house.python(OPEN, SUBJECT=subject) == [said, [], 1]
    swept = house.tutela("vault", "sweep").stdout
    assert "1 erasures were completed" in swept


@pytest.mark.postgresql
@pytest.mark.skipif(not ON_POSTGRES, reason="one writer at a time needs no lock")
def test_an_erasure_waits_until_the_keys_are_copied(house: House, tmp_path: Path) -> None:
    house.python(SEED)
    said = house.python(ERASED_MEANWHILE, apart=True, THERE=str(tmp_path))  # it changes a module
    assert said == [True, False]


def test_keys_archives_end_after_their_days_and_main_ones_stay(
    house: House, tmp_path: Path
) -> None:
    house.tutela("platform", "backup", str(tmp_path))
    main, keys = archives(tmp_path)
    manifest = json.loads((keys / "manifest.json").read_text())
    (keys / "manifest.json").write_text(json.dumps(manifest | {"made_at": "2026-01-01T00:00:00Z"}))
    old = keys.with_name("keys-20260101T000000Z")
    keys.rename(old)
    time.sleep(1)  # archives are called by the second
    told = house.tutela("platform", "backup", str(tmp_path)).stdout
    assert not old.exists() and f"{old}  removed" in told and main.exists()
    missing = house.tutela("platform", "restore", str(main), "--over", fine=False)
    assert missing.returncode == 2  # its keys are gone: say --without-keys or name others


def test_half_a_backup_is_never_taken_for_one(house: House, tmp_path: Path) -> None:
    (tmp_path / ".main-20260101T000000Z.part").mkdir()
    none = house.tutela("platform", "restore", str(tmp_path), "--over", fine=False)
    assert none.returncode == 2 and "no backup here" in none.stderr
