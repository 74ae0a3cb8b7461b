"""A finished month of the trail becomes a sealed file; the chain goes on across file and table."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
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
from tutela_web.access.audit.archived import AuditMonth
from tutela_web.access.models import AuditArchive, AuditEntry
from tutela_web.base.jobs import run
from tutela_web.base.models import Job

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.postgresql,
]
OCTOBER, NOVEMBER = AuditMonth(2017, 10), AuditMonth(2017, 11)
"""The months that were written in; the clock stands in May 2018."""


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
    """Ten lines of October, ten of November and one of May after, sealed as they were written."""
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    assert seal.make_key()
    for month in (OCTOBER, NOVEMBER):
        for day in range(1, 11):
            clock_at(month.year, month.number, day)
            trail.record("read", mission=cast.mission, by=cast.amina, kind="incident", number=1)
    clock_at(2018, 5, 2)
    trail.record("read", mission=cast.mission, by=cast.amina, kind="incident")
    return str(cast.mission.pk)


def tutela(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def in_table(chain: str) -> list[int]:
    lines = AuditEntry.objects.filter(chain=chain).order_by("number")
    return list(lines.values_list("number", flat=True))


def test_a_finished_month_leaves_the_table_as_a_sealed_file_and_the_chain_stays_whole(
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
        {"month": "2017-10", "number": 10},
        {"month": "2017-11", "number": 20},
    ]
    whole_year = tutela("audit", "lines", "2017", "--mission", "luma")
    assert len(whole_year.stdout.splitlines()) == 20
    printed = tutela("audit", "lines", "2017-10", "--mission", "luma")
    lines = [json.loads(line) for line in printed.stdout.splitlines()]
    assert [line["number"] for line in lines] == list(range(1, 11))
    assert lines[0]["act"] == "read" and lines[0]["person"] == str(cast.amina.pk)
    assert tutela("audit", "lines", "2018").exit_code == 2
    monkeypatch.undo()  # posts of the cast are held today
    page = sign_in(cast["auditor"]).get("/m/luma/audit/").content.decode()
    assert "2017-10 to 2017-11" in page and "tutela audit lines" in page and "Verified 2" in page
    trail.record("read", mission=cast.mission, by=cast.amina)  # and it goes on
    assert trail.verify(chain).lines >= 22 and trail.verify(chain).fault is None


def test_the_worker_does_it_by_itself_ninety_days_after_the_month(
    cast: Cast, chain: str, clock_at: Callable[[int, int, int], None]
) -> None:
    clock_at(2018, 1, 20)
    assert archiving.chains_due(archiving.month_due(timezone.now())) == []
    clock_at(2018, 1, 31)
    assert archiving.chains_due(archiving.month_due(timezone.now())) == [chain]
    clock_at(2018, 5, 3)
    jobs.archive_trail_where_due()
    asked = Job.objects.get(kind=jobs.ARCHIVE)
    jobs.archive_trail_where_due()
    assert Job.objects.filter(kind=jobs.ARCHIVE).count() == 1
    run(asked.pk)
    assert in_table(chain) == [21]
    jobs.archive_trail_where_due()
    assert Job.objects.filter(kind=jobs.ARCHIVE).count() == 1, "nothing is due any more"


@pytest.mark.parametrize("harm", ["changed", "gone", "of another month"])
def test_a_file_that_is_not_the_one_that_was_written_is_named(chain: str, harm: str) -> None:
    archiving.archive(chain, through=NOVEMBER)
    first, second = archived.archives_of(chain)
    path = archived.path_of(first)
    if harm == "changed":
        path.write_bytes(path.read_bytes()[:-20] + b"x" * 20)
    elif harm == "gone":
        path.unlink()
    else:
        path.write_bytes(archived.path_of(second).read_bytes())
    told = tutela("audit", "verify", "--mission", "luma")
    assert told.exit_code == 1 and "archived month" in told.output
    assert queries.verify_chains(chain, every_line=False)[0].broken
    assert tutela("audit", "lines", "2017-10").exit_code == 1


def test_a_month_whose_end_was_moved_at_the_database_is_named(chain: str) -> None:
    archiving.archive(chain, through=NOVEMBER)
    first = archived.archives_of(chain)[0]
    assert trail.verify(chain).fault is None
    append_only.drop(connection)
    with connection.cursor() as cursor:
        later = (first.until + timedelta(days=365 * 13)).isoformat(" ")
        cursor.execute("UPDATE access_auditarchive SET until = %s WHERE id = %s", [later, first.pk])
    told = tutela("audit", "verify", "--mission", "luma")
    assert told.exit_code == 1 and "archived month" in told.output


def test_no_line_leaves_but_by_an_archive_that_is_founded(chain: str) -> None:
    lines = "DELETE FROM access_auditentry WHERE number <= 5"
    fields = "(chain, year, month, first, last, until, hash, sha256, bytes, seal, made_at)"
    now = "CURRENT_TIMESTAMP"
    unfounded = [
        f"INSERT INTO access_auditarchive {fields} SELECT chain, 2017, 10, 1, 10, {now}, 'other', "
        f"'', 1, '', {now} FROM access_auditentry WHERE number = 10",
        f"INSERT INTO access_auditarchive {fields} SELECT chain, 2017, 10, 2, 10, {now}, hash, "
        f"'', 1, '', {now} FROM access_auditentry WHERE number = 10",
        f"INSERT INTO access_auditarchive {fields} SELECT chain, 2017, 10, 1, 21, {now}, hash, "
        f"'', 1, '', {now} FROM access_auditentry WHERE number = 21",
    ]
    for statement in (lines, *unfounded):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    archiving.archive(chain, through=OCTOBER)
    for statement in (
        "DELETE FROM access_auditarchive",
        "UPDATE access_auditarchive SET last = last + 1",
        "DELETE FROM access_auditentry WHERE number = 11",
        f"{'INSERT OR REPLACE' if connection.vendor == 'sqlite' else 'INSERT'} INTO "
        f"access_auditarchive {fields} SELECT chain, 2017, 10, 11, 20, {now}, hash, "
        f"'', 1, '', {now} FROM access_auditentry WHERE number = 20",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert in_table(chain) == list(range(11, 22))


def test_somebody_at_the_database_who_makes_an_archive_without_the_key_is_told(chain: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_auditarchive (chain, year, month, first, last, until, hash, sha256,"
            " bytes, seal, made_at) SELECT chain, 2017, 10, 1, 10, at, hash, '', 1, '', at "
            "FROM access_auditentry WHERE number = 10 AND chain = %s",
            [chain],
        )
        cursor.execute("DELETE FROM access_auditentry WHERE number <= 10 AND chain = %s", [chain])
    assert tutela("audit", "verify", "--mission", "luma").exit_code == 1


def test_a_broken_chain_is_not_put_away_nor_a_month_that_goes_on(chain: str) -> None:
    with pytest.raises(TutelaError, match="has not ended"):
        archiving.archive(chain, through=AuditMonth(2018, 5))
    seal._file().unlink()
    with pytest.raises(TutelaError, match="no key"):
        archiving.archive(chain, through=NOVEMBER)
    seal.make_key()  # of somebody else
    with pytest.raises(TutelaError, match="not whole"):
        archiving.archive(chain, through=NOVEMBER)
    assert len(in_table(chain)) == 21


def test_a_lost_key_is_replaced_and_archived_months_are_sealed_again(chain: str) -> None:
    archiving.archive(chain, through=NOVEMBER)
    seal._file().unlink()
    told = tutela("audit", "seal", "--again")
    assert told.exit_code == 0 and "A new key" in told.output
    assert tutela("audit", "verify", "--mission", "luma").exit_code == 0


def test_killed_while_lines_leave_the_next_goes_on(
    chain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(archiving, "_remove_archived", lambda *_: None)
        archiving.archive(chain, through=NOVEMBER)
    assert len(in_table(chain)) == 21 and trail.verify(chain).fault is None
    assert archiving.chains_due(NOVEMBER) == [chain]
    assert archiving.archive(chain, through=NOVEMBER) == []
    assert in_table(chain) == [21] and trail.verify(chain).lines == 21


def test_a_line_that_stayed_as_the_last_goes_with_the_next_month_and_no_file_is_written_over(
    cast: Cast, chain: str, clock_at: Callable[[int, int, int], None]
) -> None:
    for _ in range(9):
        clock_at(2018, 5, 3)
        trail.record("read", mission=cast.mission, by=cast.amina, kind="incident")
    clock_at(2018, 9, 2)
    made = archiving.archive(chain, through=AuditMonth(2018, 5))
    ends = [(archive.period, archive.last) for archive in made]
    assert ends == [("2017-10", 10), ("2017-11", 20), ("2018-05", 29)]
    assert in_table(chain) == [30] and archiving.chains_due(AuditMonth(2018, 8)) == []
    clock_at(2018, 9, 3)  # somebody reads there again
    for _ in range(3):
        trail.record("read", mission=cast.mission, by=cast.amina, kind="incident")
    assert archiving.chains_due(AuditMonth(2018, 5)) == []
    assert archiving.archive(chain, through=AuditMonth(2018, 5)) == []
    assert archived.is_as_written(made[-1]) and trail.verify(chain).fault is None
    clock_at(2018, 12, 31)
    later = archiving.archive(chain, through=AuditMonth(2018, 9))
    spans = [(archive.period, archive.first, archive.last) for archive in later]
    assert spans == [("2018-06", 30, 30), ("2018-09", 31, 32)]
    assert in_table(chain) == [33] and trail.verify(chain).lines == 33


def test_two_who_put_months_away_at_once_take_turns(chain: str) -> None:
    with archived.hold_folder():
        folder = os.open(
            archived.path_of(AuditArchive(chain=chain, year=2017, month=10)).parent, os.O_RDONLY
        )
        with pytest.raises(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(folder)
    assert len(archiving.archive(chain, through=NOVEMBER)) == 2


def test_a_database_of_before_archives_is_told_broken_as_any(chain: str) -> None:
    append_only.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE access_auditarchive RENAME TO not_there_yet")
        cursor.execute("UPDATE access_auditentry SET kind = 'other' WHERE number = 7")
    assert trail.verify(chain).fault == trail.ChainFault.LINE
    assert not trail.is_line("0" * 64, chain=chain, number=3)


def test_a_year_that_was_put_away_whole_stays_one_file_and_months_go_on_after_it(
    cast: Cast, chain: str, clock_at: Callable[[int, int, int], None]
) -> None:
    first, last = AuditEntry.objects.get(chain=chain, number=1), 20
    whole = AuditArchive(chain=chain, year=2017, first=1, last=last, made_at=timezone.now())
    lines = AuditEntry.objects.filter(chain=chain, number__lte=last).order_by("number")
    with archived.hold_folder():  # which makes it
        archived.write_lines(archived.path_of(whole), lines)
    path = archived.path_of(whole)
    assert path.name == f"{chain}-2017.jsonl.xz"
    whole.sha256, whole.bytes = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size
    whole.hash, whole.until = lines[last - 1].hash, lines[last - 1].at
    key = seal.key()
    assert key is not None and first.before == ""
    said = [chain, "2017", "1", "20", whole.hash, whole.sha256]
    whole.seal = hmac.new(key, "\n".join(said).encode(), "sha256").hexdigest()
    whole.save(force_insert=True)
    clock_at(2018, 9, 3)
    trail.record("read", mission=cast.mission, by=cast.amina, kind="incident")
    made = archiving.archive(chain, through=AuditMonth(2018, 5))
    assert [(archive.period, archive.first) for archive in made] == [("2018-05", 21)]
    assert in_table(chain) == [22] and trail.verify(chain).fault is None
    assert len(tutela("audit", "lines", "2017").stdout.splitlines()) == 20
