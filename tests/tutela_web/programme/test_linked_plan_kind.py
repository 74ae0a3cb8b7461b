"""Plans of others do what every kind of record does."""

from __future__ import annotations

from tests.tutela_web.records.kinds import KindTests
from tutela_web.programme.objectives.plan_kind import LINKED_PLAN


class TestLinkedPlan(KindTests):
    kind = LINKED_PLAN
    values = {  # noqa: RUF012
        "kind": "host",
        "title": "National plan",
        "whose": "Governor",
        "classification": 1,
    }
    changes = {"fits": "Both ask for dawn patrols"}  # noqa: RUF012
