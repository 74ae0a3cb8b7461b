"""Who listens is told: of what, when, by which ways, and only what they may still read."""

from __future__ import annotations

import json
from datetime import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import at_desk, call, later, told
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry, DutyArea, Holding, Person, Post
from tutela_web.access.policy import standing_of, standings_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.channels.models import Message
from tutela_web.warning.alerts.verbs import issue, set_level
from tutela_web.warning.delivery_models import Delivery, Listening, News
from tutela_web.warning.jobs import listeners, old_news
from tutela_web.warning.listening.verbs import KEPT_DAYS, deliver, end, keep, listenings_of, spread
from tutela_web.warning.merging.verbs import join
from tutela_web.warning.models import Alert, AlertNotice
from tutela_web.warning.telling.readers import readable_by_person

PAGE = "/m/luma/alerts/listening/"
SQUARE = {"type": "Polygon", "coordinates": [[[30, 7], [31, 7], [31, 8], [30, 8], [30, 7]]]}


def listens(cast: Cast, who: str, *areas: DutyArea, **fields: Any) -> Listening:
    """Somebody of the cast listens, from warnings on unless said otherwise."""
    return keep({"level_from": "warning"} | fields, areas, by=at_desk(cast, who))


def mails(person: Person, since: int = 0) -> list[Message]:
    """The messages to somebody by mail, but for the first so many."""
    found = Message.objects.filter(to_kind="person", to_id=person.pk, channel="mail")
    return list(found.order_by("made_at"))[since:]


def test_who_listens_hears_of_a_new_alert_and_the_message_says_nothing(cast: Cast) -> None:
    listens(cast, "boris")
    alert = call(cast)
    assert told(alert, "listens") == set(), "no alert waits for those who listen"
    listeners()
    assert told(alert, "listens") == {"boris"}
    [message] = mails(cast.boris)
    assert (message.template, message.about_id) == ("open_tutela", alert.pk)
    listeners()
    assert len(mails(cast.boris)) == 1 and News.objects.filter(spread_at=None).count() == 0


def test_raised_and_warned_in_one_breath_is_one_message_and_one_notice(cast: Cast) -> None:
    listens(cast, "boris")
    alert = call(cast, level="ongoing")
    issue(alert, by=at_desk(cast, "joc_duty_officer"))
    listeners()
    assert News.objects.filter(alert=alert).count() >= 2
    assert len(mails(cast.boris)) == 1
    assert AlertNotice.objects.filter(alert=alert, person=cast.boris).count() == 1


def test_a_level_that_rises_reaches_who_listens_from_there(cast: Cast) -> None:
    listens(cast, "boris", level_from="imminent")
    alert = call(cast, level="warning")
    listeners()
    assert told(alert, "listens") == set()
    set_level(alert, "imminent", by=at_desk(cast, "joc_duty_officer"))
    listeners()
    assert told(alert, "listens") == {"boris"}


@pytest.mark.parametrize(
    ("spot", "hears"),
    [
        ({"latitude": 7.5, "longitude": 30.5}, {"analyst", "boris", "poc_adviser"}),
        ({"latitude": 9.5, "longitude": 30.5}, {"boris"}),
        ({"latitude": 9.5, "longitude": 30.5, "area": "north"}, {"analyst", "boris"}),
        ({"area": "north"}, {"analyst", "boris", "poc_adviser"}),  # its edges are not drawn
        ({"area": "south"}, {"boris", "poc_adviser"}),
        ({}, {"analyst", "boris", "poc_adviser"}),  # where is not known: it may be theirs
    ],
)
def test_by_place_by_area_or_everywhere(cast: Cast, spot: dict[str, Any], hears: set[str]) -> None:
    cast.north.boundary = SQUARE
    cast.north.save()
    listens(cast, "boris")
    listens(cast, "analyst", cast.north)
    listens(cast, "poc_adviser", polygon=SQUARE)
    where = {"area": None} | spot
    if where["area"]:
        where["area"] = getattr(cast, where["area"])
    alert = call(cast, **where)
    listeners()
    assert told(alert, "listens") == hears


