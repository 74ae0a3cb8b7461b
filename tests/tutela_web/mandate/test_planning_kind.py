"""The planning record does what every kind of record does."""

from __future__ import annotations

from tests.tutela_web import make
from tests.tutela_web.records.kinds import KindTests
from tutela_web.mandate.planning.kind import PIVOT


class TestPivot(KindTests):
    kind = PIVOT
    values = {  # noqa: RUF012
        "kind": "tam",
        "title": "Mission to Luma",
        "on": make.TODAY,
        "written_by": "DPO",
        "classification": 1,
    }
    changes = {"title": "Mission to Kodok"}  # noqa: RUF012
