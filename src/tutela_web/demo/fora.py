"""Invented fora and dealings: a group that met and owes an action, a promise that is late, an ask
nobody answered, a risk accepted until a day, a question that waits and one that was answered, and
how groups are at risk at a market, each in its own way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.db import transaction

from tutela_web.access.models import DutyArea, Mission, Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.demo import joint
from tutela_web.demo.invented import line_at_luma
from tutela_web.engagements.asks.kind import ASK
from tutela_web.engagements.engagement import verbs as engagement_verbs
from tutela_web.engagements.engagement.kind import ENGAGEMENT
from tutela_web.engagements.residual import verbs as residual_verbs
from tutela_web.fora.forum import verbs as fora_verbs
from tutela_web.fora.forum.kind import FORUM
from tutela_web.fora.forum.models import Forum
from tutela_web.fora.meetings import verbs as meeting_verbs
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.groups.kind import GROUP_RISK
from tutela_web.risk.models import InformationNeed, Risk
from tutela_web.risk.questions.kind import QUESTION
from tutela_web.risk.questions.verbs import answer_question


@transaction.atomic
def add(mission: Mission, area: DutyArea, who: Callable[[str], Standing]) -> None:
    """Write them once.

    Takes   who, the standing of an account by its last part.
    """
    risk = line_at_luma(mission)
    if risk is None or Forum.objects.filter(mission=mission).exists():
        return
    posts = _posts(mission)
    _fora(mission, area, risk, posts, who)
    _dealings(mission, risk, posts, who)
    _questions(mission, risk, posts, who)
    _by_group(mission, who)
    joint.add(mission, risk, who)


def _posts(mission: Mission) -> dict[str, Post]:
    """The first post of each role."""
    posts: dict[str, Post] = {}
    for post in Post.objects.filter(mission=mission).order_by("pk"):
        posts.setdefault(post.role, post)
    return posts


def _fora(
    mission: Mission,
    area: DutyArea,
    risk: Risk,
    posts: dict[str, Post],
    who: Callable[[str], Standing],
) -> None:
    adviser, office, now = who("adviser"), who("office"), clock.now(mission)
    senior = create_record(
        FORUM,
        {
            "name": "Senior Management Group on Protection",
            "kind": Forum.Kind.SENIOR,
            "chair": posts["head_of_mission"],
            "rhythm_days": 14,
            "women": 4,
            "men": 7,
            "purpose": "priorities, and what offices cannot settle",
        },
        by=adviser,
        invented=True,
    )
    local = create_record(
        FORUM,
        {
            "name": f"Protection group, {area.name}",
            "kind": Forum.Kind.LOCAL,
            "area": area,
            "level": Forum.Level.LOCAL,
            "chair": posts["head_of_field_office"],
            "rhythm_days": 7,
            "reports_to": senior,
            "women": 3,
            "men": 5,
        },
        by=adviser,
        invented=True,
    )
    for role in ("head_of_mission", "force_commander", "poc_adviser", "chief_of_staff"):
        if role in posts:
            fora_verbs.add_member(senior, post=posts[role], by=adviser)
    fora_verbs.add_member(local, post=posts["head_of_field_office"], by=office)
    fora_verbs.add_member(local, organisation="Protection Cluster", guest=True, by=office)

    met = meeting_verbs.call_meeting(
        senior,
        {"starts_at": now - timedelta(days=12), "where": "headquarters", "invented": True},
        by=adviser,
    )
    met = meeting_verbs.hold_meeting(
        met,
        {
            "present": ["Head of Mission", "Force Commander", "POC adviser"],
            "women": 3,
            "men": 6,
            "notes": "The dry season opens the road; patrols by day are not enough.",
        },
        by=adviser,
    )
    meeting_verbs.decide(
        met,
        {
            "what": "night patrols on the market road until the harvest is in",
            "risk": risk,
            "authority": "Head of Mission",
            "directs": local,
            "invented": True,
            "weighed": "escort of convoys: twice a week instead of daily",
        },
        by=adviser,
    )
    meeting_verbs.take_action(
        met,
        {
            "what": "interpreters for the night patrols",
            "owner": posts["chief_of_staff"],
            "due": clock.today(mission) - timedelta(days=3),
            "invented": True,
        },
        by=adviser,
    )
    fora_verbs.report_up(
        local,
        {
            "progress": "the route to the water point was walked daily",
            "constraints": "no interpreter at night",
            "decisions_sought": "a second vehicle for the liaison assistant",
            "invented": True,
        },
        by=office,
    )
    meeting_verbs.call_meeting(
        senior,
        {"starts_at": now + timedelta(days=2), "where": "headquarters", "invented": True},
        by=adviser,
    )


def _dealings(
    mission: Mission, risk: Risk, posts: dict[str, Post], who: Callable[[str], Standing]
) -> None:
    leader, today = who("hom"), clock.today(mission)
    met = create_record(
        ENGAGEMENT,
        {
            "kind": "demarche",
            "channel": "meeting",
            "on": today - timedelta(days=20),
            "met_by": posts["head_of_mission"],
            "office": "Office of the Governor",
            "risk": risk,
            "message": "the duty to protect the road to the market",
        },
        by=leader,
        invented=True,
    )
    engagement_verbs.promise(
        met,
        {
            "what": "the checkpoint at the bridge is taken away",
            "side": "theirs",
            "due": today - timedelta(days=6),
            "invented": True,
        },
        by=leader,
    )
    create_record(
        ASK,
        {
            "of": "headquarters",
            "kind": "assets",
            "what": "two vehicles that drive at night",
            "asked_on": today - timedelta(days=40),
            "due": today - timedelta(days=10),
            "risk": risk,
        },
        by=leader,
        invented=True,
    )
    residual_verbs.accept_risk(
        {
            "what": "families who sleep in the fields beyond the river",
            "why": "no unit reaches them at night before the rains end",
            "changes_if": "the ford is passable, or a second base opens",
            "risk": risk,
            "until": today + timedelta(days=30),
            "invented": True,
        },
        by=leader,
    )


def _questions(
    mission: Mission, risk: Risk, posts: dict[str, Post], who: Callable[[str], Standing]
) -> None:
    adviser, today = who("adviser"), clock.today(mission)

    def ask(question: str, how: InformationNeed.How, checked: str) -> InformationNeed:
        asked: InformationNeed = create_record(
            QUESTION,
            {
                "question": question,
                "place": risk.place,
                "decision": "whether the night patrols go on after the harvest",
                "how": how,
                "asked_of": posts["head_of_field_office"],
                "due_on": today + timedelta(days=5),
                "exposure_check": checked,
                "classification": risk.place.classification,
            },
            by=adviser,
            invented=True,
        )
        return asked

    ask(
        "Can they be warned at night, and can they call?",
        InformationNeed.How.PATROL,
        "The channel is tested from the base; nobody is called to the patrol.",
    )
    answered = ask(
        "Who cannot run?",
        InformationNeed.How.VISIT,
        "Asked on the market day of many, beside questions about the road.",
    )
    answer_question(
        answered,
        "Old people and women who have just given birth; some thirty sleep in the school.",
        version=answered.version,
        by=who("office"),
    )


GROUPS: tuple[tuple[str, str, str, Mapping[str, FieldValue]], ...] = (
    # account, place, group, what was told
    (
        "women",
        "luma",
        "women",
        {
            "harm": "extortion",
            "where": "market",
            "when": "evening",
            "trait": "Many head a household alone",
            "activity": "They close their stalls last and carry the day's money home",
            "differs": "Money and flour are taken from them; men are stopped before they arrive",
            "heard": ["women"],
            "people": 120,
        },
    ),
    (
        "women",
        "luma",
        "women",
        {
            "harm": "crsv",
            "where": "water",
            "when": "dawn",
            "activity": "They fetch water before the market opens",
            "differs": "They have begun to go in groups, or not at all; men do not fetch water",
            "heard": ["women"],
            "source": "signs",
        },
    ),
    (
        "office",
        "luma",
        "men",
        {
            "harm": "forced labour",
            "where": "checkpoint",
            "when": "day",
            "activity": "They bring goods to market by bicycle",
            "differs": "They are made to carry loads; women pass against a payment",
            "heard": ["men"],
            "source": "visit",
        },
    ),
    (
        "child",
        "luma",
        "boys",
        {
            "harm": "child recruitment or use",
            "where": "field",
            "when": "day",
            "activity": "They watch animals out of sight of the houses",
            "differs": "Girls stay near the houses; men work in groups",
            "heard": ["boys", "women"],
            "source": "signs",
        },
    ),
    (
        "office",
        "luma",
        "older people",
        {
            "harm": "killing",
            "where": "home",
            "when": "night",
            "trait": "Many cannot walk far",
            "differs": "The others sleep in the fields; they stay behind",
            "heard": ["older people", "men"],
            "source": "liaison",
        },
    ),
    (
        "office",
        "luma",
        "girls",
        {
            "harm": "abduction",
            "where": "road",
            "when": "day",
            "activity": "They walk to school in the next village",
            "heard": [],
            "source": "liaison",
        },
    ),
    (
        "adviser",
        "tembel",
        "exposed livelihoods",
        {
            "livelihood": "drive",
            "harm": "looting",
            "where": "checkpoint",
            "when": "day",
            "differs": "Whoever carries no goods is let through",
            "heard": ["exposed livelihoods", "men"],
            "source": "visit",
        },
    ),
)


def _by_group(mission: Mission, who: Callable[[str], Standing]) -> None:
    """At Luma six ways in which five groups are at risk, of which one waits for child protection;
    at Tembel one, told by men alone: what nobody was asked stays unknown."""
    places = {one.code: one for one in Place.objects.filter(mission=mission, invented=True)}
    for account, place, group, told in GROUPS:
        values: dict[str, FieldValue] = {
            "place": places[f"invented-{place}"],
            "group": group,
            "source": "meeting",
            "source_on": clock.today(mission) - timedelta(days=3),
            "classification": 1,
        }
        create_record(GROUP_RISK, values | dict(told), by=who(account), invented=True)
