"""Protection actors, and host and mission side by side, do what every kind of record does."""

from __future__ import annotations

from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.partners.sides.kind import PROTECTOR, SIDE


class TestProtector(KindTests):
    kind = PROTECTOR
    values = {  # noqa: RUF012
        "kind": "parallel",
        "name": "Regional Brigade",
        "seen_on": make.TODAY,
        "classification": 1,
    }
    changes = {"role": "It holds the border"}  # noqa: RUF012


class TestSide(KindTests):
    kind = SIDE
    values = {  # noqa: RUF012
        "point": "The market road",
        "host": "Police it by day",
        "state": "silent",
        "classification": 1,
    }
    changes = {"ours": "Patrol it by night"}  # noqa: RUF012

    def test_no_area_is_called_the_whole_mission(self, cast: Cast, sign_in: Any) -> None:
        writer = self.writer_of(cast)
        page = sign_in(writer).get(self.url("new")).content.decode()
        assert '<option value="" selected>the whole mission</option>' in page
        record = self.made(cast, writer)
        page = sign_in(writer).get(self.url("page", record.pk)).content.decode()
        assert "<bdi>the whole mission</bdi>" in page
