"""Reporting duties do what every kind of record does."""

from __future__ import annotations

from tests.tutela_web.records.kinds import KindTests
from tutela_web.programme.measures.duty_kind import REPORT_DUTY


class TestReportDuty(KindTests):
    kind = REPORT_DUTY
    values = {  # noqa: RUF012
        "to": "council",
        "title": "Report of the Secretary-General",
        "office": "Political",
        "classification": 1,
    }
    changes = {"rests_on": "Resolution of March, paragraph 10"}  # noqa: RUF012
