"""Who gives what a risk needs, by day and by night: what is not known is never able, never none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tutela.capacity.able import Caveat, Journey, State
from tutela.deployment.gap import EFFECTS, Gap, Need, Trip, UnitMeans, reckon

ON = date(2030, 6, 1)
DETER = Need(("deter",), 120)


def trip(minutes: float | None, *, dark: bool = False, sure: bool = True) -> Trip:
    return Trip(Journey(ON, 60, minutes, dark=dark), minutes, sure)


def company(
    name: str = "Coy A", minutes: float | None = 90, night: float | None = 100, **known: Any
) -> UnitMeans:
    """A company at Lasu, able, that moves by night, unless something else is known of it."""
    sure = known.pop("sure", True)
    languages = frozenset(known.pop("languages", ()))
    interpreter = known.pop("interpreter", None)
    state = State(**({"able": True, "night": True} | known))
    ways = {"day": trip(minutes, sure=sure), "night": trip(night, dark=True, sure=sure)}
    return UnitMeans(name, "Lasu", state, ways, languages, interpreter)  # type: ignore[arg-type]


def gap(*units: UnitMeans, need: Need = DETER, unlisted: Any = None) -> Gap:
    return reckon(need, units, unlisted=unlisted or {})


def said(*units: UnitMeans, reasons: bool = False, **how: Any) -> str:
    return str(gap(*units, **how).sentence(reasons=reasons))


def test_the_gap_in_one_sentence() -> None:
    two = [replace(company(name, 220), state=State(True, night=False)) for name in ("A", "B")]
    assert said(*two) == (
        "2 units able by day, 3 h 40 min from Lasu against 2 h, none able by night"
    )
    assert gap(*two).met == "short"


def test_enough_only_where_enough_are_there_in_time_by_day_and_by_night() -> None:
    assert gap(company()).met == "enough"
    assert gap(company(night=130)).met == "short", "late by night"
    two = replace(DETER, units=2)
    assert gap(company(), need=two).met == "short"
    assert gap(company(), company("Coy B"), need=two).met == "enough"
    assert said(company(), company("Coy B", 110), need=two).startswith(
        "2 units able by day of 2 needed, 1 h 50 min from Lasu against 2 h"
    ), "the time is that of the last one needed"
    assert gap(company(night=130), need=replace(DETER, whens=("day",))).met == "enough"


def test_what_is_not_known_is_neither_able_nor_none() -> None:
    assert said() == (
        "not known whether any unit is able by day, not known whether any unit is able by night"
    )
    assert gap().met == "unknown", "of a mission without a list of units nothing is known"
    silent = company(able=None)
    assert gap(silent).met == "unknown"
    assert said(silent).startswith("not known whether any unit is able by day")
    assert gap(company(night=None)).met == "unknown", "no way there is known by night"
    assert gap(company(minutes=None)).met == "unknown"
    assert "how long it takes is not known" in said(
        replace(company(), trips={"day": Trip(trip(90).journey, None), "night": trip(90)})
    ), "committed, and nobody said until when"
    no_limit = replace(DETER, within_minutes=None)
    assert gap(company(), need=no_limit).met == "unknown"
    assert "within what time is not said" in said(company(), need=no_limit)
    roadless = company(sure=False)
    assert gap(roadless).met == "unknown" and "over open ground" in said(roadless)
    mixed = said(company(), company("Coy B", able=None))
    assert mixed.startswith("1 unit able by day, 1 not known")


def test_a_base_of_which_no_unit_is_known_leaves_it_open() -> None:
    late = company(minutes=300, night=300)
    near = {"day": [("COB Teak", 30.0)], "night": [("COB Teak", 30.0)]}
    assert gap(late).met == "short" and gap(late, unlisted=near).met == "unknown"
    assert "which units stand at COB Teak is not known" in said(late, unlisted=near)
    assert gap(late, unlisted={"day": [("COB Teak", 300.0)]}).met == "short"
    assert gap(company(), unlisted=near).met == "enough", "who is known comes in time"


def test_holders_read_what_keeps_units_from_it_and_others_do_not() -> None:
    caveat = Caveat("declared", date(2030, 5, 3), no_night=True)
    barred = company(caveats=(caveat,))
    others, holders = said(barred), said(barred, reasons=True)
    assert others.endswith("none able by night") and "caveat" not in others
    assert "a caveat bars movement by night, of 3 May 2030 (1 unit)" in holders
    plain = company()
    no_task = replace(
        plain,
        state=State(
            True,
            night=True,
            caveats=(
                Caveat("declared", date(2030, 5, 3), no_tasks=frozenset(EFFECTS["hold"].tasks)),
            ),
        ),
    )
    assert gap(no_task, need=Need(("deter", "hold"), 120)).met == "short"
    assert gap(no_task).met == "enough", "one task of an effect will do"
    assert "a caveat bars this task, of 3 May 2030" in said(
        no_task, need=Need(("hold",), 120), reasons=True
    )


def test_two_reasons_for_one_answer_read_alike_to_others() -> None:
    by_caveat = company(caveats=(Caveat("undeclared", no_night=True),))
    by_readiness = replace(company(), state=State(True, night=False))
    assert said(by_caveat) == said(by_readiness)
    assert said(by_caveat, reasons=True) != said(by_readiness, reasons=True)
    asks, silent = company(caveats=(Caveat("declared", asks=True),)), company(able=None)
    assert said(asks) == said(silent), "not known is not known"


def test_a_language_of_the_place_is_spoken_or_not_or_not_known() -> None:
    zande = replace(DETER, languages=("Zande",))
    speaks = [
        (company(languages=["Zande"]), "enough", ""),
        (company(interpreter=True), "enough", ""),
        (company(languages=["Urdu"], interpreter=False), "short", "none of them speaks a language"),
        (company(), "unknown", "not known whether one of them speaks a language"),
    ]
    for unit, met, words in speaks:
        assert gap(unit, need=zande).met == met and words in said(unit, need=zande)


def test_what_civilian_staff_give_is_never_known_to_be_met() -> None:
    talk = Need(("mediate",), 120)
    assert gap(company(), need=talk).met == "unknown"
    assert said(company(), need=talk) == (
        "mediate: by civilian staff, of whom nobody counts who is free"
    )
    both = Need(("deter", "mediate"), 120)
    assert gap(company(), need=both).met == "unknown"
    assert said(company(), need=both).startswith("1 unit able by day")


def test_papers_are_told_the_effect_alone() -> None:
    lack = [replace(company(), state=State(True, night=False))]
    assert str(gap(*lack).effect()) == "too few able in time by night"
    assert str(gap(company()).effect()) == "enough units are able in time"


def names(units: Sequence[Any]) -> list[str]:
    return [unit.name for unit in units]


def test_those_that_could_be_there_first_come_first() -> None:
    found = gap(company("Far", 300), company("Near", 30), company("Lost", None, None))
    assert names(found.by_arrival()) == ["Near", "Far", "Lost"]
