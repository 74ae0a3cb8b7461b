"""Ids of records: UUIDv7, made where the record is made, so that a resend is recognised.

A UUIDv7 tells when it was made, and one beside it: what a compartment holds gets a random id.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from django.utils.crypto import salted_hmac
from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh id, sortable by the time it was made."""
    return uuid7()


def random_id() -> UUID:
    """A fresh id that tells nothing: neither when it was made nor what was made beside it."""
    return uuid4()


def keyed_digest(purpose: str, *parts: Any) -> str:
    """A digest that nobody without this installation's key can make or check.

    Takes   purpose, which parts digests of one kind from another; parts, as JSON writes them,
            records as their ids.
    """
    said = json.dumps(parts, sort_keys=True, default=lambda one: str(getattr(one, "pk", one)))
    return salted_hmac(f"tutela.{purpose}", said, algorithm="sha256").hexdigest()
