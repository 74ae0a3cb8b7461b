"""An install of the release before models moved between rooms: made as that release left it.

data/before_rooms.json.gz is what that release wrote: the planted mission of its tests, its queue,
its index of words and both kinds of chain of its audit. No later code takes part in making it.
"""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, router, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tutela_web.access.append_only import HEADS
from tutela_web.access.tables import complete
from tutela_web.access.vault.fields import SealedField

BEFORE = {
    "access": "0004_tried_names",
    "actors": "0001_initial",
    "base": "0003_beat",
    "capacity": "0002_units_not_able",
    "channels": "0001_initial",
    "coordination": "0001_initial",
    "crisis": "0002_reopened_decisions",
    "incidents": "0003_open_parts_are_generalised",
    "mandate": "0001_initial",
    "places": "0001_initial",
    "risk": "0004_assessments_are_published",
    "strategy": "0001_initial",
    "vault": "0001_initial",
    "warning": "0003_opened_is_an_act",
}
"""The last migration of each room in that release."""


@cache
def rows_before() -> dict[str, Any]:
    """What the release wrote: by model the names of its columns and its rows."""
    packed = Path(__file__).parent / "data" / "before_rooms.json.gz"
    tables: dict[str, Any] = json.loads(gzip.decompress(packed.read_bytes()))["tables"]
    return tables


def build(*, migrating: bool) -> None:
    """Make both databases as the release had them, with its rows.

    Takes   migrating, whether its tables are made by its migrations, which takes minutes, or at
            once from the models its migrations tell.
    """
    loader = MigrationLoader(connections["default"])
    rooms = {room for room, _ in loader.disk_migrations if room in BEFORE}
    others = [
        leaf for leaf in loader.graph.leaf_nodes() if leaf[0] not in rooms and not is_ours(leaf[0])
    ]
    leaves = [*BEFORE.items(), *others]
    state = loader.project_state(leaves).apps
    done = [key for leaf in leaves for key in loader.graph.forwards_plan(leaf)]
    for alias in ("default", "keys"):
        if migrating:
            for room, name in leaves:
                call_command("migrate", room, name, database=alias, verbosity=0)
        else:
            _make(alias, state, list(dict.fromkeys(done)))
        written = [state.get_model(label) for label in rows_before()]
        made = [model for model in written if router.allow_migrate_model(alias, model)]
        with transaction.atomic(using=alias):
            for model in made:
                _load(model, alias)
        if alias == "default":
            _upload(state)
        with connections[alias].cursor() as cursor:
            for line in connections[alias].ops.sequence_reset_sql(no_style(), made):
                cursor.execute(line)


UPLOADED = "batches/019a0000-0000-7000-8000-000000000001.events"


def _upload(state: Any) -> None:
    """A file on its way in, in clear, as that release kept it."""
    batches = state.get_model("base.batch").objects
    first = batches.first()
    batches.create(
        id="019a0000-0000-7000-8000-000000000002",
        mission_id=first.mission_id,
        kind="events",
        file=UPLOADED,
        report={"sheets": [{"notes": [{"t": "not known: {words}", "p": {"words": "CLOSEDNOTE"}}]}]},
        uploaded_by_id=first.uploaded_by_id,
        uploaded_at=first.uploaded_at,
    )
    path = Path(default_storage.path(UPLOADED))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("CLOSEDUPLOAD")


def is_ours(label: str) -> bool:
    """Whether an app is a room of the platform."""
    return apps.get_app_config(label).name.startswith("tutela_web.")


def _make(alias: str, state: Any, done: list[tuple[str, str]]) -> None:
    recorder = MigrationRecorder(connections[alias])
    with connections[alias].schema_editor() as editor:
        for model in state.get_models():
            if router.allow_migrate_model(alias, model) and model._meta.can_migrate(alias):
                editor.create_model(model)
        complete(alias, editor)
        editor.create_model(recorder.Migration)
        for room, name in done:
            recorder.migration_qs.create(app=room, name=name)


def _load(model: Any, alias: str) -> None:
    kept = rows_before()[model._meta.label_lower]
    for row in kept["rows"]:
        values = values_of(model, kept["columns"], row)
        is_head = model._meta.db_table == HEADS  # begins at nothing, and moves to its last line
        begun = values | {"number": 0, "hash": ""} if is_head else values
        models.Model.save_base(model(**begun), raw=True, using=alias, force_insert=True)
        if is_head:
            model._base_manager.using(alias).filter(pk=values["chain"]).update(**values)


def values_of(model: Any, columns: list[str], row: list[Any]) -> dict[str, Any]:
    """A row as the fields of a model hold it."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {
        name: value if isinstance(fields[name], SealedField) else fields[name].to_python(value)
        for name, value in zip(columns, row, strict=True)
        if name in fields
    }
