"""A town has sites: three of them attacked at once are three attacks, on the board and the map."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.places.models import Place
from tutela_web.risk.queries import never_assessed
from tutela_web.warning.merging.verbs import propose
from tutela_web.warning.models import Alert, Report, ThreadProposal

from .story import at_desk, call


def bangassou(cast: Cast) -> Place:
    return make.place(
        cast.mission, "Bangassou", kind="town", area=cast.north, latitude=4.74, longitude=22.82
    )


def log_call(client: Any, **said: str) -> Alert:
    """The duty officer writes a call down, and raises the alarm."""
    sent = {"id": str(uuid4()), "level": "ongoing", "channel": "call", "act": "killing"} | said
    answer = client.post("/m/luma/alerts/new/", sent | {"warn": "1"})
    assert answer.status_code == 302, answer.content.decode()
    return Alert.objects.select_related("place__town").get(pk=sent["id"])


def test_a_church_a_mosque_and_a_hospital_of_one_town_stay_three(cast: Cast, sign_in: Any) -> None:
    """The night of 8 May 2017. Nobody but the words of the calls tells them apart."""
    town, desk = bangassou(cast), sign_in(cast["joc_duty_officer"])
    offered = desk.get("/m/luma/alerts/around/?place_said=cathedral+of+Bangassou")
    sites = re.findall(r'value="(\w+)@[0-9a-f-]+"\s+(checked)?', offered.content.decode())
    assert len(sites) == 7 and sites[0] == ("church", "checked")
    cathedral = log_call(desk, place_said="cathedral of Bangassou", place=f"church@{town.pk}")
    mosque = log_call(desk, place_said="the mosque of Bangassou")  # not tapped
    hospital = log_call(desk, place_said="Bangassou", place=f"hospital@{town.pk}")
    for alert, kind in ((cathedral, "church"), (mosque, "mosque"), (hospital, "hospital")):
        assert alert.place is not None and alert.place.town == town and alert.place.kind == kind
        assert (alert.latitude, alert.area_id) == (town.latitude, cast.north.pk)
    board = desk.get("/m/luma/alerts/").content.decode()
    rows = board.split('id="board-rows"')[1].split("</section>")[0]
    titles = re.findall(r"<h2>\s*<bdi>([^<]+)</bdi>", rows)
    named = ["cathedral of Bangassou", "the mosque of Bangassou", "Hospital or clinic, Bangassou"]
    assert titles == named and "Merge these" not in rows and "may be one with" not in rows
    signs = board.split('id="alerts-map"')[1]
    assert all(name[:26] in signs for name in named)
    assert not ThreadProposal.objects.exists()
    assert "cathedral of Bangassou" in desk.get(f"/m/luma/alerts/{cathedral.pk}/").content.decode()


def test_a_site_is_made_once_and_scored_with_its_town(cast: Cast, sign_in: Any) -> None:
    town, desk = bangassou(cast), sign_in(cast["joc_duty_officer"])
    first = log_call(desk, place_said="Bangassou", place=f"church@{town.pk}")
    again = log_call(desk, place_said="Bangassou", place=f"church@{town.pk}")
    assert first.place == again.place and Place.objects.filter(town=town).count() == 1
    offered = desk.get(f"/m/luma/alerts/around/?place_said=Bangassou&place={town.pk}")
    assert "Church, Bangassou" in offered.content.decode()
    never = never_assessed(at_desk(cast, "poc_adviser"), None)
    assert [place.name for place in never] == ["Bangassou"]
    record = desk.get(f"/m/luma/places/{first.place_id}/record/").content.decode()
    assert "Lies in" in record and "Bangassou" in record


def test_two_calls_of_one_town_are_offered_for_merging_only_if_they_tell_the_same(
    cast: Cast, sign_in: Any
) -> None:
    """Texts name the town alone, and the words of the place its site: nobody chose a site."""
    town = bangassou(cast)
    church = call(cast, place=town, place_said="the church, Bangassou", act="killing")
    school = call(cast, place=town, place_said="school of Bangassou", act="houses burn")
    again = call(cast, place=town, place_said="church Bangassou", act="houses burn at night")
    for alert in (church, school, again):
        propose(alert)
    pairs = {(one.alert, one.earlier) for one in ThreadProposal.objects.all()}
    assert (school, church) not in pairs and (again, church) in pairs
    shown = sign_in(cast.hofo).get("/m/luma/alerts/").content.decode()
    assert "school of Bangassou" in shown, "the said site leads"
    assert Report.objects.filter(place=town).count() == 3


def test_who_has_no_say_there_makes_no_site_and_the_words_lead_all_the_same(
    cast: Cast, sign_in: Any
) -> None:
    """A head of the north who reads all of the mission, and answers for no place of the south."""
    town = make.place(cast.mission, "Kolo", kind="town", area=cast.south)
    make.role(cast.mission, "analyst", cast.hofo)
    raised = log_call(sign_in(cast.hofo), place_said="Kolo", place=f"church@{town.pk}")
    assert raised.place == town and raised.where == "Church, Kolo"
    assert not Place.objects.filter(town=town).exists()
