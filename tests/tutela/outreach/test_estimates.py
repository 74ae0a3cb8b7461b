"""Estimates of a survey, against what R's package survey 4.5 gives on the schools of its manual.

The schools (api_schools.csv): California Department of Education, Academic Performance Index 2000,
the samples apistrat and apiclus1 of Lumley (2004), Journal of Statistical Software 9(8). Figures of
R with seventeen digits are published in the tests of the R package spicy, with fourteen in those of
Survey.jl; the first digits stand in the manual of survey itself.
"""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from svy import Design, Sample

from tutela.base.disclosure import LEAST
from tutela.base.messages import from_json
from tutela.outreach.estimates import (
    NOT_ASKED,
    NOT_TOLD,
    SUPPRESSED,
    TOLD,
    DrawnPlace,
    Estimate,
    estimates_of,
    response_of,
)
from tutela.outreach.survey_answers import SurveyAnswer
from tutela.outreach.survey_form import Item

SCHOOLS = list(
    csv.DictReader((Path(__file__).parent / "api_schools.csv").read_text("utf-8").splitlines())
)
WEIGHTS = {"E": 44.2099990844727, "M": 20.3600006103516, "H": 15.1000003814697}
WHOLE = {"E": 4421, "M": 1018, "H": 755}


def schools(sample: str) -> pl.DataFrame:
    rows = [row for row in SCHOOLS if row["sample"] == sample]
    return pl.DataFrame(rows).with_columns(pl.col("api00").cast(pl.Float64))


class TestAgainstR:
    """svymean and svyby of R on apistrat and apiclus1, to a millionth."""

    def test_a_stratified_sample_has_the_mean_error_interval_and_effect_of_r(self) -> None:
        kinds = pl.col("school_type")
        table = schools("apistrat").with_columns(
            weight=kinds.replace_strict(WEIGHTS), whole=kinds.replace_strict(WHOLE)
        )
        design = Design(stratum="school_type", wgt="weight", pop_size="whole")
        (mean,) = Sample(table, design=design).estimation.mean("api00", deff="wor").estimates
        assert mean.est == pytest.approx(662.28736315932076, abs=1e-6)
        assert mean.se == pytest.approx(9.4089408027845831, abs=1e-6)
        assert mean.lci == pytest.approx(643.73218827208620, abs=1e-6)
        assert mean.uci == pytest.approx(680.84253804655532, abs=1e-6)
        assert mean.deff == pytest.approx(1.2044572685377175, abs=1e-6)

    def test_a_sample_of_districts_has_the_mean_error_and_interval_of_r(self) -> None:
        table = schools("apiclus1").with_columns(weight=pl.lit(33.846996307373), whole=pl.lit(757))
        sample = Sample(table, design=Design(psu="district", wgt="weight", pop_size="whole"))
        (mean,) = sample.estimation.mean("api00").estimates
        assert mean.est == pytest.approx(644.16939890710387, abs=1e-6)
        assert mean.se == pytest.approx(23.542240693781036, abs=1e-6)
        assert mean.lci == pytest.approx(593.67631446332553, abs=1e-6)
        assert mean.uci == pytest.approx(694.66248335088221, abs=1e-6)
        kinds = sample.estimation.mean("api00", by="school_type").estimates
        assert [one.est for one in kinds] == pytest.approx(
            [648.86805555555554, 618.57142857142856, 631.44], abs=1e-6
        )
        assert [one.se for one in kinds] == pytest.approx(
            [22.362408893831887, 38.020249359407529, 31.609465227245526], abs=1e-6
        )
        assert [one.df for one in kinds] == [14, 7, 11]

    def test_a_share_has_the_error_of_r(self) -> None:
        table = schools("apiclus1").with_columns(
            weight=pl.lit(33.846996307373),
            whole=pl.lit(757),
            first=(pl.col("school_type") == "E").cast(pl.Float64),
        )
        design = Design(psu="district", wgt="weight", pop_size="whole")
        share = Sample(table, design=design).estimation.prop("first").estimates[1]
        assert share.est == pytest.approx(0.78688524590164, abs=1e-6)
        assert share.se == pytest.approx(0.0463365536499119, abs=1e-6)


