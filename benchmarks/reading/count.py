"""Counts what a reading makes of a book whose true rows are known."""

from __future__ import annotations

import re
import tempfile
import time
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from benchmarks.reading.books import AREA, Book, TruthRow
from tutela.base.errors import TutelaError
from tutela.base.tables import Table
from tutela.incidents.incoming import incoming
from tutela.incidents.read import read_event_tables, read_events
from tutela.incidents.sandboxed_reading import unsure_rows

KINDS = (
    *("true", "right", "wrong", "held", "lost", "phantom"),
    *("due", "undue", "doubles", "double_in", "misconduct", "kept"),
)
"""`true`: rows an event should come in of. Of them `right` in days, place, position and tolls;
`wrong`; `held` for a person with a reason; or `lost`. `phantom`: what came in and is no event.
`due`: rows that no reader could settle and that wait as they should; `undue`: such a row that came
in. `doubles`: rows that say another again; `double_in`: those that came in beside it. `misconduct`:
rows of it; `kept`: those of which anything is kept, and words of theirs in what is written."""
NEAR = 0.02
"""Degrees two positions may differ through rounding."""

RowRead = dict[str, Any]
"""A row of the table of what would come in, by its columns, with `injured` beside them."""


@dataclass
class Counted:
    """What a reading made of a book: counts by KINDS, a line for each row that is not as it should
    be, the rows read, and the seconds of a processor that it took."""

    counts: Counter[str]
    reasons: list[str]
    rows: list[RowRead]
    seconds: float


def count_book(book: Book) -> Counted:
    """Read a book as `tutela incidents read` does, and hold what would come in beside its truth."""
    strangers = any("district" in truth for truth in book.truths)  # of any country
    area = None if strangers else shape(AREA)
    with tempfile.TemporaryDirectory(prefix="tutela-book-") as folder:
        paths = book.write(Path(folder))
        began = time.process_time()
        rows, told = read_rows(paths, area)
        seconds = time.process_time() - began
    counts: Counter[str] = Counter()
    reasons: list[str] = []
    for name in book.files:
        truths = [truth for truth in book.truths if truth["file"] == name]
        _count(truths, [row for row in rows if row["file"] == name], counts, reasons)
    written = f"{rows} {told}"
    if leaked := sum(written.count(secret) for secret in book.secrets):
        counts["kept"] += leaked
        reasons.append("kept: a word of misconduct stands in what is written")
    return Counted(counts, reasons, rows, seconds)


def read_rows(paths: list[Path], area: BaseGeometry | None) -> tuple[list[RowRead], str]:
    """What would come in of files and what is held, with the injured, whom that table does not
    name; and what is told of files that could not be read."""
    tables: dict[Path, list[Table]] = {}
    unsure: set[tuple[str, str | None, int]] = set()
    for path in paths:
        try:
            tables[path] = read_event_tables(path)
        except TutelaError:  # told with the reading of the file
            continue
        for number, line in unsure_rows(tables[path], None):
            unsure.add((path.name, tables[path][number].sheet, line))
    reading = read_events(paths, tables=tables)
    table, _misconduct = incoming(reading, area, on=datetime.now(UTC).date(), unsure=unsure)
    numbers = reading.events.frame.select("source", "source_id", "injured").unique(
        ["source", "source_id"], keep="last"
    )
    table = table.join(numbers, on=["source", "source_id"], how="left", maintain_order="left")
    table = table.with_columns(pl.col("sheet").fill_null(""))
    return table.to_dicts(), str([report.error for report in reading.files if report.error])


def _count(
    truths: list[TruthRow], rows: list[RowRead], counts: Counter[str], reasons: list[str]
) -> None:
    left = list(rows)
    waiting = []
    for truth in sorted(truths, key=_is_kept_row):
        row = _take(left, truth)
        if row is None and truth["what_should_happen"] == "kept":
            waiting.append(truth)
            continue
        _note(counts, reasons, truth, *_judge(truth, row))
    for truth in waiting:  # cards and grids: the event may stand beside another of its lines
        row = next((r for r in left if not r["held"] and not differences(truth, r)), None)
        if row is not None:
            left.remove(row)
        _note(counts, reasons, truth, *_judge(truth, row))
    for row in left:
        if not row["held"]:
            counts["phantom"] += 1
            reasons.append(f"phantom: {_told(row)}")


def _is_kept_row(truth: TruthRow) -> bool:
    return truth["what_should_happen"] != "kept"


