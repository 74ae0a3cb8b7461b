"""Hotspots: the ranked places of the situation page, agreed values before suggested ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from tutela_web.access.policy import EVERYWHERE, NOBODY, Standing
from tutela_web.places.models import Place
from tutela_web.risk.models import Assessment, Risk, SuggestedRisk

WEEKS = 12
PRIORITIES = ("low", "moderate", "high", "critical")
CONFIDENCES = ("low", "moderate", "high")


@dataclass(frozen=True)
class Filters:
    """What the address of the page asks for; empty means any."""

    area: str = ""
    actor: str = ""
    harm: str = ""
    priority: str = ""
    confidence: str = ""
    text: str = ""

    def on_suggested(self) -> Q:
        """As a condition on suggested risks."""
        asked = self._on_any()
        if self.confidence in CONFIDENCES:
            asked &= Q(confidence=CONFIDENCES.index(self.confidence))
        return asked

    def on_agreed(self) -> Q:
        """As a condition on the register; an agreed value states no confidence of its own."""
        return self._on_any() if not self.confidence else NOBODY

    def _on_any(self) -> Q:
        asked = Q()
        if self.area:
            asked &= Q(area__code=self.area)
        if self.actor:
            asked &= Q(actor=self.actor)
        if self.harm:
            asked &= Q(harm=self.harm)
        if self.priority in PRIORITIES:
            asked &= Q(priority=PRIORITIES.index(self.priority))
        if self.text:
            asked &= Q(place__name__icontains=self.text)
        return asked

    def set(self) -> dict[str, str]:
        """Those that are set, as the address writes them."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass
class Hotspot:
    """One ranked place: its worst risk by the agreed value, or by the suggested one."""

    rank: int
    place: Place
    actor: str
    harm: str
    level: int  # 1 very low ... 5 very high
    score: float
    low: float
    high: float
    intent: float | None
    capability: float | None
    vulnerability: float | None
    priority: str
    confidence: str
    agreed: bool
    insufficient: bool
    why: Any = ""
    others: int = 0
    weeks: list[float | None] = field(default_factory=list)


def latest_assessment(standing: Standing, *, before: Any = None) -> Assessment | None:
    """The newest open assessment, or the newest made before a moment."""
    made = Assessment.objects.filter(mission=standing.mission, compartment="")
    if before is not None:
        made = made.filter(made_at__lt=before)
    return made.order_by("-on", "-made_at").first()


def suggested_for(standing: Standing, assessment: Assessment) -> QuerySet[SuggestedRisk]:
    """The suggested risks of an assessment that the person may see."""
    reading = standing.readings.get("risks")
    if reading is None:
        return SuggestedRisk.objects.none()
    seen = SuggestedRisk.objects.filter(
        assessment=assessment, place__classification__lte=reading.clearance
    )
    return seen if reading.areas is EVERYWHERE else seen.filter(area_id__in=reading.areas)


def agreed_for(standing: Standing) -> QuerySet[Risk]:
    """The adopted lines of the register that the person may see."""
    return Risk.objects.filter(
        standing.sees_open("risks"), status=Risk.Status.ADOPTED, risk__isnull=False
    )


def hotspots(
    standing: Standing, assessment: Assessment | None, filters: Filters, *, top: int = 25
) -> tuple[list[Hotspot], int]:
    """The first `top` hotspots, one a place, and how many places there are in all.

    Order: priority, then R (domain reference, d). A place with an agreed value shows that.
    """
    agreed = list(agreed_for(standing).filter(filters.on_agreed()).select_related("place")[:500])
    settled = {risk.place_id for risk in agreed}
    suggested: list[SuggestedRisk] = []
    total = len(settled)
    others: dict[UUID, int] = {}
    if assessment is not None:
        seen = suggested_for(standing, assessment).filter(filters.on_suggested())
        by_place = seen.exclude(place_id__in=settled).values("place_id")
        first = by_place.annotate(first=Min("order")).order_by("first")
        total += first.count()
        orders = [row["first"] for row in first[:top]]
        suggested = list(
            SuggestedRisk.objects.filter(assessment=assessment, order__in=orders)
            .select_related("place")
            .order_by("order")
        )
    shown = [_agreed(risk) for risk in agreed] + [_suggested(risk) for risk in suggested]
    shown.sort(key=lambda h: (-PRIORITIES.index(h.priority), -h.score, h.place.name))
    best: dict[UUID, Hotspot] = {}
    for hotspot in shown:
        best.setdefault(hotspot.place.pk, hotspot)
    chosen = list(best.values())[:top]
    for number, hotspot in enumerate(chosen, 1):
        hotspot.rank = number
        hotspot.others = others.get(hotspot.place.pk, 0)
    _with_weeks(standing, chosen)
    return chosen, total


