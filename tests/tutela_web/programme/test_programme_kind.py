"""Other work of the mission does what every kind of record does."""

from __future__ import annotations

from tests.tutela_web.records.kinds import KindTests
from tutela_web.programme.efforts.programme_kind import PROGRAMME


class TestProgramme(KindTests):
    kind = PROGRAMME
    values = {  # noqa: RUF012
        "kind": "mines",
        "title": "Fields around Luma",
        "classification": 1,
    }
    changes = {"harm": "Two farmers hurt on the path"}  # noqa: RUF012
