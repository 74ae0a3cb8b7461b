"""What is said of an alert that was joined to another; and alerts that hold no other up."""

from __future__ import annotations

from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, call, later
from tests.tutela_web.warning.test_calls import proof, rings
from tests.tutela_web.warning.test_texts import NUMBER, text
from tutela_web.access.models import Holding
from tutela_web.access.vault import keyring
from tutela_web.crisis.timeline.queries import timeline_of
from tutela_web.warning import jobs
from tutela_web.warning.alerts.verbs import AlertReport, add_word, raise_alert, record
from tutela_web.warning.board.queries import BoardFilters, board
from tutela_web.warning.calls.verbs import end
from tutela_web.warning.clocks import ticker
from tutela_web.warning.merging.verbs import join, part
from tutela_web.warning.models import Alert, AlertStep, CallBack, Channel, Report


def test_a_report_for_an_alert_joined_meanwhile_stands_where_people_look(cast: Cast) -> None:
    desk = at_desk(cast, "joc_duty_officer")
    first, second = call(cast), call(cast)
    join(second, first, by=desk)
    said = add_word(
        second, AlertReport(Channel.RADIO, said={"words": "they are crossing"}), by=desk
    )
    assert said.alert_id == first.pk and again(first).now.reports == 3
    part(again(second), by=desk, why="two events")
    assert Report.objects.get(pk=said.pk).alert_id == second.pk, "it goes with what it was said of"


def test_parting_takes_along_all_that_was_joined_before(cast: Cast) -> None:
    desk = at_desk(cast, "joc_duty_officer")
    root, middle, lower, last = (call(cast, act=f"shots {n}") for n in range(4))
    join(last, lower, by=desk)
    join(again(lower), again(middle), by=desk)
    join(again(middle), root, by=desk)
    part(again(middle), by=desk, why="two events")
    assert Report.objects.filter(alert=root).count() == 1
    assert Report.objects.filter(alert=middle).count() == 3


def test_the_same_number_goes_on_in_the_thread_its_alert_was_joined_to(
    cast: Cast, client: Any
) -> None:
    keyring.make_first()
    gateway = make.gateway(cast.mission)
    text(client, gateway, "shots at the river")
    told = Alert.objects.get()
    root = call(cast, level="ongoing")
    join(told, root, by=at_desk(cast, "joc_duty_officer"))
    text(client, gateway, "more of them now")
    assert Alert.objects.count() == 2 and Report.objects.filter(alert=root).count() == 3


def test_what_is_spoken_on_calling_back_goes_with_the_alert_it_was_rung_about(
    cast: Cast, client: Any
) -> None:
    keyring.make_first()
    text(client, make.gateway(cast.mission), "shots at the river", number=NUMBER)
    desk, told = at_desk(cast, "joc_duty_officer"), Alert.objects.get()
    rings(client, make.gateway(cast.mission, "rapidpro"), NUMBER)
    root, middle = call(cast, level="ongoing"), call(cast, level="ongoing")
    join(told, middle, by=desk)
    join(again(middle), root, by=desk)
    end(CallBack.objects.get(), "alert", by=desk, said="they have crossed")
    assert Report.objects.get(channel="call", words="they have crossed").alert == root
    part(again(told), by=desk, why="two events")
    assert Report.objects.get(channel="call", words="they have crossed").alert == told


def test_a_text_is_kept_though_a_call_had_the_same_number_of_its_gateway(
    cast: Cast, client: Any
) -> None:
    keyring.make_first()
    gateway = make.gateway(cast.mission, "rapidpro")
    rang = {"phone": "+211900111333", "call": "1234", "event": "mo_miss"}
    assert client.post(f"/in/{gateway.pk}/call", rang, **proof(gateway)).status_code == 200
    said = {"from": NUMBER, "text": "they burn Luma", "id": "1234"}
    for _twice in range(2):
        client.post(f"/in/{gateway.pk}/receive", said, **proof(gateway))
    assert Report.objects.count() == 1


def test_a_mission_whose_posts_ended_stops_no_clock_of_another(cast: Cast) -> None:
    make.post(cast.other_mission, "joc_duty_officer", make.person("duty"))
    raise_alert({"act": "attack"}, mission=cast.mission, by=None, level="ongoing", trusted=False)
    beside = call(cast, level="imminent")
    other = raise_alert({"act": "shots"}, mission=cast.other_mission, by=None, level="imminent")
    Holding.objects.filter(post__mission=cast.mission).delete()
    later(cast.mission, hours=1)
    later(cast.other_mission, hours=1)
    ticker.tick()
    jobs.owners()
    assert AlertStep.objects.filter(alert=beside).exists()
    assert AlertStep.objects.filter(alert=other).exists()


def test_reports_joined_from_another_area_are_withheld_and_said_to_be(
    cast: Cast, sign_in: Any
) -> None:
    desk = at_desk(cast, "joc_duty_officer")
    north, south = call(cast), call(cast, area=cast.south, act="houses burn")
    for words in ("from the ford", "from the market"):
        add_word(south, AlertReport(Channel.RADIO, said={"words": words}), by=desk)
    record(south, "triaged", by=desk, why="the teacher of Wadeng told us")
    join(again(south), north, by=desk)
    page = sign_in(cast["unit_commander"]).get(f"/m/luma/alerts/{north.pk}/").content.decode()
    assert "1 report<" in page and "3 records you may not read" in page
    assert "from the ford" not in page and "teacher" not in page
    row = next(r for r in board(at_desk(cast, "unit_commander"), BoardFilters()).rows)
    assert (row.reports, row.channels) == (1, 1)
    address = f"/api/v1/missions/luma/alerts/{north.pk}"
    assert sign_in(cast["unit_commander"]).get(address).json()["reports"] == 1
    assert sign_in(cast["joc_duty_officer"]).get(address).json()["reports"] == 4
    commander = at_desk(cast, "unit_commander")
    lines = timeline_of(commander, again(north), narrative=True).lines
    assert len([one for one in lines if one.kind == "report"]) == 1
    assert not any("teacher" in one.why for one in lines)
