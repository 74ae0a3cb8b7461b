"""Alerts flow in while processes die: none is lost, none doubled, no step of a clock skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.counts import counted
from tests.tutela_web.cli.house import empty_house

KILLS, ALERTS = counted((2, 50), (200, 500))


@pytest.mark.slow
def test_whoever_is_killed_whenever_every_alert_is_there_once_with_every_step(
    tmp_path: Path,
) -> None:
    with empty_house(tmp_path) as house:
        found = house.module("tests.tutela_web.warning.killing", str(KILLS), str(ALERTS))
    assert found["kills"] >= KILLS and found["alerts"] == ALERTS
    assert min(found["died"].values()) >= 1
