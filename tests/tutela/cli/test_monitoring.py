"""`tutela monitoring weekly`, as an analyst runs it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from tutela.cli import main

DAY = date(2018, 12, 31)
PLACES = "name,lat,lon,iso3\nLuma,6.9,31.2,SSD\nTarro,7.1,31.5,SSD\nPallo,5.5,32.3,SSD\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = ["date,village,latitude,longitude,country,deaths,perpetrator"]
    for n in range(8):
        day = DAY - timedelta(days=5 * n)
        rows.append(f"{day},Luma,6.9,31.2,South Sudan,{3 + n},Group Kestrel")
    (tmp_path / "log.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "places.csv").write_text(PLACES, encoding="utf-8")

    def invoke(*arguments):
        known = ("--on", "2018-12-31", "--places", "places.csv")
        return CliRunner().invoke(main, ["monitoring", "weekly", "log.csv", *known, *arguments])

    return invoke


def test_the_report_is_written_and_named(run, tmp_path):
    result = run("-o", "report.html", "--marking", "Confidential", "--top", "3")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == "report.html"
    written = (tmp_path / "report.html").read_text(encoding="utf-8")
    for said in ("South Sudan: week to 31 December 2018", "Luma", "Confidential", "Pallo"):
        assert said in written


@pytest.mark.parametrize(
    ("out", "said"),
    (
        ("report.odt", "'.odt' is no form a report can take. Next: end the name in .pdf, .docx"),
        (
            "x" * 260 + ".pdf",
            "the name is longer than 255 bytes. Next: give the file a shorter name.",
        ),
        ("é" * 130 + ".pdf", "the name is longer than 255 bytes"),
        ("nowhere/report.pdf", "there is no folder 'nowhere'. Next: make it, or name another."),
    ),
)
def test_what_cannot_be_written_is_refused_with_the_next_step(run, out, said):
    result = run("-o", out)
    assert result.exit_code == 2
    assert said in result.stderr


def test_the_longest_name_a_disk_takes_is_written(run, tmp_path):
    name = "x" * 250 + ".html"
    assert run("-o", name).exit_code == 0
    assert (tmp_path / name).stat().st_size > 1000
