"""How many true rows of books that a stranger wrote come in right, each book's truth beside it.

    python -m benchmarks.messy.strangers FOLDER [--half odd|even] [--books] [--why]

The books stand in no repository: FOLDER holds NAME.xlsx or NAME.csv and NAME.truth.csv, which says
of each row its sheet, row, date_from, date_to, place, district, latitude, longitude, killed,
injured and what_should_happen: kept, held, left_out, misconduct, or double_of:SHEET!ROW. A blank
number is not known; a nought is known; "3-5" and "3-" are a range. Columns that a truth does not
have are not judged, nor names in another script than the truth's; without a district a place is
right that holds the true one. One truth.csv with a column `file` may stand for all books. Without
--books and --why nothing but the sums of all books is printed, so that a half which nobody may read
stays unread.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import unicodedata
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tutela.base.errors import TutelaError
from tutela.incidents.incoming import incoming
from tutela.incidents.read import read_event_tables, read_events
from tutela.incidents.unsure import unsure_lines

KINDS = (
    *("true", "right", "killed_otherwise", "injured_otherwise", "day_otherwise"),
    *("place_otherwise", "held", "lost", "due", "undue", "doubles", "double_in"),
    *("phantom", "misconduct", "kept"),
)
"""`true`: rows an event should come in of. Of them `right` in days, place, position, killed and
injured; held with a reason; lost; or otherwise than the truth, named by the gravest: day, place,
killed, injured. `due`: rows that should wait and do; `undue`: such a row that came in. `doubles`:
rows that say another again; `double_in`: those that came in beside it. `phantom`: what came in and
is no event. `misconduct`: rows of it; `kept`: those of which anything is kept."""
NEAR = 0.02
"""Degrees two positions may differ through rounding."""

Row = dict[str, Any]
At = tuple[str, int]


def main() -> None:
    """Read each book, count its rows."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--half", choices=("odd", "even"), help="books at these places by name")
    options.add_argument("--books", action="store_true", help="a line a book")
    options.add_argument("--why", action="store_true", help="say of each row that is not right why")
    options.add_argument("--only", default="", help="books whose name holds this")
    asked = options.parse_args()
    whole: Counter[str] = Counter()
    for path in books_of(asked.folder, asked.half):
        if asked.only not in path.name:
            continue
        counts, reasons = count_book(path)
        whole += counts
        if asked.books or asked.why:
            _line(path.name, counts)
        for reason in reasons if asked.why else ():
            sys.stdout.write(f"    {reason}\n")
    _line("all", whole)


def books_of(folder: Path, half: str | None = None) -> list[Path]:
    """The books of a folder by name; of them those at odd or at even places, counted from one."""
    found = (one for one in folder.iterdir() if one.suffix in (".xlsx", ".csv"))
    books = sorted((one for one in found if not _TRUTH.search(one.name)), key=lambda one: one.stem)
    return books if half is None else books[half == "even" :: 2]


def _line(name: str, counts: Counter[str]) -> None:
    told = ", ".join(f"{kind} {counts[kind]}" for kind in KINDS)
    share = 100 * counts["right"] / max(counts["true"], 1)
    sys.stdout.write(f"{name}: {share:.0f} % right; {told}\n")


def count_book(path: Path) -> tuple[Counter[str], list[str]]:
    """The counts by KINDS of one book, and a line for each row that is not as it should be."""
    own = path.with_name(f"{path.stem}.truth.csv")
    with (own if own.exists() else path.with_name("truth.csv")).open(
        encoding="utf-8", newline=""
    ) as lines:
        truths = list(csv.DictReader(lines))
    if not own.exists():
        truths = [one for one in truths if one["file"] == path.name]
    rows = _rows_read(path)
    return _count(truths, rows)


_TRUTH = re.compile(r"(^|\.)truth\.csv$")


def _rows_read(path: Path) -> list[Row]:
    """What would come in of a book and what is held, as `tutela incidents read` writes it, with
    the injured, whom that table does not name."""
    reading = read_events([path])
    try:
        unsure = {(path.name, t.sheet, n) for t, n in unsure_lines(read_event_tables(path), None)}
    except TutelaError:
        unsure = set()
    table, _misconduct = incoming(reading, on=datetime.now(UTC).date(), unsure=unsure)
    injured = dict(
        zip(
            reading.events.frame.select("source", "source_id").iter_rows(),
            reading.events.frame["injured"],
            strict=True,
        )
    )
    return [
        {**row, "injured": injured.get((row["source"], row["source_id"]))}
        for row in table.iter_rows(named=True)
    ]


