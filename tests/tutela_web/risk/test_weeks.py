"""The weekly matrix: frozen, answered, moderated, adopted; what nobody answered is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk import story
from tutela.risk.sheets.sheet import COMPONENT_OF
from tutela_web.base.errors import Conflict, Denied, NotNow
from tutela_web.risk.models import Hotspot, Risk, Week
from tutela_web.risk.verbs import BadScore, adopt, register_risk
from tutela_web.risk.weekly.verbs import (
    MOST_ANSWERS,
    MOST_HOTSPOTS,
    adopt_week,
    answer,
    freeze_week,
    is_answered,
    moderate,
    no_change,
)


def frozen(cast: Cast) -> Week:
    """The week of 31 December, frozen by the POC adviser, with Luma and Koro in it."""
    story.luma(cast)
    story.koro(cast)
    story.assessed(cast)
    return freeze_week(cast.mission, by=story.standing(cast, cast.adviser))


def of(week: Week, name: str) -> Hotspot:
    return week.hotspots.select_related("risk__place").get(risk__place__name=name)


def first_filled(hotspot: Hotspot) -> dict[str, Any]:
    return next(a for a in hotspot.answers if a["value"] is not None)


def test_a_week_asks_at_most_eight_answers_blanks_among_them(cast: Cast) -> None:
    week = frozen(cast)
    assert {h.risk.place.name for h in week.hotspots.all()} == {"Luma", "Koro"}
    answers = of(week, "Luma").answers
    assert len(answers) == MOST_ANSWERS
    assert any(a["value"] is None for a in answers), "blanks most worth filling are asked"
    assert any(a["value"] is not None for a in answers)
    assert {COMPONENT_OF[a["factor"]] for a in answers} >= {"I", "V"}
    with pytest.raises(NotNow):
        freeze_week(cast.mission, by=story.standing(cast, cast.adviser))


def test_only_who_runs_the_week_freezes_it(cast: Cast) -> None:
    for person in (cast.boris, cast.hofo):
        with pytest.raises(Denied):
            freeze_week(cast.mission, by=story.standing(cast, person))


def test_a_26th_hotspot_is_never_asked_and_the_overdue_is(cast: Cast) -> None:
    batch = make.batch(cast.mission, cast.amina)
    for n in range(30):
        here = {"latitude": 4.0 + n * 0.3, "longitude": 30.0}
        make.place(cast.mission, f"Village {n:02}", area=cast.north, **here)
        make.event(cast.mission, batch, **here, civilian_deaths=12 if n < 25 else 1)
    far = make.place(cast.mission, "Old", area=cast.north, latitude=-4.0)
    overdue = register_risk(
        place=far, actor="Group Heron", harm="looting", by=story.standing(cast, cast.amina)
    )
    fields = {
        "factors": {},
        "intent": 1,
        "capability": 1,
        "vulnerability": 1,
        "risk": 20,
        "risk_low": 20,
        "risk_high": 40,
        "band": 1,
        "gravity": 2,
        "priority": 0,
        "status": "adopted",
        "review_on": make.TODAY - timedelta(days=9),
    }
    for name, value in fields.items():
        setattr(overdue, name, value)
    overdue.save()
    week = freeze_week(cast.mission, by=story.standing(cast, cast.adviser))
    assert week.hotspots.count() == MOST_HOTSPOTS
    late = of(week, "Old")
    assert "stale" in late.because
    assert week.lists["stale"] == [str(overdue.pk)]


def test_no_change_is_one_tap_and_silence_is_not_no_change(cast: Cast) -> None:
    week = frozen(cast)
    luma, koro = of(week, "Luma"), of(week, "Koro")
    no_change(luma, by=story.standing(cast, cast.hofo), version=1)
    adopted = adopt_week(week, by=story.standing(cast, cast.adviser), note="POC group")
    told = {line["place_name"]: line for line in adopted.snapshot}
    assert (told["Luma"]["answered"], told["Luma"]["agreed"]) == (True, True)
    assert (told["Koro"]["answered"], told["Koro"]["agreed"]) == (False, False)
    assert Risk.objects.get(pk=koro.risk_id).risk is None
    assert Risk.objects.get(pk=luma.risk_id).review_on is not None


def test_the_north_does_not_answer_for_the_south(cast: Cast) -> None:
    week = frozen(cast)
    with pytest.raises(Denied):
        no_change(of(week, "Koro"), by=story.standing(cast, cast.hofo), version=1)


def test_answers_are_saved_step_by_step_and_changed_ones_need_a_reason(cast: Cast) -> None:
    week, hofo = frozen(cast), story.standing(cast, cast.hofo)
    luma = of(week, "Luma")
    name = first_filled(luma)["factor"]
    with pytest.raises(BadScore, match="reason"):
        answer(luma, by=hofo, version=1, changes={name: {"value": 0.5}})
    one = answer(luma, by=hofo, version=1, changes={name: {"value": 0.5}}, reason="Patrol is back")
    other = next(a["factor"] for a in one.answers if a["value"] is None)
    two = answer(
        one, by=hofo, version=one.version, changes={other: {"value": 4}}, reason="Asked the women"
    )
    kept = {a["factor"]: a["value"] for a in two.answers}
    assert (kept[name], kept[other]) == (0.5, 4.0)
    with pytest.raises(BadScore, match="not asked"):
        answer(two, by=hofo, version=two.version, changes={"nonsense": {"value": 4}}, reason="x")


def test_two_people_who_answer_the_same_question_meet_side_by_side(cast: Cast) -> None:
    week, hofo = frozen(cast), story.standing(cast, cast.hofo)
    luma, amina = of(week, "Luma"), story.standing(cast, cast.amina)
    name = first_filled(luma)["factor"]
    answer(luma, by=hofo, version=1, changes={name: {"value": 1}}, reason="Seen")
    with pytest.raises(Conflict) as caught:
        answer(luma, by=amina, version=1, changes={name: {"value": 5}}, reason="Heard")
    assert caught.value.fields[name][1]["value"] == 1.0
    with pytest.raises(Conflict):
        no_change(luma, by=amina, version=1)


def test_the_snapshot_stays_and_the_next_week_tells_what_moved_and_why(cast: Cast) -> None:
    week, adviser = frozen(cast), story.standing(cast, cast.adviser)
    no_change(of(week, "Luma"), by=adviser, version=1)
    first = adopt_week(week, by=adviser)
    before = next(line for line in first.snapshot if line["place_name"] == "Luma")["risk"]
    cast.mission.clock_shift += timedelta(days=7)
    cast.mission.save()
    adviser = story.standing(cast, cast.adviser)
    later = freeze_week(cast.mission, by=adviser)
    luma = of(later, "Luma")
    answer(
        luma,
        by=adviser,
        version=1,
        reason="Elders were threatened",
        changes={"declared threat": {"value": 5}},
    )
    moderated = moderate(
        Hotspot.objects.get(pk=luma.pk),
        by=adviser,
        version=2,
        note="Confirmed",
        red_team="One source only",
    )
    assert moderated.week.state == Week.State.MODERATED
    second = adopt_week(later, by=adviser)
    moved = next(m for m in second.moved if m["place_name"] == "Luma")
    assert moved["kind"] == "risen" and moved["now"] > moved["before"] == before
    assert (moved["factor"], moved["why"]) == ("declared threat", "Elders were threatened")
    assert Week.objects.get(pk=week.pk).snapshot == first.snapshot
    with pytest.raises(NotNow):
        no_change(luma, by=adviser, version=9)


def test_boris_and_the_field_do_not_adopt(cast: Cast) -> None:
    week = frozen(cast)
    for person in (cast.boris, cast.hofo, cast.amina):
        with pytest.raises(Denied):
            adopt_week(week, by=story.standing(cast, person))
    assert not is_answered(of(week, "Luma"))


def test_adopting_names_the_forum_of_the_day(cast: Cast) -> None:
    week, adviser = frozen(cast), story.standing(cast, cast.adviser)
    no_change(of(week, "Luma"), by=adviser, version=1)
    adopt_week(week, by=adviser)
    risk = Risk.objects.get(pk=of(week, "Luma").risk_id)
    assert (risk.status, risk.forum_on) == ("adopted", make.TODAY)
    with pytest.raises(Conflict):
        risk.version -= 1
        adopt([risk], by=adviser, forum_date=make.TODAY)
