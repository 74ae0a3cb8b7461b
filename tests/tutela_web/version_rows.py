"""What the versions of records hold, in whatever table they lie; and how a test plants in them."""

from __future__ import annotations

from typing import Any

from tutela_web.records.versions import queries
from tutela_web.records.versions.models import Rewriting, Versioned
from tutela_web.records.versions.stored import kind_of
from tutela_web.records.versions.verbs import rewrite_versions, rewriting


def all_versions(model: type[Versioned], **which: Any) -> list[Any]:
    """Every version of a model's records, as the records stood then."""
    rows = queries.Versions(queries.tables_of(model), model, queries.Q(kind=kind_of(model)))
    return list(rows.narrow(**which))


def raw_versions(model: type[Versioned], **which: Any) -> list[dict[str, Any]]:
    """The same as they lie in the tables."""
    return [
        row
        for table in queries.tables_of(model)
        for row in table._default_manager.filter(kind=kind_of(model), **which).values()
    ]


def plant_in_versions(model: type[Versioned], **values: Any) -> None:
    """Let every version of a model's records say something."""
    ids = list({row["record"] for row in raw_versions(model)})
    rewrite_versions(model, ids, lambda _: dict(values), why=Rewriting.Why.PUT_BACK)


def plant_written(model: type[Versioned], **fields: Any) -> None:
    """Let every version of a model's records be of another hour, or another person."""
    for row in raw_versions(model):
        with rewriting(model, [row["record"]], Rewriting.Why.PUT_BACK):
            for table in queries.tables_of(model):
                table._default_manager.filter(pk=row["id"]).update(**fields)
