"""Every declared kind of record has the tests that kinds inherit."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from tests.tutela_web.records.kinds import missing

HERE = Path(__file__).parents[1]


def test_every_declared_kind_is_tested_as_one() -> None:
    for path in HERE.glob("*/test_*_kind.py"):
        import_module(f"tests.tutela_web.{path.parent.name}.{path.stem}")
    assert not missing()
