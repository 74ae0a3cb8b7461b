"""A value that is of a later day than the period says so on the paper."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.reporting.products import products
from tutela_web.base import clock
from tutela_web.reporting.filling.plans import tell_value_day
from tutela_web.reporting.filling.section_sources import Filled
from tutela_web.reporting.filling.view import FillView, product_view
from tutela_web.risk.models import Assessment

pytestmark = pytest.mark.postgresql


def test_values_of_a_day_after_the_period_are_said_to_be_of_that_day(cast: Cast) -> None:
    weekly, last = products()["weekly_poc"], make.TODAY - timedelta(days=8)
    view = FillView(
        weekly,
        product_view(cast.mission, weekly, make.TODAY),
        last - timedelta(days=6),
        last,
        clock.now(cast.mission),
    )
    later, in_time = Filled(), Filled()
    tell_value_day(later, view, Assessment(on=make.TODAY))
    tell_value_day(in_time, view, Assessment(on=last))
    assert in_time.notes == []
    assert len(later.notes) == 1 and "the period ended on" in later.notes[0]
