"""Several people at once: each by a connection of its own, begun in the same breath."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from tutela.base.errors import BadParameter
from tutela_web.base.errors import Conflict, Denied, NotNow

REFUSALS = (BadParameter, Conflict, Denied, NotNow)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of several acts gave that were begun together, or how it was refused."""
    begin = threading.Barrier(len(acts))
    given: list[Any] = [None] * len(acts)

    def do(place: int, act: Callable[[], Any]) -> None:
        connection.ensure_connection()
        begin.wait()
        try:
            given[place] = act()
        except REFUSALS as refusal:
            given[place] = refusal
        finally:
            connections.close_all()

    hands = [threading.Thread(target=do, args=one) for one in enumerate(acts)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return given


def dawdle(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, seconds: float = 0.1) -> None:
    """Let what was asked be acted on a moment later only, so that others come between, if they
    can: who rules before it holds is found out each time, and not once in a while."""
    ask = getattr(where, name)

    def slowly(*given: Any, **named: Any) -> Any:
        answer = ask(*given, **named)
        time.sleep(seconds)
        return answer

    monkeypatch.setattr(where, name, slowly)
