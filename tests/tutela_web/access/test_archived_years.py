"""A finished year of the trail becomes a sealed file; the chain goes on across file and table."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.tutela_web.cast import Cast
from tutela.base.errors import TutelaError
from tutela.cli import main
from tutela_web.access import jobs
from tutela_web.access.audit import append_only, archived, archiving, queries, seal, trail
from tutela_web.access.models import AuditArchive, AuditEntry
from tutela_web.base.jobs import run
from tutela_web.base.models import Job

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.postgresql,
]
THIS_YEAR = 2018


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int, int], None]:
    """clock_at(year, month, day) sets the machine's clock."""

    def at(year: int, month: int, day: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: datetime(year, month, day, tzinfo=UTC))

    return at


@pytest.fixture
def chain(
    cast: Cast, settings: Any, tmp_path: Path, clock_at: Callable[[int, int, int], None]
) -> str:
    """Ten lines of 2016, ten of 2017 and one of May 2018, sealed as they were written."""
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    assert seal.make_key()
    for year in (2016, 2017):
        for month in range(1, 11):
            clock_at(year, month, 3)
            trail.record("read", mission=cast.mission, by=cast.amina, kind="incident", number=1)
    clock_at(THIS_YEAR, 5, 2)
    trail.record("read", mission=cast.mission, by=cast.amina, kind="incident")
    return str(cast.mission.pk)


