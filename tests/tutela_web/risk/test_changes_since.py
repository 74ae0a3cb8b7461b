"""What changed since somebody looked: moves with a reason, tripwires, reviews due, incidents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk import story
from tutela_web.base import clock
from tutela_web.places.models import Place
from tutela_web.risk.models import Assessment, LastLook, SuggestedRisk
from tutela_web.risk.queries import changes_since, latest_assessment, looked_at
from tutela_web.risk.verbs import adopt, assess_everything, look, propose, register_risk


def later(cast: Cast, **span: int) -> None:
    """Time passes in the mission."""
    cast.mission.clock_shift += timedelta(**span)
    cast.mission.save()


def test_nothing_changed_since_just_now(cast: Cast) -> None:
    story.luma(cast)
    story.assessed(cast)
    boris = story.standing(cast, cast.boris)
    assert looked_at(boris) is None
    made = latest_assessment(boris)
    later(cast, minutes=5)
    look(story.standing(cast, cast.boris), made.pk if made else None)
    at = looked_at(boris)
    assert at is not None and LastLook.objects.get().assessment == made
    assert changes_since(boris, at) == []
    look(boris, None)
    assert LastLook.objects.count() == 1


def test_what_rose_is_told_with_the_part_that_moved(cast: Cast) -> None:
    luma = story.luma(cast)
    story.koro(cast)
    story.assessed(cast)
    later(cast, hours=1)
    at = clock.now(cast.mission)
    batch = make.batch(cast.mission, cast.amina)
    for _ in range(6):
        make.event(
            cast.mission, batch, date_end=make.TODAY, date_start=make.TODAY, civilian_deaths=30
        )
    later(cast, hours=1)
    story.assessed(cast)
    told = changes_since(story.standing(cast, cast.boris), at)
    rise = next(c for c in told if c.kind == "risen")
    assert (rise.place, rise.actor, rise.harm) == (luma, "Group Kestrel", "killing")
    assert rise.chance and rise.now > rise.before and "went from" in rise.why
    assert "%" in rise.said_now and f"to {rise.said_now}" in rise.why
    assert not [
        c for c in changes_since(story.standing(cast, cast["drafter"]), at) if c.kind == "incidents"
    ]
    assert changes_since(story.standing(cast, cast.chen), at) == []


def told_after(cast: Cast, **now: Any) -> list[str]:
    """Why Luma moved, after a second assessment that differs from the first in `now` only."""
    luma = story.luma(cast)
    story.assessed(cast)
    later(cast, hours=1)
    at = clock.now(cast.mission)
    later(cast, hours=1)
    story.assessed(cast)
    first, second = Assessment.objects.order_by("made_at")
    figures = {"likelihood": 0.1, "priority": 2, "rank": 1, "rank_low": 1, "rank_high": 3}
    lines = SuggestedRisk.objects.filter(place=luma, harm="killing")
    lines.filter(assessment=first).update(**figures)
    lines.filter(assessment=second).update(**figures | now)
    return [str(c.why) for c in changes_since(story.standing(cast, cast.boris), at)]


@pytest.mark.parametrize(
    ("now", "why"),
    [
        ({"risk": 91.0, "intent": 5.0}, []),
        ({"likelihood": 0.11}, []),
        ({"likelihood": 0.2}, ["an attack within 30 days went from 10% to 20%"]),
        ({"likelihood": 0.11, "priority": 3}, ["priority went from high to critical"]),
        (
            {"likelihood": 0.3, "priority": 3},
            ["priority went from high to critical: an attack within 30 days went from 10% to 30%"],
        ),
        ({"rank": 3, "rank_low": 2, "rank_high": 5}, []),
        ({"rank": 7, "rank_low": 5, "rank_high": 9}, ["rank went from 1 to 7"]),
    ],
)
def test_a_hotspot_moves_by_likelihood_priority_or_rank_and_never_by_its_score(
    cast: Cast, now: dict[str, Any], why: list[str]
) -> None:
    assert told_after(cast, **now) == why


def test_what_split_merged_began_or_ended_is_told_by_name(cast: Cast) -> None:
    places = {
        name: make.place(cast.mission, name, area=cast.north, latitude=7.1 + n, longitude=30.2)
        for n, name in enumerate(("Luma", "Tembel", "Oro", "Sita"))
    }
    batch = make.batch(cast.mission, cast.amina)
    for n, place in enumerate(places.values()):
        make.event(cast.mission, batch, latitude=7.1 + n, place=place.name)
    story.assessed(cast)
    later(cast, hours=1)
    at = clock.now(cast.mission)
    later(cast, hours=1)
    story.assessed(cast)
    SuggestedRisk.objects.update(priority=2)
    then, now = Assessment.objects.order_by("made_at")
    id_of = {name: one["id"] for one in then.hotspots for name in _names(one)}
    luma, tembel, oro, sita = (id_of[name] for name in places)
    # Tembel joins Luma, Oro ends for a new id, and Sita is no longer on record.
    fresh = "00000000-0000-0000-0000-00000000abcd"
    by_id = {one["id"]: one for one in now.hotspots}
    by_id[luma]["was"] = [tembel]
    by_id[luma]["places"] |= by_id.pop(tembel)["places"]
    by_id.pop(sita)
    by_id[oro]["id"] = fresh
    now.hotspots = list(by_id.values())
    now.save()
    rows = SuggestedRisk.objects.filter(assessment=now)
    rows.filter(place=places["Tembel"]).update(hotspot=luma, leads=False, order=900)
    rows.filter(place=places["Sita"]).delete()
    rows.filter(place=places["Oro"]).update(hotspot=fresh)
    told = changes_since(story.standing(cast, cast.boris), at, top=None)
    said = {(c.place.name if c.place else "", c.kind): str(c.why) for c in told}
    assert said["Luma", "merged"] == "Tembel merged into it"
    assert said["Tembel", "merged"] == "merged into the hotspot of Luma"
    assert said["Sita", "gone"] == "no longer on record"
    assert said["Oro", "split"] in ("split from Oro", "split; its places belong now to Oro")


def _names(hotspot: Any) -> list[str]:
    return list(Place.objects.filter(pk__in=hotspot["places"]).values_list("name", flat=True))


def test_a_week_before_there_were_hotspots_is_said_not_to_be_comparable(
    cast: Cast, sign_in: Any
) -> None:
    story.luma(cast)
    story.assessed(cast, on=make.TODAY - timedelta(days=9))
    Assessment.objects.update(hotspots=[])
    SuggestedRisk.objects.update(hotspot=None, likelihood=None, rank_low=None, rank_high=None)
    later(cast, hours=1)
    at = clock.now(cast.mission)
    later(cast, hours=1)
    story.assessed(cast)
    (told,) = changes_since(story.standing(cast, cast.boris), at)
    assert told.kind == "apart" and "cannot be compared" in told.why
    page = sign_in(cast.boris).get("/m/luma/changes/").content.decode()
    assert "cannot be compared" in page and "→" not in page.split('id="changes"')[1]


def test_a_new_ultimatum_trips_its_wire_and_comes_first(cast: Cast) -> None:
    luma = story.luma(cast)
    story.assessed(cast)
    later(cast, hours=1)
    at = clock.now(cast.mission)
    make.event(
        cast.mission,
        make.batch(cast.mission, cast.amina),
        date_end=make.TODAY,
        harm="threat or ultimatum",
        violence="unknown",
        civilian_deaths=None,
    )
    make.incident(cast.mission, "Attack on a cattle camp", area=cast.north)
    later(cast, hours=1)
    story.assessed(cast)
    told = changes_since(story.standing(cast, cast.boris), at)
    assert (told[0].kind, told[0].place) == ("tripwire", luma)
    assert any(c.kind == "incidents" and c.why == "one incident entered since" for c in told)
    south = [c for c in changes_since(story.standing(cast, cast.hofo), at) if c.place]
    assert all(c.place == luma for c in south)


def test_what_was_agreed_and_what_fell_due_are_told(cast: Cast) -> None:
    luma = story.luma(cast)
    story.assessed(cast)
    adviser = story.standing(cast, cast.adviser)
    risk = register_risk(place=luma, actor="Group Kestrel", harm="killing", by=adviser)
    made = propose(risk, by=adviser, version=1, reason="Ultimatum", gravity=5)
    at = clock.now(cast.mission)
    later(cast, minutes=1)
    adviser = story.standing(cast, cast.adviser)
    adopt([made], by=adviser, forum_date=make.TODAY)
    assert [c.kind for c in changes_since(adviser, at)] == ["agreed"]
    later(cast, days=20)
    then = clock.now(cast.mission) - timedelta(days=15)
    told = changes_since(story.standing(cast, cast.boris), then)
    assert any(c.kind == "stale" and "overdue" in c.why for c in told)


def test_the_second_score_is_no_part_of_it(cast: Cast) -> None:
    story.luma(cast)
    story.assessed(cast)
    later(cast, hours=1)
    at = clock.now(cast.mission)
    story.closed_event(cast)
    later(cast, hours=1)
    assess_everything(cast.mission, on=story.TODAY, by=None)
    for person in (cast.boris, cast["women_protection_adviser"]):
        assert changes_since(story.standing(cast, person), at) == []
