"""A village that always called falls silent: an alarm once, and it is never taken for calm."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import at_desk, later
from tutela.base.errors import BadParameter
from tutela_web.base import clock
from tutela_web.channels.models import Message
from tutela_web.warning.alerts.verbs import AlertReport, add_word, raise_alert
from tutela_web.warning.models import NetworkContact, Silence
from tutela_web.warning.network.queries import silent
from tutela_web.warning.network.verbs import answer_silence, listen, record_test


@pytest.fixture
def listener(cast: Cast) -> NetworkContact:
    """The one listener of Luma, tested this morning."""
    luma = make.place(cast.mission, "Luma", area=cast.north)
    contact = make.contact(cast.mission, place=luma, area=cast.north)
    return record_test(contact, answered=True, by=at_desk(cast, "head_of_field_office"))


def test_a_missed_test_alarms_office_and_desk_once(cast: Cast, listener: NetworkContact) -> None:
    assert listen(cast.mission) == 0
    later(cast.mission, days=9)
    assert listen(cast.mission) == 1 and listen(cast.mission) == 0
    alarm = Silence.objects.get()
    assert alarm.told == 2 and alarm.place.name == "Luma"
    assert Message.objects.filter(about_id=alarm.pk).count() == 2
    assert [one.place.name for one in silent(at_desk(cast, "joc_duty_officer"))] == ["Luma"]


def test_a_call_from_there_ends_the_alarm(cast: Cast, listener: NetworkContact) -> None:
    later(cast.mission, days=9)
    listen(cast.mission)
    desk = at_desk(cast, "joc_duty_officer")
    alert = raise_alert({"act": "all is well, the road is cut"}, mission=cast.mission, by=desk)
    add_word(alert, AlertReport("call", said={"contact": listener}), by=desk)
    assert listen(cast.mission) == 0
    assert Silence.objects.get().ended_at is not None
    assert silent(desk) == []


def test_what_a_person_found_is_enough_for_a_week(cast: Cast, listener: NetworkContact) -> None:
    later(cast.mission, days=9)
    listen(cast.mission)
    office = at_desk(cast, "head_of_field_office")
    with pytest.raises(BadParameter):
        answer_silence(Silence.objects.get(), by=office, found=" ")
    answer_silence(Silence.objects.get(), by=office, found="patrol: the mast is down")
    assert listen(cast.mission) == 0
    assert silent(office), "still silent on the page"
    later(cast.mission, days=8)
    assert listen(cast.mission) == 1


def test_a_test_that_was_not_answered_is_no_sign_of_life(cast: Cast) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    contact = make.contact(cast.mission, place=luma, area=cast.north)
    record_test(contact, answered=False, by=at_desk(cast, "head_of_field_office"))
    assert listen(cast.mission) == 1


def test_the_office_answers_the_alarm_on_its_page_and_strangers_do_not(
    cast: Cast, sign_in: Any, listener: NetworkContact
) -> None:
    later(cast.mission, days=9)
    listen(cast.mission)
    address = f"/m/luma/network/silence/{Silence.objects.get().pk}/"
    assert sign_in(cast.boris).post(address, {"found": "x"}).status_code == 404
    assert sign_in(cast.chen).post(address, {"found": "x"}).status_code == 404
    sign_in(cast.hofo).post(address, {"found": "the mast is down"})
    assert Silence.objects.get().found == "the mast is down"
    assert clock.now(cast.mission) >= Silence.objects.get().since
