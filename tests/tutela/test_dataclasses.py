"""A dataclass that holds a frame or an array is never compared by its contents."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import fields, is_dataclass

import tutela

HOLDS = re.compile(
    r"\b(DataFrame|Series|Floats|Ints|NDArray|Events|Reading|Table|Grid|Ledger|Suggested|Places)\b"
)


def test_what_holds_columns_is_equal_to_itself_only() -> None:
    looked_at = 0
    for found in pkgutil.walk_packages(tutela.__path__, "tutela."):
        if "__main__" in found.name or found.name.startswith("tutela.base.documents"):
            continue  # a document's Table holds words
        for thing in vars(importlib.import_module(found.name)).values():
            if not (isinstance(thing, type) and is_dataclass(thing)):
                continue
            if thing.__module__ == found.name and any(
                HOLDS.search(str(f.type)) for f in fields(thing)
            ):
                looked_at += 1
                assert thing.__eq__ is object.__eq__, f"{thing.__qualname__}: say eq=False"
    assert looked_at > 12
