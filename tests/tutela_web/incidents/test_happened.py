"""What happened near a place: incidents and imported events, each once, whoever asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.recording import record, sent
from tests.tutela_web.warning.story import call
from tutela_web.access.policy import standing_of
from tutela_web.incidents.happened.queries import (
    happened_in,
    happened_near,
    newest_of,
    toll_in_words,
)
from tutela_web.incidents.models import Incident
from tutela_web.incidents.record.verbs import link_event

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
    with django_assert_num_queries(13):  # two ask for pairs nobody decided on
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


def read(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return squeezed(answer.content.decode())


def begun(browser: Any, event: Any) -> dict[str, Any]:
    """The form of a new incident as it is begun from an imported event, with nothing changed."""
    answer = browser.get(f"/m/luma/incidents/new/?event={event.handle}")
    form = answer.context["form"]
    given = {name: form[name].value() for name in form.fields}
    return sent() | {name: value for name, value in given.items() if value is not None}


def test_a_state_force_in_deadly_fighting_is_named_before_and_after_an_incident_is_made_of_it(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", latitude=7.1, longitude=30.2, area=cast.north)
    fight = {"violence": "state-based", "side_b": ["SPLM/A - IO"], "deaths": 6, "deaths_high": 8}
    batch = make.batch(cast.mission, by=cast.amina)
    event = make.event(cast.mission, batch, side_a=[GOVERNMENT], civilian_deaths=4, **fight)
    alert = call(cast, place=luma)
    analyst = sign_in(cast["analyst"])
    decision = f"/m/luma/alerts/{alert.pk}/decision/"
    desk = f"/m/luma/duty/?q=Luma&place={luma.pk}"
    toll = "6 killed, 4 of them civilians"

    def told() -> None:
        page = read(analyst, decision)
        assert "in 1 of 1 incidents and imported events near that harmed civilians" in page
        assert "nobody said which side killed civilians: 1." in page
        assert "Fighting near to which they were a party, civilians killed or not: 1." in page
        assert "state force" in page and toll in page and GOVERNMENT in page
        assert toll in read(analyst, desk)
        ranked = read(analyst, "/m/luma/incidents/perpetrators/")
        assert "nobody said which side killed them: 1." in ranked

    told()
    answer = record(analyst, begun(analyst, event))
    assert answer.status_code == 302, answer.context["form"].errors
    made = Incident.objects.get()
    assert made.other_perpetrators == [GOVERNMENT, "SPLM/A - IO"]
    told()
    page = read(analyst, decision)
    assert made.title in page and f"incidents/{made.pk}/" in page

    force = make.actor(cast.mission, GOVERNMENT, type="host_military")
    change = {"perpetrator": str(force.pk), "attribution": "confirmed", "reason": "Seen by us"}
    edit = f"/m/luma/incidents/{made.pk}/edit/"
    form = analyst.get(edit).context["form"]
    given = {name: form[name].value() for name in form.fields}
    given = {name: value for name, value in given.items() if value is not None}
    answer = analyst.post(edit, given | {"un_personnel": "no"} | change)
    assert answer.status_code == 302, answer.content.decode()
    page = read(analyst, decision)
    assert "in 1 of 1 incidents" in page and "Fighting near" not in page, "a side was blamed"


def test_a_force_of_another_state_typed_by_hand_is_no_host_force(cast: Cast, sign_in: Any) -> None:
    luma = make.place(cast.mission, "Luma", latitude=7.1, longitude=30.2, area=cast.north)
    alert = call(cast, place=luma)
    make.incident(cast.mission, place=luma, other_perpetrators=["Government of Uganda"])
    decision = f"/m/luma/alerts/{alert.pk}/decision/"
    analyst = sign_in(cast["analyst"])
    assert "in 1 of 1 incidents" in read(analyst, decision), "of which state is not known"
    make.event(cast.mission, make.batch(cast.mission, by=cast.amina), latitude=1.0)
    assert "in 0 of 1 incidents" in read(analyst, decision)
    make.incident(cast.mission, place=luma, other_perpetrators=[GOVERNMENT])
    assert "in 1 of 2 incidents" in read(analyst, decision)


def test_all_killed_and_civilians_killed_are_told_apart() -> None:
    assert toll_in_words(None, None) == ""
    assert toll_in_words(6, 4) == "6 killed, 4 of them civilians"
    assert toll_in_words(1, 1) == "1 civilian killed" and toll_in_words(None, 2) == (
        "2 civilians killed"
    )
    assert toll_in_words(6, None) == "6 killed; how many of them civilians is not known"
    assert toll_in_words(6, 0) == "6 killed, 0 of them civilians"


def test_an_actor_and_an_area_tell_what_the_mission_recorded_as_the_ranking_does(
    cast: Cast, sign_in: Any
) -> None:
    kestrel = make.actor(
        cast.mission, "Group Kestrel", other_names=[{"name": "Front de la Crécerelle"}]
    )
    analyst = sign_in(cast["analyst"])
    told = sent(
        title="Raid at the ford",
        place_said="the ford",
        area=str(cast.north.pk),
        event_from=str(make.TODAY),
        harms=["killing"],
        killed="5",
        other_perpetrators="front de la crecerelle; White Riders of the ford",
    )
    assert record(analyst, told).status_code == 302
    page = read(analyst, f"/m/luma/actors/{kestrel.pk}/")
    assert "Raid at the ford" in page and "5 killed" in page
    assert "Incidents 1" in page and "Imported events 0" in page
    ranked = read(analyst, "/m/luma/incidents/perpetrators/")
    assert "Group Kestrel" in ranked and "White Riders of the ford" in ranked
    listed = read(analyst, f"/m/luma/incidents/?perpetrator={kestrel.pk}")
    assert "Raid at the ford" in listed
    riders = "/m/luma/incidents/?perpetrator=White%20Riders%20of%20the%20ford"
    assert "Raid at the ford" in read(analyst, riders)
    assert ">Raid at the ford<" not in read(analyst, "/m/luma/incidents/?perpetrator=unknown")
    assert "Raid at the ford" in read(analyst, "/m/luma/area/")
    assert "Raid at the ford" in read(analyst, f"/m/luma/area/?area={cast.north.code}")
    assert ">Raid at the ford<" not in read(analyst, f"/m/luma/area/?area={cast.south.code}")


def test_an_actor_page_tells_nothing_of_incidents_its_reader_may_not_read(
    cast: Cast, sign_in: Any
) -> None:
    kestrel = make.actor(cast.mission, "Group Kestrel")
    shut = {"verification": "withdrawn_for_safety", "by": cast.amina}
    make.incident(cast.mission, "Hidden raid", perpetrator=kestrel, **shut)
    page = read(sign_in(cast.boris), f"/m/luma/actors/{kestrel.pk}/")
    assert "Hidden raid" not in page and "not the same as none" in page
    assert sign_in(cast.chen).get(f"/m/luma/actors/{kestrel.pk}/").status_code == 404
