"""A clock that the tests of exercises move on for every mission."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest


@pytest.fixture
def pass_minutes(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """pass_minutes(5): five minutes later, everywhere."""
    gone = [timedelta(0)]
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.now(UTC) + gone[0])

    def on(minutes: float) -> None:
        gone[0] += timedelta(minutes=minutes)

    return on
