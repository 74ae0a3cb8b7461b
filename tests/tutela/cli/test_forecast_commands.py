"""`tutela forecast` as a program meets it, on the record of the Central African Republic."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
from click.testing import CliRunner, Result

from tutela.cli import main

CAF = str(Path(__file__).parents[3] / "demo" / "data" / "ged_CAF_to2018.csv.gz")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["forecast", *words])


def cells(path: Path, many: int) -> str:
    """A file of so many cells in the south-east of the country."""
    gids = [row * 720 + column + 1 for row in range(188, 194) for column in range(400, 414)][:many]
    pl.DataFrame({"gid": gids}).write_csv(path)
    return str(path)


def table(folder: Path, name: str, text: str) -> str:
    """A file of that text."""
    (folder / name).write_text(text)
    return str(folder / name)


def test_a_panel_holds_what_the_file_tells() -> None:
    told = run("panel", CAF, "--level", "country", "--target", "civ", "--json")
    rows = json.loads(told.stdout)
    assert {row["unit"] for row in rows} == {"CAF"}
    assert all(row["month"].endswith("-01") for row in rows)
    weeks = run("panel", CAF, "--level", "area", "--step", "week", "--csv").stdout.splitlines()
    assert weeks[0] == "unit,name,week,events,deaths"


def test_an_evaluation_keeps_its_contract(tmp_path: Path) -> None:
    words = ("--from", "2016-05", "--to", "2016-06", "--units", cells(tmp_path / "u.csv", 60))
    told = run("evaluate", CAF, *words, "--target", "osv", "--draws", "50", "--json")
    made = json.loads(told.stdout)
    assert set(made) == {"origins", "units", "models", "calibration"}
    assert made["origins"] == ["2016-04-01", "2016-05-01"]
    assert made["units"] == 60
    assert list(made["models"]) == [
        "tutela",
        "risk_score",
        "zero",
        "last",
        "past12",
        "climatology36",
        "conflictology",
        "conflictology_neighbours",
        "bootstrap",
    ]
    keys = [
        "crps",
        "ign",
        "mis",
        "brier",
        "auc",
        "ap",
        "hits_at",
        "onset_auc",
        "onset_ap",
        "gm_ratio",
        "wins",
    ]
    for one in made["models"].values():
        assert list(one) == keys
        assert set(one["hits_at"]) == {"10", "20", "50"}


def test_a_forecast_from_a_shipped_model_says_chances_intervals_and_why(tmp_path: Path) -> None:
    words = ("--until", "2016-12", "--horizons", "1", "--units", cells(tmp_path / "u.csv", 60))
    model = tmp_path / "model.json"
    first = run("run", CAF, *words, "--draws", "50", "--save-model", str(model), "--json")
    assert first.exit_code == 0, first.output
    told = json.loads(model.read_text())
    assert len(told["sha256_of_data"]) == 64
    assert told["gates"]
    model.write_text(json.dumps(told | {"gates": {}}))
    second = run("run", CAF, *words, "--draws", "50", "--model", str(model), "--json")
    other = run("run", CAF, *words, "--target", "sb", "--model", str(model))
    quiet = run("run", CAF, *words, "--draws", "50", "--model", str(model), "--onsets", "--json")
    assert (other.exit_code, "of osv. Next: " in other.stderr) == (2, True)
    rows = json.loads(second.stdout)
    assert len(rows) == 60
    assert rows[0]["p_1"] >= rows[0]["p_25"] >= rows[0]["p_100"]
    assert rows[0]["low_95"] <= rows[0]["low_50"] <= rows[0]["high_50"] <= rows[0]["high_95"]
    assert "of the rate: osv events" in rows[0]["why"]
    assert rows[0]["events"][0].startswith("ucdp:")
    assert "Nobody tried the gates" in second.stderr
    rows = {row["unit"]: row for row in json.loads(second.stdout)}
    onsets = {row["unit"] for row in json.loads(quiet.stdout)}
    assert onsets and onsets < set(rows), "a cell with deaths in the year before is no onset"
    assert any(not row["name"].startswith("cell") for row in rows.values()), "cells have towns"


def test_what_cannot_be_asked_says_why_and_what_next(tmp_path: Path) -> None:
    asked = {
        "writes": run("evaluate", CAF, "--from", "2016-05", "--to", "2016-01"),
        "horizons": run("evaluate", CAF, "--from", "2016-05", "--to", "2016-06", "--horizons", "x"),
        "before": run("evaluate", CAF, "--from", "1980-05", "--to", "1980-06"),
        "no model": run("run", CAF, "--model", str(Path(__file__))),
        "no file": run("run", CAF, "--model", str(tmp_path / "none.json")),
        "half a model": run("run", CAF, "--model", table(tmp_path, "half.json", '{"version": 1}')),
        "no folder": run("run", CAF, "--save-model", str(tmp_path / "none" / "model.json")),
        "a folder": run("run", CAF, "--draws-to", str(tmp_path)),
        "words": run("panel", CAF, "--units", table(tmp_path, "words.csv", "gid\nJuba\n")),
        "no cell": run("panel", CAF, "--units", table(tmp_path, "empty.csv", "gid\n")),
        "beyond": run("panel", CAF, "--units", table(tmp_path, "beyond.csv", "gid\n300000\n")),
    }
    for name, result in asked.items():
        assert result.exit_code == 2, name
        assert "Next: " in result.stderr, name


def test_score_refuses_what_cannot_be_scored(tmp_path: Path) -> None:
    told = table(tmp_path, "told.csv", "month_id,outcome\n457,2\n")
    samples = "month_id,draw,outcome\n"
    drawn = table(tmp_path, "drawn.csv", f"{samples}457,0,0\n457,1,4\n")
    asked = {
        "number from 0 up": (told, f"{samples}457,0,1\n457,1,many\n"),
        "row 2 of bad.csv": (told, f"{samples}457,0,1\n457,1,\n"),
        "row 1 of bad.csv": (told, f"{samples}457,0,-1\n457,1,2\n"),
        "the other: month_id": (told, f"{samples}May,0,1\n"),
        "no row that columns name": ("outcome\n1\n", drawn),
        "bad.csv has no row": ("month_id,outcome\n", drawn),
    }
    for said, (one, other) in asked.items():
        paths = [w if w.startswith("/") else table(tmp_path, "bad.csv", w) for w in (one, other)]
        result = run("score", "--actuals", paths[0], "--samples", paths[1])
        assert result.exit_code == 2, said
        assert said in result.stderr
        assert "Next: " in result.stderr, said
    late = [f"457,{n},{0.5 if n == 150 else 1}\n" for n in range(200)]
    halves = table(tmp_path, "halves.csv", samples + "".join(late))
    assert run("score", "--actuals", told, "--samples", halves).exit_code == 0


def test_score_reads_the_files_of_the_challenge(tmp_path: Path) -> None:
    actuals, samples = tmp_path / "a.csv", tmp_path / "s.parquet"
    pl.DataFrame({"outcome": [2], "month_id": [457], "country_id": [1]}).write_csv(actuals)
    pl.DataFrame(
        {"outcome": [0, 4], "month_id": [457] * 2, "country_id": [1] * 2, "draw": [0, 1]}
    ).write_parquet(samples)
    told = run("score", "--actuals", str(actuals), "--samples", str(samples), "--json")
    assert json.loads(told.stdout)["crps"] == 1.0
    assert json.loads(told.stdout)["rows"] == 1
