"""Backups are encrypted to two people: each opens them alone, a thief of the disk does not.

The restore drill: one install's archives, and one identity, are all that a bare machine gets.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyrage
import pytest

from tests.counts import counted
from tests.tutela_web.base.test_backup import OPEN, SEED, archives, whole
from tests.tutela_web.cli.house import House, bare_house, house, house_base
from tutela_web.base.backup import sha256

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
    manifest["migrations"].remove("incidents.0005_seal_words")  # as an older release left it
    (main / "manifest.json").write_text(json.dumps(manifest))
    listed = house.tutela("platform", "backups", str(kept), fine=False)
    assert listed.returncode == 1 and "2 to destroy" in listed.stdout
    assert f"{main}  not encrypted; words of compartments in clear" in listed.stdout
    for old in (main, keys):
        shutil.rmtree(old)
    assert house.tutela("platform", "backups", str(kept)).stdout == "0 to destroy.\n"
