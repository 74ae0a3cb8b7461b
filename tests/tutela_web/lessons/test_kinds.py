"""Lessons, as the kind they are declared to be."""

from __future__ import annotations

import pytest

from tests.tutela_web.records.kinds import KindTests
from tutela_web.lessons.kinds import LESSON


class TestLesson(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = LESSON
    values = {  # noqa: RUF012
        "title": "The night patrol waited for an order",
        "known": "The duty officer knew at nine",
        "why": "nobody was to give the order at night",
        "reason_code": "no_order",
        "change": "The plan names who orders at night",
        "thing": "training",
        "classification": 1,
    }
    changes = {"why": "the order came by day only"}  # noqa: RUF012
