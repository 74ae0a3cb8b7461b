"""The women of a market, and who goes to hear them: values the tests of this room share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.outreach.dialogue.kinds import EXCHANGE, POINT
from tutela_web.outreach.dialogue.models import CommunityExchange, RaisedPoint
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record

AT_MARKET: dict[str, Any] = {
    "kind": "women",
    "held_on": make.TODAY,
    "spoken": "Arabic",
    "interpreter": "woman",
    "groups": ["traders"],
    "women": 14,
    "older_women": 3,
    "women_said": "The road to the market is worse than the ford",
    "classification": 1,
}

ESCORT: dict[str, Any] = {
    "kind": "request",
    "raised_by": "women",
    "what": "An escort to the market on Fridays",
    "classification": 1,
}


def exchange_at(
    cast: Cast, place: Place, *, who: str = "poc_adviser", ago: int = 0, **fields: Any
) -> CommunityExchange:
    """An exchange with the women of a place's market, so many days ago."""
    values = AT_MARKET | {"place": place, "held_on": make.TODAY - timedelta(days=ago)} | fields
    made: CommunityExchange = create_record(
        EXCHANGE, values, by=standing_of(cast[who], cast.mission)
    )
    return made


def point_of(
    cast: Cast, exchange: CommunityExchange, *, who: str = "poc_adviser", **fields: Any
) -> RaisedPoint:
    """What they asked in it."""
    made: RaisedPoint = create_record(
        POINT, ESCORT | fields, by=standing_of(cast[who], cast.mission), beside=exchange
    )
    return made
