"""Concerns outside the scope do what every kind of record does."""

from __future__ import annotations

from tests.tutela_web.records.kinds import KindTests
from tutela_web.partners.wider.kind import CONCERN


class TestConcern(KindTests):
    kind = CONCERN
    values = {  # noqa: RUF012
        "what": "Hunger in the lean season",
        "reason": "No violence: the rains failed",
        "office": "Ministry of Land",
        "classification": 1,
    }
    changes = {"office": "Land Commission"}  # noqa: RUF012
