"""Invented assessments of the risk of atrocity crimes: few of the factors, and two outlooks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from tutela_web.access.models import DutyArea, Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.atrocity.kinds import ATROCITY_FACTOR, VIOLENCE_OUTLOOK
from tutela_web.risk.atrocity.models import AtrocityFactor

FOUND = (
    (
        2,
        "seen",
        "",
        "Killings of the last dry season were never brought before a court.",
        40,
        False,
    ),
    (
        7,
        "seen",
        "7.3",
        "Two market towns were told to register households; arms came in.",
        12,
        True,
    ),
    (8, "seen", "", "A local vote is due when the road opens.", 12, True),
    (
        11,
        "unclear",
        "",
        "Three attacks by one method; half of the villages were not visited.",
        12,
        True,
    ),
    (
        12,
        "none_seen",
        "",
        "No order or speech that names civilians was heard by two offices.",
        40,
        False,
    ),
    (14, "seen", "", "Aid trucks were stopped at two checkpoints of the same group.", 120, False),
)
"""Factor, finding, indicators, evidence, days ago, and whether it is of the area."""


@transaction.atomic
def add(mission: Mission, area: DutyArea, who: Callable[[str], Standing]) -> None:
    """Write them once.

    Takes   area, that some of them are of; who, the standing of an account by its last part.
    """
    if AtrocityFactor.objects.filter(mission=mission).exists():
        return
    adviser, today = who("adviser"), clock.today(mission)
    for factor, finding, indicators, evidence, ago, of_area in FOUND:
        create_record(
            ATROCITY_FACTOR,
            {
                "factor": factor,
                "finding": finding,
                "indicators": indicators,
                "evidence": evidence,
                "sureness": "moderate" if finding == "seen" else "low",
                "assessed_on": today - timedelta(days=ago),
                "area": area if of_area else None,
                "classification": 1,
            },
            by=adviser,
            invented=True,
        )
    for kind, chance, pattern, against in (
        (
            "crimes_against_humanity",
            "possible",
            "Attacks follow one road and one method, and grow in number.",
            "Nobody was heard to order them; villages off the road were not visited.",
        ),
        (
            "resumed_conflict",
            "likely",
            "Both parties moved men to the ford and stopped their talks.",
            "The rains may hold them back until January.",
        ),
    ):
        create_record(
            VIOLENCE_OUTLOOK,
            {
                "kind": kind,
                "chance": chance,
                "until": today + timedelta(days=90),
                "pattern": pattern,
                "against": against,
                "sureness": "low",
                "assessed_on": today - timedelta(days=12),
                "classification": 1,
            },
            by=adviser,
            invented=True,
        )
