"""The demonstration: real public events, invented people and operations kept apart from scores."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings

from tests.tutela_web.conftest import once_a_file
from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import missions_of, standing_of
from tutela_web.access.vault import keyring
from tutela_web.base import clock
from tutela_web.crisis.decisions.queries import screen
from tutela_web.demo.day import ON
from tutela_web.demo.prepare import COUNTRIES, build
from tutela_web.demo.tour import TOURS, stops
from tutela_web.fora.forum.models import Forum
from tutela_web.incidents.models import Event, Incident
from tutela_web.mandate.models import MandatedTask, Resolution
from tutela_web.places.models import Place
from tutela_web.risk.models import Assessment, Risk, SuggestedRisk, Week
from tutela_web.warning.board.queries import known_of
from tutela_web.warning.models import Alert

DATA = Path("demo/data")


pytestmark = pytest.mark.slow
in_database = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


@pytest.fixture(scope=once_a_file)
def built_centre(build_once: Any) -> Mission:
    """The mission in the Central African Republic, built twice: the second time changes nothing."""

    def build_twice() -> Mission:
        keyring.make_first()
        with override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}):
            made = build(COUNTRIES[1], DATA, tell=lambda step: None)
            assert build(COUNTRIES[1], DATA, tell=lambda step: None).pk == made.pk
        return made

    made: Mission = build_once(build_twice)
    return made


@pytest.fixture
def centre(built_centre: Mission) -> Mission:
    """That mission, as each test finds it anew."""
    return Mission.objects.get(pk=built_centre.pk)


@in_database
def test_the_mission_of_the_centre_is_built_and_can_be_signed_into(centre: Mission) -> None:
    mission = centre
    assert Mission.objects.count() == 1
    assert mission.is_demo and clock.today(mission) == date(2018, 12, 31)

    december = Event.objects.filter(date_end__gte="2018-12-01", date_end__lte="2018-12-31")
    assert december.count() == 1, "thin coverage is shown as thin"
    made = Assessment.objects.filter(mission=mission, compartment="")
    assert made.count() == 13 and made.order_by("-on")[0].on == date(2018, 12, 31)

    invented = Incident.objects.filter(mission=mission)
    assert invented.count() and all(i.invented for i in invented)
    last_real = Event.objects.order_by("-date_end").values_list("date_end", flat=True)[0]
    assert all(i.event_from and i.event_from >= last_real for i in invented)
    names = SuggestedRisk.objects.values_list("place__name", "actor")
    assert not any("invented" in f"{place} {actor}" for place, actor in names)

    alerts = Alert.objects.filter(mission=mission)
    assert alerts.count() == 5 and all(one.invented for one in alerts)
    assert {one.now.state for one in alerts} == {"closed", "acknowledged", "received"}
    desk = standing_of(Person.objects.get(username="caf.joc"), mission)
    luma = alerts.get(heading__startswith="west")
    assert any(one.able for one in screen(desk, luma, known_of(desk, [luma])[luma.pk]).units)

    fora = Forum.objects.filter(mission=mission)
    assert fora.count() == 5 and all(one.invented for one in fora), "made once, and marked"

    texts = Resolution.objects.filter(mission=mission)
    assert texts.count() == 2 and all(one.invented for one in texts), "made once, and marked"
    tasks = MandatedTask.objects.filter(mission=mission)
    assert all(one.invented for one in tasks)
    holding = [one for one in tasks if one.holds(clock.today(mission))]
    assert len(holding) == 10 and all(one.component for one in holding)

    adviser = Person.objects.get(username="caf.adviser")
    assert missions_of(adviser) == [mission]
    client = Client()
    client.force_login(adviser, backend="tutela_web.access.sessions.backend.AccountBackend")
    page = client.get("/m/caf/").content.decode()
    ranked = page.split('id="ranked"', 1)[1].split("</table>")[0]
    assert "Luma (invented)" in ranked, "the story stands where the real ones do, and says so"
    assert ranked.count("suggested, not yet agreed") < ranked.count("data-hotspot=") - 5
    file = client.get("/m/caf/export/hotspots.csv")
    taken = b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]
    assert "invented" in taken and "Luma" not in taken, "no file of real data holds the story"
    weeks = Week.objects.filter(mission=mission).order_by("monday")
    assert [week.state for week in weeks] == ["adopted"] * 4 + ["open"]
    assert all(week.frozen_at.date() == week.monday for week in weeks), "each on its own Monday"
    lines = Risk.objects.filter(mission=mission)
    said = lines.exclude(owner="", risk=None, proposal=None)
    assert all(line.invented for line in said), "whatever these people say is marked"
    assert not any(line.invented for line in lines.difference(said)), "and nothing else is"
    assert {line.status for line in lines} >= {"adopted", "proposed", "closed"}
    assert len({line.owner for line in lines}) > 4 and len({line.confidence for line in lines}) == 4
    assert lines.filter(proposal__isnull=False).count() == 1
    for risk in lines.filter(place__invented=True):
        assert client.get(f"/m/caf/risks/{risk.pk}/").status_code == 200
        assert client.get(f"/m/caf/places/{risk.place_id}/").status_code == 200
    assert standing_of(adviser, mission).may("score_risk")


@in_database
def test_the_day_begins_anew_for_who_opens_it_days_later(
    centre: Mission, demonstration: None, sign_in: Any
) -> None:
    visitor = sign_in(Person.objects.get(username="caf.joc"))
    luma = Place.objects.get(code="invented-luma")
    told = {"place_said": luma.name, "place": luma.pk, "level": "warning", "channel": "call"}
    first = told | {"id": str(uuid4()), "act": "shots heard"}
    assert visitor.post("/m/caf/alerts/new/", first).status_code == 302
    threat = Alert.objects.filter(invented=True, level="imminent").latest("known_at")
    flash = {"facts": "Sixty men at the crossing", "final": "on"}
    assert visitor.post(f"/m/caf/alerts/{threat.pk}/flash/", flash).status_code == 302
    centre.clock_shift += timedelta(days=16, hours=3)  # nobody came for a fortnight
    centre.save()
    later = told | {"id": str(uuid4()), "act": "a fortnight later"}
    assert visitor.post("/m/caf/alerts/new/", later).status_code == 302
    days = {one.known_at.date() for one in Alert.objects.filter(invented=True)}
    assert all(clock.today(centre) - day > timedelta(days=15) for day in days)

    client = Client()
    opened = client.post("/demo/as/caf.joc/", follow=True)
    now = clock.now(Mission.objects.get())
    assert now.date() == ON and opened.request["PATH_INFO"] == "/m/caf/alerts/"
    shown = Alert.objects.filter(invented=True, level="imminent").latest("known_at")
    assert now - shown.known_at < timedelta(hours=1), "the alert at Luma is of this morning"
    assert not Alert.objects.filter(known_at__gt=now).exists(), "none lies ahead of the clock"
    assert client.get(f"/m/caf/alerts/{threat.pk}/").status_code == 404, "with its flash report"


@in_database
def test_each_page_of_each_tour_opens_for_its_person(centre: Mission, demonstration: None) -> None:
    refused = []
    for last in TOURS:
        client = Client()
        assert client.post(f"/demo/as/caf.{last}/").status_code == 302
        tour = stops("caf", last)
        assert 3 <= len(tour) <= 5
        for words, url in tour:
            page = client.get(url)
            if page.status_code != 200 or str(words) not in unescape(page.content.decode()):
                refused.append((last, url))
    assert not refused
