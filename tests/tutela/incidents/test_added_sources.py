"""A ministry's own reader: what it gives passes what our readers pass, and its author is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tutela_web.plugins.packages import lay

HERE = Path(__file__).parents[3]

READER = """
import polars as pl
from tutela.base.plugins import SourceReader
from tutela.incidents.sources.parsed import days, finish, years
from tutela.incidents.values import Sieve

def recognise(table):
    return set(table.frame.columns) >= {"When", "Where", "What", "Killed"}

def read(table):
    if "Broken" in table.frame.columns:
        return broken(table)
    sieve = Sieve(table)
    dated = days(sieve, "When", None)
    columns = {
        "source": "truckers",
        "source_id": pl.Series([f"{line}" for line in table.lines]),
        "grain": "event",
        **dated,
        "year": years(sieve, None, dated["date_start"]),
        "place": sieve.text("Where"),
        "latitude": sieve.text("North").cast(pl.Float64),
        "longitude": sieve.text("East").cast(pl.Float64),
        "violence": "one-sided",
        "harm": sieve.text("What"),
        "civilian_deaths": sieve.count("Killed"),
    }
    nobody = sieve.blank(pl.String)
    return finish(sieve, "Truckers", columns, side_a=nobody, side_b=nobody)

def broken(table):
    raise ValueError(f"cannot read {table.frame['Where'][0]}")

SOURCE = SourceReader(contract=1, recognise=recognise, read=read)
"""

LOG = """When,Where,North,East,What,Killed
2018-12-01,Amina's farm,7.5,30.1,killing,2
2018-12-02,Bel,7.6,30.2,banditry,1
2018-12-03,Akobo,95.0,30.3,killing,1
2018-12-04,Nyal,7.7,,abduction,0
2018-12-05,Leer,7.7,30.1,killing,
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder in which the truckers' package is installed, and their log beside it."""
    package = {"tutela.sources": {"truckers": "truckers_package.incidents:SOURCE"}}
    lay(tmp_path / "packages", "truckers_package", package, incidents_py=READER)
    (tmp_path / "log.csv").write_text(LOG)
    (tmp_path / "broken.csv").write_text(
        LOG.replace("When,", "Broken,When,").replace("\n2", "\n,2")
    )
    return tmp_path


def tutela(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What a terminal shows where the package is installed beside this very source."""
    paths = [str(folder / "packages"), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    return subprocess.run(
        [sys.executable, "-c", "from tutela.cli import main; main()", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_rows_that_no_reader_of_ours_gives_are_refused_by_their_lines(installed: Path) -> None:
    checked = tutela(installed, "incidents", "check", "log.csv")
    told = " ".join((checked.stdout + checked.stderr).split())
    assert checked.returncode == 0 and "Truckers (csv) 5 3 2" in told, "of five rows three are in"
    assert "no word of the glossary, as the plug-in truckers" in told
    assert "between -90 and 90" in told and "half a position" in told
    assert "Traceback" not in told and "banditry" not in told
    assessed = tutela(installed, "risk", "assess", "log.csv", "--on", "2018-12-31")
    assert assessed.returncode == 0 and "Traceback" not in assessed.stderr, assessed.stderr


def test_the_author_of_a_plug_in_that_fails_is_told_where_and_no_word_of_the_file(
    installed: Path,
) -> None:
    plain = tutela(installed, "incidents", "check", "broken.csv")
    told = plain.stdout + plain.stderr
    line = 1 + READER.splitlines().index(
        """    raise ValueError(f"cannot read {table.frame['Where'][0]}")"""
    )
    assert f"the plug-in truckers failed: it failed with ValueError at incidents.py:{line}" in told
    traced = tutela(installed, "--trace", "incidents", "check", "broken.csv")
    places = traced.stdout + traced.stderr
    assert f"incidents.py:{line} broken" in places and len(places) > len(told)
    beside = tutela(installed, "--trace", "incidents", "check", "broken.csv", "log.csv")
    assert f"incidents.py:{line} broken" in beside.stderr and "Truckers" in beside.stdout
    for words in (told, places, beside.stdout + beside.stderr):
        assert "Amina" not in words and "cannot read" not in words and "Traceback" not in words


def test_a_fault_of_ours_is_told_by_its_place_too(installed: Path) -> None:
    program = (
        "import tutela.cli.incidents as room, tutela.cli as cli\n"
        "def fail(*_, **__): raise KeyError('Amina')\n"
        "room.check_command.callback = fail\n"
        "cli.main()"
    )
    failed = subprocess.run(
        [sys.executable, "-c", program, "--trace", "incidents", "check", "log.csv"],
        cwd=installed,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert failed.returncode == 1 and "tutela failed with KeyError at" in failed.stderr
    assert "Amina" not in failed.stderr and "Traceback" not in failed.stderr
