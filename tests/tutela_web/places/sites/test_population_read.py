"""A later count of everybody at a site is what surveys, gap, duty desk and papers read of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.deployment.test_gap import agreed
from tests.tutela_web.html import words_of
from tests.tutela_web.outreach.perceptions.story import plan
from tests.tutela_web.outreach.sites.test_compared import counted
from tests.tutela_web.places.sites.test_site_kinds import site_at
from tutela_web.access.policy import standing_of
from tutela_web.deployment.gap.queries import agreed_rows
from tutela_web.outreach.perceptions.models import Survey
from tutela_web.outreach.perceptions.queries import frame_of
from tutela_web.places.models import Place
from tutela_web.places.sites.models import SiteCount
from tutela_web.places.sites.population import populations_of
from tutela_web.programme.matrix.views import people_answered
from tutela_web.reporting.filling.assessment import _name_people

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def camp(cast: Cast) -> Place:
    """A camp of 900 by its record of last year, and of 30,124 by yesterday's count."""
    site = site_at(cast)
    site.place.population, site.place.population_on = 900, make.TODAY - timedelta(days=400)
    site.place.save()
    counted(cast, site, 30124, None, day=1)
    return site.place


def test_a_survey_draws_by_the_people_counted(cast: Cast, sign_in: Any, camp: Place) -> None:
    sign_in(cast.adviser).post("/m/luma/outreach/surveys/new/", plan(cast))
    survey, reader = Survey.objects.get(), standing_of(cast.adviser, cast.mission)
    assert [(one.code, one.people) for one in frame_of(survey, reader).places] == [
        (camp.code, 30124)
    ]
    SiteCount.objects.update(classification=2)
    told = frame_of(survey, reader).places[0].people
    assert told == 900, "kept for who reads the survey: no count marked higher than it"


def test_the_gap_and_a_line_count_the_people_of_the_site(cast: Cast, camp: Place) -> None:
    agreed(cast, camp)
    reader = standing_of(cast.adviser, cast.mission)
    assert [row.people for row in agreed_rows(reader)] == [30124]
    risk = make.risk(cast.mission, camp, by=cast.adviser)
    assert people_answered(reader, [(risk, "")]).people == 30124


def test_paper_and_duty_desk_say_how_many_with_their_day(
    cast: Cast, sign_in: Any, camp: Place
) -> None:
    living = populations_of(standing_of(cast.adviser, cast.mission), [camp])
    assert _name_people(living[camp.pk], []) == f"30124 people live there ({make.TODAY.year})"
    page = sign_in(cast["joc_duty_officer"]).get(f"/m/luma/duty/?q={camp.name}").content.decode()
    assert "Population 30124 30 Dec 2018" in words_of(page)
