"""Asks do what every kind of record does."""

from __future__ import annotations

from tests.tutela_web import make
from tests.tutela_web.records.kinds import KindTests
from tutela_web.engagements.asks.kind import ASK


class TestAsk(KindTests):
    kind = ASK
    values = {  # noqa: RUF012
        "of": "headquarters",
        "kind": "assets",
        "what": "Two helicopters",
        "asked_on": make.TODAY,
        "classification": 1,
    }
    changes = {"gap": "Reach across the river"}  # noqa: RUF012
