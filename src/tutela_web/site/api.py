"""The JSON API under /api/v1: the same verbs and queries as the pages, described in OpenAPI."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError

from tutela.base.errors import TutelaError
from tutela_web.access.api import NotSignedIn, error_body, not_found_body, signed_in, status_of
from tutela_web.access.policy import missions_of
from tutela_web.base import clock
from tutela_web.incidents.api import router as incidents
from tutela_web.places.api import router as places
from tutela_web.risk.api import router as risks


class Token:
    """A device's token; a browser's session for reading."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Any:
        return signed_in(request).user


api = NinjaAPI(
    title="Tutela",
    version="1",
    description="Protection of civilians in peace operations. Errors have one shape; a stranger, "
    "another mission's member and a missing record are all 404. Scores are suggestions.",
    urls_namespace="api",
    auth=Token(),
    docs_url=None,  # its page would load from another host
)


@api.exception_handler(TutelaError)
def refused(request: HttpRequest, error: TutelaError) -> HttpResponse:
    """What, where, next."""
    answer = api.create_response(request, error_body(error), status=status_of(error))
    if isinstance(error, NotSignedIn):
        answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """No sign of whether there is such a record."""
    return api.create_response(request, not_found_body(), status=404)


@api.exception_handler(ValidationError)
def unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Which fields do not fit, and why; never the words that were sent."""
    faults = [{"where": ".".join(map(str, e["loc"])), "what": e["msg"]} for e in error.errors]
    told = {"code": "input.unfit", "what": "some fields do not fit", "where": "",
            "next": "see fields, mend them and send again", "fields": faults}  # fmt: skip
    return api.create_response(request, {"error": told}, status=422)


class MissionOut(Schema):
    """A mission this person stands for something in."""

    code: str
    name: str
    kind: str
    now: str


@api.get("/missions", response=list[MissionOut], tags=["missions"])
def missions(request: HttpRequest) -> Any:
    """The missions of this person, each with its own time."""
    return [
        {"code": m.code, "name": m.name, "kind": m.kind, "now": clock.now(m).isoformat()}
        for m in missions_of(request.user)
    ]


for router in (places, incidents, risks):
    api.add_router("", router)
