"""An analyst's own factor sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutela.base.errors import TutelaError, UnknownFormat
from tutela.risk.sheets.sheet import read_sheet, score_sheet

HEAD = "place,actor,harm,gravity,factor,value,low,high,grade,source,reachable\n"


def sheet(folder: Path, *lines: str) -> Path:
    path = folder / "factors.csv"
    path.write_text(HEAD + "\n".join(lines) + "\n")
    return path


def test_a_factor_left_out_is_a_blank(tmp_path: Path) -> None:
    path = sheet(tmp_path, "Akola,Group Kestrel,killing,3,recent conduct,4,3,5,B2,patrol,yes")
    made = score_sheet(read_sheet(path))[0].risk
    assert (made.I, made.C, made.V) == (3.5, 3, 3)
    assert made.insufficient_data
    assert made.confidence == "moderate"


def test_two_good_sources_make_high_confidence(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        "Akola,Group Kestrel,killing,3,recent conduct,4,3,5,B2,patrol,yes",
        "Akola,Group Kestrel,killing,3,declared threat,4,3,5,A2,market women,yes",
    )
    assert score_sheet(read_sheet(path))[0].risk.confidence == "high"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Akola,Group Kestrel,killing,3,recent conduct,7,6,8,,,", "does not hold within 0 to 5"),
        ("Akola,Group Kestrel,killing,3,recent conduct,3,4,5,,,", "does not hold"),
        ("Akola,Group Kestrel,murder,3,recent conduct,3,,,,,", "harm 'murder' is not known"),
        ("Akola,Group Kestrel,killing,9,recent conduct,3,,,,,", "gravity is not 1 to 5"),
        ("Akola,Group Kestrel,killing,3,bad mood,3,,,,,", "factor 'bad mood' is not known"),
        ("Akola,Group Kestrel,killing,3,recent conduct,three,,,,,", "'three' is not a number"),
        ("Akola,Group Kestrel,killing,3,recent conduct,3,,,,,perhaps", "reachable 'perhaps'"),
        (",Group Kestrel,killing,3,recent conduct,3,,,,,", "no place"),
    ],
)
def test_a_row_that_cannot_be_scored_is_named_by_its_line(
    tmp_path: Path, line: str, told: str
) -> None:
    with pytest.raises(TutelaError, match=told) as fault:
        read_sheet(sheet(tmp_path, line))
    assert fault.value.where == "factors.csv line 2"
    assert fault.value.next


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("Akola,Group Kestrel,killing,3,recent conduct,1,1,1,,,", "stands in line 2 too"),
        ("Akola,Group Kestrel,killing,1,command,1,1,1,,,", "gravity differs from line 2"),
        ("Akola,Group Kestrel,killing,3,command,1,1,1,,,hard", "reachable differs from line 2"),
    ],
)
def test_rows_that_contradict_each_other_are_refused(
    tmp_path: Path, second: str, told: str
) -> None:
    first = "Akola,Group Kestrel,killing,3,recent conduct,5,5,5,,,"
    with pytest.raises(TutelaError, match=told):
        score_sheet(read_sheet(sheet(tmp_path, first, second)))


def test_a_sheet_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("when,what\n1,2\n")
    with pytest.raises(UnknownFormat, match="no column place"):
        read_sheet(path)