def test_who_may_not_read_the_alert_is_never_told_of_it(cast: Cast) -> None:
    listens(cast, "head_of_field_office")  # reads the North only
    listens(cast, "force_commander")
    secret = call(cast, area=cast.south, classification=2, who="force_commander")
    south = call(cast, area=cast.south)
    listeners()
    assert told(secret, "listens") == {"force_commander"}
    assert told(south, "listens") == {"force_commander"}
    assert not Delivery.objects.filter(person=cast.hofo).exists()


def test_who_reads_no_alerts_cannot_listen(cast: Cast) -> None:
    for who in ("partner", "custodian", "administrator", "auditor"):
        with pytest.raises(Denied):
            listens(cast, who)
    with pytest.raises(Denied):
        keep({"level_from": "watch"}, [], by=standing_of(cast.chen, cast.mission))
    assert not Listening.objects.exists()


def test_quiet_hours_hold_until_morning_but_not_an_attack_under_way(cast: Cast) -> None:
    later(cast.mission, hours=14)  # 08:00 in Juba becomes 23:00
    assert clock.now(cast.mission).hour == 23
    night = {"quiet_from": time(22), "quiet_to": time(6)}
    listens(cast, "boris", **night)
    listens(cast, "analyst", **night, hold_ongoing=True)
    warned, attack = call(cast, level="warning"), call(cast, level="ongoing", act="shots")
    listeners()
    assert told(warned, "listens") == set() and told(attack, "listens") == {"boris"}
    later(cast.mission, hours=7)
    listeners()
    assert told(warned, "listens") == told(attack, "listens") == {"boris", "analyst"}
    assert len(mails(cast.amina)) == 1, "what waited comes as one message"
    assert mails(cast.amina)[0].about_id is None, "it names none of several"


def test_a_daily_digest_is_one_message_whatever_came(cast: Cast) -> None:
    listens(cast, "boris", digest="daily", digest_at=time(18))
    alerts = [call(cast, act=f"threat {n}") for n in range(5)]
    listeners()
    assert not mails(cast.boris) and Delivery.objects.filter(state="waiting").count() == 5
    later(cast.mission, hours=10)
    listeners()
    assert len(mails(cast.boris)) == 1
    assert all(told(alert, "listens") == {"boris"} for alert in alerts)
    listeners()
    assert len(mails(cast.boris)) == 1


def test_whose_post_ended_before_the_digest_is_told_nothing(cast: Cast) -> None:
    listens(cast, "analyst", digest="hourly")
    alert = call(cast)
    listeners()
    holding = Holding.objects.get(person=cast.amina)
    holding.ends = clock.today(cast.mission)
    holding.save()
    later(cast.mission, hours=1)
    listeners()
    assert told(alert, "listens") == set() and not mails(cast.amina)
    assert Delivery.objects.get(person=cast.amina).state == Delivery.State.WITHHELD


def test_an_alert_marked_higher_meanwhile_is_not_told(cast: Cast) -> None:
    listens(cast, "boris", digest="hourly")
    alert = call(cast)
    spread()
    Alert.objects.filter(pk=alert.pk).update(classification=2)
    later(cast.mission, hours=1)
    deliver()
    assert told(alert, "listens") == set() and not mails(cast.boris)


