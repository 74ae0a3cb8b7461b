"""The commands as an analyst and a program meet them: real files, real contracts."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tutela.cli import main
from tutela.cli.inputs import read_inputs
from tutela.risk.checks.backtest import RULES
from tutela.risk.checks.backtest import Result as RuleResult

DEMO = Path(__file__).parents[3] / "demo" / "data"
CAF, SSD = str(DEMO / "ged_CAF_to2018.csv.gz"), str(DEMO / "ged_SSD_to2018.csv.gz")
BASES = str(DEMO / "geopko_full_1994_2020.csv.gz")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture(scope="module")
def assessed() -> Result:
    return run("risk", "assess", SSD, "--bases", BASES, "--on", "2018-12-31", "--json")


def test_assess_keeps_its_contract(assessed: Result) -> None:
    rows = json.loads(assessed.stdout)
    assert len(rows) > 100
    for row in rows:
        assert set(row) == {
            "place",
            "actor",
            "harm",
            "horizon_days",
            "I",
            "C",
            "V",
            "T",
            "R",
            "R_low",
            "R_high",
            "band",
            "gravity",
            "priority",
            "msc",
            "rank",
            "rank_low",
            "rank_high",
            "ties_next",
            "leads",
            "places",
            "likelihood",
            "likelihood_low",
            "likelihood_high",
            "value",
            "confidence",
            "insufficient_data",
            "evidence",
        }
        assert set(row["place"]) == {"id", "name", "pcode", "lat", "lon"}
        assert row["horizon_days"] == 7
        assert row["R"] == pytest.approx(20 * (row["I"] * row["C"] * row["V"]) ** (1 / 3))
        assert row["T"] == pytest.approx((row["I"] * row["C"]) ** 0.5)
        assert row["R_low"] <= row["R"] <= row["R_high"]
        assert row["priority"] in ("low", "moderate", "high", "critical")
        assert row["msc"] in ("must", "should", "could", "monitor")
        assert row["confidence"] in ("low", "moderate", "high")
        assert isinstance(row["insufficient_data"], bool)
        for factor in row["evidence"]:
            assert set(factor) == {"factor", "value", "low", "high", "events", "why"}
            assert all(event.startswith("ucdp:") for event in factor["events"])


def test_first_one_row_for_each_hotspot_then_the_others(assessed: Result) -> None:
    rows = json.loads(assessed.stdout)
    keys = [(not r["leads"], -round(r["value"], 9)) for r in rows]
    assert keys == sorted(keys)
    leading = [r for r in rows if r["leads"]]
    assert [r["rank"] for r in leading] == list(range(1, len(leading) + 1))
    for row in leading:
        assert 0 < row["likelihood_low"] < row["likelihood"] < row["likelihood_high"] < 1
        assert row["rank_low"] <= row["rank_high"]


def test_one_hotspot_in_ten_is_critical_and_no_more_than_two(assessed: Result) -> None:
    leading = [r for r in json.loads(assessed.stdout) if r["leads"]]
    critical = sum(r["priority"] == "critical" for r in leading)
    assert 0.03 < critical / len(leading) < 0.2


def test_what_is_not_known_stands_beside_on_stderr(assessed: Result) -> None:
    assert "Not assessed: " in assessed.stderr
    assert "unknown, not safe" in assessed.stderr
    assert "hindsight, not what any mission knew" in assessed.stderr
    assert "blind to rape, abduction and displacement" in assessed.stderr


def test_no_people_is_ranked_or_named(assessed: Result) -> None:
    for people in ("Christians", "Muslims", "Peuhl", "Fulani"):
        assert people not in assessed.stdout
        assert people not in assessed.stderr


def test_the_table_tells_why_and_the_csv_is_flat() -> None:
    table = run("risk", "assess", SSD, "--on", "2018-12-31", "--top", "5")
    assert "Why" in table.stdout
    assert "1=" in table.stdout
    flat = run("risk", "assess", SSD, "--on", "2018-12-31", "--top", "5", "--csv")
    rows = list(csv.DictReader(io.StringIO(flat.stdout)))
    assert len(rows) == 5
    assert rows[0]["place"]
    assert float(rows[0]["R"]) > 0


def test_only_what_was_known_by_the_day_is_used() -> None:
    before = run("risk", "assess", CAF, "--on", "2018-11-14", "--top", "1", "--json")
    for factor in json.loads(before.stdout)[0]["evidence"]:
        assert "ucdp:271735" not in factor["events"]  # Alindao, 15 November 2018


def test_backtest_keeps_its_contract() -> None:
    result = run("risk", "backtest", SSD, CAF, "--from", "2014-01", "--to", "2014-03", "--json")
    tested = json.loads(result.stdout)
    assert set(tested) == set(RULES)
    for rule in tested.values():
        assert {*rule} == {f.name for f in dataclasses.fields(RuleResult)}
        assert set(rule["hits_at"]) == {"10", "20", "50"}
        assert rule["months"] == 3
        assert 100 < rule["units"] < 300


def test_by_cell_the_score_is_judged_beside_the_same_memories() -> None:
    words = ("--from", "2014-01", "--to", "2014-01", "--unit", "cell")
    tested = json.loads(run("risk", "backtest", SSD, CAF, *words, "--json").stdout)
    assert set(tested) == {*RULES} - {"printed"}
    assert tested["tutela"]["units"] > 400


def test_backtest_by_place_says_what_it_cannot_credit() -> None:
    words = ("--from", "2018-01", "--to", "2018-03", "--unit", "place")
    result = run("risk", "backtest", CAF, *words)
    assert result.exit_code == 0
    assert "lie on no place tested" in result.stderr


def test_nothing_readable_ends_with_two_and_says_what_where_next(tmp_path: Path) -> None:
    noise = tmp_path / "noise.csv"
    noise.write_bytes(bytes(range(256)) * 40)
    for words in (
        ("risk", "assess", str(noise), "--on", "2018-12-31"),
        ("risk", "assess", str(tmp_path / "gone.csv"), "--on", "2018-12-31"),
        ("risk", "backtest", str(noise), "--from", "2014-01", "--to", "2014-02"),
        ("risk", "score", str(noise)),
        ("monitoring", "weekly", str(noise), "--on", "2018-12-31", "-o", str(tmp_path / "w.pdf")),
    ):
        result = run(*words)
        assert result.exit_code == 2, words
        assert "Next: " in result.stderr
        assert "Traceback" not in result.output


@pytest.mark.parametrize("day", ["31/12/2018", "2018-11-31", "yesterday"])
def test_a_date_that_is_none_is_refused_with_the_form_to_write(day: str) -> None:
    result = run("risk", "assess", CAF, "--on", day)
    assert result.exit_code == 2
    assert "Next: write YYYY-MM-DD." in result.stderr


def test_places_of_ones_own_are_the_ones_ranked(tmp_path: Path) -> None:
    own = tmp_path / "places.csv"
    own.write_text("id,name,lat,lon\na,Alindao camp,5.04,21.21\nb,Nowhere,10.9,23.2\n")
    result = run("risk", "assess", CAF, "--places", str(own), "--on", "2018-12-31", "--json")
    ranked = [r["place"]["name"] for r in json.loads(result.stdout)]
    assert "Alindao camp" in ranked
    assert {"Batangafo", "Bria"} <= set(ranked), "attacked, and on no list of ours"
    assert "Alindao" not in ranked, "the camp stands where events name the town"
    assert "Nowhere" in result.stderr
    assert "places on no list were added, as events name them" in result.stderr


def test_a_place_named_only_in_a_compartment_is_named_nowhere(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        "date,place,latitude,longitude,actor,harm,civilian deaths\n"
        "2018-12-01,Akola,6.0,30.0,Group Kestrel,killing,2\n"
        "2018-12-02,Secretvillage,6.3,30.3,Group Kestrel,crsv,\n"
    )
    report = tmp_path / "w.html"
    for words in (
        ("risk", "assess", str(log), "--on", "2018-12-31"),
        ("risk", "assess", str(log), "--on", "2018-12-31", "--json"),
        ("risk", "backtest", str(log), "--unit", "place", "--from", "2018-12", "--to", "2018-12"),
        ("monitoring", "weekly", str(log), "--on", "2018-12-31", "-o", str(report)),
    ):
        assert "Secretvillage" not in run(*words).output, words
    assert "Secretvillage" not in report.read_text()
    granted = run("risk", "assess", str(log), "--on", "2018-12-31", "--compartment", "crsv")
    assert "Secretvillage" in granted.output


def test_a_rank_others_share_is_marked_so_even_alone() -> None:
    assert "1=" in run("risk", "assess", SSD, "--on", "2018-12-31", "--top", "1").stdout


def test_the_week_before_is_assessed_with_what_was_known_then(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        "date,place,latitude,longitude,actor,harm,civilian deaths\n"
        "2018-12-01,Akola,6.0,30.0,Group Kestrel,killing,2\n"
        "2018-12-30,Newtown,6.3,30.3,Group Kestrel,killing,1\n"
    )
    inputs = read_inputs([log])
    assert [p.name for p in inputs.places_on(date(2018, 12, 24)).places()] == ["Akola"]
    assert len(inputs.places_on(date(2018, 12, 31))) == 2


def test_help_reads_like_a_page_of_the_manual() -> None:
    page = run("--help").stdout
    for heading in ("A first hour", "Files", "Printing", "Exit codes", "Commands"):
        assert heading in page


def test_the_check_of_a_real_file_is_pure_json_with_its_likely_doubles() -> None:
    found = json.loads(run("incidents", "check", SSD, "--json").stdout)
    assert found["files"][0]["rows"] == 754
    assert found["duplicates"]


@pytest.mark.parametrize(
    "command",
    [
        ["assess", "--on", "0001-01-03"],
        ["assess", "--on", "9999-12-31"],
        ["backtest", "--from", "9999-12", "--to", "9999-12"],
        ["backtest", "--from", "0001-01", "--to", "0001-02"],
        ["backtest", "--from", "2018-01", "--to", "9999-12"],
    ],
    ids=" ".join,
)
def test_the_ends_of_the_calendar_are_refused(command: list[str]) -> None:
    result = CliRunner().invoke(main, ["risk", command[0], str(CAF), *command[1:]])
    assert result.exit_code == 2
    assert "is not a day from 1800 to 2200. Next: look at the year." in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["assess", "--on", "2018-12-31"],
        ["backtest", "--from", "2018-01", "--to", "2018-02", "--unit", "place"],
    ],
    ids=["assess", "backtest"],
)
def test_places_without_a_valid_row_are_refused_not_replaced(
    command: list[str], tmp_path: Path
) -> None:
    places = tmp_path / "places.csv"
    places.write_text("name,lat,lon\nBangui,north,18.5\n")
    result = CliRunner().invoke(
        main, ["risk", command[0], CAF, *command[1:], "--places", str(places)]
    )
    assert result.exit_code == 2
    assert "places.csv line 2: 'north' is not a latitude" in result.stderr
    assert "places.csv: no place could be read. Next: fix row 2" in result.stderr
