"""With invented names: people flee one village, and the next is no alert but a question."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.recording import record, sent
from tests.tutela_web.warning.story import again, call, later
from tests.tutela_web.warning.test_api import phone
from tutela_web.base import clock
from tutela_web.channels.models import Message
from tutela_web.incidents.models import Incident
from tutela_web.places.models import Place
from tutela_web.risk.models import Assessment
from tutela_web.warning.inferred.verbs import climb
from tutela_web.warning.inferred_models import InferredPlace
from tutela_web.warning.models import Alert, AlertHeld
from tutela_web.warning.tripwires.verbs import trip

pytestmark = pytest.mark.postgresql

NORTH = 0.0815
"""Degrees of latitude of some nine kilometres."""


def assessed(cast: Cast, *wires: tuple[str, Place, list[str]]) -> None:
    """An assessment of today says which wires fired where, and on what."""
    Assessment.objects.create(
        mission=cast.mission,
        on=make.TODAY,
        made_at=clock.now(cast.mission),
        events=1,
        published_at=clock.real_now(),
        tripwires=[
            {"place": str(p.pk), "said": p.name, "rule": rule, "why": "", "events": names}
            for rule, p, names in wires
        ],
    )


@pytest.fixture
def gumuruk(cast: Cast) -> Place:
    return make.place(cast.mission, "Gumuruk", latitude=6.9, longitude=33.0, area=cast.north)


@pytest.fixture
def kalana(cast: Cast) -> Place:
    south = make.person("head_of_the_south")
    make.post(cast.mission, "head_of_field_office", south, area=cast.south)
    return make.place(
        cast.mission, "Kalana North", latitude=6.9 + NORTH, longitude=33.0, area=cast.south
    )


def people_flee(cast: Cast, sign_in: Any, gumuruk: Place, kalana: Place) -> Alert:
    """An analyst records a mass flight; the worker trips it, then what the assessment says."""
    officer = sign_in(cast["joc_duty_officer"])
    told = sent(
        title="People leave Gumuruk",
        place=str(gumuruk.pk),
        place_said="Gumuruk",
        event_from=str(make.TODAY),
        harms=["mass flight"],
    )
    assert record(officer, told).status_code == 302
    name = f"incident:{Incident.objects.get().pk}"
    assert trip(cast.mission) == 1
    assessed(cast, ("mass flight", gumuruk, [name]), ("mass flight", kalana, [name]))
    assert trip(cast.mission) == 0, "the same evidence opens nothing twice"
    return Alert.objects.select_related("now", "mission").get()


def test_one_flight_is_one_alert_and_the_village_nobody_named_a_question(
    cast: Cast, sign_in: Any, gumuruk: Place, kalana: Place
) -> None:
    alert = people_flee(cast, sign_in, gumuruk, kalana)
    assert (alert.place, alert.level) == (gumuruk, "warning")
    line = InferredPlace.objects.get()
    assert (line.alert, line.place, round(line.km or 0)) == (alert, kalana, 9)
    assert line.owner_post is not None and line.owner_post.role == "head_of_field_office"
    assert line.due_at - line.asked_at == timedelta(hours=24)
    assert Message.objects.filter(about_kind="inferredplace", to_id=line.owner_id).exists()
    trip(cast.mission)
    assert InferredPlace.objects.count() == 1

    officer = sign_in(cast["joc_duty_officer"])
    page = squeezed(officer.get(f"/m/luma/alerts/{alert.pk}/").content.decode())
    assert "Kalana North" in page and "inferred from" in page and "9&nbsp;km" in page
    assert "1 place asked about, no answer" in squeezed(
        officer.get("/m/luma/alerts/").content.decode()
    )
    timeline = squeezed(officer.get(f"/m/luma/alerts/{alert.pk}/timeline/").content.decode())
    assert "a place was inferred" in timeline


def test_the_head_of_its_office_finds_it_and_opens_an_alert_there(
    cast: Cast, sign_in: Any, gumuruk: Place, kalana: Place
) -> None:
    alert = people_flee(cast, sign_in, gumuruk, kalana)
    line = InferredPlace.objects.select_related("owner").get()
    head = sign_in(line.owner)
    for address in ("/m/luma/", "/m/luma/inbox/"):
        assert "Kalana North" in squeezed(head.get(address).content.decode()), address
    page = squeezed(head.get("/m/luma/alerts/inferred/").content.decode())
    assert "Kalana North" in page and str(alert) not in page, "an alert of another area stays there"
    answer = f"/m/luma/alerts/inferred/{line.pk}/answer/"
    assert head.post(answer, {"answer": "open"}).status_code == 302
    line.refresh_from_db()
    opened = line.opened
    assert opened is not None and (opened.place, opened.tripwire) == (kalana, "mass flight")
    assert not opened.proposals.filter(earlier=alert).exists(), "it is another place"
    officer = sign_in(cast["joc_duty_officer"])
    assert str(opened) in squeezed(officer.get(f"/m/luma/alerts/{alert.pk}/").content.decode())
    head.post(answer, {"answer": "not", "why": "the road is cut"})
    line.refresh_from_db()
    assert line.answer == "opened", "what was answered is not answered otherwise"
    trip(cast.mission)
    assert Alert.objects.count() == 2 and InferredPlace.objects.count() == 1


def test_does_not_concern_needs_a_reason_and_silence_turns_late_and_climbs(
    cast: Cast, sign_in: Any, gumuruk: Place, kalana: Place
) -> None:
    alert = people_flee(cast, sign_in, gumuruk, kalana)
    line = InferredPlace.objects.select_related("owner").get()
    head, officer = sign_in(line.owner), sign_in(cast["joc_duty_officer"])
    answer = f"/m/luma/alerts/inferred/{line.pk}/answer/"
    head.post(answer, {"answer": "not", "why": " "})
    officer.post(answer, {"answer": "not", "why": "the road is cut"})
    line.refresh_from_db()
    assert line.answer == "", "neither without a reason, nor by who does not answer for the place"

    later(cast.mission, hours=1)
    officer.post(f"/m/luma/alerts/{alert.pk}/level/", {"level": "imminent"})
    climb(cast.mission)
    line.refresh_from_db()
    held = AlertHeld.objects.filter(alert=alert).latest("since")
    assert line.due_at == held.since + timedelta(hours=1), "imminent: within the hour"
    assert line.late_at is None
    later(cast.mission, hours=1, minutes=1)
    climb(cast.mission)
    line.refresh_from_db()
    assert line.late_at is not None and line.steps == 1
    assert "Late." in squeezed(head.get("/m/luma/inbox/").content.decode())
    before = Message.objects.filter(about_kind="inferredplace").count()
    later(cast.mission, hours=2)
    climb(cast.mission)
    line.refresh_from_db()
    assert line.steps == 2
    assert Message.objects.filter(about_kind="inferredplace").count() > before
    told = {"answer": "not", "why": "all left a week ago", "on_behalf": "Head of office, by radio"}
    officer.post(answer, told)
    line.refresh_from_db()
    assert (line.answer, line.on_behalf) == ("not", "Head of office, by radio")
    page = squeezed(officer.get(f"/m/luma/alerts/{alert.pk}/").content.decode())
    assert "all left a week ago" in page and "no answer</a>" not in page


def test_a_program_reads_the_question_and_answers_it(
    cast: Cast, client: Any, sign_in: Any, gumuruk: Place, kalana: Place
) -> None:
    alert = people_flee(cast, sign_in, gumuruk, kalana)
    line = InferredPlace.objects.select_related("owner").get()
    head, officer = phone(client, line.owner), phone(client, cast["joc_duty_officer"])
    url = "/api/v1/missions/luma/inferred-places"
    listed = client.get(f"{url}?alert={alert.pk}", **officer).json()["results"]
    assert [(one["place"], one["alert"], one["late"]) for one in listed] == [
        ("Kalana North", str(alert.pk), False)
    ]
    own = client.get(url, **head).json()["results"]
    assert [(one["place"], one["alert"]) for one in own] == [("Kalana North", None)]
    answer = {"answer": "not", "why": "they come from the south"}
    said = client.post(f"{url}/{line.pk}/answer", answer, content_type="application/json", **head)
    assert said.status_code == 200 and said.json()["answer"] == "not"


def test_imported_events_of_two_villages_are_two_alerts(cast: Cast, gumuruk: Place) -> None:
    """So that one named place does not become a footnote to another."""
    other = make.place(cast.mission, "Bor", latitude=7.05, longitude=33.0, area=cast.north)
    between = make.place(cast.mission, "Pibor", latitude=6.97, longitude=33.0, area=cast.north)
    batch = make.batch(cast.mission, cast.amina)
    day = make.TODAY - timedelta(days=1)
    names = []
    for place in (gumuruk, other):
        event = make.event(
            cast.mission,
            batch,
            harm="mass flight",
            place=place.name,
            latitude=place.latitude,
            longitude=place.longitude,
            date_start=day,
            date_end=day,
        )
        names.append(f"ucdp:{event.source_id}")
    assessed(
        cast,
        ("mass flight", gumuruk, names[:1]),
        ("mass flight", other, names[1:]),
        ("mass flight", between, names),
    )
    assert trip(cast.mission) == 2 and trip(cast.mission) == 0
    assert {one.place for one in Alert.objects.all()} == {gumuruk, other}
    line = InferredPlace.objects.get()
    assert line.place == between and again(line.alert).place == gumuruk, "the nearer one"


def test_an_event_whose_village_is_on_no_list_stands_where_it_is(
    cast: Cast, gumuruk: Place
) -> None:
    batch = make.batch(cast.mission, cast.amina)
    day = make.TODAY - timedelta(days=1)
    event = make.event(
        cast.mission,
        batch,
        harm="mass flight",
        place="Lotila crossing",
        latitude=6.95,
        longitude=33.0,
        date_start=day,
        date_end=day,
    )
    assessed(cast, ("mass flight", gumuruk, [f"ucdp:{event.source_id}"]))
    assert trip(cast.mission) == 1
    alert = Alert.objects.get()
    assert (alert.place, alert.place_said, alert.latitude) == (None, "Lotila crossing", 6.95)
    assert InferredPlace.objects.get().place == gumuruk


def test_where_an_alert_stands_already_the_line_says_so_and_asks_nobody(
    cast: Cast, gumuruk: Place, kalana: Place
) -> None:
    standing = call(cast, place=kalana, area=cast.south, level="imminent")
    told = make.incident(
        cast.mission,
        "People leave Gumuruk",
        harms=["mass flight"],
        place=gumuruk,
        area=cast.north,
        event_from=make.TODAY,
    )
    trip(cast.mission)
    name = f"incident:{told.pk}"
    assessed(cast, ("mass flight", gumuruk, [name]), ("mass flight", kalana, [name]))
    trip(cast.mission)
    line = InferredPlace.objects.get()
    assert (line.answer, line.opened) == ("opened", standing)
    assert not Message.objects.filter(about_kind="inferredplace").exists()
