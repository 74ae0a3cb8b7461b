"""Invented operations of the demonstration, on invented places, all of the morning of the last day.

Everything here carries `invented`: it is shown with a watermark and enters no score.
"""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from tutela.warning.shifts import shift_of
from tutela_web.access.models import Duty, Mission, Post
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.demo.day import ON
from tutela_web.incidents.lists.queries import incidents_for
from tutela_web.incidents.models import Incident, Verification
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.risk.models import Risk

KESTREL = "invented-kestrel"
COMMON = {"invented": True, "event_from": ON, "event_precision": "hour"}


@transaction.atomic
def add_places(mission: Mission, *, by: Standing) -> dict[str, Place]:
    """The invented places by their codes, and with them the actor and the units, added once."""
    kept = {place.code: place for place in Place.objects.filter(mission=mission, invented=True)}
    if kept:
        return kept
    person = by.person
    places = [
        records.create(
            Place(
                code=f"invented-{name.lower()}",
                name=f"{name} (invented)",
                kind=kind,
                phone_coverage=phone,
                population=people,
                classification=0,
                invented=True,
                source="invented",
            ),
            mission=mission,
            by=person,
        )
        for name, kind, phone, people in (
            ("Luma", "village", False, 2400),
            ("Tembel", "village", None, 800),
            ("Osila camp", "site", True, 5100),
        )
    ]
    records.create(
        Actor(
            code=KESTREL,
            name="Group Kestrel (invented)",
            type="armed_group",
            classification=0,
            invented=True,
        ),
        mission=mission,
        by=person,
    )
    for code, name, able in (("u-1", "Coy A (invented)", True), ("u-2", "FPU-3 (invented)", False)):
        records.create(
            Unit(code=f"invented-{code}", name=name, able=able, classification=1, invented=True),
            mission=mission,
            by=person,
        )
    return {place.code: place for place in places}


def line_at_luma(mission: Mission) -> Risk | None:
    """The agreed line of the register that the rest of the story hangs on."""
    return Risk.objects.filter(mission=mission, place__code="invented-luma", compartment="").first()


@transaction.atomic
def add(mission: Mission, *, by: Standing) -> None:
    """Add the invented records once; the duty roster is renewed each time, for the clock moves."""
    keep_roster(mission)
    places = add_places(mission, by=by)
    if incidents_for(by).filter(invented=True).exists():
        return
    known = clock.now(mission)
    person = by.person
    luma, tembel, osila = (places[f"invented-{name}"] for name in ("luma", "tembel", "osila camp"))
    kestrel = Actor.objects.get(mission=mission, code=KESTREL)
    for number, (title, place, hour, harms, verification, figures) in enumerate(
        (
            (
                "Threat to burn the village, called in by the market women",
                luma,
                3,
                [],
                Verification.REPORTED,
                {},
            ),
            (
                "Two men taken from the mining road",
                luma,
                1,
                ["abduction"],
                Verification.UNDER_VERIFICATION,
                {"abducted": 2, "motive": "criminal"},
            ),
            ("Goods taken at a checkpoint", tembel, 2, ["looting"], Verification.REPORTED, {}),
            (
                "Firewood group turned back by armed men",
                osila,
                4,
                ["extortion"],
                Verification.CORROBORATED,
                {"injured": 1, "motive": "resources"},
            ),
        ),
        start=1,
    ):
        records.create(
            Incident(
                title=title,
                place=place,
                place_said=place.name,
                area=place.area,
                harms=harms,
                number=number,
                verification=verification,
                perpetrator=kestrel,
                attribution="suspected",
                grade="C3",
                event_from_time=time(hour, 10),
                known_at=known,
                classification=1,
                **COMMON,
                **figures,
            ),
            mission=mission,
            by=person,
        )
    if line_at_luma(mission) is not None:
        return
    factors = {
        name: {
            "factor": name,
            "value": value,
            "low": low,
            "high": high,
            "why": "Invented for the demonstration",
        }
        for name, value, low, high in (
            ("declared threat", 4, 3, 5),
            ("recent conduct", 4, 4, 4),
            ("arms and numbers", 4, 3, 4),
            ("mobility", 3.5, 3, 4),
            ("no effective protector", 5, 5, 5),
            ("no warning channel", 5, 4, 5),
            ("routine movement", 3, 3, 4),
        )
    }
    records.create(
        Risk(
            place=luma,
            actor=kestrel.name,
            harm="killing",
            factors=factors,
            intent=4.0,
            capability=3.75,
            vulnerability=4.33,
            risk=80.4,
            risk_low=66,
            risk_high=93,
            band=4,
            gravity=4,
            priority=3,
            confidence=1,
            status=Risk.Status.ADOPTED,
            agreed_at=known,
            reason="Invented: shows an agreed value",
            owner="Head of field office",
            review_on=ON + timedelta(days=7),
            classification=1,
            invented=True,
        ),
        mission=mission,
        by=person,
    )


def keep_roster(mission: Mission) -> None:
    """The turns of this shift and of the next for the posts that keep a desk, of those who hold
    them one after the other."""
    now = clock.now(mission)
    shift = shift_of(now.astimezone(ZoneInfo(mission.time_zone)))
    for post in Post.objects.filter(mission=mission, role="joc_duty_officer"):
        people = [one.person for one in post.holdings.order_by("order", "pk")]
        if people and not post.duties.filter(starts_at__lte=now, ends_at__gt=now).exists():
            for turn, person in ((shift, people[0]), (shift_of(shift.ends), people[-1])):
                Duty.objects.create(
                    post=post, person=person, starts_at=turn.began, ends_at=turn.ends
                )
