"""The platform's commands: imported when they run, and acting for a person with a post."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from tests.tutela_web.cast import Cast
from tutela.cli import main
from tutela_web.access.audit import append_only, seal, trail
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.access.vault import keyring, queries, verbs
from tutela_web.access.vault.models import Subject, SubjectKey

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.fixture
def known(cast: Cast) -> Any:
    keyring.make_first()
    by = standing_of(cast["field_reporter"], cast.mission)
    return verbs.seal(cast.mission, {"person": "Nyandeng Mabior"}, searchable=["person"], by=by)


def test_a_whole_trail_is_told_chain_by_chain_with_its_head(cast: Cast) -> None:
    seal.make_key()
    trail.record("make_mission", mission=cast.other_mission)
    for _ in range(3):
        trail.record("read", mission=cast.mission, by=cast.amina, kind="incident")
    trail.record("backup")
    head = AuditEntry.objects.get(chain=str(cast.mission.pk), number=3).hash
    told = run("audit", "verify")
    assert told.exit_code == 0
    assert any(
        line.split() == ["luma", "whole", "3", "lines", head] for line in told.output.splitlines()
    )
    assert "house" in told.output
    only = run("audit", "verify", "--mission", "luma", "--head", head)
    assert only.exit_code == 0 and "house" not in only.output
    assert run("audit", "verify", "--head", "f" * 64).exit_code == 1
    assert run("audit", "verify", "--mission", "nowhere").exit_code == 2


def test_the_first_line_that_does_not_fit_is_named(cast: Cast) -> None:
    for _ in range(3):
        trail.record("read", mission=cast.mission, by=cast.amina, kind="incident")
    append_only.drop(connection)
    AuditEntry.objects.filter(number=2).update(subject_id="other")
    connection.check_constraints()  # PostgreSQL alters no table that waits for them
    append_only.create(connection)
    told = run("audit", "verify", "--mission", "luma")
    assert told.exit_code == 1 and "BROKEN  at line 2" in told.output
    assert "Next:" in told.stderr


def test_the_custodian_reviews_and_erases_at_a_terminal_and_nobody_else(
    cast: Cast, known: Any
) -> None:
    Subject.objects.update(review_on=date(2018, 12, 1))
    due = run("vault", "review", "--mission", "luma", "--by", "custodian")
    assert due.exit_code == 0 and f"S-0001  {known}" in due.output and "1 due" in due.output
    words = ["vault", "erase", str(known), "--mission", "luma", "--reason", "asked", "--yes"]
    for who in ("analyst", "administrator", "nobody"):
        assert run("vault", "review", "--mission", "luma", "--by", who).exit_code == 2
        assert run(*words, "--by", who).exit_code == 2
    assert SubjectKey.objects.get(subject=known).wrapped
    assert run(*words, "--by", "custodian").exit_code == 0
    assert SubjectKey.objects.get(subject=known).wrapped is None
    assert "Nyandeng" not in due.output


def test_keys_are_rotated_and_the_old_one_forgotten(cast: Cast, known: Any) -> None:
    old = keyring.ring().current
    told = run("vault", "rotate", "--drop-old")
    assert told.exit_code == 0 and "1 keys are wrapped" in told.output
    assert f"Forgotten: {old}" in told.output
    assert queries.find("person", "Nyandeng Mabior", cast.mission) == [known]
    assert "0 keys that sealed nothing" in run("vault", "sweep").output


def test_without_a_key_the_vault_says_what_to_do(cast: Cast, settings: Any) -> None:
    settings.KEY_FILE.unlink()
    told = run("vault", "rotate")
    assert told.exit_code == 2 and "tutela platform prepare" in told.stderr


def _apart(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_a_command_is_imported_only_when_it_runs() -> None:
    heavy = "print([name for name in ('polars', 'django', 'tutela_web') if name in sys.modules])"
    told = _apart(
        f"import sys; from tutela.cli import main; main(['--version'], "
        f"standalone_mode=False); {heavy}"
    )
    assert told.stdout.splitlines()[-1] == "[]"


def test_a_core_without_the_platform_says_what_to_install() -> None:
    told = _apart(
        "import sys; sys.modules['django'] = None; from tutela.cli import main; "
        "main(['audit', 'verify'])"
    )
    assert told.returncode == 2 and "tutela[web]" in told.stderr


def test_every_room_has_its_help() -> None:
    shown = run("--help").output
    for name in ("demo", "incidents", "risk", "monitoring", "platform", "audit", "vault"):
        assert f"\n  {name} " in shown
        assert run(name, "--help").exit_code == 0
