"""A strategy in force is compared with what it rested on: what moved turns its sections amber."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.review.review_story import in_force, renew, section, unit, world
from tests.tutela_web.warning.story import at_desk, later
from tutela.base.errors import BadParameter
from tutela.strategy.triggers import rules
from tutela_web.base.errors import Conflict, Denied, NotNow
from tutela_web.capacity.caveats.kind import CAVEAT
from tutela_web.channels.models import Message
from tutela_web.crisis.consent.verbs import record_loss
from tutela_web.crisis.plans.verbs import retire_plan
from tutela_web.partners.roles.kind import ROLE
from tutela_web.programme.measures.indicator_kind import INDICATOR
from tutela_web.programme.measures.verbs import read_indicator
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.review.amber import verbs
from tutela_web.review.amber.models import CitedFact, FrozenFact, ReviewTrigger
from tutela_web.review.amber.queries import KINDS, amber_of, facts
from tutela_web.strategy.edition.models import Strategy


@pytest.fixture
def rests_on(cast: Cast) -> dict[str, Any]:
    return world(cast)


@pytest.fixture
def strategy(cast: Cast, rests_on: dict[str, Any]) -> Strategy:
    return in_force(cast)


def amber(cast: Cast, strategy: Strategy, who: str = "head_of_mission") -> list[str]:
    return amber_of(at_desk(cast, who), strategy).letters


def change(record: Any, **fields: Any) -> None:
    records.edit(record, fields, version=record.version, by=None)


def test_every_kind_of_the_table_is_gathered_and_frozen_under_its_own_marking(
    cast: Cast, strategy: Strategy
) -> None:
    kinds = {one.kind for one in facts(cast.mission, strategy)}
    said_by_people = {"consent", "election", "agreement", "context", "benchmark"}
    assert kinds | said_by_people == set(rules()) == set(KINDS)
    frozen = {one.kind: one for one in FrozenFact.objects.filter(strategy=strategy)}
    assert set(frozen) == kinds
    assert [kind for kind, one in frozen.items() if one.compartment] == ["caveat"]
    assert frozen["unit"].area == cast.north
    again = verbs.freeze_facts(strategy, by=at_desk(cast, "head_of_mission"))
    assert {one.pk for one in again} == {one.pk for one in FrozenFact.objects.all()}
    with pytest.raises(Denied):
        verbs.freeze_facts(strategy, by=at_desk(cast, "drafter"))


def test_nothing_is_amber_while_nothing_moved_whatever_the_day(
    cast: Cast, strategy: Strategy
) -> None:
    assert amber(cast, strategy) == []
    assert amber_of(at_desk(cast, "drafter"), strategy).term is None
    later(cast.mission, days=300)
    found = amber_of(at_desk(cast, "head_of_mission"), strategy)
    assert found.letters == [] and "review is due" in str(found.term)
    later(cast.mission, days=70)
    assert "it ended on" in str(amber_of(at_desk(cast, "drafter"), strategy).term)


def lost_consent(cast: Cast) -> Any:
    head = at_desk(cast, "head_of_mission")
    return record_loss(
        {"kind": "movement", "since": head.on, "evidence": "a note of the ministry"}, by=head
    )


def happened(cast: Cast, **fields: Any) -> Any:
    return verbs.record_context(fields, by=at_desk(cast, "poc_adviser"))


Change = Callable[[Cast, dict[str, Any]], Any]
CHANGES: dict[str, tuple[Change, str]] = {
    "the mandate is renewed": (lambda c, on: renew(c, on["resolution"]), "ABCF"),
    "the mandate is retired": (
        lambda c, on: change(on["resolution"], retired_on=on["day"]),
        "ABCF",
    ),
    "a task of the mandate ends": (lambda c, on: change(on["task"], state="rejected"), "AC"),
    "a task of the mandate is limited": (lambda c, on: change(on["task"], limit="in camps"), "AC"),
    "a risk rises by a level": (lambda c, on: change(on["risk"], band=4), "BC"),
    "a risk falls below priority": (lambda c, on: change(on["risk"], band=1, priority=1), "BC"),
    "close a risk": (lambda c, on: change(on["other"], status="closed"), "BC"),
    "another comes to be feared": (
        lambda c, on: make.risk(
            c.mission, on["place"], by=c.adviser, actor="Group Kestrel", priority=1, risk=70
        ),
        "BG",
    ),
    "a base closes": (lambda c, on: change(on["base"], closed=on["day"]), "EF"),
    "a base opens": (lambda c, on: make.base(c.mission, "COB New"), ""),
    "a caveat is declared": (
        lambda c, on: create_record(
            CAVEAT,
            {"kind": "task", "wording": "no escorts"},
            beside=on["unit"],
            by=at_desk(c, "force_commander"),
        ),
        "CF",
    ),
    "a caveat is lifted": (
        lambda c, on: edit_record(
            CAVEAT, on["caveat"], {"status": "lifted"}, version=1, by=at_desk(c, "force_commander")
        ),
        "CF",
    ),
    "a caveat bars more": (lambda c, on: change(on["caveat"], no_night=True), "CF"),
    "a unit leaves": (lambda c, on: change(on["unit"], retired=True), "CF"),
    "a unit is able no longer": (lambda c, on: change(on["unit"], able=False), "CF"),
    "a unit comes": (lambda c, on: unit(c, "Heron company"), "CF"),
    "consent is withdrawn": (lambda c, on: lost_consent(c), "AG"),
    "an election is set": (
        lambda c, on: happened(c, kind="election", state="set", title="Presidential election"),
        "BE",
    ),
    "a peace agreement is signed": (
        lambda c, on: happened(c, kind="agreement", state="signed", title="Accord of Luma"),
        "ABG",
    ),
    "the river moved": (
        lambda c, on: happened(
            c, kind="context", state="happened", title="Flood", letters=["D", "H"]
        ),
        "DH",
    ),
    "a forum ends": (lambda c, on: change(on["forum"], ended_on=on["day"]), "H"),
    "a role changes": (
        lambda c, on: edit_record(
            ROLE, on["role"], {"says": "Patrols the roads"}, version=1, by=at_desk(c, "poc_adviser")
        ),
        "G",
    ),
    "a plan is retired": (
        lambda c, on: retire_plan(
            on["plan"], version=1, retired=True, reason="done", by=at_desk(c, "poc_adviser")
        ),
        "E",
    ),
    "an indicator changes": (lambda c, on: change(on["line"], indicator="days of fear"), "J"),
    "a measure has another benchmark": (lambda c, on: change(on["measure"], benchmark="none"), "J"),
    "end a measure": (lambda c, on: change(on["measure"], ended_on=on["day"]), "J"),
    "a measure is read": (
        lambda c, on: read_indicator(
            on["measure"],
            on=on["day"],
            value="3 raids",
            said_by="JMAC",
            source="log",
            by=at_desk(c, "poc_adviser"),
        ),
        "",
    ),
    "another measure is set": (
        lambda c, on: create_record(
            INDICATOR, {"words": "nights at home", "line": on["line"]}, by=at_desk(c, "poc_adviser")
        ),
        "",
    ),
    "a cited fact is no longer true": (
        lambda c, on: verbs.mark_untrue(
            CitedFact.objects.get(), "six posts were cut", version=1, by=at_desk(c, "drafter")
        ),
        "D",
    ),
    "a unit takes another task": (lambda c, on: change(on["unit"], current_task="escort"), ""),
    "a risk moves within its level": (lambda c, on: change(on["risk"], risk=75), ""),
    "a line moves on": (lambda c, on: change(on["line"], status="under way"), ""),
}


def test_what_moved_turns_exactly_the_sections_of_the_table_amber(
    cast: Cast, rests_on: dict[str, Any]
) -> None:
    other = make.risk(cast.mission, rests_on["place"], by=cast.adviser, harm="abduction", risk=20)
    strategy = in_force(cast)
    on = rests_on | {"other": other, "day": at_desk(cast, "drafter").on}
    for what, (do, letters) in CHANGES.items():
        with transaction.atomic():
            do(cast, on)
            assert "".join(amber(cast, strategy)) == letters, what
            transaction.set_rollback(True)


def test_a_renewal_is_one_change_told_with_both_texts_and_opens_at_the_new_value(
    cast: Cast, rests_on: dict[str, Any], strategy: Strategy
) -> None:
    renew(cast, rests_on["resolution"])
    [why] = amber_of(at_desk(cast, "drafter"), strategy).sections["A"].why
    assert why.trigger.label == "the mandate was renewed or changed"
    assert "9001" in why.before and "9050" in why.after
    assert str(rests_on["resolution"].pk) in why.url


def test_a_caveat_is_told_whole_to_its_holders_and_by_its_effect_to_who_drafts(
    cast: Cast, rests_on: dict[str, Any], strategy: Strategy
) -> None:
    change(rests_on["caveat"], wording="HARSHWORD")
    [why] = amber_of(at_desk(cast, "chief_of_staff"), strategy).sections["F"].why
    assert ("NIGHTWORD" in why.before, "HARSHWORD" in why.after) == (True, True)
    drafter = amber_of(at_desk(cast, "drafter"), strategy)
    assert [(one.letter, one.why, one.hidden) for one in drafter.sections.values()] == [
        ("C", [], True),
        ("F", [], True),
    ]
    for who in ("unit_commander", "joc_duty_officer"):
        assert amber(cast, strategy, who) == []


def test_what_somebody_may_not_know_is_not_told_at_all(
    cast: Cast, rests_on: dict[str, Any], strategy: Strategy
) -> None:
    change(rests_on["risk"], classification=2, band=4)
    south = at_desk(cast, "head_of_field_office")
    assert amber(cast, strategy, "poc_adviser") == []
    assert amber(cast, strategy, "head_of_mission") == ["B", "C"]
    change(rests_on["base"], area=cast.south, closed=south.on)
    assert amber_of(south, strategy).letters == []
    lost_consent(cast)
    assert amber(cast, strategy, "drafter") == [], "a drafter reads no alerts"
    assert amber(cast, strategy, "poc_adviser") == ["A", "E", "F", "G"]


def test_who_sets_a_trigger_aside_says_why_and_it_comes_again_when_it_moves_again(
    cast: Cast, rests_on: dict[str, Any], strategy: Strategy
) -> None:
    adviser = at_desk(cast, "poc_adviser")
    change(rests_on["base"], closed=adviser.on)
    change(rests_on["unit"], able=False)
    [base, company] = sorted(
        amber_of(adviser, strategy).sections["F"].why, key=lambda one: one.trigger.kind
    )
    named = (base.trigger.kind, base.found.key, base.found.digest)
    with pytest.raises(BadParameter, match="a reason is needed"):
        verbs.set_aside(strategy, "F", named, " ", by=adviser)
    with pytest.raises(Denied):
        verbs.set_aside(strategy, "F", named, "x", by=at_desk(cast, "analyst"))
    verbs.set_aside(strategy, "F", named, "The COB covers it", by=adviser)
    found = amber_of(adviser, strategy)
    assert found.letters == ["C", "E", "F"]
    assert [(row.letter, row.settled_why) for row in found.settled] == [("F", "The COB covers it")]
    named = (company.trigger.kind, company.found.key, company.found.digest)
    verbs.set_aside(strategy, "F", named, "Back in May", by=adviser, everywhere=True)
    assert amber_of(adviser, strategy).letters == ["E"]
    with pytest.raises(NotNow, match="no longer asks"):
        verbs.set_aside(strategy, "F", named, "again", by=adviser)
    rests_on["unit"].refresh_from_db()
    change(rests_on["unit"], able=None)
    assert amber_of(adviser, strategy).letters == ["C", "E", "F"]


def test_an_amendment_is_proposed_worded_and_adopted_by_the_head_of_mission(
    cast: Cast, rests_on: dict[str, Any], strategy: Strategy
) -> None:
    adviser, head = at_desk(cast, "poc_adviser"), at_desk(cast, "head_of_mission")
    with pytest.raises(NotNow, match="has changed"):
        verbs.propose_amendment(strategy, "A", "why", by=adviser)
    renew(cast, rests_on["resolution"])
    made = verbs.propose_amendment(strategy, "A", "The Council renewed", by=adviser)
    with pytest.raises(NotNow, match="is open"):
        verbs.propose_amendment(strategy, "A", "twice", by=adviser)
    assert "A" in amber_of(adviser, strategy).letters, "amber until it is decided"
    with pytest.raises(BadParameter, match="no words"):
        verbs.decide_amendment(made, adopt=True, version=1, by=head)
    made = verbs.word_amendment(made, "The mandate runs until 2033.", version=1, by=adviser)
    with pytest.raises(Denied):
        verbs.decide_amendment(made, adopt=True, version=made.version, by=adviser)
    with pytest.raises(Conflict, match="changed after you looked"):  # other words than were read
        verbs.decide_amendment(made, adopt=True, version=1, by=head)
    verbs.decide_amendment(made, adopt=True, version=made.version, by=head)
    assert amber_of(adviser, strategy).letters == ["B", "C", "F"]
    row = ReviewTrigger.objects.get()
    assert (row.state, row.amendment_id, row.settled_by) == ("amended", made.pk, "head of mission")
    other = verbs.propose_amendment(strategy, "B", "The Council renewed", by=adviser)
    with pytest.raises(BadParameter, match="a reason is needed"):
        verbs.decide_amendment(other, adopt=False, version=1, by=head)
    verbs.decide_amendment(other, adopt=False, version=1, by=head, why="Nothing changes there")
    assert amber_of(adviser, strategy).letters == ["C", "F"]


def test_nobody_without_the_compartment_proposes_to_amend_section_f(
    cast: Cast, rests_on: dict[str, Any], strategy: Strategy
) -> None:
    change(rests_on["caveat"], status="lifted")
    with pytest.raises(Denied):
        verbs.propose_amendment(strategy, "F", "x", by=at_desk(cast, "drafter"))
    made = verbs.propose_amendment(strategy, "F", "x", by=at_desk(cast, "chief_of_staff"))
    assert (made.compartment, made.triggers.get().compartment) == ("capacity", "capacity")


def test_the_worker_tells_once_who_keeps_the_strategy_and_names_nothing(
    cast: Cast, rests_on: dict[str, Any], strategy: Strategy
) -> None:
    assert verbs.look(cast.mission) == [] and not Message.objects.exists()
    change(rests_on["base"], closed=at_desk(cast, "drafter").on)
    assert {row.letter for row in verbs.look(cast.mission)} == {"E", "F"}
    mails = Message.objects.filter(channel="mail")
    assert [mail.to_id for mail in mails] == [cast.adviser.pk], "a drafter reads no bases"
    assert {(one.template, one.about_kind) for one in Message.objects.all()} == {
        ("open_tutela", "strategy")
    }
    assert verbs.look(cast.mission) == []
    assert Message.objects.filter(channel="mail").count() == 1
    assert verbs.look(cast.other_mission) == []


def test_a_fact_is_cited_only_while_the_text_is_written(cast: Cast, strategy: Strategy) -> None:
    drafter = at_desk(cast, "drafter")
    with pytest.raises(NotNow, match="frozen with it"):
        verbs.cite_fact(section(strategy, "A"), "x", "y", by=drafter)
    one = CitedFact.objects.get()
    with pytest.raises(BadParameter, match="a reason is needed"):
        verbs.mark_untrue(one, "", version=1, by=drafter)
    with pytest.raises(Denied):
        verbs.mark_untrue(one, "x", version=1, by=at_desk(cast, "analyst"))


def test_a_change_of_context_has_a_name_a_state_of_its_kind_and_sections(cast: Cast) -> None:
    with pytest.raises(BadParameter, match="cannot be said"):
        happened(cast, kind="election", state="signed", title="x")
    with pytest.raises(BadParameter, match="no section"):
        happened(cast, kind="context", state="happened", title="x")
    with pytest.raises(BadParameter, match="no name"):
        happened(cast, kind="election", state="set", title=" ")
    with pytest.raises(Denied):
        verbs.record_context({}, by=at_desk(cast, "analyst"))


def test_a_superseded_strategy_is_amber_no_longer(
    cast: Cast, rests_on: dict[str, Any], strategy: Strategy
) -> None:
    change(rests_on["unit"], able=False)
    assert amber(cast, strategy) == ["C", "F"]
    kept = records.edit(strategy, {"state": "superseded"}, version=strategy.version, by=None)
    assert amber(cast, kept) == []


def test_the_comparison_costs_as_many_questions_however_much_there_is(
    cast: Cast, rests_on: dict[str, Any], strategy: Strategy, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        make.base(cast.mission, f"COB {number}")
        unit(cast, f"Company {number}")
    head = at_desk(cast, "head_of_mission")
    with django_assert_max_num_queries(20):
        amber_of(head, strategy)
