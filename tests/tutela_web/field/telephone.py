"""A telephone without a browser: it is set up through the page, and sends as the app sends."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.test import Client

from tutela_web.access.models import Person
from tutela_web.base.ids import new_id
from tutela_web.field.envelopes import CURVE, Binding, point_of, seal_envelope

PIECE = 4096


class Dropped(Exception):
    """No answer came: the network broke before or after the server had it."""


@dataclass
class Telephone:
    """What one person carries: its token, its keys, and what waits on it, in order."""

    given: dict[str, Any]
    signer: ec.EllipticCurvePrivateKey
    waiting: dict[UUID, bytes] = field(default_factory=dict)
    receipts: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    sequence: int = 0
    clock_ahead: timedelta = timedelta()
    client: Client = field(default_factory=Client)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.clock_ahead

    def capture(
        self, kind: str = "report", *, id: UUID | None = None, **report: Any
    ) -> tuple[UUID, bytes]:
        """Write a report and seal it: what waits is ciphertext."""
        self.sequence += 1
        envelope = id or new_id()
        answers = report.pop("answers", {"what": "Shots near the well"})
        captured_at = report.pop("captured_at", self.now)
        said = {
            "kind": kind,
            "sequence": self.sequence,
            "captured_at": captured_at.isoformat(),
            "answers": answers,
            "place_said": "Luma",
            "language": "en",
        } | report
        binding = Binding(UUID(self.given["mission"]), UUID(self.given["handset"]), envelope)
        key = self.given["key"]
        public = base64.b64decode(key["public"])
        sealed = seal_envelope(json.dumps(said).encode(), public, UUID(key["id"]), binding)
        self.waiting[envelope] = sealed
        return envelope, sealed

    def ask(self, path: str, body: Any = None, **headers: str) -> Any:
        """Ask as the app asks: by the token, without a session."""
        headers = {"Authorization": f"Bearer {self.given['token']}"} | headers
        where: dict[str, Any] = {"headers": headers, "secure": True}
        if body is None:
            return self.client.get(f"/notes/{path}", **where)
        if isinstance(body, bytes):
            kind = "application/octet-stream"
            return self.client.post(f"/notes/{path}", body, content_type=kind, **where)
        return self.client.post(
            f"/notes/{path}", json.dumps(body), content_type="application/json", **where
        )

    def send_piece(self, envelope: UUID, begins: int, size: int = PIECE) -> Any:
        sealed = self.waiting[envelope]
        headers = {
            "Piece-Begins": str(begins),
            "Piece-Whole": str(len(sealed)),
            "Piece-Clock": self.now.isoformat(),
        }
        return self.ask(f"pieces/{envelope}/", sealed[begins : begins + size], **headers)

    def send(self, envelope: UUID, *, size: int = PIECE, drop: Any = lambda: "") -> Any:
        """Send one report; gone from here by a receipt alone.

        Takes   drop, asked at each request whether it is lost: "before" the server has it,
                "after", or not at all.
        """
        begins = self.ask(f"pieces/{envelope}/").json().get("here", 0)
        while True:
            lost = drop()
            if lost == "before":
                raise Dropped
            answer = self.send_piece(envelope, begins, size)
            if lost == "after":
                raise Dropped
            if answer.status_code != 200:
                return answer
            told = answer.json()
            if receipt := told.get("receipt"):
                assert receipt["id"] == str(envelope)
                self.receipts[envelope] = receipt
                del self.waiting[envelope]
                return answer
            begins = told["here"]

    def contact(self) -> Any:
        """What the app asks at every contact; receipts of what came otherwise erase their copy."""
        ids = [str(envelope) for envelope in self.waiting]
        asked = {"clock": self.now.isoformat(), "waiting": len(ids), "ids": ids}
        answer = self.ask("sync/", asked)
        for receipt in answer.json().get("receipts", []):
            self.receipts[UUID(receipt["id"])] = receipt
            del self.waiting[UUID(receipt["id"])]
        return answer

    def is_told_to_wipe(self, *, wiped: bool = False) -> bool:
        """Asked with the secret for this alone, as the app does while it is locked."""
        asked = {"handset": self.given["handset"], "contact": self.given["contact"]}
        if wiped:
            asked["wiped"] = True
        answer = Client().post(
            "/notes/contact/", json.dumps(asked), content_type="application/json", secure=True
        )
        return bool(answer.json()["wipe"])

    def bundle(self) -> bytes:
        """The queue as a file, signed."""
        body = json.dumps(
            {
                "mission": self.given["mission"],
                "handset": self.given["handset"],
                "entries": [
                    [str(envelope), base64.b64encode(sealed).decode()]
                    for envelope, sealed in self.waiting.items()
                ],
            }
        ).encode()
        r, s = decode_dss_signature(self.signer.sign(body, ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return base64.b64encode(signature) + b"\n" + body


def set_up(sign_in: Any, person: Person, mission: str = "luma") -> Telephone:
    """A telephone that a person set up on the page."""
    signer = ec.generate_private_key(CURVE)
    public = base64.b64encode(point_of(signer.public_key())).decode()
    answer = sign_in(person).post(
        f"/m/{mission}/field/set-up/", {"signing_key": public}, secure=True
    )
    assert answer.status_code == 200, answer.content
    return Telephone(answer.json(), signer)