def _count(truths: list[Row], rows: list[Row]) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    reasons: list[str] = []
    left = list(rows)
    waiting = []
    for truth in sorted(truths, key=_comes_first):
        row = _take(left, truth)
        if row is None and truth["what_should_happen"] == "kept":
            waiting.append(truth)
            continue
        kind, why = _judge(truth, row)
        _note(counts, reasons, truth, kind, why)
    for truth in waiting:  # cards and grids: the event may stand beside another of its lines
        row = next((r for r in left if not r["held"] and not _differences(truth, r)), None)
        if row is not None:
            left.remove(row)
        kind, why = _judge(truth, row)
        _note(counts, reasons, truth, kind, why)
    for row in left:
        if not row["held"]:
            counts["phantom"] += 1
            reasons.append(f"phantom: {_told(row)}")
    return counts, reasons


def _comes_first(truth: Row) -> bool:
    return bool(truth["what_should_happen"] != "kept")


def _note(counts: Counter[str], reasons: list[str], truth: Row, kind: str, why: str) -> None:
    should = truth["what_should_happen"]
    counts["true"] += should == "kept"
    counts["doubles"] += should.startswith("double_of")
    counts["misconduct"] += should == "misconduct"
    counts[kind] += bool(kind)
    if kind not in ("", "right", "due"):
        said = {k: v for k, v in truth.items() if v}
        reasons.append(f"{kind}: {said} <- {why}")


def _take(rows: list[Row], truth: Row) -> Row | None:
    """The row read of a true row's line, out of those left; of several the one most like it."""
    at = [row for row in rows if _stands_at(row, truth)]
    if not at:
        return None
    found = min(at, key=lambda row: (len(_differences(truth, row)), bool(row["held"])))
    if not found["held"]:
        rows.remove(found)  # a line that waits waits with all that it tells
    return found


def _stands_at(row: Row, truth: Row) -> bool:
    same_sheet = row["sheet"] is None or row["sheet"] == truth["sheet"]
    return bool(same_sheet and row["line"] == int(truth["row"]))


def _judge(truth: Row, row: Row | None) -> tuple[str, str]:
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
        said = _differences(truth, row)
        return (f"{said[0]}_otherwise" if said else "right"), _told(row)
    if row is None or held:
        return ("due" if should == "held" and row is not None else ""), ""
    if should == "held":
        return "undue", _told(row)
    return ("double_in" if should.startswith("double_of") else "phantom"), _told(row)


def _differences(truth: Row, row: Row) -> list[str]:
    """In what a row read differs from the truth, the gravest first."""
    said = []
    days = (str(row["date_start"] or ""), str(row["date_end"] or ""))
    true_days = (truth["date_from"], truth["date_to"] or truth["date_from"])
    within = (
        _ANY_WITHIN in truth.get("reason", "")
        and true_days[0] <= days[0] <= days[1] <= true_days[1]
    )
    if days != true_days and not within:
        said.append("day")
    if not _same_place(truth, row):
        said.append("place")
    counted = (name for name in ("killed", "injured") if name in truth)
    said += [name for name in counted if not _same_count(truth[name], row, name)]
    return said


_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ANY_WITHIN = "any range inside"
"""What a truth says of days that leave open which of a month they were."""


def _same_place(truth: Row, row: Row) -> bool:
    place, read = _folded(truth["place"]), _folded(row["place"] or "")
    if read and bool(_ARABIC.search(place)) != bool(_ARABIC.search(read)):
        return True  # which name of the other script it is, is not judged
    if "district" in truth:
        district = _folded(truth["district"])
        if read not in (place, f"{place} {district}", f"{district} {place}"):
            return False
    elif f" {place} " not in f" {read} ":
        return False
    if "latitude" not in truth:
        return True
    if not truth["latitude"] or not truth["longitude"]:
        return row["lat"] is None
    if row["lat"] is None or row["lon"] is None:
        return False
    off = (row["lat"] - float(truth["latitude"]), row["lon"] - float(truth["longitude"]))
    return all(abs(degrees) < NEAR for degrees in off)


def _same_count(true: str, row: Row, name: str) -> bool:
    """Whether a count is the true one; what is not known must not be known. "Several" may give a
    least number, and no count."""
    low, dash, high = true.partition("-")
    if dash:
        ends = (row[f"{name}_low"], row[f"{name}_high"])
        return bool(ends == (int(low), int(high) if high else None))
    return bool((int(float(true)) if true else None) == row[name])


def _told(row: Row | None) -> str:
    return str({k: str(v) for k, v in (row or {}).items() if v not in (None, "")})


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^\w]+", " ", plain).strip()


if __name__ == "__main__":
    main()
