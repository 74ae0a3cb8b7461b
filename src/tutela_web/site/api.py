"""The JSON API under /api/v1: the same verbs and queries as the pages, described in OpenAPI.

It is read with its first call (`tutela_web.urls`): to make what describes everything that is sent
and answered takes half as long as all else that a server loads, and a browser asks for pages.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI, Router, Schema
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.responses import NinjaJSONEncoder

from tutela import __version__
from tutela.base.errors import TutelaError
from tutela_web.access.api import Refused
from tutela_web.access.callers import (
    endpoint,
    error_body,
    not_found_body,
    signed_in,
    too_much_body,
    unreadable_body,
)
from tutela_web.access.middleware import answer_busy
from tutela_web.access.policy import missions_of
from tutela_web.access.statuses import NotSignedIn, status_of
from tutela_web.actors.api import router as actors
from tutela_web.base import clock
from tutela_web.base.sent_json import read_json, require_keepable, texts_of
from tutela_web.base.upkeep import faults
from tutela_web.base.upkeep.moment import read_at_one_moment
from tutela_web.capacity.api import router as bases_and_units
from tutela_web.conduct.api import router as misconduct
from tutela_web.crisis.api import plans
from tutela_web.crisis.api import router as crisis
from tutela_web.deployment.api import router as deployment
from tutela_web.engagements.api import router as engagements
from tutela_web.exercise.api import router as exercise
from tutela_web.fora.api import router as fora
from tutela_web.incidents.api import router as incidents
from tutela_web.incidents.uploads.api import router as imports
from tutela_web.incidents.uploads.asked_api import router as asked
from tutela_web.intake.api import router as intake
from tutela_web.lessons.api import router as lessons
from tutela_web.mandate.api import router as mandate
from tutela_web.monitoring.measured.api import router as indicators
from tutela_web.monitoring.progress.api import router as line_reviews
from tutela_web.monitoring.results.api import router as mandate_results
from tutela_web.outreach.api import router as outreach
from tutela_web.partners.api import router as partners
from tutela_web.places.api import router as places
from tutela_web.plugins.rooms import standing_rooms
from tutela_web.programme.api import router as programme
from tutela_web.questionnaires.api import router as questionnaires
from tutela_web.records.endpoints.bounds import (
    TooMuchSent,
    require_fitting_bytes,
    require_fitting_values,
)
from tutela_web.records.endpoints.kind_api import add_endpoints
from tutela_web.reporting.api import router as reports
from tutela_web.review.api import router as review
from tutela_web.risk.api import router as risks
from tutela_web.risk.readings.api import router as joint_readings
from tutela_web.strategy.api import router as strategy
from tutela_web.warning.api import router as alerts


class Token:
    """A device's token; a browser's session for reading."""

    openapi_security_schema = {"type": "http", "scheme": "bearer"}

    def __call__(self, request: HttpRequest) -> Any:
        return signed_in(request).user


class Readable(Parser):
    """Refuses what no database keeps: NaN, letters without a meaning, the letter nought; and more
    than an address takes, before anything judges it."""

    def parse_body(self, request: HttpRequest) -> Any:
        require_fitting_bytes(request, api)
        sent = read_json(request.body)
        require_fitting_values(sent, request, api)
        return sent

    def parse_querydict(
        self, data: MultiValueDict[str, str], list_fields: list[str], request: HttpRequest
    ) -> Any:
        given = super().parse_querydict(data, list_fields, request)
        try:
            for text in texts_of(given):
                require_keepable(text)
        except ValueError as fault:
            raise HttpError(400, "not readable") from fault
        return given


MOST_UNFIT = 20
"""So many fields that do not fit are named in an answer."""

MOST_WHERE = 200

FIRST_IN = {
    **dict.fromkeys(("fora", "engagements", "partners"), "coordination"),
    **dict.fromkeys(("programme", "review"), "strategy"),
}
"""The room an operation of another was first in: programs made from the description know it so."""


class Described(NinjaAPI):
    """The API whose description names the one shape of error beside every answer."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        named = super().get_openapi_operation_id(operation)
        room = operation.view_func.__module__.split(".")[1]
        named = named.replace("_uploads_api_", "_import_api_")  # as they were called first
        return named.replace(room, FIRST_IN.get(room, room), 1)

    def get_openapi_schema(self, **how: Any) -> OpenAPISchema:
        described = super().get_openapi_schema(**how)
        error = Refused.model_json_schema(ref_template=REF_TEMPLATE)
        described.add_schema_definitions(error.pop("$defs") | {"Refused": error})
        answer = {
            "description": "What went wrong, where, and what to do next",
            "content": {
                "application/json": {"schema": {"$ref": REF_TEMPLATE.format(model="Refused")}}
            },
        }
        for methods in described["paths"].values():
            for operation in methods.values():
                operation["responses"]["default"] = answer
        return described


