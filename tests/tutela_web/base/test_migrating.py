"""A step of the database draws up the models it touches and those they refer to, and no others."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections, models
from django.db.migrations import AddField, AddIndex, CreateModel, Migration
from django.db.migrations.state import ProjectState

from tutela_web.base.upkeep.migrating import apply_small, models_needed


def _model(name: str, **fields: Any) -> CreateModel:
    return CreateModel(name, [("id", models.BigAutoField(primary_key=True)), *fields.items()])


def _to(name: str) -> Any:
    return models.ForeignKey(f"wells.{name}", models.CASCADE, related_name="+", null=True)


def _step() -> Any:
    step: Any = Migration("0002_wells", "wells")
    step.operations = [
        _model("Place", called=models.CharField(max_length=40)),
        _model("Well", place=_to("Place")),
        _model("Visit", well=_to("Well")),
        AddField("Well", "depth", models.IntegerField(null=True)),
        AddField("Well", "dug_beside", _to("Well")),
        AddIndex("Visit", models.Index(fields=["well", "id"], name="visit_of_well")),
    ]
    return step


@pytest.mark.django_db
def test_tables_fields_and_indexes_of_one_step_are_made_as_django_makes_them() -> None:
    made = []
    for apply in (apply_small, Migration.apply):
        scratch = connections["default"].copy()
        scratch.settings_dict["NAME"] = ":memory:"
        if scratch.vendor != "sqlite":
            return  # a copy there is not apart; upgrades are tried there whole
        with scratch.schema_editor(atomic=False) as editor:
            apply(_step(), ProjectState(), editor)
        with scratch.cursor() as cursor:
            cursor.execute("select sql from sqlite_master where sql is not null order by name")
            made.append(cursor.fetchall())
    assert made[0] == made[1] and len(made[0]) > 5


def test_what_refers_to_a_touched_model_is_not_drawn_up() -> None:
    state = ProjectState()
    for operation in _step().operations:
        operation.state_forwards("wells", state)
    assert models_needed(state, [("wells", "well")]).keys() == {
        ("wells", "well"),
        ("wells", "place"),
    }