LISTED = tuple(
    {"value": value, "label": value, "label_fr": "", "label_ar": ""} for value in ("safe", "unsafe")
)
FEELS = Item("feels", "Do you feel safe at night?", "", "", LISTED, frozenset({"safe"}))  # type: ignore[arg-type]


def answer(place: str, said: str, sex: str = "female", age: str = "30_44") -> SurveyAnswer:
    return SurveyAnswer(place, "answered", sex, age, 1, {"feels": said})


def told(rows: list[Estimate], by: str = "", group: str = "") -> Estimate:
    return next(row for row in rows if (row["by"], row["group"]) == (by, group))


PLACES = {f"p{n:02}": DrawnPlace("north", "North", 1) for n in range(1, 9)} | {
    "p09": DrawnPlace("south", "South", 1),
    "p10": DrawnPlace("south", "South", 1),
}
PEOPLE = {"north": 30_000, "south": 9_000}


def everybody(said_safe: int = 6) -> list[SurveyAnswer]:
    """Twelve in each place of the north, six of them women."""
    rows = []
    for n, code in enumerate(code for code, place in PLACES.items() if place.area == "North"):
        for k in range(12):
            said = "safe" if k < said_safe + n % 3 - 1 else "unsafe"
            rows.append(answer(code, said, "female" if k % 2 else "male"))
    return rows


class TestEstimates:
    def test_where_all_say_so_the_share_is_told_with_its_interval(self) -> None:
        rows = estimates_of(everybody(), [FEELS], PLACES, PEOPLE, widest=15)
        north = told(rows, "area", "North")
        assert north["state"] == TOLD and north["people"] == 96 and north["places"] == 8
        assert north["low"] is not None and north["high"] is not None
        assert north["low"] < (north["share"] or 0) < north["high"]

    def test_an_area_where_nobody_answered_is_not_told_of(self) -> None:
        rows = estimates_of(everybody(), [FEELS], PLACES, PEOPLE, widest=15, areas=["East"])
        for area in ("South", "East"):
            assert told(rows, "area", area)["state"] == NOT_ASKED
            assert told(rows, "area", area)["share"] is None

    def test_one_place_tells_nothing_of_its_area(self) -> None:
        rows = [*everybody(), *(answer("p09", "safe") for _ in range(12))]
        south = told(estimates_of(rows, [FEELS], PLACES, PEOPLE, widest=30), "area", "South")
        assert south["state"] == NOT_TOLD
        assert from_json(south["because"]) == "all answers came from one place"

    def test_a_wide_interval_is_not_told(self) -> None:
        rows = estimates_of(everybody(), [FEELS], PLACES, PEOPLE, widest=2)
        assert told(rows)["state"] == NOT_TOLD
        assert "points either way" in str(from_json(told(rows)["because"]))

    def test_few_of_a_group_are_suppressed_and_so_is_what_would_tell_them(self) -> None:
        rows = [*everybody(), *(answer("p01", "safe", "other") for _ in range(3))]
        by_sex = estimates_of(rows, [FEELS], PLACES, PEOPLE, widest=20)
        hidden = [row["group"] for row in by_sex if row["state"] == SUPPRESSED]
        assert hidden == ["male", "other"] or hidden == ["female", "other"]
        assert told(by_sex, "sex", "other")["people"] is None

    def test_who_did_not_say_widens_the_interval_and_is_never_safe(self) -> None:
        sure = told(estimates_of(everybody(), [FEELS], PLACES, PEOPLE, widest=40))
        unsure = [*everybody(), *(answer(code, "dont_know") for code in list(PLACES)[:8] * 3)]
        wide = told(estimates_of(unsure, [FEELS], PLACES, PEOPLE, widest=40))
        assert wide["share"] == pytest.approx(sure["share"])
        assert wide["unsaid"] == pytest.approx(20)
        assert (wide["low"] or 0) < (sure["low"] or 0) and (wide["high"] or 0) > (sure["high"] or 0)

    def test_where_nobody_feels_safe_the_share_is_none_and_not_unknown(self) -> None:
        rows = [answer(code, "unsafe") for code in list(PLACES)[:8] for _ in range(12)]
        none = told(estimates_of(rows, [FEELS], PLACES, PEOPLE, widest=30))
        assert none["state"] == TOLD and none["share"] == 0 and none["low"] == 0
        assert none["high"] and none["high"] > 0

    def test_who_refused_is_shown_and_who_is_few_is_not(self) -> None:
        refusals = [SurveyAnswer("p01", "refused", "", "", 1, {})] * 9
        shown = response_of([*everybody(), *refusals], PLACES)
        assert shown["approached"] == 105 and shown["results"]["refused"] == 9
        assert shown["places_silent"] == 2


