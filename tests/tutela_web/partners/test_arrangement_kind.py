"""Arrangements do what every kind of record does."""

from __future__ import annotations

from tests.tutela_web.records.kinds import KindTests
from tutela_web.partners.arrangements.kind import ARRANGEMENT


class TestArrangement(KindTests):
    kind = ARRANGEMENT
    values = {  # noqa: RUF012
        "kind": "contacts",
        "name": "Contact sheet of the North",
        "says": "Call extension 555",
        "classification": 1,
    }
    changes = {"contact": "Operations centre"}  # noqa: RUF012
