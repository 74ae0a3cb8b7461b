"""The risk register for programs: suggested and agreed values, proposals, adoption."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from tutela_web.access.page_access import enter
from tutela_web.places.queries import places_for
from tutela_web.records.endpoints.kind_api import add_endpoints
from tutela_web.records.endpoints.read_endpoints import ReadEndpoints
from tutela_web.records.endpoints.schemas import ColumnSchema
from tutela_web.records.own.api import OwnHeld, OwnOut
from tutela_web.records.own.verbs import fill_fields
from tutela_web.risk import verbs
from tutela_web.risk.agreed.api import router as order_router
from tutela_web.risk.atrocity.api import AtrocityOut, atrocity
from tutela_web.risk.atrocity.kinds import ATROCITY_FACTOR, VIOLENCE_OUTLOOK
from tutela_web.risk.figures import FactorInput
from tutela_web.risk.groups.kind import GROUP_RISK
from tutela_web.risk.groups.queries import by_group_at
from tutela_web.risk.imported_forecasts.api import router as imported_forecasts
from tutela_web.risk.imported_forecasts.kind import FORECAST
from tutela_web.risk.models import Risk, SuggestedRisk
from tutela_web.risk.own import queries as own
from tutela_web.risk.queries import RegisterFilters, register, risks_for
from tutela_web.risk.questions.kind import QUESTION
from tutela_web.risk.threats.api import AnalysisOut, threats

router = Router(tags=["risks"])
as_risks = ReadEndpoints(router, __name__, reads="risks")
router.add_router("", order_router)
add_endpoints(router, QUESTION, "risks/questions", order="due_on", writes=True)
add_endpoints(router, GROUP_RISK, "risks/groups", order="-source_on", writes=True)
add_endpoints(router, ATROCITY_FACTOR, "risks/atrocity/factors", order="-assessed_on", writes=True)
add_endpoints(
    router, VIOLENCE_OUTLOOK, "risks/atrocity/outlooks", order="-assessed_on", writes=True
)
router.get("/missions/{code}/risks/threats", response=AnalysisOut, by_alias=True)(threats)
router.get("/missions/{code}/risks/atrocity", response=AtrocityOut)(atrocity)
add_endpoints(router, FORECAST, "risks/forecasts", order="-issued_on")
router.add_router("", imported_forecasts)


class Figures(
    ColumnSchema,
    of=Risk,
    columns="intent capability vulnerability risk risk_low risk_high band gravity priority "
    "confidence",
):
    """A value of a risk: R 0-100 with its interval, band 0-4, gravity 1-5, priority 0-3."""


class SuggestedFigures(
    ColumnSchema,
    of=SuggestedRisk,
    columns="intent capability vulnerability risk risk_low risk_high band gravity priority "
    "confidence insufficient_data hotspot leads places likelihood likelihood_low likelihood_high "
    "value rank rank_low rank_high first_ten first_twenty ties_next",
):
    """What the method suggests: the score as above, which is none where `insufficient_data`; how
    likely an attack is within 30 days (of its hotspot where it `leads`; null: not estimated), and
    where its hotspot stands in the suggested order."""


class RiskOut(
    ColumnSchema,
    of=Risk,
    columns="id version place_id actor harm horizon_days status reason owner review_on agreed_at",
):
    """A line of the register as a record; the figures are those the forum adopted."""

    factors: dict[str, Any]
    proposal: dict[str, Any] | None
    agreed: Figures
    own: OwnOut = None

    @staticmethod
    def resolve_agreed(risk: Risk) -> Risk:
        return risk


class LineOut(Schema):
    """A line in order: the suggested value beside the agreed one. `rank` is its place in this list,
    `suggested.rank` that of its hotspot."""

    rank: int
    place_id: UUID
    place: str
    actor: str
    harm: str
    level: int
    priority: str
    agreed: Figures | None
    suggested: SuggestedFigures | None
    risk_id: UUID | None
    own: OwnOut = None


class RegisterOut(Schema):
    """A page of the register."""

    as_of: date | None
    total: int
    page: int
    pages: int
    lines: list[LineOut]


class GroupOut(Schema):
    """A group at a place. Not `assessed` is not known, and not safe; `waiting` views of children
    count once the child protection office agreed with them."""

    group: str
    assessed: bool
    waiting: int
    views: list[UUID]
    lacks: list[list[str]]


class ByGroupOut(Schema):
    """Every group at a place, in one order for every place: it is no rank. `one_sex`: of which sex
    alone everything was heard, empty where that is not so."""

    place_id: UUID
    one_sex: str
    groups: list[GroupOut]


class Factor(Schema):
    """A factor's value with its interval, 0-5, and why."""

    value: float = Field(ge=0, le=5)
    low: float = Field(ge=0, le=5)
    high: float = Field(ge=0, le=5)
    why: str = ""


class Proposal(Schema):
    """Another value, with a reason; a factor that is null becomes a blank."""

    version: int
    reason: str
    factors: dict[str, Factor | None] = {}
    gravity: int | None = Field(None, ge=1, le=5)
    owner: str | None = None


