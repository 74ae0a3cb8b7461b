"""What happened near a place: incidents and imported events, each once, whoever asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.incidents.happened_queries import happened_in, happened_near, newest_of
from tutela_web.incidents.verbs import link_event

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

YEAR = timedelta(days=365)
GOVERNMENT = "Government of South Sudan"


def near(cast: Cast, who: str, place: Any) -> list[tuple[str, str]]:
    """What somebody is told of a place: kind and who did it."""
    standing = standing_of(cast[who], cast.mission)
    found = happened_near(
        standing, place, place.pk, km=15, since=make.TODAY - YEAR, until=make.TODAY
    )
    return [(one.kind, ", ".join(one.names)) for one in newest_of(standing, found, 20)]


def test_an_imported_event_is_told_beside_incidents_and_once_where_one_rests_on_it(
    cast: Cast,
) -> None:
    luma = make.place(cast.mission, "Luma", latitude=7.1, longitude=30.2)
    batch = make.batch(cast.mission, by=cast.amina)
    event = make.event(cast.mission, batch, side_a=[GOVERNMENT])
    make.event(cast.mission, batch, latitude=8.5)  # 155 km off
    make.event(cast.mission, batch, place_precision=4)  # known to a district only
    at_place = make.incident(cast.mission, place=luma, event_from=make.TODAY)
    make.incident(cast.mission, place=luma, verification="refuted")
    make.incident(cast.mission, place=luma, event_from=make.TODAY - YEAR * 2)
    assert near(cast, "analyst", luma) == [("incident", ""), ("event", GOVERNMENT)]
    link_event(at_place, event, by=standing_of(cast.amina, cast.mission))
    assert near(cast, "analyst", luma) == [("incident", "")]


def test_who_may_not_read_the_incident_is_told_of_the_event_it_rests_on(cast: Cast) -> None:
    luma = make.place(cast.mission, "Luma", latitude=7.1, longitude=30.2)
    event = make.event(cast.mission, make.batch(cast.mission, by=cast.amina))
    withdrawn = make.incident(
        cast.mission, place=luma, verification="withdrawn_for_safety", by=cast.amina
    )
    link_event(withdrawn, event, by=standing_of(cast.amina, cast.mission))
    assert near(cast, "boris", luma) == [("event", "Group Kestrel")]
    assert near(cast, "analyst", luma) == []


def test_a_listed_place_near_by_is_where_an_incident_without_a_point_happened(cast: Cast) -> None:
    luma = make.place(cast.mission, "Luma", latitude=7.1, longitude=30.2)
    mill = make.place(cast.mission, "Mill", latitude=7.15, longitude=30.2)
    make.incident(cast.mission, place=mill, other_perpetrators=["men on motorcycles"])
    assert near(cast, "analyst", luma) == [("incident", "men on motorcycles")]


def test_forces_of_the_host_state_are_known_by_the_list_and_by_the_country(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    batch = make.batch(cast.mission, by=cast.amina)
    make.actor(
        cast.mission,
        "Tiger Division",
        type="host_military",
        other_names=[{"name": "Division Tigre", "language": "fr"}],
    )
    abroad = make.event(cast.mission, batch, side_a=["Government of Uganda"])
    ours = make.event(cast.mission, batch, side_a=[GOVERNMENT])
    listed = make.event(cast.mission, batch, side_a=["division tigre"])
    fight = make.event(
        cast.mission, batch, side_b=[GOVERNMENT], violence="state-based", civilian_deaths=0
    )
    standing = standing_of(cast.amina, cast.mission)
    with django_assert_num_queries(12):  # one asks for pairs nobody decided on
        found = happened_in(standing, None, since=make.TODAY - YEAR)
    host = dict(found.select("pk", "host_force").iter_rows())
    assert host == {
        str(abroad.pk): False,
        str(ours.pk): True,
        str(listed.pk): True,
        str(fight.pk): True,
    }
    assert found.filter(pk=str(fight.pk)).select("against_civilians", "fighting").row(0) == (
        False,
        True,
    )
