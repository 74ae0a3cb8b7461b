"""A past crisis told anew: its order and its minutes are kept, and nothing by which it is known."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tutela.exercise.script import read_script, validate, write_script
from tutela.exercise.twin import (
    LONGEST_GAP,
    PastAct,
    PastCase,
    PastPlace,
    Then,
    TwinScript,
    make_twin,
    names_of_places,
)

NIGHT = datetime(2030, 9, 2, 2, 4, tzinfo=UTC)
TITLE = {"en": "Night ford", "fr": "Gué de nuit", "ar": "مخاضة الليل"}
LEVELS = ("watch", "warning", "imminent", "ongoing")


def at(minute: int, kind: str, code: str = "", reason: str = "") -> PastAct:
    return PastAct(NIGHT + timedelta(minutes=minute), kind, code, reason)


FORD = PastCase(
    (
        at(0, "report", "sms"),
        at(41, "acknowledged"),
        at(60, "level", "ongoing"),
        at(65, "decision", "act"),
        at(70, "tasking", "night_patrol"),
        at(75, "answer", "refused", "distance"),
        at(190, "decision", "no_action"),
        at(200, "outcome", "not_reached"),
        at(3000, "closed"),
    ),
    "imminent",
    (
        PastPlace("Luma", "village", 9.0, 31.0),
        PastPlace("Camp Bel", "base", 9.1, 31.0),
        PastPlace("Camp Far", "base", 11.0, 31.0),
    ),
)


def whole(twin: TwinScript) -> str:
    then = [dict(one.words) for one in twin.then]
    return write_script(twin.script).decode() + json.dumps(then, ensure_ascii=False)


def test_a_refused_night_is_played_with_its_minutes_and_told_without_its_people() -> None:
    twin = make_twin(FORD, TITLE, seed=7)
    told = [(one.minute, one.by, one.to) for one in twin.script.injects]
    assert told == [(0, "text", "joc"), (60, "call", "joc"), (75, "refusal", "sector")]
    assert "refuse. It is too far." in twin.script.injects[2].words["en"]
    assert "under attack" in twin.script.injects[1].words["en"]
    then = [(one.minute, one.words["en"]) for one in twin.then]
    assert then[1] == (41, "Receipt was confirmed")
    assert then[3] == (65, "A decision was taken: to act")
    assert then[6] == (135, "A decision was taken: no action"), "a silence is cut to an hour"
    again = [one for one in twin.script.expectations if one.from_inject == "i3"]
    assert [one.within_minutes for one in again] == [30]


def test_a_twin_is_a_script_that_the_conductor_can_play() -> None:
    script = make_twin(FORD, TITLE, seed=7).script
    assert not validate(script)
    assert read_script(write_script(script)) == script
    assert script.languages == ("en", "fr", "ar")


def test_an_english_title_makes_an_english_script() -> None:
    script = make_twin(FORD, {"en": "Night ford"}, seed=7).script
    assert not validate(script) and script.languages == ("en",)


def test_a_case_with_nothing_but_a_moment_still_begins_with_a_call() -> None:
    twin = make_twin(PastCase((at(0, "expired"),), "watch"), TITLE, seed=1)
    assert [one.by for one in twin.script.injects] == ["call"]
    assert not validate(twin.script)


def test_the_same_seed_tells_the_same_twin_and_another_one_hides_it_otherwise() -> None:
    assert make_twin(FORD, TITLE, seed=7) == make_twin(FORD, TITLE, seed=7)
    assert make_twin(FORD, TITLE, seed=7).places != make_twin(FORD, TITLE, seed=8).places


FREE = st.text("qxzj", min_size=5, max_size=9)
"""Words of no language: what a ledger may hold, and no sentence of ours does."""
KINDS = (
    "report",
    "level",
    "decision",
    "tasking",
    "answer",
    "outcome",
    "acknowledged",
    "on the way",
    "arrived",
    "closed",
)
CODES = ("sms", "call", "refused", "delayed", "accepted", "act", "late", "", *LEVELS)


@st.composite
def cases(draw: st.DrawFn) -> PastCase:
    """Cases whose every field of words holds what somebody wrote, codes among them."""
    now, acts = NIGHT - timedelta(minutes=draw(st.integers(0, 10_000_000))), []
    for _n in range(draw(st.integers(1, 12))):
        now += timedelta(minutes=draw(st.integers(0, 400)))
        code = draw(st.one_of(st.sampled_from(CODES), FREE))
        acts.append(PastAct(now, draw(st.sampled_from(KINDS)), code, draw(FREE)))
    point = st.tuples(st.floats(-30, 30), st.floats(-30, 50))
    places = [
        PastPlace(draw(FREE).title(), draw(st.sampled_from(("village", "base"))), *draw(point))
        for _n in range(draw(st.integers(0, 4)))
    ]
    return PastCase(tuple(acts), draw(st.one_of(st.sampled_from(LEVELS), FREE)), tuple(places))


SEEDS = st.integers(0, 2**31)


@settings(max_examples=30, deadline=None)
@given(cases(), SEEDS)
def test_no_word_place_or_day_of_the_ledger_stands_in_the_twin(case: PastCase, seed: int) -> None:
    told = whole(make_twin(case, TITLE, seed=seed)).casefold()
    words = {act.code for act in case.acts} | {act.reason for act in case.acts} | {case.level}
    written = {word for word in words if word and not set(word) - set("qxzj")}
    written |= {place.name for place in case.places}
    assert not {word for word in written if word.casefold() in told}
    assert not re.search(r"\d{4}-\d{2}|20[1-3]\d\b", told), "no date"


@settings(max_examples=30, deadline=None)
@given(cases(), SEEDS)
def test_the_order_of_acts_and_their_minutes_are_kept(case: PastCase, seed: int) -> None:
    twin = make_twin(case, TITLE, seed=seed)
    assert len(twin.then) == len(case.acts)
    heard = [act for act in case.acts if act.kind == "report"]
    spoken = [one for one in twin.script.injects if one.by in ("text", "call")]
    assert len(spoken) >= len(heard)
    for moments in ([one.minute for one in twin.then], [i.minute for i in twin.script.injects]):
        assert moments == sorted(moments)
    gaps = zip(case.acts, case.acts[1:], twin.then, twin.then[1:], strict=False)
    assert all(_gap(a, b) == after.minute - before.minute for a, b, before, after in gaps)


def _gap(one: PastAct, other: PastAct) -> int:
    return min(int((other.at - one.at).total_seconds() // 60), LONGEST_GAP)


@settings(max_examples=30, deadline=None)
@given(cases(), SEEDS)
def test_far_stays_farther_than_near_and_nothing_more_of_the_ground(
    case: PastCase, seed: int
) -> None:
    """Stretching the true distances changes nothing that is told: only their order went in."""
    twin = make_twin(case, TITLE, seed=seed)
    if len(case.places) < 2:
        return
    first, *rest = case.places
    east = [
        PastPlace(one.name, one.kind, 0.0, 0.4 + 0.3 * rank) for rank, one in enumerate(rest, 1)
    ]
    middle = PastPlace(first.name, first.kind, 0.0, 0.0)
    straight = make_twin(PastCase(case.acts, case.level, (middle, *east)), TITLE, seed=seed)
    kms = [place.km for place in straight.places[1:]]
    assert kms == sorted(set(kms)), "the farther lies farther"
    wide = [PastPlace(p.name, p.kind, 1.5, (p.longitude or 0) * 2) for p in east]
    middle = PastPlace(first.name, first.kind, 1.5, 0.0)
    stretched = make_twin(PastCase(case.acts, case.level, (middle, *wide)), TITLE, seed=seed)
    assert stretched == straight and twin.places[0].km == 0


@given(SEEDS, st.integers(0, 23))
@settings(max_examples=30, deadline=None)
def test_the_hour_is_another(seed: int, hour: int) -> None:
    begun = NIGHT.replace(hour=hour)
    begins = make_twin(PastCase((PastAct(begun, "report"),), "watch"), TITLE, seed=seed).begins
    assert min((begins - hour) % 24, (hour - begins) % 24) >= 3


def test_a_place_of_the_mission_is_no_invented_one() -> None:
    taken = names_of_places()[:-1]
    twin = make_twin(PastCase(FORD.acts, "watch", FORD.places[:1]), TITLE, seed=5, avoid=taken)
    assert [place.name for place in twin.places] == [names_of_places()[-1]]
    assert all(isinstance(one, Then) for one in twin.then)
