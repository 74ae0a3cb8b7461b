"""Planted words of options for a gap, of what is beyond the mission and of areas."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.deployment.gap.models import Need
from tutela_web.deployment.options.beyond_kind import BEYOND
from tutela_web.deployment.options.host_part_kind import HOST_PART
from tutela_web.deployment.options.no_strategy_kind import NO_STRATEGY
from tutela_web.deployment.options.option_kind import GAP_OPTION
from tutela_web.deployment.options.verbs import send_beyond
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

if TYPE_CHECKING:
    from tests.tutela_web.planted import Planted


def plant_options(cast: Cast, found: Planted) -> None:
    """A gap in the North with an option of each rendering; what nobody can protect there."""
    by, head = (standing_of(cast[who], cast.mission) for who in ("poc_adviser", "head_of_mission"))
    place = Place.objects.get(mission=cast.mission, name="PLACENORTH")
    need = Need(title="GAPNORTH", place=place, area=cast.north, classification=1)
    found.add("need", records.create(need, mission=cast.mission, by=cast.adviser))
    tried = {"option": "other", "state": "tried", "classification": 1}
    for word, closed, who in (("OPTIONNORTH", "", by), ("OPTIONCLOSED", "capacity", head)):
        values = tried | {"done": word, "compartment": closed}
        found.add("gap_option", create_record(GAP_OPTION, values, by=who, beside=need))
    beyond = {"what": "BEYONDNORTH", "why": "far", "all_the_same": "calls", "changes_if": "rain"}
    for sent in (False, True):  # one to be sent, one to be answered
        gap = Need(title="GAPNORTH", place=place, area=cast.north, classification=1)
        records.create(gap, mission=cast.mission, by=cast.adviser)
        stated = create_record(BEYOND, beyond | {"classification": 1}, by=by, beside=gap)
        found.add("beyond_ability", stated)
        if sent:
            send_beyond(stated, version=1, by=by)
    later = {"review_on": make.TODAY + timedelta(days=30), "classification": 1, "area": cast.north}
    none = {"cause": "failed", "why": "UNVIABLENORTH", "all_the_same": "UNVIABLEYET"}
    found.add("no_strategy", create_record(NO_STRATEGY, none | later, by=head))
    part = {"part": "joint", "evidence": "HOSTPARTNORTH", "since": make.TODAY}
    found.add("host_part", create_record(HOST_PART, part | later, by=by))
