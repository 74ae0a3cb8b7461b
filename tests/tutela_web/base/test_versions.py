"""Whoever writes raises the versions of the tables they wrote, in the same transaction, in whatever
way they write; what is not understood raises the version that everything hangs on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import polars as pl
import pytest
from django.db import connection, transaction

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.base.models import SearchLine, TableVersion
from tutela_web.base.tables import reading
from tutela_web.base.tables.reading import ALL_TABLES
from tutela_web.base.upkeep.moment import one_moment
from tutela_web.base.upkeep.versions import versions_now
from tutela_web.places.models import Place

PLACES = "places_place"


def versions() -> dict[str, int]:
    return dict(TableVersion.objects.values_list("name", "version"))


def raised_by(write: Callable[[], object]) -> set[str]:
    """The tables whose version is another one after something was written."""
    before = versions()
    write()
    after = versions()
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def by_hand(sql: str, values: tuple[Any, ...] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def many_by_hand(sql: str, values: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


WRITES: dict[str, Callable[[Place], object]] = {
    "a row saved": lambda place: place.save(update_fields=["name"]),
    "rows changed at once": lambda place: Place.objects.filter(pk=place.pk).update(name="Bel"),
    "rows of a list": lambda place: Place.objects.bulk_update([place], ["name"]),
    "a statement by hand": lambda _: by_hand("update places_place set name = %s", ("Bel",)),
    "many of one": lambda _: many_by_hand(
        'UPDATE "places_place" SET "name" = %s', [("Bel",), ("Kal",)]
    ),
}


@pytest.mark.parametrize("how", WRITES)
def test_every_way_to_write_raises_the_table(how: str, cast: Cast) -> None:
    place = make.place(cast.mission, "Luma")
    assert PLACES in raised_by(lambda: WRITES[how](place))


def test_what_names_no_table_of_ours_raises_what_everything_hangs_on(db: None) -> None:
    assert raised_by(lambda: by_hand("CREATE TABLE of_somebody (n integer)")) == {ALL_TABLES}
    with_more = "WITH few AS (SELECT 1) DELETE FROM places_place"
    assert raised_by(lambda: by_hand(with_more)) == {ALL_TABLES}


def test_a_transaction_raises_what_it_wrote_once_and_nothing_when_taken_back(cast: Cast) -> None:
    place = make.place(cast.mission, "Luma")

    def fails() -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            place.save()
            raise ZeroDivisionError

    def half_fails() -> None:
        with transaction.atomic():
            Place.objects.filter(pk=place.pk).update(name="Bel")
            fails()

    before = versions()
    fails()
    assert versions() == before
    assert PLACES in raised_by(half_fails)


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_outside_a_transaction_a_write_and_its_version_are_kept_together() -> None:
    from tests.tutela_web.cast import assemble

    place = make.place(assemble().mission, "Luma")
    begun: list[bool] = []

    def look(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("UPDATE"):
            begun.append(connection.in_atomic_block)
        return execute(sql, *rest)

    with connection.execute_wrapper(look):
        changed = raised_by(lambda: Place.objects.filter(pk=place.pk).update(name="Bel"))
    assert changed == {PLACES} and begun == [True]
    with one_moment():
        seen = versions_now()
    assert seen is not None and seen[PLACES] == versions()[PLACES]


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_row_whose_number_the_database_gives_is_kept_with_its_version() -> None:
    """Its number is fetched after it was written: it ends no transaction of its own before."""
    line = SearchLine(mission_id=uuid4(), kind="places", subject_id=uuid4(), stems="luma")
    assert raised_by(line.save) == {"base_searchline"} and line.pk
    connection.close()
    assert SearchLine.objects.get().pk == line.pk


def test_versions_are_told_to_who_reads_at_one_moment_alone(db: None) -> None:
    assert versions_now() is None
    by_hand("CREATE TABLE of_somebody (n integer)")
    with one_moment():
        assert versions_now()


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('SELECT 1 FROM "places_place" T3 WHERE T3."name" = %s FOR UPDATE OF "places_place"', True),
        ('WITH "few" AS (SELECT 1 FROM "places_place") SELECT 1 FROM "few"', True),
        ('SELECT EXTRACT(YEAR FROM "places_place"."made_at") FROM "places_place"', True),
        ('SELECT 1 FROM "places_place", json_each(%s)', True),
        ("SELECT n FROM of_somebody", False),
        ('SELECT 1 FROM "places_place" JOIN of_somebody ON (1)', False),
        ("PRAGMA table_info(places_place)", False),
        ('DELETE FROM "places_place"', False),
    ],
)
def test_what_a_statement_reads_is_found_or_said_not_to_be_known(sql: str, tables: bool) -> None:
    assert reading.tables_read(sql) == (frozenset([PLACES]) if tables else None)


AT = datetime(2018, 12, 31, 6, tzinfo=UTC)
NOW = AT + timedelta(days=100)
"""The clock of a mission that is a hundred days ahead."""
SOON = NOW + timedelta(minutes=7)


@pytest.mark.parametrize(
    ("ask", "ends"),
    [
        (lambda now: now < SOON, AT + timedelta(minutes=7)),
        (lambda now: now <= SOON, AT + timedelta(minutes=7)),
        (lambda now: max(now, SOON), AT + timedelta(minutes=7)),
        (lambda now: now - timedelta(minutes=3) > SOON, AT + timedelta(minutes=10)),
        (lambda now: now > NOW - timedelta(minutes=1), None),
        (lambda now: now.date(), datetime(2019, 1, 1, tzinfo=UTC)),
        (lambda now: f"{SOON.astimezone(now.tzinfo):%H:%M}", None),
    ],
)
def test_a_comparison_with_the_clock_holds_until_the_other_moment(ask: Any, ends: Any) -> None:
    with reading.record_reads() as record:
        ask(reading.watch_if_recorded(NOW, timedelta(days=100)))
    assert record.repeatable and record.ends_at == ends


@pytest.mark.parametrize(
    "ask",
    [
        lambda now: SOON - now,
        lambda now: now - SOON,
        lambda now: now.hour,
        lambda now: f"{now:%H:%M}",
        lambda now: str(now),
        lambda now: {now: 1},
        lambda now: now.timestamp(),
        lambda now: now.replace(minute=0),
        lambda now: pl.lit(now),
        lambda now: pl.select(pl.lit(SOON) > now),
        lambda now: reading.note_statement("default", 'SELECT 1 FROM "places_place"', (now,)),
    ],
)
def test_what_else_is_worked_out_of_the_clock_is_of_this_second(ask: Any) -> None:
    with reading.record_reads() as record:
        ask(reading.watch_if_recorded(NOW, timedelta(days=100)))
    assert not record.repeatable
