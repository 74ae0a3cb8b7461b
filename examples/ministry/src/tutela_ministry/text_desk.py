"""The ministry's text desk: a service that takes one message as JSON and says what became of it.

    to it      POST {"to": "+211…", "words": "Open Tutela", "id": "…", "report_to": "https://…"}
    from it    POST {"id": "…", "state": "sent" | "delivered" | "failed"}, to report_to
               POST {"from": "+211…", "words": "…", "number": "…"}, to the gateway's own address

It proves itself by `Authorization: Bearer` and the secret that the page of the gateway showed once.
"""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from tutela.base.plugins import PluginGateway
from tutela_web.channels.gateways import DeliveryReceipt, Order, ReceivedMessage, has_secret
from tutela_web.channels.models import Gateway, Message


class TextDesk:
    """What Tutela must know of the desk: `tutela_web.channels.gateways.GatewayKind`."""

    def authentic(self, request: HttpRequest, gateway: Gateway, what: str) -> bool:
        return has_secret(request, gateway)

    def read_request(
        self, request: HttpRequest, what: str
    ) -> ReceivedMessage | DeliveryReceipt | None:
        try:
            said = json.loads(request.body)
        except ValueError:
            return None
        if not isinstance(said, dict):
            return None
        told = {name: value for name, value in said.items() if isinstance(value, str)}
        if what == "receipt":
            return DeliveryReceipt(told.get("state", ""), message=told.get("id", ""))
        if what or not told.get("from"):
            return None  # it reports no calls
        return ReceivedMessage(told["from"], told.get("words", ""), told.get("number", ""))

    def order(
        self,
        gateway: Gateway,
        password: str,
        message: Message,
        number: str,
        words: str,
        receipts: str,
    ) -> Order:
        fields = {"to": number, "words": words, "id": str(message.pk), "report_to": receipts}
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {password}"}
        return Order(gateway.send_url, json.dumps(fields).encode(), headers)

    def taken_as(self, answer: bytes) -> str:
        return ""  # it keeps our own id

    def answer(self, what: str) -> HttpResponse:
        return HttpResponse(b"", content_type="text/plain")


GATEWAY = PluginGateway(contract=1, title=_("Text desk of the ministry"), kind=TextDesk())
