"""The three kinds of joint reading do what every kind does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.risk.readings.test_blind import READERS, hotspot, post_of
from tutela_web.base import clock
from tutela_web.risk.readings.kinds import HEARD_VIEW, JOINT_READING, SITUATION_INPUT


class TestJointReading(KindTests):
    pytestmark = pytest.mark.postgresql
    kind = JOINT_READING
    values = {"title": "Week of 17 December", "classification": 1}  # noqa: RUF012
    changes = {"title": "Week of 17 December, put right"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _of_luma(self, cast: Cast) -> None:
        hotspot(cast)
        asked = {party: post_of(cast, READERS[party]) for party in ("jmac", "force")}
        at = (clock.now(cast.mission) + timedelta(days=1)).replace(second=0, microsecond=0)
        self.values = {**type(self).values, "opens_at": at, **asked}  # type: ignore[misc]


class TestHeardView(KindTests):
    pytestmark = pytest.mark.postgresql
    kind = HEARD_VIEW
    values = {  # noqa: RUF012
        "of": "council",
        "heard_from": "Permanent mission of a member",
        "heard_on": make.TODAY,
        "view": "They read the north as calm.",
        "classification": 1,
    }
    changes = {"view": "They read the north as calm, and the south not."}  # noqa: RUF012


class TestSituationInput(KindTests):
    pytestmark = pytest.mark.postgresql
    kind = SITUATION_INPUT
    values = {  # noqa: RUF012
        "about": "humanitarian",
        "conduit": "cluster",
        "on": make.TODAY,
        "words": "Fewer families reach the wells.",
        "classification": 1,
    }
    changes = {"words": "Hardly any family reaches the wells."}  # noqa: RUF012
