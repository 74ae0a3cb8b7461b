"""Figures of a report: what is never added, what has no number, what changed and why."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.monitoring.indicators import MISSING, NOT_COMPUTED, STALE, SUPPRESSED, CountedPeriod
from tutela.reporting.figures import (
    COUNTED,
    STANDINGS,
    Basis,
    GivenFigure,
    ReportFigure,
    add_figures,
    compare_figures,
    figures_as_data,
    figures_from_data,
    must_hide,
    office_figures,
    say_change,
    say_value,
    suppress,
)
from tutela.reporting.products import products

MAY = CountedPeriod(date(2030, 5, 1), date(2030, 5, 31))
JUNE = CountedPeriod(date(2030, 6, 1), date(2030, 6, 30))


def figure(key: str = "killed", value: float | None = 3, **more: object) -> ReportFigure:
    given: dict[str, object] = {"basis": Basis("killed", actor="militia"), "period": MAY, **more}
    return ReportFigure(key, "Killed", "civilians killed", value=value, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (Basis("incidents", actor="militia"), "do not count the same"),
        (Basis("killed", actor="state"), "different actors"),
        (Basis("killed", actor="militia", standing="alleged"), "alleged, reported, verified"),
        (Basis("killed", actor="militia", responder="state"), "different responders"),
    ],
)
def test_what_is_apart_is_never_added(other: Basis, told: str) -> None:
    with pytest.raises(BadParameter, match=told) as refused:
        add_figures("all", "All", "", [figure(), figure("other", 2, basis=other)])
    assert "show them side by side" in str(refused.value)


def test_a_record_is_not_counted_twice() -> None:
    one, other = figure(records=("a", "b")), figure("other", 2, records=("b",))
    with pytest.raises(BadParameter, match="some records are counted in both"):
        add_figures("all", "All", "", [one, other])


def test_shares_are_not_added() -> None:
    with pytest.raises(BadParameter, match="shares and times are not added"):
        add_figures("all", "All", "", [figure(unit="%"), figure("other", unit="%")])


def test_what_is_not_known_makes_a_sum_that_is_not_known() -> None:
    lacking = figure("other", None, state=MISSING)
    told = add_figures("all", "All", "", [figure(), lacking])
    assert (told.state, told.value) == (NOT_COMPUTED, None)
    hidden = add_figures("all", "All", "", [figure(), suppress(figure("other", 2))])
    assert (hidden.state, hidden.value, hidden.records) == (SUPPRESSED, None, ())


@given(st.lists(st.integers(0, 500), min_size=1, max_size=5))
def test_a_sum_opens_all_its_records(values: list[int]) -> None:
    parts = [
        figure(f"k{n}", value, records=(f"r{n}",), left_out={"no day is known": 1})
        for n, value in enumerate(values)
    ]
    told = add_figures("all", "All", "", parts)
    assert told.value == sum(values)
    assert len(told.records) == len(values)
    assert told.left_out == {"no day is known": len(values)}


@pytest.mark.parametrize("state", [MISSING, STALE, NOT_COMPUTED, SUPPRESSED])
def test_what_has_no_number_is_never_zero(state: str) -> None:
    told = say_value(figure(value=None, state=state))
    assert told
    assert not any(sign.isdigit() for sign in told)
    with pytest.raises(BadParameter):
        figure(value=0, state=state)
    with pytest.raises(BadParameter):
        figure(value=None)


def test_figures_of_other_offices_are_taken_over_and_late_ones_told_apart() -> None:
    section = products()["monthly_trends"].section("children")
    given_figures = [
        GivenFigure("Killed, verified late", 2, "CTFMR 6/2030", date(2030, 6, 30), late=True),
        GivenFigure("Killed", 5, "CTFMR 6/2030", date(2030, 6, 30)),
        GivenFigure("Abducted", 4, "", date(2030, 6, 30)),
    ]
    killed, abducted, late = office_figures(section, given_figures)
    assert killed.reference is not None
    assert (killed.value, killed.reference.paper) == (5, "CTFMR 6/2030")
    assert abducted.state == MISSING
    assert late.basis.standing == "late verified"
    with pytest.raises(BadParameter, match="late-verified are apart"):
        add_figures("all", "All", "", [killed, late])
    with pytest.raises(BadParameter, match="takes no figures of another office"):
        office_figures(products()["monthly_trends"].section("trends"), given_figures)


def test_a_correction_moves_the_figure_and_says_why() -> None:
    then = figure(records=("a", "b", "c"))
    now = replace(then, value=4.0, records=("a", "b", "d", "e"))
    reasons = {"d": say("reported after the cut-off"), "c": say("it was the same as another")}
    [change] = compare_figures([now], [then], reasons=reasons)
    assert change.kind == "corrected"
    assert say_change(change) == (
        "Killed: 4, was 3 (reported after the cut-off; it was the same as another; "
        "1 record was added)"
    )


def test_another_month_is_no_correction() -> None:
    [change] = compare_figures([figure(value=9, period=JUNE)], [figure()])
    assert (change.kind, change.reasons) == ("moved", ())


def test_another_definition_is_not_compared() -> None:
    [change] = compare_figures([figure(value=9, version=2)], [figure()])
    assert change.kind == "redefined"
    assert "counted in another way before" in say_change(change)


def test_new_and_dropped_figures_are_named() -> None:
    changes = compare_figures([figure("new")], [figure("old")])
    assert [(change.kind, change.key) for change in changes] == [("new", "new"), ("dropped", "old")]


def test_of_a_figure_that_is_not_shown_nothing_is_told() -> None:
    small = suppress(figure(value=2))
    assert compare_figures([small], [figure(value=7)]) == []
    assert compare_figures([figure(value=7)], [small]) == []
    assert "2" not in json.dumps(figures_as_data([replace(small, period=None)]))


figures = st.builds(
    lambda key, value, counts, standing, records, state: ReportFigure(
        key,
        say("Killed in {area}", area="Luma"),
        "all",
        state,
        float(value) if state == "value" else None,
        basis=Basis(counts, "UN", "militia", standing),
        period=MAY,
        records=tuple(records),
        because=say("few"),
    ),
    st.text("abc", min_size=1, max_size=4),
    st.integers(0, 10_000),
    st.sampled_from(list(COUNTED)),
    st.sampled_from(STANDINGS),
    st.lists(st.text("xyz", max_size=3), max_size=3),
    st.sampled_from(["value", MISSING, SUPPRESSED]),
)


@given(st.lists(figures, max_size=4, unique_by=lambda one: one.key))
def test_an_edition_kept_as_json_comes_back_and_differs_in_nothing(
    told: list[ReportFigure],
) -> None:
    back = figures_from_data(json.loads(json.dumps(figures_as_data(told))))
    assert back == told
    assert compare_figures(back, told) == []


def test_open_figures_of_internal_reports_stand_as_they_are() -> None:
    assert not must_hide(products()["weekly_poc"])
    assert must_hide(products()["weekly_poc"], from_compartment=True)
    assert must_hide(products()["contributors_briefing"])
