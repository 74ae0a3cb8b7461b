"""A worker is killed while it brings a file in: half a file is never seen, and the work is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.counts import counted
from tests.tutela_web.cli.house import empty_house

KILLS = counted(10, 200)


@pytest.mark.slow
def test_killed_at_any_moment_an_import_is_seen_whole_or_not_at_all(tmp_path: Path) -> None:
    with empty_house(tmp_path) as house:
        found = house.module("tests.tutela_web.incidents.killing", str(KILLS))
    assert found["kills"] >= KILLS and found["rounds"] >= 1
    assert "storing" in found["steps"], found["steps"]  # some died in the midst of writing
