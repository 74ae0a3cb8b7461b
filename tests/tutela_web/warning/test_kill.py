"""Alerts flow in while processes die: none is lost, none doubled, no step of a clock skipped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROOF = os.environ.get("TUTELA_LAWS") == "proof"
KILLS, ALERTS = (200, 500) if PROOF else (20, 500)


@pytest.mark.slow
def test_whoever_is_killed_whenever_every_alert_is_there_once_with_every_step(
    tmp_path: Path,
) -> None:
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.tutela_web.warning.killing",
         str(KILLS), str(ALERTS)],
        env=os.environ | {"TUTELA_DATA": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr[-2000:]
    found = json.loads(told.stdout)
    assert found["kills"] >= KILLS and found["alerts"] == ALERTS
    assert min(found["died"].values()) >= 1
