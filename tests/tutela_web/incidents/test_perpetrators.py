"""Who harms civilians: ranked with how sure it is, and what is not known is never nought."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.incidents.happened.perpetrators import perpetrators_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

YEAR = timedelta(days=365)


def test_actors_of_an_area_are_ranked_and_unknown_perpetrators_are_counted_openly(
    cast: Cast, sign_in: Any, django_assert_num_queries: Any
) -> None:
    kestrel, osprey = (make.actor(cast.mission, name) for name in ("Group Kestrel", "Group Osprey"))
    hidden = make.actor(cast.mission, "Group Umber", classification=2)
    for fields in (
        {"perpetrator": kestrel, "attribution": "confirmed", "killed": 5},
        {"perpetrator": kestrel, "attribution": "suspected", "killed": None},
        {"perpetrator": osprey, "attribution": "probable", "killed": 9},
        {"perpetrator": hidden, "killed": 1},
        {"other_perpetrators": ["men on motorcycles"], "killed": 40},
        {"killed": 2},
        {"perpetrator": osprey, "killed": 90, "verification": "refuted"},
        {"perpetrator": osprey, "killed": 90, "area": cast.south},
        {"perpetrator": osprey, "killed": 90, "event_from": make.TODAY - 2 * YEAR},
    ):
        make.incident(cast.mission, **({"area": cast.north} | fields))
    boris = standing_of(cast.boris, cast.mission)
    with django_assert_num_queries(12):  # seven gather the columns of events
        found = perpetrators_of(boris, cast.north, make.TODAY - YEAR)
    told = [(row.actor, row.told.killed, row.told.incidents) for row in found.rows]
    assert told == [(None, 40, 1), (osprey, 9, 1), (kestrel, 5, 2), (None, 1, 1), (None, 2, 1)]
    assert found.rows[2].told.floor and [n for _words, n in found.rows[2].certainties] == [
        1,
        0,
        1,
        0,
    ]
    assert found.rows[0].name == "men on motorcycles" and found.rows[-1].unknown
    assert found.in_words_only == 1
    where = reverse("incidents:perpetrators", args=["luma"])
    page = sign_in(cast.boris).get(where, {"area": cast.north.code}).content.decode()
    assert "at least 5" in page and "nobody of the list: not known" in page
    assert "Umber" not in page and "actors you may not read" in page
    own = sign_in(cast.hofo).get(where).content.decode()
    assert cast.south.name not in own, "reads incidents of the own area only"
    assert sign_in(cast.chen).get(where).status_code == 404


def test_imported_events_blame_too_and_open_by_every_name_of_the_actor(
    cast: Cast, sign_in: Any
) -> None:
    tigers = make.actor(
        cast.mission,
        "Tiger Division",
        type="host_military",
        other_names=[{"name": "Government of South Sudan", "language": "en"}],
    )
    make.incident(cast.mission, perpetrator=tigers, attribution="probable", killed=2)
    batch = make.batch(cast.mission, by=cast.amina)
    ours = {"side_a": ["Government of South Sudan"]}
    make.event(cast.mission, batch, **ours, source_id="SSD-1")
    make.event(cast.mission, batch, **ours, deaths=None, source_id="SSD-2")
    make.event(cast.mission, batch, side_a=["Group Heron"], deaths=9)
    make.event(cast.mission, batch, side_a=["unknown"], deaths=1)
    fight = {"violence": "state-based", "side_b": ["Group Heron"]}
    make.event(cast.mission, batch, **ours | fight, civilian_deaths=7)
    make.event(cast.mission, batch, **ours | fight, civilian_deaths=0)
    found = perpetrators_of(standing_of(cast.boris, cast.mission), None, make.TODAY - YEAR)
    told = [
        (row.actor or row.name, row.told.killed, row.told.events, row.told.incidents)
        for row in found.rows
    ]
    assert told == [("Group Heron", 9, 1, 0), (tigers, 5, 2, 1), ("", 8, 2, 0)]
    assert found.rows[1].told.floor and found.in_fighting == 1
    boris = sign_in(cast.boris)
    page = boris.get(reverse("incidents:perpetrators", args=["luma"])).content.decode()
    assert "named in words; not in the list of actors" in page
    assert "civilians died, and nobody said which side killed them: 1." in page
    opened = boris.get(f"{reverse('incidents:events', args=['luma'])}?{found.rows[1].events_query}")
    listed = opened.content.decode()
    assert "SSD-1" in listed and "SSD-2" in listed and "Group Heron</td>" not in listed
    assert "Tiger Division" in listed  # the filter that is on
