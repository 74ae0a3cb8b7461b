"""The analysis of threats for programs, as the page tells it."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Schema

from tutela_web.access.page_access import enter
from tutela_web.risk.queries import areas_with_risks_for
from tutela_web.risk.threats.queries import AttackRow, ThreatAnalysis, analyse_threats


class ClassOut(Schema):
    """A class of perpetrators; killed null where no number is known, share of all acts 0 to 1."""

    name: str = Field(serialization_alias="class")
    state: bool
    acts: int
    share: float | None
    killed: int | None
    killed_not_known: int
    last_90_days: int
    days_90_before: int
    risks_agreed: int
    risks_only_suggested: int


class AreaOut(Schema):
    """Whether people assessed a force of a state there."""

    area: str
    state_assessed: bool
    risks_agreed: int
    risks_only_suggested: int
    acts: int


class ThreatOut(Schema):
    """A line of the register, and what stands behind it within 25 km of its place."""

    kind: Literal["actual", "potential"]
    place_id: UUID
    place: str
    actor: str
    harm: str
    risk_id: UUID | None
    acts: int
    newest: date | None
    killed: int | None
    other_acts: int
    by_nobody_known: int
    signs: int
    sources: dict[str, int]
    single_kind_of_source: bool
    single_record: bool


class AttacksOut(Schema):
    """Method, motive and pattern of an actor or in an area; null where it is not known."""

    of: str | None
    acts: int
    methods: dict[str, int]
    motives: dict[str, int]
    motive_not_known: int
    areas: int
    last_90_days: int
    days_90_before: int
    at_night: int
    hours_known: int


class AnalysisOut(Schema):
    """Acts against civilians of a year, each once, from open evidence up to Confidential."""

    on: date
    since: date
    acts: int
    without_day: int
    motive_not_known: int
    classes: list[ClassOut]
    areas: list[AreaOut]
    threats: list[ThreatOut]
    lines: int = Field(description="of the register; only its first are parted by kind of threat")
    by_actor: list[AttacksOut]
    by_area: list[AttacksOut]


def threats(request: HttpRequest, code: str, area: str = "") -> Any:
    """Perpetrators on one scale, areas without an assessment of state forces, actual and potential
    threats with their sources, method, motive and pattern."""
    standing = enter(request, code, "risks")
    chosen = next(
        (
            areas_with_risk
            for areas_with_risk in areas_with_risks_for(standing)
            if areas_with_risk.code == area
        ),
        None,
    )
    if area and chosen is None:
        raise Http404
    return _as_answer(analyse_threats(standing, chosen))


def _as_answer(analysis: ThreatAnalysis) -> dict[str, Any]:
    return {
        "on": analysis.on,
        "since": analysis.since,
        "acts": analysis.acts,
        "without_day": analysis.undated,
        "motive_not_known": analysis.no_motive,
        "classes": [
            {
                "name": row.of.name,
                "state": row.of.state,
                "acts": row.measures.acts,
                "share": row.measures.share,
                "killed": row.measures.killed,
                "killed_not_known": row.measures.uncounted,
                "last_90_days": row.measures.recent,
                "days_90_before": row.measures.before,
                "risks_agreed": row.agreed,
                "risks_only_suggested": row.suggested,
            }
            for row in analysis.classes
        ],
        "areas": [
            {
                "area": area.area.code,
                "state_assessed": area.assessed,
                "risks_agreed": area.agreed,
                "risks_only_suggested": area.suggested,
                "acts": area.acts,
            }
            for area in analysis.areas
        ],
        "threats": [
            {
                "kind": kind,
                "place_id": row.line.place.pk,
                "place": row.line.place.name,
                "actor": row.line.actor,
                "harm": row.line.harm,
                "risk_id": row.line.risk.pk if row.line.risk else None,
                "acts": row.evidence.acts,
                "newest": row.evidence.newest,
                "killed": row.evidence.killed,
                "other_acts": row.evidence.other,
                "by_nobody_known": row.evidence.nobody,
                "signs": row.evidence.signs,
                "sources": row.evidence.sources,
                "single_kind_of_source": row.evidence.single_kind,
                "single_record": row.evidence.single_record,
            }
            for kind, rows in analysis.threats.items()
            for row in rows
        ],
        "lines": analysis.register,
        "by_actor": [_attacks(row) for row in analysis.by_actor],
        "by_area": [_attacks(row) for row in analysis.by_area],
    }


def _attacks(row: AttackRow) -> dict[str, Any]:
    return {
        "of": row.name or None,
        "acts": row.told.acts,
        "methods": dict(row.told.methods),
        "motives": dict(row.told.motives),
        "motive_not_known": row.told.no_motive,
        "areas": row.told.areas,
        "last_90_days": row.told.recent,
        "days_90_before": row.told.before,
        "at_night": row.told.at_night,
        "hours_known": row.told.hours_known,
    }