def test_a_text_goes_to_the_telephone_of_a_post_only_while_it_is_held(cast: Cast) -> None:
    own = Post.objects.get(mission=cast.mission, role="joc_duty_officer")
    other = Post.objects.get(mission=cast.mission, role="analyst")
    with pytest.raises(BadParameter, match="a post you hold"):
        listens(cast, "joc_duty_officer", post=other)
    listens(cast, "joc_duty_officer", post=own, mail=False, digest="hourly")
    listens(cast, "boris")
    call(cast)
    later(cast.mission, hours=1)
    listeners()
    texts = Message.objects.filter(channel="sms", to_kind="post", to_id=own.pk)
    by_hour = texts.filter(about_kind__in=["alert", "alerts"]).count()
    assert by_hour >= 1
    Holding.objects.filter(post=own).update(ends=clock.today(cast.mission))
    make.role(cast.mission, "analyst", cast["joc_duty_officer"])
    call(cast, who="analyst", act="a second threat")
    before = texts.count()
    later(cast.mission, hours=1)
    listeners()
    assert texts.count() == before, "the post is another's now"


def test_two_listenings_of_one_person_are_one_delivery_by_the_one_that_tells_first(
    cast: Cast,
) -> None:
    listens(cast, "boris", digest="daily", digest_at=time(18))
    listens(cast, "boris", cast.north)
    alert = call(cast)
    listeners()
    assert told(alert, "listens") == {"boris"}
    assert Delivery.objects.filter(person=cast.boris).count() == 1


def test_who_ended_a_listening_hears_no_more_of_it(cast: Cast) -> None:
    listening = listens(cast, "boris", digest="hourly")
    call(cast)
    spread()
    with pytest.raises(Denied):
        end(listening, by=at_desk(cast, "analyst"))
    end(listening, by=at_desk(cast, "boris"))
    later(cast.mission, hours=2)
    call(cast, act="another threat")
    listeners()
    assert not mails(cast.boris) and not listenings_of(at_desk(cast, "boris")).exists()


def test_another_missions_listeners_hear_nothing(cast: Cast) -> None:
    keep({"level_from": "watch"}, [], by=standing_of(cast.chen, cast.other_mission))
    call(cast)
    listeners()
    assert not Delivery.objects.exists()


def test_a_worker_that_died_between_two_steps_loses_and_doubles_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tutela_web.warning.telling import notify

    listens(cast, "boris")
    alert = call(cast)
    spread()
    monkeypatch.setattr(notify, "listeners", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        deliver()
    monkeypatch.undo()
    listeners()
    listeners()
    assert told(alert, "listens") == {"boris"} and len(mails(cast.boris)) == 1


def test_what_is_asked_of_the_database_does_not_grow_with_those_who_listen(cast: Cast) -> None:
    def asked() -> tuple[int, int]:
        alert = call(cast)
        with CaptureQueriesContext(connection) as spreading:
            spread()
        with CaptureQueriesContext(connection) as telling:
            deliver()
        assert "boris" in told(alert, "listens")
        return len(spreading), len(telling)

    listens(cast, "boris")
    few = asked()
    for n in range(40):
        person = make.person(f"listener{n}")
        make.role(cast.mission, "analyst", person)
        keep(
            {"level_from": "watch"},
            [cast.north] if n % 2 else [],
            by=standing_of(person, cast.mission),
        )
    many = asked()
    assert many == few
    assert sum(many) <= 30, many


def test_the_policy_for_many_is_the_policy_for_one(cast: Cast) -> None:
    make.role(cast.mission, "unit_commander", cast.boris, cast.south)
    make.role(cast.mission, "human_rights", cast.hofo)
    call(cast, area=cast.south, who="field_reporter")
    for n, area in enumerate([cast.north, cast.south, None]):
        for marking in (0, 1, 2):
            call(
                cast, act=f"{n}{marking}", area=area, classification=marking, who="force_commander"
            )
    alerts = list(Alert.objects.all())
    many = standings_of(cast.people.values(), cast.mission)
    seen = readable_by_person(alerts, many)
    for who, person in cast.people.items():
        alone = standing_of(person, cast.mission)
        assert many[person.pk] == alone, who
        in_hand = {one.pk for one in alerts if alone.sees_one("alerts", one)}
        assert (
            seen[person.pk]
            == in_hand
            == set(Alert.objects.filter(alone.sees("alerts")).values_list("pk", flat=True))
        ), who


def test_an_alert_joined_to_another_still_tells_once(cast: Cast) -> None:
    listens(cast, "boris")
    first, second = call(cast), call(cast, act="the same threat")
    join(second, first, by=at_desk(cast, "joc_duty_officer"), why="one event")
    listeners()
    assert len(mails(cast.boris)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"quiet_from": time(22)},
        {"digest": "daily"},
        {"level_from": "panic"},
    ],
)
def test_half_a_wish_is_refused(cast: Cast, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadParameter):
        listens(cast, "boris", **wrong)
    assert not Listening.objects.exists()


