"""Papers that go by places say what lies at places of no list, in none of their lines."""

from __future__ import annotations

from datetime import date

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.import_files import imported, row
from tutela.reporting.products import products
from tutela_web.base import clock
from tutela_web.reporting.filling.plans import fill_hotspots
from tutela_web.reporting.filling.section_fill import fill_by_area, fill_not_known
from tutela_web.reporting.filling.view import FillView, product_view

TOLD = "At 1 place not on our list: 35 killed in 2 events."


def weekly(cast: Cast, first: date, last: date) -> FillView:
    product = products()["weekly_poc"]
    seen = product_view(cast.mission, product, make.TODAY)
    return FillView(product, seen, first, last, clock.now(cast.mission))


@pytest.mark.parametrize("fill", [fill_hotspots, fill_by_area, fill_not_known])
def test_a_paper_says_what_of_its_days_lies_at_no_place_of_ours(fill, cast: Cast) -> None:
    make.place(cast.mission, "Luma")
    imported(
        cast,
        row(1, Village="Luma"),
        row(2, Village="Am Dafok", Killed="20"),
        row(3, Village="Am Dafok", Killed="15"),
    )
    assert TOLD in fill(weekly(cast, date(2018, 11, 25), date(2018, 12, 1))).notes
    assert TOLD not in fill(weekly(cast, date(2018, 12, 2), date(2018, 12, 8))).notes
