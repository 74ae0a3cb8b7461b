"""Backups are encrypted to two people: each opens them alone, a thief of the disk does not.

The restore drill: one install's archives, and one identity, are all that a bare machine gets.
"""

from __future__ import annotations

import json
import shutil
import tarfile
from pathlib import Path

import pyrage
import pytest

from tests.counts import counted
from tests.tutela_web.base.test_backup import OPEN, SEED, archives, whole
from tests.tutela_web.cli.house import House, bare_house, house, house_base
from tutela_web.base.upkeep.backup import sha256

__all__ = ["bare_house", "house", "house_base"]
pytestmark = pytest.mark.slow

IN_CLEAR = "Attack near the water point"


def key_pair(house: House, file: Path) -> str:
    """A recipient makes a key pair on a computer of his own; gives the public key."""
    return house.tutela("platform", "recipient", str(file)).stdout.strip()


@pytest.mark.postgresql
def test_the_drill_a_bare_machine_and_one_identity_bring_everything_back(
    house: House, bare_house: House, tmp_path: Path
) -> None:
    files = [tmp_path / "first.txt", tmp_path / "second.txt"]
    public = ",".join(key_pair(house, file) for file in files)
    subject, kept = house.python(SEED), tmp_path / "kept"
    house.tutela("platform", "backup", str(kept), TUTELA_BACKUP_RECIPIENTS=public)
    parts = [p for p in kept.rglob("*") if p.is_file()]
    assert len(parts) == 5
    for part in parts:
        assert part.suffix == ".age" or part.name == "manifest.json"
        assert IN_CLEAR.encode() not in part.read_bytes() and "events.csv" not in str(part)
    assert not list(house.data.glob(".backup-*"))  # nor does a copy in clear stay behind
    secrets = [file.read_text().splitlines()[1].encode() for file in files]
    held = {**house.bytes_at_rest(), **{str(p): p.read_bytes() for p in parts}}
    assert not [where for where, data in held.items() if any(s in data for s in secrets)]

    bare_house.data.mkdir()
    refused = bare_house.tutela("platform", "restore", str(kept), fine=False)
    assert refused.returncode == 2 and "--identity" in refused.stderr
    stranger = tmp_path / "stranger.txt"
    key_pair(bare_house, stranger)
    how = ("platform", "restore", str(kept), "--over", "--identity")
    refused = bare_house.tutela(*how, str(stranger), fine=False)
    assert refused.returncode == 2 and "no private key" in refused.stderr
    assert "AGE-SECRET" not in refused.stderr
    for file in counted(files[1:], files):  # either of the two, alone
        back = bare_house.tutela(*how, str(file)).stdout
        assert back.count("whole") == 2
        shutil.copy(house.data / "vault.key", bare_house.data / "vault.key")
        assert bare_house.python(OPEN, SUBJECT=subject) == whole(subject)
        assert (bare_house.data / "media/batches/events.csv").read_text() == "day,place"
    assert not list(bare_house.data.glob(".backup-*"))


@pytest.mark.postgresql
def test_a_backup_is_tried_by_opening_all_of_it_and_changes_nothing_here(
    house: House, tmp_path: Path
) -> None:
    files = [tmp_path / "first.txt", tmp_path / "second.txt"]
    public = ",".join(key_pair(house, file) for file in files)
    house.python(SEED)
    kept = tmp_path / "kept"
    house.tutela("platform", "backup", str(kept), TUTELA_BACKUP_RECIPIENTS=public)
    asked = ("platform", "try-backup", str(kept))
    refused = house.tutela(*asked, fine=False)
    assert refused.returncode == 2 and "--identity" in refused.stderr
    assert house.python(TRIED) == 0, "refused is not tried"
    told = house.tutela(*asked, "--identity", str(files[1])).stdout
    assert "opened and read: whole" in told and "private key off this machine" in told
    assert house.python(TRIED) == 1
    assert not list(house.data.glob(".backup-*")), "no copy in clear stays behind"
    main, _keys = archives(kept)
    [part] = main.glob("main.*.age")
    part.write_bytes(part.read_bytes()[:-1])
    refused = house.tutela(*asked, "--identity", str(files[0]), fine=False)
    assert refused.returncode == 2 and "not what was written" in refused.stderr
    assert house.python(TRIED) == 1


TRIED = """
from tutela_web.access.models import AuditEntry
print(json.dumps(AuditEntry.objects.filter(act="try_backup").count()))
"""


def test_a_changed_part_is_refused_even_where_the_manifest_was_changed_with_it(
    house: House, tmp_path: Path
) -> None:
    file, other = tmp_path / "first.txt", tmp_path / "second.txt"
    public = " ".join(key_pair(house, one) for one in (file, other))
    house.python(SEED)
    house.tutela("platform", "backup", str(tmp_path / "kept"), TUTELA_BACKUP_RECIPIENTS=public)
    main, _keys = archives(tmp_path / "kept")
    [part] = main.glob("main.*.age")
    turned = bytearray(part.read_bytes())
    turned[-40] ^= 1
    part.write_bytes(bytes(turned))
    told = json.loads((main / "manifest.json").read_text())
    told["parts"][part.name]["sha256"] = sha256(part)
    (main / "manifest.json").write_text(json.dumps(told))
    database = house.data / "tutela.db"  # a file on SQLite alone
    before = database.read_bytes() if database.exists() else None
    words = ("platform", "restore", str(main), "--over", "--identity", str(file))
    refused = house.tutela(*words, fine=False)
    assert refused.returncode == 2 and "was changed" in refused.stderr
    assert (database.read_bytes() if database.exists() else None) == before


