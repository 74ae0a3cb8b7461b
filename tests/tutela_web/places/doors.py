"""The frozen spellings at each door of the platform: desk, text, program, telephone, matrix, file.

python -m tests.tutela_web.places [EVERY]   prints the table: all of them, or each so manieth
"""

from __future__ import annotations

import base64
import csv
import io
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.tutela.places.spelled import (
    BASES,
    LOST,
    OFFERED,
    RIGHT,
    WRONG,
    Spelling,
    judge,
    of_names,
    of_texts,
    place_rows,
    spellings,
)
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.intake.sending import report
from tests.tutela_web.site.test_api import Program
from tutela_web.base import clock
from tutela_web.intake.models import FieldReport
from tutela_web.places.models import Place
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.warning.models import Alert

BACKEND = "tutela_web.access.sessions.backend.AccountBackend"

Verdicts = dict[Spelling, str]


def fill(cast: Cast) -> None:
    """The list of places of the frozen set, in the mission of the cast, and its bases."""
    at = clock.now(cast.mission)
    rows = place_rows()
    common = {"mission": cast.mission, "entered_at": at, "classification": 0, "area": cast.north}
    places = [
        Place(
            code=f"p{n}",
            name=row["name"],
            kind=row["kind"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            other_names=[{"name": n, "language": ""} for n in row["aliases"].split(";") if n],
            **common,
        )
        for n, row in enumerate(rows)
    ]
    by_name = {place.name: place for place in places}
    for place, row in zip(places, rows, strict=True):
        place.town = by_name.get(row["town"])
    Place.objects.bulk_create(places)
    for n, name in enumerate(BASES):
        make.base(cast.mission, name, latitude=5.5 + n, longitude=27.5 + n)


def name_of(record: Any) -> str | None:
    """Where a record says it is, as the frozen set names it."""
    if record.place is not None:
        return str(record.place.name)
    if record.latitude is None:
        return None
    at = round(record.latitude - 5.5)
    return f"base:{BASES[at]}" if 0 <= at < len(BASES) else None


def verdicts_of(asked: Sequence[Spelling], chosen: dict[str, str | None]) -> Verdicts:
    """Of a door that offers nothing while it takes something in: words that it could not place are
    kept, for a person to place."""
    verdicts = {}
    for spelling in asked:
        name = chosen[spelling.words]
        unsure = len(spelling.meant) > 1 or spelling.style == "several"
        verdicts[spelling] = judge(spelling, name, spelling.meant if unsure else (), spelling.site)
    return verdicts


def desk(cast: Cast, browser: Client, asked: Sequence[Spelling]) -> Verdicts:
    """The page that raises an alert, while its words are typed."""
    verdicts = {}
    for spelling in asked:
        page = browser.get("/m/luma/alerts/around/", {"place_said": spelling.words}).context
        site, _at, key = str(page["picked"]).rpartition("@")
        place = Place.objects.filter(pk=key).first() if "-" in key and ":" not in key else None
        other = page["other"]
        offered = [match.place.name for match in page["candidates"]]
        offered += [f"{one.kind}:{one.names[0]}" for one in page["others"]]
        name = place.name if place else f"{other.kind}:{other.names[0]}" if other else None
        verdicts[spelling] = judge(spelling, name, offered, site)
    return verdicts


def text(cast: Cast, browser: Client, asked: Sequence[Spelling]) -> Verdicts:
    """A message through a gateway, each from another number."""
    gateway = make.gateway(cast.mission)
    proof = base64.b64encode(f"tutela:{gateway.secret}".encode()).decode()
    chosen: dict[str, str | None] = {}
    for n, spelling in enumerate(asked):
        before = set(Alert.objects.values_list("pk", flat=True))
        Client().post(
            f"/in/{gateway.pk}/?id={uuid4()}",
            spelling.text.encode(),
            content_type="text/plain",
            HTTP_AUTHORIZATION=f"Basic {proof}",
            HTTP_X_KANNEL_FROM=f"+2119{n:08d}",
            HTTP_X_KANNEL_CODING="0",
        )
        made = Alert.objects.exclude(pk__in=before).select_related("place").first()
        chosen[spelling.words] = name_of(made) if made else None
    return verdicts_of(asked, chosen)


def program(cast: Cast, browser: Client, asked: Sequence[Spelling]) -> Verdicts:
    """An alert raised by a program, which says no more than words."""
    device = Program(cast.adviser)
    chosen: dict[str, str | None] = {}
    for spelling in asked:
        body = {"level": "warning", "act": "men gather", "place_said": spelling.words}
        made = device.send("/alerts", body).json()
        alert = Alert.objects.select_related("place").get(pk=made["id"])
        chosen[spelling.words] = name_of(alert)
    return verdicts_of(asked, chosen)


def telephone(cast: Cast, browser: Client, asked: Sequence[Spelling]) -> Verdicts:
    """A report from the field, which says no more than words."""
    device = Program(cast["field_reporter"])
    chosen: dict[str, str | None] = {}
    for spelling in asked:
        content = report(place_said=spelling.words)
        device.send("/field-reports", content)
        kept = FieldReport.objects.filter(pk=content["id"]).select_related("place").first()
        chosen[spelling.words] = name_of(kept) if kept else None
    return verdicts_of(asked, chosen)


def matrix(cast: Cast, browser: Client, asked: Sequence[Spelling]) -> Verdicts:
    """A sheet of the implementation matrix, as a mission wrote it: a line for each."""
    book = io.StringIO()
    writer = csv.writer(book)
    writer.writerow(["code", "threat", "activity", "lead", "place_said"])
    codes = {f"M-{n + 100}": spelling for n, spelling in enumerate(asked)}
    for code, spelling in codes.items():
        writer.writerow([code, "attacks on sites", "day_patrol", "Force", spelling.words])
    given = {"file": SimpleUploadedFile("lines.csv", book.getvalue().encode())}
    page = browser.post(reverse("programme:matrix_upload", args=["luma"]), given, follow=True)
    diff = page.context["diff"]
    assert len(diff.new) == len(asked), diff.refused[:2]
    saved = {"digest": diff.digest, "row": [str(row.line) for row in diff.new]}
    saving = browser.post(page.request["PATH_INFO"], saved)
    assert saving.status_code == 302, saving.content.decode()
    lines = {line.code: line for line in MatrixLine.objects.select_related("place")}
    chosen = {
        spelling.words: lines[code].place.name if code in lines and lines[code].place else None
        for code, spelling in codes.items()
    }
    return verdicts_of(asked, chosen)


Door = Callable[[Cast, Client, Sequence[Spelling]], Verdicts]
DOORS: dict[str, Door] = {
    "desk": desk,
    "text": text,
    "program": program,
    "telephone": telephone,
    "matrix": matrix,
}


def line_of(door: str, half: str, verdicts: Verdicts) -> str:
    """A line of the table."""
    figures = Counter(said for spelling, said in verdicts.items() if spelling.half == half)
    cells = [figures[RIGHT], figures[OFFERED], figures[LOST], figures[WRONG]]
    return f"{door:<12}{half:<6}" + "".join(f"{cell:>9}" for cell in cells)


def print_table(cast: Cast, every: int) -> None:
    """How often each door is right, offers, loses, is wrong; for both halves."""
    sys.stdout.write(
        f"{'door':<12}{'half':<6}"
        + "".join(f"{w:>9}" for w in (RIGHT, OFFERED, LOST, WRONG))
        + "\n"
    )
    for door, verdicts in (("a name", of_names()), ("a text", of_texts())):
        for half in ("dev", "held"):
            sys.stdout.write(line_of(door, half, verdicts) + "\n")
    browser = Client()
    browser.force_login(cast.adviser, backend=BACKEND)
    for door, ask in DOORS.items():
        verdicts = ask(cast, browser, spellings()[::every])
        for half in ("dev", "held"):
            sys.stdout.write(line_of(door, half, verdicts) + "\n")
