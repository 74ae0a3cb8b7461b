"""A database made before 0.2.0 goes on under the steps there are now, or is told what differs."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import upgrades
from tests.tutela_web.cli.house import ON_POSTGRES, House, bare_house

__all__ = ["bare_house"]
MADE = Path(__file__).parent / "data" / "before_0_2_0"
"""Both databases as the last step of before 0.2.0 left them, made step by step by the code of then:
a mission, a person, a meeting with a decision and the line of the audit that tells of it."""

LEFT = """
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from tutela_web.access.models import AuditEntry, Person
from tutela_web.base.models import SearchLine
from tutela_web.fora.forum.models import ForumDecision
decision = ForumDecision.objects.get()
made = AuditEntry.objects.filter(act="create").order_by("number")
applied = MigrationRecorder(connections["default"]).applied_migrations()
print(json.dumps({
    "said": decision.what,
    "versions": decision.history.count(),
    "person": Person.objects.get(username="poc_adviser").name,
    "searched": sorted(SearchLine.objects.values_list("kind", flat=True)),
    "lines": list(made.values_list("kind", flat=True)),
    "rooms": sorted({room for room, _ in applied if room in ("coordination", "fora")}),
    "locks_kept": applied["base", "0001_initial"].applied.isoformat(),
}))
"""


VENDOR = "postgresql" if ON_POSTGRES else "sqlite"
pytestmark = [pytest.mark.slow, pytest.mark.postgresql]


@pytest.fixture
def former(bare_house: House) -> Iterator[House]:
    """An install as the last version before 0.2.0 left it, with a backup made a moment ago."""
    bare_house.data.mkdir(exist_ok=True)
    for alias in ("default", "keys"):
        packed = MADE / f"{VENDOR}_{alias}.xz"
        upgrades.load(bare_house, alias, lzma.decompress(packed.read_bytes()))
    yield bare_house


def backed_up(house: House) -> House:
    house.tutela("platform", "backup", str(house.data.parent / "kept"))
    return house


def change(house: House, statement: str, alias: str = "default") -> None:
    house.python(f"""
from django.db import connections
connections[{alias!r}].cursor().execute({statement!r})
print(1)
""")


def refusal(house: House, *words: str) -> str:
    told = house.tutela("platform", *words, fine=False)
    assert told.returncode == 2, told.stdout
    return str(told.stderr)


def test_a_database_of_before_is_taken_over_with_all_it_holds(former: House) -> None:
    assert "tutela platform take-over" in refusal(former, "prepare", "--no-static")
    assert "tutela platform take-over" in refusal(former, "serve")
    assert "they are of before 0.2.0" in former.tutela("platform", "check", fine=False).stdout
    assert "no backup was made within the last hour" in refusal(former, "take-over")
    backed_up(former)
    told = former.tutela("platform", "take-over").stdout
    assert "The keys database is taken over." in told and "The main database" in told
    former.tutela("platform", "prepare", "--no-static")
    left: dict[str, Any] = former.python(LEFT)
    assert left == {
        "said": "Reopen the ferry",
        "versions": 1,
        "person": "Poc Adviser",
        "searched": ["forum", "forumdecision", "meeting"],
        "lines": ["forum", "meeting", "decision"],  # sealed as they were written
        "rooms": ["fora"],
        "locks_kept": "2026-11-28T12:00:00+00:00",
    }
    assert "luma                 whole           3 lines" in former.tutela("audit", "verify").stdout
    again = former.tutela("platform", "take-over").stdout
    assert "nothing is to be done" in again


def test_a_backup_of_before_is_put_back_and_then_taken_over(former: House) -> None:
    backed_up(former).tutela("platform", "take-over")
    former.tutela("platform", "restore", str(former.data.parent / "kept"), "--over")
    assert "tutela platform take-over" in refusal(former, "prepare", "--no-static")
    former.tutela("platform", "take-over")
    former.tutela("platform", "prepare", "--no-static")


def test_other_tables_and_other_steps_are_told_and_nothing_is_written(former: House) -> None:
    backed_up(former)
    change(former, "CREATE INDEX mine ON coordination_decision (what)")
    told = refusal(former, "take-over")
    assert "is there, and should not be: coordination_decision index" in told and "mine" in told
    change(former, "DROP INDEX mine")
    change(former, "DROP TABLE vault_keyedhash", alias="keys")
    told = refusal(former, "take-over")
    assert "the keys database has other tables" in told and "is missing: vault_keyedhash" in told
    change(former, "DELETE FROM django_migrations WHERE name = '0018_inferred_places'")
    told = refusal(former, "take-over")
    assert "is missing" in told
    assert "they are of before 0.2.0" in former.tutela("platform", "check", fine=False).stdout


def test_a_database_that_stands_before_the_last_step_is_told_which_it_lacks(former: House) -> None:
    backed_up(former)
    change(former, "DELETE FROM django_migrations WHERE name = '0018_inferred_places'")
    told = refusal(former, "take-over")
    assert "warning.0018_inferred_places" in told and "with the last version before 0.2.0" in told
