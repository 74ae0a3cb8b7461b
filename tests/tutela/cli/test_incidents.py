"""`tutela incidents check` and `map`, as an analyst runs them."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from tutela.cli import main

GOOD = "date,village,deaths,perpetrator\n2018-11-15,Luma,112,LRA\n"
BAD = "date,village,deaths,perpetrator\n2018-11-31,=Luma,-1,LRA\n2018-11-15,Tera,2,LRA\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments, **files):
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return CliRunner().invoke(main, ["incidents", *arguments])

    return invoke


def test_the_json_contract(run):
    result = run("check", "bad.csv", "none.csv", "--json", bad=BAD)
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert set(found) == {"files", "duplicates", "superseded"}
    bad, none = found["files"]
    assert {k: bad[k] for k in ("file", "rows", "accepted", "undated", "unlocated")} == {
        "file": "bad.csv",
        "rows": 2,
        "accepted": 1,
        "undated": 0,
        "unlocated": 1,
    }
    (refused,) = bad["rejected"]
    assert refused == {
        "row": 2,
        "column": "date",
        "value": "2018-11-31",
        "why": "November has 30 days",
        "next": "correct the day, YYYY-MM-DD",
        "also": ["deaths: -1 is negative"],
    }
    assert (none["rows"], none["error"]["what"]) == (0, "there is no such file")
    assert found["superseded"] == 0 and found["duplicates"] == []


def test_a_page_to_read(run):
    result = run("check", "bad.csv", bad=BAD)
    assert result.exit_code == 0
    assert "bad.csv" in result.stdout and "November has 30 days" in result.stdout
    assert "Source: field, edition not stated." in result.stdout


def test_refused_rows_as_csv_that_no_spreadsheet_computes(run):
    result = run("check", "bad.csv", "--csv", bad="date,village,deaths\n2018-11-15,Luma,=1+1\n")
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert (row["row"], row["value"], row["column"]) == ("2", "'=1+1", "deaths")


def test_nothing_accepted_ends_with_2_and_says_what_to_do(run):
    result = run("check", "none.csv")
    assert result.exit_code == 2
    assert "none.csv: there is no such file. Next: check the name" in result.stderr
    result = run("check", "bad.csv", bad="date,village\n2018-11-31,Luma\n")
    assert result.exit_code == 2 and "all 1 rows were refused" in result.stderr
    result = run("check", "bad.csv", bad="date,village\n")
    assert result.exit_code == 2 and "there are no rows" in result.stderr


def test_one_good_file_is_enough(run):
    assert run("check", "good.csv", "none.csv", good=GOOD).exit_code == 0


def test_map_and_check(run, tmp_path):
    log = "Jour,Où,Auteur,Tués\n15/11/2018,Luma,LRA,112\n"
    result = run("map", "log.csv", "-o", "mapping.csv", log=log)
    assert result.exit_code == 0 and "--mapping mapping.csv" in result.stdout
    text = (tmp_path / "mapping.csv").read_text("utf-8-sig")
    text = text.replace("date_start,,", "date_start,Jour,").replace("place,,", "place,Où,")
    (tmp_path / "mapping.csv").write_text(text, "utf-8")
    result = run("check", "log.csv", "--mapping", "mapping.csv", "--json")
    (report,) = json.loads(result.stdout)["files"]
    assert (report["accepted"], report["rejected"]) == (1, [])


def test_a_mapping_that_is_none(run):
    result = run("check", "good.csv", "--mapping", "good.csv", good=GOOD)
    assert result.exit_code == 2 and "not a mapping" in result.stderr


def test_map_without_a_file_to_write_prints_it(run):
    result = run("map", "good.csv", good=GOOD)
    assert result.stdout.startswith("field,column,format,constant,value,means")
    assert run("map", "none.csv").exit_code == 2
    assert run("map", "good.csv", "-o", "no/such/folder.csv").exit_code == 2


def test_help_reads_like_a_manual(run):
    text = run("check", "--help").stdout
    assert "Exit code" in text and "--mapping" in text and "--json" in text


def test_map_names_every_column_and_ends_with_2_where_none_is_known(run):
    result = run("map", "log.csv", log="Date,Wetter\n2018-11-15,Regen\n")
    assert result.exit_code == 0 and result.stdout.endswith("\n,Wetter,,,,\n")
    result = run("map", "log.csv", log="Wann,Wetter\n2018-11-15,Regen\n")
    assert result.exit_code == 2 and "no header" in result.stderr and "Next:" in result.stderr
    assert ",Wann,,,," in result.stdout


def test_notes_carry_no_control_signs_to_the_screen(run):
    result = run("check", "log.csv", log="date,village,\x1b[2Jx\n2018-11-15,Luma,1\n")
    assert "columns not used" in result.stdout and "\x1b" not in result.stdout
