"""Of all machines one process goes the rounds, and another goes on when it ends."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tutela_web.base.upkeep import rounds_lock
from tutela_web.base.upkeep.rounds_lock import TurnOfRounds, holder

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_one_goes_the_rounds_and_the_next_when_its_line_is_gone(settings: Any) -> None:
    settings.MACHINE = "north"
    north, south = TurnOfRounds(), TurnOfRounds()
    assert north.is_ours()
    if connection.vendor != "postgresql":  # one machine: every process goes its rounds
        assert south.is_ours() and holder() is None
        return
    assert not south.is_ours() and north.is_ours()
    going = holder()
    assert going is not None and going.machine == "north"
    assert north._line is not None
    with connection.cursor() as cursor:  # as the server does with a machine that is cut off
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [north._line.info.backend_pid])
    settings.MACHINE = "south"
    assert south.is_ours()
    assert not north.is_ours()  # it sees that its line is gone: the rounds are another's
    assert not north.is_ours()
    assert holder().machine == "south"  # type: ignore[union-attr]
    south.give_back()
    assert north.is_ours()
    north.give_back()
    assert holder() is None


def test_a_database_that_is_away_gives_nobody_the_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        assert TurnOfRounds().is_ours()
        return
    away = rounds_lock.line_parameters("x") | {"host": "/nowhere"}
    monkeypatch.setattr(rounds_lock, "line_parameters", lambda _name: away)
    assert not TurnOfRounds().is_ours()
