"""Who writes many rows lets others write between them."""

from __future__ import annotations

import pytest

from tutela_web.base.tables import batches


@pytest.mark.parametrize(("hold_seconds", "pauses"), [(0, 3), (60, 0)])
def test_rows_written_one_by_one_pause_once_they_held_the_database_for_long(
    monkeypatch: pytest.MonkeyPatch, hold_seconds: float, pauses: int
) -> None:
    paused: list[bool] = []
    monkeypatch.setattr(batches, "HOLD_SECONDS", hold_seconds)
    monkeypatch.setattr(batches, "let_others_write", lambda: paused.append(True))
    assert list(batches.one_by_one(["a", "b", "c"])) == ["a", "b", "c"]
    assert len(paused) == pauses
