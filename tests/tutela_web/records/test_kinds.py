"""Every declared kind of record has the tests that kinds inherit."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from django.apps import apps

from tests.tutela_web.records.kinds import missing
from tutela_web.base.models import SearchLine
from tutela_web.records.models import Record

HERE = Path(__file__).parents[1]


def test_every_declared_kind_is_tested_as_one() -> None:
    for path in HERE.rglob("test_*.py"):
        if path.stem.endswith("_kind") or "KindTests)" in path.read_text("utf-8"):
            within = path.relative_to(HERE).with_suffix("").parts
            import_module(".".join(("tests.tutela_web", *within)))
    assert not missing()


def test_the_name_of_every_kind_of_record_fits_where_names_of_kinds_are_kept() -> None:
    """SQLite takes a longer one, PostgreSQL refuses the record."""
    most = SearchLine._meta.get_field("kind").max_length
    names = [model._meta.model_name for model in apps.get_models() if issubclass(model, Record)]
    assert most and [name for name in names if name and len(name) > most] == []
