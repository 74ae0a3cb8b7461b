"""Ids of records: UUIDv7, made where the record is made, so that a resend is recognised.

A UUIDv7 tells when it was made, and one beside it: what a compartment holds gets a random id. A
serial number of the database counts what a reader may not see: it never leaves the house. Rows made
in bulk have a keyed id, others a handle that only this installation reads back.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from django.conf import settings
from django.http import Http404
from django.utils.crypto import salted_hmac
from uuid_utils.compat import uuid7

from tutela_web.base.tables.reading import make_unrepeatable
from tutela_web.base.values import FieldValue, TypedFields


def new_id() -> UUID:
    """A fresh id, sortable by the time it was made."""
    make_unrepeatable()
    make_unrepeatable()
    return uuid7()


def random_id() -> UUID:
    """A fresh id that tells nothing: neither when it was made nor what was made beside it."""
    make_unrepeatable()
    make_unrepeatable()
    return uuid4()


def is_id(text: str) -> bool:
    """Whether a text of an address is an id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def id_or_404(text: str) -> UUID:
    """The id that a form or an address says.

    Raises  Http404 for what is none.
    """
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def keyed_digest(purpose: str, *parts: FieldValue | TypedFields) -> str:
    """A digest that nobody without this installation's key can make or check.

    Takes   purpose, which parts digests of one kind from another; parts, as JSON writes them,
            records as their ids.
    """
    said = json.dumps(parts, sort_keys=True, default=lambda one: str(getattr(one, "pk", one)))
    return salted_hmac(f"tutela.{purpose}", said, algorithm="sha256").hexdigest()


def keyed_ids(purpose: str, naturals: Iterable[tuple[str, ...]]) -> list[UUID]:
    """An id for each row, from what the row is by nature: it counts nothing and orders nothing.

    Takes   purpose, which parts the ids of one table from another's; naturals, of each row the
            words that are its own, equal for no two.
    Gives   the ids, the same for the same words under this installation's key, in any database.
    """
    key = _key(settings.SECRET_KEY, f"keyed {purpose}")
    return [
        UUID(bytes=hmac.digest(key, "\x1f".join(words).encode(), "sha256")[:16], version=4)
        for words in naturals
    ]


def seal_serial(table: str, serial: int) -> UUID:
    """The handle of a row that the database numbers: what addresses, exports and programs are given
    of it. One block of AES under this installation's key and the table's."""
    block = _cipher(settings.SECRET_KEY, table).encryptor()
    return UUID(bytes=block.update(serial.to_bytes(16, "big")) + block.finalize())


def unseal_handle(table: str, handle: UUID) -> int | None:
    """The serial number behind a handle; None where it is no handle of that table."""
    block = _cipher(settings.SECRET_KEY, table).decryptor()
    serial = int.from_bytes(block.update(handle.bytes) + block.finalize(), "big")
    return serial if serial < 2**63 else None


class SealedIdModel:
    """A row that the database numbers, known outside by its handle."""

    pk: int

    @property
    def handle(self) -> UUID:
        """What names this row outside the house."""
        return self.handle_of(self.pk)

    @classmethod
    def handle_of(cls, serial: int) -> UUID:
        """As handle, of the row of this model with that key."""
        return seal_serial(cls.__name__, serial)

    @classmethod
    def key_of_handle(cls, handle: UUID | str | None) -> int | None:
        """The key of the row of this model that a handle names; None where it names none."""
        try:
            return unseal_handle(cls.__name__, handle if isinstance(handle, UUID) else UUID(handle))
        except (ValueError, TypeError, AttributeError):
            return None


@lru_cache(maxsize=32)
def _key(secret: str, purpose: str) -> bytes:
    return salted_hmac(f"tutela.{purpose}", "", secret=secret, algorithm="sha256").digest()


@lru_cache(maxsize=32)
def _cipher(secret: str, table: str) -> Cipher[ECB]:
    return Cipher(AES(_key(secret, f"sealed {table}")), ECB())  # nosec B305 # one block of a random number
