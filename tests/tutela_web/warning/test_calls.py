"""A telephone rings and nobody takes it: somebody owes a call back, and only a person makes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.test_gateways import proof, signed
from tests.tutela_web.warning.story import again, at_desk, later
from tests.tutela_web.warning.test_pages import page
from tests.tutela_web.warning.test_texts import text
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry, Person
from tutela_web.access.vault import keyring
from tutela_web.access.vault.models import Subject
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.channels.models import Gateway, Message
from tutela_web.joc.models import ShiftHandover
from tutela_web.warning.calls import verbs
from tutela_web.warning.models import Alert, CallBack, NetworkContact, Report
from tutela_web.warning.network.queries import calls_due
from tutela_web.warning.network.verbs import add_contact, edit_contact

NUMBER, STRANGER = "+211900111222", "+211955000444"


@pytest.fixture
def line(cast: Cast) -> Gateway:
    """The mission's telephone exchange, and a vault with a key."""
    keyring.make_first()
    return make.gateway(cast.mission, "rapidpro")


@pytest.fixture
def listener(cast: Cast, line: Gateway) -> NetworkContact:
    """The one listener of Luma."""
    luma = make.place(cast.mission, "Luma", area=cast.north)
    fields = {
        "place": luma,
        "consent": True,
        "source_risk": "low",
        "introduced_by": "none here",
        "channels": ["call"],
    }
    return add_contact(
        fields,
        {"person": "Nyandeng Invented", "phone": NUMBER},
        by=at_desk(cast, "head_of_field_office"),
    )


def rings(client: Any, line: Gateway, number: str = STRANGER, ident: str = "") -> Any:
    """The exchange reports a call nobody took."""
    said = {"from": number, "id": ident or str(uuid4()), "status": "no-answer"}
    return client.post(f"/in/{line.pk}/call", said, **proof(line))


def told(call: CallBack) -> set[str]:
    """To whom "Open Tutela" went because of it, by role."""
    sent = Message.objects.filter(about_kind="call_back", about_id=call.pk, outgoing=True)
    people = sent.filter(to_kind="person").values_list("to_id", flat=True)
    return set(Person.objects.filter(pk__in=people).values_list("username", flat=True))


def test_a_missed_call_of_a_listener_is_owed_by_somebody_within_ten_minutes(
    cast: Cast, client: Any, line: Gateway, listener: NetworkContact
) -> None:
    answer = rings(client, line, NUMBER)
    assert (answer.status_code, answer.content) == (200, b"")
    call = CallBack.objects.get()
    assert (call.contact, call.area, call.calls) == (listener, cast.north, 1)
    assert call.owner == cast["joc_duty_officer"] and told(call) == {"joc_duty_officer"}
    assert call.due_at - call.first_at == timedelta(minutes=10)
    assert not Alert.objects.exists() and call.sealed is None
    listener.refresh_from_db()
    assert listener.heard_at is not None


def test_it_rings_again_and_is_still_one_and_what_the_exchange_says_twice_counts_once(
    cast: Cast, client: Any, line: Gateway
) -> None:
    for ident in ("a", "a", "b", "c", "c"):
        assert rings(client, line, ident=ident).status_code == 200
    call = CallBack.objects.get()
    assert call.calls == 3
    assert Message.objects.filter(outgoing=False).count() == 3
    assert Subject.objects.count() == 1, "the number is sealed once"
    assert Message.objects.filter(outgoing=True, to_kind="person").count() == 1
    rings(client, line, NUMBER)
    assert CallBack.objects.count() == 2


def test_no_number_stands_anywhere_and_nothing_ever_leaves_to_who_rang(
    cast: Cast, client: Any, line: Gateway, listener: NetworkContact
) -> None:
    rings(client, line, NUMBER)
    rings(client, line, STRANGER)
    later(cast.mission, minutes=20)
    verbs.tell_late(cast.mission)
    kept = [*CallBack.objects.values(), *Message.objects.values(), *AuditEntry.objects.values()]
    assert not any(part in str(kept) for part in ("900111", "955000"))
    assert set(Message.objects.filter(outgoing=True).values_list("to_kind", flat=True)) <= {
        "person",
        "post",
    }


def test_an_exchange_whose_words_cannot_be_read_is_told_so_and_nothing_is_kept(
    cast: Cast, client: Any, line: Gateway
) -> None:
    for words in (b"", b"\xff", b"[" * 5_000, b'{"from": ' * 1_500):
        answer = client.post(
            f"/in/{line.pk}/call", words, content_type="application/json", **proof(line)
        )
        assert answer.status_code == 400, words[:10]
    assert not CallBack.objects.exists()


