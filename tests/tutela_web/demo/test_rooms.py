"""What the demonstration holds beside its strategy: by the cast, once, and invented."""

from __future__ import annotations

from typing import Any

import pytest
from shapely.geometry import box, mapping

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.demo.test_strategy import EVENTS
from tests.tutela_web.strategy.story import of_demo
from tutela_web.access.vault import keyring
from tutela_web.accountability.models import (
    ActionPlan,
    ActionPlanStep,
    CommandLink,
    Violation,
    ViolationStep,
)
from tutela_web.actors.models import ActorLink, ActorNote
from tutela_web.capacity.readiness_models import UnitCheck
from tutela_web.crisis.plans.models import PlanTrigger
from tutela_web.crisis.refusals.models import TaskingRefusal
from tutela_web.demo import alerts
from tutela_web.demo.player import play
from tutela_web.demo.prepare import tell_story
from tutela_web.deployment.allocation.models import Allocation, AllocationDissent
from tutela_web.engagements.mandate_notes.models import MandateNote
from tutela_web.engagements.no_response.models import NoResponse
from tutela_web.exercise.scenarios.models import Scenario, ScenarioBackup, ScenarioSign
from tutela_web.fora.claims.models import Claim
from tutela_web.intake.models import FieldReport
from tutela_web.lessons.models import Debrief, Lesson, Practice
from tutela_web.mandate.limits.models import CouncilLimit
from tutela_web.mandate.models import EntityTask, PlanningPivot, Revision
from tutela_web.monitoring.measured.models import IndicatorDefinition
from tutela_web.partners.arrangements.models import Arrangement
from tutela_web.partners.exchanges.models import Exchange
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.sides.models import ProtectionActor
from tutela_web.partners.space.models import SpaceCheck
from tutela_web.partners.wider.models import WiderConcern
from tutela_web.places.models import Place
from tutela_web.programme.dilemmas.models import Dilemma
from tutela_web.programme.duties.models import LeaderDuty
from tutela_web.programme.efforts.models import OutsidePart, PlanItem, Programme
from tutela_web.programme.measures.models import Indicator
from tutela_web.questionnaires.models import FormQuestion, FormVersion, Questionnaire
from tutela_web.risk.readings.models import HeardView, JointReading, SituationInput
from tutela_web.safeguards.models import HarmCheck, Reprisal
from tutela_web.sharing.models import SharePacket
from tutela_web.strategy.based.models import RestsOn
from tutela_web.strategy.edition.models import Strategy
from tutela_web.warning.mechanisms.models import Mechanism, MechanismParty

KINDS: tuple[Any, ...] = (
    NoResponse,
    MandateNote,
    PlanTrigger,
    CouncilLimit,
    RestsOn,
    ActorLink,
    ActorNote,
    Arrangement,
    Claim,
    Exchange,
    Partner,
    ProtectionActor,
    SpaceCheck,
    EntityTask,
    PlanningPivot,
    Revision,
    Dilemma,
    Indicator,
    LeaderDuty,
    OutsidePart,
    PlanItem,
    Programme,
    WiderConcern,
    FieldReport,
    Questionnaire,
    FormQuestion,
    Violation,
    ViolationStep,
    CommandLink,
    ActionPlan,
    ActionPlanStep,
    HarmCheck,
    Reprisal,
    HeardView,
    JointReading,
    SituationInput,
    IndicatorDefinition,
    Debrief,
    Lesson,
    Practice,
    SharePacket,
    Allocation,
    AllocationDissent,
    UnitCheck,
    TaskingRefusal,
    Scenario,
    ScenarioSign,
    ScenarioBackup,
    Mechanism,
    MechanismParty,
)


@pytest.fixture
def built(cast: Cast) -> Cast:
    who = of_demo(cast)
    play("places", cast.mission, who)
    keyring.make_first()
    cast.north.boundary = mapping(box(30, 6, 32, 8))
    cast.north.save()
    alerts.stand(cast.mission, cast.north, who)
    alerts.begin(cast.mission, who)
    play("incidents", cast.mission, who)
    luma = Place.objects.get(code="invented-luma")
    make.risk(cast.mission, luma, by=cast.adviser, invented=True)
    make.suggestion(cast.mission, make.place(cast.mission, "Kodok", area=cast.north))
    koro = make.place(cast.mission, "Koro", area=cast.south)
    line = make.risk(cast.mission, koro, by=cast.adviser)
    here = {"latitude": koro.latitude, "longitude": koro.longitude}
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch, side_a=[line.actor], harm=line.harm, **here)
    for _twice in range(2):
        tell_story(cast.mission, cast.north, EVENTS, who, whole=True)
    return cast


def test_every_room_beside_the_strategy_holds_something_invented(built: Cast, sign_in: Any) -> None:
    for kind in KINDS:
        rows = kind.objects.all()
        assert rows and all(one.invented for one in rows), kind.__name__
    assert Partner.objects.count() == 5, "made once"
    assert TaskingRefusal.objects.get().asks, "its class is a question, not a finding"
    assert UnitCheck.objects.filter(state="fails").count() == 1
    assert Allocation.objects.get().agreed_on is not None
    made = Strategy.objects.get()
    order = PlanItem.objects.get(kind="directive", ended_on=None)
    assert [str(link.line.code) for link in order.links.all()] == ["M-001"]
    waived = made.waivers.exclude(element="").values_list("element", flat=True)
    assert all(key.startswith("indicator of ") for key in waived), "each element is met"
    assert made.state == "in force" and made.guidance.count() == 2 and made.briefings.count() == 3
    require_every_state(built, sign_in)


def require_every_state(built: Cast, sign_in: Any) -> None:
    """Look into the rooms of reports, forms, violations and harm checks: each state is there."""
    reports = FieldReport.objects.filter(mission=built.mission)
    assert {one.state for one in reports} >= {"new", "linked", "closed"}
    assert reports.filter(form="market-watch:1").count() > 20, "enough to be counted"
    assert reports.exclude(reliability="").exists()
    assert reports.filter(corrects__isnull=False).exists()
    assert {one.state for one in FormVersion.objects.all()} == {"approved", "submitted"}
    assert {one.decision for one in HarmCheck.objects.all()} == {"", "care", "stop"}
    child = sign_in(built["child_protection_adviser"])
    page = child.get("/m/luma/accountability/violations/").content.decode()
    assert "CP/2018/019" in page and "Group Kestrel" in page
    rights = sign_in(built["human_rights"]).get("/m/luma/accountability/violations/")
    assert "CP/2018/019" not in rights.content.decode()
