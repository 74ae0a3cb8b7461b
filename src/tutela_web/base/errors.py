"""Errors of the web house, on the one tree of the core.

TutelaError
    Denied            may not do this
    Conflict          somebody changed the same fields meanwhile: a person merges
    NotNow            the state of the record does not allow it
    Unavailable       what it needs is away: nothing was kept
"""

from __future__ import annotations

from collections.abc import Mapping

from tutela.base.errors import TutelaError
from tutela_web.base.values import FieldValue

ThreeValues = tuple[FieldValue, FieldValue, FieldValue]
"""Of one field: what it was, what somebody made of it meanwhile, what is wanted now."""


class Denied(TutelaError):
    """The person holds no post that gives this authority here. Says nothing of the record."""


class NotNow(TutelaError):
    """The record is in a state in which this cannot be done."""


class Unavailable(TutelaError):
    """What this needs is away for now: nothing was kept, and the same may be sent again."""


class Conflict(TutelaError):
    """Two people changed the same fields. Nothing is lost: theirs, yours and the base are here.

    fields   field -> (base value, their value, your value)
    version  the record's version now, to be sent with the merged edit
    """

    def __init__(
        self,
        what: str,
        *,
        fields: Mapping[str, ThreeValues],
        version: int,
        where: str = "",
        next: str = "",
    ) -> None:
        super().__init__(what, where=where, next=next)
        self.fields = dict(fields)
        self.version = version
