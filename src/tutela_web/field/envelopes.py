"""How a report is sealed on a telephone so that the server alone opens it.

    envelope = 01 | key id (16) | ephemeral public key (65) | nonce (12) | AES-256-GCM

The key is HKDF-SHA-256 over the ECDH secret of the telephone's ephemeral P-256 key and the
mission's, salted by both public keys. What is sealed is bound to the mission, the handset and the
envelope's id: moved to another it does not open. Its other half is front/js/field/seal.js.
Source of the scheme: ECIES as in SEC 1 v2.0, section 5.1; the curve is one every browser knows.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tutela.base.errors import TutelaError
from tutela.base.messages import say

VERSION = 1
POINT_BYTES = 65
NONCE_BYTES = 12
HEAD_BYTES = 1 + 16 + POINT_BYTES + NONCE_BYTES
CURVE = ec.SECP256R1()
INFO = b"tutela field envelope 1"
SIGNATURE_BYTES = 64


class EnvelopeBroken(TutelaError):
    """An envelope that does not open: changed, or sealed to another key, handset or id."""

    code = "field.envelope_broken"


@dataclass(frozen=True)
class Binding:
    """What an envelope is bound to."""

    mission: UUID
    handset: UUID
    envelope: UUID

    def as_bytes(self) -> bytes:
        return f"{self.mission} {self.handset} {self.envelope}".encode()


def make_pair() -> tuple[bytes, str]:
    """A fresh pair: the public point, and the private key as text for the vault."""
    private = ec.generate_private_key(CURVE)
    written = private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return point_of(private.public_key()), base64.b64encode(written).decode()


def point_of(public: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as its uncompressed point."""
    return public.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def key_id(envelope: bytes) -> UUID:
    """To which key of the mission an envelope is sealed.

    Raises  EnvelopeBroken where it is too short or of another version.
    """
    if len(envelope) <= HEAD_BYTES or envelope[0] != VERSION:
        raise _broken_error()
    return UUID(bytes=bytes(envelope[1:17]))


def open_envelope(envelope: bytes, private: str, binding: Binding) -> bytes:
    """What was sealed.

    Takes   private, as `make_pair` wrote it; binding, what the envelope must be bound to.
    Raises  EnvelopeBroken.
    """
    key_id(envelope)
    point = envelope[17 : 17 + POINT_BYTES]
    nonce = envelope[17 + POINT_BYTES : HEAD_BYTES]
    try:
        mine = serialization.load_der_private_key(base64.b64decode(private), password=None)
        assert isinstance(mine, ec.EllipticCurvePrivateKey)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
        key = _derive_key(mine.exchange(ec.ECDH(), theirs), point, point_of(mine.public_key()))
        return AESGCM(key).decrypt(nonce, envelope[HEAD_BYTES:], binding.as_bytes())
    except (InvalidTag, ValueError):
        raise _broken_error() from None


def seal_envelope(content: bytes, public: bytes, key: UUID, binding: Binding) -> bytes:
    """An envelope as a telephone makes it: for tests, and for telephones that are not browsers."""
    mine = ec.generate_private_key(CURVE)
    point = point_of(mine.public_key())
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public)
    secret = _derive_key(mine.exchange(ec.ECDH(), theirs), point, public)
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(secret).encrypt(nonce, content, binding.as_bytes())
    return bytes([VERSION]) + key.bytes + point + nonce + sealed


def _derive_key(shared: bytes, ephemeral: bytes, public: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=ephemeral + public, info=INFO).derive(shared)


def _broken_error() -> EnvelopeBroken:
    return EnvelopeBroken(
        say("this report does not open: it was changed, or is sealed to another key"),
        next=say("bring the telephone to your office: its report stays on it until it is received"),
    )


# --- bundles: a queue as a file


@dataclass(frozen=True)
class SealedEntry:
    """One sealed report of a bundle."""

    envelope: UUID
    sealed: bytes


@dataclass(frozen=True)
class Bundle:
    """A queue as a file: who carries it cannot read it, and cannot change it."""

    mission: UUID
    handset: UUID
    entries: tuple[SealedEntry, ...]


class BundleBroken(TutelaError):
    """A file that is no bundle, or that was changed after it was signed."""

    code = "field.bundle_broken"


MOST_ENTRIES = 2_000


def read_bundle(content: bytes) -> tuple[Bundle, bytes, bytes]:
    """A bundle as it was written; nothing is checked but its shape.

    Gives   the bundle, what was signed, and the signature.
    Raises  BundleBroken.
    """
    try:
        head, _newline, body = content.partition(b"\n")
        signature = base64.b64decode(head, validate=True)
        written = json.loads(body)
        entries = tuple(
            SealedEntry(UUID(name), base64.b64decode(sealed, validate=True))
            for name, sealed in written["entries"]
        )
        bundle = Bundle(UUID(written["mission"]), UUID(written["handset"]), entries)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BundleBroken(
            say("this is no file of reports"), next=say("choose the file the telephone saved")
        ) from None
    if len(signature) != SIGNATURE_BYTES or len(entries) > MOST_ENTRIES:
        raise BundleBroken(
            say("this is no file of reports"), next=say("choose the file the telephone saved")
        )
    return bundle, body, signature


def check_signature(body: bytes, signature: bytes, public: bytes) -> None:
    """Whether a handset signed these bytes.

    Takes   signature, as browsers write it: r and s, 32 bytes each; public, the point.
    Raises  BundleBroken.
    """
    half = SIGNATURE_BYTES // 2
    r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public)
    try:
        key.verify(encode_dss_signature(r, s), body, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise BundleBroken(
            say("this file was changed after the telephone signed it"),
            next=say("save it from the telephone once more"),
        ) from None


def is_point(public: bytes) -> bool:
    """Whether these bytes are a public key."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public)
    except ValueError:
        return False
    return True
