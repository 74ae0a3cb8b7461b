"""What a book asks of the person who sends it until all of it is right, and its second week.

    python -m benchmarks.reading.questions [--every 6] [--strange] [FOLDER]

An oracle, who knows what is true, sends each file by the API that the page of an import uses, and
answers what it asks until all is right. One answer each is: the parts of a file that are read; the
columns of what is read; names that nobody settled (one answer settles many); rows that wait for one
reason and are to be treated alike; and each row that has to be fixed by hand, because it was
refused or is read otherwise than it is. What comes in wrong asks nobody: it is counted beside
(`wrong`), as is what is not right after all answers (`left`).

The second week is the same book saved once more, when the first is imported: what the platform
remembers is remembered, and the oracle says nothing. `second` counts what it would have to say.

With --strange no head is known: each is replaced by a word that no list has, so that the page has
to ask. FOLDER holds books by strangers, each with its truth beside it, as `benchmarks.reading`.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from benchmarks.import_events import somebody
from benchmarks.reading.answers import answers_for
from benchmarks.reading.books import Book, TruthRow, books_in, frozen_books, shapes
from benchmarks.reading.count import differences, stands_at
from benchmarks.reading.strange import with_strange_heads

ADDRESS = "/api/v1/missions/luma/imports"
LINES = 200
"""Rows of a list that are asked for at once; no frozen book holds more of one kind."""


class Sender:
    """A program of a person, and the worker that does what it asks for."""

    def __init__(self, person: Any) -> None:
        from django.test import Client

        from tutela_web.access.devices import verbs

        _device, token = verbs.make(person, name="oracle")
        self._client = Client(headers={"Authorization": f"Bearer {token}"})

    def send(self, name: str, content: bytes) -> dict[str, Any]:
        """Send a file, have it tried, and give it as it is then."""
        answer = self._client.post(ADDRESS, {"file": _upload(name, content), "classification": "1"})
        return self.after_work(str(answer.json()["id"]))

    def ask(self, batch: dict[str, Any], what: str) -> list[dict[str, Any]]:
        """The rows of a list of a file: held, errors."""
        answer = self._client.get(f"{ADDRESS}/{batch['id']}/{what}?limit={LINES}")
        return list(answer.json()["results"])

    def answer(self, batch: dict[str, Any], what: str, said: dict[str, Any]) -> dict[str, Any]:
        """Answer something of a file, have it tried anew, and give it as it is then."""
        self.tell(batch, what, said)
        return self.after_work(batch["id"])

    def tell(self, batch: dict[str, Any], what: str, said: dict[str, Any]) -> dict[str, Any]:
        """Send something about a file, and give the answer."""
        answer = self._client.post(
            f"{ADDRESS}/{batch['id']}/{what}", json.dumps(said), content_type="application/json"
        )
        assert answer.status_code == 200, (what, said, answer.content)
        return dict(answer.json())

    def asked(self, batch: dict[str, Any], sheet: str) -> dict[str, Any]:
        """What a file asks, with the lines of a sheet; nothing where it cannot be shown."""
        query = {"sheet": sheet, "limit": 500}
        answer = self._client.get(f"{ADDRESS}/{batch['id']}/asked", query)
        return dict(answer.json()) if answer.status_code == 200 else {}

    def after_work(self, pk: str) -> dict[str, Any]:
        """A file when the work that it asks for is done."""
        from tutela_web.base import jobs
        from tutela_web.base.models import Job

        for job in Job.objects.filter(state=Job.State.WAITING).order_by("pk"):
            jobs.run(job.pk)
        return dict(self._client.get(f"{ADDRESS}/{pk}").json())


def _upload(name: str, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


def ask_of(sender: Sender, book: Book) -> Counter[str]:
    """What a book asks, by KINDS; 1 for `refused` if a file of it could not be read as a whole."""
    asked: Counter[str] = Counter()
    for name, content in book.files.items():
        truths = [truth for truth in book.truths if truth["file"] == name]
        batch = sender.send(name, content)
        batch = _say_parts_and_columns(sender, batch, truths, asked)
        if batch["state"] != "checked":
            asked["refused"] += 1
            asked["left"] += sum(map(_should_come_in, truths))
            continue
        batch = _say_names(sender, batch, asked)
        batch = _fix_rows(sender, batch, truths, asked)
        batch = _settle_rows(sender, batch, truths, asked)
        asked["left"] += len(_by_hand(sender, batch, truths))
        came_in = batch["numbers"]["new"] + batch["numbers"]["changed"]
        sender.answer(batch, "confirmation" if came_in else "cancellation", {})
        again = sender.send(name, _saved_again(name, content))
        groups = _groups_waiting(sender, again, truths)
        by_hand = _by_hand(sender, again, truths)
        asked["second"] += bool(again["names_waiting"]) + len(groups) + len(by_hand)
        asked["second"] += again["state"] != "checked"
        sender.answer(again, "cancellation", {})
    asked["answers"] = sum(asked[kind] for kind in ANSWERS)
    return asked


ANSWERS = ("parts", "columns", "names", "rows", "by_hand")
KINDS = ("answers", *ANSWERS, "left", "second", "refused")
"""`answers`: all that were given in the first week, one each of ANSWERS."""


def _should_come_in(truth: TruthRow) -> bool:
    return truth["what_should_happen"] == "kept"


def _say_parts_and_columns(
    sender: Sender, batch: dict[str, Any], truths: list[TruthRow], asked: Counter[str]
) -> dict[str, Any]:
    """Say where the incidents stand and which column is what, if that makes more rows right."""
    for kind in ("parts", "columns"):
        wrong = len(_by_hand(sender, batch, truths))
        if batch["state"] == "checked" and wrong < FEWEST_WRONG:
            return batch
        said = answers_for(sender, batch, truths, kind)
        if said is not None:
            asked[kind] += 1
            batch = sender.answer(batch, "asked/answers", said)
    return batch


FEWEST_WRONG = 2
"""A single row that is wrong is fixed by hand; more are looked at together."""


def _say_names(sender: Sender, batch: dict[str, Any], asked: Counter[str]) -> dict[str, Any]:
    if not batch["names_waiting"]:
        return batch
    asked["names"] += 1
    return sender.answer(batch, "names/answers", {"answers": [], "others_unknown": True})


def _fix_rows(
    sender: Sender, batch: dict[str, Any], truths: list[TruthRow], asked: Counter[str]
) -> dict[str, Any]:
    """Fix each row that is refused, or held and read otherwise than it is, where a page shows it by
    its columns."""
    wrong = _by_hand(sender, batch, truths)
    if not wrong:
        return batch
    columns = sender.asked(batch, "").get("columns", [])
    by_field = {one["field"]: one["column"] for one in columns if one["field"]}
    rows = [
        {"sheet": truth["sheet"] if _has_sheets(truth) else "", "line": int(truth["row"])}
        | {"cells": cells}
        for truth in wrong
        if (cells := _true_cells(truth, by_field))
    ]
    asked["by_hand"] += len(rows)
    return sender.answer(batch, "rows/fixes", {"rows": rows}) if rows else batch


def _has_sheets(truth: TruthRow) -> bool:
    return truth["file"].endswith(".xlsx")


def _true_cells(truth: TruthRow, by_field: dict[str, str]) -> dict[str, str]:
    """The cells of a row as they should be, by the columns that are read."""
    true = {
        "date_start": truth["date_from"],
        "date_end": truth["date_to"] or truth["date_from"],
        "place": truth["place"],
        "latitude": truth.get("latitude", ""),
        "longitude": truth.get("longitude", ""),
        "deaths": truth["killed"],
    }
    return {by_field[name]: cell for name, cell in true.items() if name in by_field and cell}


def _settle_rows(
    sender: Sender, batch: dict[str, Any], truths: list[TruthRow], asked: Counter[str]
) -> dict[str, Any]:
    groups = _groups_waiting(sender, batch, truths)
    while groups:  # each answer tries the file anew, and gives its rows other ids
        asked["rows"] += 1
        batch = sender.answer(batch, "held/decisions", groups[0])
        groups = _groups_waiting(sender, batch, truths)
    return batch


def _groups_waiting(
    sender: Sender, batch: dict[str, Any], truths: list[TruthRow]
) -> list[dict[str, Any]]:
    """The answers that settle what still waits and is read as it is, or should not come in."""
    alike: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for row in sender.ask(batch, "held"):
        truth = next((truth for truth in truths if stands_at(row, truth)), None)
        keep = truth is not None and _should_come_in(truth)
        if row["take_in"] is not None:
            continue
        if truth and keep and differences(truth, _as_read(row["facts"] or {})):
            continue
        alike[" ".join(row["why"]), keep].append(row["id"])
    return [{"rows": ids, "take_in": take_in} for (_why, take_in), ids in alike.items()]


def _by_hand(sender: Sender, batch: dict[str, Any], truths: list[TruthRow]) -> list[TruthRow]:
    """Rows that should come in and are refused, or wait and are read otherwise than they are."""
    wrong = []
    for row in sender.ask(batch, "held"):
        truth = next((truth for truth in truths if stands_at(row, truth)), None)
        if truth is None or not _should_come_in(truth) or row["take_in"] is not None:
            continue
        if differences(truth, _as_read(row["facts"] or {})):
            wrong.append(truth)
    for error in sender.ask(batch, "errors"):
        truth = next((truth for truth in truths if stands_at(error, truth)), None)
        if truth is not None and _should_come_in(truth) and truth not in wrong:
            wrong.append(truth)
    return wrong


def _as_read(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a held row by the columns of `tutela incidents read`."""
    dead = facts.get("deaths")
    return {
        "date_start": facts.get("date_start"),
        "date_end": facts.get("date_end"),
        "place": facts.get("place"),
        "lat": facts.get("latitude"),
        "lon": facts.get("longitude"),
        "killed": facts.get("civilian_deaths") if dead is None else dead,
        "killed_low": facts.get("deaths_low"),
        "killed_high": facts.get("deaths_high"),
    }


