"""The decision screen: who can be there, what was decided, refused and done; by browser."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import again, at_desk, call
from tutela_web.access.models import AuditEntry
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.crisis.decisions.verbs import answer, record_outcome, task
from tutela_web.crisis.models import Decision, Outcome, Tasking
from tutela_web.records import verbs as records
from tutela_web.warning.models import Alert


@pytest.fixture
def alert(cast: Cast) -> Alert:
    """An imminent threat to Luma, and two units of the north."""
    luma = make.place(cast.mission, "Luma", area=cast.north, population=2400)
    base = make.base(cast.mission, area=cast.north)
    for n in (1, 2):
        records.create(
            Unit(
                code=f"u{n}",
                name=f"Coy {n}",
                base=base,
                area=cast.north,
                classification=0,
                able=True,
                languages=["en"],
            ),
            mission=cast.mission,
            by=None,
        )
    return call(cast, place=luma, onset_from=clock.now(cast.mission) + timedelta(hours=3))


def at(alert: Alert, *rest: object) -> str:
    return "/".join(["/m/luma/alerts", str(alert.pk), *map(str, rest), ""])


def test_one_screen_says_who_can_be_there_and_what_is_not_known(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    page = sign_in(cast["unit_commander"]).get(at(alert, "decision")).content.decode()
    assert "Coy 1" in page and '<svg class="times"' in page and "Not known" in page
    assert (
        "Record the decision" in page and "Why it is not able" not in page
    )  # caveats are for holders
    held = sign_in(cast["force_commander"]).get(at(alert, "decision")).content.decode()
    assert "Why it is not able" in held
    assert sign_in(cast.boris).get(at(alert, "decision")).status_code == 200
    for who in ("chen", "partner", "auditor", "custodian"):
        assert sign_in(cast[who]).get(at(alert, "decision")).status_code == 404


def test_during_an_attack_the_gap_is_late_though_no_hour_was_said(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    """The decision screen once said "not known: when harm is feared is not known"."""
    joc = sign_in(cast["joc_duty_officer"])
    form = joc.get("/m/luma/alerts/new/").context["form"]
    raised = joc.post(
        "/m/luma/alerts/new/",
        {
            "id": form["id"].value(),
            "known_at": form["known_at"].value() or "",
            "level": "ongoing",
            "place": str(alert.place_id),
            "place_said": "Luma",
            "act": "shots at the well",
            "channel": form["channel"].value() or "call",
            "warn": "1",
        },
    )
    assert raised.status_code == 302, raised.context["form"].errors
    attack = Alert.objects.get(act="shots at the well")
    page = sign_in(cast["unit_commander"]).get(at(attack, "decision"))
    assert page.context["found"].gap_shown == "late"
    said = re.sub(r"<[^>]+>", " ", page.content.decode())
    assert re.search(r"the fastest able unit comes \d+ h \d\d min late", said)
    assert "when harm is feared is not known" not in said


@pytest.mark.parametrize(
    ("who", "first"),
    [
        ("sector_operations", "commands"),
        ("unit_commander", "commands"),
        ("head_of_field_office", "coordinates"),
        ("force_commander", "force"),
        ("head_of_mission", "mission"),
    ],
)
def test_the_authority_offered_first_is_one_the_person_holds(
    cast: Cast, sign_in: Any, alert: Alert, who: str, first: str
) -> None:
    """The first of the list once was the head of field office's, whoever looked at it: a sector
    that pressed the button stood outside the chain."""
    person = sign_in(cast[who])
    page = person.get(at(alert, "decision")).content.decode()
    offered = re.search(r'<select name="authority".*?<option value="(\w*)"', page, re.DOTALL)
    assert offered is not None and offered[1] == first
    assert f'<option value="{first}" selected' in page
    said = {
        "id": "0" * 31 + "1",
        "choice": "act",
        "authority": offered[1],
        "taken": ["night_patrol"],
        "reason": "three hours to spare",
    }
    answered = person.post(at(alert, "decide"), said)
    assert answered.status_code == 302, answered.context["form"].errors
    assert Decision.objects.get().outside_chain is False


def test_the_joc_chooses_whose_authority_it_writes_down_and_nothing_is_decided_by_a_button_alone(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    joc = sign_in(cast["joc_duty_officer"])
    page = joc.get(at(alert, "decision"))
    fields = page.context["form"].fields
    assert fields["authority"].choices[0][0] == "" and fields["choice"].choices[0][0] == ""
    empty = {"id": "0" * 31 + "1", "choice": "", "authority": "", "decider_said": "Sector North"}
    answered = joc.post(at(alert, "decide"), empty)
    assert answered.status_code == 400 and not Decision.objects.exists()
    assert "choice" in answered.context["form"].errors


def test_from_decision_to_outcome_by_the_buttons_of_the_screen(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    sector = sign_in(cast["sector_operations"])
    said = {
        "id": "0" * 31 + "1",
        "choice": "act",
        "authority": "commands",
        "taken": ["night_patrol", "political_call"],
        "reason": "three hours to spare",
        "left:interposition": "one platoon only",
        "exposure_asked": "on",
    }
    assert sector.post(at(alert, "decide"), said).status_code == 302
    made = Decision.objects.get()
    assert {o["option"]: o["taken"] for o in made.options} == {
        "night_patrol": True,
        "political_call": True,
        "interposition": False,
    }
    sector.post(at(alert, "decide"), said)
    assert Decision.objects.count() == 1  # sent twice
    first, second = Unit.objects.order_by("code")
    sent = {"id": "0" * 31 + "2", "unit": str(first.pk), "option": "night_patrol"}
    heard = {"answer": "refused", **BY_RADIO}
    sector.post(at(alert, "task"), sent | {"intent": "be seen by ten"})
    tasked = Tasking.objects.get()
    assert tasked.decision == made and "Luma" in tasked.position
    refused = sector.post(at(alert, "answer", tasked.pk), heard, follow=True)
    assert "reason from the list" in refused.content.decode()
    page = sector.post(at(alert, "answer", tasked.pk), heard | {"reason": "roe_doubt"}, follow=True)
    assert "Does a caveat stand behind this refusal" in page.content.decode()
    assert "Proposed to the tasking headquarters" in page.content.decode()
    caveat = f"/m/luma/refusals/{tasked.refusal.pk}/"
    undeclared = {"cause": "undeclared_caveat", "words": "the capital forbids nights"}
    assert sector.post(f"{caveat}classify/", undeclared | {"version": 1}).status_code == 404
    commander = sign_in(cast["force_commander"])
    assert caveat in commander.get(at(alert, "decision")).content.decode()
    commander.post(f"{caveat}classify/", undeclared | {"version": 1})
    shown = commander.get(caveat).content.decode()
    assert "the capital forbids nights" in shown and "never a finding" in shown
    assert "not declared?" in commander.get(at(alert, "decision")).content.decode()
    sees = sector.get(at(alert, "decision")).content.decode()
    assert "not declared?" not in sees and caveat not in sees
    sent |= {"id": "0" * 31 + "3", "unit": str(second.pk), "standard": "interpose"}
    sector.post(at(alert, "task"), sent)
    tasked = Tasking.objects.get(unit=second)
    sector.post(at(alert, "read-back", tasked.pk), {"who": "Captain of Coy 2"})
    for what in ("departed", "arrived"):
        sector.post(at(alert, "move", tasked.pk), {"what": what})
    assert again(alert).now.state == "arrived"
    sector.post(
        at(alert, "outcome"),
        {
            "id": "0" * 31 + "4",
            "outcome": "deterred",
            "evidence": "the column turned",
            "danger_ended": "the base, by radio",
            "host_acted": "late",
            "partner_acted": "yes",
            "sheltered": "40",
            "moved": "0",
        },
    )
    assert Outcome.objects.get().outcome == "deterred"
    page = " ".join(sector.get(at(alert, "decision")).content.decode().split())
    for words in ("Host force: acted late", "A partner acted: yes", "sheltered: 40", "safety: 0"):
        assert words in page, words
    assert sector.post(at(alert, "close")).status_code == 403
    office = sign_in(cast.hofo)
    assert "Close the alert" in office.get(at(alert, "decision")).content.decode()
    office.post(at(alert, "close"))
    assert again(alert).now.state == "closed"


def test_what_was_written_stays_where_something_is_missing(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    office = sign_in(cast.hofo)
    answer = office.post(
        at(alert, "decide"),
        {
            "id": "0" * 32,
            "choice": "no_action",
            "authority": "coordinates",
            "reason": "floods on both roads",
        },
    )
    assert answer.status_code == 400 and "floods on both roads" in answer.content.decode()
    assert not Decision.objects.exists()


def test_the_joc_writes_down_who_decided_and_boris_nothing(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    assert "never decides" in desk.get(at(alert, "decision")).content.decode()
    said = {"id": "0" * 31 + "9", "choice": "act", "authority": "commands"}
    assert desk.post(at(alert, "decide"), said).status_code == 400
    desk.post(at(alert, "decide"), said | {"decider_said": "sector commander"})
    assert Decision.objects.get().decider_said == "sector commander"
    boris = sign_in(cast.boris)
    for what in ("decide", "task", "outcome", "close", "passed-on", "moving", "release"):
        sent = {
            "choice": "act",
            "authority": "commands",
            "decider_said": "x",
            "id": "0" * 32,
            "option": "liaison",
            "component": "x",
            "outcome": "present",
        }
        assert boris.post(at(alert, what), sent).status_code in (403, 404), what


def test_the_same_few_queries_whatever_was_recorded_before(
    cast: Cast, sign_in: Any, alert: Alert, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(cast["sector_operations"])
    client.get(at(alert, "decision"))
    with django_assert_max_num_queries(88):
        page = client.get(at(alert, "decision"))
    assert re.search("Who can be there", page.content.decode())


def test_a_refusal_that_rests_on_a_caveat_reads_not_able_outside_the_compartment(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    hq, coy = at_desk(cast, "sector_operations"), Unit.objects.get(code="u1")
    asked = task(alert, "interposition", standard="deter_by_presence", by=hq, unit=coy)
    answer(asked, "refused", by=hq, **BY_RADIO, reason="declared_caveat", words="no night moves")
    record_outcome(
        alert,
        "no_action",
        by=hq,
        why=["capital"],
        evidence="the capital said no",
        danger_ended="the chief, by telephone",
    )
    readers = ("boris", "sector_operations", "unit_commander", "force_commander")
    pages = {who: sign_in(cast[who]).get(at(alert, "decision")).content.decode() for who in readers}
    held = pages.pop("force_commander")
    assert "declared caveat" in held and "no night moves" in held and "the capital said no" in held
    for who, page in pages.items():
        assert "not able (the reason is held" in page, who
        shown = re.sub(
            r"<(option|form|details).*?</\1>", "", page, flags=re.S
        )  # what may be chosen
        for word in ("declared caveat", "no night moves", "capital said", "capital consulted"):
            assert word not in shown, (who, word)
    told = AuditEntry.objects.filter(kind="tasking", act="answer").get()
    assert "declared" not in str(told.detail)


def test_deterred_is_asked_about_where_harm_is_on_record_and_nobody_arrived(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north, latitude=7.0, longitude=30.0)
    attack = call(cast, place=luma, level="ongoing", latitude=7.0, longitude=30.0)
    happened = {"place": luma, "area": cast.north, "event_from": clock.today(cast.mission)}
    make.incident(cast.mission, "Killing", harms=["killing"], killed=7, **happened)
    before = {**happened, "event_from": clock.today(cast.mission) - timedelta(days=9)}
    make.incident(cast.mission, "Killing", harms=["killing"], killed=90, **before)
    office = sign_in(cast.hofo)
    sent = {
        "id": "0" * 31 + "4",
        "outcome": "deterred",
        "evidence": "They left",
        "sheltered": "250",
    }
    asked = office.post(at(attack, "outcome"), sent)
    page = squeezed(asked.content.decode())
    assert asked.status_code == 400 and not Outcome.objects.exists()
    assert "1 attack is on record there since the alert, people killed: 7" in page
    assert "the attack was going on, and nobody is on record as having arrived" in page
    assert "it is so all the same" in page
    assert again(attack).now.clock != "feedback", "its clocks run on"
    bare = office.post(at(attack, "outcome"), sent | {"although": "on", "evidence": ""})
    assert bare.status_code == 400 and "write the evidence" in bare.content.decode()
    office.post(at(attack, "outcome"), sent | {"although": "on"})
    assert Outcome.objects.get().sheltered == 250
    behind = "/m/luma/response/alerts/?month=2018-12&measure="
    for figure in ("protected&answer=unknown", "response&answer=unknown"):
        assert str(attack.pk) in office.get(behind + figure).content.decode(), figure
    for reader in (office, sign_in(cast.boris)):
        page = squeezed(reader.get(at(attack)).content.decode())
        panel = page[page.index('id="outcome"') :][:2500]
        for words in ("Deterred or prevented", "They left", "250", "speaks against it"):
            assert words in panel, words


def test_an_attack_of_which_nobody_knows_what_came_keeps_its_clocks(
    cast: Cast, sign_in: Any
) -> None:
    attack, threat = call(cast, level="ongoing"), call(cast)
    office = sign_in(cast.hofo)
    clocks = again(attack).now.clock, again(attack).now.due_at
    told = office.post(
        at(attack, "outcome"), {"id": "0" * 31 + "4", "outcome": "unknown"}, follow=True
    )
    assert "Nobody has said that the danger ended" in told.content.decode()
    assert (again(attack).now.clock, again(attack).now.due_at) == clocks
    ended = {"danger_ended": "the base, by radio"}
    office.post(at(threat, "outcome"), {"id": "0" * 31 + "5", "outcome": "unknown"} | ended)
    assert "outcome" in again(threat).now.moments


def test_an_attack_nobody_says_was_averted_is_recorded_without_a_question(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    day = clock.today(cast.mission)
    happened = {"place": alert.place, "area": cast.north, "event_from": day}
    make.incident(cast.mission, "Killing", harms=["killing"], killed=7, **happened)
    sent = {"id": "0" * 31 + "4", "outcome": "stopped", "evidence": "The patrol stood between"}
    assert sign_in(cast.hofo).post(at(alert, "outcome"), sent).status_code == 302
