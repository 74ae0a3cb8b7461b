"""How often what was stated came true: ours, theirs, the analysts' as a group, and one's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk.readings.test_blind import READERS, convened, hotspot, line, writes
from tests.tutela_web.risk.story import standing
from tests.tutela_web.risk.test_imported_forecasts import upload, views
from tests.tutela_web.warning.story import later
from tutela.places.grid import cells
from tutela_web.places.models import Place
from tutela_web.risk.models import Assessment
from tutela_web.risk.scores.queries import score_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

THREE = ("jmac", "force", "human_rights")


def stated_by_three(cast: Cast, luma: Place, *chances: int) -> None:
    """Three write a probability of Luma on each of several days, and each reading opens."""
    for chance in chances:
        reading = convened(cast, *THREE)
        for party in THREE:
            writes(cast, reading, party, line(luma, chance=chance))
        later(cast.mission, hours=24)


def struck(cast: Cast, days: int) -> None:
    """Luma is struck so many days after the story begins."""
    day = make.TODAY + timedelta(days=days)
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch, date_start=day, date_end=day, source_id=f"s-{days}")


def test_analysts_are_scored_as_a_group_and_each_alone_to_themselves(
    cast: Cast, sign_in: Any
) -> None:
    luma = hotspot(cast)
    stated_by_three(cast, luma, 60, 80, 70, 60)
    struck(cast, 12)
    later(cast.mission, days=80)
    sheet = score_sheet(standing(cast, cast.adviser))
    assert sheet.whole is not None and sheet.whole.group is not None
    assert (sheet.whole.group.number, sheet.whole.group.came) == (12, 12)
    assert sheet.own is None, "the adviser stated none"
    own = score_sheet(standing(cast, cast.amina)).own
    assert own is not None and (own.number, own.came, own.tells) == (4, 4, False)
    page = " ".join(
        sign_in(cast.adviser).get(reverse("risk:scores", args=["luma"])).content.decode().split()
    )
    assert "12 of 12 came true; stated 68% on the mean" in page
    assert "You stated no probability" in page
    mine = " ".join(
        sign_in(cast.amina).get(reverse("risk:scores", args=["luma"])).content.decode().split()
    )
    assert "4 of 4 came true" in mine and "too few to tell" in mine


def test_of_fewer_than_three_people_nothing_is_told_of_the_group(cast: Cast) -> None:
    luma = hotspot(cast)
    for _day in range(6):
        reading = convened(cast, "jmac", "force")
        for party in ("jmac", "force"):
            writes(cast, reading, party, line(luma, chance=50))
        later(cast.mission, hours=24)
    later(cast.mission, days=80)
    whole = score_sheet(standing(cast, cast.adviser)).whole
    assert whole is not None and whole.group is None, "twelve statements of two people"


def test_the_group_is_told_of_places_the_reader_may_see_alone(cast: Cast) -> None:
    luma = hotspot(cast)
    stated_by_three(cast, luma, 60, 80, 70, 60)
    later(cast.mission, days=80)
    told = score_sheet(standing(cast, cast.boris)).whole
    assert told is not None and told.group is not None and told.group.number == 12
    Place.objects.filter(pk=luma.pk).update(classification=3)
    told = score_sheet(standing(cast, cast.boris)).whole
    assert told is not None and told.group is None


def test_what_was_written_after_opening_is_not_scored(cast: Cast) -> None:
    luma = hotspot(cast)
    reading = convened(cast)
    later(cast.mission, hours=25)
    writes(cast, reading, "jmac", line(luma, chance=90))
    later(cast.mission, days=80)
    assert score_sheet(standing(cast, cast[READERS["jmac"]])).own is None


def test_ours_is_what_the_first_assessment_of_a_month_stated_and_others_stand_beside(
    cast: Cast, sign_in: Any
) -> None:
    luma = hotspot(cast)
    kept = Assessment.objects.get()
    kept.hotspots = [{"id": "x", "places": {}, "chances": {str(luma.pk): 0.31}}]
    kept.save()
    struck(cast, 5)
    later(cast.mission, days=80)

    here = int(cells([luma.latitude], [luma.longitude])[0])
    issued = make.TODAY.replace(day=1) - timedelta(days=2)
    upload(sign_in(cast.amina), views(here, make.TODAY, 0.1), issued)
    sheet = score_sheet(standing(cast, cast.adviser))
    month = next(one for one in sheet.months if one.month == make.TODAY.replace(day=1))
    assert month.ours is not None and (month.ours.number, month.ours.came) == (1, 1)
    assert not month.ours.tells
    theirs = month.views
    assert theirs is not None and (theirs.number, theirs.came) == (1, 0)
    assert round(theirs.brier, 2) == 0.01, "nobody died in state-based conflict by the record"


def test_the_sheet_is_for_who_may_read_what_it_rests_on(cast: Cast, sign_in: Any) -> None:
    scores = reverse("risk:scores", args=["luma"])
    assert sign_in(cast["field_reporter"]).get(scores).status_code == 403
    assert sign_in(cast["partner"]).get(scores).status_code == 404
    assert sign_in(cast.boris).get(scores).status_code == 200