@pytest.mark.parametrize(
    "status, missed",
    [
        ("no-answer", True),
        ("busy", True),
        ("canceled", True),
        ("failed", True),
        ("ringing", True),
        ("completed", False),
        ("in-progress", False),
    ],
)
def test_of_twilios_call_states_those_nobody_took_are_missed(
    cast: Cast, client: Any, line: Gateway, settings: Any, status: str, missed: bool
) -> None:
    settings.PUBLIC_URL = "https://tutela.example"
    twilio = make.gateway(cast.mission, "twilio")
    said = {"From": STRANGER, "CallSid": "CA1", "CallStatus": status, "Direction": "inbound"}
    for _ in range(2):  # its voice webhook and its status callback tell of one call
        assert signed(client, twilio, "call", said).status_code == 200
    assert CallBack.objects.count() == missed
    ours = said | {"CallSid": "CA2", "Direction": "outbound-api", "CallStatus": "no-answer"}
    assert signed(client, twilio, "call", ours).status_code == 200
    assert CallBack.objects.count() == missed


def test_rapidpros_missed_call_event_and_a_neutral_form_say_the_same(
    cast: Cast, client: Any, line: Gateway
) -> None:
    address, kannel = f"/in/{line.pk}/call", make.gateway(cast.mission)
    event = {"event": "mo_miss", "phone": STRANGER, "call": "77", "time": "2018-12-31T05:00:00Z"}
    assert client.post(address, event, **proof(line)).status_code == 200
    for other in ("mo_call", "mt_call", "mt_miss"):  # taken, or ours
        assert (
            client.post(address, event | {"event": other, "call": other}, **proof(line)).status_code
            == 200
        )
    flow = {"from": f"tel:{STRANGER}", "id": "run-1", "status": "missed"}
    assert (
        client.post(address, flow, content_type="application/json", **proof(line)).status_code
        == 200
    )
    assert client.post(f"/in/{kannel.pk}/call", flow, **proof(kannel)).status_code == 200
    assert CallBack.objects.get().calls == 3
    for wrong in ({}, {"id": "9"}):
        assert client.post(address, wrong, **proof(line)).status_code == 400
    assert (
        client.post(address, "{", content_type="application/json", **proof(line)).status_code == 400
    )
    assert client.post(address, event).status_code == 404
    assert CallBack.objects.get().calls == 3


def test_a_withheld_number_is_logged_and_nobody_pretends_to_have_called_it(
    cast: Cast, client: Any, line: Gateway
) -> None:
    rings(client, line, "anonymous")
    rings(client, line, "+266696687")
    first, _second = CallBack.objects.order_by("first_at")
    desk = at_desk(cast, "joc_duty_officer")
    with pytest.raises(Denied, match="withheld"):
        verbs.number_of(first, by=desk, source_risk_checked=True)
    verbs.end(first, "unsafe", by=desk, said="nobody can be called")
    assert CallBack.objects.filter(state="due").count() == 1


def test_the_number_opens_for_who_calls_after_the_question_and_the_delay(
    cast: Cast, client: Any, sign_in: Any, line: Gateway, listener: NetworkContact
) -> None:
    office = at_desk(cast, "head_of_field_office")
    listener = edit_contact(listener, {"delay_minutes": 60}, version=listener.version, by=office)
    rings(client, line, NUMBER)
    call = CallBack.objects.get()
    assert call.due_at - call.first_at == timedelta(minutes=70)
    address = f"/m/luma/network/calls/{call.pk}/number/"
    desk = sign_in(cast["joc_duty_officer"])
    early = desk.post(address, {"checked": "yes"}, follow=True).content.decode()
    assert "too early" in early and "900111" not in early
    later(cast.mission, minutes=61)
    assert "was not asked" in desk.post(address, follow=True).content.decode()
    assert not AuditEntry.objects.filter(act="open").exists()
    assert NUMBER in desk.post(address, {"checked": "yes"}).content.decode()
    assert AuditEntry.objects.filter(act="open").count() == 1
    for who in ("boris", "unit_commander", "partner", "chen", "administrator"):
        assert sign_in(cast[who]).post(address, {"checked": "yes"}).status_code == 404


def test_one_who_stopped_contact_is_logged_and_never_called(
    cast: Cast, client: Any, line: Gateway, listener: NetworkContact
) -> None:
    office = at_desk(cast, "head_of_field_office")
    edit_contact(listener, {"consent": False}, version=listener.version, by=office)
    rings(client, line, NUMBER)
    call = CallBack.objects.get()
    assert call.contact == listener and call.sealed is None
    with pytest.raises(NotNow, match="stopped"):
        verbs.number_of(call, by=office, source_risk_checked=True)


