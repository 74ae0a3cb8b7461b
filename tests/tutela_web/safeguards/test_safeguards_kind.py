"""Harm checks and allegations of reprisal do what every kind of record does."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Person
from tutela_web.safeguards.kind import HARM_CHECK, REPRISAL


class TestHarmCheck(KindTests):
    pytestmark = pytest.mark.postgresql
    kind = HARM_CHECK
    values: ClassVar[dict[str, Any]] = {
        "kind": "visit",
        "what": "Visit to the market of Luma",
        "on": make.TODAY,
        "classification": 1,
    }
    changes: ClassVar[dict[str, Any]] = {"what": "Visit to the wells of Luma"}

    def reader_of(self, cast: Cast) -> Person:
        return cast.boris


class TestReprisal(KindTests):
    pytestmark = pytest.mark.postgresql
    kind = REPRISAL
    values: ClassVar[dict[str, Any]] = {"words": "Men came at night and asked who had called us"}
    changes: ClassVar[dict[str, Any]] = {"place_said": "near the mill"}

    def reader_of(self, cast: Cast) -> Person:
        make.role(cast.mission, "human_rights", cast.boris)
        return cast.boris

    def sent(self, values: Any) -> dict[str, Any]:
        return {"state": "taken_up"} | super().sent(values)

    def queries(self, client: Any) -> int:
        """What the list asks; each record it shows is a line in the audit beside that."""
        with CaptureQueriesContext(connection) as asked:
            assert client.get(self.url("list")).status_code == 200
        return sum(one["sql"].startswith("SELECT") and "audit" not in one["sql"] for one in asked)
