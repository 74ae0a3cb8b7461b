"""How gateways prove themselves, and how our password with them is kept: nothing in clear.

A gateway's own secret is kept as a hash, told once. A password we must say again (or sign with) is
sealed. Addresses stand in the ledger as keyed hashes. All by keys drawn from SECRET_KEY, which lies
outside the databases and their backups; where it was lost the passwords are typed in again.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def new_secret() -> str:
    """A secret nobody guesses, of letters an address may hold."""
    return secrets.token_urlsafe(24)


def hash_secret(secret: str) -> str:
    """What is kept of a secret: drawn by us at random, so that one hash suffices."""
    return sha256(secret.encode()).hexdigest()


def secrets_match(given: str, kept: str) -> bool:
    """Whether two secrets are the same, told in the same time whatever they share."""
    return bool(given) and hmac.compare_digest(given.encode(), kept.encode())


def signing_key(secret_hash: str) -> str:
    """What a gateway that signs puts in: drawn from the hash that is kept of its secret, so that it
    stands nowhere, and another secret makes another key."""
    key = _key(settings.SECRET_KEY, b"signing")
    return hmac.new(key, secret_hash.encode(), sha256).hexdigest()[:40]


def seal(password: str) -> bytes:
    """A password as it is kept; nothing of nothing."""
    return _fernet(settings.SECRET_KEY).encrypt(password.encode()) if password else b""


def open_password(sealed: bytes | memoryview) -> str | None:
    """The password again; None where another key sealed it."""
    try:
        return _fernet(settings.SECRET_KEY).decrypt(bytes(sealed)).decode() if sealed else ""
    except InvalidToken:
        return None


def mark_of(address: str) -> str:
    """The keyed hash of an address, by which caps count; spaces and case do not matter.

    >>> mark_of("+211 900 111") == mark_of("+211900111") != mark_of("+211900112")
    True
    """
    text = "".join(address.lower().split())
    return hmac.new(_key(settings.SECRET_KEY, b"address"), text.encode(), sha256).hexdigest()


def ticket(message: object) -> str:
    """What comes back with the receipt of one message, so that no secret lies in its address."""
    key = _key(settings.SECRET_KEY, b"receipt")
    return hmac.new(key, str(message).encode(), sha256).hexdigest()[:32]


@lru_cache(maxsize=4)
def _fernet(secret: str) -> Fernet:
    return Fernet(urlsafe_b64encode(_key(secret, b"password")))


@lru_cache(maxsize=16)
def _key(secret: str, use: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"tutela gateway " + use).derive(secret.encode())
