"""Files made to stop a reader: each is refused in a sentence, in little time and memory."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from tests import bad_readers
from tests.counts import PROOF, turn
from tutela.base.errors import BadParameter, TutelaError, UnreadableFile
from tutela.base.guards import sandbox
from tutela.base.guards.limits import LIMITS
from tutela.base.guards.sandbox import read_apart, reading_apart, run_within
from tutela.base.tables import is_light, read_tables
from tutela.incidents.check import check
from tutela.places.read import read_places

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(autouse=True)
def _readers_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child finds the readers of these tests, wherever they are run from."""
    monkeypatch.setenv("PYTHONPATH", str(Path(bad_readers.__file__).parents[1]))


def workbook(rows: str, *, sheets: int = 1) -> bytes:
    """A workbook by hand: its one part of rows, named by so many sheets."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    named = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r1"/>' for n in range(1, sheets + 1))
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{named}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>",
        )
        archive.writestr(
            SHEET, f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return kept.getvalue()


def cell(at: str, said: str = "x") -> str:
    return f'<row><c r="{at}" t="inlineStr"><is><t>{said}</t></is></c></row>'


def long_workbook(rows: int) -> bytes:
    """Rows as a spreadsheet writes them: few bytes that unpack to two hundred times as many."""
    said = "".join(
        f'<c r="{letter}100000" t="str"><v>killing near Luma in the dry season</v></c>'
        for letter in "ABCDEFGH"
    )
    return workbook(f'<row r="100000">{said}</row>' * rows)


def repeated(said: str, rows: int) -> bytes:
    """One text, kept once in the workbook, in very many cells."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as made:
        sheet = made.add_worksheet()
        for row in range(rows):
            sheet.write_string(row, 0, said)
    return kept.getvalue()


