"""Lessons, as the kind they are declared to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.policy import Standing
from tutela_web.lessons.kinds import DEBRIEF, LESSON
from tutela_web.lessons.models import Debrief
from tutela_web.lessons.verbs import open_by_hand


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


class TestDebrief(KindTests):
    pytestmark = pytest.mark.postgresql
    kind = DEBRIEF
    values = {"title": "Shots at Muta", "why": "two patrols met", "classification": 1}  # noqa: RUF012
    changes = {"happened": "Two patrols met at the bridge"}  # noqa: RUF012

    def create(self, by: Standing, beside: Any) -> Debrief:
        said = {name: value for name, value in self.values.items() if name != "happened"}
        return open_by_hand(**said, by=by)

    def sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return dict(values)
