"""What telephones ask and send: without a session, by the token that their PIN opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from tutela.base.errors import BadParameter, TutelaError
from tutela.base.messages import say
from tutela_web.access.callers import error_body
from tutela_web.access.statuses import status_of
from tutela_web.base.clock import read_moment, real_now
from tutela_web.base.sent_json import read_json
from tutela_web.base.upkeep.moment import writes_when_asked
from tutela_web.base.values import JsonValue
from tutela_web.field import queries, verbs
from tutela_web.field.envelopes import EnvelopeBroken
from tutela_web.field.models import FieldReceipt, Handset
from tutela_web.field.secure import secure_only
from tutela_web.field.wire import (
    as_text,
    forms_as_json,
    key_as_json,
    numbers_as_json,
    receipt_as_json,
    taskings_as_json,
)

MOST_BODY = 40_000
"""Bytes of what a telephone asks: the ids of the reports that wait on it."""

Ask = Callable[..., JsonResponse]


def _for_handset(view: Ask) -> Callable[..., HttpResponse]:
    """Wrap `view(request, handset, ...)`: the telephone of the token, errors in one shape."""

    @writes_when_asked  # that it was opened with its second PIN is noted by whatever it asks first
    @csrf_exempt
    @secure_only
    @wraps(view)
    def answered(request: HttpRequest, **parts: UUID) -> JsonResponse:
        try:
            scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
            handset = verbs.handset_of(token if scheme == "Bearer" else "")
            return view(request, handset, **parts)
        except EnvelopeBroken as fault:
            return JsonResponse(error_body(fault), status=422)
        except BadParameter as fault:
            return JsonResponse(error_body(fault), status=422)
        except TutelaError as fault:
            return JsonResponse(error_body(fault), status=status_of(fault))

    return answered


@csrf_exempt
@require_POST
@secure_only
def contact(request: HttpRequest) -> JsonResponse:
    """Whether a telephone is to be wiped: it asks locked too, and with nothing else to say."""
    try:
        asked = _body(request)
        handset, secret = UUID(str(asked.get("handset"))), str(asked.get("contact"))
    except (ValueError, BadParameter):
        return JsonResponse({"wipe": False})
    wipe = verbs.ask_wipe(handset, secret, wiped=asked.get("wiped") is True)
    return JsonResponse({"wipe": wipe})


@require_POST
@_for_handset
def sync(request: HttpRequest, handset: Handset) -> JsonResponse:
    """A contact: the clocks, receipts of what came meanwhile by another way, the newest key."""
    asked = _body(request)
    verbs.note_contact(
        handset, clock=_moment(asked.get("clock")), waiting=_count(asked.get("waiting"))
    )
    standing = verbs.standing_of_handset(handset)
    ids = _ids(asked.get("ids"))
    by = queries.functions_held(handset.mission)
    receipts = FieldReceipt.objects.filter(handset=handset, pk__in=ids)
    names = queries.place_names(standing)
    return JsonResponse(
        {
            "now": real_now().isoformat(),
            "receipts": [receipt_as_json(receipt, by=by) for receipt in receipts],
            "key": key_as_json(verbs.key_of_mission(handset.mission)),
            "expiry_hours": queries.settings_of(handset.mission).expiry_hours,
            "media": sorted(queries.media_of(handset.mission)),
            "places": queries.places_stamp(names),
            "forms": forms_as_json(handset.mission)["stamp"],
            "taskings": taskings_as_json(standing, hidden=handset.opened_second)["stamp"],
            "numbers": numbers_as_json(standing)["stamp"],
        }
    )


@require_http_methods(["GET"])
@_for_handset
def forms(request: HttpRequest, handset: Handset) -> JsonResponse:
    """The mission's own forms, blank."""
    return JsonResponse(forms_as_json(verbs.standing_of_handset(handset).mission))


@require_http_methods(["GET"])
@_for_handset
def taskings(request: HttpRequest, handset: Handset) -> JsonResponse:
    """The taskings that a patrol report of its person may end: no place, no intent, no alert."""
    standing = verbs.standing_of_handset(handset)
    return JsonResponse(taskings_as_json(standing, hidden=handset.opened_second))


@require_http_methods(["GET"])
@_for_handset
def numbers(request: HttpRequest, handset: Handset) -> JsonResponse:
    """Whom to call: duty numbers of posts, and the cleared services of care."""
    return JsonResponse(numbers_as_json(verbs.standing_of_handset(handset)))


@require_http_methods(["GET"])
@_for_handset
def places(request: HttpRequest, handset: Handset) -> JsonResponse:
    """The names of places of the duty area."""
    names = queries.place_names(verbs.standing_of_handset(handset))
    return JsonResponse({"stamp": queries.places_stamp(names), "places": names})


@require_http_methods(["GET", "POST"])
@_for_handset
def pieces(request: HttpRequest, handset: Handset, pk: UUID) -> JsonResponse:
    """A piece of a report, or how much of it came."""
    if request.method == "GET":
        return _answer_progress(verbs.bytes_here(handset, pk))
    length = request.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit() and int(length) <= verbs.MOST_PIECE):
        raise BadParameter(say("this is no piece of a report"), next=say("send it again"))
    piece = verbs.Piece(
        envelope=pk,
        begins=_count(request.headers.get("Piece-Begins")),
        whole=_count(request.headers.get("Piece-Whole")),
        content=request.body,
        clock=_moment(request.headers.get("Piece-Clock")),
    )
    return _answer_progress(verbs.take_piece(handset, piece))


def _answer_progress(progress: verbs.UploadProgress) -> JsonResponse:
    if progress.receipt is None:
        return JsonResponse({"here": progress.bytes_here})
    by = queries.functions_held(progress.receipt.handset.mission)
    return JsonResponse({"receipt": receipt_as_json(progress.receipt, progress.outcome, by=by)})


def _body(request: HttpRequest) -> Mapping[str, JsonValue]:
    length = request.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit() and int(length) <= MOST_BODY):
        raise _unread_error()
    try:
        asked = read_json(request.body)
    except (ValueError, RecursionError):
        raise _unread_error() from None
    if not isinstance(asked, dict):
        raise _unread_error()
    return asked


def _ids(value: JsonValue) -> list[UUID]:
    try:
        return [UUID(as_text(name)) for name in value[:500]] if isinstance(value, list) else []
    except ValueError:
        raise _unread_error() from None


def _count(value: JsonValue) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise _unread_error()
    return int(text)


def _moment(value: JsonValue) -> datetime:
    try:
        moment = read_moment(as_text(value))
    except ValueError:
        raise _unread_error() from None
    if moment.tzinfo is None:
        raise _unread_error()
    return moment


def _unread_error() -> BadParameter:
    return BadParameter(say("this is no message of the field app"), next=say("update the app"))
