"""Caveats do what every kind of record does, for who holds the compartment capacity."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import AuditEntry, Person
from tutela_web.capacity.caveats.kind import CAVEAT
from tutela_web.capacity.models import Unit
from tutela_web.records import verbs as records


class TestCaveat(KindTests):
    kind = CAVEAT
    values = {  # noqa: RUF012
        "kind": "geographic",
        "status": "declared",
        "wording": "Not beyond the river",
        "most_km": 20.0,
        "no_tasks": ["interposition"],
    }
    changes = {"wording": "Not beyond the hills"}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        code = f"unit-{Unit.objects.count()}"
        unit = Unit(name="B Company", code=code, classification=0)
        return records.create(unit, mission=cast.mission, by=None)

    def reader_of(self, cast: Cast) -> Person:
        return cast["chief_of_staff"]

    def stranger_of(self, cast: Cast) -> Person:
        return cast.amina

    def queries(self, client: Client) -> int:
        """What the list asks; that it was read is one line in the audit, however long it is."""
        before = AuditEntry.objects.filter(kind="caveat", act="read").count()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(self.url("list")).status_code == 200
        assert AuditEntry.objects.filter(kind="caveat", act="read").count() == before + 1
        return len(asked)
