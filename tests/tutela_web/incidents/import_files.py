"""Files of events as a field office sends them, all invented, and the work they ask for."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.models import Person
from tutela_web.access.policy import Standing, standing_of
from tutela_web.actors.models import Actor
from tutela_web.base import jobs
from tutela_web.base.models import Batch, Job
from tutela_web.incidents.imports import verbs


def row(number: int = 1, **changed: Any) -> dict[str, Any]:
    """One line of an office's log: an attack near Luma."""
    return {
        "Incident number": f"L-{number}",
        "Date": "2018-12-01",
        "Village": "Luma",
        "Latitude": "7.1",
        "Longitude": "30.2",
        "Harm": "killing",
        "Perpetrator": "Group Kestrel",
        "Killed": "3",
        "Narrative": f"Account number {number}.",
    } | changed


def log(*rows: dict[str, Any], name: str = "log.csv") -> SimpleUploadedFile:
    """The lines as an uploaded CSV."""
    text = io.StringIO()
    lines = csv.DictWriter(text, fieldnames=list(rows[0]), restval="", lineterminator="\n")
    lines.writeheader()
    lines.writerows(rows)
    return SimpleUploadedFile(name, text.getvalue().encode())


def work() -> None:
    """Do every job that waits, as the worker would."""
    for job in Job.objects.filter(state=Job.State.WAITING).order_by("pk"):
        jobs.run(job.pk)


def standing(cast: Cast, person: Person | None = None) -> Standing:
    return standing_of(person or cast.amina, cast.mission)


def checked(cast: Cast, *rows: dict[str, Any], by: Person | None = None, **how: Any) -> Batch:
    """A file received and its dry run done; the mission knows the group that its log names."""
    if not Actor.objects.filter(mission=cast.mission, name="Group Kestrel").exists():
        make.actor(cast.mission)
    upload = how.pop("upload", None) or log(*rows)
    batch, _ = verbs.receive(upload, by=standing(cast, by), **how)
    work()
    batch.refresh_from_db()
    return batch


def imported(cast: Cast, *rows: dict[str, Any], by: Person | None = None, **how: Any) -> Batch:
    """A file received, checked, confirmed and published."""
    batch = checked(cast, *rows, by=by, **how)
    verbs.confirm(batch, by=standing(cast, by), others_unknown=True)
    work()
    batch.refresh_from_db()
    return batch


def columns_said(browser: Any, batch: Batch, **fields: str) -> dict[str, Any]:
    """What a person chooses on the page of columns, by the field and its column; all else not
    read, and the parts that are read as they are."""
    shown = browser.get(f"/m/luma/imports/{batch.pk}/columns/").context
    by_column = {column: field for field, column in fields.items()}
    sent = {box.html_name: by_column.get(one.column, "") for one, box in shown["form"].rows()}
    return sent | {"parts": shown["parts"].before, "day_format": "", "save_as": ""}


def columns_as_proposed(browser: Any, batch: Batch) -> dict[str, Any]:
    """The page of columns as it comes, nothing changed."""
    shown = browser.get(f"/m/luma/imports/{batch.pk}/columns/").context
    form = shown["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    return sent | {"parts": shown["parts"].before}