def test_a_stranger_is_for_the_desk_and_a_listener_for_the_office_too(
    cast: Cast, client: Any, sign_in: Any, line: Gateway, listener: NetworkContact
) -> None:
    rings(client, line, STRANGER)
    rings(client, line, NUMBER)
    seen = {
        who: {call.contact for call in calls_due(at_desk(cast, who))}
        for who in ("joc_duty_officer", "poc_adviser", "head_of_field_office", "boris")
    }
    assert seen["joc_duty_officer"] == seen["poc_adviser"] == {listener, None}
    assert seen["head_of_field_office"] == {listener} and not seen["boris"]
    desk = sign_in(cast["joc_duty_officer"])
    for path in ("network/", "network/calls/", "alerts/owed/", "duty/"):
        shown = page(desk, f"/m/luma/{path}")
        assert "number unknown to us" in shown and str(listener) in shown, path
    stranger = CallBack.objects.get(contact=None)
    assert sign_in(cast.hofo).get(f"/m/luma/network/calls/{stranger.pk}/").status_code == 404
    assert "number unknown" not in page(sign_in(cast.amina), "/m/luma/duty/")


def test_nobody_answers_three_times_and_the_office_of_the_listener_has_it(
    cast: Cast, client: Any, sign_in: Any, line: Gateway, listener: NetworkContact
) -> None:
    rings(client, line, NUMBER)
    call = CallBack.objects.get()
    desk = sign_in(cast["joc_duty_officer"])
    for tried in (1, 2, 3):
        later(cast.mission, minutes=5)
        desk.post(f"/m/luma/network/calls/{call.pk}/record/", {"came": "not_reached"})
        call.refresh_from_db()
        assert (call.tries, call.state) == (tried, "due")
        assert call.due_at > clock.now(cast.mission) + timedelta(minutes=9)
        assert (call.owner == cast.hofo) == (call.raised_at is not None) == (tried == 3)
    assert told(call) == {"joc_duty_officer", "head_of_field_office", "poc_adviser"}
    assert "with the office" in page(sign_in(cast.hofo), "/m/luma/network/")
    assert verbs.rehome(cast.mission) == 0, "the office keeps it"


def test_when_its_time_is_over_owner_and_office_are_told_once(
    cast: Cast, client: Any, line: Gateway, listener: NetworkContact
) -> None:
    rings(client, line, NUMBER)
    assert verbs.tell_late(cast.mission) == 0
    later(cast.mission, minutes=11)
    assert verbs.tell_late(cast.mission) == 1
    assert verbs.tell_late(cast.mission) == 0
    call = CallBack.objects.get()
    assert "head_of_field_office" in told(call) and call.state == "due"
    verbs.not_reached(call, by=at_desk(cast, "joc_duty_officer"))
    later(cast.mission, minutes=11)
    assert verbs.tell_late(cast.mission) == 1, "tried, and late again"


def test_what_was_spoken_becomes_an_alert_that_was_filled_in_before(
    cast: Cast, client: Any, sign_in: Any, line: Gateway, listener: NetworkContact
) -> None:
    rings(client, line, NUMBER)
    call = CallBack.objects.get()
    desk = sign_in(cast["joc_duty_officer"])
    answer = desk.get(f"/m/luma/alerts/new/?call_back={call.pk}")
    form = answer.context["form"]
    assert (form["contact"].value(), form["place"].value()) == (listener.pk, listener.place_id)
    sent = {
        "id": str(uuid4()),
        "call_back": str(call.pk),
        "place_said": "Luma",
        "place": str(listener.place_id),
        "contact": str(listener.pk),
        "level": "imminent",
        "channel": "call",
        "act": "riders gather at the ford",
    }
    for _ in range(2):  # the line broke: sent again
        assert desk.post("/m/luma/alerts/new/", sent).status_code == 302
    alert = Alert.objects.get()
    call.refresh_from_db()
    assert (call.state, call.alert, call.done_by) == ("alert", alert, cast["joc_duty_officer"])
    assert alert.reports.get().contact == listener
    text(client, make.gateway(cast.mission), "they are sixty")  # the same number, an hour on
    assert Alert.objects.get() == alert and again(alert).now.reports == 2
    assert (
        sign_in(cast["unit_commander"]).get(f"/m/luma/alerts/new/?call_back={call.pk}").status_code
        == 404
    )


