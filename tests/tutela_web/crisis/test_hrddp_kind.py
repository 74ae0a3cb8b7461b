"""Due-diligence files do what every kind of record does, for who holds their compartment."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Person
from tutela_web.crisis.decisions.hrddp_kind import FILE


class TestFile(KindTests):
    kind = FILE
    values = {"unit_name": "3rd Battalion (invented)", "status": "open"}  # noqa: RUF012
    changes = {"reference": "HR/7"}  # noqa: RUF012

    def writer_of(self, cast: Cast) -> Person:
        return self.granted(cast, cast["human_rights"])

    def reader_of(self, cast: Cast) -> Person:
        return self.granted(cast, cast.amina)

    def stranger_of(self, cast: Cast) -> Person:
        return cast["force_commander"]

    def granted(self, cast: Cast, person: Person) -> Person:
        make.grant(cast.mission, person, "hrddp", by=cast["head_of_mission"])
        return person

    def queries(self, client: Client) -> int:
        """What the list asks; each file it shows is a line in the audit beside that."""
        with CaptureQueriesContext(connection) as asked:
            assert client.get(self.url("list")).status_code == 200
        return sum(one["sql"].startswith("SELECT") and "audit" not in one["sql"] for one in asked)
