"""A village of the North is joined to a column in the South: who reads the village alone goes on
with it as if nothing else were known, and learns nothing of the column."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.warning.story import again, at_desk, call, later
from tests.tutela_web.warning.test_join_story import heard, plain
from tests.tutela_web.warning.test_pages import ALERTS, page
from tutela_web.base.markings import Classification
from tutela_web.crisis.models import Decision
from tutela_web.warning.alerts.verbs import AlertReport, add_word, reach_state, record
from tutela_web.warning.board.queries import BoardFilters, board
from tutela_web.warning.merging.verbs import join
from tutela_web.warning.models import Alert, Owed, Report

COUNTING = re.compile(r"\d+:\d\d (?=left)|\d+ s(ec)?\b")
"""What runs on while a test reads."""

API = "/api/v1/missions/luma/alerts"


@pytest.fixture
def two(cast: Cast) -> list[Alert]:
    """The column of the South, known first, and the village of the North that it makes for."""
    ford = make.place(cast.mission, "Wadeng Ford", area=cast.south, latitude=4.1, longitude=31.1)
    luma = make.place(cast.mission, "Luma", area=cast.north, latitude=4.8, longitude=31.6)
    root = heard(
        cast,
        "imminent",
        place=ford,
        area=cast.south,
        act="armed column moving",
        who="Group Heron",
        how_many=90,
    )
    later(cast.mission, minutes=7)
    village = heard(cast, "warning", place=luma, act="young men called together", how_many=40)
    desk = at_desk(cast, "joc_duty_officer")
    add_word(village, AlertReport("radio", said={"words": "the chief asks for help"}), by=desk)
    later(cast.mission, minutes=2)
    return [again(root), again(village)]


def join_two(cast: Cast, two: list[Alert]) -> list[Alert]:
    """The duty officer, who reads both, joins them: they are read from the column."""
    kept = join(two[1], two[0], by=at_desk(cast, "joc_duty_officer"))
    assert kept.pk == two[0].pk
    return [again(one) for one in two]


def traces(root: Alert) -> tuple[str, ...]:
    """What would tell of the column."""
    return (str(root), str(root.pk), "Wadeng", "Heron", "armed column", "90 armed", "was merged")


def seen_by(client: Any, village: Alert) -> dict[str, Any]:
    """What somebody is shown and told of the village, on pages and by the API."""
    shown = {
        "board": page(client, ALERTS),
        "alert": page(client, f"{ALERTS}{village.pk}/"),
        "decision": page(client, f"{ALERTS}{village.pk}/decision/"),
        "timeline": page(client, f"{ALERTS}{village.pk}/timeline/"),
    }
    told = client.get(f"{API}/{village.pk}").json()
    lists = [client.get(API).json(), client.get(f"{API}?open=false").json()]
    return {"pages": shown, "one": told, "lists": lists}


def test_who_reads_the_joined_one_alone_sees_what_they_saw_before_it_was_joined(
    cast: Cast, sign_in: Any, two: list[Alert]
) -> None:
    commander = sign_in(cast["unit_commander"])
    before = seen_by(commander, two[1])
    root, village = join_two(cast, two)
    after = seen_by(commander, village)
    for name, shown in after["pages"].items():
        for trace in traces(root):
            assert trace not in shown, (name, trace)
        assert "young men called together" in shown or name == "timeline"
    assert after["one"] == before["one"], "the number of its version too"
    assert after["one"]["joined_to"] is None and after["one"]["reports"] == 2
    for was, now in zip(before["lists"], after["lists"], strict=True):
        assert now["results"] == was["results"]
    for name in ("board", "alert"):
        was, now = (plain(of["pages"][name].partition("<main")[2]) for of in (before, after))
        assert COUNTING.sub("", now) == COUNTING.sub("", was), name
    assert commander.get(f"{ALERTS}{root.pk}/").status_code == 404
    assert commander.get(f"{API}/{root.pk}").status_code == 404


def test_what_is_done_of_the_root_is_not_told_and_the_end_of_the_thread_is(
    cast: Cast, sign_in: Any, two: list[Alert]
) -> None:
    root, village = join_two(cast, two)
    desk = at_desk(cast, "joc_duty_officer")
    record(root, "triaged", by=desk, why="the column is believed")
    add_word(root, AlertReport("radio", said={"words": "ninety of them at the ford"}), by=desk)
    commander = sign_in(cast["unit_commander"])
    shown = page(commander, f"{ALERTS}{village.pk}/")
    assert "believed" not in shown and "ninety" not in shown and "may not read" not in shown
    assert "triaged" not in commander.get(f"{API}/{village.pk}").json()["moments"]
    reach_state(root, "closed", by=desk, why="the column turned back")
    assert commander.get(API).json()["results"] == []
    shown = page(commander, f"{ALERTS}{village.pk}/")
    assert "turned back" not in shown and "closed" in shown
    assert commander.get(f"{API}/{village.pk}").json()["state"] == "closed"


def test_what_they_do_reaches_the_thread_and_they_see_that_it_is_done(
    cast: Cast, sign_in: Any, two: list[Alert]
) -> None:
    root, village = join_two(cast, two)
    record(root, "acknowledged", by=at_desk(cast, "joc_duty_officer"))
    hofo = sign_in(cast.hofo)
    here = f"{ALERTS}{village.pk}/"
    for url, data in (
        ("issue/", {}),
        ("record/", {"name": "acknowledged"}),
        ("report/", {"channel": "radio", "words": "smoke over the mill"}),
        ("level/", {"level": "ongoing", "why": "they are in"}),
    ):
        answer = hofo.post(f"{here}{url}", data, follow=True)
        assert answer.status_code == 200, url
        shown = answer.content.decode()
        assert not [trace for trace in traces(root) if trace in shown], url
        assert answer.redirect_chain[-1][0] == here, url
        assert "merged into another" not in shown, url
    sector = sign_in(cast["sector_operations"])
    said = {"choice": "act", "authority": "commands", "taken": ["night_patrol"]}
    said |= {"id": "0" * 31 + "1", "reason": "an hour to spare", "exposure_asked": "on"}
    answer = sector.post(f"{here}decide/", said, follow=True)
    shown = answer.content.decode()
    assert "an hour to spare" in shown and answer.redirect_chain[-1][0] == f"{here}decision/"
    assert not [trace for trace in traces(root) if trace in shown]
    told = hofo.get(f"{API}/{village.pk}").json()
    assert told["level"] == "ongoing" and told["reports"] == 3
    assert {"acknowledged", "issued"} <= told["moments"].keys()
    assert "smoke over the mill" in page(hofo, here)
    kept = again(root)
    assert kept.level == "ongoing", "the thread is as near as what is said of any of it"
    assert Report.objects.get(words="smoke over the mill").alert == root
    assert "smoke over the mill" in page(sign_in(cast["joc_duty_officer"]), f"{ALERTS}{root.pk}/")
    assert {"acknowledged", "issued"} <= kept.now.moments.keys()
    assert "decided" in told["moments"] and "decided" in kept.now.moments
    assert Decision.objects.get().classification == village.classification
    assert "an hour to spare" in page(
        sign_in(cast["joc_duty_officer"]), f"{ALERTS}{root.pk}/decision/"
    )


def test_they_end_what_they_read_and_the_rest_of_the_thread_runs_on(
    cast: Cast, sign_in: Any, two: list[Alert]
) -> None:
    root, village = join_two(cast, two)
    hofo = sign_in(cast.hofo)
    here = f"{ALERTS}{village.pk}/"
    came = {"outcome": "deterred", "evidence": "they left", "danger_ended": "the base, by radio"}
    hofo.post(f"{here}outcome/", {"id": "0" * 31 + "2"} | came)
    for owed in Owed.objects.filter(what="feedback"):
        owed.state = "given"
        owed.save()
    answer = hofo.post(f"{here}close/", {"why": "all is quiet"}, follow=True)
    assert f"{village} is closed" in answer.content.decode()
    assert hofo.get(f"{API}/{village.pk}").json()["state"] == "closed"
    assert hofo.get(API).json()["results"] == []
    assert again(root).now.open, "who does not read it does not end it"
    hofo.post(f"{here}record/", {"name": "reopened", "why": "they are back"})
    assert [one["id"] for one in hofo.get(API).json()["results"]] == [str(village.pk)]
    reach_state(again(root), "closed", by=at_desk(cast, "joc_duty_officer"))
    hofo.post(f"{here}record/", {"name": "reopened", "why": "smoke again"})
    assert again(root).now.open, "what they open again is the thread"
    assert [one["id"] for one in hofo.get(API).json()["results"]] == [str(village.pk)]


def test_they_join_a_third_to_it_and_part_nothing_they_do_not_know_of(
    cast: Cast, sign_in: Any, two: list[Alert]
) -> None:
    third = call(cast, level="warning", act="a shot at the well")
    root, village = join_two(cast, two)
    hofo = sign_in(cast.hofo)
    here = f"{ALERTS}{village.pk}/"
    answer = hofo.post(f"{here}part/", {"alert": str(village.pk), "why": "alone"}, follow=True)
    assert "stands alone already" in answer.content.decode()
    assert again(village).merged_into_id == root.pk
    answer = hofo.post(f"{here}join/", {"alert": str(third.pk)}, follow=True)
    shown = answer.content.decode()
    assert f"shown under {village}" in plain(shown) and "a shot at the well" in shown
    assert not [trace for trace in traces(root) if trace in shown and trace != "was merged"]
    assert again(third).merged_into_id == root.pk
    assert hofo.get(f"{API}/{third.pk}").json()["joined_to"] == str(village.pk)
    answer = hofo.get(f"{ALERTS}{third.pk}/")
    assert answer.status_code == 302 and answer["Location"] == here
    part = {"alert": str(third.pk), "why": "another quarrel"}
    answer = hofo.post(f"{here}part/", part, follow=True)
    assert f"stays with {village}" in plain(answer.content.decode())
    assert again(third).merged_into_id is None


def test_of_two_they_read_of_a_thread_the_first_stands_for_both_and_a_marking_hides_as_an_area(
    cast: Cast, sign_in: Any, two: list[Alert]
) -> None:
    desk, hofo = at_desk(cast, "joc_duty_officer"), sign_in(cast.hofo)
    beside, middle = call(cast, level="watch", act="a mill burns"), heard(cast, "imminent")
    join(beside, again(middle), by=desk)
    join(again(middle), two[0], by=desk)
    root, village = join_two(cast, [again(one) for one in two])
    hidden = Alert.objects.filter(pk__in=[root.pk, middle.pk])
    hidden.update(area=cast.north, classification=Classification.STRICTLY_CONFIDENTIAL)
    assert not at_desk(cast, "head_of_field_office").sees_one("alerts", again(root))
    assert [one["id"] for one in hofo.get(API).json()["results"]] == [str(village.pk)]
    answer = hofo.get(f"{ALERTS}{beside.pk}/")
    assert answer.status_code == 302 and answer["Location"] == f"{ALERTS}{village.pk}/"
    shown = page(hofo, f"{ALERTS}{village.pk}/") + page(hofo, ALERTS)
    assert "a mill burns" in shown and "Heron" not in shown and "Wadeng" not in shown
    assert hofo.get(f"{API}/{beside.pk}").json()["joined_to"] == str(village.pk)


def test_an_attack_told_of_what_has_ended_raises_one_that_says_nothing_of_the_root(
    cast: Cast, sign_in: Any, two: list[Alert]
) -> None:
    root, village = join_two(cast, two)
    reach_state(root, "closed", by=at_desk(cast, "joc_duty_officer"))
    said = {"words": "they are shooting", "level": "ongoing"}
    answer = Program(cast.hofo).send(f"/alerts/{village.pk}/reports", said)
    made = Alert.objects.order_by("-number").first()
    assert made is not None and answer.json()["id"] == str(made.pk)
    assert (made.area, made.act, made.note) == (cast.north, village.act, str(village))
    assert not [one for one in traces(root) if one in answer.content.decode()]


def test_who_reads_both_sees_the_thread_from_its_root(
    cast: Cast, sign_in: Any, two: list[Alert]
) -> None:
    root, village = join_two(cast, two)
    desk = sign_in(cast["joc_duty_officer"])
    answer = desk.get(f"{ALERTS}{village.pk}/")
    assert answer.status_code == 302 and answer["Location"] == f"{ALERTS}{root.pk}/"
    assert [row.alert.pk for row in board(at_desk(cast, "joc_duty_officer"), BoardFilters()).rows]
    told = desk.get(API).json()["results"]
    assert [one["id"] for one in told] == [str(root.pk)] and told[0]["reports"] == 3
    assert desk.get(f"{API}/{village.pk}").json()["joined_to"] == str(root.pk)


def test_the_board_asks_the_same_however_many_are_read_apart_from_their_root(
    cast: Cast, two: list[Alert]
) -> None:
    commander = at_desk(cast, "unit_commander")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            found = board(commander, BoardFilters())
        assert found.total == len(found.rows)
        return len(asked)

    alone = cost()
    join_two(cast, two)
    one = cost()
    for _ in range(4):
        other = heard(cast, "imminent", area=cast.south)
        join(call(cast, level="warning"), other, by=at_desk(cast, "joc_duty_officer"))
    assert cost() == one and alone <= 12
