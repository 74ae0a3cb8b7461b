"""How the approaches to priority threats are read: as the risks they answer are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Prefetch, QuerySet

from tutela.risk.factors import PRIORITIES
from tutela_web.access.policy import Standing
from tutela_web.engagements.threats.models import ThreatApproach
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

HIGH, CRITICAL = PRIORITIES.index("high"), PRIORITIES.index("critical")
TOLD = ("says", "context", "means", "others", "disrupt", "disrupt_why", "limits", "harm_expected")
"""The fields of a version that are compared with the one before."""


def approaches_for(standing: Standing) -> QuerySet[ThreatApproach]:
    """The versions this person may see, of risks they may see; the last first."""
    seen = ThreatApproach.objects.filter(standing.sees_open("risks"), risk__in=risks_for(standing))
    return seen.select_related("set_by", "disrupt_by").order_by("risk", "-number")


def threats_for(standing: Standing) -> QuerySet[Risk]:
    """The risks of high and critical priority this person may see, the worst first."""
    risks = risks_for(standing).exclude(status__in=Risk.OFF).filter(priority__gte=HIGH)
    return risks.select_related("place").order_by("-priority", "place__name", "pk")


def level_of(risk: Risk) -> str:
    """The word of a risk's priority; nothing where none was agreed."""
    return "" if risk.priority is None else PRIORITIES[risk.priority]


@dataclass(frozen=True)
class Threat:
    """A priority threat and what stands about it; None where nothing was said."""

    risk: Risk
    critical: bool
    last: ThreatApproach | None

    @property
    def level(self) -> str:
        """The word of its priority."""
        return level_of(self.risk)

    @property
    def silent(self) -> bool:
        """Whether of a critical threat nobody said if disrupting the perpetrator was considered."""
        return self.critical and (self.last is None or not self.last.disrupt)


def threat_list(standing: Standing) -> list[Threat]:
    """Every priority threat with its last approach; those without one first. Two queries."""
    prefetch = Prefetch("approaches", approaches_for(standing), to_attr="kept")
    rows = [
        Threat(threat, (threat.priority or 0) >= CRITICAL, next(iter(threat.kept), None))
        for threat in threats_for(standing).prefetch_related(prefetch)
    ]
    return sorted(rows, key=lambda row: row.last is not None)


@dataclass(frozen=True)
class FieldsChanged:
    """One version of an approach, and which of its fields differ from the version before."""

    approach: ThreatApproach
    changed: list[str]


def versions_of(standing: Standing, risk: Risk) -> list[FieldsChanged]:
    """The versions of a threat's approach, newest first. One query."""
    rows = list(approaches_for(standing).filter(risk=risk))
    return [
        FieldsChanged(
            one, [n for n in TOLD if getattr(one, n) != getattr(before, n)] if before else []
        )
        for one, before in zip_longest(rows, rows[1:])
    ]
