"""Denied movements do what every kind of record does."""

from __future__ import annotations

from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.capacity.caveats.denial_kind import DENIAL
from tutela_web.capacity.models import Unit
from tutela_web.records import verbs as records


class TestDenial(KindTests):
    kind = DENIAL
    values = {  # noqa: RUF012
        "event_from": make.TODAY,
        "kind": "flight",
        "authority": "Commissioner of the northern county",
    }
    changes = {"where": "north of the bridge"}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        code = f"unit-{Unit.objects.count()}"
        unit = Unit(name="B Company", code=code, classification=0)
        return records.create(unit, mission=cast.mission, by=None)
