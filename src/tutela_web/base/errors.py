"""Errors of the web house, on the one tree of the core.

TutelaError
    Denied            may not do this
    Conflict          somebody changed the same fields meanwhile: a person merges
    NotNow            the state of the record does not allow it
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutela.base.errors import TutelaError


class Denied(TutelaError):
    """The person holds no post that gives this authority here. Says nothing of the record."""


class NotNow(TutelaError):
    """The record is in a state in which this cannot be done."""


class Conflict(TutelaError):
    """Two people changed the same fields. Nothing is lost: theirs, yours and the base are here.

    fields   field -> (base value, their value, your value)
    version  the record's version now, to be sent with the merged edit
    """

    def __init__(
        self,
        what: str,
        *,
        fields: Mapping[str, tuple[Any, Any, Any]],
        version: int,
        where: str = "",
        next: str = "",
    ) -> None:
        super().__init__(what, where=where, next=next)
        self.fields = dict(fields)
        self.version = version
