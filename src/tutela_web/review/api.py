"""A strategy under review for programs: read only."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from tutela_web.access.page_access import enter
from tutela_web.records.pages import read_line
from tutela_web.review.amber.queries import amber_of
from tutela_web.review.rounds.queries import reviews_for
from tutela_web.strategy.edition.queries import IN_FORCE, strategies_for

router = Router(tags=["strategy"])


class ReasonOut(Schema):
    """Why a section is amber, as far as this person may know."""

    kind: str
    what: str
    before: str
    after: str


class AmberOut(Schema):
    """A section to look at again; `hidden` says that a capacity or caveat of which this person may
    know no more moved too."""

    letter: str
    hidden: bool
    why: list[ReasonOut]


class ReviewOut(Schema):
    """A review: whose it is, by when, and what came of it; nobody's has no owner."""

    id: UUID
    kind: str
    owner: str
    opened_on: date
    due: date
    late: bool
    closed_on: date | None
    came_of: str


class UnderReviewOut(Schema):
    """The strategy in force under review; `strategy` is null where none is in force that this
    person may read."""

    strategy: UUID | None
    amber: list[AmberOut]
    reviews: list[ReviewOut]


@router.get("/missions/{code}/strategy/review", response=UnderReviewOut)
def under_review(request: HttpRequest, code: str) -> Any:
    """The sections in amber and the reviews of the strategy in force."""
    standing = enter(request, code, "strategy")
    strategy = strategies_for(standing).filter(state=IN_FORCE).select_related("mission").first()
    if strategy is None:
        return {"strategy": None, "amber": [], "reviews": []}
    read_line(standing, strategy)
    return {
        "strategy": strategy.pk,
        "amber": [
            {
                "letter": amber.letter,
                "hidden": amber.hidden,
                "why": [
                    {
                        "kind": moved.trigger.kind,
                        "what": moved.trigger.what,
                        "before": moved.before,
                        "after": moved.after,
                    }
                    for moved in amber.why
                ],
            }
            for amber in amber_of(standing, strategy).sections.values()
        ],
        "reviews": [
            {
                "id": row.pk,
                "kind": row.kind,
                "owner": row.owner.title if row.owner else "",
                "opened_on": row.opened_on,
                "due": row.due,
                "late": row.late(standing.on),
                "closed_on": row.closed_on,
                "came_of": row.came_of,
            }
            for row in reviews_for(standing).filter(strategy=strategy).order_by("-opened_on")
        ],
    }