def _suggested(risk: SuggestedRisk) -> Hotspot:
    return Hotspot(
        rank=0, place=risk.place, actor=risk.actor, harm=risk.harm, level=risk.band + 1,
        score=risk.risk, low=risk.risk_low, high=risk.risk_high, intent=risk.intent,
        capability=risk.capability, vulnerability=risk.vulnerability,
        priority=PRIORITIES[risk.priority], confidence=CONFIDENCES[risk.confidence],
        agreed=False, insufficient=risk.insufficient_data, why=first_reason(risk.evidence),
    )  # fmt: skip


def _agreed(risk: Risk) -> Hotspot:
    score = risk.risk or 0.0
    return Hotspot(
        rank=0, place=risk.place, actor=risk.actor, harm=risk.harm, level=(risk.band or 0) + 1,
        score=score, low=risk.risk_low or score, high=risk.risk_high or score,
        intent=risk.intent, capability=risk.capability, vulnerability=risk.vulnerability,
        priority=PRIORITIES[risk.priority or 0], confidence="", agreed=True,
        insufficient=False, why=risk.reason,
    )  # fmt: skip


def first_reason(evidence: Sequence[Mapping[str, Any]]) -> Any:
    """The sentence of the strongest filled factor: why this place, in one line."""
    filled = [fact for fact in evidence if fact.get("value") is not None]
    if not filled:
        return ""
    return max(filled, key=lambda fact: (fact["component"] == "I", fact["value"]))["why"]


def _with_weeks(standing: Standing, chosen: Sequence[Hotspot]) -> None:
    """The suggested score of each of the last weeks: a gap is a week without an assessment."""
    made = list(
        Assessment.objects.filter(mission=standing.mission, compartment="")
        .order_by("-on", "-made_at")
        .values_list("pk", "on")[: WEEKS * 2]
    )
    by_week: dict[date, UUID] = {}
    for pk, on in made:
        by_week.setdefault(on - timedelta(days=on.weekday()), pk)
    weeks = sorted(by_week)[-WEEKS:]
    if not weeks:
        return
    keys = {(h.place.pk, h.actor, h.harm) for h in chosen}
    rows = SuggestedRisk.objects.filter(
        assessment__in=[by_week[week] for week in weeks],
        place__in={h.place.pk for h in chosen},
    ).values_list("assessment_id", "place_id", "actor", "harm", "risk")
    scores = {(a, (p, actor, harm)): r for a, p, actor, harm, r in rows if (p, actor, harm) in keys}
    spread = [weeks[-1] - timedelta(weeks=n) for n in reversed(range(WEEKS))]
    for hotspot in chosen:
        key = (hotspot.place.pk, hotspot.actor, hotspot.harm)
        hotspot.weeks = [
            scores.get((by_week[week], key)) if week in by_week else None for week in spread
        ]


def not_assessed(standing: Standing, assessment: Assessment | None) -> QuerySet[Place]:
    """Places the person may see about which no risk is on record: unknown, which is not safe."""
    places = Place.objects.filter(standing.sees("places"), retired=False)
    here = Q(place=OuterRef("pk"))
    places = places.filter(~Exists(Risk.objects.filter(here, status=Risk.Status.ADOPTED)))
    if assessment is not None:
        places = places.filter(~Exists(SuggestedRisk.objects.filter(here, assessment=assessment)))
    return places.order_by("-population", "name")
