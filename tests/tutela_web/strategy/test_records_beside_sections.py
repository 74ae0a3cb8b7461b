"""What the records say stands beside the text of a section: plans of others, tiers, both sides."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.warning.story import at_desk
from tutela_web.crisis.plans.verbs import make_plan
from tutela_web.programme.objectives.models import LinkedPlan, Objective
from tutela_web.strategy.content.elements import completeness
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.edition.models import Section, Strategy


def url(name: str, *args: Any) -> str:
    return reverse(name, args=["luma", *args])


def section(cast: Cast, client: Any, letter: str) -> str:
    return text_of(client.get(url("strategy:section", Section.objects.get(letter=letter).pk)))


def test_section_a_shows_each_plan_of_the_cluster_and_of_components_and_how_they_fit(
    cast: Cast, sign_in: Any
) -> None:
    drafter = sign_in(cast["drafter"])
    open_strategy({"title": "Luma", "concept": "Policy of 2023"}, by=at_desk(cast, "drafter"))
    aim = {"words": "Water is fetched unharmed", "term": "medium", "tiers": [2]}
    assert (
        drafter.post(url("programme:objective_new"), aim | {"classification": 1}).status_code == 302
    )
    objective = Objective.objects.get()
    for kind, title in (
        ("child", "Plan for children"),
        ("gbv", "Plan against gender-based violence"),
        ("component", "Concept of operations of the Police"),
    ):
        given = {"kind": kind, "title": title, "whose": "Its lead", "classification": 1}
        assert drafter.post(url("programme:linked_plan_new"), given).status_code == 302
    child = LinkedPlan.objects.get(kind="child")
    for theirs, fit, ours in (
        ("Safe wells", "shared", objective.pk),
        ("Schools kept free of arms", "unmatched", ""),
    ):
        matched = {"about": "priority", "theirs": theirs, "fit": fit, "objective": ours}
        assert drafter.post(url("programme:plan_match", child.pk), matched).status_code == 302
    page = section(cast, drafter, "A")
    assert "Plan for children" in page and "Plan against gender-based violence" in page
    assert "Shared: Safe wells ( O-1 )" in page
    assert "Nothing of ours answers it: Schools kept free of arms" in page
    assert "Plan of a component of the mission" in page
    assert "Concept of operations of the Police" in page and "never compared with ours" in page
    met = {
        row.state.element.key: row.records
        for row in completeness(at_desk(cast, "drafter"), Strategy.objects.get()).rows
    }
    assert (met["A.cluster-strategies"], met["A.existing-strategies"]) == (2, 1)

    page = text_of(sign_in(cast.boris).get(url("programme:objectives")))
    assert "In the words of Policy of 2023" in page
    assert "1. Protection through dialogue and engagement" in page and "not mandated" in page
    assert "2. Physical protection O-1" in page
    assert "thin: no risk and no line is linked" in page and "covered" not in page
    risk = make.risk(cast.mission, make.place(cast.mission, "Luma"), by=cast.amina)
    joined = {"kind": "risk", "to": str(risk.pk)}
    add = url("programme:link_add", "objective", objective.pk)
    assert drafter.post(add, joined).status_code == 302
    page = text_of(sign_in(cast.boris).get(url("programme:objectives")))
    assert "covered" in page and "thin" not in page


def test_section_g_shows_host_and_mission_side_by_side(cast: Cast, sign_in: Any) -> None:
    drafter = sign_in(cast["drafter"])
    open_strategy({"title": "Luma"}, by=at_desk(cast, "drafter"))
    road = {"point": "The market road", "host": "Police it by day.", "ours": "Patrol it by night."}
    talk = {"discussed_on": make.TODAY.isoformat(), "discussed_with": "Ministry of Interior"}
    for given in (
        road | {"state": "silent"},
        {"point": "The camp", "host": "", "ours": "Guard it.", "state": "disputed", **talk},
        {"point": "The ferry", "host": "Run it.", "ours": "", "state": "agreed", **talk},
    ):
        answer = drafter.post(url("partners:side_new"), given | {"classification": 1})
        assert answer.status_code == 302
    page = section(cast, drafter, "G")
    assert page.index("The camp") < page.index("The market road") < page.index("The ferry")
    assert "Host: Police it by day. Mission: Patrol it by night." in page
    assert "Host: nothing said Mission: Guard it." in page and "Ministry of Interior" in page
    assert "The market road" not in section(cast, drafter, "H")


def test_completeness_shows_each_priority_risk_day_by_day_and_in_a_crisis(
    cast: Cast, sign_in: Any
) -> None:
    adviser = sign_in(cast.adviser)
    strategy = open_strategy({"title": "Luma"}, by=at_desk(cast, "drafter"))
    place = make.place(cast.mission, "Luma", area=cast.north)
    risk = make.risk(cast.mission, place, by=cast.adviser, priority=3)
    here = url("strategy:elements", strategy.pk)
    page = text_of(adviser.get(here))
    assert "1 priority risk without a day-to-day activity." in page
    assert "1 priority risk without a contingency plan at its place." in page
    line = {
        "risk": risk.pk,
        "activity": "day_patrol",
        "phase": "prevention",
        "status": "planned",
        "lead": "Force",
        "classification": 1,
        "starts": date(2018, 11, 1).isoformat(),
    }
    assert adviser.post(url("programme:line_new"), line).status_code == 302
    page = text_of(adviser.get(here))
    assert "lessens day by day" not in page and "M-001" in page and "missing" in page
    make_plan(place, {"triggers": "Shots at the ford"}, by=at_desk(cast, "poc_adviser"))
    page = text_of(adviser.get(here))
    assert "contingency plan at its place" not in page and "contingency plan" in page
    page = text_of(sign_in(cast["drafter"]).get(here))
    assert "you read no contingency plans" in page