def test_more_than_anybody_follows_is_refused(cast: Cast) -> None:
    for _ in range(20):
        listens(cast, "boris")
    with pytest.raises(BadParameter, match="more than you can follow"):
        listens(cast, "boris")


def test_listening_is_a_line_of_the_audit(cast: Cast) -> None:
    listening = listens(cast, "boris", name="my village")
    end(listening, by=at_desk(cast, "boris"))
    lines = AuditEntry.objects.filter(chain=str(cast.mission.pk), kind="listening")
    assert [line.act for line in lines.order_by("number")] == ["listen", "unlisten"]
    assert "village" not in str([line.detail for line in lines])


# --- pages

SENT = {"where": "all", "level_from": "warning", "mail": "on", "digest": "", "within_km": "30"}


def test_boris_keeps_his_own_by_pages(cast: Cast, sign_in: Any) -> None:
    boris = sign_in(cast.boris)
    assert "told what your post is told" in boris.get(PAGE).content.decode()
    make.place(cast.mission, "Luma", latitude=7.5, longitude=30.5)
    near = SENT | {
        "where": "place",
        "place_said": "Luma",
        "quiet_from": "22:00",
        "quiet_to": "06:00",
    }
    assert boris.post(PAGE + "new/", near).status_code == 302
    listening = Listening.objects.get()
    assert listening.polygon["type"] == "Polygon" and listening.name == "Luma, 30 km"
    shown = boris.get(PAGE).content.decode()
    assert "Luma, 30 km" in shown and "22:00–06:00" in shown
    form = boris.get(f"{PAGE}{listening.pk}/").content.decode()
    assert "22:00" in form and "Polygon" in form
    assert boris.post(f"{PAGE}{listening.pk}/", near | {"name": "Market days"}).status_code == 302
    assert "Market days: Luma, 30 km" in boris.get(PAGE).content.decode()
    changed = SENT | {
        "where": "areas",
        "areas": [str(cast.north.pk)],
        "digest": "daily",
        "digest_at": "07:00",
    }
    assert boris.post(f"{PAGE}{listening.pk}/", changed).status_code == 302
    listening.refresh_from_db()
    assert (listening.polygon, listening.digest_at) == (None, time(7))
    assert [*listening.areas.all()] == [cast.north]
    assert boris.post(f"{PAGE}{listening.pk}/end/").status_code == 302
    assert boris.get(f"{PAGE}{listening.pk}/").status_code == 404


def test_nobody_opens_what_another_listens_for(cast: Cast, sign_in: Any) -> None:
    listening = listens(cast, "boris")
    for who, status in ((cast.amina, 404), (cast.chen, 404), (cast["partner"], 404)):
        client = sign_in(who)
        assert client.get(f"{PAGE}{listening.pk}/").status_code == status
        assert client.post(f"{PAGE}{listening.pk}/end/").status_code == status
    assert Listening.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"where": "areas"}, "Choose one area at least"),
        ({"where": "place", "place_said": "Nowhere"}, "No single place"),
        (
            {"where": "polygon", "polygon": '{"type": "FeatureCollection", "features": []}'},
            "holds no area",
        ),
        ({"where": "polygon", "polygon": "not json"}, "not GeoJSON"),
        ({"where": "polygon", "polygon": " "}, "Draw an area on the map"),
        ({"quiet_from": "22:00"}, "a beginning and an end"),
        ({"digest": "daily"}, "At which time?"),
    ],
)
def test_the_form_says_what_is_wrong(
    cast: Cast, sign_in: Any, wrong: dict[str, Any], said: str
) -> None:
    answer = sign_in(cast.boris).post(PAGE + "new/", SENT | wrong)
    assert answer.status_code == 400 and said in answer.content.decode()


