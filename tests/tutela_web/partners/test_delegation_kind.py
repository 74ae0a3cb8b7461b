"""Delegations do what every kind of record does."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.partners.delegations.kind import DELEGATION


class TestDelegation(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = DELEGATION
    values: ClassVar[dict[str, Any]] = {
        "scope": "Patrols in the North",
        "keeps": "Strategic direction",
        "starts": make.TODAY,
        "classification": 1,
    }
    changes: ClassVar[dict[str, Any]] = {"source": "Directive 4"}

    @pytest.fixture(autouse=True)
    def posts(self, cast: Cast) -> None:
        """From the Head of Mission through the Chief of Staff to the Force Commander."""
        who = ("head_of_mission", "chief_of_staff", "force_commander")
        given_by, through, given_to = (cast[one].holdings.get().post for one in who)
        chain = {"given_by": given_by, "through": through, "given_to": given_to}
        type(self).values = {**type(self).values, **chain}
