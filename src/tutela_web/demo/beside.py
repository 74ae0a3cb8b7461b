"""What stands beside the invented strategy: guidance and briefings, what leaders owe, plans its
matrix draws on, work of others, dilemmas, indicators and reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction

from tutela_web.access.models import Mission, Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.crisis.models import Decision
from tutela_web.demo.invented import line_at_luma
from tutela_web.partners.roles.models import RoleLine
from tutela_web.programme.dilemmas import verbs as dilemma_verbs
from tutela_web.programme.dilemmas.kind import DILEMMA
from tutela_web.programme.dilemmas.models import Dilemma, DilemmaUse
from tutela_web.programme.duties import verbs as duty_verbs
from tutela_web.programme.efforts.outside_kind import OUTSIDE
from tutela_web.programme.efforts.planned_kind import PLANNED
from tutela_web.programme.efforts.programme_kind import PROGRAMME
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.measures import verbs as measure_verbs
from tutela_web.programme.measures.duty_kind import REPORT_DUTY
from tutela_web.programme.measures.indicator_kind import INDICATOR
from tutela_web.programme.measures.models import Indicator
from tutela_web.programme.objectives.models import Objective
from tutela_web.programme.objectives.verbs import join
from tutela_web.records.kind_verbs import create_record
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.guidance import verbs as brief_verbs
from tutela_web.strategy.leading import verbs as plan_verbs

Who = Callable[[str], Standing]
Lines = dict[str, MatrixLine]


@transaction.atomic
def add(mission: Mission, who: Who) -> None:
    """Write them once, before the strategy comes into force; a dilemma cites the newest decision
    anew, for alerts begin anew.

    Takes   who, the standing of an account by its last part.
    """
    lines = {one.code: one for one in MatrixLine.objects.filter(mission=mission, invented=True)}
    strategy = Strategy.objects.filter(mission=mission, invented=True).first()
    if strategy is None or not lines:
        return
    if not Indicator.objects.filter(mission=mission).exists():
        if strategy.writable:
            _drafting(strategy, by=who("hom"))
            _guidance(strategy, lines, who)
        _plant_owed(mission, by=who("hom"))
        _efforts(mission, lines, by=who("adviser"))
        _dilemmas(by=who("adviser"))
        _measures(mission, lines, by=who("adviser"))
    _plant_cited_line(mission, by=who("adviser"))


def _drafting(strategy: Strategy, *, by: Standing) -> None:
    """Who drives it, which office drafts it, who sits in the working group, each step done."""
    today = clock.today(strategy.mission)
    posts = {post.role: post for post in Post.objects.filter(mission=strategy.mission)}
    plan = plan_verbs.name_drafting(
        strategy,
        {
            "leader": posts["chief_of_staff"],
            "office": posts["poc_adviser"],
            "office_why": "It sees every component and commands none.",
            "begins": today - timedelta(days=95),
        },
        by=by,
    )
    for part, role in (
        ("civilian", "human_rights"),
        ("military", "force_commander"),
        ("police", "police_commander"),
        ("support", "chief_of_staff"),
    ):
        plan_verbs.give_seat(plan, {"part": part, "post": posts[role]}, by=by)
    plan_verbs.give_seat(plan, {"part": "partner", "organisation": "Protection Cluster"}, by=by)
    for step in plan.steps.order_by("due"):
        done: plan_verbs.StepInput = {
            "owner": step.owner,
            "due": step.due,
            "done_on": min(step.due, today),
            "came_of": "Done by the day.",
        }
        plan_verbs.keep_step(step, done, version=step.version, by=by)


def _guidance(strategy: Strategy, lines: Lines, who: Who) -> None:
    by, today = who("adviser"), clock.today(strategy.mission)
    brief_verbs.set_depth(
        strategy,
        {
            "depth": "consulted",
            "why": "The county is willing and poor; the garrison is a"
            " source of threats. Sections on it are not shown.",
        },
        by=who("hom"),
    )
    for about, asked, ago, came, words in (
        (
            "mandate",
            "Do all necessary means reach sites that displaced people run themselves?",
            75,
            50,
            "Yes, where the mission is deployed; say in the strategy where it is not.",
        ),
        ("contributors", "May the second company drive after dark?", 60, None, ""),
    ):
        asked_of: brief_verbs.AskInput = {
            "about": about,
            "asked": asked,
            "asked_on": today - timedelta(days=ago),
        }
        asked_guidance = brief_verbs.ask_guidance(strategy, asked_of, by=by)
        if came:
            said: brief_verbs.GuidanceAnswerInput = {
                "received_on": today - timedelta(days=came),
                "words": words,
            }
            brief_verbs.receive_guidance(
                asked_guidance, said, version=asked_guidance.version, by=by
            )
    for country, known in (
        ("Contributor of the company (invented)", 20),
        ("Contributor of the police unit (invented)", None),
    ):
        brief_verbs.list_country(
            strategy,
            {
                "country": country,
                "conveyed_on": today - timedelta(days=24),
                "mandate": "Force may be used for civilians where no other means is left.",
                "risks": "Villages on the mining road; Osila camp after dark.",
                "acknowledged_on": today - timedelta(days=known) if known else None,
            },
            by=by,
        )
    brief_verbs.list_country(strategy, {"country": "Contributor of river boats (invented)"}, by=by)
    joint: brief_verbs.JointInput = {
        "what": "Children released by armed groups",
        "with_whom": "Fund for children",
        "line": lines.get("M-004"),
    }
    brief_verbs.find_joint(strategy, joint, by=by)


def _plant_owed(mission: Mission, *, by: Standing) -> None:
    today = clock.today(mission)
    posts = {post.role: post for post in Post.objects.filter(mission=mission).order_by("-pk")}
    for role, source, quote, given, due, report in (
        (
            "force_commander",
            "Directive of the Head of Mission 4",
            "Patrol by night on the road to"
            " the market until the harvest is in, and report what changed.",
            90,
            -10,
            "",
        ),
        (
            "police_commander",
            "Directive of the Head of Mission 4",
            "Walk the lanes of Osila camp with the women's committee each evening.",
            90,
            20,
            "",
        ),
        (
            "chief_of_staff",
            "Compact with the Secretary-General, part B",
            "Settle conflicts over units within a day, and write down what waited.",
            200,
            -60,
            "Note of October, annex 2",
        ),
    ):
        duty = duty_verbs.give_duty(
            {
                "post": posts[role],
                "source": source,
                "quote": quote,
                "invented": True,
                "given_on": today - timedelta(days=given),
                "report_due": today + timedelta(days=due),
            },
            by=by,
        )
        if report:
            on = today - timedelta(days=63)
            duty_verbs.report_made(duty, report, on, version=duty.version, by=by)


def _efforts(mission: Mission, lines: Lines, *, by: Standing) -> None:
    """What the matrix draws on, the part of entities outside the mission, other work, and which
    roles of section G the lines put to work."""

    def item(paper: str, kind: str, title: str, **more: FieldValue) -> Any:
        fields = {"paper": paper, "kind": kind, "title": title} | more
        return create_record(PLANNED, fields, by=by, invented=True)

    outcome = item("force", "outcome", "People walk to the market unharmed", reference="3.1")
    operation = item("force", "operation", "Hold the ford by day", reference="3.1.2", under=outcome)
    task = item("force", "task", "Patrol at dawn, every day", reference="3.1.2 a", under=operation)
    item("force", "resource", "One platoon, two vehicles", under=task, gives="Company at Acacia")
    item("police", "outcome", "Nobody is attacked inside Osila camp", reference="2")
    budget = item("budget", "line", "Meetings of elders before the rains", reference="12")
    today = clock.today(mission)
    patrols = partial(
        item,
        "orders",
        "directive",
        "Patrols for the protection of civilians",
        gives="Force Commander",
    )
    former = patrols(
        reference="FC 3/17", governs="Patrols by day", issued_on=today - timedelta(days=420)
    )
    order = patrols(
        reference="FC 2/18",
        replaces=former,
        issued_on=today - timedelta(days=80),
        governs="Patrols at dawn and on market days; who orders force at a water point",
    )
    for code, what in (("M-001", task), ("M-001", order), ("M-002", budget)):
        join(lines[code], "planned", what.pk, by=by)

    for entity, code, side, expected, answer in (
        (
            "Fund for children",
            "M-004",
            "support",
            "Receives released children the same day",
            "agreed",
        ),
        ("Refugee agency", "M-004", "lead", "Leads the Protection Cluster in the county", "asked"),
    ):
        create_record(
            OUTSIDE,
            {
                "entity": entity,
                "line": lines[code],
                "side": side,
                "expected": expected,
                "answer": answer,
                "answered_on": today - timedelta(days=33) if answer == "agreed" else None,
            },
            by=by,
            invented=True,
        )
    create_record(
        OUTSIDE,
        {
            "entity": "Population fund",
            "section": "D",
            "side": "support",
            "answer": "not asked",
            "expected": "Says how survivors are referred, for the briefing of patrols",
        },
        by=by,
        invented=True,
    )
    risk = line_at_luma(mission)
    for kind, title, more in (
        (
            "disarmament",
            "Arms for ploughs in the county",
            {
                "whose": "Disarmament section",
                "risk": risk,
                "examined_on": today - timedelta(days=50),
                "dangers": "Who hands in a rifle may be robbed on the way home.",
                "measures": "Handed in on market days, when the patrol is there.",
            },
        ),
        (
            "mines",
            "Paths to the water points",
            {
                "whose": "Mine action service",
                "place": risk.place if risk else None,
                "harm": "Two goats and a cart since the rains; nobody hurt that is known of",
                "clearance": "under way",
                "education": "done",
                "education_came": "Every class of the school has seen it",
            },
        ),
        ("elections", "Registers of voters", {"whose": "Electoral section"}),
    ):
        create_record(PROGRAMME, {"kind": kind, "title": title, **more}, by=by, invented=True)

    roles = {(one.who, one.name): one for one in RoleLine.objects.filter(mission=mission)}
    for code, key in (
        ("M-001", ("force", "")),
        ("M-002", ("component", "Civil affairs")),
        ("M-004", ("un", "Protection Cluster")),
        ("M-005", ("police", "")),
    ):
        if key in roles:
            join(lines[code], "role", roles[key].pk, by=by)


def _dilemmas(*, by: Standing) -> None:
    agreed = clock.today(by.mission) - timedelta(days=80)
    for situation, line in (
        (
            "Forces of the state attack civilians whom the mission came to protect with them.",
            "The mission protects the civilians; the Head of Mission is called at the same moment.",
        ),
        (
            "Shelter is asked at a base by people among whom some carry arms.",
            "The gate is opened, arms stay outside, women are searched by women.",
        ),
        ("A village asks the mission not to patrol, for fear of what comes after.", ""),
    ):
        fields: dict[str, FieldValue] = {"situation": situation, "line": line}
        if line:
            fields |= {"authority": "Head of Mission", "agreed_on": agreed}
        create_record(DILEMMA, fields, by=by, invented=True)


def _plant_cited_line(mission: Mission, *, by: Standing) -> None:
    """Say of the newest decision on an invented alert that it kept to the line on shelter."""
    dilemma = Dilemma.objects.filter(mission=mission, invented=True).exclude(line="").last()
    decision = Decision.objects.filter(alert__mission=mission, alert__invented=True).first()
    if dilemma is None or decision is None:
        return
    if not DilemmaUse.objects.filter(decision=decision).exists():
        dilemma_verbs.use_dilemma(
            dilemma, decision, kept=True, by=by, words="Thirty came; four left rifles outside."
        )


def _measures(mission: Mission, lines: Lines, *, by: Standing) -> None:
    today = clock.today(mission)
    aim = Objective.objects.filter(mission=mission, invented=True).order_by("number").first()

    def indicator(words: str, *readings: tuple[int, str], **more: FieldValue) -> None:
        kept_indicator = create_record(INDICATOR, {"words": words} | more, by=by, invented=True)
        for ago, value in readings:
            measure_verbs.read_indicator(
                kept_indicator,
                on=today - timedelta(days=ago),
                value=value,
                by=by,
                said_by=str(more["monitored_by"]),
                source="Weekly sheet of the field office",
            )

    indicator(
        "families who fetch water alone",
        (60, "9 of 40"),
        (30, "14 of 40"),
        (2, "22 of 40"),
        line=lines["M-001"],
        monitored_by="Field office",
        baseline="6 of 40, in September",
        benchmark="30 of 40 for eight weeks",
        first_due=today - timedelta(days=60),
        every_days=30,
    )
    indicator(
        "women who say the market is safe",
        (45, "one in three"),
        line=lines["M-005"],
        perception=True,
        monitored_by="Partner of the survey",
        baseline="one in five",
        first_due=today - timedelta(days=45),
        every_days=30,
    )
    if aim is not None:
        indicator(
            "weeks without an attack on the path",
            objective=aim,
            benchmark="eight",
            monitored_by="Analysis centre",
            first_due=today + timedelta(days=14),
        )
    duties: tuple[tuple[str, str, str, dict[str, FieldValue]], ...] = (
        (
            "council",
            "Report to the Council on the mandate",
            "Planning unit",
            {
                "rests_on": "S/RES/9044, paragraph 10",
                "every_days": 90,
                "due": today - timedelta(days=12),
            },
        ),
        (
            "headquarters",
            "Quarterly note on means and gaps",
            "Chief of Staff's office",
            {"every_days": 90, "due": today + timedelta(days=30)},
        ),
        (
            "mission",
            "What came of alerts",
            "Field office",
            {"every_days": 30, "due": today - timedelta(days=4)},
        ),
    )
    for to, title, office, more in duties:
        duty = create_record(
            REPORT_DUTY,
            {"to": to, "title": title, "office": office, **more},
            by=by,
            invented=True,
        )
        if to == "council":
            measure_verbs.report_made(
                duty,
                on=today - timedelta(days=10),
                reference="Advance copy",
                version=duty.version,
                by=by,
            )
