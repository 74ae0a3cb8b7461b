"""Where gateways knock: no session, no person; the gateway's own proof, or the same 404 as nowhere.

The answer is empty whatever came: nothing here ever becomes a message to the sender.
"""

from __future__ import annotations

from uuid import UUID

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tutela.base.plugins import PluginRefused
from tutela_web.base.errors import NotNow
from tutela_web.base.upkeep.moment import writes_when_asked
from tutela_web.channels import intake, receipts
from tutela_web.channels.gateways import KINDS, DeliveryReceipt, ReceivedMessage
from tutela_web.channels.models import Gateway

MOST_BYTES = 16_384
"""A message of forty parts is shorter."""
RECEIPTS = frozenset({"receipt", "sent", "delivered", "failed"})


@writes_when_asked  # some gateways tell by asking
@csrf_exempt
@require_http_methods(["GET", "POST"])
def gateway(request: HttpRequest, pk: UUID, what: str = "") -> HttpResponse:
    """A message, a missed call or a receipt.

    503 where it could not be kept: the gateway keeps it and sends it again.
    """
    what = what.strip("/")
    called_gateway = Gateway.objects.filter(pk=pk).first()
    if called_gateway is None or not _small(request) or not _welcome(called_gateway, what):
        raise Http404
    kind = KINDS.get(called_gateway.kind)  # none where the package that brought it is gone
    if kind is None or not kind.authentic(request, called_gateway, what):
        raise Http404
    try:
        said = kind.read_request(request, what)
        if isinstance(said, ReceivedMessage):
            intake.take(called_gateway, said)
        elif isinstance(said, DeliveryReceipt):
            receipts.settle(called_gateway, said)
        elif said is None:
            return HttpResponse(status=400)
    except PluginRefused:  # a package's kind failed: told on its page, and the gateway sends again
        intake.in_trouble(called_gateway)
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    except (OperationalError, NotNow):  # locked, full or not ready: nothing is half kept
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    except Exception:
        intake.in_trouble(
            called_gateway
        )  # told on its page; the gateway is answered 500 and sends again
        raise
    return kind.answer(what)


gateway.has_own_pace = True  # type: ignore[attr-defined]  # asked by access/sessions/pace.py


def _small(request: HttpRequest) -> bool:
    """Whether the body says its length, and is short enough."""
    unsaid = "" if "Transfer-Encoding" in request.headers else "0"
    length = request.headers.get("Content-Length") or unsaid
    return length.isascii() and length.isdigit() and int(length) <= MOST_BYTES


def _welcome(found: Gateway, what: str) -> bool:
    """A paused gateway is not heard; what became of messages that left before, still."""
    return found.active or what in RECEIPTS
