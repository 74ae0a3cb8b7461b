"""Objectives do what every kind of record does."""

from __future__ import annotations

from tests.tutela_web.records.kinds import KindTests
from tutela_web.programme.objectives.kind import OBJECTIVE


class TestObjective(KindTests):
    kind = OBJECTIVE
    values = {  # noqa: RUF012
        "words": "Water is fetched unharmed",
        "term": "medium",
        "tiers": [2],
        "classification": 1,
    }
    changes = {"end_state": "Nobody is attacked at the ford"}  # noqa: RUF012
