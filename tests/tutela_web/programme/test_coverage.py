"""Strategy and current risks: critical places and deaths that no objective or line reaches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed, text_of
from tests.tutela_web.warning.story import at_desk
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.programme.coverage.queries import coverage_of
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.risk.models import Risk

PAGE = "/m/luma/strategy/matrix/coverage/"
CRITICAL = {"priority": 3, "risk": 80.0, "status": Risk.Status.ADOPTED}


def killing(cast: Cast, place: Any, killed: int | None, days_ago: int = 30) -> None:
    day = clock.today(cast.mission) - timedelta(days=days_ago)
    fields = {"place": place, "area": place.area, "killed": killed, "event_from": day}
    make.incident(cast.mission, "Killing", harms=["killing"], **fields)


def test_what_no_line_and_no_objective_is_for_is_named_and_counted(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north, latitude=7.0, longitude=30.0)
    nyal = make.place(cast.mission, "Nyal", area=cast.north, latitude=8.0, longitude=30.0)
    bor = make.place(cast.mission, "Bor", area=cast.south, latitude=6.0, longitude=30.0)
    answered, open_risk = (
        make.risk(cast.mission, place, by=cast.amina, **CRITICAL) for place in (luma, nyal)
    )
    make.risk(cast.mission, bor, by=cast.amina, **CRITICAL | {"priority": 2})
    lines = make_lines(
        [{"risk": answered, "activity": "day_patrol"}], by=at_desk(cast, "poc_adviser")
    )
    killing(cast, luma, 6)
    killing(cast, nyal, 4)
    killing(cast, nyal, 90, days_ago=400)  # not of these twelve months
    killing(cast, bor, None)  # how many is not known
    batch = make.batch(cast.mission, cast.amina, published_at=clock.now(cast.mission))
    make.event(
        cast.mission,
        batch,
        latitude=7.05,
        longitude=30.0,
        date_start=clock.today(cast.mission),
        date_end=clock.today(cast.mission),
        deaths=10,
    )
    amina = standing_of(cast.amina, cast.mission)
    with django_assert_max_num_queries(40):
        told = coverage_of(amina)
    assert (told.total.places.total, told.total.places.reached) == (2, 1)
    assert (told.total.deaths.total, told.total.deaths.reached) == (20, 16)
    assert [row.place.name for row in told.uncovered] == ["Nyal"]
    page = squeezed(sign_in(cast.adviser).get(PAGE).content.decode())
    assert "1 critical place has no objective and no line" in page
    assert "50 %" in page and "80 %" in page
    assert f"/m/luma/strategy/matrix/new/?risk={open_risk.pk}" in page
    [line] = lines
    line.status = "stopped"
    line.save()
    assert coverage_of(amina).total.places.reached == 0


def test_who_reads_no_risk_reads_no_coverage_and_each_reader_only_what_they_may(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    make.risk(cast.mission, luma, by=cast.amina, **CRITICAL | {"compartment": "crsv"})
    assert sign_in(cast.chen).get(PAGE).status_code == 404
    page = squeezed(sign_in(cast.adviser).get(PAGE).content.decode())
    assert "Each critical place you may see has one" in page


def test_a_suggested_place_offers_its_score_and_a_place_of_the_demonstration_is_counted(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north, invented=True)
    bor = make.place(cast.mission, "Bor", area=cast.north)
    agreed = make.risk(cast.mission, luma, by=cast.amina, invented=True, **CRITICAL)
    suggested = make.suggestion(cast.mission, bor, priority=3, actor="Group Osprey")
    page = squeezed(sign_in(cast.amina).get(PAGE).content.decode())
    assert "2 critical places have no objective and no line" in page
    assert f"/m/luma/risks/suggested/{suggested.pk}/start/" in page and "Propose a score" in page
    assert f"/m/luma/risks/{agreed.pk}/" in page, "who keeps no matrix reads the risk"
    assert "invented" in page[page.index("Luma</bdi>") :][:400]
    reader = squeezed(sign_in(cast.boris).get(PAGE).content.decode())
    assert f"/m/luma/risks/suggested/{suggested.pk}/start/" not in reader
    assert f"/m/luma/risks/suggested/{suggested.pk}/" in reader
    client = sign_in(cast.adviser)
    sent = {"risk": agreed.pk, "activity": "day_patrol", "lead": "Force", "phase": "prevention"}
    sent |= {"status": "planned", "classification": "1"}
    assert client.post("/m/luma/strategy/matrix/new/", sent).status_code == 302
    page = squeezed(client.get(PAGE).content.decode())
    assert "1 critical place has no objective and no line" in page and "50 %" in page


def test_a_lines_page_shows_the_hotspots_it_answers_before_the_forum_adopts_them(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north, latitude=7.0, longitude=30.0)
    tagbale = make.place(cast.mission, "Tagbale", area=cast.north, latitude=7.12, longitude=30.0)
    risk = make.risk(cast.mission, luma, by=cast.amina, **CRITICAL)
    made = make_lines([{"risk": risk, "measure": "Patrols"}], by=at_desk(cast, "poc_adviser"))[0]
    make.suggestion(cast.mission, tagbale, priority=3, actor=risk.actor, harm=risk.harm)
    page = text_of(sign_in(cast.adviser).get(f"/m/luma/strategy/matrix/{made.pk}/"))
    shown = page.partition("that the forum has not adopted")[2]
    assert "Tagbale" in shown and "at most 20 km off in a straight line" in shown


def test_of_how_many_events_the_dead_are_not_known_stands_beside_every_share(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north, latitude=7.0, longitude=30.0)
    killing(cast, luma, 6)
    killing(cast, luma, None)
    batch = make.batch(cast.mission, cast.amina, published_at=clock.now(cast.mission))
    for _ in range(40):
        make.event(cast.mission, batch, deaths=None, civilian_deaths=None, violence="unknown")
    make.event(cast.mission, batch, deaths=None, harm="armed movement", violence="unknown")
    adviser = at_desk(cast, "poc_adviser")
    assert coverage_of(adviser).unknown == 41
    page = text_of(sign_in(adviser.person).get(PAGE))
    assert "The dead of 41 events are not known." in page
