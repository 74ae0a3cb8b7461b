"""Who decided, who was asked, who refused and why, result: as inquiries later ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.warning.story import again, at_desk, call, later
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry, Holding
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.capacity.models import Unit
from tutela_web.crisis.decisions.verbs import (
    advise,
    answer,
    ask_release,
    close,
    decide,
    decide_release,
    dissent,
    missing_to_close,
    move,
    moving,
    passed_on,
    position_of,
    read_back,
    record_outcome,
    task,
)
from tutela_web.crisis.models import Decision, HrddpFile
from tutela_web.crisis.refusals.verbs import classify_refusal
from tutela_web.records import verbs as records
from tutela_web.safeguards.verbs import AnsweredHarm
from tutela_web.warning.alerts.verbs import AlertReport, add_word, record
from tutela_web.warning.models import Owed
from tutela_web.warning.network.verbs import settle_owed


@pytest.fixture
def units(cast: Cast) -> list[Unit]:
    """Three units of the north."""
    base = make.base(cast.mission, area=cast.north)
    return [
        records.create(
            Unit(
                code=f"u{n}",
                name=f"Coy {n}",
                base=base,
                area=cast.north,
                classification=0,
                able=True,
            ),
            mission=cast.mission,
            by=None,
        )
        for n in (1, 2, 3)
    ]


def test_a_commander_decides_in_the_own_name_and_the_joc_only_writes_down(cast: Cast) -> None:
    alert, commander = call(cast), at_desk(cast, "unit_commander")
    made = decide(
        alert,
        "act",
        by=commander,
        authority="commands",
        taken=["show_of_presence"],
        left={"interposition": "one platoon only"},
        exposure_asked=True,
    )
    assert made.decider == cast["unit_commander"] and again(alert).now.state == "decided"
    assert [o["taken"] for o in made.options] == [True, False]
    desk = at_desk(cast, "joc_duty_officer")
    with pytest.raises(BadParameter, match="never decides"):
        decide(alert, "act", by=desk, authority="commands")
    earlier = clock.now(cast.mission) - timedelta(minutes=20)
    noted = decide(
        alert,
        "act",
        by=desk,
        authority="commands",
        decider_said="sector commander",
        decided_at=earlier,
    )
    assert noted.decider is None and noted.decider_said == "sector commander"
    assert noted.decided_at == earlier < noted.entered_at
    with pytest.raises(Denied):
        decide(alert, "act", by=at_desk(cast, "boris"), authority="commands")


def test_no_action_stands_only_with_its_reason(cast: Cast) -> None:
    alert, office = call(cast), at_desk(cast, "head_of_field_office")
    for code, words in (("", "no"), ("distance", "")):
        with pytest.raises(BadParameter):
            decide(
                alert,
                "no_action",
                by=office,
                authority="coordinates",
                reason_code=code,
                reason=words,
            )
    assert decide(
        alert,
        "no_action",
        by=office,
        authority="coordinates",
        reason_code="distance",
        reason="a day's walk, floods",
    )


def test_force_names_its_rule_and_a_decision_outside_the_chain_is_marked(cast: Cast) -> None:
    alert, office = call(cast), at_desk(cast, "head_of_field_office")
    with pytest.raises(BadParameter, match="rule"):
        decide(alert, "act", by=office, authority="joint", taken=["force"])
    odd = decide(alert, "act", by=office, authority="force", taken=["night_patrol"])
    assert odd.outside_chain and again(alert).now.state == "decided"
    right = decide(
        alert,
        "act",
        by=at_desk(cast, "force_commander"),
        authority="force",
        taken=["force"],
        force_rule="ROE 1.9",
    )
    assert right.outside_chain is False
    coordinated = decide(
        alert, "act", by=office, authority="coordinates", taken=["force"], force_rule="ROE 1.9"
    )
    assert coordinated.outside_chain


def test_the_chain_is_that_of_the_day_and_area_of_the_decision(cast: Cast) -> None:
    """A commander of the south whose post in the north began today decided before it did."""
    alert = call(cast, known_at=clock.now(cast.mission) - timedelta(days=3))
    southern = make.person("commander-south")
    make.post(cast.mission, "unit_commander", southern, area=cast.south)
    office = make.post(cast.mission, "head_of_field_office", area=cast.north)
    Holding.objects.create(post=office, person=southern, starts=clock.today(cast.mission))
    cast.people["southern"] = southern
    made = decide(alert, "act", by=at_desk(cast, "southern"), authority="commands")
    assert made.outside_chain  # a commander, but of the south
    there = at_desk(cast, "southern")
    assert decide(alert, "act", by=there, authority="coordinates").outside_chain is False
    before = clock.now(cast.mission) - timedelta(days=2)
    earlier = decide(alert, "act", by=there, authority="coordinates", decided_at=before)
    assert earlier.outside_chain


def test_of_a_post_the_joc_writes_down_the_chain_is_known_only_if_somebody_held_it(
    cast: Cast,
) -> None:
    alert, desk = call(cast), at_desk(cast, "joc_duty_officer")
    for said, authority, found in (
        ("Unit commander", "commands", False),
        ("unit commander", "force", True),
        ("the captain at the ford", "commands", None),
    ):
        made = decide(alert, "act", by=desk, authority=authority, decider_said=said)
        assert made.outside_chain is found, said


def test_the_mark_stands_on_the_alert_and_the_decision_screen(cast: Cast, sign_in: Any) -> None:
    alert, client = call(cast), sign_in(cast.amina)
    page, screen = f"/m/luma/alerts/{alert.pk}/", f"/m/luma/alerts/{alert.pk}/decision/"
    decide(alert, "act", by=at_desk(cast, "unit_commander"), authority="commands")
    for address in (page, screen):
        assert "outside the chain" not in client.get(address).content.decode().lower()
    decide(alert, "act", by=at_desk(cast, "unit_commander"), authority="mission")
    assert "Decided outside the chain" in client.get(page).content.decode()
    shown = client.get(screen).content.decode()
    assert "outside the chain" in shown and "Authority stated: Head of Mission" in shown


def test_state_forces_that_attack_are_decided_on_like_anybody_else(cast: Cast) -> None:
    alert = call(cast, level="ongoing", who="joc_duty_officer", act="soldiers burn the market")
    made = decide(
        alert,
        "act",
        by=at_desk(cast, "unit_commander"),
        authority="commands",
        taken=["interposition"],
        host_unable="the attackers are of the army",
    )
    assert made.host_unable


def test_dissent_stays_with_the_decision_and_is_never_edited(cast: Cast) -> None:
    made = decide(
        call(cast),
        "monitor",
        by=at_desk(cast, "head_of_field_office"),
        authority="coordinates",
        reason="wait",
        reason_code="information",
    )
    dissent(made, "ask for shelter at the base now", by=at_desk(cast, "poc_adviser"))
    kept = made.dissents.get()
    assert kept.post == "poc adviser" and kept.by == cast.adviser
    with pytest.raises(Denied):
        dissent(made, "x", by=at_desk(cast, "boris"))


def test_each_refusal_of_that_afternoon_is_on_record_with_its_reason(
    cast: Cast, units: list[Unit]
) -> None:
    """Juba 2016, invented names: calls about one compound a kilometre away, and nobody goes."""
    alert, hq = call(cast, level="ongoing"), at_desk(cast, "sector_operations")
    for unit, reason in zip(units, ("competing_task", "roe_doubt", "order_refused"), strict=True):
        tasked = task(
            alert,
            "interposition",
            standard="deter_by_presence",
            by=hq,
            unit=unit,
            intent="reach the compound",
        )
        with pytest.raises(BadParameter):
            answer(tasked, "refused", by=hq, **BY_RADIO)
        answer(tasked, "refused", by=hq, **BY_RADIO, reason=reason, words="not today")
    refused = [a for t in alert.taskings.order_by("entered_at") for a in t.answers.all()]
    assert [a.reason for a in refused] == ["competing_task", "roe_doubt", "order_refused"]
    commander = at_desk(cast, "force_commander")
    last = refused[2].refusal
    classify_refusal(last, "undeclared_caveat", "capital forbids", version=1, by=commander)
    assert last.compartment == "capacity"
    with pytest.raises(Denied):
        classify_refusal(refused[1].refusal, "safety", version=1, by=hq)
    with pytest.raises(NotNow):
        classify_refusal(last, "safety", version=2, by=commander)
    assert again(alert).now.state == "received"  # nobody goes: the decision is open again


def test_a_patrol_gets_the_exact_position_with_every_name_and_the_directions(
    cast: Cast, units: list[Unit]
) -> None:
    """Ogossagou 2020, invented names: the patrol was misdirected an hour before."""
    ogo = make.place(
        cast.mission,
        "Ogos",
        area=cast.north,
        directions="east of the dry river",
        other_names=[{"name": "Ogos-Peul"}],
    )
    alert = call(cast, place=ogo, place_said="Ogos of the Peul")
    tasked = task(
        alert,
        "night_patrol",
        standard="deter_by_presence",
        by=at_desk(cast, "sector_operations"),
        unit=units[0],
    )
    assert tasked.position == (
        "Ogos; = Ogos-Peul; east of the dry river; (Ogos of the Peul); 7.1000, 30.2000"
    )
    assert position_of(call(cast, place_said="beyond the ford")) == "beyond the ford"


def test_present_then_left_is_an_outcome_with_a_reason_and_the_alert_is_tasked_again(
    cast: Cast, units: list[Unit]
) -> None:
    alert, hq = call(cast), at_desk(cast, "sector_operations")
    tasked = task(alert, "day_patrol", standard="deter_by_presence", by=hq, unit=units[0])
    tasked = read_back(tasked, "Captain of Coy 1", by=hq)
    tasked = move(tasked, "departed", by=hq)
    tasked = move(tasked, "arrived", by=hq)
    move(tasked, "left", by=hq)
    with pytest.raises(BadParameter):
        record_outcome(alert, "present_then_left", by=hq, danger_ended="the chief, by telephone")
    record_outcome(
        alert,
        "present_then_left",
        by=hq,
        why=["competing_task"],
        tasking=tasked,
        danger_ended="the chief, by telephone",
    )
    desk = at_desk(cast, "joc_duty_officer")
    close(again(alert), by=at_desk(cast, "head_of_field_office"))
    record(again(alert), "reopened", by=desk, why="the army left again")
    assert missing_to_close(again(alert)) == ["outcome"]
    task(again(alert), "night_patrol", standard="deter_by_presence", by=hq, unit=units[1])
    assert again(alert).now.state == "tasked"


def test_an_attack_nobody_went_to_cannot_be_closed_away(cast: Cast) -> None:
    """Mutarule 2014, invented names: called as it began, first visited two days later."""
    alert, office = call(cast, level="ongoing"), at_desk(cast, "head_of_field_office")
    add_word(alert, AlertReport("call", said={"words": "they are shooting"}), by=office)
    with pytest.raises(NotNow, match="not recorded"):
        close(alert, by=office)
    record_outcome(alert, "unknown", by=office)
    with pytest.raises(NotNow):
        close(alert, by=office)
    later(cast.mission, days=2)
    record_outcome(
        alert,
        "not_reached",
        by=office,
        why=["distance", "no_order"],
        danger_ended="the chief, by telephone",
    )
    with pytest.raises(NotNow, match="not been answered"):
        close(alert, by=office)
    owed = Owed.objects.get(what="feedback")
    settle_owed(owed, "unsafe", by=office, why="the village has fled")
    assert close(again(alert), by=office).pk == alert.pk and again(alert).now.state == "closed"
    for who in ("joc_duty_officer", "unit_commander", "head_of_mission"):
        with pytest.raises(Denied):
            close(alert, by=at_desk(cast, who))


def test_a_deterred_attack_is_recorded_with_what_shows_it(cast: Cast) -> None:
    alert, hq = call(cast), at_desk(cast, "unit_commander")
    with pytest.raises(BadParameter):
        record_outcome(alert, "deterred", by=hq, danger_ended="the chief, by telephone")
    made = record_outcome(
        alert,
        "deterred",
        by=hq,
        evidence="the column turned when seen from air",
        danger_ended="the chief, by telephone",
    )
    assert made.outcome == "deterred"


def test_the_three_buttons_are_enough_in_the_worst_hour(cast: Cast) -> None:
    alert, desk = call(cast, level="ongoing"), at_desk(cast, "joc_duty_officer")
    passed_on(alert, "base Acacia", by=desk, channel="radio")
    moving(alert, "QRF", by=desk)
    record_outcome(alert, "late", by=desk, why=["distance"], danger_ended="the chief, by telephone")
    moments = again(alert).now.moments
    assert moments["acknowledged"][1] is False and "decided" not in moments
    assert moments["on the way"][1] is False and "outcome" in moments


# --- a hazard passed to a host force


@pytest.fixture
def asked(cast: Cast) -> dict[str, Any]:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    receiver = records.create(
        HrddpFile(unit_name="Brigade 9", status="support", compartment="hrddp"),
        mission=cast.mission,
        by=None,
    )
    now = clock.now(cast.mission)
    return {
        "hazard": "armed_men",
        "place": luma,
        "since": now,
        "until": now + timedelta(hours=12),
        "receiver": receiver,
        "suspected": 2,
        "looked_at": 9,
    }


def test_a_hazard_goes_to_a_host_force_only_by_the_office_after_human_rights_advised(
    cast: Cast, asked: dict[str, Any]
) -> None:
    alert, office = call(cast), at_desk(cast, "head_of_field_office")
    with pytest.raises(BadParameter, match="release"):
        decide(alert, "pass_to_host", by=office, authority="coordinates")
    with pytest.raises(Denied):
        ask_release(alert, by=at_desk(cast, "joc_duty_officer"), **asked)
    release = ask_release(alert, by=office, **asked)
    with pytest.raises(NotNow):
        decide_release(release, pass_it=True, why="", by=office)
    with pytest.raises(Denied):
        advise(release, against=False, words="x", by=office)
    advise(release, against=True, words="suspected twice near", by=at_desk(cast, "human_rights"))
    with pytest.raises(BadParameter):
        decide_release(release, pass_it=True, why="", by=office)
    with pytest.raises(BadParameter, match="could expose people"):
        decide_release(release, pass_it=True, why="nobody else is near", by=office)
    harm: AnsweredHarm = {"traced": "no", "drawn": "", "reprisals": "no", "precautions": ""}
    with pytest.raises(BadParameter, match="precautions"):
        decide_release(release, pass_it=True, why="nobody else is near", by=office, harm=harm)
    harm["precautions"] = "the market road is left out"
    release = decide_release(release, pass_it=True, why="nobody else is near", by=office, harm=harm)
    assert release.harm_check and release.harm_check.decision == "care"
    assert release.state == "released" and release.decided_by == cast.hofo
    kept = {f.name for f in release._meta.get_fields()}
    assert not kept & {"caller", "report", "contact", "actor", "route", "shelter", "risk", "words"}


def test_nothing_is_passed_to_a_unit_whose_support_is_suspended(
    cast: Cast, asked: dict[str, Any]
) -> None:
    alert, office = call(cast), at_desk(cast, "head_of_field_office")
    asked["receiver"].status = "suspended"
    asked["receiver"].save()
    release = ask_release(alert, by=office, **asked)
    advise(release, against=False, words="ok", by=at_desk(cast, "human_rights"))
    with pytest.raises(NotNow, match="suspended"):
        decide_release(release, pass_it=True, why="", by=office)


def test_nothing_of_all_this_stands_in_the_audit_in_words(cast: Cast, units: list[Unit]) -> None:
    alert, hq = call(cast), at_desk(cast, "sector_operations")
    decide(alert, "act", by=hq, authority="commands", reason="the elders ask for it")
    tasked = task(
        alert,
        "day_patrol",
        standard="deter_by_presence",
        by=hq,
        unit=units[0],
        intent="stay near the well",
    )
    answer(tasked, "delayed", by=hq, **BY_RADIO, reason="not_ready", words="two vehicles down")
    said = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    for words in ("elders", "well", "vehicles down"):
        assert words not in said
    assert (
        Decision.objects.count() == 1
        and standing_of(cast.chen, cast.mission).reads("alerts") is False
    )
