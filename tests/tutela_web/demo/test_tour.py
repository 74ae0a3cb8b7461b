"""The buttons of the demonstration: there where `tutela demo` serves it, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tutela_web.access.models import Mission, Person
from tutela_web.demo.prepare import POSTS
from tutela_web.demo.tour import TOURS
from tutela_web.exercise.drills.models import Drill
from tutela_web.records import verbs as records

AS_JOC = "/demo/as/ssd.joc/"


@pytest.fixture
def desk(db: None) -> Mission:
    """The mission of South Sudan as a demonstration, and who keeps its desk."""
    mission = make.mission("ssd", kind=Mission.Kind.DEMO)
    make.post(mission, "joc_duty_officer", make.person("ssd.joc", needs_second_factor=False))
    return mission


def signed_in(client: Client) -> bool:
    return client.get("/?missions=1").status_code == 200


@pytest.mark.django_db
def test_an_install_of_a_mission_has_no_button_and_no_address_of_one(desk: Mission) -> None:
    client = Client()
    page = client.get("/account/login/").content.decode()
    assert "/demo/" not in page and "ssd.joc" not in page
    assert client.post(AS_JOC).status_code == 404 and not signed_in(client)


@pytest.mark.parametrize(
    "others",
    [
        {"TUTELA_HOSTS": "tutela.example.org"},
        {"TUTELA_HOSTS": "*"},
        {"TUTELA_URL": "https://tutela.example.org"},
        {"TUTELA_HTTPS": "yes"},
    ],
)
def test_a_server_that_others_reach_does_not_start_with_buttons(
    others: dict[str, str], tmp_path: Any
) -> None:
    asked = {"TUTELA_DEMONSTRATION": "yes", "TUTELA_DATA": str(tmp_path), **others}
    program = "import tutela_web.settings"
    run = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | asked, capture_output=True, text=True
    )
    assert run.returncode and "TUTELA_DEMONSTRATION is yes where others reach" in run.stderr


@pytest.mark.django_db
def test_one_button_signs_in_as_that_person(
    desk: Mission, demonstration: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutela_web.demo.views.day.is_over", lambda mission: False)
    client = Client()
    page = client.get("/account/login/").content.decode()
    assert f'action="{AS_JOC}"' in page
    answer = client.post(AS_JOC)
    assert (answer.status_code, answer["Location"]) == (302, "/m/ssd/alerts/")
    board = client.get("/m/ssd/alerts/").content.decode()
    assert "Close the tour" in board and "/m/ssd/joc/" in board
    client.post("/demo/tour/end/", {"next": "/m/ssd/alerts/"})
    assert "Close the tour" not in client.get("/m/ssd/alerts/").content.decode()
    assert signed_in(client)


@pytest.mark.django_db
def test_beside_a_real_mission_no_button_signs_anybody_in(
    desk: Mission, demonstration: None
) -> None:
    make.mission("tarso")
    client = Client()
    assert "ssd.joc" not in client.get("/account/login/").content.decode()
    assert client.post(AS_JOC).status_code == 404 and not signed_in(client)


@pytest.mark.django_db
def test_an_exercise_that_its_people_play_takes_no_button_away(
    desk: Mission, demonstration: None
) -> None:
    there = make.mission("ssd-x1", kind=Mission.Kind.EXERCISE)
    client = Client()
    assert AS_JOC not in client.get("/account/login/").content.decode(), "whose it is is not known"
    conductor = Person.objects.get(username="ssd.joc")
    night = Drill(title="Night drill", conductor=conductor, exercise=there)
    records.create(night, mission=desk, by=None)
    assert AS_JOC in client.get("/account/login/").content.decode()


@pytest.mark.django_db
def test_no_button_signs_in_who_is_none_of_the_demonstration(
    desk: Mission, demonstration: None
) -> None:
    make.post(desk, "analyst", make.person("amina", needs_second_factor=False))
    client = Client()
    assert client.post("/demo/as/amina/").status_code == 404
    assert client.get(AS_JOC).status_code == 405, "never by a link"
    assert Client(REMOTE_ADDR="10.0.0.7").post(AS_JOC).status_code == 404
    assert not signed_in(client)


def test_each_account_of_the_demonstration_has_a_tour() -> None:
    assert TOURS.keys() == {last for last, _role, _title in POSTS}


@pytest.mark.django_db
def test_a_name_that_is_not_this_machines_is_refused_in_words(
    desk: Mission, demonstration: None, settings: Any
) -> None:
    """Before it is known who asks, the page has no tour to ask about."""
    settings.ALLOWED_HOSTS = ["testserver"]
    stranger = Client(raise_request_exception=False, headers={"host": "evil.example"})
    answer = stranger.get("/account/login/")
    assert answer.status_code == 400 and b"</html>" in answer.content
    assert stranger.get("/api/v1/missions").json()["error"]["code"] == "input.unreadable"
