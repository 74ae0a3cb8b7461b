"""A worker is killed while it brings a file in: half a file is never seen, and the work is done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
KILLS = 200 if os.environ.get("TUTELA_LAWS") == "proof" else 50


@pytest.mark.slow
def test_killed_at_any_moment_an_import_is_seen_whole_or_not_at_all(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.tutela_web.incidents.killing", str(KILLS)],
        env=os.environ | {"TUTELA_DATA": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-2000:]
    found = json.loads(told.stdout)
    assert found["kills"] >= KILLS and found["rounds"] >= 1
    assert "storing" in found["steps"], found["steps"]  # some died in the midst of writing
