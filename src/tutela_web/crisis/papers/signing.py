"""Signed papers: one canonical form, one signature anybody can check without Tutela's database.

The key is a seed of 32 bytes in `signing.key` beside the vault's key file, mode 600, in no backup.
It is made at the first signature, and its public half stands in the audit. A key that is lost is
made anew: papers signed before keep their signature and their public key.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from tutela.base.errors import TutelaError
from tutela.base.messages import say

ALGORITHM = "Ed25519"
OVER = "the canonical JSON (RFC 8785) of `paper`"

PaperValue: TypeAlias = str | int | Sequence["PaperValue"] | Mapping[str, "PaperValue"] | None
"""What a paper may hold: no fractions."""


class NotGenuine(TutelaError):
    """A signed paper was changed, cut, or signed by another key."""

    code = "crisis.not_genuine"


class NoKey(TutelaError):
    """The signing key is not one."""

    code = "crisis.no_signing_key"


def canonical(paper: Mapping[str, PaperValue]) -> bytes:
    """A paper as the bytes that are signed: keys sorted, no spaces, UTF-8; text and whole numbers.

    Source  RFC 8785, for papers whose keys are ASCII and which hold no fractions.

    >>> canonical({"b": 1, "a": ["é", None, True]})
    b'{"a":["\\xc3\\xa9",null,true],"b":1}'
    """
    _plain(paper)
    text = json.dumps(paper, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _plain(value: PaperValue) -> None:
    """Raise TypeError for what has no one canonical form."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise TypeError(f"a key of a paper: {key!r}")
            _plain(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _plain(inner)
    elif not isinstance(value, str | int | None):
        raise TypeError(f"a value of a paper: {value!r}")


def fingerprint(public: bytes) -> str:
    """A public key as people compare it: eight groups of four signs."""
    digest = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digest[n : n + 4] for n in range(0, 32, 4))


@dataclass(frozen=True)
class Signer:
    """The signing key at hand; new, if it was made just now."""

    key: Ed25519PrivateKey
    new: bool = False

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def sign(self, paper: Mapping[str, PaperValue]) -> bytes:
        """A signed paper as a file: the paper, its signature and the public key."""
        signature = {
            "algorithm": ALGORITHM,
            "over": OVER,
            "public_key": b64encode(self.public).decode(),
            "fingerprint": fingerprint(self.public),
            "value": b64encode(self.key.sign(canonical(paper))).decode(),
        }
        whole = {"paper": paper, "signature": signature}
        return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def public_key() -> bytes | None:
    """The public half of the key at hand; None where none was made yet."""
    seed = _kept_key()
    return Signer(Ed25519PrivateKey.from_private_bytes(seed)).public if seed else None


def signer() -> Signer:
    """The signing key, made now if there is none.

    Raises  NoKey if what is kept is no key.
    """
    if seed := _kept_key():
        return Signer(Ed25519PrivateKey.from_private_bytes(seed))
    path = _path()
    seed = secrets.token_bytes(32)
    fresh = path.with_name(f".signing.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(b64encode(seed) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)  # fails if another process made one meanwhile: that one holds
    except FileExistsError:
        return signer()
    finally:
        fresh.unlink()
    return Signer(Ed25519PrivateKey.from_private_bytes(seed), new=True)


def _path() -> Path:
    return Path(settings.KEY_FILE).with_name("signing.key")


def _kept_key() -> bytes | None:
    path = _path()
    if not path.exists():
        return None
    written = path.read_text("ascii", errors="replace")
    try:
        seed = b64decode(written.strip(), validate=True)
    except (NotBase64, ValueError):
        seed = b""
    if len(seed) != 32:
        raise NoKey(
            say("the signing key is damaged"),
            where=path.name,
            next=say("put the custodian's copy back"),
        )
    return seed


def verify(content: bytes, *, expected: str = "") -> tuple[dict[str, Any], str]:
    """Check a signed paper; needs neither database nor settings.

    Takes   expected, the public key's fingerprint as it was told by another way; without it the
            file proves only that it was not changed since the key inside signed it.
    Gives   the paper, and the fingerprint of the key that signed it.
    Raises  NotGenuine.
    """
    try:
        whole = json.loads(content)
        paper, signature = whole["paper"], whole["signature"]
        public = b64decode(signature["public_key"], validate=True)
        value = b64decode(signature["value"], validate=True)
        key = Ed25519PublicKey.from_public_bytes(public)
        signed = canonical(paper)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as fault:
        raise NotGenuine(
            say("this is no signed paper of Tutela, or it is damaged"),
            next=say("ask for the file again"),
        ) from fault
    try:
        key.verify(value, signed)
    except InvalidSignature as fault:
        raise NotGenuine(
            say("the signature does not fit: the paper was changed after it was signed"),
            next=say("ask for the file again"),
        ) from fault
    print_found = fingerprint(public)
    if expected and "".join(expected.split()).lower() != print_found.replace(" ", ""):
        raise NotGenuine(
            say("another key signed it: {found}", found=print_found),
            next=say("compare with the key on the mission's page"),
        )
    return paper, print_found
