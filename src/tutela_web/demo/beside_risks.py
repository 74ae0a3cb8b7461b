"""What stands beside the invented risks: a choice not to respond, the mandate and the means, live
signs of a plan, a limit of the Council, and what section B rests on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from tutela_web.access.models import DutyArea, Mission
from tutela_web.access.people.verbs import keep_area
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.crisis.plan_models import ContingencyPlan, PlanInput
from tutela_web.crisis.plans.verbs import edit_plan
from tutela_web.crisis.triggers.kind import TRIGGER
from tutela_web.crisis.triggers.verbs import fire_triggers
from tutela_web.demo.invented import line_at_luma
from tutela_web.engagements.mandate_notes.kind import MANDATE_NOTE
from tutela_web.engagements.no_response.kind import NO_RESPONSE
from tutela_web.engagements.no_response.models import NoResponse
from tutela_web.mandate.limits.kind import LIMIT
from tutela_web.mandate.models import MandatedTask, Paragraph
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import latest_assessment
from tutela_web.strategy.based.verbs import BasisInput, name_basis
from tutela_web.strategy.edition.models import Section

LIMIT_WORDS = "within its capabilities and areas of deployment"


@transaction.atomic
def add(mission: Mission, area: DutyArea, who: Callable[[str], Standing]) -> None:
    """Write them once.

    Takes   who, the standing of an account by its last part.
    """
    luma = line_at_luma(mission)
    if luma is None or NoResponse.objects.filter(mission=mission).exists():
        return
    _choose_not_to_respond(mission, luma, by=who("hom"))
    _note_mandate(mission, luma, by=who("adviser"))
    _tie_plan(luma, by=who("office"))
    _read_limit(mission, area, by=who("adviser"))
    _name_assessment(mission, by=who("adviser"))
    keep_area(
        by=who("chief"),
        area=area,
        code=area.code,
        name=area.name,
        kind=area.kind,
        starts=area.starts,
        ends=area.ends,
        analysis_cell="Local analysis cell (invented)",
    )
    fire_triggers(mission)


def _choose_not_to_respond(mission: Mission, luma: Risk, *, by: Standing) -> None:
    """About the agreed risk of the least priority."""
    others = Risk.objects.filter(mission=mission, compartment="", status=Risk.Status.ADOPTED)
    risk = others.exclude(pk=luma.pk).order_by("priority", "risk", "pk").first()
    if risk is None:
        return
    choice: dict[str, FieldValue] = {
        "risk": risk,
        "reason": "A partner already works there with both sides; our coming would endanger that.",
        "told": "Protection Cluster\nThe field office, to tell the chief at the next visit",
        "review_on": clock.today(mission) + timedelta(days=20),
        "classification": 1,
    }
    create_record(NO_RESPONSE, choice, by=by, invented=True)


def _note_mandate(mission: Mission, luma: Risk, *, by: Standing) -> None:
    tasks = MandatedTask.objects.filter(mission=mission, state="confirmed", kind="presence")
    task = tasks.order_by("-decided_on", "-entered_at").first()
    note = {
        "risk": luma,
        "covered": "task" if task else "unsure",
        "task": task,
        "able": "part",
        "effect": "By day a patrol is there within two hours; by night nobody comes before dawn.",
        "classification": 1,
    }
    create_record(MANDATE_NOTE, note, by=by, invented=True)


def _tie_plan(luma: Risk, *, by: Standing) -> None:
    """Two live signs, and two of the three answers about sexual violence: one is left open."""
    plan = ContingencyPlan.objects.filter(place=luma.place_id, retired=False).first()
    if plan is None:
        return
    answers: PlanInput = {
        "violence_prevented": "The way to the water is walked at dusk; lamps at the shelter.",
        "women_in_team": True,
    }
    plan = edit_plan(plan, answers, version=plan.version, by=by)
    for sign in (
        {"sign": "alert", "level": "imminent", "words": "first platoon to the crossing"},
        {"sign": "tripwire", "rule": "emptied market or school"},
    ):
        create_record(TRIGGER, sign, by=by, beside=plan, invented=True)


def _read_limit(mission: Mission, area: DutyArea, *, by: Standing) -> None:
    """The limit the newest resolution sets, drawn as the area of the field office."""
    paragraphs = Paragraph.objects.filter(
        mission=mission, kind="operative", words__contains=LIMIT_WORDS, resolution__retired_on=None
    )
    paragraph = paragraphs.order_by("-resolution__entered_at", "order").first()
    if paragraph is not None:
        limit: dict[str, FieldValue] = {
            "quote": LIMIT_WORDS,
            "sense": "with",
            "where": "the areas of deployment (invented)",
            "within": area,
        }
        create_record(LIMIT, limit, by=by, beside=paragraph, invented=True)


def _name_assessment(mission: Mission, *, by: Standing) -> None:
    section = Section.objects.filter(strategy__mission=mission, letter="B").first()
    assessment = latest_assessment(by)
    if section is None or assessment is None or not section.strategy.writable:
        return
    basis: BasisInput = {
        "assessment": assessment,
        "issued_by": "JMAC",
        "words": "the order of hotspots and where nothing is known",
    }
    name_basis(section, basis, by=by)
