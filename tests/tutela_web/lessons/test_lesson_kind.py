"""Lessons, as the kind they are declared to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.policy import Standing
from tutela_web.lessons.kinds import DEBRIEF, LESSON
from tutela_web.lessons.library_kinds import LIBRARY_PAPER, PRACTICE
from tutela_web.lessons.models import Debrief, LibraryPaper
from tutela_web.lessons.verbs import add_paper, open_by_hand


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


class TestPractice(KindTests):
    pytestmark = pytest.mark.postgresql
    kind = PRACTICE
    values = {  # noqa: RUF012
        "title": "Two gates, one for searching",
        "problem": "Crowds shelter at a base",
        "technique": "People enter by one gate and are searched at a second",
        "classification": 1,
    }
    changes = {"result": "nobody was hurt at the gate"}  # noqa: RUF012


class TestPaper(KindTests):
    pytestmark = pytest.mark.postgresql
    kind = LIBRARY_PAPER
    values = {"title": "History of the mission", "kind": "history", "classification": 1}  # noqa: RUF012
    changes = {"about": "what the mission did in its first year"}  # noqa: RUF012

    def create(self, by: Standing, beside: Any) -> LibraryPaper:
        return add_paper(**self.values, data=b"The first year.", file_name="history.txt", by=by)

    def sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        file = SimpleUploadedFile("history.txt", b"Cover\x0cThe patrols left by night.")
        return {**values, "file": file}