@cache
def _description() -> tuple[bytes, bytes]:
    """The description of the API, plain and packed: made once by each process of a version."""
    with translation.override(None):
        plain = json.dumps(api.get_openapi_schema(), cls=NinjaJSONEncoder).encode()
    return plain, gzip.compress(plain, mtime=0)


def _answer_description(_view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The description, to who is signed in: in place of the library's view, which asks nobody who
    they are and makes it anew each time."""

    @endpoint
    def answer(request: HttpRequest) -> HttpResponse:
        plain, packed = _description()
        packs = "gzip" in request.headers.get("Accept-Encoding", "")
        description = HttpResponse(packed if packs else plain, content_type="application/json")
        if packs:
            description["Content-Encoding"] = "gzip"
        patch_vary_headers(description, ["Accept-Encoding"])
        return description

    return answer


api = Described(
    title="Tutela",
    version="1",
    description="Protection of civilians in peace operations. Errors have one shape; a stranger, "
    "another mission's member and a missing record are all 404. Scores are suggestions.",
    urls_namespace="api",
    auth=Token(),
    parser=Readable(),
    docs_url=None,  # its page would load from another host
    docs_decorator=_answer_description,
)


@api.exception_handler(TutelaError)
def answer_refusal(request: HttpRequest, error: TutelaError) -> HttpResponse:
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
    """Which fields do not fit, the first of them, and why; never the words that were sent."""
    unfit_fields = [
        {"where": ".".join(map(str, e["loc"]))[:MOST_WHERE], "what": e["msg"]}
        for e in error.errors[:MOST_UNFIT]
    ]
    told: dict[str, Any] = {
        "code": "input.unfit",
        "what": "some fields do not fit",
        "where": "",
        "next": "see fields, mend them and send again",
        "fields": unfit_fields,
    }
    if more := len(error.errors) - len(unfit_fields):
        told["more"] = more
    return api.create_response(request, {"error": told}, status=422)


@api.exception_handler(HttpError)
def answer_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What was sent is no JSON, holds what cannot be kept, or is more than the address takes."""
    if isinstance(error.__cause__, TooMuchSent):
        return api.create_response(request, too_much_body(), status=413)
    return api.create_response(request, unreadable_body(), status=error.status_code)


@api.exception_handler(OperationalError)
def busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """The database is locked, full or away: nothing is half kept, and sending again is safe."""
    return answer_busy(request, error)


@api.exception_handler(OSError)
def no_room(request: HttpRequest, error: OSError) -> HttpResponse:
    """What was uploaded found no room on the disk; any other fault of a file goes on."""
    if not faults.is_disk(error):
        raise error
    return answer_busy(request, error)


class VersionOut(Schema):
    """What runs here."""

    tutela: str
    interface: str


@api.get("/version", response=VersionOut, tags=["version"])
def version(request: HttpRequest) -> VersionOut:
    """The version of Tutela that runs, and of this interface; to who is signed in alone, for a
    stranger would know by it which faults are open."""
    return VersionOut(tutela=__version__, interface="v1")


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


for router in (
    places,
    actors,
    bases_and_units,
    misconduct,
    incidents,
    imports,
    asked,
    risks,
    joint_readings,
    alerts,
    intake,
    questionnaires,
    crisis,
    plans,
    mandate,
    partners,
    outreach,
    fora,
    engagements,
    programme,
    deployment,
    exercise,
    review,
    strategy,
    reports,
    indicators,
    line_reviews,
    mandate_results,
    lessons,
):
    api.add_router("", router)

for room in standing_rooms():
    added = Router(tags=[room.label])
    for of_room in room.endpoints:
        path = f"x/{room.entry}/{of_room.path}"
        add_endpoints(added, of_room.kind, path, order=of_room.order, writes=of_room.writes)
    api.add_router("", added)

urlpatterns = api.urls[0]
read_at_one_moment(urlpatterns)