def shared(said: str, cells: int) -> bytes:
    """A text of any length, kept once in a workbook, in so many cells."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, cells))
    kept = io.BytesIO(workbook(rows))
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/sharedStrings.xml", f'<sst xmlns="{main}"><si><t>{said}</t></si></sst>'
        )
    return kept.getvalue()


def places(count: int) -> bytes:
    point = {"type": "Point", "coordinates": [30.2, 7.1]}
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "geometry": point, "properties": {"name": f"Luma {n}"}}
                for n in range(count)
            ],
        }
    ).encode()


FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a cell far beyond the sheet": (
        "far.xlsx",
        lambda: workbook(cell("ZZZZZ99999999")),
        "too large to be safe",
    ),
    "a cell at the sheet's end": (
        "end.xlsx",
        lambda: workbook(cell("A1") + cell("XFD1048576")),
        "too large to be safe",
    ),
    "three thousand sheets": (
        "sheets.xlsx",
        lambda: workbook(cell("A1"), sheets=3_000),
        "3,000 sheets, more than 50",
    ),
    "half a million rows": ("long.xlsx", lambda: long_workbook(500_000), "MB, more than 200 MB"),
    "one long text in many cells": (
        "repeated.xlsx",
        lambda: repeated("killing " * 4_000, 100_000),
        "its cells say more than 400 MB",
    ),
    "a text of two megabytes in ten thousand cells": (
        "two.xlsx",
        lambda: shared("killing " * 250_000, 10_000),
        "its cells say more than 400 MB",
    ),
    "a gzip of 20,000 members": (
        "members.csv.gz",
        lambda: gzip.compress(b"a,b\n") + gzip.compress(b"1,2\n") * 20_000,
        "more than 10,000 parts",
    ),
    "a megabyte of commas": ("commas.csv", lambda: b"," * 1_000_000, "bytes, more than 100,000"),
    "a short line of commas": (
        "short.csv",
        lambda: b"," * 90_000,
        "90,001 columns, more than 2,000",
    ),
    "a million columns": (
        "wide.csv",
        lambda: b",".join(b"c%d" % n for n in range(10**6)) + b"\n",
        "line 1 has",
    ),
    "a long first field": (
        "field.csv",
        lambda: b"a" * 140_000 + b",b\n1,2\n",
        "line 1 has 140,002 bytes",
    ),
    "a long field": (
        "later.csv",
        lambda: b'a,b\n"x' + b"a" * 140_000 + b'",2,3\n',
        "more than 131,072 signs",
    ),
    "a line without end": (
        "endless.csv",
        lambda: b"a,b\n1,2\n" + b"x" * 1_100_000,
        "line 3 has 1,100,000 bytes",
    ),
    "places given as events": ("places.csv", lambda: places(5_000), "this is JSON, not a table"),
    "many places given as events": (
        "many.csv",
        lambda: places(100_000),
        "this is JSON, not a table",
    ),
    "a packed bomb": ("bomb.csv.gz", lambda: gzip.compress(bytes(90_000_000)), "too large"),
    "more rows than any source": (
        "rows.csv",
        lambda: b"a\n" + b"1\n" * 2_100_000,
        "rows, more than 2,000,000",
    ),
    "more cells than fit": (
        "cells.csv",
        lambda: b",".join([b"a"] * 100) + b"\n" + (b"," * 99 + b"\n") * 210_000,
        "cells, more than 20,000,000",
    ),
}


HEAVY = ("half a million rows", "one long text in many cells", "many places given as events")
HEAVY += ("a packed bomb", "more rows than any source", "more cells than fit")
"""Files that take longer to make than to refuse: one of them with each change, all in proof."""


def is_due(case: str) -> bool:
    return PROOF or case not in HEAVY or HEAVY.index(case) == turn(len(HEAVY))


@pytest.mark.parametrize("case", [case for case in FILES if is_due(case)])
def test_it_is_refused_at_once_and_says_what_where_and_next(case: str, tmp_path: Path) -> None:
    name, made, why = FILES[case]
    (tmp_path / name).write_bytes(made())
    with pytest.raises(UnreadableFile) as refused:
        read_tables(tmp_path / name)
    assert why in str(refused.value) and refused.value.where and refused.value.next


@pytest.mark.parametrize("case", ["a cell far beyond the sheet", "a short line of commas"])
def test_among_files_of_events_it_is_told_and_the_others_are_read(
    case: str, tmp_path: Path
) -> None:
    name, made, why = FILES[case]
    (tmp_path / name).write_bytes(made())
    (tmp_path / "log.csv").write_text("Date,Village,Killed\n2018-12-01,Luma,3\n")
    bad, good = check([tmp_path / name, tmp_path / "log.csv"]).files
    assert bad.error and why in str(bad.error) and good.accepted == 1


def test_a_table_of_very_many_places_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.geojson"
    path.write_bytes(b'{"type":"FeatureCollection","features":[' + b"[]," * 10_100_000 + b"[]]}")
    with pytest.raises(UnreadableFile, match="more than 30 MB"):
        read_places(path)


def test_places_are_read_apart_as_in_place(tmp_path: Path) -> None:
    (tmp_path / "few.geojson").write_bytes(places(10))
    (tmp_path / "many.geojson").write_bytes(places(12_000))
    few, many = read_places(tmp_path / "few.geojson"), read_places(tmp_path / "many.geojson")
    one, other = few.places()[0], many.places()[0]
    assert replace(other, source="few.geojson") == one and len(many) == 12_000


def test_what_is_read_apart_is_what_is_read_in_place(tmp_path: Path) -> None:
    book = tmp_path / "log.xlsx"
    with xlsxwriter.Workbook(book) as made:
        sheet = made.add_worksheet("log")
        sheet.write_row(0, 0, ["date", "killed"])
        sheet.write_row(1, 0, ["2018-12-01", 3])
        sheet.write_formula(2, 1, "=B2+1", None, "")
        made.add_worksheet("names").write_row(0, 0, ["a"])
    from tutela.base.tables import _tables

    assert is_light(book)
    here, apart = _tables(book), read_apart(_tables, "log.xlsx", book)
    assert [t.sheet for t in apart] == ["log", "names"]
    for one, other in zip(here, apart, strict=True):
        assert one.frame.equals(other.frame) and one.lines.equals(other.lines)
        assert (one.rejected, one.notes, one.tags) == (other.rejected, other.notes, other.tags)


def test_a_reader_s_own_refusal_comes_back(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="there is no such file"):
        read_apart(read_tables, "x", tmp_path / "nowhere.csv")


# --- a child that is stopped


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children of a second."""
    monkeypatch.setattr(sandbox, "LIMITS", dict(LIMITS, seconds=1))
    monkeypatch.setattr(sandbox, "PATIENCE", 2)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("slow", [bad_readers.spin, bad_readers.sleep])
def test_a_reader_that_never_ends_is_stopped(slow: Callable[[], None]) -> None:
    with pytest.raises(UnreadableFile, match=r"log.csv: reading it takes .* Next: split it"):
        read_apart(slow, "log.csv")


