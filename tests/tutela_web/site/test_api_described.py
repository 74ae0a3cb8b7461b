"""The API is what its description says: whatever is sent, no answer outside it and no 5xx."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import got_request_exception, request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.counts import PROOF, counted
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.deployment.shared import shared_by_path
from tests.tutela_web.deployment.weighed import weighed_by_path
from tests.tutela_web.incidents.import_files import checked, row
from tests.tutela_web.mandate.test_limits import limited
from tests.tutela_web.monitoring.test_effects import effects_by_path
from tests.tutela_web.monitoring.test_mandate_results import results_by_path
from tests.tutela_web.monitoring.test_progress import reviews_by_path
from tests.tutela_web.outreach.talked import talked_of
from tests.tutela_web.outreach.told import told_by_path
from tests.tutela_web.planted_capacity import required_of_units
from tests.tutela_web.planted_drills import drills_by_path
from tests.tutela_web.planted_exercise import scenarios_by_path
from tests.tutela_web.planted_more import end_survey
from tests.tutela_web.planted_twins import findings_by_path
from tests.tutela_web.reporting.asked import asked_in
from tests.tutela_web.strategy.test_understood import understood_by_path
from tests.tutela_web.warning.story import call
from tutela_web.access.devices import verbs as devices
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.capacity.caveats.kind import CAVEAT
from tutela_web.capacity.guidance.scenario_kind import SCENARIO_ANSWER
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.verbs import keep_readiness
from tutela_web.conduct.unsure_verbs import hold_apart
from tutela_web.crisis.backups.kind import BACKUP
from tutela_web.crisis.decisions import verbs
from tutela_web.crisis.ladders.kind import LADDER_STEP
from tutela_web.crisis.plans.verbs import make_plan
from tutela_web.crisis.routes.kind import ROUTE, ROUTE_ESCORT
from tutela_web.crisis.triggers.kind import TRIGGER
from tutela_web.deployment.gap.kinds import MEASURE as THREAT_MEASURE
from tutela_web.deployment.gap.kinds import NEED as MEANS_NEED
from tutela_web.deployment.visits.kinds import VISIT
from tutela_web.deployment.whatif.kinds import DRAWDOWN, GAP, MOVE
from tutela_web.engagements.engagement.kind import ENGAGEMENT
from tutela_web.engagements.mandate_notes.kind import MANDATE_NOTE
from tutela_web.engagements.no_response.kind import NO_RESPONSE
from tutela_web.fora.teams.kinds import RECOMMENDATION, TEAM
from tutela_web.intake.verbs import receive_report
from tutela_web.lessons.kinds import LESSON
from tutela_web.lessons.library_kinds import PRACTICE
from tutela_web.lessons.verbs import open_by_hand
from tutela_web.mandate.planning.kind import PIVOT
from tutela_web.monitoring.measured.verbs import take_from_library
from tutela_web.outreach.dialogue.kinds import EXCHANGE, PERIOD, POINT
from tutela_web.outreach.perceptions.kinds import ITEM, SURVEY
from tutela_web.outreach.sites.character_kind import SIGN
from tutela_web.partners.arrangements.kind import ARRANGEMENT
from tutela_web.partners.overview.kind import PARTNER
from tutela_web.partners.space.verbs import check_space
from tutela_web.places.models import Place
from tutela_web.places.profile.kinds import FACT, MEASURE, NEED, ROLE
from tutela_web.places.sites.fact_kinds import COUNT, METHOD, SERVICE
from tutela_web.places.sites.kind import SITE
from tutela_web.places.sites.leaving_kind import READING
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.programme.objectives.kind_verbs import set_objective
from tutela_web.questionnaires.kind import FORM, FORM_QUESTION
from tutela_web.questionnaires.own_kind import OWN_FIELD
from tutela_web.questionnaires.verbs import decide_form, submit_form
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.records.kinds import RecordKind
from tutela_web.reporting.drafting.verbs import WantedEdition, open_report
from tutela_web.reporting.kinds import OFFICE_FIGURE, REPORT_REQUEST
from tutela_web.risk.atrocity.kinds import ATROCITY_FACTOR, VIOLENCE_OUTLOOK
from tutela_web.risk.groups.kind import GROUP_RISK
from tutela_web.risk.models import Risk
from tutela_web.risk.questions.kind import QUESTION
from tutela_web.risk.readings.kinds import HEARD_VIEW, JOINT_READING, SITUATION_INPUT
from tutela_web.site.api import api
from tutela_web.warning.mechanisms.kinds import MECHANISM, PARTY

CLOSED = re.compile(
    "readiness|caveats|call-backs|network(?!/(mechanisms|parties))"
    "|(contributor-agreements|unit-checks|unit-trainings|unit-courses|police-roles"
    "|moves|drawdowns|cover-gaps|crisis-reserves|crisis-reserve-parts"
    r"|base-supports|scenario-answers)/\{pk\}"
)  # an analyst reads none of them; a list of declared records is empty for her
KEPT = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
TRIED = settings(
    max_examples=counted(2, 5),
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    # What is asked is the same each time; `make proof` asks anew.
    derandomize=not PROOF,
)


def known(cast: Cast) -> dict[str, Any]:
    """A record for each word of an address."""
    unit = records.create(
        Unit(code="u1", name="Coy A", classification=0), mission=cast.mission, by=None
    )
    commander = standing_of(cast["force_commander"], cast.mission)
    keep_readiness(unit, {"reach_km": 40.0}, version=0, by=commander)
    caveat = create_record(CAVEAT, {"kind": "night", "wording": "none"}, beside=unit, by=commander)
    made = make.batch(cast.mission, cast.amina)
    place = make.place(cast.mission, area=cast.north)
    risk = Risk(place=place, actor="Group Heron", harm="killing", classification=0)
    alert, hq = call(cast), standing_of(cast["sector_operations"], cast.mission)
    tasked = verbs.task(alert, "night_patrol", standard="deter_by_presence", by=hq, unit=unit)
    verbs.answer(
        tasked, "refused", by=hq, **BY_RADIO, reason="declared_caveat", words="no night moves"
    )
    keeper = standing_of(cast.adviser, cast.mission)
    takes = {"effects": ["deter"], "place": place, "classification": 1}
    could = {"verb": "halt", "measure": "Stand between", "feasible": "not", "because": "No unit"}
    chief, head = (
        standing_of(cast[who], cast.mission) for who in ("chief_of_staff", "head_of_mission")
    )
    reported = receive_report(
        standing_of(cast["field_reporter"], cast.mission),
        id=uuid4(),
        kind="report",
        captured_at=real_now(),
        answers={"what": "Shots near the well"},
    )
    rights = standing_of(cast["human_rights"], cast.mission)
    figure = {
        "of": "human_rights_figures",
        "counted": "violations",
        "held": "verified",
        "first": make.SINCE,
        "last": make.SINCE,
        "reference": "HR-7",
        "given_on": make.TODAY,
    }
    panel = {
        "product": "expert_panel_input",
        "asked_by": "Panel",
        "asked_on": make.TODAY,
        "due": make.TODAY,
    }
    met = {
        "kind": "demarche",
        "channel": "call",
        "on": make.TODAY,
        "message": "the road",
        "met_by": head.person.holdings.get().post,
        "office": "Governor",
        "place": place,
    }
    crisis = {"kind": "crisis", "name": "Luma in danger", "says": "call", "place": place}
    tam = {"kind": "tam", "title": "A visit", "on": make.TODAY, "written_by": "Secretariat"}
    people = {"kind": "women", "place": place, "held_on": make.TODAY, "classification": 1}
    spoken = create_record(EXCHANGE, people, by=keeper)
    wish = {"kind": "request", "raised_by": "women", "what": "An escort", "classification": 1}
    terms = {"name": "Luma", "questions": "Who threatens whom?", "starts": make.TODAY}
    team = create_record(TEAM, terms | {"classification": 1}, by=chief)
    visited = {"place": place, "on": make.TODAY, "sections": ["Police"], "findings": "Quiet"}
    visited |= {"classification": 1}
    advice = {"what": "Escorts", "owner_said": "District", "classification": 1}
    surveyed = {
        "name": "safe",
        "label": "Do you feel safe?",
        "choices": "yes: Yes\nno: No",
        "counts": ["yes"],
        "told": "feel safe",
    }
    plan_of_survey = {
        "title": "After dark",
        "purpose": "night patrols",
        "whom": "adults",
        "run_by": head.person.holdings.get().post,
        "margin": 7.0,
        "expected": 50.0,
        "effect": 2.0,
        "response": 85.0,
        "per_place": 12,
        "starts": make.TODAY,
        "ends": make.TODAY,
        "classification": 1,
    }
    survey = create_record(SURVEY, plan_of_survey, by=keeper)
    survey_item = create_record(ITEM, surveyed, beside=survey, by=keeper)
    end_survey(survey, by=keeper)
    said = {"code": "market", "title": "Market", "purpose": "Prices", "classification": 0}
    analyst = standing_of(cast.amina, cast.mission)
    form = create_record(FORM, said | {"with_base": True}, by=analyst)
    asked = {"name": "price", "label": "Price of a bag of sorghum"}
    question = create_record(FORM_QUESTION, asked, beside=form, by=analyst)
    own_field = {
        "stands_on": "incidents.incident",
        "code": "depot",
        "label": "Fuel depot within 1 km",
        "purpose": "Fires spread from depots",
        "classification": 0,
    }
    to_find_out = {
        "question": "Who guards the well?",
        "place": place,
        "decision": "where the patrol goes",
        "how": "patrol",
        "asked_of": cast["head_of_field_office"].holdings.get().post,
        "due_on": make.TODAY,
        "exposure_check": "asked of many",
        "classification": 1,
    }
    at_risk = {
        "place": place,
        "group": "men",
        "harm": "abduction",
        "source": "visit",
        "source_on": make.TODAY,
        "classification": 1,
    }
    found = {
        "factor": 3,
        "finding": "seen",
        "evidence": "Two courts are closed.",
        "sureness": "low",
        "assessed_on": make.TODAY,
        "classification": 1,
    }
    outlook = {
        "kind": "war_crimes",
        "chance": "unclear",
        "pattern": "Two villages were burned.",
        "sureness": "low",
        "assessed_on": make.TODAY,
        "until": make.TODAY + timedelta(days=9),
        "classification": 1,
    }
    posts = {
        role: Post.objects.get(mission=cast.mission, role=role)
        for role in ("analyst", "human_rights")
    }
    to_read = {
        "title": "Week of 17 December",
        "place": place,
        "opens_at": clock.now(cast.mission) + timedelta(days=1),
        "classification": 1,
        "jmac": posts["analyst"],
        "human_rights": posts["human_rights"],
    }
    heard = {
        "of": "host",
        "heard_from": "Governor",
        "heard_on": make.TODAY,
        "view": "They call the road safe.",
        "classification": 1,
    }
    told = {
        "about": "humanitarian",
        "conduit": "cluster",
        "on": make.TODAY,
        "words": "Fewer families reach the wells.",
        "classification": 1,
    }
    custodian = standing_of(cast["custodian"], cast.mission)
    decide_form(submit_form(form, by=analyst), "data_protection", approved=True, by=custodian)
    plan = make_plan(place, {"units": [str(unit.pk)]}, by=keeper)
    sign = {"sign": "tripwire", "rule": "mass flight"}
    backup = {"source": "reserve", "what": "Holds the bridge", "state": "not asked"}
    risk = records.create(risk, mission=cast.mission, by=None)
    weekly = open_report(WantedEdition("weekly_poc", make.TODAY), by=keeper, now=False)
    choice = {"risk": risk, "reason": "far", "review_on": make.TODAY + timedelta(days=1)}
    note = {"risk": risk, "covered": "none", "classification": 1}
    search = {"kind": "operation", "what": "search", "on": make.TODAY, "place": place}
    return {
        **kept_of_site(cast),
        "partners": create_record(PARTNER, {"name": "River", "kind": "ngo"}, by=chief).pk,
        "arrangements": create_record(ARRANGEMENT, crisis, by=chief).pk,
        "space": check_space(search, by=chief).pk,
        "engagements": create_record(ENGAGEMENT, met, by=head).pk,
        "decisions": verbs.decide(alert, "act", by=hq, authority="commands").pk,
        "taskings": tasked.pk,
        "outcomes": verbs.record_outcome(
            alert, "false_alarm", by=hq, danger_ended="the chief, by telephone"
        ).pk,
        "plans": plan.pk,
        "places": place.pk,
        "mandate": create_record(PIVOT, tam, by=chief).pk,
        "risks": risk.pk,
        "objectives": set_objective(
            {"words": "safe water", "term": "medium", "tiers": [2]}, by=keeper
        ).pk,
        "matrix": make_lines([{"risk": risk, "activity": "day_patrol"}], by=keeper)[0].pk,
        "actors": make.actor(cast.mission).pk,
        "bases": make.base(cast.mission).pk,
        "units": unit.pk,
        "caveats": caveat.pk,
        "alerts": alert.pk,
        "incidents": make.incident(cast.mission).pk,
        "field-reports": reported.id,
        "reports": weekly.pk,
        **asked_in(cast, keeper, weekly),
        "office-figures": create_record(OFFICE_FIGURE, figure, by=rights).pk,
        "report-requests": create_record(REPORT_REQUEST, panel, by=keeper).pk,
        "indicators": take_from_library(["civilians_killed"], by=keeper)[0].pk,
        "debriefs": open_by_hand("A night", "to learn", alert=alert, classification=1, by=chief).pk,
        "lessons": create_record(LESSON, {"title": "Asked late", "thing": "training"}, by=chief).pk,
        "practices": create_record(
            PRACTICE, {"title": "Two gates", "problem": "crowds", "technique": "lanes"}, by=chief
        ).pk,
        "events": make.event(cast.mission, made).handle,
        "misconduct": hold_apart(
            cast.mission, "form", {"title": ["At night"]}, door="api", sender=cast.amina
        ).pk,
        "joint-teams": team.pk,
        "team-visits": create_record(VISIT, visited, by=chief).pk,
        "exchanges-with-communities": spoken.pk,
        "points-raised": create_record(POINT, wish, beside=spoken, by=keeper).pk,
        "dialogue-periods": create_record(PERIOD, {"classification": 1}, by=keeper).pk,
        "outreach/surveys": survey.pk,
        "outreach/survey-items": survey_item.pk,
        "forms": form.pk,
        "form-questions": question.pk,
        "own-fields": create_record(OWN_FIELD, own_field, by=keeper).pk,
        "risks/groups": create_record(GROUP_RISK, at_risk, by=keeper).pk,
        "risks/atrocity/factors": create_record(ATROCITY_FACTOR, found, by=keeper).pk,
        "risks/atrocity/outlooks": create_record(VIOLENCE_OUTLOOK, outlook, by=keeper).pk,
        "mandate/limits": limited(cast).pk,
        "risks/forecasts": make.forecast(cast.mission).pk,
        "risks/questions": create_record(QUESTION, to_find_out, by=keeper).pk,
        "risks/joint-readings": create_record(JOINT_READING, to_read, by=keeper).pk,
        "risks/heard-views": create_record(HEARD_VIEW, heard, by=keeper).pk,
        "risks/inputs": create_record(SITUATION_INPUT, told, by=keeper).pk,
        "no-response": create_record(NO_RESPONSE, choice, by=head).pk,
        "mandate-notes": create_record(MANDATE_NOTE, note, by=keeper).pk,
        "plan-triggers": create_record(TRIGGER, sign, by=keeper, beside=plan).pk,
        "plan-backup": create_record(BACKUP, backup, by=keeper, beside=plan).pk,
        **moved_by(commander),
        **ruled_by(commander, place),
        "recommendations": create_record(RECOMMENDATION, advice, beside=team, by=chief).pk,
        **told_by_path(cast),
        "imports": checked(cast, row(1), row(2, Date="31.11.2018")).pk,
        **talked_of(cast, keeper),
        "needs-of-risks": create_record(MEANS_NEED, takes, by=keeper).pk,
        "threat-measures": create_record(THREAT_MEASURE, could, beside=risk, by=keeper).pk,
        **weighed_by_path(cast),
        **required_of_units(cast),
        **known_of_community(place, by=keeper),
        **shared_by_path(cast),
        **drills_by_path(cast, chief),
        **findings_by_path(cast, chief),
        **scenarios_by_path(keeper),
        **warned_by(cast, keeper),
        **results_by_path(cast),
        **effects_by_path(cast),
        **understood_by_path(cast),
        **reviews_by_path(cast),
    }


def ruled_by(by: Standing, place: Place) -> dict[str, Any]:
    """A step of a ladder, a route, an escort and an answer to a scenario, by their addresses."""
    step = {"step": "military.presence", "authority": "sector", "limits": "none", "source": "order"}
    settled = step | {"settled_on": make.TODAY, "classification": 1}
    named = {"name": "The mill road", "place": place, "stretch": "by the ford", "users": ["aid"]}
    line = {"line": [[7.0, 30.0], [7.0, 30.5]], "classification": 1}
    route = create_record(ROUTE, named | line, by=by)
    escort = {"on": make.TODAY, "users": "aid", "asked_by": "the food agency", "outcome": "given"}
    answered = {"scenario": "market", "answer": "force", "answered_on": make.TODAY}
    own = {"answered_by": "commander", "words": "force protects"}
    return {
        "ladders": create_record(LADDER_STEP, settled, by=by).pk,
        "routes": route.pk,
        "route-escorts": create_record(ROUTE_ESCORT, escort, beside=route, by=by).pk,
        "scenario-answers": create_record(SCENARIO_ANSWER, answered | own, by=by).pk,
    }


def warned_by(cast: Cast, by: Standing) -> dict[str, Any]:
    """A mechanism and an outside party of it, by the words of their addresses."""
    line = {
        "name": "Night line",
        "area": cast.north,
        "channels": ["radio"],
        "owner": "Operations centre",
        "test_days": 90,
        "classification": 1,
    }
    made = create_record(MECHANISM, line, by=by)
    part = {"kind": "partner", "who": "A partner", "part": "Calls", "classification": 1}
    party = create_record(PARTY, part, beside=made, by=by)
    return {"network/mechanisms": made.pk, "network/parties": party.pk}


def moved_by(by: Standing) -> dict[str, Any]:
    """A move, a drawdown and what loses cover, by the words of their addresses."""
    base = make.base(by.mission)
    move = {"asks": "close", "base": base, "because": "The rains", "classification": 1}
    made = create_record(MOVE, move, by=by)
    lost = {"kind": "community", "name": "Bel", "classification": 1}
    return {
        "moves": made.pk,
        "drawdowns": create_record(DRAWDOWN, {"name": "By June", "classification": 1}, by=by).pk,
        "cover-gaps": create_record(GAP, lost, beside=made, by=by).pk,
    }


def known_of_community(place: Place, *, by: Standing) -> dict[str, Any]:
    """A record of each kind that is known of a community in the open, by its addresses."""
    told = {"told_by": ["women"], "told_on": make.TODAY, "classification": 0}
    kept: list[tuple[str, RecordKind, dict[str, Any]]] = [
        ("community-facts", FACT, told | {"topic": "water", "says": "far", "bears": "exposes"}),
        ("own-measures", MEASURE, told | {"kind": "together", "says": "they go together"}),
        ("community-needs", NEED, {"need": "escort", "classification": 0}),
        ("community-roles", ROLE, {"part": "warn", "says": "asked", "classification": 0}),
    ]
    return {
        name: create_record(kind, values, beside=place, by=by).pk for name, kind, values in kept
    }


def kept_of_site(cast: Cast) -> dict[str, Any]:
    """A record of each kind that is kept of a site, by the name of its addresses."""
    by = standing_of(cast.adviser, cast.mission)
    camp = make.place(cast.mission, "Osila camp", kind="site")
    site = create_record(SITE, {"place": camp, "kind": "camp", "classification": 0}, by=by)
    on, dtm = make.TODAY, {"source": "DTM", "classification": 1}
    kept: list[tuple[str, RecordKind, dict[str, Any]]] = [
        ("site-counts", COUNT, dtm | {"counted_on": on, "who": "all", "people": 310}),
        ("site-services", SERVICE, dtm | {"indicator": "water", "found_on": on, "state": "gap"}),
        ("site-methods", METHOD, dtm | {"method": "watch", "since": on}),
        ("site-readings", READING, {"about": "closure", "read_on": on, "classification": 1}),
        (
            "site-signs",
            SIGN,
            dtm | {"sign": "weapons", "seen_on": on, "incident": make.incident(cast.mission)},
        ),
    ]
    made = {name: create_record(kind, told, beside=site, by=by).pk for name, kind, told in kept}
    return {"sites": site.pk, **made}


@contextmanager
def faults() -> Iterator[list[str]]:
    """What went wrong inside while the app answered."""
    met: list[str] = []

    def keep(**_: Any) -> None:
        met.append(traceback.format_exc())

    got_request_exception.connect(keep)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # the test's own transaction stays open
    try:
        yield met
    finally:
        got_request_exception.disconnect(keep)
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def name_records(case: Any, ids: dict[str, Any]) -> None:
    """Put records that are there into the address. Apart from `keeps`: what is asked there follows
    from its source."""
    parts = case.path_parameters or {}
    if "code" in parts:
        parts["code"] = "luma"
    if "form" in parts:
        parts["form"] = "market"
    if "pk" in parts:
        names = case.operation.path.split("/")[5:]
        known_names = ("/".join(names[:deep]) for deep in (3, 2, 1))
        parts["pk"] = str(next((ids[name] for name in known_names if name in ids), uuid4()))


@cache
def operations() -> list[Any]:
    """Every operation of the description; what takes a file away after all that is read of it."""
    described = schemathesis.openapi.from_dict(api.get_openapi_schema())
    described.app = get_wsgi_application()
    found = [operation.ok() for operation in described.get_all_operations()]
    return sorted(found, key=lambda operation: operation.path.endswith("/cancellation"))


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(
    "who, rooms, mode",
    [
        ("amina", "", GenerationMode.POSITIVE),
        ("amina", "", GenerationMode.NEGATIVE),
        ("force_commander", "bases units caveats", GenerationMode.POSITIVE),
        ("head_of_field_office", "decisions taskings outcomes plans", GenerationMode.POSITIVE),
        ("nobody", "", GenerationMode.POSITIVE),
    ],
)
def test_every_operation_keeps_to_its_description(
    who: str, rooms: str, mode: GenerationMode, cast: Cast
) -> None:
    """A program with a token, or with none, asks about records that are there: what fits the
    description, and what does not. Without a token each operation is asked once, five times in
    proof: it is refused before anything of it is read."""
    ids = known(cast)
    headers = {}
    if who != "nobody":
        person = cast.amina if who == "amina" else cast[who]
        headers = {"Authorization": f"Bearer {devices.make(person, name='laptop')[1]}"}
    tried = TRIED if PROOF or who != "nobody" else settings(TRIED, max_examples=1)
    answered: dict[str, set[int]] = {}
    for operation in operations():
        if rooms and not any(f"/{room}" in operation.path for room in rooms.split()):
            continue

        @tried
        @given(case=operation.as_strategy(generation_mode=mode))
        def keeps(case: Any) -> None:
            name_records(case, ids)
            with faults() as met:
                answer = case.call(headers=headers)
            assert not met, met[0]
            answered.setdefault(case.operation.label, set()).add(answer.status_code)
            case.validate_response(answer, checks=KEPT)

        keeps()
    if who == "nobody":
        assert set().union(*answered.values()) == {401}
    elif mode == GenerationMode.POSITIVE:
        reads = {label: status for label, status in answered.items() if label.startswith("GET")}
        shut = [label for label in reads if who == "amina" and CLOSED.search(label)]
        assert all(reads.pop(label) <= {400, 404, 422} for label in shut), answered
        assert not {label: status for label, status in reads.items() if 200 not in status}
        # Of five questions drawn anew by the proof none may fit a record that can be written.
        assert PROOF or any(201 in status for status in answered.values()), answered