def test_nothing_wrong_ends_it_with_a_word_and_no_alert(
    cast: Cast, client: Any, sign_in: Any, line: Gateway
) -> None:
    rings(client, line)
    call, desk = CallBack.objects.get(), sign_in(cast["joc_duty_officer"])
    address = f"/m/luma/network/calls/{call.pk}/record/"
    assert "is not written" in desk.post(address, {"came": "nothing"}, follow=True).content.decode()
    desk.post(address, {"came": "nothing", "said": "a child played with the handset"})
    shown = page(desk, "/m/luma/network/calls/")
    assert "a child played with the handset" in shown and "No call back is due" in shown
    assert not Alert.objects.exists()
    twice = desk.post(address, {"came": "not_reached"}, follow=True).content.decode()
    assert "ended already" in twice
    rings(client, line)
    assert CallBack.objects.filter(state="due").count() == 1, "it rings another day: another one"


def test_who_told_of_an_alert_and_rings_again_is_called_back_about_it(
    cast: Cast, client: Any, line: Gateway, listener: NetworkContact
) -> None:
    text(client, make.gateway(cast.mission), "3 Luma 60 N OK")
    alert = Alert.objects.get()
    rings(client, line, NUMBER)
    call = CallBack.objects.get()
    assert call.alert == alert and again(alert).now.reports == 2
    assert not alert.owed.exists(), "one call back is due, not two"
    desk = at_desk(cast, "joc_duty_officer")
    verbs.end(call, "alert", by=desk, said="they have crossed the ford")
    assert again(alert).now.reports == 3 and Alert.objects.count() == 1
    assert Report.objects.filter(words="they have crossed the ford", contact=listener).exists()


def test_who_rang_and_then_wrote_is_one_story(cast: Cast, client: Any, line: Gateway) -> None:
    make.place(cast.mission, "Luma", area=cast.north)
    rings(client, line, STRANGER)
    text(client, make.gateway(cast.mission), "3 Luma 60 N OK", number=STRANGER)
    assert CallBack.objects.get().alert == Alert.objects.get()


def test_a_call_that_belongs_to_no_alert_cannot_be_more_on_one(
    cast: Cast, client: Any, line: Gateway
) -> None:
    rings(client, line)
    with pytest.raises(BadParameter, match="no alert"):
        verbs.end(CallBack.objects.get(), "alert", said="x", by=at_desk(cast, "joc_duty_officer"))


def test_when_the_shift_changes_the_next_officer_owes_it(
    cast: Cast, client: Any, line: Gateway
) -> None:
    rings(client, line)
    post = CallBack.objects.get().owner_post
    assert post is not None
    post.holdings.update(person=make.person("night officer"))
    assert verbs.rehome(cast.mission) == 1 and verbs.rehome(cast.mission) == 0
    assert CallBack.objects.get().owner.username == "night officer"


def test_the_log_costs_the_same_few_queries_however_often_it_rings(
    cast: Cast, client: Any, sign_in: Any, line: Gateway, django_assert_max_num_queries: Any
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    for n in range(12):
        rings(client, line, f"+2119550004{n:02}")
    for call in CallBack.objects.all()[:5]:
        verbs.end(call, "nothing", by=at_desk(cast, "joc_duty_officer"), said="all is well")
    page(desk, "/m/luma/network/calls/")
    with django_assert_max_num_queries(16):
        page(desk, "/m/luma/network/calls/")


def test_a_missed_call_that_was_logged_is_due_on_every_page_that_lists_calls_back(
    cast: Cast, sign_in: Any
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    sent = {
        "id": str(uuid4()),
        "channel": "missed_call",
        "level": "imminent",
        "place_said": "Pieri",
    }
    assert desk.post("/m/luma/alerts/new/", sent).status_code == 302
    alert = Alert.objects.get()
    for address, part in (
        ("alerts/owed/", 'id="owed"'),
        ("network/calls/", 'id="due"'),
        ("joc/", 'id="calls"'),
        ("duty/", 'id="due"'),
    ):
        shown = page(desk, f"/m/luma/{address}").split(part)[1].split("</table>")[0]
        assert str(alert) in shown, address
        assert "No call back is due" not in shown and "None is due that you may" not in shown
    home = page(desk, "/m/luma/")
    assert "No call waits to be returned" not in home
    assert desk.post("/m/luma/joc/handovers/new/", {"note": ""}).status_code == 302
    given = ShiftHandover.objects.get()
    kept = page(desk, f"/m/luma/joc/handovers/{given.pk}/").split('id="calls"')[1]
    assert str(alert) in kept.split("</ul>")[0]
