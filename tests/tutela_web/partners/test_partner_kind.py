"""Partners do what every kind of record does."""

from __future__ import annotations

from tests.tutela_web.records.kinds import KindTests
from tutela_web.partners.overview.kind import PARTNER


class TestPartner(KindTests):
    kind = PARTNER
    values = {  # noqa: RUF012
        "name": "Medics of the river",
        "kind": "ngo",
        "level": "local",
        "classification": 1,
    }
    changes = {"channel": "A call each week"}  # noqa: RUF012
