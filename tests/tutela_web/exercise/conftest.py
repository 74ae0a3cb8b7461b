"""A clock that the tests of exercises move on for every mission."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest


@pytest.fixture
def pass_minutes(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """pass_minutes(5): five minutes later, everywhere. In between time stands still."""
    stands = [datetime.now(UTC)]
    monkeypatch.setattr("django.utils.timezone.now", lambda: stands[0])

    def on(minutes: float) -> None:
        stands[0] += timedelta(minutes=minutes)

    return on
