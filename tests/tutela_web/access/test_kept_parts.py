"""What is drawn once is shown again to the same reader alone, and only while it would be drawn the
same: twins who differ in one thing, whatever it is, are each drawn their own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access import kept_parts
from tutela_web.access.kept_parts import PartsOf, key_of_reader
from tutela_web.access.policy import ReadingRight, Standing, standing_of
from tutela_web.base import clock
from tutela_web.base.ids import new_id
from tutela_web.base.upkeep.last_writes import write_last
from tutela_web.base.upkeep.moment import one_moment
from tutela_web.look.own_words import own_words
from tutela_web.places.models import Place


@pytest.fixture
def reader(cast: Cast) -> Standing:
    make.place(cast.mission, "Luma", area=cast.north)
    return standing_of(cast.amina, cast.mission)


@dataclass
class Drawing:
    """Counts how often it is drawn."""

    draw: Callable[[Standing], Any]
    times: int = 0

    def __call__(self, standing: Standing) -> Any:
        self.times += 1
        return self.draw(standing)

    def shown_to(self, standing: Standing, name: str = "places") -> Any:
        """As another page shows it."""
        with one_moment():
            return PartsOf(standing).get(name, self)


def places(standing: Standing) -> str:
    rows = Place.objects.filter(standing.sees("places")).order_by("name")
    return ", ".join(rows.values_list("name", flat=True))


def test_a_part_is_drawn_once_until_something_it_read_changed(reader: Standing, cast: Cast) -> None:
    drawn = Drawing(places)
    assert [drawn.shown_to(reader) for _ in range(3)] == ["Luma"] * 3 and drawn.times == 1
    make.person("somebody")  # of another table
    assert drawn.shown_to(reader) == "Luma" and drawn.times == 1
    make.place(cast.mission, "Bel", area=cast.north)
    assert drawn.shown_to(reader) == "Bel, Luma" and drawn.times == 2


def with_person(standing: Standing, **changed: Any) -> Standing:
    person = type(standing.person)(**{f.attname: getattr(standing.person, f.attname)
        for f in standing.person._meta.concrete_fields} | changed)  # fmt: skip
    return replace(standing, person=person)


def with_mission(standing: Standing, **changed: Any) -> Standing:
    mission = type(standing.mission)(**{f.attname: getattr(standing.mission, f.attname)
        for f in standing.mission._meta.concrete_fields} | changed)  # fmt: skip
    return replace(standing, mission=mission)


def narrowed(standing: Standing) -> Standing:
    area = frozenset([uuid4()])
    right = ReadingRight(area, True, 1, frozenset([(area, 1)]))
    return replace(standing, readings=standing.readings | {"places": right})


TWINS: dict[str, Callable[[Standing], Standing]] = {
    "another person": lambda one: with_person(one, id=uuid4()),
    "their name": lambda one: with_person(one, username="amina-2"),
    "their language of letters": lambda one: with_person(one, language="fr"),
    "another mission": lambda one: with_mission(one, id=uuid4()),
    "its zone": lambda one: with_mission(one, time_zone="Africa/Kinshasa"),
    "its clock": lambda one: with_mission(one, clock_shift=timedelta(days=3)),
    "the day": lambda one: replace(one, on=one.on + timedelta(1)),
    "a role more": lambda one: replace(one, roles=one.roles | {"auditor"}),
    "the post's name": lambda one: replace(one, titles=(*one.titles, "Analyst 2")),
    "a kind less": lambda one: replace(
        one, readings={k: v for k, v in one.readings.items() if k != "places"}
    ),
    "areas and clearance": narrowed,
    "a compartment": lambda one: replace(one, compartments=one.compartments | {"crsv"}),
    "an act": lambda one: replace(one, authority=one.authority | {"open_vault": None}),
    "where an act may be done": lambda one: replace(
        one, authority=dict.fromkeys(one.authority, frozenset([uuid4()]))
    ),
}
"""Who differs from a reader in one thing alone."""


@pytest.mark.parametrize("in_what", TWINS)
def test_no_twin_is_shown_what_was_drawn_for_the_other(in_what: str, reader: Standing) -> None:
    drawn = Drawing(lambda standing: 1)
    twin = TWINS[in_what](reader)
    drawn.shown_to(reader), drawn.shown_to(twin)
    assert drawn.times == 2 and key_of_reader(reader) != key_of_reader(twin)
    turned = dict(reversed(reader.readings.items()))
    assert key_of_reader(reader) == key_of_reader(replace(reader, readings=turned))


def test_every_field_of_a_standing_has_its_twins() -> None:
    """A new one is added here, or somebody might be shown what another may read."""
    assert set(Standing.__dataclass_fields__) == {
        *("person", "mission", "on", "roles", "titles"),
        *("readings", "compartments", "authority"),
    }
    assert set(ReadingRight.__dataclass_fields__) == {"areas", "own", "clearance", "parts"}


@pytest.mark.parametrize(
    "said",
    [
        lambda: translation.override("ar"),
        lambda: timezone.override(ZoneInfo("Asia/Kabul")),
        lambda: own_words({"en": {"Hotspot": "Danger spot"}}),
    ],
)
def test_what_is_said_otherwise_is_drawn_apart(
    said: Callable[[], AbstractContextManager[None]], reader: Standing
) -> None:
    drawn = Drawing(places)
    for around in (nullcontext, said, nullcontext, said):
        with around():
            drawn.shown_to(reader)
    assert drawn.times == 2


NEVER_THE_SAME: dict[str, Callable[[Standing], Any]] = {
    "a new id": lambda _: str(new_id()),
    "the second": lambda standing: f"{clock.now(standing.mission):%H:%M:%S}",
    "what it writes": lambda _: write_last(lambda rows: None, 1),
    "a list somebody may change": lambda _: ["Luma"],
    "tables that are not ours": lambda _: read_by_hand("SELECT count(*) FROM django_migrations"),
}


def read_by_hand(sql: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            sql.replace("django_migrations", "(SELECT 1) one JOIN sqlite_master ON (1)")
            if connection.vendor == "sqlite"
            else "SELECT count(*) FROM pg_class"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("what", NEVER_THE_SAME)
def test_what_may_be_another_thing_the_next_time_is_drawn_each_time(
    what: str, reader: Standing
) -> None:
    drawn = Drawing(NEVER_THE_SAME[what])
    drawn.shown_to(reader), drawn.shown_to(reader)
    assert drawn.times == 2


def test_a_part_is_drawn_again_once_the_moment_came_it_was_compared_with(
    reader: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = timezone.now()
    due = at + reader.mission.clock_shift + timedelta(minutes=5)
    drawn = Drawing(lambda standing: "late" if clock.now(standing.mission) > due else "in time")
    for minutes, said, times in (
        (0, "in time", 1),
        (4, "in time", 1),
        (6, "late", 2),
        (60, "late", 2),
    ):
        now = at + timedelta(minutes=minutes)
        monkeypatch.setattr("django.utils.timezone.now", lambda now=now: now)
        assert (drawn.shown_to(reader), drawn.times) == (said, times)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)  # a clock that was put right
    assert drawn.shown_to(reader) == "in time"


def test_what_one_part_looked_up_of_the_person_another_looks_up_itself(
    reader: Standing, cast: Cast
) -> None:
    """Else it would not be known to have read it."""

    def posts(standing: Standing) -> str:
        return ", ".join(one.post.title for one in standing.person.holdings.select_related("post"))

    first, second = Drawing(posts), Drawing(posts)
    with one_moment():
        parts = PartsOf(reader)
        assert parts.get("first", first) == parts.get("second", second)
    cast.amina.holdings.get().post.__class__.objects.update(title="Chief")
    assert first.shown_to(reader, "first") == second.shown_to(reader, "second") == "Chief"


def test_in_a_transaction_that_writes_nothing_is_kept_nor_shown(reader: Standing) -> None:
    from django.db import transaction

    drawn = Drawing(places)
    drawn.shown_to(reader)
    with transaction.atomic():
        Place.objects.update(name="Kal")
        assert drawn.shown_to(reader) == "Kal" and drawn.times == 2
        transaction.set_rollback(True)
    assert drawn.shown_to(reader) == "Luma"


def test_what_was_asked_for_longest_ago_goes_first(
    reader: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_parts, "MOST_BYTES", 5_000)
    drawn = Drawing(lambda standing: "x" * 1_000)
    for name in ("a", "b", "a", "c", "a", "b"):
        drawn.shown_to(reader, name)
    assert drawn.times == 4  # a, b, c, and b again
    assert kept_parts._size <= 5_000
    drawn.shown_to(replace(reader, on=date(2031, 1, 1)), "a")
    assert kept_parts._size == sum(part.size for part in kept_parts._parts.values())
