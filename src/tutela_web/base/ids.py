"""Ids of records: UUIDv7, made where the record is made, so that a resend is recognised."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh id, sortable by the time it was made."""
    return uuid7()