def _saved_again(name: str, content: bytes) -> bytes:
    """A file with other bytes that says the same."""
    if not name.endswith(".xlsx"):
        return content + b"\r\n"
    copy = io.BytesIO(content)
    with zipfile.ZipFile(copy, "a") as book:
        book.comment = b"saved again"
    return copy.getvalue()


def main() -> None:
    """Ask of each sixth shape, or of others; print a line a book and the sums."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, help="books by strangers")
    options.add_argument("--every", type=int, default=6, help="each so many of the shapes")
    options.add_argument("--strange", action="store_true", help="no head is known")
    asked = options.parse_args()
    chosen = sorted(shapes())[:: asked.every]
    books = books_in(asked.folder) if asked.folder else frozen_books((1,), chosen)
    with tempfile.TemporaryDirectory(prefix="tutela-questions-") as folder:
        os.environ |= {
            "TUTELA_DATA": folder,
            "TUTELA_HOSTS": "testserver",
            "DJANGO_SETTINGS_MODULE": "tutela_web.settings",
        }
        import django

        django.setup()
        from tutela_web.access import tables
        from tutela_web.access.vault import keyring

        for alias in ("default", "keys"):
            tables.prepare(alias)
        keyring.make_first()
        person, _mission = somebody()
        sender = Sender(person)
        told: dict[str, Counter[str]] = {}
        for book in books:
            counts = ask_of(sender, with_strange_heads(book) if asked.strange else book)
            told[book.shape] = counts
            sys.stdout.write(f"{book.shape:32.32} {_line(counts)}\n")
            sys.stdout.flush()
    whole: Counter[str] = sum(told.values(), Counter())
    asking = [counts for counts in told.values() if counts["answers"] or counts["left"]]
    few = sum(counts["answers"] <= MOST_ANSWERS and not counts["left"] for counts in asking)
    silent = sum(not counts["second"] for counts in told.values())
    sys.stdout.write(f"{'all':32} {_line(whole)}\n")
    sys.stdout.write(
        f"of {len(told)} books {len(asking)} ask anything; {few} of these are right by at most"
        f" {MOST_ANSWERS} answers; of {silent} the second week asks nothing\n"
    )


MOST_ANSWERS = 8


def _line(counts: Counter[str]) -> str:
    return "  ".join(f"{kind} {counts[kind]:4}" for kind in KINDS)


if __name__ == "__main__":
    main()
