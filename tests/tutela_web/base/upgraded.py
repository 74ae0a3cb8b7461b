"""What an upgraded install holds, beside what the release before wrote (see upgrade.py)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.test import Client, override_settings

from tests.tutela_web.base.upgrade import rows_before, values_of
from tutela_web.access import audit
from tutela_web.access.models import Mission, Person
from tutela_web.access.vault.fields import SealedWords, key_of, open_words, subject_of
from tutela_web.access.vault.files import open_file
from tutela_web.base import search
from tutela_web.base.models import Batch, Job

ADDRESSES = (
    "strategy/drafts/",
    "strategy/drafts/{strategy}/",
    "strategy/drafts/{strategy}/elements/",
    "strategy/drafts/{strategy}/endorsement/",
    "strategy/drafts/{strategy}/dissemination/",
    "strategy/drafts/{strategy}/guidance/",
    "strategy/drafts/{strategy}/leadership/",
    "strategy/drafts/{strategy}/consultation/",
    "strategy/drafts/{strategy}/plan/",
    "strategy/drafts/{strategy}/review/",
    "strategy/drafts/sections/{section}/",
    "strategy/drafts/sections/{section}/history/",
    "strategy/drafts/consultations/{consultation}/",
    "strategy/context/",
    "strategy/context/{contextevent}/",
    "strategy/matrix/",
    "strategy/matrix/{matrixline}/",
    "strategy/objectives/{objective}/",
    "strategy/indicators/{indicator}/",
    "strategy/chain/",
    "fora/{forum}/",
    "fora/meetings/{meeting}/",
    "partners/{partner}/",
    "engagements/{engagement}/",
)
"""Pages under the addresses that release had."""


def look() -> dict[str, Any]:
    """What there is after the upgrade, and what of it differs."""
    with open_file(Batch.objects.exclude(file="").get()) as path:
        upload = path.read_text()
    with override_settings(
        ALLOWED_HOSTS=["testserver"],
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ):
        return _look() | {"upload": upload}


def _as_upgraded(label: str, was: dict[str, Any]) -> dict[str, Any]:
    """A row with what an upgrade changes on purpose: where open alerts stand is made again at the
    ticker's next turn (0016 of warning), for what was inferred of a person is no answer any more.
    """
    if label == "warning.alertnow" and was["open"]:
        return was | {"next_step_at": datetime(2000, 1, 1, tzinfo=UTC)}
    return was


def _opened(model: Any, row: dict[str, Any], name: str) -> Any:
    """A value as it was before, opened where the upgrade sealed it."""
    value = row[name]
    if not isinstance(value, SealedWords):
        return value
    record = model(**{n: v for n, v in row.items() if n != "pk"})
    about = [row[column] for column in getattr(model, "sealed_about", ())]
    return open_words(key_of(record), value.ciphertext, subject_of(record), name, *about)


def _look() -> dict[str, Any]:
    before, differing, compared, moved = rows_before(), [], 0, 0
    for alias in ("default", "keys"):
        connections[alias].check_constraints()
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    for label, kept in before.items():
        if label == "access.audithead":
            continue  # sealed by the upgrade, and moves on: verified below
        model = tables.get(label.replace(".", "_")) or apps.get_model(label)
        rows = {row["pk"]: row for row in model._base_manager.values("pk", *_names(model, kept))}
        for row in kept["rows"]:
            was = _as_upgraded(label, values_of(model, kept["columns"], row))
            now = rows.get(was[model._meta.pk.attname])
            compared += 1
            moved += label.endswith("version") and model._meta.app_label != label.split(".")[0]
            if now is None or any(_opened(model, now, name) != v for name, v in was.items()):
                differing.append((label, str(was[model._meta.pk.attname])))
    job = Job.objects.get()
    chains = [audit.verify(chain) for chain in audit.chains()]
    mission = Mission.objects.get(pk=job.mission_id)
    words = {"place": "placenorth"}
    by_word = [kind for kind, word in words.items() if search.ids_matching(mission.pk, kind, word)]
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    job.refresh_from_db()
    return {
        "differing": differing,
        "compared": compared,
        "moved_history": moved,
        "chains": len(chains),
        "broken_chains": [one.chain for one in chains if one.broken or not one.lines],
        "found_by_word": by_word,
        "job": job.state,
        "not_answering": {
            path: status for path, status in _answers(mission, before).items() if status != 200
        },
    }


def _names(model: Any, kept: dict[str, Any]) -> list[str]:
    there = {field.attname for field in model._meta.concrete_fields}
    return [name for name in kept["columns"] if name in there]


def _answers(mission: Mission, before: dict[str, Any]) -> dict[str, int]:
    """What the old addresses answer to the adviser of the mission."""
    client = Client()
    person = Person.objects.get(username="poc_adviser")
    client.force_login(person, backend="tutela_web.access.backend.AccountBackend")
    ids = {}
    for label, kept in before.items():
        columns = kept["columns"]
        if {"id", "mission_id", "classification", "compartment"} <= set(columns):
            mine = [
                row
                for row in kept["rows"]
                if row[columns.index("mission_id")] == str(mission.pk)
                and not row[columns.index("compartment")]
            ]
            mine.sort(key=lambda row: row[columns.index("classification")])
            if mine:
                ids[label.split(".")[1]] = mine[0][columns.index("id")]
    return {
        path: client.get(f"/m/{mission.code}/{path}".format(**ids), secure=True).status_code
        for path in ADDRESSES
    }