def rewrite(archive: Path, **changes: object) -> None:
    """Change what a manifest says, as whoever may write there can."""
    file = archive / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def test_a_part_that_no_backup_has_is_written_nowhere(house: House, tmp_path: Path) -> None:
    """Whoever knows the public keys can make such an archive: the manifest is unsigned."""
    file, other = tmp_path / "first.txt", tmp_path / "second.txt"
    public = " ".join(key_pair(house, one) for one in (file, other))
    kept = tmp_path / "kept"
    house.tutela("platform", "backup", str(kept), TUTELA_BACKUP_RECIPIENTS=public)
    main, _keys = archives(kept)
    to = [pyrage.x25519.Recipient.from_str(one) for one in public.split()]
    parts = json.loads((main / "manifest.json").read_text())["parts"]
    words = ("platform", "restore", str(main), "--over", "--identity", str(file))
    for named in ("../../../planted", "/planted", "notes.txt", "keys.sqlite3"):
        planted = main / (named.lstrip("/") + ".age")
        planted.write_bytes(pyrage.encrypt(b"* * * * * somebody else's\n", to))
        part = {"sha256": sha256(planted), "bytes": planted.stat().st_size}
        rewrite(main, parts=parts | {f"{named}.age": part})
        refused = house.tutela(*words, fine=False)
        assert refused.returncode == 2 and "what no backup of Tutela says" in refused.stderr
    assert not [path for path in tmp_path.rglob("planted") if path.is_file()]
    assert not Path("/planted").exists()


def test_files_that_are_none_are_refused_before_anything_is_touched(
    house: House, tmp_path: Path
) -> None:
    house.python(SEED)
    house.tutela("platform", "backup", str(tmp_path / "kept"))
    main, _keys = archives(tmp_path / "kept")
    packed = main / "media.tar.gz"
    parts = json.loads((main / "manifest.json").read_text())["parts"]
    asked = "from tutela_web.incidents.models import Incident\n"
    house.python(asked + "Incident.objects.update(title='Later')")
    for kind, name in (
        (tarfile.SYMTYPE, "batches/events.csv"),
        (tarfile.LNKTYPE, "batches/events.csv"),
        (tarfile.FIFOTYPE, "batches/events.csv"),
        (tarfile.REGTYPE, "../events.csv"),
        (tarfile.REGTYPE, "/events.csv"),
    ):
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, "../tutela.db"
        with tarfile.open(packed, "w:gz") as tar:
            tar.addfile(member)
        rewrite(main, parts=parts | {packed.name: {"sha256": sha256(packed), "bytes": 1}})
        refused = house.tutela("platform", "restore", str(main), "--over", fine=False)
        assert refused.returncode == 2 and "what no backup packs" in refused.stderr
    assert house.python(asked + "print(json.dumps(Incident.objects.get().title))") == "Later"
    assert (house.data / "media/batches/events.csv").read_text() == "day,place"


def test_a_manifest_that_is_none_is_told(house: House, tmp_path: Path) -> None:
    house.tutela("platform", "backup", str(tmp_path / "kept"))
    main, _keys = archives(tmp_path / "kept")
    told = (main / "manifest.json").read_text()
    for changes in (
        {"what": "everything"},
        {"parts": ["main.sqlite3"]},
        {"parts": {}},
        {"parts": {"main.sqlite3": "a text"}},
        {"made_at": "yesterday"},
        {"heads": 7},
    ):
        (main / "manifest.json").write_text(told)
        rewrite(main, **changes)
        refused = house.tutela("platform", "restore", str(main), "--over", fine=False)
        assert refused.returncode == 2 and "find out who could write here" in refused.stderr


def test_check_says_what_is_missing_and_archives_in_clear_are_named_for_destruction(
    house: House, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    made = house.tutela("platform", "backup", str(kept))
    assert "NOT encrypted" in made.stderr
    told = house.tutela("platform", "check", fine=False, TUTELA_BACKUP_IN_CLEAR="no")
    assert told.returncode == 2 and "NOT READY  backups' recipients: none" in told.stdout
    elsewhere = tmp_path / "elsewhere"
    refused = house.tutela(
        "platform", "backup", str(elsewhere), fine=False, TUTELA_BACKUP_IN_CLEAR="no"
    )
    assert refused.returncode == 2 and "TUTELA_BACKUP_RECIPIENTS" in refused.stderr
    assert not elsewhere.exists()
    told = house.tutela("platform", "check", fine=False)
    assert "recipients: none, as TUTELA_BACKUP_IN_CLEAR says" in told.stdout
    one = str(pyrage.x25519.Identity.generate().to_public())
    for named, said in (
        (one, "two recipients at least"),
        (f"{one} {one}", "two recipients at least"),
        (f"{one} AGE-SECRET-KEY-1WRONG", "recipient 2 is no public key"),
    ):
        told = house.tutela("platform", "check", fine=False, TUTELA_BACKUP_RECIPIENTS=named)
        assert said in told.stdout and "WRONG" not in told.stdout
        refused = house.tutela(
            "platform", "backup", str(kept), fine=False, TUTELA_BACKUP_RECIPIENTS=named
        )
        assert refused.returncode == 2 and said in refused.stderr and "WRONG" not in refused.stderr
    main, keys = archives(kept)
    manifest = json.loads((main / "manifest.json").read_text())
    manifest["migrations"] = ["coordination.0001_initial"]  # of before sealing
    (main / "manifest.json").write_text(json.dumps(manifest))
    listed = house.tutela("platform", "backups", str(kept), fine=False)
    assert listed.returncode == 1 and "2 to destroy" in listed.stdout
    assert f"{main}  not encrypted; words of compartments in clear" in listed.stdout
    for old in (main, keys):
        shutil.rmtree(old)
    assert house.tutela("platform", "backups", str(kept)).stdout == "0 to destroy.\n"
