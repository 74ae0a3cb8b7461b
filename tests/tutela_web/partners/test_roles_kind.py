"""Lines of roles and notes on host institutions do what every kind of record does."""

from __future__ import annotations

from tests.tutela_web import make
from tests.tutela_web.records.kinds import KindTests
from tutela_web.partners.roles.kind import HOST_NOTE, ROLE


class TestRole(KindTests):
    kind = ROLE
    values = {  # noqa: RUF012
        "who": "force",
        "what": "protects",
        "says": "Patrols where the register says",
        "classification": 1,
    }
    changes = {"source": "Resolution 9999, paragraph 8"}  # noqa: RUF012


class TestHostNote(KindTests):
    kind = HOST_NOTE
    values = {  # noqa: RUF012
        "institution": "Police of the North",
        "side": "weakness",
        "of": "ability",
        "what": "No car runs",
        "evidence": "Joint visit to all posts",
        "seen_on": make.TODAY,
        "classification": 1,
    }
    changes = {"evidence": "A second visit"}  # noqa: RUF012
