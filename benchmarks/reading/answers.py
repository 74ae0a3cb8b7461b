"""What somebody who knows the truth of a file answers of its parts and columns: found by holding
the cells of its sheet beside the truth, and tried by the preview before it is said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Protocol

from benchmarks.reading.books import TruthRow
from benchmarks.reading.count import differences

Said = dict[str, Any]


class Asking(Protocol):
    """A program that asks and tells of a file (`questions.Sender`)."""

    def asked(self, batch: Said, sheet: str) -> Said:
        """What a file asks, with the lines of a sheet."""
        ...

    def tell(self, batch: Said, what: str, said: Said) -> Said:
        """Send something about a file, and give the answer."""
        ...


def answers_for(sender: Asking, batch: Said, truths: list[TruthRow], kind: str) -> Said | None:
    """What to say of the `parts` or the `columns` of a file; None where it makes nothing better."""
    true = [truth for truth in truths if truth["what_should_happen"] == "kept"]
    if not true:
        return None
    sheet = true[0]["sheet"] if true[0]["file"].endswith(".xlsx") else ""
    asked = sender.asked(batch, sheet)
    if not asked or not asked["lines"]:
        return None
    if kind == "parts":
        return _parts(asked, true)
    return _columns(sender, batch, asked, true)


def _parts(asked: Said, true: list[TruthRow]) -> Said | None:
    """The part below the line that stands above the first true row, if no part that is read, or
    asked about, holds all true rows of its sheet."""
    name = asked["sheet"]
    lines = [int(truth["row"]) for truth in true if not name or truth["sheet"] == name]
    if not lines:
        return None
    first, last = min(lines), max(lines)
    read = [one["region"] for one in asked["found"] if one["read"]]
    read = read or [asked["region"]] if asked["region"] else read
    if any(
        one["sheet"] == name and one["rows"][0] <= first and last <= one["rows"][1] for one in read
    ):
        return None
    cells = {line["line"]: line["cells"] for line in asked["lines"]}
    above = [n for n in range(first - 1, 0, -1) if _filled(cells.get(n, ())) > 1]
    head = [above[0], above[0]] if above else [0, 0]
    wide = max((len(said) for said in cells.values()), default=1)
    below = [n for n in cells if n > last and _filled(cells[n])]
    end = last if below and below[0] > last + 1 else max(cells)
    start = (above[0] if above else 0) + 1
    part = {"sheet": name, "shape": "rows", "head": head, "columns": [1, wide]}
    return {"regions": [part | {"rows": [min(start, first), max(end, last)]}]}


def _filled(cells: Iterable[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _columns(sender: Asking, batch: Said, asked: Said, true: list[TruthRow]) -> Said | None:
    """The columns that say what is true, beside those that are taken for other fields."""
    names = [one["column"] for one in asked["columns"]]
    rows = _rows_by_column(asked, names, true)
    if not rows:
        return None
    fields = {one["field"]: one["column"] for one in asked["columns"] if one["field"]}
    told = {name: _likeliest(rows, name) for name in _SAYS}
    fields |= {name: column for name, column in told.items() if column}
    for name, column in list(fields.items()):  # a column is one field: what is true of it
        if name not in told and column in told.values():
            del fields[name]
    best: tuple[int, Said] | None = None
    for form in ("", "DD/MM/YYYY", "MM/DD/YYYY"):
        said = {
            "fields": {
                name: {"column": column, "format": form if name == "date_start" else ""}
                for name, column in fields.items()
            }
        }
        right = _right(sender.tell(batch, "asked/preview", said), true)
        if best is None or right > best[0]:
            best = right, said
    now = _right(sender.tell(batch, "asked/preview", {}), true)
    return best[1] if best and best[0] > now else None


def _rows_by_column(
    asked: Said, names: list[str], true: list[TruthRow]
) -> list[tuple[TruthRow, dict[str, str]]]:
    """Each true row with its cells by the columns of what is read."""
    cells = {line["line"]: line["cells"] for line in asked["lines"]}
    at = _places_of(asked, names)
    return [
        (truth, {name: said[n] for name, n in at.items() if n < len(said)})
        for truth in true
        if (said := cells.get(int(truth["row"])))
    ]


def _places_of(asked: Said, names: list[str]) -> dict[str, int]:
    """Where each column stands in the lines of the sheet: where its first cells do."""
    lines = [line["cells"] for line in asked["lines"]]
    wide = max(map(len, lines), default=0)
    columns = [[line[n].strip() if n < len(line) else "" for line in lines] for n in range(wide)]
    samples = {one["column"]: one["samples"] for one in asked["columns"]}
    at: dict[str, int] = {}
    for name in names:
        free = [n for n in range(wide) if n not in at.values()]
        likely = [
            n
            for n in free
            if all(said[:100] in {c[:100] for c in columns[n]} for said in samples[name])
        ]
        headed = [n for n in likely if name in columns[n]]
        if headed or likely:
            at[name] = (headed or likely)[0]
    return at


def _likeliest(rows: list[tuple[TruthRow, dict[str, str]]], field: str) -> str | None:
    """The column of which most cells say what is true of a field."""
    says = _SAYS[field]
    known = [(truth, cells) for truth, cells in rows if says(truth, "") is not None]
    counts = {
        name: sum(bool(says(truth, cells.get(name, ""))) for truth, cells in known)
        for name in (rows[0][1] if rows else ())
    }
    column = max(counts, key=lambda name: counts[name], default=None)
    return column if column and 2 * counts[column] > len(known) else None


def _says_day(truth: TruthRow, cell: str) -> bool | None:
    _year, month, day = (int(part) for part in truth["date_from"].split("-"))
    numbers = [int(n) for n in re.findall(r"\d+", cell)]
    named = bool(re.search(r"[^\W\d_]{3}", cell))
    return day in numbers and (month in numbers or named) and (len(numbers) > 1 or named)


def _says_place(truth: TruthRow, cell: str) -> bool | None:
    if not truth["place"]:
        return None
    return (bool(cell.strip()) and cell.casefold().strip() in truth["place"].casefold() + " ") or (
        truth["place"].casefold() in cell.casefold()
    )


def _says_number(name: str, truth: TruthRow, cell: str) -> bool | None:
    true = truth.get(name, "")
    if not true or "-" in true[1:]:
        return None
    try:
        return abs(float(cell.replace(",", ".")) - float(true)) < 0.02
    except ValueError:
        return False


_SAYS = {
    "date_start": _says_day,
    "place": _says_place,
    "deaths": lambda truth, cell: _says_number("killed", truth, cell),
    "latitude": lambda truth, cell: _says_number("latitude", truth, cell),
    "longitude": lambda truth, cell: _says_number("longitude", truth, cell),
}
"""Whether a cell says what is true; None where nothing is known to be."""


def _right(told: Said, true: list[TruthRow]) -> int:
    """How many of the rows of a preview are as they are."""
    by_line = {int(truth["row"]): truth for truth in true}
    right = 0
    for row in told["rows"]:
        values = row["values"]
        truth = by_line.get(values["line"])
        dead = values["deaths"]
        read = values | {
            "lat": values["latitude"],
            "lon": values["longitude"],
            "killed": values["civilian_deaths"] if dead is None else dead,
            "killed_low": values["deaths_low"],
            "killed_high": values["deaths_high"],
        }
        right += truth is not None and not differences(truth, read)
    return right