def tutela(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def in_table(chain: str) -> list[int]:
    lines = AuditEntry.objects.filter(chain=chain).order_by("number")
    return list(lines.values_list("number", flat=True))


def test_a_finished_year_leaves_the_table_as_a_sealed_file_and_the_chain_stays_whole(
    cast: Cast, chain: str, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, early = (AuditEntry.objects.get(chain=chain, number=n).hash for n in (21, 7))
    made = tutela("audit", "archive")
    assert (
        made.exit_code == 0 and "lines 1 to 10" in made.output and "lines 11 to 20" in made.output
    )
    assert in_table(chain) == [21]
    last = AuditArchive.objects.filter(chain=chain).latest("last")
    assert AuditEntry.objects.get(chain=chain).before == last.hash
    assert oct(archived.path_of(last).stat().st_mode & 0o777) == "0o600"
    whole = tutela("audit", "verify", "--mission", "luma", "--head", early)
    assert whole.exit_code == 0 and "21 lines" in whole.output and head in whole.output
    told = AuditEntry.objects.filter(chain=trail.HOUSE, act="archive", subject_id=chain)
    assert [line.detail for line in told.order_by("number")] == [
        {"year": 2016, "number": 10},
        {"year": 2017, "number": 20},
    ]
    printed = tutela("audit", "lines", "2016", "--mission", "luma")
    lines = [json.loads(line) for line in printed.stdout.splitlines()]
    assert [line["number"] for line in lines] == list(range(1, 11))
    assert lines[0]["act"] == "read" and lines[0]["person"] == str(cast.amina.pk)
    assert tutela("audit", "lines", "2018").exit_code == 2
    monkeypatch.undo()  # posts of the cast are held today
    page = sign_in(cast["auditor"]).get("/m/luma/audit/").content.decode()
    assert "2016, 2017" in page and "tutela audit lines" in page and "Verified 2" in page
    trail.record("read", mission=cast.mission, by=cast.amina)  # and it goes on
    assert trail.verify(chain).lines >= 22 and trail.verify(chain).fault is None


def test_the_worker_does_it_by_itself_ninety_days_after_the_year(
    cast: Cast, chain: str, clock_at: Callable[[int, int, int], None]
) -> None:
    clock_at(2018, 3, 1)
    assert archiving.chains_due(archiving.years_due(timezone.now())) == [chain]
    clock_at(2018, 5, 3)
    jobs.archive_trail_where_due()
    asked = Job.objects.get(kind=jobs.ARCHIVE)
    jobs.archive_trail_where_due()
    assert Job.objects.filter(kind=jobs.ARCHIVE).count() == 1
    run(asked.pk)
    assert in_table(chain) == [21]
    jobs.archive_trail_where_due()
    assert Job.objects.filter(kind=jobs.ARCHIVE).count() == 1, "nothing is due any more"


@pytest.mark.parametrize("harm", ["changed", "gone", "of another year"])
def test_a_file_that_is_not_the_one_that_was_written_is_named(chain: str, harm: str) -> None:
    archiving.archive(chain, through=2017)
    first, second = archived.archives_of(chain)
    path = archived.path_of(first)
    if harm == "changed":
        path.write_bytes(path.read_bytes()[:-20] + b"x" * 20)
    elif harm == "gone":
        path.unlink()
    else:
        path.write_bytes(archived.path_of(second).read_bytes())
    told = tutela("audit", "verify", "--mission", "luma")
    assert told.exit_code == 1 and "archived year" in told.output
    assert queries.verify_chains(chain, every_line=False)[0].broken
    assert tutela("audit", "lines", "2016").exit_code == 1


def test_no_line_leaves_but_by_an_archive_that_is_founded(chain: str) -> None:
    lines = "DELETE FROM access_auditentry WHERE number <= 5"
    fields = "(chain, year, first, last, until, hash, sha256, bytes, seal, made_at)"
    now = "CURRENT_TIMESTAMP"
    unfounded = [
        f"INSERT INTO access_auditarchive {fields} SELECT chain, 2016, 1, 10, {now}, 'other', "
        f"'', 1, '', {now} FROM access_auditentry WHERE number = 10",
        f"INSERT INTO access_auditarchive {fields} SELECT chain, 2016, 2, 10, {now}, hash, "
        f"'', 1, '', {now} FROM access_auditentry WHERE number = 10",
        f"INSERT INTO access_auditarchive {fields} SELECT chain, 2016, 1, 21, {now}, hash, "
        f"'', 1, '', {now} FROM access_auditentry WHERE number = 21",
    ]
    for statement in (lines, *unfounded):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    archiving.archive(chain, through=2016)
    for statement in (
        "DELETE FROM access_auditarchive",
        "UPDATE access_auditarchive SET last = last + 1",
        "DELETE FROM access_auditentry WHERE number = 11",
        f"{'INSERT OR REPLACE' if connection.vendor == 'sqlite' else 'INSERT'} INTO "
        f"access_auditarchive {fields} SELECT chain, 2016, 11, 20, {now}, hash, "
        f"'', 1, '', {now} FROM access_auditentry WHERE number = 20",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert in_table(chain) == list(range(11, 22))


def test_somebody_at_the_database_who_makes_an_archive_without_the_key_is_told(chain: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_auditarchive (chain, year, first, last, until, hash, sha256, bytes,"
            " seal, made_at) SELECT chain, 2016, 1, 10, at, hash, '', 1, '', at "
            "FROM access_auditentry WHERE number = 10 AND chain = %s",
            [chain],
        )
        cursor.execute("DELETE FROM access_auditentry WHERE number <= 10 AND chain = %s", [chain])
    assert tutela("audit", "verify", "--mission", "luma").exit_code == 1


def test_a_broken_chain_is_not_put_away_nor_a_year_that_goes_on(chain: str) -> None:
    with pytest.raises(TutelaError, match="has not ended"):
        archiving.archive(chain, through=THIS_YEAR)
    seal._file().unlink()
    with pytest.raises(TutelaError, match="no key"):
        archiving.archive(chain, through=2017)
    seal.make_key()  # of somebody else
    with pytest.raises(TutelaError, match="not whole"):
        archiving.archive(chain, through=2017)
    assert len(in_table(chain)) == 21


def test_a_lost_key_is_replaced_and_archived_years_are_sealed_again(chain: str) -> None:
    archiving.archive(chain, through=2017)
    seal._file().unlink()
    told = tutela("audit", "seal", "--again")
    assert told.exit_code == 0 and "A new key" in told.output
    assert tutela("audit", "verify", "--mission", "luma").exit_code == 0


def test_killed_while_lines_leave_the_next_goes_on(
    chain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(archiving, "_remove_archived", lambda *_: None)
        archiving.archive(chain, through=2017)
    assert len(in_table(chain)) == 21 and trail.verify(chain).fault is None
    assert archiving.chains_due(2017) == [chain]
    assert archiving.archive(chain, through=2017) == []
    assert in_table(chain) == [21] and trail.verify(chain).lines == 21


def test_a_line_that_stayed_as_the_last_goes_with_the_next_year_and_no_file_is_written_over(
    cast: Cast, chain: str, clock_at: Callable[[int, int, int], None]
) -> None:
    for _ in range(9):
        clock_at(2018, 7, 1)
        trail.record("read", mission=cast.mission, by=cast.amina, kind="incident")
    clock_at(2019, 4, 2)
    made = archiving.archive(chain, through=2018)
    assert [(year.year, year.last) for year in made] == [(2016, 10), (2017, 20), (2018, 29)]
    assert in_table(chain) == [30] and archiving.chains_due(2018) == []
    clock_at(2019, 6, 1)  # somebody reads there again
    for _ in range(3):
        trail.record("read", mission=cast.mission, by=cast.amina, kind="incident")
    assert archiving.chains_due(2018) == [] and archiving.archive(chain, through=2018) == []
    assert archived.is_as_written(made[-1]) and trail.verify(chain).fault is None
    clock_at(2020, 4, 2)
    later = archiving.archive(chain, through=2019)
    assert [(year.year, year.first, year.last) for year in later] == [(2019, 30, 32)]
    assert in_table(chain) == [33] and trail.verify(chain).lines == 33


def test_two_who_put_years_away_at_once_take_turns(chain: str) -> None:
    with archived.hold_folder():
        folder = os.open(archived.path_of(AuditArchive(chain=chain, year=2016)).parent, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(folder)
    assert len(archiving.archive(chain, through=2017)) == 2


def test_a_database_of_before_archives_is_told_broken_as_any(chain: str) -> None:
    append_only.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE access_auditarchive RENAME TO not_there_yet")
        cursor.execute("UPDATE access_auditentry SET kind = 'other' WHERE number = 7")
    assert trail.verify(chain).fault == trail.ChainFault.LINE
    assert not trail.is_line("0" * 64, chain=chain, number=3)
