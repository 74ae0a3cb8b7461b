"""What a frozen book asks of the person who sends it, and its second week.

    python -m benchmarks.reading.questions [--every 6]

An oracle, who knows what is true, sends each file by the API that programs use and answers all that
it asks: names that nobody settled (one answer settles many), rows that wait. Rows that wait for one
reason and are to be treated alike are one answer; a row that is read otherwise than it is, or that
was refused, has to be mended by hand, and each is one more. What comes in wrong asks nobody: it
is counted beside. The second week is the same book saved once more, sent when the first was given
up: what the platform remembers of its source is remembered, and the oracle says nothing.
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
from typing import Any

from benchmarks.import_events import somebody
from benchmarks.reading.books import Book, TruthRow, frozen_books, shapes
from benchmarks.reading.count import differences, stands_at

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
        sent = json.dumps(said)
        answer = self._client.post(
            f"{ADDRESS}/{batch['id']}/{what}", sent, content_type="application/json"
        )
        assert answer.status_code == 200, (what, answer.content)
        return self.after_work(batch["id"])

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
    """What a book asks: `answers` of its first week, of them `by_hand`; `second` of its second; and
    1 for `refused` if a file of it could not be read as a whole."""
    asked: Counter[str] = Counter()
    for name, content in book.files.items():
        truths = [truth for truth in book.truths if truth["file"] == name]
        first = sender.send(name, content)
        if first["state"] != "checked":
            asked["refused"] += 1
            asked["by_hand"] += sum(truth["what_should_happen"] == "kept" for truth in truths)
            continue
        if first["names_waiting"]:
            asked["names"] += 1
            said = {"answers": [], "others_unknown": True}
            first = sender.answer(first, "names/answers", said)
        groups, by_hand = _rows_to_settle(sender, first, truths)
        asked["by_hand"] += by_hand
        while groups:  # each answer tries the file anew, and gives its rows other ids
            asked["rows"] += 1
            first = sender.answer(first, "held/decisions", groups[0])
            groups, _by_hand = _rows_to_settle(sender, first, truths)
        sender.answer(first, "cancellation", {})
        again = sender.send(name, _saved_again(name, content))
        groups, by_hand = _rows_to_settle(sender, again, truths)
        asked["second"] += bool(again["names_waiting"]) + len(groups) + by_hand
        sender.answer(again, "cancellation", {})
    asked["answers"] = asked["names"] + asked["rows"] + asked["by_hand"]
    return asked


def _rows_to_settle(
    sender: Sender, batch: dict[str, Any], truths: list[TruthRow]
) -> tuple[list[dict[str, Any]], int]:
    """The answers that settle what still waits, and how many rows have to be mended by hand."""
    alike: dict[tuple[str, bool], list[str]] = defaultdict(list)
    by_hand = 0
    for row in sender.ask(batch, "held"):
        if row["take_in"] is not None:
            continue
        truth = next((truth for truth in truths if stands_at(row, truth)), None)
        keep = truth is not None and truth["what_should_happen"] == "kept"
        if truth and keep and differences(truth, _as_read(row["facts"] or {})):
            by_hand += 1
            continue
        alike[" ".join(row["why"]), keep].append(row["id"])
    for error in sender.ask(batch, "errors"):
        truth = next((truth for truth in truths if stands_at(error, truth)), None)
        by_hand += truth is not None and truth["what_should_happen"] == "kept"
    answers = [{"rows": ids, "take_in": take_in} for (_why, take_in), ids in alike.items()]
    return answers, by_hand


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
    options.add_argument("--every", type=int, default=6, help="each so many of the shapes")
    asked = options.parse_args()
    chosen = sorted(shapes())[:: asked.every]
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
        told = {book.shape: ask_of(sender, book) for book in frozen_books((1,), chosen)}
    for shape, counts in told.items():
        sys.stdout.write(f"{shape:32.32} {_line(counts)}\n")
    whole: Counter[str] = sum(told.values(), Counter())
    few = sum(counts["answers"] <= MOST_ANSWERS for counts in told.values())
    silent = sum(not counts["second"] for counts in told.values())
    sys.stdout.write(f"{'all':32} {_line(whole)}\n")
    sys.stdout.write(
        f"of {len(told)} books {few} ask at most {MOST_ANSWERS} answers;"
        f" of {silent} the second week asks nothing\n"
    )


MOST_ANSWERS = 8


def _line(counts: Counter[str]) -> str:
    kinds = ("answers", "names", "rows", "by_hand", "second", "refused")
    return "  ".join(f"{kind} {counts[kind]:4}" for kind in kinds)


if __name__ == "__main__":
    main()
