"""Dilemmas do what every kind of record does."""

from __future__ import annotations

from tests.tutela_web.records.kinds import KindTests
from tutela_web.programme.dilemmas.kind import DILEMMA


class TestDilemma(KindTests):
    kind = DILEMMA
    values = {"situation": "State forces attack civilians", "classification": 1}  # noqa: RUF012
    changes = {"pulls": "The consent of the state, and the mandate"}  # noqa: RUF012
