"""Invented joint readings: one that all have opened by answering, one that is still blind; a view
heard, and the last words on the situation, one of them stale. All of it about an invented place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tutela_web.access.models import Mission, Post
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.models import Risk
from tutela_web.risk.readings.kinds import HEARD_VIEW, JOINT_READING, SITUATION_INPUT
from tutela_web.risk.readings.models import JointReading, PartyLine, ReadingParty
from tutela_web.risk.readings.verbs import decline_reading, note_as_red_team, write_reading

Who = Callable[[str], Standing]

READERS = {
    ReadingParty.HUMAN_RIGHTS: "verifier",
    ReadingParty.HUMANITARIAN: "women",
    ReadingParty.JMAC: "analyst",
    ReadingParty.FORCE: "commander",
    ReadingParty.POLICE: "police",
    ReadingParty.COMMUNITY: "office",
}

SAID = {
    ReadingParty.HUMAN_RIGHTS: (
        "up",
        "killing",
        "two families left after threats at the ford",
        35,
        "",
    ),
    ReadingParty.HUMANITARIAN: (
        "up",
        "forced displacement or return",
        "the Cluster's coordinator tells of fewer people at the market each week",
        None,
        "",
    ),
    ReadingParty.JMAC: (
        "up",
        "killing",
        "armed men were seen twice on the mining road by night",
        40,
        "",
    ),
    ReadingParty.FORCE: (
        "down",
        "looting",
        "no armed group met on nine patrols by day",
        15,
        "Luma belongs lower: the road is held by day, and the unit is needed in the east.",
    ),
    ReadingParty.COMMUNITY: (
        "same",
        "",
        "people go to the field in groups, as in the harvest",
        None,
        "",
    ),
}
"""What each party read of Luma; the police declined."""


def add(mission: Mission, risk: Risk, who: Who) -> None:
    """Write them; asked once, by what writes the invented forums."""
    _inputs(risk, who)
    opened = _convene("Hotspots before the dry season", None, mission, who)
    if not any(one["place"] == str(risk.place_id) for one in opened.subjects):
        opened = _convene("Luma before the dry season", risk, mission, who)
    for party, (trend, harm, reason, chance, dissent) in SAID.items():
        line = PartyLine(
            place=str(risk.place_id), trend=trend, harm=harm, reason=reason, chance=chance
        )
        by = who(READERS[party])
        write_reading(opened, party, {"lines": [line], "dissent": dissent}, by=by)
    decline_reading(opened, ReadingParty.POLICE, by=who(READERS[ReadingParty.POLICE]))
    opened.refresh_from_db()
    note_as_red_team(
        opened,
        "The three who see it rise may rest on the same two witnesses. Were the men miners,"
        " nobody would have told us. Ask the drivers.",
        version=opened.version,
        by=who("analyst"),
    )
    blind = _convene("Luma, for the meeting of Thursday", risk, mission, who)
    trend, harm, reason, chance, dissent = SAID[ReadingParty.HUMAN_RIGHTS]
    line = PartyLine(place=str(risk.place_id), trend=trend, harm=harm, reason=reason, chance=chance)
    by = who(READERS[ReadingParty.HUMAN_RIGHTS])
    write_reading(blind, ReadingParty.HUMAN_RIGHTS, {"lines": [line], "dissent": dissent}, by=by)


def _convene(title: str, risk: Risk | None, mission: Mission, who: Who) -> JointReading:
    posts = {
        party.value: Post.objects.filter(pk__in=posts_held(who(last))).order_by("pk").first()
        for party, last in READERS.items()
    }
    reading: JointReading = create_record(
        JOINT_READING,
        {
            "title": title,
            "place": risk.place if risk is not None else None,
            "opens_at": clock.now(mission) + timedelta(days=2),
            "classification": 1,
            **posts,
        },
        by=who("adviser"),
        invented=True,
    )
    return reading


def _inputs(risk: Risk, who: Who) -> None:
    rights = who("verifier")
    create_record(
        SITUATION_INPUT,
        {
            "about": "human_rights",
            "conduit": "component",
            "place": risk.place,
            "on": rights.on - timedelta(days=3),
            "words": "More threats on the mining road than in November, and no arrest.",
            "classification": 1,
        },
        by=rights,
        invented=True,
    )
    create_record(
        SITUATION_INPUT,
        {
            "about": "humanitarian",
            "conduit": "cluster",
            "place": None,
            "on": rights.on - timedelta(days=23),
            "words": "Fewer people reach the markets; those who fled in October stay away.",
            "classification": 1,
        },
        by=who("adviser"),
        invented=True,
    )
    create_record(
        HEARD_VIEW,
        {
            "of": "host",
            "heard_from": "Office of the Governor",
            "heard_on": rights.on - timedelta(days=6),
            "place": risk.place,
            "view": "The road is under control; what is told of armed men are miners.",
            "classification": 1,
        },
        by=who("hom"),
        invented=True,
    )
