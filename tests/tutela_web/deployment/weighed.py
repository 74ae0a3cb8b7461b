"""A need at Luma that nobody can meet by night, and what is weighed for it; invented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import Standing, standing_of
from tutela_web.deployment.gap.models import Need
from tutela_web.deployment.options.beyond_kind import BEYOND
from tutela_web.deployment.options.host_part_kind import HOST_PART
from tutela_web.deployment.options.models import BeyondAbility, GapOption
from tutela_web.deployment.options.no_strategy_kind import NO_STRATEGY
from tutela_web.deployment.options.option_kind import GAP_OPTION
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

EFFORT = {
    "option": "redeploy",
    "state": "possible",
    "done": "One platoon from Bel to the ford",
    "gains_at": ["Luma"],
    "loses_at": ["Bel"],
    "classification": 1,
}
BEYOND_LUMA = {
    "what": "Families at the ford by night",
    "why": "Nobody reaches the ford before the harm",
    "all_the_same": "Patrols until dusk; the elders have a telephone",
    "changes_if": "A platoon that may move by night",
    "classification": 1,
}


def main_of(answer: HttpResponse) -> str:
    """The part of a page that is its own, byte by byte: no token and no hour of the frame."""
    assert answer.status_code == 200
    page: str = answer.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def by(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


def need_at(cast: Cast, place: Place | None = None, **fields: Any) -> Need:
    """A platoon is needed at a place by night."""
    at = place or make.place(cast.mission, "Luma", area=cast.north)
    values = {"title": f"A platoon at {at.name} by night", "when": "night", "effects": ["deter"]}
    kept = values | {"place": at, "area": at.area, "classification": 1} | fields
    return records.create(Need(**kept), mission=cast.mission, by=cast.adviser)


def weighed(cast: Cast, need: Need, who: str = "poc_adviser", **fields: Any) -> GapOption:
    own = {} if fields.get("option", "redeploy") == "redeploy" else {"gains_at": [], "loses_at": []}
    values = EFFORT | own | fields
    return create_record(GAP_OPTION, values, by=by(cast, who), beside=need)


def stated(cast: Cast, need: Need, who: str = "poc_adviser", **fields: Any) -> BeyondAbility:
    return create_record(BEYOND, BEYOND_LUMA | fields, by=by(cast, who), beside=need)


def weighed_by_path(cast: Cast) -> dict[str, UUID]:
    """A record of each kind of the options, by the words of its addresses for programs."""
    need = need_at(cast, make.place(cast.mission, "Bel", area=cast.north))
    head, adviser = by(cast, "head_of_mission"), by(cast, "poc_adviser")
    later = {"area": cast.north, "review_on": make.TODAY + timedelta(days=30), "classification": 1}
    none = later | {"cause": "failed", "why": "No state is left", "all_the_same": "Calls"}
    part = later | {"part": "joint", "evidence": "Seen by the office", "since": make.TODAY}
    return {
        "gap-options": weighed(cast, need).pk,
        "beyond-ability": stated(cast, need).pk,
        "areas-without-strategy": create_record(NO_STRATEGY, none, by=head).pk,
        "host-parts": create_record(HOST_PART, part, by=adviser).pk,
    }
