"""What happened near a place is counted in the days its whole span lies in; the rest is said
apart, on the page of the place, at the duty desk, in the paper of hotspots."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import words_of
from tests.tutela_web.warning.story import call
from tutela.reporting.products import products
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.crisis.decisions.queries import speaks_against_outcome
from tutela_web.incidents.happened.queries import happened_near, near_by_period
from tutela_web.places.models import Place
from tutela_web.reporting.filling.assessment import _tell_events
from tutela_web.reporting.filling.view import FillView, product_view

AGO = {"since": make.TODAY - timedelta(days=364), "until": make.TODAY, "km": 25.0}


@pytest.fixture
def luma(cast: Cast) -> Place:
    """A place with one attack of a day, one of a span that began two years ago, one that ends
    next month by its source."""
    place = make.place(cast.mission, "Luma", area=cast.north)
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch, area=cast.north)
    for first, last in ((730, 100), (20, -30)):
        make.event(
            cast.mission,
            batch,
            area=cast.north,
            date_start=make.TODAY - timedelta(days=first),
            date_end=make.TODAY - timedelta(days=last),
        )
    return place


def test_only_what_lies_in_the_days_is_counted(cast: Cast, luma: Place) -> None:
    reader = standing_of(cast.amina, cast.mission)
    near = near_by_period(reader, luma, luma.pk, **AGO)
    assert (near.within.height, near.apart.height) == (1, 2)
    assert happened_near(reader, luma, luma.pk, **AGO).height == 2, "evidence is read by last days"


def test_the_page_of_a_place_says_the_others_apart(cast: Cast, sign_in: Any, luma: Place) -> None:
    page = sign_in(cast.amina).get(f"/m/luma/places/{luma.pk}/")
    assert page.context["events_told"] == "1 event, 1 against civilians"
    assert "2 more, dated only to" in words_of(page.content.decode())


def test_the_duty_desk_counts_ninety_days_alike(cast: Cast, sign_in: Any, luma: Place) -> None:
    page = words_of(sign_in(cast["joc_duty_officer"]).get("/m/luma/duty/?q=Luma").content.decode())
    told = page.partition("What happened")[2]
    assert told.strip().startswith("1 in the last") and "1 more, dated only to" in told


def test_the_paper_of_hotspots_counts_alike(cast: Cast, luma: Place) -> None:
    weekly = products()["weekly_poc"]
    seen = product_view(cast.mission, weekly, make.TODAY)
    week = make.TODAY - timedelta(days=13), make.TODAY
    view = FillView(weekly, seen, *week, clock.now(cast.mission))
    told = _tell_events(view, luma, [], [])
    assert "1 attack on civilians within 25 km in twelve months" in told
    assert "1 of them in the period" in told and "2 more, dated only to" in told


@pytest.mark.parametrize("days", [0, 180])
def test_only_an_attack_of_these_days_speaks_against_an_outcome(cast: Cast, days: int) -> None:
    alert = call(cast, latitude=7.1, longitude=30.2)
    today, batch = clock.today(cast.mission), make.batch(cast.mission, cast.amina)
    first = today - timedelta(days=days)
    make.event(cast.mission, batch, area=cast.north, date_start=first, date_end=today)
    reader = standing_of(cast.adviser, cast.mission)
    against = speaks_against_outcome(reader, alert, "deterred", clock.now(cast.mission))
    assert bool(against) == (days == 0)
