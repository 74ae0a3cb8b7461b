"""Fora do what every kind of record does."""

from __future__ import annotations

from tests.tutela_web.records.kinds import KindTests
from tutela_web.fora.forum.kind import FORUM


class TestForum(KindTests):
    kind = FORUM
    values = {  # noqa: RUF012
        "name": "SMG-P",
        "kind": "senior",
        "level": "headquarters",
        "rhythm_days": 14,
        "classification": 1,
    }
    changes = {"name": "Senior group"}  # noqa: RUF012
