"""How models come to lie in another room: their tables, rows and history stay where they are."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.migrations.utils import resolve_relation


class MoveModels(Operation):
    """Models of another room, with their histories, belong to the room of this migration.

    For the `state_operations` of a SeparateDatabaseAndState: it tells the migrations and changes
    nothing in the database. A moved model keeps its table by name, its Meta has to name it; foreign
    keys of all rooms follow. The migration depends on those that last changed such a model or a
    foreign key to it.
    """

    reduces_to_sql = False

    def __init__(self, room: str, models: Sequence[str]) -> None:
        self.room = room
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        names = [part for name in self.models for part in (name.lower(), f"{name}Version".lower())]
        moved = {(self.room, name) for name in names} & state.models.keys()
        for key in sorted(moved):
            model = state.models.pop(key).clone()
            model.options["db_table"] = model.options.get("db_table") or "_".join(key)
            model.app_label = app_label
            state.models[app_label, key[1]] = model
        for (room, name), model in state.models.items():
            for field_name, field in model.fields.items():
                to = field.remote_field and field.remote_field.model
                if to and (found := resolve_relation(to, room, name)) in moved:
                    follows = field.clone()
                    follows.remote_field.model = f"{app_label}.{found[1]}"
                    model.fields[field_name] = follows
        state._relations = None  # type: ignore[attr-defined]  # unknown to the stubs
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)  # drawn up again from what was changed

    def database_forwards(self, *_how: str | BaseDatabaseSchemaEditor | ProjectState) -> None:
        pass

    def database_backwards(self, *_how: str | BaseDatabaseSchemaEditor | ProjectState) -> None:
        pass

    def describe(self) -> str:
        return f"Move models of {self.room}: {', '.join(self.models)}"
