"""What the invented mission assesses of armed actors, how it approaches the one that threatens
Luma, and who else protects there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from tutela_web.access.models import Mission, Post
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor, ActorNote
from tutela_web.actors.picture_kinds import ACTOR_LINK, ACTOR_NOTE
from tutela_web.actors.verbs import make_actors
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.demo.invented import line_at_luma
from tutela_web.engagements.engagement import verbs as engagement_verbs
from tutela_web.engagements.engagement.kind import ENGAGEMENT
from tutela_web.engagements.groups import verbs as group_verbs
from tutela_web.engagements.threats import verbs as threat_verbs
from tutela_web.partners.sides.kind import PROTECTOR, SIDE
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.models import Risk

NOTES: tuple[tuple[str, str, str, str, str, int], ...] = (
    # of whom, about what, what is assessed, by what, how certain, days ago
    (
        "kestrel",
        "threat",
        "Burns villages that trade with the garrison; gives a day's notice.",
        "Three contacts named the same date; a patrol saw the ashes of two villages",
        "probable",
        9,
    ),
    (
        "kestrel",
        "protects",
        "Keeps cattle thieves off the western pasture.",
        "Herders say so when asked apart; two visits of the field office",
        "possible",
        24,
    ),
    (
        "kestrel",
        "intent",
        "Wants the toll of the mining road, and a seat in the county council.",
        "Its letter to the commissioner",
        "confirmed",
        30,
    ),
    (
        "kestrel",
        "ability",
        "Sixty men, one vehicle; crosses the ford from December on.",
        "Count at the ford by the patrol",
        "probable",
        12,
    ),
    (
        "kestrel",
        "holds",
        "The western pasture, and the ford after dark.",
        "Patrols turned back there in November",
        "confirmed",
        40,
    ),
    (
        "kestrel",
        "of_us",
        "Who meets us is called our spy; relief trucks pass all the same.",
        "Asked of partners and drivers",
        "possible",
        15,
    ),
    (
        "guard",
        "protects",
        "Stands at the water point at dawn; women say they walk with it.",
        "Asked of women at the small group, November",
        "confirmed",
        18,
    ),
    (
        "guard",
        "threat",
        "Boys under eighteen carry its rifles.",
        "Seen by human rights officers at the market",
        "confirmed",
        18,
    ),
)

POINTS: tuple[tuple[str, str, str, str, str], ...] = (
    # the point, what falls to the host, what to the mission, how it stands, with whom
    (
        "Threat of a landlord to those who return",
        "Police of the county open a file",
        "Goes along when called, and asks what became of it",
        "agreed",
        "Police of the county",
    ),
    (
        "Attack by soldiers on civilians",
        "Says its command alone answers",
        "Protects civilians against whoever attacks them",
        "disputed",
        "Command of the garrison",
    ),
    ("Search at the gate of Osila camp", "", "The police unit searches for arms", "silent", ""),
)


@transaction.atomic
def add(mission: Mission, who: Callable[[str], Standing]) -> None:
    """Write them once.

    Takes   who, the standing of an account by its last part.
    """
    kestrel = Actor.objects.filter(mission=mission, code="invented-kestrel").first()
    risk = line_at_luma(mission)
    noted = ActorNote.objects.filter(mission=mission).exists()
    if kestrel is None or risk is None or noted:
        return
    _picture(kestrel, by=who("analyst"))
    _approach(kestrel, risk, who)
    _protectors(risk, by=who("adviser"))


def _picture(kestrel: Actor, *, by: Standing) -> None:
    today = clock.today(by.mission)
    guard, house = make_actors(
        [
            {
                "name": "Home Guard of Luma (invented)",
                "type": Actor.Type.COMMUNAL,
                "invented": True,
            },
            {
                "name": "Sarn trading house (invented)",
                "type": Actor.Type.CRIMINAL,
                "invented": True,
            },
        ],
        by=by,
    )
    of = {"kestrel": kestrel, "guard": guard}
    for name, about, says, evidence, certainty, ago in NOTES:
        create_record(
            ACTOR_NOTE,
            {
                "about": about,
                "says": says,
                "evidence": evidence,
                "certainty": certainty,
                "assessed_on": today - timedelta(days=ago),
            },
            beside=of[name],
            by=by,
            invented=True,
        )
    for actor, kind, other, why, certainty in (
        (kestrel, "rival", guard, "Both want the water point before herds come.", "confirmed"),
        (house, "patron", kestrel, "Buys the gold of the mining road, pays in rounds.", "possible"),
    ):
        create_record(
            ACTOR_LINK,
            {
                "kind": kind,
                "other": other,
                "why": why,
                "certainty": certainty,
                "evidence": "Traders at the market; no paper seen",
                "starts": today - timedelta(days=200),
            },
            beside=actor,
            by=by,
            invented=True,
        )


def _approach(kestrel: Actor, risk: Risk, who: Callable[[str], Standing]) -> None:
    leader = who("hom")
    today = clock.today(leader.mission)
    for option, through, case_for, case_against in (
        (
            "engage",
            "A mediator both sides named",
            "It gives notice before it attacks: it listens",
            "Others may read a meeting as standing given to it",
        ),
        (
            "leverage",
            "Company at Acacia base",
            "It turned back twice when the company stood at the ford",
            "Moves the threat to Tembel, where nobody stands",
        ),
        (
            "naming",
            "Public report of human rights",
            "Traders would stop paying it",
            "It holds people; what is said in public may cost them",
        ),
    ):
        group_verbs.weigh(
            kestrel,
            {
                "option": option,
                "through": through,
                "case_for": case_for,
                "case_against": case_against,
                "invented": True,
            },
            by=leader,
        )
    group_verbs.decide_group(
        kestrel,
        {
            "chosen": ["engage", "leverage"],
            "invented": True,
            "approach": "The mediator carries what it owes to civilians; the company shows"
            " itself at the ford on the same days.",
            "partners": "Elders of both sides; the county commissioner is told",
            "limits": "No talk of tolls, none of seats; women of Luma are asked first",
            "review_on": today + timedelta(days=45),
        },
        by=leader,
    )
    engagement_verbs.authorise(
        kestrel,
        {
            "purpose": "Its obligations to civilians, and those it holds",
            "starts": today - timedelta(days=30),
            "ends": today + timedelta(days=60),
            "invented": True,
        },
        by=leader,
    )
    head = Post.objects.filter(mission=leader.mission, role="head_of_field_office").first()
    told = create_record(
        ENGAGEMENT,
        {
            "kind": "mediation",
            "channel": "third",
            "on": today - timedelta(days=14),
            "met_by": head,
            "actor": kestrel,
            "risk": risk,
            "obligations": True,
            "consequences": ["report", "prosecution"],
            "message": "Attacks on villages and the taking of people are crimes; families "
            "at the water"
            " point are not party to anything.",
            "safety": "The mediator chose day and place; nobody of Luma was there.",
            "reply": "They will not stop women at the water point. Of those taken they "
            "said nothing.",
        },
        by=leader,
        invented=True,
    )
    kept = engagement_verbs.promise(
        told,
        {
            "what": "women who fetch water are not stopped",
            "due": today - timedelta(days=4),
            "side": "theirs",
            "invented": True,
        },
        by=leader,
    )
    engagement_verbs.judge(
        kept,
        "kept",
        "The dawn patrol and the women's group: nobody stopped",
        version=kept.version,
        by=leader,
    )
    threat_verbs.set_approach(
        risk,
        {
            "says": "Patrols at dawn to the water point, the mediator's talks, and a way to the"
            " base that every family has walked once.",
            "invented": True,
            "context": "The group comes by the ford, on market days, and gives notice.",
            "means": "One company by day; nobody at night beyond the river",
            "others": "Elders carry warnings; the police of the county answer by day",
            "disrupt": "no",
            "disrupt_why": "Those it holds would pay for it.",
        },
        by=leader,
    )


def _protectors(risk: Risk, *, by: Standing) -> None:
    today = clock.today(by.mission)
    seen = {"area": risk.place.area, "seen_on": today - timedelta(days=20)}
    protectors: tuple[tuple[str, str, dict[str, FieldValue]], ...] = (
        (
            "mission",
            "UNMIKA",
            {
                "mandate": "S/RES/9044, paragraph 2 (a)",
                "presence": "One base, by day to Luma",
                "capacity": "One company, one police unit, two field teams",
                "role": "Stands between people and those who attack them",
                "distinct": "Force for civilians where no other means is left",
            },
        ),
        (
            "un",
            "Refugee agency",
            {
                "mandate": "Its statute",
                "presence": "Office at Osila camp",
                "relation": "Shares the list of priority places",
                "role": "Leads the Protection Cluster in the county",
                "distinct": "Registers who arrives",
            },
        ),
        (
            "host",
            "Police of the county",
            {
                "mandate": "Law and order",
                "presence": "One post at the market, by day",
                "capacity": "Nine officers, one vehicle",
                "role": "Answer calls, open files",
                "distinct": "Arrest",
                "relation": "Joint patrol on market days",
            },
        ),
        (
            "humanitarian",
            "Protection Cluster",
            {
                "role": "Trends, referral, advice on sites",
                "distinct": "Speaks for those it assists",
                "presence": "Two partners at Osila camp",
                "relation": "Meets every two weeks",
                "overlap": "Both count who arrives at Osila camp",
                "settled_on": today,
            },
        ),
        (
            "local",
            "Protection committee of Luma",
            {
                "role": "Keeps watch and chooses whom to call",
                "relation": "Visited each week",
                "overlap": "Its watch and the Home Guard's stand at the same crossing",
            },
        ),
        (
            "parallel",
            "Force of the neighbours (invented)",
            {
                "mandate": "Agreement of the two governments",
                "presence": "Beyond the ford",
                "role": "Follows armed groups across the border",
            },
        ),
    )
    for kind, name, more in protectors:
        create_record(PROTECTOR, {**seen, "kind": kind, "name": name, **more}, by=by, invented=True)
    for point, host, ours, state, whom in POINTS:
        create_record(
            SIDE,
            {
                "point": point,
                "host": host,
                "ours": ours,
                "state": state,
                "discussed_with": whom,
                "discussed_on": today - timedelta(days=25) if whom else None,
            },
            by=by,
            invented=True,
        )