def _note(counts: Counter[str], reasons: list[str], truth: TruthRow, kind: str, why: str) -> None:
    should = truth["what_should_happen"]
    counts["true"] += should == "kept"
    counts["doubles"] += should.startswith("double_of")
    counts["misconduct"] += should == "misconduct"
    counts[kind] += bool(kind)
    if kind not in ("", "right", "due"):
        said = {name: value for name, value in truth.items() if value}
        reasons.append(f"{kind}: {said} <- {why}")


def _take(rows: list[RowRead], truth: TruthRow) -> RowRead | None:
    """The row read of a true row's line, out of those left; of several the one most like it."""
    at = [row for row in rows if stands_at(row, truth)]
    if not at:
        return None
    found = min(at, key=lambda row: (len(differences(truth, row)), bool(row["held"])))
    if not found["held"]:
        rows.remove(found)  # a line that waits waits with all that it tells
    return found


def stands_at(row: RowRead, truth: TruthRow) -> bool:
    """Whether a row read is of the line that a truth tells of."""
    same_sheet = row["sheet"] in ("", truth["sheet"])
    return bool(same_sheet and row["line"] == int(truth["row"]))


def _judge(truth: TruthRow, row: RowRead | None) -> tuple[str, str]:
    should = truth["what_should_happen"]
    held = row is not None and bool(row["held"])
    if should == "misconduct":
        blank = row is None or (held and not any(row[k] for k in ("place", "date_start", "harm")))
        return ("", "") if blank else ("kept", _told(row))
    if should == "kept":
        if row is None:
            return "lost", ""
        if held:
            return "held", _told(row)
        differs = differences(truth, row)
        return ("wrong", f"{differs} {_told(row)}") if differs else ("right", "")
    if row is None or held:
        return ("due" if should == "held" and row is not None else ""), ""
    if should == "held":
        return "undue", _told(row)
    return ("double_in" if should.startswith("double_of") else "phantom"), _told(row)


def differences(truth: TruthRow, row: RowRead) -> list[str]:
    """In what a row read differs from the truth, the gravest first."""
    differs = []
    days = (str(row["date_start"] or ""), str(row["date_end"] or ""))
    true_days = (truth["date_from"], truth["date_to"] or truth["date_from"])
    within = (
        _ANY_WITHIN in truth.get("reason", "")
        and true_days[0] <= days[0] <= days[1] <= true_days[1]
    )
    if days != true_days and not within:
        differs.append("day")
    if not _same_place(truth, row):
        differs.append("place")
    counted = (name for name in ("killed", "injured") if name in truth)
    return differs + [name for name in counted if not _same_count(truth[name], row, name)]


_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ANY_WITHIN = "any range inside"
"""What a truth says of days that leave open which of a month they were."""


def _same_place(truth: TruthRow, row: RowRead) -> bool:
    place, read = _folded(truth["place"]), _folded(row["place"] or "")
    if place and not _same_name(place, read, truth.get("district")):
        return False
    if "latitude" not in truth:
        return True
    if not truth["latitude"] or not truth["longitude"]:
        return row["lat"] is None and row["lon"] is None
    if row["lat"] is None or row["lon"] is None:
        return False
    off = (row["lat"] - float(truth["latitude"]), row["lon"] - float(truth["longitude"]))
    return all(abs(degrees) < NEAR for degrees in off)


def _same_name(place: str, read: str, district: str | None) -> bool:
    if read == place:
        return True
    if district is None:
        return False
    if read and bool(_ARABIC.search(place)) != bool(_ARABIC.search(read)):
        return True  # which name of the other script it is, is not judged
    if district:
        both = _folded(district)
        return read in (f"{place} {both}", f"{both} {place}")
    return f" {place} " in f" {read} "


def _same_count(true: str, row: RowRead, name: str) -> bool:
    """Whether a count is the true one; what is not known must not be known. "Several" may give a
    least number, and no count."""
    low, dash, high = true.partition("-")
    if dash:
        ends = (row.get(f"{name}_low"), row.get(f"{name}_high"))
        within = row[name] is None or int(low) <= row[name] <= int(high or row[name])
        return ends == (int(low), int(high) if high else None) and within
    if not true:
        return row[name] is None and row.get(f"{name}_low") is None
    return bool(row[name] == int(float(true)))


def _told(row: RowRead | None) -> str:
    return str({k: str(v) for k, v in (row or {}).items() if v not in (None, "")})


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^\w]+", " ", plain).strip()
