"""A lesson is offered for words that people wrote, as they wrote them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import call
from tutela_web.lessons.models import Lesson
from tutela_web.records import verbs as records

pytestmark = pytest.mark.django_db


def test_the_words_a_lesson_is_offered_for_are_told_whole(cast: Cast, sign_in: Any) -> None:
    lesson = Lesson(
        number=1,
        title="Families, displaced twice",
        why="Réfugiés waited at the gate",
        change="Open the gate",
        stage=Lesson.Stage.VALIDATED,
    )
    records.create(lesson, mission=cast.mission, by=cast.amina)
    alert = call(cast, act="refugies: family displacing at gates")
    page = sign_in(cast.amina).get(f"/m/luma/lessons/offered/alerts/{alert.pk}/").content.decode()
    said = squeezed(page).split("because of")[1].split("</small>")[0]
    for word in ("families", "gate", "displaced", "réfugiés"):
        assert word in said, said
    assert "famili," not in said and "displac," not in said
