"""Tasks of UN entities do what every kind of record does, for who works on the mandate."""

from __future__ import annotations

from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Person
from tutela_web.mandate.overlaps.kind import ENTITY_TASK


class TestEntityTask(KindTests):
    kind = ENTITY_TASK
    values = {  # noqa: RUF012
        "entity": "UNHCR",
        "kind": "camps",
        "what": "Runs the camps",
        "source": "Statute",
    }
    changes = {"what": "Runs the camps of the north"}  # noqa: RUF012

    def reader_of(self, cast: Cast) -> Person:
        return cast.boris
