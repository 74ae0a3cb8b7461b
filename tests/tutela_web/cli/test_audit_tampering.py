"""Somebody who may write the database, and has not the key of the seals, tampers with the trail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import DatabaseError, connection, transaction

from tests.tutela_web.cast import Cast
from tests.tutela_web.cli.house import House
from tutela.cli import main
from tutela_web.access.audit import append_only, seal, trail
from tutela_web.access.models import AuditEntry, AuditHead
from tutela_web.base.upkeep import backup

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.postgresql,
]


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@contextmanager
def behind_the_triggers() -> Iterator[None]:
    append_only.drop(connection)
    yield
    connection.check_constraints()  # PostgreSQL alters no table that waits for them
    append_only.create(connection)


@pytest.fixture
def chain(cast: Cast, settings: Any, tmp_path: Path) -> str:
    """Twelve lines of Luma, sealed as they were written."""
    settings.DATA = tmp_path
    assert seal.make_key()
    for _ in range(12):
        trail.record("read", mission=cast.mission, by=cast.amina, kind="closedincident")
    whole = run("audit", "verify", "--mission", "luma")
    assert whole.exit_code == 0 and "No backup's heads were found" in whole.output
    return str(cast.mission.pk)


def rebuild(chain: str) -> None:
    """Chain what is there anew from its first line, as anybody can: hashes need no key."""
    before = ""
    for number, entry in enumerate(AuditEntry.objects.filter(chain=chain).order_by("number"), 1):
        entry.number, entry.before = number, before
        entry.hash = before = trail.hash_of(entry)
        entry.save()
    AuditHead.objects.filter(chain=chain).update(number=number, hash=before)


def broken(*said: str) -> None:
    told = run("audit", "verify", "--mission", "luma")
    assert told.exit_code == 1 and "BROKEN" in told.output
    assert all(words in told.output for words in said), told.output
    assert "tell the auditor" in told.stderr


def test_a_head_removed_and_lines_edited_are_told(chain: str) -> None:
    with behind_the_triggers():
        AuditHead.objects.filter(chain=chain).delete()
    broken("its head was removed; its 12 lines fit")
    with behind_the_triggers():
        AuditEntry.objects.filter(chain=chain, number__range=(5, 8)).update(act="nothing")
    broken("at line 5; 4 lines before it fit")


def test_a_head_removed_stays_told_when_work_goes_on(chain: str, cast: Cast) -> None:
    with behind_the_triggers():
        AuditHead.objects.filter(chain=chain).delete()
    trail.record("read", mission=cast.mission, by=cast.amina)  # warnings do not wait for it
    broken("13 lines fit each other, but their head does not bear this install's seal")


def test_lines_cut_off_with_the_head_rewritten_are_told(chain: str, cast: Cast) -> None:
    with behind_the_triggers():
        AuditEntry.objects.filter(chain=chain, number__gt=9).delete()
        rebuild(chain)
    broken("9 lines fit each other", "does not bear this install's seal")
    trail.record("read", mission=cast.mission, by=cast.amina)
    broken("10 lines fit each other", "does not bear this install's seal")  # no line seals it again


def test_a_chain_made_anew_without_some_lines_is_told_also_with_every_seal_taken_away(
    chain: str,
) -> None:
    trail.record("sign_in")
    with behind_the_triggers():
        AuditEntry.objects.filter(chain=chain, number__range=(4, 6)).delete()
        rebuild(chain)
    broken("9 lines fit each other", "does not bear this install's seal")
    with behind_the_triggers():
        AuditHead.objects.filter(chain=chain).update(seal="")
    broken("does not bear this install's seal")
    AuditHead.objects.update(seal="")
    told = run("audit", "verify", "--mission", "luma")
    assert told.exit_code == 2 and "NOT PROVED" in told.output
    assert "If this install was sealed before, tell the auditor" in told.stderr


def test_a_mission_without_any_line_is_told(chain: str) -> None:
    with behind_the_triggers():
        AuditEntry.objects.filter(chain=chain).delete()
        AuditHead.objects.filter(chain=chain).delete()
    broken("it has no line")


def test_an_old_head_put_back_with_its_own_seal_is_told_by_the_newest_backup(
    chain: str, cast: Cast, tmp_path: Path
) -> None:
    old = AuditHead.objects.get(chain=chain)
    for _ in range(3):
        trail.record("export", mission=cast.mission, by=cast.amina)
    head = AuditHead.objects.get(chain=chain)
    noted = {"at": "2030-06-01T00:00:00+00:00", "folder": str(tmp_path / "gone")}
    backup._note_path().write_text(json.dumps(noted | {"heads": {chain: [15, head.hash]}}))
    with behind_the_triggers():
        AuditEntry.objects.filter(chain=chain, number__gt=12).delete()
        AuditHead.objects.filter(chain=chain).update(number=12, hash=old.hash, seal=old.seal)
    broken("the head the newest backup kept is none of them", "newest backup: last-backup.json")


def test_a_chain_removed_whole_that_began_anew_is_told_by_the_newest_backup(
    chain: str, cast: Cast, tmp_path: Path
) -> None:
    head = AuditHead.objects.get(chain=chain)
    noted = {"at": "2030-06-01T00:00:00+00:00", "folder": str(tmp_path / "gone")}
    backup._note_path().write_text(json.dumps(noted | {"heads": {chain: [12, head.hash]}}))
    with behind_the_triggers():
        AuditEntry.objects.filter(chain=chain).delete()
        AuditHead.objects.filter(chain=chain).delete()
    broken("it has no line")
    trail.record("read", mission=cast.mission, by=cast.amina)
    broken("1 lines fit each other", "the head the newest backup kept is none of them")


def test_without_the_key_nothing_is_called_whole(chain: str) -> None:
    seal._file().unlink()
    told = run("audit", "verify", "--mission", "luma")
    assert told.exit_code == 2 and "NOT PROVED" in told.output and "audit.key" in told.stderr


def test_the_page_tells_a_forged_head(chain: str, cast: Cast, sign_in: Any) -> None:
    page = "/m/luma/audit/"
    assert "Verified 12 lines" in sign_in(cast["auditor"]).get(page).content.decode()
    with behind_the_triggers():
        AuditEntry.objects.filter(chain=chain, number__gt=9).delete()
        rebuild(chain)
    assert "The trail is broken" in sign_in(cast["auditor"]).get(page).content.decode()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM access_audithead",
        "UPDATE access_audithead SET number = number - 1",
        "UPDATE access_audithead SET number = number + 1",
        "UPDATE access_audithead SET hash = 'other' WHERE number > 0",
        "INSERT INTO access_audithead (chain, number, hash, seal) VALUES ('new', 3, 'x', '')",
        "INSERT OR REPLACE INTO access_audithead (chain, number, hash, seal) "
        "SELECT chain, 0, '', '' FROM access_audithead",
        "INSERT OR REPLACE INTO access_auditentry SELECT * FROM access_auditentry",
        "TRUNCATE access_audithead",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE access_auditentry CASCADE",
        "DELETE FROM access_auditentry WHERE number = 3",
        "UPDATE access_auditentry SET act = 'nothing' WHERE number = 3",
        "UPDATE access_auditentry SET at = at",
        "WITH gone AS (SELECT id FROM access_auditentry) "
        "DELETE FROM access_auditentry WHERE id IN (SELECT id FROM gone)",
        "INSERT INTO access_audithead (chain, number, hash, seal) "
        "SELECT chain, 0, '', '' FROM access_audithead WHERE true "
        "ON CONFLICT (chain) DO UPDATE SET number = 0, hash = ''",
        "SET LOCAL session_replication_role = replica; DELETE FROM access_auditentry",
    ],
)
def test_the_database_refuses_to_move_a_head_but_forward(chain: str, statement: str) -> None:
    others = {"sqlite": ("TRUNCATE", "session_replication_role"), "postgresql": ("OR REPLACE",)}
    if any(word in statement for word in others[connection.vendor]):
        pytest.skip(f"not a statement of {connection.vendor}")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_what_the_auditor_cleared_up_is_sealed_again_and_the_trail_says_so(chain: str) -> None:
    seal._file().unlink()
    assert seal.make_key()  # a key of somebody else
    broken("does not bear this install's seal")
    left = run("audit", "seal")
    assert left.exit_code == 1 and "left as it is" in left.stderr
    seal._file().unlink()  # the custodian's copy was lost too
    assert "A new key" in run("audit", "seal", "--again").output
    assert run("audit", "verify", "--mission", "luma").exit_code == 0
    line = AuditEntry.objects.get(act="seal", subject_id=chain)
    assert line.chain == trail.HOUSE and line.detail == {"number": 12, "found": "seal"}
    with behind_the_triggers():
        AuditEntry.objects.filter(chain=chain, number=3).update(act="nothing")
    assert run("audit", "seal", "--again").exit_code == 1  # no seal makes this whole
    broken("at line 3")


@pytest.mark.once
def test_chains_of_an_older_version_are_sealed_once_when_the_key_is_made(house: House) -> None:
    house.python(
        "from tests.tutela_web.cast import assemble\n"
        "from tutela_web.access.audit import seal, trail\n"
        "seal._file().unlink()\n"
        "cast = assemble()\n"
        "for one in (cast.mission, cast.other_mission):\n"
        "    trail.record('make_mission', mission=one, by=cast.amina)\n"
        "print(json.dumps(trail.was_sealed()))"
    )
    assert house.tutela("audit", "verify", fine=False).returncode == 2
    told = house.tutela("platform", "prepare", "--no-static").stdout
    assert "is sealed from line 1 on" in told and "audit.key" in told
    assert "sealed" not in house.tutela("platform", "prepare", "--no-static").stdout
    assert house.tutela("audit", "verify").returncode == 0
