"""Two machines of one mission: whose keys are alike, and what is said where they are not."""

from __future__ import annotations

import shutil
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tutela_web.cli.house import House

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]
KEYS = ("vault.key", "audit.key", "secret.key")
AWAY = urlsafe_b64encode(b"another key of thirty-two bytes!").decode()


@pytest.fixture
def south(house: House, tmp_path: Path) -> Callable[..., Any]:
    """The command line at a second machine, on the databases of the first, with a folder of its
    own."""
    here = {"TUTELA_DATA": str(tmp_path / "south"), "TUTELA_MACHINE": "south"}
    if not house.databases:
        here["DATABASE_URL"] = f"sqlite:///{house.data}/tutela.db"
        here["KEYS_DATABASE_URL"] = f"sqlite:///{house.data}/keys.db"
    (tmp_path / "south").mkdir()

    def tutela(*words: str, fine: bool = True, **extra: str) -> str:
        told = house.tutela("platform", *words, fine=fine, **(here | extra))
        return told.stdout + told.stderr

    return tutela


def lines_of(said: str, *names: str) -> list[str]:
    return [line for line in said.splitlines() if any(name in line for name in names)]


def test_a_second_machine_makes_no_key_of_its_own_and_says_what_is_not_alike(
    house: House, south: Callable[..., Any], tmp_path: Path
) -> None:
    house.tutela("platform", "prepare", "--no-static", TUTELA_MACHINE="north")
    refused = south("prepare", "--no-static", fine=False)
    assert "machine north serves these databases" in refused and "copy vault.key" in refused
    assert not (tmp_path / "south" / "vault.key").exists()
    for name in KEYS:
        shutil.copyfile(house.data / name, tmp_path / "south" / name)
    south("prepare", "--no-static")

    apart = lines_of(south("check", fine=False), "of north", "machines:")
    assert len(apart) == 1 and apart[0].startswith("NOT READY  shared folder of north: files sent")
    one = {"TUTELA_SHARED": str(house.data)}
    assert lines_of(south("check", fine=False, **one), "of north", "machines:") == [
        "ready      machines: south, north: keys are alike"
    ]
    assert [line.split("  ")[0] for line in south("machines").splitlines()] == ["north", "south"]

    unlike = south("check", fine=False, TUTELA_AUDIT_KEY=AWAY, TUTELA_SECRET_KEY=AWAY, **one)
    told = lines_of(unlike, "of north")
    assert [line.split(":")[0] for line in told] == [
        "NOT READY  audit key of north",
        "NOT READY  signing key of north",
    ]
    assert "look tampered with" in told[0] and "a sign-in" in told[1] and "secret.key" in told[1]


def test_a_machine_with_another_vaults_key_does_not_serve(
    house: House, south: Callable[..., Any]
) -> None:
    house.tutela("platform", "prepare", "--no-static", TUTELA_MACHINE="north")
    other = {"TUTELA_KEY": f"away:{AWAY}"}
    for command in ("serve", "live", "worker"):
        refused = south(command, fine=False, **other)
        assert "this machine's vault key is another one: machine north has" in refused
    assert AWAY not in south("check", fine=False, **other)
    south("machines", "--forget", "north")
    assert "machine north" not in south("check", fine=False, **other)


def test_what_is_kept_of_a_key_is_not_the_key(house: House) -> None:
    house.tutela("platform", "prepare", "--no-static")
    kept = house.python(
        "from tutela_web.base.models import Machine\n"
        "print(json.dumps([machine.marks for machine in Machine.objects.all()]))"
    )
    assert {len(mark) for marks in kept for of in marks.values() for mark in of.values()} == {32}
    for name in KEYS:
        words = (house.data / name).read_text().replace(":", " ").split()
        assert all(word not in str(kept) for word in words if len(word) > 16)
