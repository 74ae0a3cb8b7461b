"""A report prints what was assessed, agreed and ordered by its period's end, no later value."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk import story
from tutela.reporting.products import products
from tutela_web.base import clock
from tutela_web.records.versions.models import Rewriting
from tutela_web.records.versions.verbs import rewrite_versions
from tutela_web.reporting.filling.assessment import fill_assessment
from tutela_web.reporting.filling.plans import fill_hotspots, fill_scores
from tutela_web.reporting.filling.risk_changes import risks_moved
from tutela_web.reporting.filling.section_fill import fill_not_known
from tutela_web.reporting.filling.section_sources import Filled
from tutela_web.reporting.filling.view import FillView, product_view
from tutela_web.risk.models import Risk, SuggestedRisk
from tutela_web.risk.verbs import adopt, register_risk

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

LAST = make.TODAY - timedelta(days=5)


def view_of(cast: Cast, last: date = LAST) -> FillView:
    """The weekly report of the days that ended then, drafted today."""
    weekly = products()["weekly_poc"]
    by = product_view(cast.mission, weekly, make.TODAY)
    return FillView(weekly, by, last - timedelta(days=6), last, clock.now(cast.mission))


def printed(cast: Cast, last: date = LAST) -> list[Any]:
    """What the paper of those days prints of risks."""
    fills = (fill_hotspots, fill_scores, fill_assessment, fill_not_known)
    told: list[Filled] = [fill(view_of(cast, last)) for fill in fills]
    rows = [one.table.rows if one.table else [] for one in told]
    sentences = [[said["words"] for said in one.sentences] for one in told]
    return [rows, sentences, [one.notes for one in told], risks_moved(view_of(cast, last))]


def struck_since(cast: Cast) -> None:
    """Fresh attacks near Luma after the period, known to whatever is assessed later."""
    batch = make.batch(cast.mission, cast.amina)
    for ago in (1, 2, 3):
        day = make.TODAY - timedelta(days=ago)
        source = f"later-{ago}"
        fields = {"source_id": source, "date_start": day, "date_end": day, "civilian_deaths": 40}
        make.event(cast.mission, batch, **fields)


def agreed(cast: Cast, at: date) -> Risk:
    """What the forum adopts of the line of Luma on a day."""
    by = story.standing(cast, cast.adviser)
    row = SuggestedRisk.objects.filter(assessment__mission=cast.mission)[0]
    line = register_risk(place=row.place, actor=row.actor, harm=row.harm, by=by)
    adopt([Risk.objects.get(pk=line.pk)], by=by, forum_date=make.TODAY)
    noon = datetime.combine(at, time(12), ZoneInfo(cast.mission.time_zone))
    Risk.objects.filter(pk=line.pk).update(agreed_at=noon)
    rewrite_versions(
        Risk,
        [line.pk],
        lambda was: {} if was.risk is None else {"agreed_at": noon},
        why=Rewriting.Why.PUT_BACK,
    )
    return Risk.objects.get(pk=line.pk)


def test_an_assessment_after_the_period_changes_nothing_of_its_paper(cast: Cast) -> None:
    story.luma(cast)
    story.assessed(cast, on=LAST)
    before, current = printed(cast), printed(cast, make.TODAY)
    assert before[0][0] and before[1][2], "the paper tells of hotspots"
    struck_since(cast)
    story.assessed(cast)
    assert printed(cast) == before
    assert printed(cast, make.TODAY) != current, "the paper of today tells it"


def test_a_value_agreed_after_the_period_is_not_told_as_agreed_in_it(cast: Cast) -> None:
    story.luma(cast)
    story.assessed(cast, on=LAST)
    before = printed(cast)
    agreed(cast, make.TODAY)
    assert printed(cast) == before
    assert "agreed" in [row[3] for row in printed(cast, make.TODAY)[0][0]]


def test_the_value_that_stood_then_is_told_though_it_was_agreed_anew(cast: Cast) -> None:
    story.luma(cast)
    story.assessed(cast, on=LAST)
    line = agreed(cast, LAST)
    before = printed(cast)
    assert "agreed" in [row[3] for row in before[0][0]]
    line.risk, line.priority, line.agreed_at = 99.0, 3, clock.now(cast.mission)
    line.status = Risk.Status.CLOSED
    line.save()
    assert printed(cast) == before


def test_a_value_of_another_day_than_the_last_says_its_day(cast: Cast) -> None:
    story.luma(cast)
    story.assessed(cast, on=LAST - timedelta(days=2))
    (note,) = (one for one in printed(cast)[2][0] if "ended on" in one)
    assert f"{(LAST - timedelta(days=2)).day} " in note
    story.assessed(cast, on=LAST)
    assert not [one for one in printed(cast)[2][0] if "ended on" in one]


def test_where_nothing_was_assessed_by_then_no_later_value_stands_in(cast: Cast) -> None:
    story.luma(cast)
    story.assessed(cast)
    rows, _said, notes, moved = printed(cast)
    assert rows[0] == [] and moved == []
    assert any("no value is suggested" in one for one in notes[0])
