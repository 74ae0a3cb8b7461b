"""What a community's profile proposes to factors of vulnerability, with its reasons; and what of it
is grounds for an escort. A person gives the value: nothing here changes a score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.db.models import Q

from tutela.places.profile import ROUTINES
from tutela.risk.vulnerability_proposals import Bearing, LivedFact, propose_factors
from tutela_web.access.policy import Standing
from tutela_web.places.models import Place
from tutela_web.places.profile.models import CommunityFact, CommunityNeed, OwnMeasure
from tutela_web.places.profile.queries import KIND, facts_for, measures_for, needs_for

BEARS: dict[str, Bearing] = {
    OwnMeasure.Works.YES: "protects",
    OwnMeasure.Works.STOPPED: "exposes",
    OwnMeasure.Works.DANGER: "exposes",
}
"""What a measure of people's own does by how it works: one that works at times says neither."""


@dataclass(frozen=True)
class LivedProposal:
    """What the profile proposes of one factor: from, to, and the facts and measures behind it."""

    factor: str
    low: int
    high: int
    reasons: list[CommunityFact | OwnMeasure]


@dataclass(frozen=True)
class CommunityProfileAt:
    """What the profile of a place says to who scores its risks.

    escorts  routines that go on and expose people, with no need written beside them
    """

    place: Place
    proposals: list[LivedProposal]
    escorts: list[CommunityFact]
    needs: list[CommunityNeed]


def lived_at(standing: Standing, place: Place) -> CommunityProfileAt | None:
    """What the open facts of a community propose, as far as this person reads them; None for who
    reads none. Three queries."""
    if not standing.reads(KIND):
        return None
    holds = Q(ended_on=None) | Q(ended_on__gt=standing.on)
    said: list[tuple[CommunityFact | OwnMeasure, LivedFact]] = [
        (fact, LivedFact(fact.topic, cast(Bearing, fact.bears)))
        for fact in facts_for(standing).filter(holds, place=place)
        if fact.bears in ("exposes", "protects")
    ]
    said += [
        (measure, LivedFact("own protection", BEARS[measure.works]))
        for measure in measures_for(standing).filter(holds, place=place)
        if measure.works in BEARS
    ]
    return CommunityProfileAt(
        place,
        [
            LivedProposal(factor, low, high, [said[at][0] for at in facts])
            for factor, low, high, facts in propose_factors([fact for _record, fact in said])
        ],
        [
            record
            for record, _fact in said
            if isinstance(record, CommunityFact)
            and record.topic in ROUTINES
            and record.bears == "exposes"
            and record.runs != CommunityFact.Runs.STOPPED
        ],
        list(needs_for(standing).filter(Q(until=None) | Q(until__gte=standing.on), place=place)),
    )
