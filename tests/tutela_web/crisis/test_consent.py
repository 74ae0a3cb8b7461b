"""The host withdraws its consent: it goes up with owner and clock, and shows what cannot go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import unit
from tests.tutela_web.warning.story import at_desk, call, later
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry, Holding
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.channels.models import Message
from tutela_web.crisis.consent.models import ConsentLoss
from tutela_web.crisis.consent.queries import escalators, losses_for, relying
from tutela_web.crisis.consent.verbs import (
    end,
    hand_over,
    record_answer,
    record_loss,
    tell_headquarters,
)
from tutela_web.crisis.decisions.verbs import ask_release, task
from tutela_web.crisis.models import HrddpFile
from tutela_web.crisis.plans.verbs import make_plan
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.records import verbs as records
from tutela_web.records.versions.queries import versions_of
from tutela_web.warning.telling.addressees import Named

PAGE = "/m/luma/consent/"


def lost(cast: Cast, who: str = "head_of_mission", **fields: Any) -> ConsentLoss:
    """The ministry wrote that the mission shall not move any more."""
    given = {
        "kind": "movement",
        "since": clock.today(cast.mission),
        "evidence": "EVIDENCEWORD",
        "said_by": "the ministry",
    } | fields
    return record_loss(given, by=at_desk(cast, who))


def test_a_loss_has_an_owner_who_speaks_to_headquarters_and_a_clock_of_a_day(cast: Cast) -> None:
    made = lost(cast, kind="strategic")
    assert made.owner == cast["head_of_mission"] and made.ended_at is None
    assert made.due_at - made.known_at == timedelta(hours=24)
    told = set(
        Message.objects.filter(about_id=made.pk, channel="mail").values_list("to_id", flat=True)
    )
    assert told == {cast["head_of_mission"].pk, cast["chief_of_staff"].pk}
    line = AuditEntry.objects.get(kind="consentloss", act="create")
    assert line.person_id == cast["head_of_mission"].pk and "EVIDENCE" not in str(line.detail)


def test_who_may_record_it_where_and_never_without_evidence(cast: Cast) -> None:
    for who in ("joc_duty_officer", "unit_commander", "boris", "poc_adviser"):
        with pytest.raises(Denied):
            lost(cast, who)
    with pytest.raises(Denied):
        lost(cast, "head_of_field_office")
    assert lost(cast, "head_of_field_office", area=cast.north).area == cast.north
    with pytest.raises(Denied):
        lost(cast, "head_of_field_office", area=cast.south)
    with pytest.raises(BadParameter, match="how is it known"):
        lost(cast, evidence=" ")
    with pytest.raises(BadParameter):
        lost(cast, kind="visa")


def test_a_withdrawal_may_be_announced_for_a_day_to_come(cast: Cast) -> None:
    ahead = clock.today(cast.mission) + timedelta(days=90)
    assert lost(cast, kind="strategic", since=ahead).since == ahead


def test_where_nobody_speaks_to_headquarters_the_person_is_sent_to_the_telephone(
    cast: Cast,
) -> None:
    office = at_desk(cast, "head_of_field_office")
    Holding.objects.filter(post__role__in=["head_of_mission", "chief_of_staff"]).delete()
    with pytest.raises(NotNow, match="nobody holds"):
        record_loss(
            {
                "kind": "movement",
                "area": cast.north,
                "evidence": "a note",
                "since": clock.today(cast.mission),
            },
            by=office,
        )
    assert not ConsentLoss.objects.exists()


def test_it_goes_up_is_answered_and_ends_with_a_persons_word(cast: Cast) -> None:
    made, by = lost(cast, kind="strategic"), at_desk(cast, "chief_of_staff")
    with pytest.raises(NotNow, match="not been told"):
        end(made, "decided", "the Council renewed the mandate", by=by)
    with pytest.raises(NotNow, match="not been told"):
        record_answer(made, "wait", by=by)
    with pytest.raises(BadParameter):
        tell_headquarters(made, " ", by=by)
    later(cast.mission, hours=5)
    made = tell_headquarters(made, "DPO, operations centre", by=by, reference="CC-12")
    assert made.due_at == made.told_at + timedelta(hours=72)
    made = record_answer(made, "the Council meets on Friday", by=by)
    assert made.due_at is None and made.answered_at
    with pytest.raises(BadParameter, match="person"):
        end(made, "restored", "", by=by)
    made = end(made, "restored", "the ministry took its note back", by=by)
    assert made.ended_by == cast["chief_of_staff"]
    for late in (
        lambda: end(made, "restored", "again", by=by),
        lambda: tell_headquarters(made, "DPO", by=by),
    ):
        with pytest.raises(NotNow, match="ended"):
            late()
    assert versions_of(made).count() == 4


def test_it_is_handed_over_for_a_reason_to_who_speaks_to_headquarters(cast: Cast) -> None:
    made, by = lost(cast), at_desk(cast, "head_of_mission")
    chief = next(one for one in escalators(cast.mission) if one.post.role == "chief_of_staff")
    with pytest.raises(BadParameter):
        hand_over(made, Named(chief.post, cast.amina), by=by, why="she has time")
    with pytest.raises(BadParameter, match="reason"):
        hand_over(made, chief, by=by, why="")
    assert hand_over(made, chief, by=by, why="on leave").owner == cast["chief_of_staff"]


def test_what_relies_on_it_is_listed_by_kind_area_and_what_nobody_knows(cast: Cast) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    hq, coy = at_desk(cast, "sector_operations"), unit(cast)
    task(call(cast, place=luma), "night_patrol", standard="deter_by_presence", by=hq, unit=coy)
    task(
        call(cast, place=luma),
        "shelter",
        standard="deter_by_presence",
        by=hq,
        unit=coy,
        competing="both",
    )
    fc = at_desk(cast, "force_commander")
    task(
        call(cast, area=cast.south),
        "escort",
        standard="deter_by_presence",
        by=fc,
        unit=unit(cast, "Patrol S"),
    )
    task(
        call(cast, area=None),
        "medevac",
        standard="deter_by_presence",
        by=fc,
        unit=unit(cast, "Air"),
    )
    adviser = at_desk(cast, "poc_adviser")
    make_plan(luma, {"host_role": "the army opens the road"}, by=adviser)
    make_plan(luma, {"evacuation": "by the north road"}, by=adviser)
    make_plan(luma, {"shelter": "the school"}, by=adviser)
    risk = make.risk(cast.mission, luma, by=cast.adviser)
    (line,) = make_lines([{"risk": risk, "activity": "day_patrol"}], by=adviser)
    make_lines([{"risk": risk, "activity": "public_message"}], by=adviser)
    by = at_desk(cast, "head_of_mission")
    north = relying(by, lost(cast, area=cast.north))
    assert sorted((one.sort, one.label, one.placed) for one in north) == [
        ("line", line.code, True),
        ("plan", "", True),
        ("tasking", "medevac", False),
        ("tasking", "night_patrol", True),
    ]
    forces = relying(by, lost(cast, kind="forces"))
    assert [(one.sort, one.relies) for one in forces] == [("plan", frozenset({"forces"}))]
    whole = lost(cast, kind="strategic")
    tasked = {one.label for one in relying(by, whole) if one.sort == "tasking"}
    assert tasked == {"night_patrol", "medevac", "escort"}
    theirs = relying(at_desk(cast, "unit_commander"), whole)
    assert {one.label for one in theirs if one.sort == "tasking"} == {"night_patrol"}


def test_a_hazard_not_yet_passed_to_a_host_force_relies_on_it(cast: Cast) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    receiver = records.create(
        HrddpFile(unit_name="Brigade 9", status="support", compartment="hrddp"),
        mission=cast.mission,
        by=None,
    )
    now = clock.now(cast.mission)
    ask_release(
        call(cast),
        by=at_desk(cast, "head_of_field_office"),
        hazard="armed_men",
        place=luma,
        since=now,
        until=now + timedelta(hours=12),
        receiver=receiver,
        suspected=0,
        looked_at=0,
    )
    by = at_desk(cast, "head_of_mission")
    assert [one.sort for one in relying(by, lost(cast, kind="forces"))] == ["release"]
    assert relying(by, lost(cast, kind="movement")) == []


# --- pages


def test_the_page_records_tells_and_ends_it(cast: Cast, sign_in: Any) -> None:
    head = sign_in(cast["head_of_mission"])
    luma = make.place(cast.mission, "Luma", area=cast.north)
    alert = call(cast, place=luma)
    task(
        alert,
        "night_patrol",
        standard="deter_by_presence",
        by=at_desk(cast, "sector_operations"),
        unit=unit(cast),
    )
    form = head.get(PAGE + "new/").content.decode()
    chief = next(one for one in escalators(cast.mission) if one.post.role == "chief_of_staff")
    assert "Chief Of Staff" in form
    sent = {
        "kind": "strategic",
        "since": "2018-12-31",
        "evidence": "note 4",
        "area": "",
        "owner": f"{chief.post.pk} {chief.person.pk}",
    }
    assert head.post(PAGE + "new/", sent | {"evidence": ""}).status_code == 400
    answer = head.post(PAGE + "new/", sent)
    made = ConsentLoss.objects.get()
    one = f"{PAGE}{made.pk}/"
    assert answer.url == one and made.owner == cast["chief_of_staff"]
    shown = head.get(one).content.decode()
    assert "Tell headquarters" in shown and "Chief Of Staff" in shown
    relies = shown.split('id="relying"')[1]
    assert "night patrol" in relies.lower() and f"/m/luma/alerts/{alert.pk}/" in relies
    later(cast.mission, hours=25)
    assert "not told: overdue" in head.get(PAGE).content.decode()
    assert head.post(one + "told/", {"told_to": ""}).status_code == 400
    head.post(one + "told/", {"told_to": "DPO", "reference": "CC-1"})
    assert "told, not answered" in head.get(PAGE).content.decode()
    head.post(one + "answer/", {"answer": "the Council meets"})
    assert "the Council meets" in head.get(one).content.decode()
    assert head.post(one + "end/", {"how": "decided", "words": ""}).status_code == 400
    head.post(one + "end/", {"how": "decided", "words": "the mandate was ended"})
    shown = head.get(one).content.decode()
    assert "the mandate was ended" in shown and 'id="relying"' not in shown
    assert head.post(one + "end/", {"how": "mistake", "words": "x"}).status_code == 400


def test_who_reads_it_and_who_finds_nothing(cast: Cast, sign_in: Any) -> None:
    whole, north = lost(cast), lost(cast, area=cast.north, evidence="NORTHWORD")
    sees = {
        "head_of_mission": (True, True),
        "boris": (True, True),
        "unit_commander": (False, True),
        "chen": (False, False),
        "partner": (False, False),
        "field_reporter": (False, False),
    }
    for who, may in sees.items():
        client = sign_in(cast[who])
        found = tuple(client.get(f"{PAGE}{one.pk}/").status_code == 200 for one in (whole, north))
        assert found == may, who
    for who in ("boris", "unit_commander"):
        client = sign_in(cast[who])
        assert client.get(PAGE + "new/").status_code == 403
        said = {"how": "mistake", "words": "x"}
        assert client.post(f"{PAGE}{north.pk}/end/", said).status_code == 403
    assert sign_in(cast["head_of_field_office"]).get(PAGE + "new/").status_code == 200
    assert not ConsentLoss.objects.exclude(ended_at=None).exists()


def test_a_decider_is_told_the_bare_fact_even_of_a_record_not_theirs(
    cast: Cast, sign_in: Any
) -> None:
    alert, south = call(cast), call(cast, area=cast.south)
    commander = sign_in(cast["unit_commander"])
    screen = f"/m/luma/alerts/{alert.pk}/decision/"
    assert "withdrew its consent" not in commander.get(screen).content.decode()
    whole = lost(cast, kind="strategic")
    shown = commander.get(screen).content.decode()
    assert "withdrew its consent" in shown and "EVIDENCEWORD" not in shown
    assert not losses_for(at_desk(cast, "unit_commander")).exists()
    end(whole, "mistake", "another mission was meant", by=at_desk(cast, "head_of_mission"))
    lost(cast, area=cast.north)
    assert "this area" in commander.get(screen).content.decode()
    elsewhere = f"/m/luma/alerts/{south.pk}/decision/"
    assert "withdrew its consent" not in sign_in(cast.amina).get(elsewhere).content.decode()


def test_an_owner_who_left_the_post_is_said(cast: Cast, sign_in: Any) -> None:
    made = lost(cast)
    client = sign_in(cast["chief_of_staff"])
    assert "holds that post no more" not in client.get(f"{PAGE}{made.pk}/").content.decode()
    Holding.objects.filter(person=cast["head_of_mission"]).delete()
    assert "holds that post no more" in client.get(f"{PAGE}{made.pk}/").content.decode()


def test_the_pages_ask_a_fixed_number_of_questions(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    hq, client = at_desk(cast, "sector_operations"), sign_in(cast["head_of_mission"])
    made = lost(cast)
    for n in range(4):
        task(
            call(cast),
            "night_patrol",
            standard="deter_by_presence",
            by=hq,
            unit=unit(cast, f"Coy {n}"),
        )
        lost(cast, kind="forces")
    client.get(PAGE)
    with django_assert_max_num_queries(20):
        client.get(PAGE)
    with django_assert_max_num_queries(45):
        client.get(f"{PAGE}{made.pk}/")
