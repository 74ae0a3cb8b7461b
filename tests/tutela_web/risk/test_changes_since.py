"""What changed since somebody looked: moves with a reason, tripwires, reviews due, incidents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk import story
from tutela_web.base import clock
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
    assert rise.now > rise.before and "went from" in rise.why
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
    figures = {
        "risk": 61.0,
        "priority": 2,
        "band": 3,
        "intent": 1.58,
        "capability": 2.0,
        "vulnerability": 3.0,
    }
    lines = SuggestedRisk.objects.filter(place=luma, harm="killing")
    lines.filter(assessment=first).update(**figures)
    lines.filter(assessment=second).update(**figures | now)
    return [str(c.why) for c in changes_since(story.standing(cast, cast.boris), at)]


@pytest.mark.parametrize(
    ("now", "why"),
    [
        ({"intent": 1.62, "risk": 61.4}, []),
        ({"intent": 1.62, "risk": 64.0}, ["risk went from 61 to 64"]),
        ({"intent": 1.62, "priority": 3}, ["priority went from high to critical"]),
        ({"intent": 1.62, "band": 4}, ["level went from high to very high"]),
        ({"intent": 1.8, "risk": 64.0}, ["intent went from 1.6 to 1.8"]),
        (
            {"intent": 1.8, "band": 4},
            ["level went from high to very high: intent went from 1.6 to 1.8"],
        ),
    ],
)
def test_no_figure_is_told_to_have_gone_from_itself_to_itself(
    cast: Cast, now: dict[str, Any], why: list[str]
) -> None:
    assert told_after(cast, **now) == why


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
