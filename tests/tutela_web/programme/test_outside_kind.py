"""Parts of UN entities outside the mission do what every kind of record does."""

from __future__ import annotations

from tests.tutela_web.records.kinds import KindTests
from tutela_web.programme.efforts.outside_kind import OUTSIDE


class TestOutside(KindTests):
    kind = OUTSIDE
    values = {  # noqa: RUF012
        "entity": "UNHCR",
        "section": "C",
        "side": "support",
        "expected": "Registers who arrives at the site",
        "answer": "not asked",
        "classification": 1,
    }
    changes = {"expected": "Registers who arrives at the gate"}  # noqa: RUF012