def test_a_drawn_area_is_kept(cast: Cast, sign_in: Any) -> None:
    drawn = SENT | {"where": "polygon", "polygon": json.dumps(SQUARE)}
    assert sign_in(cast.boris).post(PAGE + "new/", drawn).status_code == 302
    assert Listening.objects.get().polygon["type"] == "Polygon"


def test_a_mission_without_areas_does_not_offer_them(cast: Cast, sign_in: Any) -> None:
    make.post(cast.other_mission, "joc_duty_officer", ophelia := make.person("ophelia"))
    offered = sign_in(ophelia).get("/m/tarso/alerts/listening/new/").content.decode()
    assert 'value="place"' in offered and 'value="areas"' not in offered


def test_what_was_sent_is_shown_and_what_may_not_be_read_any_more_is_not_named(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    listens(cast, "boris")
    alert, gone = call(cast), call(cast, act="another threat")
    listeners()
    listens(cast, "boris", digest="daily", digest_at=time(18))
    Alert.objects.filter(pk=gone.pk).update(classification=2)
    boris = sign_in(cast.boris)
    with django_assert_max_num_queries(25):
        shown = squeezed(boris.get(PAGE + "sent/").content.decode())
    assert str(alert) in shown and "mail: waiting" in shown
    assert str(gone) not in shown and str(gone.pk) not in shown and "not yours to read" in shown
    assert str(alert) not in sign_in(cast.amina).get(PAGE + "sent/").content.decode()


def test_what_waits_says_until_when(cast: Cast, sign_in: Any) -> None:
    listens(cast, "boris", digest="daily", digest_at=time(18))
    call(cast)
    listeners()
    assert "waits until" in sign_in(cast.boris).get(PAGE + "sent/").content.decode()
    later(cast.mission, days=40)
    listeners()
    later(cast.mission, days=40)
    assert "Nothing was sent" in sign_in(cast.boris).get(PAGE + "sent/").content.decode()


def test_old_news_is_removed_and_the_alert_still_says_who_was_told(cast: Cast) -> None:
    listens(cast, "boris")
    old = call(cast)
    listeners()
    later(cast.mission, days=KEPT_DAYS - 1)
    new = call(cast)
    listeners()
    old_news()
    assert set(News.objects.values_list("alert", flat=True)) == {old.pk, new.pk}
    later(cast.mission, days=2)
    old_news()
    assert set(News.objects.values_list("alert", flat=True)) == {new.pk}
    assert set(Delivery.objects.values_list("news__alert", flat=True)) == {new.pk}
    assert told(old, "listens") == {"boris"}
    (line,) = AuditEntry.objects.filter(act="forget")
    assert (line.kind, line.person_id, line.detail["number"]) == ("news", None, 1)
    old_news()
    assert AuditEntry.objects.filter(act="forget").count() == 1


def test_news_nobody_was_told_yet_stays_however_old(cast: Cast) -> None:
    """The worker stood still for months: what it did not spread is not lost."""
    listens(cast, "boris")
    listens(cast, "analyst", digest="daily", digest_at=time(18))
    spread_late = call(cast)
    spread()
    later(cast.mission, days=KEPT_DAYS + 1)
    unspread = call(cast)
    News.objects.filter(alert=unspread).update(at=spread_late.known_at)
    old_news()
    assert set(News.objects.values_list("alert", flat=True)) == {spread_late.pk, unspread.pk}
    deliver()
    old_news()
    assert set(News.objects.values_list("alert", flat=True)) == {unspread.pk}
