"""Threats by what is on record: acts or signs alone, who, how, why, and by whose word."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk.story import closed_event, koro, luma, standing
from tutela_web.base import clock
from tutela_web.intake.models import FieldReport
from tutela_web.records import verbs as records
from tutela_web.risk.threats.acts import as_threat, evidence_for
from tutela_web.risk.threats.queries import analyse_threats

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

DAY = timedelta(days=1)


def page(browser: Any, **asked: str) -> str:
    answer = browser.get(reverse("risk:threats", args=["luma"]), asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_threat_is_actual_by_an_act_on_record_and_potential_by_signs_alone(
    cast: Cast, sign_in: Any
) -> None:
    place = luma(cast)  # Group Kestrel killed three there, nine days ago
    kestrel = make.actor(cast.mission)
    for harm in ("killing", "abduction"):
        make.risk(cast.mission, place, by=cast.amina, actor="Group Kestrel", harm=harm)
    make.incident(
        cast.mission,
        "Armed men gather",
        harms=["armed movement"],
        perpetrator=kestrel,
        place=place,
        area=cast.north,
        killed=None,
    )
    shown = page(sign_in(cast.amina))
    actual, potential = shown.split('id="potential"')
    actual = actual.split('id="actual"')[1]
    assert "killing" in actual and "1 act on record, on" in actual and "abduction" not in actual
    assert "one record alone" in actual and "published data: 1" in actual
    assert "abduction" in potential and "no such act on record" in potential
    assert "other acts of this actor: 1" in potential and "signs before harm: 1" in potential


def test_a_place_leads_to_each_threat_there_actual_or_potential(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    place = luma(cast)
    line = make.risk(cast.mission, place, by=cast.amina, actor="Group Kestrel", harm="abduction")
    make.suggestion(cast.mission, place, actor="Group Kestrel")
    browser = sign_in(cast.amina)
    there = reverse("risk:threats_at", args=["luma", place.pk])
    for leads in ("site:place", "risk:risk"):
        pk = place.pk if leads == "site:place" else line.pk
        assert there in browser.get(reverse(leads, args=["luma", pk])).content.decode()
    with django_assert_max_num_queries(40):
        shown = " ".join(browser.get(there).content.decode().split())
    actual, potential = shown.split('id="potential"')
    assert "killing</a>" in actual and "abduction</a>" in potential
    risk = browser.get(reverse("risk:risk", args=["luma", line.pk])).content.decode()
    assert "Potential threat" in risk and "other acts of this actor: 1" in risk


def test_the_register_is_filtered_by_kind_on_its_page_and_for_programs(
    cast: Cast, sign_in: Any
) -> None:
    place = luma(cast)
    for harm in ("killing", "abduction"):
        make.risk(cast.mission, place, by=cast.amina, actor="Group Kestrel", harm=harm)
    make.suggestion(cast.mission, place, actor="Group Kestrel", harm="looting")
    browser = sign_in(cast.amina)
    listed = {
        kind: [line.harm for line in browser.get(where, {"threat": kind}).context["register"].lines]
        for where in [reverse("risk:register", args=["luma"])]
        for kind in ("actual", "potential")
    }
    assert listed["actual"] == ["killing"]
    assert sorted(listed["potential"]) == ["abduction", "looting"]


def test_every_class_is_measured_by_one_rule_and_forces_of_the_state_stand_first(
    cast: Cast, sign_in: Any
) -> None:
    place = luma(cast)
    koro(cast)
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch, side_a=["Government of South Sudan"], deaths=7)
    make.event(cast.mission, batch, side_a=["Government of Uganda"], deaths=1, latitude=7.5)
    make.incident(cast.mission, killed=None, area=cast.north, place=place)
    make.risk(cast.mission, place, by=cast.amina, actor="Government of South Sudan")
    found = analyse_threats(standing(cast, cast.amina), None)
    told = {
        row.of.name: (row.measures.acts, row.measures.killed, row.agreed) for row in found.classes
    }
    assert (next(iter(told)), [*told][-1]) == ("host", "unknown")
    assert told["host"] == (1, 7, 1) and told["foreign"] == (1, 1, 0)
    assert told["armed_group"] == (2, 6, 0), "Kestrel and Heron, one each"
    assert told["unknown"] == (1, None, 0)
    assert [one.area for one in found.no_state_assessed] == [cast.south]
    shown = page(sign_in(cast.amina))
    assert f"<bdi>{cast.south.name}</bdi>." in shown and "does not make it safe" in shown


def test_motive_and_method_are_told_with_what_is_not_known(cast: Cast, sign_in: Any) -> None:
    place = luma(cast)
    kestrel = make.actor(cast.mission)
    make.incident(
        cast.mission,
        perpetrator=kestrel,
        harms=["killing", "looting"],
        motive="retaliation",
        event_from_time="23:10",
        area=cast.north,
        place=place,
    )
    found = analyse_threats(standing(cast, cast.amina), None)
    [row] = found.by_actor
    assert row.name == "Group Kestrel" and row.told.acts == 2
    assert dict(row.told.methods) == {"killing": 2, "looting": 1}
    assert row.motives == [("retaliation", 1)] and row.told.no_motive == 1
    assert (row.told.at_night, row.told.hours_known) == (1, 1)
    assert found.no_motive == 1 and "not known 1" in page(sign_in(cast.amina))


def test_reports_of_patrols_are_a_kind_of_source_and_nobody_is_told_that_somebody_spoke(
    cast: Cast,
) -> None:
    place = make.place(cast.mission, area=cast.north)
    incident = make.incident(
        cast.mission, perpetrator=make.actor(cast.mission), place=place, area=cast.north
    )
    for source in (None, None, uuid4()):
        report = FieldReport(
            number=FieldReport.objects.count() + 1,
            kind="patrol",
            captured_at=clock.now(cast.mission),
            incident=incident,
            source=source,
        )
        records.create(report, mission=cast.mission, by=cast.amina)
    [told] = evidence_for(standing(cast, cast.amina)).judge(
        [as_threat(place, "Group Kestrel", "killing")]
    )
    assert told.sources == {"field": 1} and told.records == 2
    assert told.single_kind and not told.single_record


def test_fighting_in_which_nobody_knows_who_killed_makes_no_threat_actual(cast: Cast) -> None:
    place = make.place(cast.mission, area=cast.north)
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch, violence="non-state", side_b=["Group Heron"], civilian_deaths=2)
    [told] = evidence_for(standing(cast, cast.amina)).judge(
        [as_threat(place, "Group Kestrel", "killing")]
    )
    assert (told.kind, told.acts, told.nobody) == ("potential", 0, 1)


def test_an_old_or_a_far_act_or_one_of_a_compartment_makes_no_threat_actual(cast: Cast) -> None:
    place = make.place(cast.mission, area=cast.north)
    batch = make.batch(cast.mission, cast.amina)
    old = make.TODAY - 400 * DAY
    make.event(cast.mission, batch, date_start=old, date_end=old, year=old.year)
    make.event(cast.mission, batch, latitude=8.1)
    make.event(cast.mission, batch, place_precision=4)
    closed_event(cast)
    evidence = evidence_for(standing(cast, cast["women_protection_adviser"]))
    [told] = evidence.judge([as_threat(place, "Group Kestrel", "killing")])
    assert told.kind == "potential" and not told.any


def test_whoever_reads_risks_of_one_area_reads_the_acts_of_no_other(
    cast: Cast, sign_in: Any
) -> None:
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch, area=cast.north)
    make.event(cast.mission, batch, area=cast.south, side_a=["Group Heron"], latitude=5.3)
    own = analyse_threats(standing(cast, cast.hofo), None)
    assert [row.name for row in own.by_actor] == ["Group Kestrel"]
    assert "Heron" not in page(sign_in(cast.hofo))
    assert sign_in(cast.chen).get(reverse("risk:threats", args=["luma"])).status_code == 404


def test_programs_read_the_same(cast: Cast, sign_in: Any) -> None:
    place = luma(cast)
    make.risk(cast.mission, place, by=cast.amina, actor="Group Kestrel")
    answer = sign_in(cast.amina).get("/api/v1/missions/luma/risks/threats")
    told = json.loads(answer.content)
    assert answer.status_code == 200 and told["acts"] == 1 and told["motive_not_known"] == 1
    assert [one["kind"] for one in told["threats"]] == ["actual"]
    assert told["classes"][0]["class"] == "host" and told["threats"][0]["single_record"]


@pytest.mark.postgresql  # which puts what is not known before all else, unless it is told not to
def test_a_risk_without_a_priority_comes_before_none_that_has_one(cast: Cast, sign_in: Any) -> None:
    place = luma(cast)
    for harm, priority in (("abduction", None), ("looting", 1), ("extortion", 3)):
        make.risk(cast.mission, place, by=cast.amina, actor="Heron", harm=harm, priority=priority)
    browser = sign_in(cast.amina)
    shown = browser.get(reverse("risk:threats_at", args=["luma", place.pk]))
    agreed = [one.line.harm for rows in shown.context["parts"].values() for one in rows]
    assert agreed[:3] == ["extortion", "looting", "abduction"]
