"""Lines of plans do what every kind of record does."""

from __future__ import annotations

from tests.tutela_web.records.kinds import KindTests
from tutela_web.programme.efforts.planned_kind import PLANNED


class TestPlanned(KindTests):
    kind = PLANNED
    values = {  # noqa: RUF012
        "paper": "force",
        "kind": "outcome",
        "title": "Families reach water unharmed",
        "classification": 1,
    }
    changes = {"gives": "Sector North"}  # noqa: RUF012
