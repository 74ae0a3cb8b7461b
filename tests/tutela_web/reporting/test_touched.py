"""Which objectives and lines a period touched is read from what was done under them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import answered
from tutela_web.access.policy import standing_of
from tutela_web.crisis.models import Tasking
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.programme.objectives.models import ChainLink, Objective
from tutela_web.records import verbs as records
from tutela_web.reporting.drafting.verbs import WantedEdition, open_report
from tutela_web.reporting.filling.fill_job import fill_edition

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

FIRST, LAST = make.TODAY - timedelta(days=6), make.TODAY


def rows_of(cast: Cast, product: str = "weekly_poc") -> dict[str, str]:
    """What a report says of each line and objective."""
    by = standing_of(cast.adviser, cast.mission)
    wanted = WantedEdition(product, LAST, first=FIRST, last=LAST)
    edition = fill_edition(open_report(wanted, by=by, now=False), by=cast.adviser)
    filled: dict[str, Any] = edition.parts.get(key="strategy_touched").filled
    return {row[0]: row[3] for row in filled["table"]["rows"]}


def of(told: dict[str, str], words: str) -> str:
    """What is said of the one row whose name has these words."""
    found = [said for name, said in told.items() if words in name]
    assert len(found) == 1, (words, told)
    (said,) = found
    return said


def test_a_line_is_touched_by_the_patrol_that_went_for_it_and_its_objective_with_it(
    cast: Cast,
) -> None:
    """F3: a tasking of a line read "no activity in the period", and no objective stood there."""
    by = standing_of(cast.adviser, cast.mission)
    place = make.place(cast.mission, "Bel", area=cast.north)
    for name in ("Osila", "Tembel"):
        risk = make.risk(cast.mission, place, by=cast.amina, harm="killing")
        make_lines([{"risk": risk, "activity": "interposition", "classification": 0}], by=by)
        place = make.place(cast.mission, name, area=cast.north)
    line, other = MatrixLine.objects.order_by("code")
    objective = records.create(
        Objective(
            number=1,
            term=Objective.Term.values[0],
            words="Fewer attacks on the road",
            classification=0,
        ),
        mission=cast.mission,
        by=cast.adviser,
    )
    answered(cast)
    tasking = Tasking.objects.get()
    noon = datetime.combine(LAST - timedelta(days=1), time(12), ZoneInfo(cast.mission.time_zone))
    Tasking.objects.update(departed_at=noon)
    for ends in ({"tasking": tasking}, {"objective": objective}):
        link = ChainLink(line=line, classification=0, **ends)
        records.create(link, mission=cast.mission, by=cast.adviser)
    told = rows_of(cast)
    assert "1 tasking moved" in of(told, line.code)
    assert "tasking" not in of(told, other.code)
    assert of(told, "Fewer attacks") == "1 line touched"
    Tasking.objects.update(departed_at=noon - timedelta(days=30))
    assert "tasking" not in of(rows_of(cast, "hom_brief"), line.code), "not in the period"
