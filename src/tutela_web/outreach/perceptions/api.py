"""Surveys for programs: the plan, what is asked, and what an ended one tells. No answer row by row
is told to any program."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from tutela_web.access.page_access import enter
from tutela_web.look.translate import say_in_page_language
from tutela_web.outreach.perceptions.kinds import ITEM, SURVEY
from tutela_web.outreach.perceptions.queries import KIND, because_of, surveys_told
from tutela_web.records.endpoints.kind_api import add_endpoints
from tutela_web.records.pages import read_line

router = Router(tags=["outreach"])
add_endpoints(router, SURVEY, "outreach/surveys", order="-number")
add_endpoints(router, ITEM, "outreach/survey-items", order="name")


class EstimateOut(Schema):
    """A share that a survey tells, in percent, of everybody or of a group.

    state   told, suppressed (too few people), cannot_be_told or not_asked: without figures unless
            it is told
    low, high   the 95% interval by the design, widened by those who did not say
    """

    item: str
    by: str
    group: str
    state: str
    people: int | None
    said: int | None
    places: int | None
    share: float | None
    low: float | None
    high: float | None
    effect: float | None
    unsaid: float | None
    because: str


class SurveyTold(Schema):
    """What an ended survey tells: who was approached, and its estimates."""

    id: UUID
    code: str
    starts: date
    ends: date
    closed_on: date
    approached: int
    response_rate: float | None
    places: int
    places_silent: int
    frame_unknown: int
    estimates: list[EstimateOut]


@router.get("/missions/{code}/outreach/surveys/{uuid:pk}/estimates", response=SurveyTold)
def survey_estimates(request: HttpRequest, code: str, pk: UUID) -> dict[str, Any]:
    """What an ended survey tells, as it was frozen; 404 before its fieldwork has ended."""
    standing = enter(request, code, KIND)
    survey = get_object_or_404(surveys_told(standing), pk=pk)
    read_line(standing, survey, form="api")
    response = survey.response_told
    return {
        "id": survey.pk,
        "code": survey.code,
        "starts": survey.starts,
        "ends": survey.ends,
        "closed_on": survey.closed_on,
        "approached": response["approached"],
        "response_rate": response["rate"],
        "places": response["places"],
        "places_silent": response["places_silent"],
        "frame_unknown": survey.frame_unknown,
        "estimates": [
            estimate | {"because": say_in_page_language(because_of(estimate))}
            for estimate in survey.estimates
        ],
    }
