"""How harm checks, allegations of reprisal and what is due for destruction are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.access.vault.models import DestructionHold
from tutela_web.access.vault.queries import live_holds, months_after
from tutela_web.safeguards.models import Destruction, HarmCheck, Reprisal, RetentionRule
from tutela_web.safeguards.retained import CLASSES, DueWords, RetainedClass, find_due

CHECK = "check_harm"
DECIDE = "decide_harm"
REPORT = "report_reprisal"
FOLLOW = "follow_reprisal"
SET_RULES = "set_retention"
DESTROY = "destroy_words"
LISTED = 100
"""So many of a class are listed on the page at once, the oldest first."""


def checks_for(standing: Standing) -> QuerySet[HarmCheck]:
    """The harm checks this person may see, the latest first."""
    seen = HarmCheck.objects.filter(standing.sees_open("checks"))
    return seen.select_related("mission").order_by("-on", "-entered_at")


PANELS: dict[str, Callable[[Standing, HarmCheck], Mapping[str, Any] | None]] = {}
"""From rooms above: a template on the page of a harm check, and what goes into it; None where this
person has no such panel. The lower room never asks."""


def panels_of(standing: Standing, check: HarmCheck) -> list[tuple[str, Mapping[str, Any]]]:
    """What the rooms above show of a harm check: template, and what goes into it."""
    panels = [(template, told(standing, check)) for template, told in PANELS.items()]
    return [(template, shown) for template, shown in panels if shown is not None]


def find_unwatched(standing: Standing) -> QuerySet[HarmCheck]:
    """Those that went ahead, whose watch is over, and of which nobody said what was seen."""
    went = Q(decision__in=(HarmCheck.GoAhead.GO, HarmCheck.GoAhead.CARE))
    over = Q(watch_until__lt=standing.on, watched="")
    return checks_for(standing).filter(went, over)


def reprisals_for(standing: Standing) -> QuerySet[Reprisal]:
    """The allegations of reprisal, for who reads them: human rights. The newest first."""
    seen = Reprisal.objects.filter(standing.sees("reprisals", own=None))
    return seen.defer("words", "measures").order_by("-entered_at")


# --- how long words are retained


def months_of(mission: Mission) -> dict[str, int]:
    """How many months each class is retained in a mission."""
    rules = dict(RetentionRule.objects.filter(mission=mission).values_list("kept", "months"))
    return {name: rules.get(name, kept.months) for name, kept in CLASSES.items()}


@dataclass(frozen=True)
class DueInClass:
    """One class, how long it is retained, and what of it is due."""

    kept: RetainedClass
    months: int
    rows: list[DueWords]

    @property
    def listed(self) -> list[DueWords]:
        """Those that the page lists."""
        return self.rows[:LISTED]

    @property
    def more(self) -> int:
        """How many wait beyond those that the page lists."""
        return max(0, len(self.rows) - LISTED)


def due_by_class(standing: Standing) -> list[DueInClass]:
    """What waits for a decision, class by class: for who reads the queue."""
    if not standing.reads("retention"):
        return []
    mission, on = standing.mission, standing.on
    decided = Destruction.objects.filter(mission=mission).filter(
        Q(what=Destruction.Ending.DESTROYED) | Q(until__gt=on)
    )
    settled: dict[str, set[UUID]] = defaultdict(set)
    for name, record in decided.values_list("kept", "record"):
        settled[name].add(record)
    months = months_of(mission)
    held = set(live_holds(mission).values_list("subject", flat=True))
    return [
        DueInClass(
            kept,
            months[name],
            find_due(
                kept,
                mission,
                months_after(on, -months[name]),
                settled=settled[name],
                held=held,
            ),
        )
        for name, kept in CLASSES.items()
    ]


def destructions_for(standing: Standing) -> QuerySet[Destruction]:
    """What was destroyed or retained on, the latest first, for who reads the queue."""
    rows = Destruction.objects.filter(mission=standing.mission)
    return rows.order_by("-on", "-pk") if standing.reads("retention") else rows.none()


def holds_for(standing: Standing) -> QuerySet[DestructionHold]:
    """The holds of Legal Affairs that stand, for who reads the queue."""
    holds = live_holds(standing.mission)
    return holds if standing.reads("retention") else holds.none()


ANSWERS = (
    ("traced", _("Could somebody be recognised as having spoken to us?")),
    ("drawn", _("Could it draw an attack to those nearby?")),
    ("reprisals", _("Could those we meet, or who are thought to have met us, suffer reprisals?")),
)
"""The questions of a harm check, by the field that holds the answer."""