def test_one_answer_alone_tells_nothing_and_stops_nothing() -> None:
    item = Item("safe", "Safe?", "", "", (), frozenset({"yes"}))
    places = {code: DrawnPlace("", "north", 1) for code in ("p01", "p02", "p03")}
    answer = SurveyAnswer("p01", "answered", "female", "18_29", 1, {"safe": "yes"})
    told = estimates_of([answer], [item], places, {"": 300}, widest=15)
    assert {(one["state"], one["share"]) for one in told} <= {
        (SUPPRESSED, None),
        (NOT_ASKED, None),
    }


class TestWhatIsToldTellsNobody:
    """What three hidden men said cannot be had from what all, and the women, said."""

    def test_three_men_who_spoke_are_not_had_by_subtracting(self) -> None:
        rows = [
            answer(f"p{n % 8 + 1:02}", "safe" if n < 300 else "unsafe", "female")
            for n in range(600)
        ]
        rows += [answer("p01", "unsafe" if n < 3 else "no_answer", "male") for n in range(8)]
        estimates = estimates_of(rows, [FEELS], PLACES, PEOPLE, widest=50)
        assert told(estimates, "sex", "male")["state"] == SUPPRESSED
        assert told(estimates, "sex", "female")["state"] == SUPPRESSED
        assert told(estimates)["said"] == 603

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
            min_size=3,
            max_size=3,
        )
    )
    def test_no_count_below_five_is_had_from_all_that_is_told(
        self, table: list[tuple[int, int, int]]
    ) -> None:
        """Whoever reads every line of the table, and knows that all weigh the same, has no count of
        one to four: not of who said the one, the other, or nothing."""
        rows = [
            answer(f"p{number % 8 + 1:02}", said, sex)
            for sex, counts in zip(("female", "male", "other"), table, strict=True)
            for said, count in zip(("unsafe", "safe", "no_answer"), counts, strict=True)
            for number in range(count)
        ]
        estimates = estimates_of(rows, [FEELS], PLACES, PEOPLE, widest=1000)
        whole = told(estimates)
        by_sex = [row for row in estimates if row["by"] == "sex"]
        lines = [row for row in [whole, *by_sex] if row["people"] is not None]
        for row in lines:
            sex = row["group"]
            of_row = [table[("female", "male", "other").index(sex)]] if sex else table
            unsafe, safe, silent = (sum(line[n] for line in of_row) for n in range(3))
            assert not 0 < unsafe + safe + silent < LEAST
            if row["share"] is not None:
                assert not 0 < unsafe < LEAST and not 0 < safe < LEAST
            if row["said"] is not None:
                assert not 0 < silent < LEAST
        shown = [row for row in by_sex if row["people"] is not None]
        if whole["said"] is not None and shown and all(r["said"] is not None for r in shown):
            left = whole["said"] - sum(row["said"] or 0 for row in shown)
            left_asked = (whole["people"] or 0) - sum(row["people"] or 0 for row in shown)
            assert not 0 < left_asked < LEAST
            assert not 0 < left_asked - left < LEAST
