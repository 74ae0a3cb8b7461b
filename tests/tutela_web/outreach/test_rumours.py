"""What people say is recorded by place, answered in their languages, never followed to a person;
the same in three villages opens an alert."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.outreach.pages import words_of
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Person
from tutela_web.access.policy import standing_of
from tutela_web.crisis.decisions.verbs import close, record_outcome
from tutela_web.outreach.rumours.kinds import ANSWER, HEARING, RUMOUR
from tutela_web.outreach.rumours.models import Hearing, Rumour
from tutela_web.outreach.rumours.verbs import trip_wires
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record
from tutela_web.warning.inferred_models import InferredPlace
from tutela_web.warning.models import Alert

pytestmark = pytest.mark.postgresql
SAID = {
    "what": "The herders are said to come back armed for the market",
    "kind": "rumour",
    "about": "danger",
    "heard_on": make.TODAY - timedelta(days=6),
    "classification": 1,
}
SignIn = Callable[[Person], Client]


def village(cast: Cast, name: str, **fields: Any) -> Place:
    return make.place(cast.mission, name, **({"area": cast.north} | fields))


def rumour_at(cast: Cast, place: Place, **fields: Any) -> Rumour:
    by = standing_of(cast.adviser, cast.mission)
    return create_record(RUMOUR, SAID | {"place": place} | fields, by=by)


def form_of_rumour(place: Place, **fields: str) -> dict[str, str]:
    form = {name: str(value) for name, value in SAID.items()}
    return form | {"place": str(place.pk), "way": "", "danger": "", "danger_why": ""} | fields


class TestRumour(KindTests):
    kind = RUMOUR
    values = SAID
    changes = {"what": "The herders are said to come back before the market"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _place(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(self), "values", SAID | {"place": village(cast, "Luma")})


class TestHearing(KindTests):
    kind = HEARING
    values = {"on": make.TODAY, "classification": 1}  # noqa: RUF012
    changes = {"times": 4}  # noqa: RUF012

    def another(self, name: str) -> int:
        return 5

    @pytest.fixture(autouse=True)
    def _place(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rumour = rumour_at(cast, village(cast, "Luma"))
        place = {"place": village(cast, "Bel")}
        monkeypatch.setattr(type(self), "values", dict(type(self).values) | place)

    def parent(self, cast: Cast) -> Any:
        return self.rumour


class TestAnswer(KindTests):
    kind = ANSWER
    values = {  # noqa: RUF012
        "said": "Nobody is armed for the market; the elders of both met on Monday",
        "languages": ["Juba Arabic"],
        "way": "radio",
        "on": make.TODAY,
        "classification": 1,
    }
    changes = {"said": "Nobody is armed for the market"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _rumour(self, cast: Cast) -> None:
        self.rumour = rumour_at(cast, village(cast, "Luma"))

    def parent(self, cast: Cast) -> Any:
        return self.rumour


def test_a_rumour_in_three_villages_trips_the_wire_and_is_answered_in_two_languages(
    cast: Cast, sign_in: SignIn
) -> None:
    luma, bel = village(cast, "Luma"), village(cast, "Bel", latitude=7.3)
    koro = village(cast, "Koro", latitude=7.5)
    adviser = sign_in(cast.adviser)
    told = adviser.post("/m/luma/outreach/rumours/new/", form_of_rumour(luma))
    rumour, page = Rumour.objects.get(), told["Location"]
    assert "Not answered, heard 6 days ago." in words_of(adviser.get(page))
    heard = {"on": str(make.TODAY - timedelta(days=2)), "times": "3", "way": "spoken"}
    for place in (bel, koro):
        assert not Alert.objects.exists(), "two villages are not several"
        sent = heard | {"place": str(place.pk), "classification": "1"}
        assert adviser.post(f"{page}heard/", sent).status_code == 302
    alert = Alert.objects.get()
    assert (alert.tripwire, alert.source) == ("rumour in several places", "tripwire")
    assert alert.act == rumour.what and alert.owner is not None
    assert alert.grade == "F6" and alert.level == "warning", "nobody rated it: no lesser level"
    asked = InferredPlace.objects.filter(alert=alert).values_list("place__name", flat=True)
    assert {alert.place.name, *asked} == {"Luma", "Bel", "Koro"}, "each place is asked about"
    of_alert = words_of(adviser.get(f"/m/luma/alerts/{alert.pk}/"))
    assert page in adviser.get(f"/m/luma/alerts/{alert.pk}/").content.decode()
    assert rumour.what in of_alert and "you may not read" not in of_alert
    assert trip_wires(cast.mission) == 0 and Alert.objects.count() == 1, "nothing opens twice"

    answer = {
        "said": "The elders of both met on Monday; nobody is armed",
        "languages": "Juba Arabic; Dinka",
        "way": "radio",
        "on": str(make.TODAY - timedelta(days=1)),
        "classification": "1",
        "given_by": "",
    }
    assert adviser.post(f"{page}answer/", answer | {"languages": ""}).status_code == 400
    assert adviser.post(f"{page}answer/", answer).status_code == 302
    shown = words_of(adviser.get(page))
    assert "Answered 5 days after it was first heard." in shown and "Juba Arabic, Dinka" in shown
    assert "Not answered" not in shown and "3 times counted" in shown
    listed = words_of(adviser.get("/m/luma/outreach/rumours/"))
    assert "Juba Arabic, Dinka" in listed and "Rumour" in listed
    on_place = adviser.get(f"/m/luma/places/{bel.pk}/").content.decode()
    panel = f"/m/luma/outreach/places/{bel.pk}/talked/"
    assert panel in on_place and rumour.what in words_of(adviser.get(panel))


def test_one_more_village_after_the_alert_was_closed_asks_whether_to_open_anew(
    cast: Cast, sign_in: SignIn
) -> None:
    """What was heard is called heard; what is heard later joins the closed one and opens none."""
    luma, bel = village(cast, "Luma"), village(cast, "Bel", latitude=7.3)
    koro, tir = village(cast, "Koro", latitude=7.5), village(cast, "Tir", latitude=7.7)
    adviser, head = sign_in(cast.adviser), sign_in(cast.hofo)
    page = adviser.post("/m/luma/outreach/rumours/new/", form_of_rumour(luma))["Location"]
    heard = {"on": str(make.TODAY), "times": "", "way": "", "classification": "1"}
    for place in (bel, koro):
        adviser.post(f"{page}heard/", heard | {"place": str(place.pk)})
    alert = Alert.objects.get()
    of_alert = words_of(adviser.get(f"/m/luma/alerts/{alert.pk}/"))
    assert "heard there too:" in of_alert and "heard at another place too" in of_alert
    assert "inferred from" not in of_alert and "was inferred" not in of_alert

    office = standing_of(cast.hofo, cast.mission)
    record_outcome(alert, "false_alarm", by=office, danger_ended="the elders, by telephone")
    alert.refresh_from_db()
    close(alert, by=office)
    adviser.post(f"{page}heard/", heard | {"place": str(tir.pk)})
    assert Alert.objects.count() == 1, "a closed alert is not opened anew by itself"
    line = InferredPlace.objects.get(place=tir)
    assert line.alert == alert and line.answer == ""
    asked = words_of(head.get("/m/luma/alerts/inferred/"))
    assert "Tir" in asked and "after that alert was closed" in asked
    assert trip_wires(cast.mission) == 0 and InferredPlace.objects.filter(place=tir).count() == 1

    opened = head.post(f"/m/luma/alerts/inferred/{line.pk}/answer/", {"answer": "open"})
    assert opened.status_code == 302
    assert Alert.objects.exclude(pk=alert.pk).get().place == tir


def test_who_said_whether_it_is_true_is_told_with_the_day_and_on_what(
    cast: Cast, sign_in: SignIn
) -> None:
    rumour = rumour_at(cast, village(cast, "Luma"))
    post = cast["joc_duty_officer"].holdings.get().post
    page = f"/m/luma/outreach/rumours/{rumour.pk}/"
    desk = sign_in(cast["joc_duty_officer"])
    assert "nobody knows" in words_of(desk.get(page))
    verdict = {"truth": "false", "said_by": str(post.pk), "on": "", "rests": "", "version": "1"}
    assert desk.post(f"{page}judge/", verdict).status_code == 400, "on nothing it cannot rest"
    verdict["rests"] = "A patrol counted the herders on Sunday: none was armed"
    assert desk.post(f"{page}judge/", verdict).status_code == 302
    shown = words_of(desk.get(page))
    assert "none was armed" in shown and post.title in shown
    liaison = sign_in(cast["field_reporter"])
    assert liaison.post(f"{page}judge/", verdict).status_code in (403, 404)
    ended = {"why": "The market passed quietly", "version": "2"}
    assert desk.post(f"{page}end/", ended).status_code == 302
    assert desk.post(f"{page}end/", ended | {"version": "3"}).status_code == 400, "it is over"


def test_two_offices_recorded_it_and_somebody_says_that_it_is_one(
    cast: Cast, sign_in: SignIn
) -> None:
    north = rumour_at(cast, village(cast, "Luma"))
    south = rumour_at(cast, village(cast, "Tir", area=cast.south, latitude=6.1))
    by = standing_of(cast.adviser, cast.mission)
    more = {"place": village(cast, "Bel"), "on": make.TODAY, "classification": 1}
    create_record(HEARING, more, beside=north, by=by)
    assert not Alert.objects.exists()
    adviser = sign_in(cast.adviser)
    page = f"/m/luma/outreach/rumours/{south.pk}/"
    joined = {"other": str(north.pk), "version": "1"}
    assert adviser.post(f"{page}same/", joined).status_code == 302
    assert Alert.objects.get().act == north.what, "three places count together"
    assert north.what in words_of(adviser.get(page))
    itself = {"other": str(north.pk), "version": str(north.version)}
    first = f"/m/luma/outreach/rumours/{north.pk}/"
    assert adviser.post(f"{first}same/", itself).status_code == 400
    head = sign_in(cast.hofo)  # the south is not his
    assert head.get(page).status_code == 404
    assert "Tir" not in words_of(head.get(first))


@pytest.mark.parametrize(
    "words", ["the post of @luma_voice says so", "see https://example.org/x", "call 0912 345 678"]
)
def test_no_person_and_no_account_is_written_down(cast: Cast, sign_in: SignIn, words: str) -> None:
    adviser = sign_in(cast.adviser)
    form = adviser.get("/m/luma/outreach/rumours/new/").content.decode()
    assert "Tutela follows nobody" in form
    names = {field.name for model in (Rumour, Hearing) for field in model._meta.get_fields()}
    assert not names & {"account", "handle", "url", "person", "said_by_whom", "source"}
    refused = adviser.post(
        "/m/luma/outreach/rumours/new/", form_of_rumour(village(cast, "Luma"), what=words)
    )
    assert refused.status_code == 400 and not Rumour.objects.exists()
    assert "never who says it" in words_of(refused)


def test_what_somebody_rated_as_talk_is_a_watch_and_old_talk_opens_nothing(cast: Cast) -> None:
    by = standing_of(cast.adviser, cast.mission)
    places = [village(cast, name) for name in ("Luma", "Bel", "Koro")]
    low = rumour_at(cast, places[0], danger="low", danger_why="Heard each year before the harvest")
    old = rumour_at(cast, places[0], heard_on=make.TODAY - timedelta(days=40))
    for place in places[1:]:
        more = {"place": place, "on": make.TODAY - timedelta(days=30), "classification": 1}
        create_record(HEARING, more, beside=old, by=by)
    assert not Alert.objects.exists()
    for place in places[1:]:
        create_record(
            HEARING, {"place": place, "on": make.TODAY, "classification": 1}, beside=low, by=by
        )
    assert Alert.objects.get().level == "watch"