@pytest.mark.parametrize("greedy", [bad_readers.fill, bad_readers.fill_columns, bad_readers.die])
def test_a_reader_that_fills_the_memory_is_stopped(greedy: Callable[[], object]) -> None:
    with pytest.raises(UnreadableFile, match="MB of memory"):
        read_apart(greedy, "log.csv")


def test_a_fault_nobody_foresaw_is_told_by_kind_and_place_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(RuntimeError, match="LookupError") as fault:
        read_apart(bad_readers.stumble, "log.csv")
    assert "words of the file" not in str(fault.value) + caplog.text
    assert "bad_readers.py line" in caplog.text


def test_a_refusal_keeps_its_kind() -> None:
    with pytest.raises(BadParameter) as refused:
        read_apart(bad_readers.refuse, "log.csv")
    assert isinstance(refused.value, TutelaError) and refused.value.next == "try again"


# --- a child that is asked more than once


def test_what_a_child_gave_stays_with_it() -> None:
    with reading_apart("log.csv") as reader:
        table, by = reader.ask(bad_readers.make_table)
        assert reader.ask(bad_readers.is_same, table, by=by)
        again, _by = reader.ask(bad_readers.make_table)
        assert not reader.ask(bad_readers.is_same, again, by=by) and again.equals(table)


def test_each_reading_has_a_child_of_its_own_where_who_asks_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = {read_apart(bad_readers.own_number, "log.csv") for _ in range(3)}
    assert len(numbers) == 3 and os.getpid() not in numbers
    monkeypatch.chdir(tmp_path)
    assert read_apart(bad_readers.name_of_folder, "log.csv") == tmp_path.name


def test_who_lets_go_ends_the_child_at_once() -> None:
    class Over(Exception):
        pass

    numbers: list[int] = []

    def let_go() -> None:
        if numbers:
            raise Over

    begun = time.monotonic()
    with pytest.raises(Over), reading_apart("log.csv", on_wait=let_go) as reader:
        numbers.append(reader.ask(bad_readers.own_number))
        reader.ask(bad_readers.spin)
    (number,) = numbers
    while Path(f"/proc/{number}").exists():
        assert time.monotonic() < begun + 30
        time.sleep(0.05)


def test_a_child_that_was_stopped_says_so_however_often_it_is_asked() -> None:
    with reading_apart("log.csv") as reader:
        for _time in range(2):
            with pytest.raises(UnreadableFile, match="MB of memory"):
                reader.ask(bad_readers.die)


def test_the_process_that_children_are_forked_from_is_started_again() -> None:
    read_apart(bad_readers.own_number, "log.csv")
    assert sandbox._template
    sandbox._template.process.kill()
    sandbox._template.process.wait()
    assert read_apart(bad_readers.own_number, "log.csv")


def test_work_is_stopped_after_its_seconds_in_a_child_alone() -> None:
    assert run_within(0.001, lambda: sum(range(200_000)))
    assert read_apart(bad_readers.stop_spinning, "log.csv") == "stopped"


FORKS = """
import os
from tutela.base.errors import UnreadableFile
from tutela.base.guards import sandbox
from tutela.base.guards.sandbox import fork_from_here, read_apart

fork_from_here()
assert read_apart(os.getpid, "one.csv") != os.getpid()
assert read_apart(os.getsid, "one.csv", 0) != os.getsid(0)
assert read_apart(os.getenv, "one.csv", "OPENBLAS_NUM_THREADS") == "1"
assert read_apart(sandbox.is_apart, "one.csv") and not sandbox.is_apart()
try:
    read_apart(os.abort, "two.csv")
except UnreadableFile as error:
    print(error)
assert sandbox._template is None, "children come from the command itself"
import polars
assert read_apart(os.getpid, "three.csv") != os.getpid()
assert sandbox._template is not None, "whoever has loaded tables has threads"
print("as before")
"""


def test_a_command_forks_children_from_itself_as_long_as_it_has_read_nothing() -> None:
    """So a check of ten rows loads the readers in one process, not in two."""
    env = os.environ | {"PYTHONPATH": str(Path(sandbox.__file__).parents[3])}
    done = subprocess.run(
        [sys.executable, "-c", FORKS], env=env, capture_output=True, text=True, check=True
    )
    refused, last = done.stdout.splitlines()
    assert refused.startswith("two.csv") and last == "as before"
