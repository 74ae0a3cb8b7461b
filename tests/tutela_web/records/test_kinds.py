"""Every declared kind of record has the tests that kinds inherit."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from tests.tutela_web.records.kinds import missing

HERE = Path(__file__).parents[1]


def test_every_declared_kind_is_tested_as_one() -> None:
    for path in HERE.rglob("test_*.py"):
        if path.stem.endswith("_kind") or "KindTests)" in path.read_text("utf-8"):
            within = path.relative_to(HERE).with_suffix("").parts
            import_module(".".join(("tests.tutela_web", *within)))
    assert not missing()
