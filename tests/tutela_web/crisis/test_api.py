"""A sector's own system: it decides, tasks, hears refusals and ends alerts by the API, as on the
pages: the same people may, the same words are held back, nothing is done twice."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.crisis.month import unit
from tests.tutela_web.site.test_api import ROOT, Program
from tests.tutela_web.warning.story import again, at_desk, call
from tutela_web.access.models import AuditEntry
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.channels import webhooks
from tutela_web.channels.models import Message
from tutela_web.crisis.decisions import verbs
from tutela_web.crisis.models import Decision, Outcome, Tasking, TaskingAnswer
from tutela_web.crisis.plans import verbs as plan_verbs
from tutela_web.crisis.plans.models import ContingencyPlan
from tutela_web.crisis.refusals.models import TaskingRefusal
from tutela_web.crisis.refusals.verbs import classify_refusal
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.settings import hosts_and_networks
from tutela_web.warning.alerts.verbs import AlertReport, add_word
from tutela_web.warning.models import Alert, Channel

DECIDED = {
    "choice": "act",
    "authority": "commands",
    "exposure_asked": True,
    "reason": "three hours to spare",
    "options": [
        {"option": "night_patrol", "taken": True},
        {"option": "interposition", "taken": False, "why": "one platoon only"},
    ],
}


@pytest.fixture
def sector(cast: Cast) -> Program:
    return Program(cast["sector_operations"])


@pytest.fixture
def alert(cast: Cast) -> Alert:
    """An imminent threat to Luma."""
    return call(cast, place=make.place(cast.mission, "Luma", area=cast.north))


def sent(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json()


def given(program: Program, address: str, **asked: str) -> list[Any]:
    found: list[Any] = sent(program.get(ROOT + address, asked))["results"]
    return found


# --- from decision to the end


def test_a_sector_decides_tasks_and_reports_and_the_field_office_closes(
    cast: Cast, alert: Alert, sector: Program
) -> None:
    of, coy = f"/alerts/{alert.pk}", unit(cast)
    decided = sent(sector.send(f"{of}/decisions", DECIDED), 201)
    assert decided["options"][1] == {
        "option": "interposition",
        "taken": False,
        "why": "one platoon only",
    }
    assert decided["decider"] == str(cast["sector_operations"]) and decided["written_by"] == ""
    assert decided["outside_chain"] is False
    order = {
        "option": "night_patrol",
        "unit_id": str(coy.pk),
        "intent": "be seen by ten",
        "phase": "response",
    }
    tasked = sent(sector.send(f"{of}/taskings", order), 201)
    assert (tasked["decision_id"], tasked["who"], tasked["state"]) == (
        decided["id"],
        "Coy 1",
        "given",
    )
    assert "Luma" in tasked["position"] and tasked["interpreter"] is None
    on = f"/taskings/{tasked['id']}"
    sent(sector.send(f"{on}/read-back", {"who": "Captain of Coy 1"}))
    assert (
        sent(sector.send(f"{on}/answers", {"answer": "accepted", **BY_RADIO}))["state"]
        == "accepted"
    )
    sent(sector.send(f"{on}/moves", {"what": "departed"}))
    there = sent(sector.send(f"{on}/moves", {"what": "arrived"}))
    assert there["arrived_at"] and there["roe_read_back_by"] == "Captain of Coy 1"
    assert again(alert).now.state == "arrived"
    early = Program(cast.hofo).send(f"{of}/closing", {})
    assert early.status_code == 400 and "outcome" in early.json()["error"]["next"]
    ended = {"outcome": "deterred", "evidence": "the column turned", "tasking_id": tasked["id"]}
    ended["danger_ended"] = "the base, by radio"
    made = sent(sector.send(f"{of}/outcomes", ended), 201)
    assert (made["tasking_id"], made["sheltered"]) == (tasked["id"], None)
    assert sector.send(f"{of}/closing", {}).status_code == 403
    hofo = Program(cast.hofo)
    assert sent(hofo.send(f"{of}/closing", {"why": "quiet for a week"}))["state"] == "closed"
    assert sent(hofo.send(f"{of}/closing", {}))["state"] == "closed"
    assert alert.moments.filter(name="closed").count() == 1


def test_an_alert_is_not_closed_while_a_caller_waits_for_an_answer(
    cast: Cast, alert: Alert
) -> None:
    add_word(
        alert,
        AlertReport(Channel.CALL, said={"words": "armed men at the ford"}),
        by=at_desk(cast, "joc_duty_officer"),
    )
    hofo = Program(cast.hofo)
    ended = {"outcome": "false_alarm", "danger_ended": "the base, by radio"}
    sent(hofo.send(f"/alerts/{alert.pk}/outcomes", ended), 201)
    answer = hofo.send(f"/alerts/{alert.pk}/closing", {})
    assert answer.status_code == 400 and "not due" in answer.json()["error"]["next"]


def test_the_joc_writes_down_who_decided_and_decides_nothing(cast: Cast, alert: Alert) -> None:
    desk, to = Program(cast["joc_duty_officer"]), f"/alerts/{alert.pk}/decisions"
    assert desk.send(to, DECIDED).status_code == 400
    noted = sent(desk.send(to, DECIDED | {"decider_said": "sector commander"}), 201)
    assert (noted["decider"], noted["outside_chain"]) == ("sector commander", None)
    assert noted["written_by"] == str(cast["joc_duty_officer"])


def test_no_action_needs_its_reason_and_a_hazard_is_never_passed_on_by_a_decision(
    alert: Alert, sector: Program
) -> None:
    to, none = f"/alerts/{alert.pk}/decisions", {"choice": "no_action", "authority": "commands"}
    assert sector.send(to, none).status_code == 400
    assert sector.send(to, none | {"choice": "pass_to_host"}).status_code == 422
    assert sector.send(to, none | {"reasn": "floods"}).status_code == 422
    force = DECIDED | {"options": [{"option": "force", "taken": True}]}
    assert sector.send(to, force).status_code == 400, "force rests on a rule"
    said = none | {"reason": "floods on both roads", "reason_code": "terrain"}
    assert sent(sector.send(to, said), 201)["reason_code"] == "terrain"


def test_dissent_stays_with_the_decision(cast: Cast, alert: Alert, sector: Program) -> None:
    made = sent(sector.send(f"/alerts/{alert.pk}/decisions", DECIDED), 201)
    to = f"/decisions/{made['id']}/dissents"
    key = {"Idempotency-Key": "d1"}
    for _ in range(2):
        told = sent(Program(cast.adviser).send(to, {"words": "shelter them now"}, **key))
    assert [one["words"] for one in told["dissents"]] == ["shelter them now"]
    assert told["version"] == 1
    assert Program(cast.boris).send(to, {"words": "x"}).status_code == 403


# --- nothing is done twice


def test_what_is_sent_twice_is_kept_once_by_key_and_by_its_own_id(
    cast: Cast, alert: Alert, sector: Program
) -> None:
    of = f"/alerts/{alert.pk}"
    for path, body, model in (
        ("decisions", DECIDED, Decision),
        (
            "taskings",
            {"option": "liaison", "standard": "deter_by_presence", "component": "Civil affairs"},
            Tasking,
        ),
        ("outcomes", {"outcome": "false_alarm"}, Outcome),
    ):
        key = {"Idempotency-Key": f"key of {path}"}
        first = sent(sector.send(f"{of}/{path}", body, **key), 201)
        assert sent(sector.send(f"{of}/{path}", body, **key), 200)["id"] == first["id"]
        assert model.objects.count() == 1
        own = {"id": str(uuid4())} | body
        moments = []
        for _ in range(2):
            assert sent(sector.send(f"{of}/{path}", own), 201)["id"] == own["id"]
            moments.append(alert.moments.count())
        assert model.objects.count() == 2
        assert moments[0] == moments[1], path
        taken = Program(cast.hofo).send(f"{of}/{path}", own)
        assert taken.status_code == 403, "another's id is not taken over"
        other = sector.send(f"{of}/{path}", body | {"id": str(uuid4())}, **key)
        assert other.status_code == 409, "the key was used for something else"


def test_an_id_sent_for_another_alert_leaves_that_alert_as_it_was(
    cast: Cast, alert: Alert, sector: Program
) -> None:
    own = {"id": str(uuid4())} | DECIDED
    sent(sector.send(f"/alerts/{alert.pk}/decisions", own), 201)
    second = call(cast)
    assert sector.send(f"/alerts/{second.pk}/decisions", own).status_code == 403
    assert again(second).now.state == "received"


def test_an_answer_and_a_move_lost_on_the_way_back_are_kept_once(
    cast: Cast, alert: Alert, sector: Program
) -> None:
    tasked = verbs.task(
        alert,
        "night_patrol",
        standard="deter_by_presence",
        by=at_desk(cast, "sector_operations"),
        unit=unit(cast),
    )
    said = {"answer": "delayed", "reason": "terrain", "words": "the bridge is out", **BY_RADIO}
    for what, body in (("answers", said), ("moves", {"what": "departed"})):
        for _ in range(2):
            sent(sector.send(f"/taskings/{tasked.pk}/{what}", body, **{"Idempotency-Key": what}))
    assert TaskingAnswer.objects.count() == 1
    assert Tasking.objects.get().version == 3
    moved = alert.moments.get(name="on the way")
    assert moved.on_behalf == "" and moved.detail == {"tasking": str(tasked.pk)}


def test_a_refusal_has_a_reason_of_the_list(cast: Cast, alert: Alert, sector: Program) -> None:
    tasked = verbs.task(
        alert,
        "night_patrol",
        standard="deter_by_presence",
        by=at_desk(cast, "sector_operations"),
        unit=unit(cast),
    )
    to = f"/taskings/{tasked.pk}/answers"
    assert sector.send(to, {"answer": "refused", "reason": "terrain"}).status_code == 400
    assert sector.send(to, {"answer": "refused", **BY_RADIO}).status_code == 400
    assert (
        sector.send(to, {"answer": "refused", "reason": "no_order", **BY_RADIO}).status_code == 422
    )
    assert not TaskingAnswer.objects.exists()


# --- who may, and who sees what


def test_boris_reads_and_changes_nothing_and_chen_and_the_partner_meet_nothing(
    cast: Cast, alert: Alert
) -> None:
    by = at_desk(cast, "sector_operations")
    decided = verbs.decide(alert, "act", by=by, authority="commands", reason="SAIDHERE")
    tasked = verbs.task(alert, "night_patrol", standard="deter_by_presence", by=by, unit=unit(cast))
    ended = verbs.record_outcome(
        alert, "false_alarm", by=by, danger_ended="the chief, by telephone"
    )
    of = f"/alerts/{alert.pk}"
    posts = {
        f"{of}/decisions": DECIDED,
        f"{of}/taskings": {"option": "liaison", "standard": "deter_by_presence", "component": "x"},
        f"{of}/outcomes": {"outcome": "false_alarm"},
        f"{of}/closing": {},
        f"/decisions/{decided.pk}/dissents": {"words": "x"},
        f"/taskings/{tasked.pk}/answers": {"answer": "accepted"},
        f"/taskings/{tasked.pk}/moves": {"what": "departed"},
        f"/taskings/{tasked.pk}/read-back": {"who": "x"},
    }
    reads = {"decisions": decided, "taskings": tasked, "outcomes": ended}
    boris = Program(cast.boris)
    for kind, record in reads.items():
        assert [one["id"] for one in given(boris, f"/{kind}")] == [str(record.pk)]
        assert sent(boris.get(f"{ROOT}/{kind}/{record.pk}"))["alert_id"] == str(alert.pk)
    assert {boris.send(to, body).status_code for to, body in posts.items()} == {403}
    for who in ("chen", "partner", "auditor", "custodian"):
        program = Program(cast[who])
        for kind, record in reads.items():
            for address in (f"/{kind}", f"/{kind}/{record.pk}"):
                assert program.get(ROOT + address).status_code == 404, (who, address)
        for to, body in posts.items():
            answer = program.send(to, body)
            assert answer.status_code == 404 and b"SAIDHERE" not in answer.content, (who, to)
    asked = 2  # the second version says that the alert ended while it stood
    assert (Decision.objects.count(), Tasking.objects.get().version) == (1, asked)


def test_amina_reads_decisions_and_takes_none(cast: Cast, alert: Alert) -> None:
    amina = Program(cast.amina)
    assert amina.send(f"/alerts/{alert.pk}/decisions", DECIDED).status_code == 403
    assert given(amina, "/decisions") == []


def test_what_hangs_on_an_alert_marked_higher_later_is_hidden_with_it(
    cast: Cast, alert: Alert
) -> None:
    by = at_desk(cast, "sector_operations")
    decided = verbs.decide(alert, "act", by=by, authority="commands")
    tasked = verbs.task(alert, "night_patrol", standard="deter_by_presence", by=by, unit=unit(cast))
    ended = verbs.record_outcome(
        alert, "false_alarm", by=by, danger_ended="the chief, by telephone"
    )
    records.edit(alert, {"classification": 2}, version=alert.version, by=cast["head_of_mission"])
    amina, chief = Program(cast.amina), Program(cast["chief_of_staff"])
    for kind, record in (("decisions", decided), ("taskings", tasked), ("outcomes", ended)):
        assert given(amina, f"/{kind}") == [] and len(given(chief, f"/{kind}")) == 1
        assert amina.get(f"{ROOT}/{kind}/{record.pk}").status_code == 404


def test_a_refusal_that_rests_on_a_caveat_reads_not_able_outside_the_compartment(
    cast: Cast, alert: Alert, sector: Program
) -> None:
    tasked = verbs.task(
        alert,
        "night_patrol",
        standard="deter_by_presence",
        by=at_desk(cast, "sector_operations"),
        unit=unit(cast),
    )
    refused = {"answer": "refused", "reason": "declared_caveat", "words": "no night moves"}
    refused |= BY_RADIO
    echoed = sent(sector.send(f"/taskings/{tasked.pk}/answers", refused))
    sent(
        sector.send(
            f"/alerts/{alert.pk}/outcomes",
            {
                "outcome": "no_action",
                "reasons": ["capital", "distance"],
                "evidence": "the capital said no",
            },
        ),
        201,
    )
    sent(
        sector.send(
            f"/alerts/{alert.pk}/decisions",
            {
                "choice": "no_action",
                "authority": "commands",
                "reason_code": "capital",
                "reason": "they asked home",
            },
        ),
        201,
    )
    assert echoed["answers"][0]["reason"] == "not able" and echoed["answers"][0]["words"] == ""
    for who in ("boris", "sector_operations", "human_rights"):
        program = Program(cast[who])
        (decision,), (outcome,) = given(program, "/decisions"), given(program, "/outcomes")
        assert (decision["reason_code"], decision["reason"]) == ("not able", "")
        assert (outcome["reasons"], outcome["evidence"]) == (["not able", "distance"], "")
        for kind in ("decisions", "taskings", "outcomes"):
            told = program.get(f"{ROOT}/{kind}").content
            for word in (b"caveat", b"capital", b"night moves", b"asked home"):
                assert word not in told, (who, kind, word)
    force = Program(cast["force_commander"])
    (held,) = given(force, "/taskings")
    assert (held["answers"][0]["reason"], held["answers"][0]["words"]) == (
        "declared_caveat",
        "no night moves",
    )
    assert given(force, "/outcomes")[0]["evidence"] == "the capital said no"
    assert given(force, "/decisions")[0]["reason"] == "they asked home"


def test_a_unit_that_may_not_be_seen_is_neither_named_nor_tasked(
    cast: Cast, alert: Alert, sector: Program
) -> None:
    hidden = records.create(
        Unit(code="u9", name="Coy Umber", area=cast.north, classification=2),
        mission=cast.mission,
        by=None,
    )
    order = {"option": "night_patrol", "standard": "deter_by_presence", "unit_id": str(hidden.pk)}
    assert sector.send(f"/alerts/{alert.pk}/taskings", order).status_code == 404
    verbs.task(
        alert,
        "night_patrol",
        standard="deter_by_presence",
        by=at_desk(cast, "force_commander"),
        unit=hidden,
    )
    (told,) = given(sector, "/taskings")
    assert (told["unit_id"], told["who"]) == (None, "…")
    assert given(Program(cast["force_commander"]), "/taskings")[0]["who"] == "Coy Umber"


def test_lists_are_narrowed_and_cost_the_same_for_many(
    cast: Cast, alert: Alert, sector: Program, django_assert_num_queries: Any
) -> None:
    by, coy, other = at_desk(cast, "sector_operations"), unit(cast), call(cast)
    for n in range(4):
        decided = verbs.decide(alert, "act", by=by, authority="commands")
        verbs.dissent(decided, f"otherwise {n}", by=at_desk(cast, "poc_adviser"))
        tasked = verbs.task(
            alert, "night_patrol", standard="deter_by_presence", by=by, unit=coy, decision=decided
        )
        verbs.answer(tasked, "refused", by=by, **BY_RADIO, reason="distance")
        verbs.record_outcome(
            alert, "false_alarm", by=by, tasking=tasked, danger_ended="the chief, by telephone"
        )
    verbs.task(other, "liaison", standard="deter_by_presence", by=by, component="Civil affairs")
    given(sector, "/decisions")  # the device is written down as used, once a minute
    # five to enter, three for the line in the audit; the rest is the list
    for kind, number, queries in (("decisions", 4, 10), ("taskings", 5, 13), ("outcomes", 4, 10)):
        with django_assert_num_queries(queries):
            assert len(given(sector, f"/{kind}")) == number, kind
        assert len(given(sector, f"/{kind}", alert=str(alert.pk))) == 4
    assert len(given(sector, "/taskings", state="refused")) == 4
    part = sent(sector.get(f"{ROOT}/taskings", {"limit": 3}))
    rest = sent(sector.get(f"{ROOT}/taskings", {"limit": 3, "after": part["next"]}))
    assert len({one["id"] for one in part["results"] + rest["results"]}) == 5


def test_reading_by_a_program_is_a_line_in_the_audit(
    cast: Cast, alert: Alert, sector: Program
) -> None:
    decided = verbs.decide(
        alert, "act", by=at_desk(cast, "sector_operations"), authority="commands"
    )
    boris = Program(cast.boris)
    boris.get(f"{ROOT}/decisions/{decided.pk}")
    line = AuditEntry.objects.get(act="read", kind="decision")
    assert (line.person_id, line.subject_id) == (cast.boris.pk, str(decided.pk))
    given(boris, "/decisions")
    assert AuditEntry.objects.get(act="export", kind="decision").detail["form"] == "api"


# --- contingency plans


@pytest.fixture
def luma(cast: Cast) -> Place:
    return make.place(cast.mission, "Luma", area=cast.north)


def test_the_adviser_writes_a_plan_edits_it_exercises_it_and_takes_it_out_of_use(
    cast: Cast, luma: Place
) -> None:
    adviser, coy = Program(cast.adviser), unit(cast)
    plan = {
        "id": str(uuid4()),
        "place_id": str(luma.pk),
        "triggers": "the market empties",
        "units": [str(coy.pk)],
        "valid_until": "2018-01-01",
    }
    made = sent(adviser.send("/plans", plan), 201)
    sent(adviser.send("/plans", plan), 201)
    assert ContingencyPlan.objects.count() == 1
    assert (made["units"], made["valid"], made["shelter_for"], made["exercised_on"]) == (
        [str(coy.pk)],
        False,
        None,
        None,
    )
    address = f"/plans/{made['id']}"
    edit = {"version": 1, "changes": {"shelter": "the church"}}
    hofo = Program(cast.hofo)
    assert sent(hofo.send(address, edit, how="patch"))["triggers"] == "the market empties"
    later = {"version": 1, "changes": {"shelter": "the school"}}
    clash = sent(adviser.send(address, later, how="patch"), 409)["error"]
    assert clash["fields"]["shelter"] == {"base": "", "theirs": "the church", "yours": "the school"}
    walked = {"on": "2018-12-01", "kind": "walk", "found": "the bridge is out"}
    for _ in range(2):
        told = sent(adviser.send(f"{address}/exercises", walked, **{"Idempotency-Key": "w"}))
    assert told["exercises"] == [walked] and told["exercised_on"] == "2018-12-01"
    for wrong in ({"radius_km": 500}, {"radius_km": None}, {"place_id": str(luma.pk)}):
        bad = {"version": 2, "changes": wrong}
        assert adviser.send(address, bad, how="patch").status_code == 422, wrong
    assert len(given(adviser, "/plans", place=str(luma.pk))) == 1
    gone = {"version": 2, "reason": "the base closed"}
    assert sent(adviser.send(f"{address}/retirement", gone))["retired"]
    assert given(adviser, "/plans") == [] and len(given(adviser, "/plans", retired="true")) == 1


def test_boris_reads_plans_and_writes_none_and_chen_meets_nothing(cast: Cast, luma: Place) -> None:
    plan = plan_verbs.make_plan(luma, {"triggers": "PLANWORD"}, by=at_desk(cast, "poc_adviser"))
    posts = {
        "/plans": {"place_id": str(luma.pk)},
        f"/plans/{plan.pk}/retirement": {"version": 1, "reason": "x"},
        f"/plans/{plan.pk}/exercises": {"on": "2018-12-01", "kind": "walk"},
    }
    boris, chen = Program(cast.boris), Program(cast.chen)
    assert given(boris, "/plans")[0]["triggers"] == "PLANWORD"
    edit = {"version": 1, "changes": {"triggers": "x"}}
    for program, status in ((boris, 403), (chen, 404)):
        for to, body in posts.items():
            assert program.send(to, body).status_code == status, to
        answer = program.send(f"/plans/{plan.pk}", edit, how="patch")
        assert answer.status_code == status and b"PLANWORD" not in answer.content
    for address in ("/plans", f"/plans/{plan.pk}"):
        assert chen.get(ROOT + address).status_code == 404
    assert ContingencyPlan.objects.get().version == 1


def test_a_unit_of_a_plan_that_may_not_be_seen_is_counted_and_stays(
    cast: Cast, luma: Place, sign_in: Any
) -> None:
    hidden = records.create(
        Unit(code="u9", name="Coy Umber", area=cast.north, classification=2),
        mission=cast.mission,
        by=None,
    )
    coy = unit(cast)
    plan = plan_verbs.make_plan(luma, {"units": [str(hidden.pk)]}, by=at_desk(cast, "poc_adviser"))
    adviser, address = Program(cast.adviser), f"/plans/{plan.pk}"
    (told,) = given(adviser, "/plans")
    assert (told["units"], told["units_unseen"]) == ([], 1)
    taken = {"version": 1, "changes": {"units": [str(hidden.pk)]}}
    assert adviser.send(address, taken, how="patch").status_code == 404
    both = {"version": 1, "changes": {"units": [str(coy.pk)]}}
    edited = sent(adviser.send(address, both, how="patch"))
    assert (edited["units"], edited["units_unseen"]) == ([str(coy.pk)], 1)
    none = {"version": 1, "changes": {"units": []}}
    clash = Program(cast.hofo).send(address, none, how="patch")
    assert clash.status_code == 409 and str(hidden.pk).encode() not in clash.content
    page = {"version": "2", "radius_km": "10", "classification": "1", "shelter": "the mill"}
    sign_in(cast.adviser).post(f"/m/luma/plans/{plan.pk}/", page)
    plan.refresh_from_db()
    assert (plan.shelter, plan.units) == ("the mill", [str(hidden.pk)]), "by the page it stays too"


def test_a_plan_of_a_place_that_may_not_be_seen_is_not_there(cast: Cast, luma: Place) -> None:
    plan = plan_verbs.make_plan(luma, {}, by=at_desk(cast, "poc_adviser"))
    records.edit(luma, {"classification": 2}, version=luma.version, by=cast["head_of_mission"])
    adviser = Program(cast.adviser)
    assert given(adviser, "/plans") == []
    assert adviser.get(f"{ROOT}/plans/{plan.pk}").status_code == 404
    assert adviser.send("/plans", {"place_id": str(luma.pk)}).status_code == 404


def test_the_list_of_plans_costs_the_same_for_many(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    by, coy = at_desk(cast, "poc_adviser"), unit(cast)
    for n in range(4):
        place = make.place(cast.mission, f"Village {n}", area=cast.north)
        plan = plan_verbs.make_plan(place, {"units": [str(coy.pk)]}, by=by)
        plan_verbs.record_exercise(plan, by.on, "table", by=by)
    adviser = Program(cast.adviser)
    given(adviser, "/plans")
    with django_assert_num_queries(11):
        assert [one["exercised_on"] for one in given(adviser, "/plans")] == [str(by.on)] * 4


# --- what other systems are told


def test_another_system_is_told_of_alerts_decisions_taskings_and_outcomes_by_id_alone(
    cast: Cast, settings: Any, sector: Program
) -> None:
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")
    webhooks.make(
        cast.mission.pk,
        "http://127.0.0.1:9/x",
        ["alert", "decision", "tasking", "outcome"],
        by_id=cast.amina.pk,
    )
    alert = call(cast, act="SECRETACT")

    def told() -> list[tuple[str, Any]]:
        rows = list(Message.objects.filter(channel="webhook").order_by("made_at", "pk"))
        assert not any(b"SECRET" in webhooks.body(row) for row in rows)
        Message.objects.all().delete()
        return [(row.about_kind, row.about_id) for row in rows]

    assert told() == [("alert", alert.pk)]
    by = at_desk(cast, "sector_operations")
    decided = verbs.decide(alert, "act", by=by, authority="commands", reason="SECRETREASON")
    found = told()
    assert found[0] == ("decision", decided.pk) and set(found[1:]) == {("alert", alert.pk)}
    verbs.dissent(decided, "SECRETWORDS", by=at_desk(cast, "poc_adviser"))
    assert told() == [("decision", decided.pk)]
    tasked = verbs.task(
        alert,
        "night_patrol",
        standard="deter_by_presence",
        by=by,
        unit=unit(cast, "SECRETCOY"),
        decision=decided,
    )
    found = told()  # that somebody is tasked, and that an answer is awaited
    assert found[0] == ("tasking", tasked.pk) and set(found[1:]) == {("alert", alert.pk)}
    for reopened in ([("alert", alert.pk)], []):  # the second changes no field: the answer is new
        verbs.answer(Tasking.objects.get(), "refused", by=by, **BY_RADIO, reason="declared_caveat")
        found = told()
        assert found[0] == ("tasking", tasked.pk) and set(found[1:]) == set(reopened)
    refusal = TaskingRefusal.objects.get()
    classify_refusal(refusal, "safety", version=1, by=at_desk(cast, "force_commander"))
    assert told() == [], "what is of a compartment is never told"
    ended = verbs.record_outcome(
        alert,
        "false_alarm",
        by=by,
        happened_at=clock.now(cast.mission),
        danger_ended="the chief, by telephone",
    )
    found = told()
    assert found[0] == ("outcome", ended.pk) and set(found[1:]) == {("alert", alert.pk)}
    verbs.close(alert, by=at_desk(cast, "head_of_field_office"))
    assert told() == [("alert", alert.pk)]
    verbs.close(alert, by=at_desk(cast, "head_of_field_office"))
    assert told() == [], "nothing changed"


def test_a_program_told_of_an_alert_it_may_not_read_fetches_nothing(cast: Cast) -> None:
    make.role(cast.mission, "human_rights", cast.hofo)
    alert = call(cast, who="head_of_mission", classification=2)
    assert Program(cast.amina).get(f"{ROOT}/alerts/{alert.pk}").status_code == 404
