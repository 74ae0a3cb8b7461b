"""Events as columns say what the database says: for everybody, under every filter, at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.planted import plant
from tutela_web.access.policy import standing_of
from tutela_web.incidents.events.columns import asked_for, events_seen
from tutela_web.incidents.events.queries import events_for
from tutela_web.incidents.lists.columns import counted_alone
from tutela_web.incidents.lists.queries import IncidentFilter, editions_for, facets, standing_alone
from tutela_web.incidents.models import EarlierSupersession, Event

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]


def test_everybody_meets_the_same_events_in_columns_and_in_the_database(cast: Cast) -> None:
    plant(cast)
    first, later, undone = (make.batch(cast.mission, cast.amina) for _ in range(3))
    for area in (cast.north, cast.south, None):
        for classification in range(4):
            make.event(cast.mission, first, area=area, classification=classification)
    make.event(cast.mission, first, superseded_batch=later)
    again = make.event(cast.mission, first, superseded_batch=undone)
    EarlierSupersession.objects.create(event_id=again.pk, batch=later)
    make.event(cast.mission, undone)
    undone.undone_at = datetime(2018, 12, 2, tzinfo=UTC)
    undone.save()
    met = 0
    for person in cast.people.values():
        standing = standing_of(person, cast.mission)
        now, every = (
            set(events_seen(standing, every_edition=e).collect()["pk"]) for e in (False, True)
        )
        assert now == set(events_for(standing).values_list("pk", flat=True)), person
        assert every == set(editions_for(standing).values_list("pk", flat=True)), person
        met += bool(now)
    assert met > 5


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, "abcd"),
        ({"source": "acled"}, "b"),
        ({"harm": "abduction"}, "b"),
        ({"harm": "unknown"}, "c"),
        ({"area": "north"}, "a"),
        ({"area": "unknown"}, "bcd"),
        ({"area": "nowhere"}, ""),
        ({"since": "2018-12-01"}, "b"),
        ({"until": "2018-11-30"}, "ac"),
        ({"since": "no day"}, "abcd"),
        ({"text": "TORIT"}, "b"),
        ({"text": "c"}, "c"),
        ({"text": "Tembel (old"}, "d"),
        ({"source": "ucdp", "harm": "killing"}, "ad"),
        ({"batch": "no batch"}, ""),
    ],
)
def test_each_filter_finds_its_events(cast: Cast, asked: dict[str, str], found: str) -> None:
    batch = make.batch(cast.mission, cast.amina)
    early = {"date_start": date(2018, 3, 1), "date_end": date(2018, 3, 2)}
    made: dict[str, dict[str, Any]] = {
        "a": {"area": cast.north, **early},
        "b": {"source": "acled", "harm": "abduction", "place": "Torit"},
        "c": {"harm": None, "place": None, **early},
        "d": {"date_start": None, "date_end": None, "place": "Tembel (old market)"},
    }
    for name, fields in made.items():
        make.event(cast.mission, batch, source_id=name, **fields)
    standing = standing_of(cast.amina, cast.mission)
    seen = events_seen(standing).collect()
    assert "".join(sorted(seen.filter(asked_for(standing, asked))["source_id"])) == found
    assert seen["source_id"][-1] == "d"  # without a date: at the end of the list
    whole = seen.filter(asked_for(standing, {"batch": str(batch.pk)}))
    assert whole.height == 4


def test_what_is_published_undone_or_placed_is_seen_at_once(cast: Cast) -> None:
    standing = standing_of(cast.amina, cast.mission)
    assert events_seen(standing).collect().height == 0
    batch = make.batch(cast.mission, cast.amina, published=False)
    make.event(cast.mission, batch)
    assert events_seen(standing).collect().height == 0
    batch.published_at = datetime(2018, 12, 1, tzinfo=UTC)
    batch.save()
    assert events_seen(standing).collect().height == 1 == Event.objects.count()
    batch.undone_at = datetime(2018, 12, 2, tzinfo=UTC)
    batch.save()
    assert events_seen(standing).collect().height == 0


def test_incidents_are_counted_in_columns_as_in_the_database(cast: Cast) -> None:
    planted = plant(cast)
    gone = {"verification": "withdrawn_for_safety", "harms": []}
    withdrawn = make.incident(cast.mission, by=cast.amina, **gone)
    whole = make.incident(cast.mission, area=cast.north, harms=["killing", "abduction"])
    make.incident(cast.mission, area=cast.north, merged_into=whole)
    assert planted and withdrawn
    met = set()
    for person in cast.people.values():
        standing = standing_of(person, cast.mission)
        number = standing_alone(standing).count()
        assert counted_alone(standing).collect().height == number, person
        assert sum(facets(standing, IncidentFilter(), {}).verification.values()) == number
        met.add(number)
    assert len(met) > 3
    harms = facets(standing_of(cast.amina, cast.mission), IncidentFilter(), {}).harm
    assert harms["abduction"] == 1 and harms["unknown"] == 1
