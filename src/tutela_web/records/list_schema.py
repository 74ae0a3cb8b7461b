"""One part of a list as programs read it; apart, for pages need no library of the API."""

from __future__ import annotations

from typing import Generic, TypeVar

from ninja import Schema

T = TypeVar("T")


class Listed(Schema, Generic[T]):
    """One part of a list, and what to send as `after` for the following; null at the end."""

    results: list[T]
    next: str | None
