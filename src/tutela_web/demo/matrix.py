"""An invented implementation matrix: lines that stand, one that is late, one that two do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Unpack

from django.db import transaction

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.demo.invented import line_at_luma
from tutela_web.programme.matrix.inputs import LineInput
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.verbs import accept_line, make_lines


@transaction.atomic
def add(mission: Mission, who: Callable[[str], Standing]) -> None:
    """Write the lines once.

    Takes   who, the standing of an account by its last part.
    """
    risk = line_at_luma(mission)
    if risk is None or MatrixLine.objects.filter(mission=mission).exists():
        return
    today = clock.today(mission)

    def line(days: tuple[int, int] = (-30, 60), **fields: Unpack[LineInput]) -> LineInput:
        starts, ends = (today + timedelta(days=n) for n in days)
        return {
            "risk": risk,
            "place": risk.place,
            "starts": starts,
            "ends": ends,
            "invented": True,
            **fields,
        }

    rows = [
        line(
            activity="day_patrol",
            measure="patrols to the water point at dawn",
            lead="Force",
            part="military",
            support=["Police"],
            confirmed=["Police"],
            tiers=[2],
            phase="prevention",
            status="under way",
            resources="Sector plan, line 4",
            indicator="families who fetch water alone",
        ),
        line(
            activity="local_mediation",
            measure="elders of both sides on grazing before the rains",
            lead="Civil affairs",
            part="civilian",
            support=["Field office"],
            tiers=[1],
            phase="prevention",
            status="under way",
            resources="Budget line 12",
            indicator="weeks without a raid",
        ),
        line(
            activity="armed_group_engagement",
            measure="the group told of its obligations",
            part="civilian",
            lead="Political affairs",
            tiers=[1],
            phase="pre-emption",
            days=(-60, -5),
            indicator="threats heard of",
        ),
        line(
            activity="advise_community",
            measure="what to do when the market empties",
            lead="Protection Cluster",
            joint=True,
            tiers=[2, 3],
            phase="pre-emption",
            indicator="people who know the route",
        ),
        line(
            activity="day_patrol",
            measure="market days",
            lead="Police",
            part="police",
            tiers=[2],
            phase="prevention",
            resources="Police plan, line 2",
            for_host="assists",
            indicator="women who say the market is safe",
        ),
    ]
    first, *_rest = make_lines(rows, by=who("adviser"))
    accept_line(first, version=1, by=who("commander"))
