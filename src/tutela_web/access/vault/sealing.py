"""The cipher: AES-256-GCM under a key of each person's own, and keyed hashes for equality search.

What is sealed is bound to its person, field and mission: a ciphertext moved to another row does
not open. Nothing here reads a database.
"""

from __future__ import annotations

import hmac
import os
import re
import unicodedata
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError

NONCE = 12


class SealBroken(TutelaError):
    """A ciphertext that its key does not open: changed, or moved from another row."""

    code = "vault.seal_broken"


def new_key() -> bytes:
    """A fresh key for one person."""
    return AESGCM.generate_key(256)


def encrypt_words(key: bytes, words: str, *about: object) -> bytes:
    """Words as ciphertext, bound to what they are about."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, words.encode(), _associated_data(about))


def open_sealed(key: bytes, ciphertext: bytes, *about: object) -> str:
    """The words of a ciphertext; SealBroken if it was changed or is about something else."""
    return _decrypt(key, bytes(ciphertext), about).decode()


def wrap(kek: bytes, key: bytes, subject: UUID) -> bytes:
    """A person's key under a key-encryption key."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(kek).encrypt(nonce, key, _associated_data(("key", subject)))


def unwrap(kek: bytes, wrapped: bytes, subject: UUID) -> bytes:
    """A person's key again."""
    return _decrypt(kek, bytes(wrapped), ("key", subject))


def _decrypt(key: bytes, sealed: bytes, about: tuple[object, ...]) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], _associated_data(about))
    except (InvalidTag, ValueError):
        raise SealBroken(
            _("a sealed field does not open: its text or its key was changed"),
            next=_("restore both databases from backups of the same day"),
        ) from None


def _associated_data(about: tuple[object, ...]) -> bytes:
    return b"\0".join(str(part).encode() for part in about)


def normal(field: str, value: str) -> str:
    """A value as it is compared: case, accents, spaces and the script of digits do not matter.

    Of telephone numbers (fields called phone...) only the digits count, without leading zeros.

    >>> normal("person", "  Nyandeng  DÉNG ")
    'nyandeng deng'
    >>> normal("phone", "٠٠٢١١ ٩١٢-٣٤٥") == normal("phone", "+211 912 345")
    True
    """
    text = unicodedata.normalize("NFKD", value).casefold()
    text = "".join(
        str(unicodedata.digit(c, c)) for c in text if not unicodedata.combining(c)
    )  # ٣ and 3 are the same digit
    if field.startswith("phone"):
        return re.sub(r"\D", "", text).lstrip("0")
    return " ".join(text.split())


def hash_key(kek: bytes) -> bytes:
    """The key of the keyed hashes, derived from a key-encryption key."""
    return HKDF(SHA256(), 32, salt=None, info=b"tutela keyed hash 1").derive(kek)


def digest(key: bytes, mission_id: UUID, field: str, value: str) -> str:
    """The keyed hash of a value: the same person in two missions hashes differently."""
    text = f"{mission_id}\0{field}\0{normal(field, value)}"
    return hmac.new(key, text.encode(), sha256).hexdigest()
