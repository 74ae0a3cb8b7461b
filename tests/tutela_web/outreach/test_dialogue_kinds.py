"""Exchanges, the points raised in them and the periods do what every kind of record does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.outreach.story import AT_MARKET, exchange_at
from tests.tutela_web.records.kinds import KindTests
from tutela_web.outreach.dialogue.kinds import EXCHANGE, PERIOD, POINT

pytestmark = pytest.mark.postgresql


class TestExchange(KindTests):
    kind = EXCHANGE
    values = AT_MARKET
    changes = {"women_said": "The road is worse than the ford"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _at_luma(self, cast: Cast) -> None:
        place = make.place(cast.mission, "Luma", area=cast.north)
        self.values = {**type(self).values, "place": place}  # type: ignore[misc]


class TestPoint(KindTests):
    kind = POINT
    values = {  # noqa: RUF012
        "kind": "request",
        "raised_by": "women",
        "what": "An escort to the market on Fridays",
        "classification": 1,
    }
    changes = {"what": "An escort to the market each Friday before six"}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        return exchange_at(cast, make.place(cast.mission, "Luma", area=cast.north))


class TestPeriod(KindTests):
    kind = PERIOD
    values = {  # noqa: RUF012
        "every_days": 14,
        "ask_days": 90,
        "answer_days": 7,
        "why": "the dry season",
        "classification": 1,
    }
    changes = {"why": "the rains"}  # noqa: RUF012

    def made(self, cast: Cast, writer: Any) -> Any:
        """A period an area: the next is of another."""
        area = make.area(cast.mission, f"area-{self.kind.model.objects.count()}")
        values = {**self.values, "area": area}
        from tutela_web.records.kind_verbs import create_record

        return create_record(self.kind, values, by=self.standing(cast, writer))
