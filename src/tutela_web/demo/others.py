"""With whom the invented mission works: partners and how far each goes along, what was arranged,
what passed at meetings, what else wants its units, and where aid and arms came near each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction

from tutela_web.access.models import Mission, Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.capacity.models import Unit
from tutela_web.demo.invented import line_at_luma
from tutela_web.fora.claims import verbs as claim_verbs
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.fora.meetings import verbs as meeting_verbs
from tutela_web.partners.arrangements import verbs as arrangement_verbs
from tutela_web.partners.arrangements.kind import ARRANGEMENT
from tutela_web.partners.arrangements.models import Arrangement
from tutela_web.partners.exchanges import verbs as exchange_verbs
from tutela_web.partners.overview.kind import PARTNER
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.space import verbs as space_verbs
from tutela_web.partners.wider.kind import CONCERN
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.models import Risk

PARTNERS: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    # name, kind, depth, contact, the rest
    (
        "Protection Cluster",
        "cluster",
        "joint",
        "Cluster coordinator's office",
        {
            "channel": "Meeting every two weeks; figures that point to nobody",
            "leads_cluster": True,
            "conduit": True,
            "mandate": "Coordinates who protects outside the mission",
        },
    ),
    (
        "Mine action partner",
        "ngo",
        "consulted",
        "Country office",
        {
            "channel": "Asked by letter; never rides with a patrol",
            "mandate": "Marks and clears paths to water and fields",
        },
    ),
    (
        "Relief group of the river",
        "ngo",
        "none",
        "",
        {
            "refused_what": "lists of families at Osila camp",
            "mandate": "Food and water at Osila camp",
        },
    ),
    (
        "Office of the county commissioner",
        "host",
        "consulted",
        "Secretariat of the county",
        {"channel": "Weekly meeting", "level": "local"},
    ),
    ("Force of the neighbours (invented)", "regional", "", "", {}),
)

Who = Callable[[str], Standing]


@transaction.atomic
def add(mission: Mission, who: Who) -> None:
    """Write them once, after the fora and the channels the strategy speaks of.

    Takes   who, the standing of an account by its last part.
    """
    risk = line_at_luma(mission)
    fora = {one.kind: one for one in Forum.objects.filter(mission=mission, invented=True)}
    if (
        risk is None
        or Partner.objects.filter(mission=mission).exists()
        or not {"cluster", "host", "local"} <= fora.keys()
    ):
        return
    adviser = who("adviser")
    partners = _partners(fora, by=adviser)
    _plant_arrangements(risk, partners, by=adviser)
    _plant_exchanges(risk, partners, fora, who)
    _space(risk, partners, who)
    _wider(by=adviser)


def _partners(fora: dict[str, Forum], *, by: Standing) -> dict[str, Partner]:
    today = clock.today(by.mission)
    partners = {}
    for name, kind, depth, contact, more in PARTNERS:
        fields = {
            "name": name,
            "kind": kind,
            "depth": depth,
            "contact": contact,
            "forum": fora.get(kind),
            "classification": 0,
            "began_on": today - timedelta(days=300),
        } | more
        if "refused_what" in more:
            fields["refused_on"] = today - timedelta(days=70)
        partners[kind if kind not in partners else name] = create_record(
            PARTNER, fields, by=by, invented=True
        )
    return partners


def _wider(*, by: Standing) -> None:
    """What was heard and is wider than the protection of civilians by the mission."""
    for what, reason, office, ago in (
        (
            "Land and houses of families who return to the river",
            "Taken while they were away, and "
            "so far without violence; the mission decides no claim.",
            "Agency for settlements",
            110,
        ),
        (
            "Papers lost in flight",
            "Nobody is threatened for the lack of them yet.",
            "Legal aid group",
            None,
        ),
    ):
        create_record(
            CONCERN,
            {
                "what": what,
                "reason": reason,
                "office": office,
                "referred_on": clock.today(by.mission) - timedelta(days=ago) if ago else None,
            },
            by=by,
            invented=True,
        )


def _posts(mission: Mission) -> dict[str, Post]:
    return {post.role: post for post in Post.objects.filter(mission=mission).order_by("-pk")}


def _plant_arrangements(risk: Risk, partners: dict[str, Partner], *, by: Standing) -> None:
    today, posts = clock.today(by.mission), _posts(by.mission)
    camp = Place.objects.filter(mission=by.mission, code="invented-osila camp").first()
    common = {"agreed_on": today - timedelta(days=60)}

    def arrange(kind: str, name: str, says: str, **more: FieldValue) -> Any:
        fields = common | {"kind": kind, "name": name, "says": says, "area": risk.place.area} | more
        return create_record(ARRANGEMENT, fields, by=by, invented=True)

    crisis = arrange(
        "crisis",
        "When Luma is threatened",
        "The field office calls the Cluster and the county in"
        " the first half hour; partners leave the road; families go to the base by the eastern"
        " track.",
        place=risk.place,
        rehearsed_on=today - timedelta(days=35),
        next_on=today + timedelta(days=55),
    )
    close = arrange(
        "close",
        "Children at Osila camp",
        "Released children are met at the gate and go on with the partner the same day.",
        place=camp,
    )
    apart = arrange(
        "separation",
        "Water points of the relief groups",
        "No patrol stops at a water point while"
        " water is given out; no vehicle of ours stands beside theirs.",
        place=camp,
    )
    bound: list[tuple[Arrangement, arrangement_verbs.PartyInput, str]] = [
        (
            crisis,
            {
                "partner": partners["cluster"],
                "line": "+000 555 0301",
                "part": "tells partners on the road",
            },
            "We stop cars on the road at once.",
        ),
        (
            crisis,
            {
                "partner": partners["host"],
                "line": "+000 555 0302",
                "part": "says what its police will do",
            },
            "",
        ),
        (
            crisis,
            {
                "post": posts["head_of_field_office"],
                "line": posts["head_of_field_office"].duty_number,
                "part": "calls first",
            },
            "I call, in that order.",
        ),
        (close, {"partner": partners["cluster"], "part": "receives the children"}, ""),
        (apart, {"partner": partners["ngo"], "part": "says where water is given out"}, ""),
    ]
    parties = []
    for arrangement, fields, read_back in bound:
        party = arrangement_verbs.bind_party(arrangement, fields, by=by)
        if arrangement is not apart:
            arrangement_verbs.agree(party, today - timedelta(days=58), read_back, by=by)
        parties.append(party)
    now = clock.now(by.mission)
    for party, days, reached, answer in (
        (parties[0], 35, True, "Picked up at the second ring."),
        (parties[1], 35, False, ""),
        (parties[2], 8, True, "Answered by the duty officer."),
    ):
        arrangement_verbs.call(
            party,
            {
                "why": "test",
                "at": now - timedelta(days=days),
                "reached": reached,
                "answer": answer,
                "invented": True,
            },
            by=by,
        )


def _plant_held_meeting(forum: Forum, days: int, notes: str, *, by: Standing) -> Meeting:
    """A meeting some days ago, held."""
    at = clock.now(by.mission) - timedelta(days=days)
    met = meeting_verbs.call_meeting(forum, {"starts_at": at, "invented": True}, by=by)
    said: meeting_verbs.HeldInput = {
        "present": ["POC adviser", str(forum)],
        "women": 4,
        "men": 4,
        "notes": notes,
    }
    return meeting_verbs.hold_meeting(met, said, by=by)


def _plant_exchanges(
    risk: Risk, partners: dict[str, Partner], fora: dict[str, Forum], who: Who
) -> None:
    adviser, posts = who("adviser"), _posts(risk.mission)
    cluster = _plant_held_meeting(
        fora["cluster"], 9, "Osila camp grows by ten families a day.", by=adviser
    )
    host = _plant_held_meeting(
        fora["host"], 5, "The commissioner asks for fuel; pay of the garrison.", by=adviser
    )
    theirs: exchange_verbs.ExchangeInput = {"partner": partners["cluster"], "invented": True}
    county: exchange_verbs.ExchangeInput = {"partner": partners["host"], "invented": True}
    rows: list[tuple[Meeting, exchange_verbs.ExchangeInput, str]] = [
        (
            cluster,
            theirs
            | {
                "kind": "reading",
                "risk": risk,
                "level": 3,
                "says": "Families leave Luma for the night already.",
            },
            "",
        ),
        (
            cluster,
            theirs | {"kind": "brought", "says": "Lights between the shelters are broken."},
            "Mission support mends them this week; the police unit walks there until then.",
        ),
        (
            cluster,
            theirs
            | {"kind": "through", "says": "Some who returned were asked for tolls at the ford."},
            "",
        ),
        (
            cluster,
            theirs
            | {
                "kind": "offered",
                "gap": "nobody accompanies women to the clinic",
                "says": "Two partners send staff by day.",
            },
            "",
        ),
        (
            host,
            county
            | {
                "kind": "conveyed",
                "risk": risk,
                "approved_by": posts["head_of_mission"],
                "says": "Luma is in danger on market days; we ask for police there.",
            },
            "",
        ),
        (
            host,
            county
            | {
                "kind": "reading",
                "risk": risk,
                "level": 2,
                "says": "Cattle thieves, no more than in other years.",
            },
            "",
        ),
        (
            host,
            county
            | {
                "kind": "expectation",
                "says": "That the mission brings fuel for the one vehicle of the police.",
            },
            "",
        ),
    ]
    for meeting, fields, answer in rows:
        made = exchange_verbs.exchange(meeting, fields, by=adviser)
        if answer:
            exchange_verbs.answer_exchange(made, answer, version=made.version, by=adviser)
    office = who("office")
    local = _plant_held_meeting(
        fora["local"], 4, "Who walks at dawn, and who rides with the convoy.", by=office
    )
    for unit in Unit.objects.filter(mission=risk.mission, invented=True).order_by("code")[:1]:
        for what in ("escort of the fuel convoy, two days a week", "guard of the new airstrip"):
            claim_verbs.lay_claim(local, {"unit": unit, "what": what, "invented": True}, by=office)


def _space(risk: Risk, partners: dict[str, Partner], who: Who) -> None:
    adviser, today, posts = who("adviser"), clock.today(risk.mission), _posts(risk.mission)
    common: space_verbs.CheckInput = {"invented": True, "place": risk.place}
    space_verbs.check_space(
        common
        | {
            "kind": "access",
            "what": "Food for those who fled to the fields beyond the river",
            "on": today - timedelta(days=16),
            "partner": partners["ngo"],
            "answers": {"help": "The track was looked at for mines; nobody rode along."},
            "outcome": "Two trucks went and came back the same day.",
        },
        by=adviser,
    )
    waits = space_verbs.check_space(
        common
        | {
            "kind": "access",
            "what": "Medicine to Luma",
            "military": True,
            "on": today - timedelta(days=2),
            "asked_by": "Health cluster",
            "answers": {
                "help": "A boat of the company",
                "request": "Letter of the health cluster",
                "reason": "No other boat before the rains end",
            },
        },
        by=adviser,
    )
    space_verbs.approve_delivery(waits, version=waits.version, by=who("hom"))
    planned = space_verbs.check_space(
        common
        | {
            "kind": "operation",
            "what": "Search for rifles at the crossing",
            "on": today - timedelta(days=1),
            "answers": {
                "inform": "Partners were told which day the road is shut",
                "apart": "No search within sight of the water point",
            },
        },
        by=adviser,
    )
    space_verbs.open_site(planned, risk.place, posts["sector_operations"], by=adviser)
    space_verbs.check_space(
        common
        | {
            "kind": "task",
            "what": "Visit of donors to Osila camp",
            "answers": {
                "escorts": "Police only, at the fence",
                "visits": "Partners receive them, we do not",
            },
            "on": today - timedelta(days=6),
        },
        by=adviser,
    )
