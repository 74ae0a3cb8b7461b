"""Who knew what, when: events as they were known on a day, whatever came or went since."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.import_files import imported, row, standing
from tutela_web.base.models import Batch
from tutela_web.incidents.events.queries import closed_events_for, events_for, frame_of
from tutela_web.incidents.imports import verbs
from tutela_web.incidents.models import EarlierSupersession, Event

pytestmark = pytest.mark.postgresql

DAY = datetime(2018, 12, 1, tzinfo=UTC)


def at(batch: Batch, day: int, undone: int | None = None) -> Batch:
    """The batch as if published, and undone, on days of December."""
    Batch.objects.filter(pk=batch.pk).update(
        published_at=DAY + timedelta(days=day),
        undone_at=None if undone is None else DAY + timedelta(days=undone),
        state="published" if undone is None else "undone",
    )
    return batch


def known(cast: Cast, day: int) -> list[tuple[str, int | None]]:
    found = events_for(standing(cast, cast.boris), as_known=DAY + timedelta(days=day))
    return list(found.order_by("source_id").values_list("source_id", "deaths"))


def test_an_edition_replaced_later_is_what_was_known_before(cast: Cast) -> None:
    at(imported(cast, row(1)), 2)
    at(imported(cast, row(1, Killed="9")), 5)
    assert [known(cast, day) for day in (1, 3, 6)] == [[], [("L-1", 3)], [("L-1", 9)]]


def test_between_import_and_undo_the_mission_believed_it(cast: Cast) -> None:
    at(imported(cast, row(1)), 2)
    wrong = at(imported(cast, row(1, Killed="9")), 5, undone=8)
    assert [known(cast, day) for day in (3, 6, 9)] == [[("L-1", 3)], [("L-1", 9)], [("L-1", 3)]]
    at(imported(cast, row(1, Killed="4")), 12)
    kept = EarlierSupersession.objects.get()
    assert kept.batch == wrong  # the new edition overrides the mark, and the mark is remembered
    expected = [[("L-1", 3)], [("L-1", 9)], [("L-1", 3)], [("L-1", 4)]]
    assert [known(cast, day) for day in (3, 6, 9, 13)] == expected


def test_a_person_says_since_when_the_mission_knew(cast: Cast) -> None:
    batch = at(imported(cast, row(1)), 10)
    assert known(cast, 5) == []
    Batch.objects.filter(pk=batch.pk).update(known_at=DAY + timedelta(days=4))
    assert known(cast, 5) == [("L-1", 3)] and known(cast, 3) == []


def test_what_sits_in_a_compartment_now_is_not_shown_openly_as_of_then(cast: Cast) -> None:
    at(imported(cast, row(1)), 2)
    at(imported(cast, row(1, Harm="rape")), 5)
    assert known(cast, 3) == [] and known(cast, 6) == []


def test_each_reads_the_own_areas_and_compartments(cast: Cast) -> None:
    batch = imported(cast, row(1), row(2), row(3, Harm="rape"), classification=1)
    Event.objects.filter(source_id="L-1").update(area=cast.north)
    Event.objects.filter(source_id="L-2").update(area=cast.south)
    assert events_for(standing(cast)).count() == 2
    assert [e.source_id for e in events_for(standing(cast, cast.hofo))] == ["L-1"]
    assert not events_for(standing(cast, cast.chen)).exists()
    adviser = cast["women_protection_adviser"]
    assert not events_for(standing(cast, adviser)).exists()
    assert [e.source_id for e in closed_events_for(standing(cast, adviser))] == ["L-3"]
    assert not closed_events_for(standing(cast)).exists()
    make.grant(cast.mission, cast.amina, "crsv", by=cast["chief_of_staff"])
    assert closed_events_for(standing(cast)).count() == 1
    verbs.undo(batch, by=standing(cast))
    assert not closed_events_for(standing(cast)).exists()


def test_the_table_for_calculations(cast: Cast) -> None:
    imported(
        cast,
        row(1, Perpetrator="Murle"),
        row(2, Date="2018-12-20", Killed=""),
        row(3, Harm="rape"),
    )
    events = frame_of(cast.mission, until=date(2018, 12, 10))
    assert events.frame["source_id"].to_list() == ["L-1"] and events.identities.is_empty()
    assert events.frame["side_a"].to_list() == [["communal armed elements"]]
    assert events.frame["date_end"].to_list() == [date(2018, 12, 1)]
    everything = frame_of(
        cast.mission, until=None, compartments=frozenset({"crsv", "group_identity"})
    )
    assert sorted(everything.frame["source_id"]) == ["L-1", "L-2", "L-3"]
    assert everything.identities["name"].to_list() == ["Murle"]
    dead = dict(everything.frame.select("source_id", "deaths").rows())
    assert dead["L-2"] is None  # not known is not nought


def test_an_empty_mission_gives_an_empty_table(cast: Cast) -> None:
    assert len(frame_of(cast.mission, until=None)) == 0


@pytest.mark.parametrize("batches", [1, 4])
def test_one_query_however_many_files(cast: Cast, batches: int) -> None:
    for number in range(batches):
        imported(cast, row(number))
    with CaptureQueriesContext(connection) as queries:
        assert len(frame_of(cast.mission, until=None)) == batches
    assert len(queries) == 1
