"""The running log of an operations centre: permission, three people, a conflict, round trip."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.tutela_web.records.kinds import KindTests
from tutela_web.joc.kinds import LOG


class TestLog(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = LOG
    values = {  # noqa: RUF012
        "at": datetime(2018, 12, 31, 5, tzinfo=UTC),
        "kind": "heard",
        "words": "shots north of the market",
        "classification": 1,
    }
    changes = {"words": "shots north of the market, three"}  # noqa: RUF012
