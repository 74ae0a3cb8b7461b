"""`tutela platform upgrade`: the next version, or what was, whatever fails and whoever is killed.

Real versions in a folder of their own, real processes, a real SIGKILL, on both databases.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pyrage
import pytest

from release import bundle, wheels
from tests.counts import PROOF
from tests.deploy import releases
from tests.deploy.releases import NEW, OLD
from tests.tutela_web.cli.house import House, url_of

pytestmark = [pytest.mark.slow, pytest.mark.once]

SERVICES = """
import pathlib, sys
log = pathlib.Path(__file__).with_name("services.log")
log.write_text((log.read_text() if log.exists() else "") + sys.argv[1] + " ")
"""
TEXT = "as it was before"


@dataclass
class Install:
    """An install laid out as the bundle lays it out, with a mission, a file, and what stops it."""

    root: Path
    house: House
    bundle: Path
    backups: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "PYTHONPATH": releases.libraries(self.root / "libraries"),
            "TUTELA_BACKUP_IN_CLEAR": "no",
            "TUTELA_SERVICES": f"{sys.executable} {self.root / 'services.py'}",
        }
        return self.house.environment | own | self.extra

    def tutela(
        self, *words: str, program: Path | None = None, **extra: str
    ) -> subprocess.CompletedProcess[str]:
        """The program that `current` leads to, or another."""
        return subprocess.run(
            [str(program or self.root / "current/bin/tutela"), *words],
            env=self.environment | extra,
            text=True,
            capture_output=True,
            check=False,
        )

    def upgrade(self, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
        where = ("--backup", str(self.backups), "--keys", str(self.backups / "keys"))
        source = () if "--resume" in words else (str(self.bundle), *where)
        return self.tutela("platform", "upgrade", *source, *words, **extra)

    @property
    def runs(self) -> str:
        return (self.root / "current").readlink().name

    @property
    def stopped_and_started(self) -> list[str]:
        log = self.root / "services.log"
        return log.read_text().split() if log.exists() else []

    def asked(self, database: str, question: str) -> list[tuple[str, ...]]:
        if self.house.databases:
            with psycopg.connect(url_of(self.house.databases[database])) as connection:
                return connection.execute(question.encode()).fetchall()
        name = {"default": "tutela.db", "keys": "keys.db"}[database]
        with closing(sqlite3.connect(self.house.data / name)) as connection:
            return connection.execute(question).fetchall()

    def tables(self, database: str) -> set[str]:
        question = (
            "SELECT tablename FROM pg_tables"
            if self.house.databases
            else "SELECT name FROM sqlite_master"
        )
        return {name for (name,) in self.asked(database, question)}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel, a folder with the first version laid out, a bundle that is fine and one that
    fails."""
    folder = tmp_path_factory.mktemp("releases")
    wheel = wheels.build_own(folder)
    for name in ("fine", "failing"):
        (folder / name).mkdir()
    fine = releases.pack(folder / "fine", wheel)
    return {
        "wheel": wheel,
        "fine": bundle.pack(fine, folder / "fine.tar", fine.name),
        "failing": releases.pack(folder / "failing", wheel, failing=True),
    }


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, shelf: dict[str, Path]) -> Path:
    """Where versions lie: one folder for all tests of this file, as an environment knows its own
    path; what a test made of the later version stays, and is found whole by the next."""
    made = tmp_path_factory.mktemp("opt")
    releases.lay_out(made / "releases" / OLD, shelf["wheel"], OLD)
    (made / "current").symlink_to(f"releases/{OLD}")
    (made / "services.py").write_text(SERVICES)
    return made


@pytest.fixture
def install(house: House, root: Path, shelf: dict[str, Path], tmp_path: Path) -> Iterator[Install]:
    (root / "current").unlink()
    (root / "current").symlink_to(f"releases/{OLD}")
    (root / "services.log").unlink(missing_ok=True)
    two = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2)]
    house.tutela(
        *("platform", "mission", "kesa", TEXT, "--country", "SSD"),
        *("--time-zone", "Africa/Juba", "--administrator", "dana"),
    )
    (house.data / "media").mkdir(exist_ok=True, mode=0o700)
    (house.data / "media/kept.txt").write_text(TEXT)
    (tmp_path / "backup" / "keys").mkdir(parents=True)
    yield Install(
        root,
        house,
        shelf["fine"],
        tmp_path / "backup",
        {"TUTELA_BACKUP_RECIPIENTS": " ".join(two)},
    )


def stands_as_before(install: Install) -> bool:
    """Whether databases, files and version are the earlier ones, and nothing is left over."""
    return (
        install.runs == OLD
        and install.asked("default", "SELECT name FROM access_mission") == [(TEXT,)]
        and "made_up" not in install.tables("default")
        and "made_up_keys" not in install.tables("keys")
        and (install.house.data / "media/kept.txt").read_text() == TEXT
        and nothing_left_over(install)
    )


def stands_as_after(install: Install) -> bool:
    """Whether databases, files and version are the later ones, and nothing is left over."""
    return (
        install.runs == NEW
        and install.asked("default", "SELECT name FROM access_mission") == [("of the new version",)]
        and "made_up" in install.tables("default")
        and "made_up_keys" in install.tables("keys")
        and (install.house.data / "media/kept.txt").read_text() == "of the new version"
        and nothing_left_over(install)
    )


def nothing_left_over(install: Install) -> bool:
    house = install.house.data
    return (
        not (house / ".upgrade").exists()
        and not (house / "upgrade.journal").exists()
        and install.stopped_and_started[-1:] in ([], ["start"])
    )