class NewRisk(Schema):
    """A place, an actor and a harm to put on the register."""

    place_id: UUID
    actor: str = Field(max_length=200)
    harm: str


class OwnFields(Schema):
    """What is filled in of the mission's own fields, by their codes."""

    own: dict[str, OwnHeld] = Field(max_length=100)


class Adoption(Schema):
    """What the POC forum adopted, and when."""

    forum_date: date
    note: str = ""
    risks: list[UUID]


@router.get("/missions/{code}/risks", response=RegisterOut)
def risks(
    request: HttpRequest,
    code: str,
    area: str = "",
    actor: str = "",
    harm: str = "",
    priority: str = "",
    threat: str = "",
    text: str = "",
    page: int = 1,
) -> Any:
    """The register in order: hotspots first, by priority, then likelihood times what such attacks
    weigh; what people agreed keeps its priority."""
    standing = enter(request, code, "risks")
    asked = RegisterFilters(
        area=area, actor=actor, harm=harm, priority=priority, threat=threat, text=text
    )
    lines = register(standing, asked, page=page)
    own.tell(standing, own.records_of(lines.lines))
    return {
        "as_of": lines.assessment.on if lines.assessment else None,
        "total": lines.total,
        "page": lines.page,
        "pages": lines.pages,
        "lines": [
            {
                "rank": rank,
                "place_id": line.place.pk,
                "place": line.place.name,
                "actor": line.actor,
                "harm": line.harm,
                "level": line.level,
                "priority": line.priority,
                "agreed": line.risk if line.agreed else None,
                "suggested": line.suggested,
                "risk_id": line.risk.pk if line.risk else None,
                "own": getattr(line.risk, "own", None),
            }
            for rank, line in enumerate(lines.lines, lines.first)
        ],
    }


as_risks.add_record(
    "risks",
    "risk",
    RiskOut,
    risks_for,
    about="One line of the register; reading one that is confidential is a line in the audit.",
    tell=lambda standing, risk: own.tell(standing, [risk]),
)


@router.post("/missions/{code}/risks", response={201: RiskOut})
def put(request: HttpRequest, code: str, body: NewRisk) -> Any:
    """Put a line on the register; the same one twice is one."""
    standing = enter(request, code, "risks")
    place = get_object_or_404(places_for(standing), pk=body.place_id)
    made = verbs.register_risk(place=place, actor=body.actor, harm=body.harm, by=standing)
    own.tell(standing, [made])
    return Status(201, made)


@router.post("/missions/{code}/risks/{uuid:pk}/proposal", response=RiskOut)
def propose(request: HttpRequest, code: str, pk: UUID, body: Proposal) -> Any:
    """Propose another value; the agreed one stands until the forum adopts."""
    standing = enter(request, code, "risks")
    risk = get_object_or_404(risks_for(standing), pk=pk)
    changes: dict[str, FactorInput | None] = {
        name: {"value": f.value, "low": f.low, "high": f.high, "why": f.why} if f else None
        for name, f in body.factors.items()
    }
    proposed = verbs.propose(
        risk,
        by=standing,
        version=body.version,
        reason=body.reason,
        changes=changes,
        gravity=body.gravity,
        owner=body.owner,
    )
    own.tell(standing, [proposed])
    return proposed


@router.patch("/missions/{code}/risks/{uuid:pk}/own-fields", response=RiskOut)
def fill_own_fields(request: HttpRequest, code: str, pk: UUID, body: OwnFields) -> Any:
    """Fill in the mission's own fields of a line of the register: those that are sent."""
    standing = enter(request, code, "risks")
    risk = get_object_or_404(risks_for(standing), pk=pk)
    fill_fields(risk, own.carrier(), body.own, by=standing)
    own.tell(standing, [risk])
    return risk


@router.post("/missions/{code}/adoptions", response=list[RiskOut])
def adopt(request: HttpRequest, code: str, body: Adoption) -> Any:
    """Adopt the values of the forum; all or none."""
    standing = enter(request, code, "risks")
    found = list(risks_for(standing).filter(pk__in=body.risks))
    adopted = verbs.adopt(found, by=standing, forum_date=body.forum_date, note=body.note)
    own.tell(standing, adopted)
    return adopted


@router.get("/missions/{code}/places/{uuid:pk}/groups", response=ByGroupOut)
def groups_at_place(request: HttpRequest, code: str, pk: UUID) -> Any:
    """How each group is at risk at a place: the views that count, by id, with what each lacks."""
    standing = enter(request, code, "risks")
    by_group = by_group_at(standing, get_object_or_404(places_for(standing), pk=pk))
    return {
        "place_id": pk,
        "one_sex": by_group.one_sex,
        "groups": [
            {
                "group": group.group,
                "assessed": group.assessed,
                "waiting": group.waiting,
                "views": [view.row.pk for view in group.views],
                "lacks": [view.lacks for view in group.views],
            }
            for group in by_group.groups
        ],
    }
