"""Violations and abuses of the invented mission, followed to an answer or to none; an action plan
with a party; harm checks before acts of the mission; one allegation of reprisal. Every actor, unit,
place and reference is invented.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction

from tutela_web.access.models import CompartmentGrant, Mission, Person
from tutela_web.access.people.verbs import open_compartment
from tutela_web.access.policy import Standing
from tutela_web.access.vault.models import Subject
from tutela_web.accountability.kinds import (
    ACTION_PLAN,
    COMMAND,
    PLAN_STEP,
    STEP,
    VIOLATION,
)
from tutela_web.accountability.models import ActionPlan, Violation
from tutela_web.actors.models import Actor
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.demo.field_forms import mark_invented
from tutela_web.demo.invented import KESTREL
from tutela_web.demo.weeks import clock_at
from tutela_web.intake.models import FieldReport
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.safeguards.kind import HARM_CHECK
from tutela_web.safeguards.models import HarmCheck
from tutela_web.safeguards.verbs import decide_check, report_reprisal

Who = Callable[[str], Standing]
Values = dict[str, FieldValue]

GARRISON = "invented-garrison"


@transaction.atomic
def add(mission: Mission, who: Who) -> None:
    """Add them once.

    Takes   who, the standing of an account by its last part, as of the mission's clock.
    """
    if Violation.objects.filter(mission=mission).exists():
        return
    places = {one.code: one for one in Place.objects.filter(mission=mission, invented=True)}
    kestrel = Actor.objects.get(mission=mission, code=KESTREL)
    garrison = records.create(
        Actor(
            code=GARRISON,
            name="Garrison of Tembel (invented)",
            type="host_military",
            classification=0,
            invented=True,
        ),
        mission=mission,
        by=who("adviser").person,
    )
    _open_due_diligence(who("verifier").person, by=who("chief"))
    _violations(places, kestrel, garrison, who)
    _action_plan(mission, kestrel, who)
    _harm_checks(mission, places, who)
    _reprisal(mission, who)


def _open_due_diligence(person: Person, *, by: Standing) -> None:
    """The senior human rights officer looks at who commanded: a compartment of its own."""
    held = CompartmentGrant.objects.filter(mission=by.mission, person=person, compartment="hrddp")
    if not held.exists():
        reason = "Due diligence of the forces that the mission supports"
        today = by.on
        open_compartment(person, "hrddp", by=by, reason=reason, starts=today, ends=None)


def _violations(places: dict[str, Place], kestrel: Actor, garrison: Actor, who: Who) -> None:
    rights, today = who("verifier"), who("verifier").on
    tolls = _enter(
        {
            "kind": "abuse",
            "reference": "HR/2018/114",
            "harm": "looting",
            "on": today - timedelta(days=40),
            "place": places["invented-tembel"],
            "actor": kestrel,
            "unit_name": "Men at the ford (invented)",
            "status": "verified",
            "hazard": "Traders on the road to the market, on market days",
        },
        by=rights,
    )
    _step(tolls, "letter", "Leadership of the group, by its office abroad", 30, due=10, by=rights)
    _step(tolls, "public", "Quarterly note on human rights", 12, by=rights)
    burnt = _enter(
        {
            "kind": "violation",
            "reference": "HR/2018/097",
            "harm": "arson",
            "on": today - timedelta(days=75),
            "place": places["invented-luma"],
            "actor": garrison,
            "unit_name": "Second company (invented)",
            "status": "verified",
            "hazard": "Families who rebuild by the mill",
        },
        by=rights,
    )
    _step(burnt, "demarche", "Ministry of Defence", 60, due=40, by=rights)
    _step(
        burnt,
        "inquiry",
        "Command of the division",
        41,
        by=rights,
        reply="An officer was named to inquire; no day was given.",
        reply_on=today - timedelta(days=35),
        ending="promised",
    )
    create_record(
        COMMAND,
        {
            "position": "Commander of the second company (invented)",
            "name": "Invented, a captain",
            "basis": "no_inquiry",
        },
        by=rights,
        beside=burnt,
        invented=True,
    )
    beaten = _enter(
        {
            "kind": "violation",
            "reference": "HR/2018/121",
            "harm": "torture",
            "on": today - timedelta(days=20),
            "place": places["invented-tembel"],
            "actor": garrison,
            "unit_name": "Second company (invented)",
            "status": "looking",
        },
        by=rights,
    )
    _step(beaten, "letter", "County commissioner", 6, due=-8, by=rights)
    child = who("child")
    taken = _enter(
        {
            "kind": "abuse",
            "reference": "CP/2018/019",
            "harm": "child recruitment or use",
            "grave": "recruitment",
            "on": today - timedelta(days=50),
            "actor": kestrel,
            "status": "verified",
        },
        by=child,
    )
    _step(taken, "mechanism", "Country task force on monitoring and reporting", 25, by=child)


def _enter(values: Values, *, by: Standing) -> Violation:
    violation: Violation = create_record(VIOLATION, {"classification": 1} | values, by=by)
    mark_invented(violation)
    violation.refresh_from_db()
    return violation


def _step(
    violation: Violation,
    kind: str,
    to_whom: str,
    days_ago: int,
    *,
    due: int | None = None,
    by: Standing,
    **more: FieldValue,
) -> None:
    """Record a step; `due`, how many days ago an answer was due."""
    values: Values = {"kind": kind, "to_whom": to_whom, "on": by.on - timedelta(days=days_ago)}
    if due is not None:
        values["due"] = by.on - timedelta(days=due)
    create_record(STEP, values | more, by=by, beside=violation, invented=True)


def _action_plan(mission: Mission, kestrel: Actor, who: Who) -> None:
    """Signed in spring: one step verified, a release, one overdue, one broken."""
    child = who("child")
    today = child.on
    plan: ActionPlan = create_record(
        ACTION_PLAN,
        {
            "party": "Group Kestrel (invented)",
            "actor": kestrel,
            "violations": ["recruitment", "killing"],
            "state": "signed",
            "signed_on": date(2018, 4, 12),
            "reference": "AP/2018/1",
            "focal_office": "Office of the group's secretary",
            "classification": 1,
        },
        by=child,
        invented=True,
    )
    steps: tuple[Values, ...] = (
        {
            "kind": "order",
            "what": "Command order against the recruitment of children",
            "due": date(2018, 5, 31),
            "done_on": date(2018, 5, 20),
            "verdict": "verified",
            "found": "The order was read out at three of four positions that monitors visited",
        },
        {
            "kind": "release",
            "what": "First release, at the mill of Luma (invented)",
            "due": date(2018, 8, 31),
            "done_on": date(2018, 9, 14),
            "released_girls": 6,
            "released_boys": 17,
            "verdict": "verified",
            "found": "Received by partners, family by family",
        },
        {
            "kind": "screening",
            "what": "Screening of all positions together with monitors",
            "due": today - timedelta(days=30),
        },
        {
            "kind": "access",
            "what": "Monitors may come unannounced",
            "due": date(2018, 6, 30),
            "done_on": date(2018, 7, 2),
            "verdict": "broken",
            "found": "Turned back at the ford twice in November",
        },
    )
    with clock_at(mission, date(2018, 12, 11)):  # the day on which the monitors found it
        for values in steps:
            create_record(PLAN_STEP, values, by=who("child"), beside=plan, invented=True)


def _harm_checks(mission: Mission, places: dict[str, Place], who: Who) -> None:
    """One whose watch is over and of which nobody said what was seen, one that nobody decided, and
    one that stopped an act."""
    with clock_at(mission, date(2018, 12, 10)):
        _check(
            {
                "kind": "visit",
                "what": "Visit to the market women of Luma (invented)",
                "place": places["invented-luma"],
                "traced": "yes",
                "drawn": "no",
                "reprisals": "",
                "who": "Market women who spoke to the last patrol",
                "precautions": "All stalls are visited, in no order; nobody is spoken to alone",
            },
            "care",
            "They asked for it themselves",
            who,
        )
    with clock_at(mission, date(2018, 12, 28)):
        _check(
            {
                "kind": "meeting",
                "what": "Meeting with the headman on what he told the patrol",
                "place": places["invented-luma"],
                "traced": "yes",
                "drawn": "",
                "reprisals": "yes",
                "who": "The headman and his household",
            },
            "stop",
            "He is told what to answer; human rights looks for another way",
            who,
        )
    _check(
        {
            "kind": "patrol",
            "what": "Patrol past the new checkpoint of Tembel (invented)",
            "place": places["invented-tembel"],
            "on": clock.today(mission) + timedelta(days=1),
            "traced": "no",
            "drawn": "",
            "reprisals": "",
            "who": "Traders who are stopped there",
        },
        "",
        "",
        who,
    )


def _check(values: Values, decision: str, why: str, who: Who) -> None:
    office = who("office")
    begun: Values = {"on": office.on, "classification": 1}
    check: HarmCheck = create_record(HARM_CHECK, begun | values, by=office, invented=True)
    if decision:
        decide_check(check, decision, why, version=check.version, by=office)


def _reprisal(mission: Mission, who: Who) -> None:
    """Somebody who spoke to us is watched: human rights alone reads it, contact is paused."""
    told = FieldReport.objects.filter(mission=mission, invented=True, conditions="coached").first()
    source = told.source if told is not None else None
    subject = Subject.objects.filter(pk=source).first() if source is not None else None
    reprisal = report_reprisal(
        {
            "named": subject.pseudonym if subject is not None else "",
            "words": "Two men sit before the school since the report, and ask who came by",
            "place_said": "Luma (invented)",
            "danger_now": True,
        },
        by=who("liaison"),
    )
    mark_invented(reprisal)