def test_an_upgrade_keeps_a_backup_stops_takes_the_steps_and_starts(install: Install) -> None:
    if PROOF:
        looked = install.upgrade("--look")
        assert looked.returncode == 0 and "Nothing was changed" in looked.stdout, looked.stderr
        assert stands_as_before(install) and install.stopped_and_started == []
    told = install.upgrade()
    assert told.returncode == 0, told.stdout + told.stderr
    assert "UNSIGNED" in told.stdout and f"tutela {NEW} runs" in told.stdout
    assert stands_as_after(install)
    assert install.stopped_and_started == ["stop", "start"]
    assert install.tutela("--version").stdout.split()[-1] == NEW
    [main] = install.backups.glob("main-*")
    told_of = json.loads((main / "manifest.json").read_text())
    assert len(told_of["encrypted_to"]) == 2 and told_of["tutela"] == OLD
    again = install.upgrade()
    assert again.returncode == 2 and "not newer" in again.stderr and stands_as_after(install)


def test_an_upgrade_that_fails_goes_back_and_says_where_not_what(
    install: Install, shelf: dict[str, Path]
) -> None:
    install.bundle = shelf["failing"]
    told = install.upgrade()
    assert told.returncode == 2, told.stdout
    assert stands_as_before(install) and install.stopped_and_started == ["stop", "stop", "start"]
    assert "ValueError at 0902_made_up_too.py:" in told.stderr
    assert "what was stands again" in told.stderr
    assert "Nyandeng" not in told.stderr + told.stdout, "a fault's own words may be a record's"


AFTER = {
    "begun": False,
    "stopped": False,
    "copied": False,
    "renewed": False,
    "checked": True,
    "switched": True,
    "closed": True,
}
"""By the step after which it is killed, whether it is ended forward."""
KILLS = AFTER if PROOF else ["checked"]


@pytest.mark.parametrize("step", KILLS)
def test_killed_after_a_step_it_is_ended_and_nothing_is_served_meanwhile(
    install: Install, step: str
) -> None:
    killed = install.upgrade(KILLED_AFTER=step)
    assert killed.returncode == -9, killed.stdout + killed.stderr
    if step != "closed":
        refused = install.tutela("platform", "serve", "--port", "1")
        assert refused.returncode == 2 and "upgrade --resume" in refused.stderr
    if step == "copied":
        copied = install.house.data / ".upgrade"
        assert stat.S_IMODE(copied.stat().st_mode) == 0o700
        assert {stat.S_IMODE(p.stat().st_mode) for p in copied.iterdir() if p.is_file()} == {0o600}
    ended = install.upgrade("--resume")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert stands_as_after(install) if AFTER[step] else stands_as_before(install)
    assert install.upgrade("--resume").stdout == "No upgrade is open.\n"


def test_killed_while_it_changes_the_tables_it_goes_back_once_they_are_left(
    install: Install,
) -> None:
    killed = install.upgrade(KILLED_IN_MIGRATION="yes")
    assert killed.returncode == -9
    ended = install.upgrade("--resume")  # waits for the migration that goes on alone
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert stands_as_before(install) and "Gone back" in ended.stdout


@pytest.mark.skipif(not PROOF, reason="in make proof")
@pytest.mark.parametrize("step", ["going back", "put back"])
def test_killed_on_its_way_back_it_goes_on_back(
    install: Install, shelf: dict[str, Path], step: str
) -> None:
    install.bundle = shelf["failing"]
    killed = install.upgrade(KILLED_AFTER=step)
    assert killed.returncode == -9
    ended = install.upgrade("--resume")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert stands_as_before(install)


@pytest.mark.skipif(not PROOF, reason="in make proof")
def test_data_are_brought_to_a_program_that_was_put_in_the_place_of_another(
    install: Install, shelf: dict[str, Path], tmp_path: Path
) -> None:
    """As a container does: the image is the new one, the volume is as the old one left it."""
    releases.lay_out(tmp_path / "image", shelf["wheel"], NEW, migration=True)

    def in_image(*words: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return install.tutela(*words, program=tmp_path / "image/bin/tutela", **extra)

    assert in_image("platform", "serve", "--port", "1").returncode == 2
    killed = in_image("platform", "upgrade", "--in-place", KILLED_AFTER="renewed")
    assert killed.returncode == -9
    refused = install.tutela("platform", "serve", "--port", "1")  # the old image, taken up again
    assert refused.returncode == 2 and "upgrade --resume" in refused.stderr
    assert install.upgrade("--resume").returncode == 0
    assert stands_as_before(install)
    done = in_image("platform", "upgrade", "--in-place")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "made_up" in install.tables("default") and nothing_left_over(install)
    again = in_image("platform", "upgrade", "--in-place")
    assert again.returncode == 0 and "Prepared" in again.stdout


def refusal(install: Install, **extra: str) -> str:
    told = install.upgrade(**extra)
    assert told.returncode == 2 and install.stopped_and_started == [], told.stdout
    return told.stderr


def test_nothing_is_begun_where_it_could_not_end(
    install: Install, shelf: dict[str, Path], tmp_path: Path
) -> None:
    whole = tmp_path / "bundle"
    shutil.copytree(shelf["failing"], whole)
    install.bundle = whole
    (whole / "VERSION").write_text("0.2.2\n")
    assert "VERSION: this file is not what was shipped" in refusal(install)
    (whole / "VERSION").write_text(f"{NEW}\n")
    (whole / "more.sh").write_text("echo\n")
    assert "more.sh: no checksum tells of this file" in refusal(install)
    (whole / "more.sh").unlink()
    assert "asks for a signature" in refusal(install, TUTELA_RELEASE_KEY="RWQ=")
    assert "TUTELA_BACKUP_RECIPIENTS" in refusal(install, TUTELA_BACKUP_RECIPIENTS="")
    assert stands_as_before(install)
    assert not list(install.backups.glob("main-*"))
    assert not (install.root / "releases" / ".bundle").exists()
