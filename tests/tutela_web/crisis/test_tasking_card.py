"""The tasking card as a commander reads it at night on a telephone, and the form that sends it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils.dateparse import parse_datetime

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.crisis.test_my_taskings import HERE, seat, tasked
from tests.tutela_web.crisis.test_refusal import Room
from tests.tutela_web.html import squeezed
from tests.tutela_web.mandate.test_mandate import confirmed, loaded, paragraph
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.warning.story import again, call
from tutela_web.access.models import Post
from tutela_web.access.policy import standing_of
from tutela_web.base.ids import new_id
from tutela_web.capacity.guidance.models import Guidance
from tutela_web.capacity.models import NotAble, Unit
from tutela_web.crisis.models import Tasking
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.questions.kind import QUESTION

CARD = "You may use force, up to deadly force, to protect civilians under threat."


@pytest.fixture
def room(cast: Cast, sign_in: Any) -> Room:
    room = Room(cast, sign_in)
    place = make.place(
        cast.mission, "Sabat", area=cast.north, latitude=7.2, longitude=30.4, population=1900
    )
    room.alert = call(cast, level="ongoing", place=place, act="killing and burning")
    return room


def company(cast: Cast, name: str = "A Company") -> Unit:
    base = make.base(cast.mission, "TOB Acacia", area=cast.north, latitude=7.1, longitude=30.2)
    unit = Unit(
        code=name.lower(), name=name, base=base, area=cast.north, able=True, classification=0
    )
    return records.create(unit, mission=cast.mission, by=None)


def card(room: Room, tasking: Tasking) -> str:
    page = room.sign_in(room.cast["unit_commander"]).get(f"{HERE}{tasking.pk}/")
    assert page.status_code == 200
    return squeezed(page.content.decode())


def release(room: Room, who: str, **said: Any) -> Any:
    sent = {
        "kind": "card",
        "title": "Card A",
        "edition": "2",
        "language": "en",
        "words": CARD,
        "issued_on": "",
        "classification": "1",
    }
    desk = room.sign_in(room.cast[who])
    return desk.post("/m/luma/guidance/new/", sent | said, follow=True)


def test_the_card_says_what_is_feared_where_by_when_and_who_else_goes(room: Room) -> None:
    asked = room.task(company(room.cast), standard="interpose")
    other = room.task(company(room.cast, "B Company"))
    room.answer(other, "accepted")
    page = card(room, asked)
    assert "Ongoing" in page and "killing and burning" in page, "it is an attack"
    assert "Stand between the attackers and the people" in page
    assert "36P" in page or "35P" in page or "36N" in page or "35N" in page, "a soldier's grid"
    assert re.search(r"0\d\d°, 25 km", page) and "TOB Acacia" in page
    assert "1900" in page and "leave by" in page and "answer by" in page
    assert "B Company" in page and "accepted" in page.split("Who else goes")[1]
    assert "No soldier's card is released" in page or "No soldier&#x27;s card" in page


def test_nothing_is_chosen_and_one_tap_accepts_the_hour_that_is_proposed(room: Room) -> None:
    asked = room.task(company(room.cast))
    page = card(room, asked)
    form = page.split(f'action="{HERE}{asked.pk}/answer/"')[1].split("</form>")[0]
    assert "datetime-local" not in form and " checked" not in form
    assert form.count(" selected") == form.count('value="" selected'), "no answer, no reason"
    assert form.count('name="answer"') == 3 and "Cannot go" in form
    proposed = re.search(r'name="proposed" value="([^"]+)"', form)
    assert proposed and re.search(r"Accept: there by \d\d:\d\d", form)
    mine = room.sign_in(room.cast["unit_commander"])
    mine.post(f"{HERE}{asked.pk}/answer/", {"answer": "accepted", "proposed": proposed[1]})
    answer = asked.answers.get()
    shown = parse_datetime(proposed[1])
    assert shown and abs(answer.expected_arrival - shown) < timedelta(minutes=2)
    assert "acknowledge" in again(room.alert).now.dues, "it answers the tasking only"


def test_a_page_that_stood_too_long_promises_no_hour_that_has_gone(room: Room) -> None:
    asked = room.task(company(room.cast))
    proposed = re.search(r'name="proposed" value="([^"]+)"', card(room, asked))
    assert proposed
    room.wait(50)
    mine = room.sign_in(room.cast["unit_commander"])
    mine.post(f"{HERE}{asked.pk}/answer/", {"answer": "accepted", "proposed": proposed[1]})
    way = timedelta(minutes=asked.travel_minutes or 0)
    assert asked.answers.get().expected_arrival >= room.now + way - timedelta(minutes=1)


def test_cannot_go_needs_no_reason_of_the_commander_and_headquarters_records_it(
    room: Room,
) -> None:
    unit = company(room.cast)
    asked = room.task(unit)
    mine = room.sign_in(room.cast["unit_commander"])
    mine.post(f"{HERE}{asked.pk}/answer/", {"answer": "refused"})
    answer = asked.answers.get()
    assert (answer.answer, answer.reason) == ("refused", "")
    assert NotAble.objects.get(unit=unit).reason == "the reason is not said yet"
    page = room.page("sector_operations", f"{room.alert.pk}/decision/")
    assert "the reason is not said yet" in page and f"reason/{answer.pk}/" in page
    room.post("sector_operations", f"reason/{answer.pk}", reason="terrain", channel="phone")
    answer.refresh_from_db()
    assert (answer.reason, answer.channel) == ("terrain", "phone")
    twice = room.post("sector_operations", f"reason/{answer.pk}", looking=True, reason="distance")
    assert "on record already" in twice
    refused = room.sign_in(room.cast["unit_commander"]).post(
        f"/m/luma/alerts/{room.alert.pk}/reason/{answer.pk}/", {"reason": "distance"}
    )
    assert refused.status_code in (403, 404)


def test_the_words_of_the_card_are_the_commanders_to_release_and_say_who_did(room: Room) -> None:
    for who in ("sector_operations", "poc_adviser"):
        release(room, who)
        assert not Guidance.objects.exists(), who
    assert release(room, "force_commander").status_code == 200
    one = Guidance.objects.get()
    title = room.cast["force_commander"].holdings.get().post.title
    assert (one.kind, one.issued_by) == ("card", title)
    page = card(room, room.task(company(room.cast)))
    assert CARD in page and title in page and "Card A" in page


def test_who_holds_a_post_and_may_not_read_the_alert_reads_no_act(room: Room) -> None:
    person, post = seat(room.cast, "field_reporter")
    asked = tasked(room.cast, room.sign_in, room.alert, post)
    page = squeezed(room.sign_in(person).get(f"{HERE}{asked.pk}/").content.decode())
    assert "killing and burning" not in page and "Who else goes" not in page
    stranger = room.sign_in(room.cast.boris).get(f"{HERE}{asked.pk}/")
    assert stranger.status_code == 404


@pytest.mark.parametrize("how", ["patrol", "call"])
def test_a_patrol_reads_what_is_to_be_found_out_there(room: Room, how: str) -> None:
    asked = room.task(company(room.cast))
    amina = standing_of(room.cast.amina, room.cast.mission)
    wanted = {
        "question": "Can they be warned at night?",
        "place": room.alert.place,
        "decision": "DECISIONSERVED",
        "how": how,
        "asked_of": Post.objects.get(mission=room.cast.mission, role="head_of_field_office"),
        "due_on": make.TODAY + timedelta(days=3),
        "exposure_check": "CHECKEDHOW",
        "classification": 1,
    }
    create_record(QUESTION, wanted, by=amina)
    page = card(room, asked)
    told = "<bdi>Sabat</bdi>: <bdi>Can they be warned at night?</bdi>"
    assert (told in page) == (how == "patrol")
    assert "DECISIONSERVED" not in page and "CHECKEDHOW" not in page, "question and place alone"


def test_a_withdrawal_is_read_back_on_the_card(room: Room) -> None:
    asked = room.task(company(room.cast))
    room.post("sector_operations", f"withdraw/{asked.pk}", why="a nearer one goes")
    page = card(room, asked)
    assert "a nearer one goes" in page and "binds you until" in page
    assert "Accept" not in page
    mine = room.sign_in(room.cast["unit_commander"])
    mine.post(f"{HERE}{asked.pk}/withdrawn/")
    asked.refresh_from_db()
    assert asked.state == "withdrawn" and asked.withdrawal_read_back_by


def test_the_form_opens_on_nothing_and_takes_no_tasking_without_unit_or_intent(
    room: Room,
) -> None:
    unit = company(room.cast)
    page = squeezed(room.page("sector_operations", f"{room.alert.pk}/decision/"))
    form = page.split('id="task"')[1].split("</form>")[0]
    for field in ("option", "unit", "standard"):
        choices = form.split(f'name="{field}"')[1].split("</select>")[0]
        assert choices.index('value=""') < choices.index("<option", choices.index('value=""'))
        assert re.search(r'<option value=""( selected)?>', choices), field
    desk = room.sign_in(room.cast["sector_operations"])
    address = f"/m/luma/alerts/{room.alert.pk}/task/"
    said = {"option": "day_patrol", "standard": "interpose", "unit": unit.pk}
    for gone, words in (
        ("unit", "no unit is tasked: nobody would answer"),
        ("standard", "a tasking without its intent cannot be carried out"),
        ("option", "This field is required"),
    ):
        sent = {name: value for name, value in said.items() if name != gone}
        refused = desk.post(address, sent | {"id": new_id(), "component": "the company"})
        assert refused.status_code == 400 and words in refused.content.decode(), gone
    assert not Tasking.objects.exists()
    program = Program(room.cast["sector_operations"])
    told = program.send(
        f"/alerts/{room.alert.pk}/taskings", {"option": "day_patrol", "intent": "Go"}
    )
    assert told.status_code == 400 and "no unit is tasked" in told.json()["error"]["what"]


def test_a_program_withdraws_and_reads_back(room: Room) -> None:
    asked = room.task(company(room.cast))
    program = Program(room.cast["sector_operations"])
    on = f"/taskings/{asked.pk}"
    assert program.send(f"{on}/withdrawal", {"why": "a nearer one"}).status_code == 200
    assert program.send(f"{on}/withdrawal/read-back", {}).status_code == 400
    heard = {"who": BY_RADIO["said_by"], "channel": "radio"}
    told = program.send(f"{on}/withdrawal/read-back", heard)
    assert told.status_code == 200 and told.json()["state"] == "withdrawn"


def test_a_patrol_reads_how_it_differs_under_the_mandate_to_protect(room: Room) -> None:
    """Only where the mandate is on record, only of patrols, and in the mission's words if it has
    some."""
    asked = room.task(company(room.cast))
    differs = "How this patrol differs"
    assert differs not in card(room, asked), "no mandate to protect is on record"
    part = paragraph(loaded(room.cast), "2 (a)")
    confirmed(room.cast, part)
    page = card(room, asked)
    assert differs in page and "Leave nobody worse off" in page
    other = company(room.cast, "B Company")
    intent = {"option": "medevac", "unit": other.pk, "standard": "deter_by_presence"}
    room.post("sector_operations", "task", addition="on", **intent)
    carried = Tasking.objects.get(unit=other)
    assert differs not in card(room, carried), "it is no patrol"
    said = {"kind": "patrol", "title": "Patrols to protect", "words": "Walk the market at dusk."}
    release(room, "force_commander", **said)
    page = card(room, asked)
    assert "Walk the market at dusk." in page and "Leave nobody worse off" not in page


def test_what_supports_never_stands_above_what_stops_an_attack(room: Room) -> None:
    """The women were to be walked to the well an hour ago; the killing goes on elsewhere."""
    walks, stops = company(room.cast, "B Company"), company(room.cast)
    said = {"option": "escort", "unit": walks.pk, "standard": "deter_by_presence"}
    room.post("sector_operations", "task", **said)
    room.alert = call(room.cast, level="ongoing", act="an attack on the school")
    room.task(stops)
    page = room.sign_in(room.cast["unit_commander"]).get(HERE).content.decode()
    page = page.partition("<main")[2]
    assert page.index("A Company") < page.index("B Company")
