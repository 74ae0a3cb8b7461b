"""The risk of atrocity crimes for programs: every factor and kind, assessed or not."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Schema

from tutela_web.access.page_access import enter
from tutela_web.records.pages import read_lines
from tutela_web.risk.atrocity.models import AtrocityFactor, ViolenceOutlook
from tutela_web.risk.atrocity.queries import picture_of_atrocity, shown_on_page
from tutela_web.risk.queries import areas_with_risks_for


class FactorStateOut(Schema):
    """A factor with its newest assessment; null was not assessed, which is not absent."""

    number: int
    set: str
    title: str
    assessment_id: UUID | None
    finding: str | None
    sureness: str | None
    assessed_on: date | None
    assessed_by: str | None
    older_than_90_days: bool


class OutlookStateOut(Schema):
    """A kind of violence with its newest outlook; null was not assessed, which is not unlikely."""

    kind: str
    family: str
    outlook_id: UUID | None
    chance: str | None
    until: date | None
    sureness: str | None
    assessed_on: date | None
    assessed_by: str | None
    over: bool
    came: str | None


class AtrocityOut(Schema):
    """What persons assessed of one area, or of the whole mission. No figure is made of it."""

    area: str | None
    factors: list[FactorStateOut]
    outlooks: list[OutlookStateOut]


def atrocity(request: HttpRequest, code: str, area: str = "") -> Any:
    """The fourteen factors of the Framework of Analysis for Atrocity Crimes, and the outlook of
    each kind of violence by itself."""
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
    picture = picture_of_atrocity(standing, chosen)
    read_lines(standing, shown_on_page(picture))
    return {
        "area": chosen.code if chosen else None,
        "factors": [
            {
                "number": row.number,
                "set": row.factor.set,
                "title": row.factor.title,
                "assessment_id": row.last.pk if row.last else None,
                "older_than_90_days": row.stale,
                **_of(row.last, "finding", "sureness", "assessed_on", "assessed_by"),
            }
            for _set, rows in picture.factors
            for row in rows
        ],
        "outlooks": [
            {
                "kind": row.kind.kind,
                "family": row.kind.family,
                "outlook_id": row.last.pk if row.last else None,
                "over": row.over,
                **_of(
                    row.last, "chance", "until", "sureness", "assessed_on", "assessed_by", "came"
                ),
            }
            for _family, rows in picture.outlooks
            for row in rows
        ],
    }


def _of(record: AtrocityFactor | ViolenceOutlook | None, *names: str) -> dict[str, Any]:
    """Fields of a record; null where there is none, or a field is blank."""
    return {name: getattr(record, name, None) or None for name in names}
