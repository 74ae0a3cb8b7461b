"""Plans for the day the harm comes: written in parts, opened by an alert, exercised or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.mailbox import mailbox
from tests.tutela_web.crisis.month import unit
from tests.tutela_web.planted import NEAR, WHOLE
from tests.tutela_web.warning.story import at_desk, call
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import roles
from tutela_web.base.errors import Conflict, Denied
from tutela_web.base.ids import new_id
from tutela_web.channels import outbox
from tutela_web.channels.models import Message
from tutela_web.crisis.plans.models import ContingencyPlan, HarmReference
from tutela_web.crisis.plans.queries import plans, plans_for, without_plan
from tutela_web.crisis.plans.verbs import (
    edit_plan,
    follow_harm,
    make_plan,
    record_exercise,
    refer_harm,
    retire_plan,
)
from tutela_web.places.models import Place


@pytest.fixture
def luma(cast: Cast) -> Place:
    return make.place(cast.mission, "Luma", area=cast.north)


def planned(cast: Cast, place: Place, who: str = "poc_adviser", **fields: Any) -> ContingencyPlan:
    given = {"triggers": "the market empties", "shelter": "the school, then the base"} | fields
    return make_plan(place, given, by=at_desk(cast, who))


def test_a_plan_may_be_written_in_parts_by_who_keeps_plans_there(cast: Cast, luma: Place) -> None:
    plan = planned(cast, luma)
    assert plan.area == cast.north and plan.classification == 1
    south = make.place(cast.mission, "Tarso", area=cast.south)
    for who, place in (("boris", luma), ("analyst", luma), ("head_of_field_office", south)):
        with pytest.raises(Denied):
            planned(cast, place, who)
    with pytest.raises(BadParameter, match="km"):
        planned(cast, luma, radius_km=500)


def test_two_who_change_the_same_line_are_told(cast: Cast, luma: Place) -> None:
    plan = planned(cast, luma)
    by = at_desk(cast, "head_of_field_office")
    edit_plan(plan, {"shelter": "the church"}, version=1, by=by)
    with pytest.raises(Conflict):
        edit_plan(plan, {"shelter": "the market"}, version=1, by=by)
    assert edit_plan(plan, {"stocks": "none"}, version=1, by=by).shelter == "the church"


def test_a_plan_never_exercised_shows_as_such(cast: Cast, luma: Place, sign_in: Any) -> None:
    plan = planned(cast, luma)
    by = at_desk(cast, "poc_adviser")
    assert plans(by)[0].exercised_on is None
    page = f"/m/luma/plans/{plan.pk}/"
    assert b"never exercised" in sign_in(cast.boris).get(page).content
    with pytest.raises(BadParameter, match="future"):
        record_exercise(plan, by.on + timedelta(days=1), "table", by=by)
    record_exercise(plan, by.on - timedelta(days=40), "drill", by=by, found="the gate was shut")
    assert plans(by)[0].exercised_on == by.on - timedelta(days=40)
    assert b"the gate was shut" in sign_in(cast.boris).get(page).content


def test_an_alert_at_the_place_or_near_it_opens_the_plan(cast: Cast, luma: Place) -> None:
    at_luma = planned(cast, luma, units=[str(unit(cast).pk)])
    near = make.place(cast.mission, "Bel", latitude=7.15, longitude=30.2, area=cast.north)
    far = make.place(cast.mission, "Dor", latitude=7.6, longitude=30.2, area=cast.north)
    by_bel, _by_dor = planned(cast, near), planned(cast, far)
    desk = at_desk(cast, "joc_duty_officer")
    found = plans_for(desk, call(cast, place=luma))
    assert [one.plan for one in found] == [at_luma, by_bel]
    assert found[0].km is None and found[1].km == pytest.approx(5.6, abs=0.2)
    assert [u.name for u in found[0].units] == ["Coy 1"]
    nowhere = call(cast, place_said="somewhere in the north")
    assert plans_for(desk, nowhere) == []


def test_the_plan_is_opened_in_three_questions(
    cast: Cast, luma: Place, django_assert_max_num_queries: Any
) -> None:
    planned(cast, luma, units=[str(unit(cast).pk)])
    desk, alert = at_desk(cast, "joc_duty_officer"), call(cast, place=luma)
    with django_assert_max_num_queries(3):
        plans_for(desk, alert)


def test_critical_places_without_a_plan_are_listed(cast: Cast, luma: Place) -> None:
    other = make.place(cast.mission, "Tarso", area=cast.south)
    for place in (luma, other):
        make.risk(cast.mission, place, by=cast.adviser)
    make.risk(cast.mission, make.place(cast.mission, "Quiet"), by=cast.adviser, priority=1)
    plan = planned(cast, luma)
    by = at_desk(cast, "poc_adviser")
    assert [one.place.name for one in without_plan(by, plans(by))] == ["Tarso"]
    retire_plan(plan, retired=True, version=1, by=by, reason="the base closed")
    assert len(without_plan(by, plans(by))) == 2
    assert plans_for(by, call(cast, place=luma)) == []


def test_a_plan_past_its_end_says_so(cast: Cast, luma: Place, sign_in: Any) -> None:
    by = at_desk(cast, "poc_adviser")
    planned(cast, luma, valid_until=by.on - timedelta(days=1))
    assert plans(by)[0].valid is False
    assert b"no longer valid" in sign_in(cast.boris).get("/m/luma/plans/").content


# --- pages


def test_the_adviser_writes_a_plan_boris_reads_it_chen_finds_nothing(
    cast: Cast, luma: Place, sign_in: Any
) -> None:
    adviser = sign_in(cast.adviser)
    sent = {"place": luma.pk, "triggers": "PLANWORD", "radius_km": "12", "classification": "1"}
    answer = adviser.post("/m/luma/plans/new/", sent)
    plan = ContingencyPlan.objects.get()
    assert answer.url == f"/m/luma/plans/{plan.pk}/"
    for address in ("plans/", f"plans/{plan.pk}/"):
        assert sign_in(cast.boris).get(f"/m/luma/{address}").status_code == 200
        assert sign_in(cast.chen).get(f"/m/luma/{address}").status_code == 404
    assert sign_in(cast.boris).get("/m/luma/plans/new/").status_code == 403
    assert sign_in(cast.boris).post(f"/m/luma/plans/{plan.pk}/", sent).status_code == 403
    assert b"PLANWORD" in sign_in(cast.boris).get(f"/m/luma/plans/{plan.pk}/").content
    form = {**sent, "version": "1", "shelter": "the mill", "shelter_for": "300"}
    adviser.post(f"/m/luma/plans/{plan.pk}/", form)
    plan.refresh_from_db()
    assert (plan.shelter_for, plan.version) == (300, 2)
    when = {"on": "2018-12-01", "kind": "walk", "found": "the bridge is out"}
    adviser.post(f"/m/luma/plans/{plan.pk}/exercise/", when)
    assert plan.exercises.get().kind == "walk"
    assert adviser.post(f"/m/luma/plans/{plan.pk}/exercise/", {"on": "x"}).status_code == 400


def test_a_place_is_found_by_its_name_before_a_plan_is_written(
    cast: Cast, luma: Place, sign_in: Any
) -> None:
    adviser = sign_in(cast.adviser)
    assert b"For which place" in adviser.get("/m/luma/plans/new/").content
    assert f"?place={luma.pk}".encode() in adviser.get("/m/luma/plans/new/?q=luma").content
    assert b"No place" in adviser.get("/m/luma/plans/new/?q=xyzzy").content
    assert b"Save the plan" in adviser.get(f"/m/luma/plans/new/?place={luma.pk}").content
    chens = make.place(cast.other_mission, "Hidden")
    for asked in (chens.pk, "nonsense"):
        assert b"Save the plan" not in adviser.get(f"/m/luma/plans/new/?place={asked}").content


@pytest.mark.parametrize("who", [*roles(), "boris", "chen"])
def test_a_confidential_plan_is_read_by_who_reads_alerts_there(
    cast: Cast, luma: Place, sign_in: Any, who: str
) -> None:
    plan = planned(cast, luma, triggers="PLANWORD")
    south = planned(cast, make.place(cast.mission, "Tarso", area=cast.south), triggers="SOUTHWORD")
    client = sign_in(cast[who])
    for one, word, readers in ((plan, b"PLANWORD", WHOLE | NEAR), (south, b"SOUTHWORD", WHOLE)):
        answer = client.get(f"/m/luma/plans/{one.pk}/")
        assert (answer.status_code == 200 and word in answer.content) == (who in readers)


def test_the_lists_ask_a_fixed_number_of_questions(
    cast: Cast, luma: Place, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(cast.boris)
    planned(cast, luma)
    client.get("/m/luma/plans/")
    for name in ("Bel", "Dor"):
        planned(cast, make.place(cast.mission, name, area=cast.north))
    with django_assert_max_num_queries(22):
        client.get("/m/luma/plans/")


# --- harm by the mission, or by forces it supports


def test_a_place_by_its_name_is_matched(cast: Cast, luma: Place, sign_in: Any) -> None:
    sent = {"by_whom": "mission", "place_said": "LUMA", "event_from": "2018-12-02"}
    sign_in(cast["field_reporter"]).post("/m/luma/harm/new/", sent)
    kept = HarmReference.objects.get()
    assert (kept.place, kept.event_precision) == (luma, "day")


def test_harm_by_our_own_side_is_read_by_human_rights_alone(cast: Cast, sign_in: Any) -> None:
    make.grant(cast.mission, cast["human_rights"], "hrddp", cast["head_of_mission"])
    reporter = sign_in(cast["unit_commander"])
    sent = {"by_whom": "supported", "hazard": "HARMWORD", "place_said": "by the mill"}
    answer = reporter.post("/m/luma/harm/new/", sent)
    assert b"Human rights can read it" in answer.content
    kept = HarmReference.objects.get()
    assert (kept.compartment, kept.classification) == ("hrddp", 2)
    for who in ("unit_commander", "force_commander", "head_of_mission", "analyst", "chen"):
        assert sign_in(cast[who]).get("/m/luma/harm/").status_code == 404
    rights = sign_in(cast["human_rights"])
    text = rights.get("/m/luma/harm/").content
    assert b"HARMWORD" in text and b"by the mill" in text
    assert AuditEntry.objects.filter(kind="harmreference", act="read").count() == 1
    sent = {"status": "taken_up", "reference": "HR-12", "version": "1"}
    rights.post(f"/m/luma/harm/{kept.pk}/", sent)
    kept.refresh_from_db()
    assert (kept.status, kept.reference) == ("taken_up", "HR-12")


def test_who_holds_the_compartment_is_told_to_open_tutela_and_nothing_else(
    cast: Cast, settings: Any
) -> None:
    rights, home = cast["human_rights"], make.person("gone-home")
    for person in (rights, home):
        make.grant(cast.mission, person, "hrddp", cast["head_of_mission"])
    rights.email = "rights@mission.example"
    rights.save()
    id, by = new_id(), at_desk(cast, "field_reporter")
    for _resent in range(2):
        refer_harm(
            {"by_whom": "supported", "hazard": "HARMWORD", "place_said": "by the mill"},
            by=by,
            id=id,
        )
    notice = Message.objects.get()
    assert (notice.to_kind, notice.to_id, notice.template) == ("person", rights.pk, "open_tutela")
    assert (notice.about_kind, notice.about_id) == ("", None)
    settings.EMAIL_BACKEND = "tutela_web.channels.exchange.MailBackend"
    with mailbox() as box:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
        outbox.deliver_due()
    (said,) = box.messages
    assert "Open Tutela" in said and "rights@mission.example" in said
    for word in ("HARM", "harm", "mill", "hrddp", str(id)):
        assert word not in said


def test_a_grant_without_a_role_reads_nothing_and_is_not_counted_as_somebody(
    cast: Cast, sign_in: Any
) -> None:
    make.grant(cast.mission, make.person("gone-home"), "hrddp", cast["head_of_mission"])
    answer = sign_in(cast["field_reporter"]).post("/m/luma/harm/new/", {"by_whom": "mission"})
    assert b"in person" in answer.content and not Message.objects.exists()


def test_the_page_of_plans_leads_there_and_to_the_references_only_who_reads_them(
    cast: Cast, sign_in: Any
) -> None:
    make.grant(cast.mission, cast["human_rights"], "hrddp", cast["head_of_mission"])
    told = {
        who: sign_in(cast[who]).get("/m/luma/plans/").content for who in ("human_rights", "boris")
    }
    assert b"/m/luma/harm/new/" in told["human_rights"]
    assert b'"/m/luma/harm/"' in told["human_rights"]
    assert b"/m/luma/harm/" not in told["boris"]


def test_the_trail_does_not_tell_the_chain_that_harm_was_reported(cast: Cast, sign_in: Any) -> None:
    refer_harm({"by_whom": "mission"}, by=at_desk(cast, "field_reporter"))
    assert "harmreference" not in str(sign_in(cast.amina).get("/m/luma/audit/").content)
    assert AuditEntry.objects.filter(kind="harmreference").exists()


def test_misconduct_by_un_personnel_stops_and_is_kept_nowhere(cast: Cast, sign_in: Any) -> None:
    before = AuditEntry.objects.count()
    sent = {"un_personnel": "yes", "by_whom": "mission", "hazard": "SEAWORD"}
    answer = sign_in(cast["field_reporter"]).post("/m/luma/harm/new/", sent)
    assert b"OIOS" in answer.content and b"SEAWORD" not in answer.content
    assert not HarmReference.objects.exists()
    told = AuditEntry.objects.order_by("pk")[before:]
    assert [(one.act, one.person_id) for one in told] == [("receive", None)]


def test_where_nobody_holds_the_compartment_the_person_is_sent_to_a_person(
    cast: Cast, sign_in: Any
) -> None:
    answer = sign_in(cast["field_reporter"]).post("/m/luma/harm/new/", {"by_whom": "mission"})
    assert b"in person" in answer.content and HarmReference.objects.count() == 1


def test_only_human_rights_with_the_compartment_follows_a_reference(cast: Cast) -> None:
    kept = refer_harm({"by_whom": "mission"}, by=at_desk(cast, "field_reporter"))
    for who in ("human_rights", "force_commander"):
        with pytest.raises(Denied):
            follow_harm(kept, status="closed", reference="", version=1, by=at_desk(cast, who))
    with pytest.raises(Denied):
        refer_harm({"by_whom": "mission"}, by=at_desk(cast, "drafter"))
