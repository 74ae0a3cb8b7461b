"""Mandated tasks do what every kind of record does, under the paragraph that gives them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.mandate.test_mandate import loaded, paragraph, url
from tests.tutela_web.records.kinds import KindTests
from tutela_web.mandate.models import Resolution
from tutela_web.mandate.task_kind import TASK

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


class TestTask(KindTests):
    kind = TASK
    values = {  # noqa: RUF012
        "what": "Keep the market road open",
        "tier": 2,
        "phases": ["prevention"],
        "classification": 1,
    }
    changes = {"what": "Keep the bridge open"}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        return paragraph(Resolution.objects.first() or loaded(cast), "2")


def test_a_new_task_is_written_under_the_words_of_its_paragraph(cast: Cast, sign_in: Any) -> None:
    part = paragraph(loaded(cast), "2")
    form = sign_in(cast.adviser).get(url("task_new", part.pk)).content.decode()
    assert part.words.splitlines()[0][:40] in form
