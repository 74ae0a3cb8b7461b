"""Indicators do what every kind of record does."""

from __future__ import annotations

from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import at_desk
from tutela_web.access.models import Person
from tutela_web.programme.measures.indicator_kind import INDICATOR
from tutela_web.programme.objectives.kind_verbs import set_objective
from tutela_web.programme.objectives.models import Objective


class TestIndicator(KindTests):
    kind = INDICATOR
    values = {"words": "Families who fetch water alone", "classification": 1}  # noqa: RUF012
    changes = {"benchmark": "30 of 40 for eight weeks"}  # noqa: RUF012

    def writer_of(self, cast: Cast) -> Person:
        given = {"words": "Water is safe", "term": "medium", "tiers": [2], "classification": 1}
        aim = Objective.objects.first() or set_objective(given, by=at_desk(cast, "poc_adviser"))
        self.values = type(self).values | {"objective": aim}
        return super().writer_of(cast)
