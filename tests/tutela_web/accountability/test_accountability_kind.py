"""The register, its steps, findings, commanders and action plans as kinds of record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Person
from tutela_web.access.policy import standing_of
from tutela_web.accountability.kinds import (
    ACTION_PLAN,
    COMMAND,
    FINDING,
    PLAN_STEP,
    STEP,
    VIOLATION,
)
from tutela_web.base import clock
from tutela_web.records.kind_verbs import create_record


def violation(cast: Cast, **said: Any) -> Any:
    values = {
        "kind": "violation",
        "reference": "HR/2018/31",
        "harm": "killing",
        "status": "reported",
        "classification": 1,
    }
    by = standing_of(cast["human_rights"], cast.mission)
    return create_record(VIOLATION, values | said, by=by)


class RegisterTests(KindTests):
    """What all kinds of the register share."""

    kind = VIOLATION
    pytestmark = pytest.mark.postgresql

    def writer_of(self, cast: Cast) -> Person:
        return cast["human_rights"]

    def reader_of(self, cast: Cast) -> Person:
        return cast["chief_of_staff"]

    def stranger_of(self, cast: Cast) -> Person:
        return cast.amina


class BesideViolation(RegisterTests):
    """What lies beside a violation."""

    def parent(self, cast: Cast) -> Any:
        return violation(cast)

    def check_list(self, cast: Cast, sign_in: Any) -> None:
        """It has no list of its own: it stands on the page of its violation."""


class TestViolation(RegisterTests):
    kind = VIOLATION
    values: ClassVar[dict[str, Any]] = {
        "kind": "violation",
        "reference": "HR/2018/31",
        "harm": "killing",
        "status": "reported",
        "classification": 1,
    }
    changes: ClassVar[dict[str, Any]] = {"unit_name": "3rd Battalion (invented)"}


class TestStep(BesideViolation):
    kind = STEP
    values: ClassVar[dict[str, Any]] = {
        "kind": "letter",
        "to_whom": "Ministry of Defence",
        "on": make.TODAY,
    }
    changes: ClassVar[dict[str, Any]] = {"reply": "An inquiry was ordered"}


class TestFinding(BesideViolation):
    kind = FINDING
    values: ClassVar[dict[str, Any]] = {
        "persons": 1,
        "reasons": "Fired on the column from the wall",
        "evidence": "HR/2018/31, photographs 2 to 5",
    }
    changes: ClassVar[dict[str, Any]] = {"reasons": "Fired on the column, then laid down the arms"}

    @pytest.fixture(autouse=True)
    def _of_a_time(self, cast: Cast) -> None:
        now = clock.now(cast.mission).replace(second=0, microsecond=0)
        spell = {"since": now - timedelta(hours=3), "until": now - timedelta(hours=2)}
        type(self).values = {**type(self).values, **spell}


class TestCommander(BesideViolation):
    kind = COMMAND
    values: ClassVar[dict[str, Any]] = {
        "position": "Commander of the 3rd Battalion",
        "name": "Major Invented",
        "basis": "knew",
    }
    changes: ClassVar[dict[str, Any]] = {"position": "Commander of the 4th Battalion"}

    @pytest.fixture(autouse=True)
    def _with_grants(self, cast: Cast) -> None:
        for who in ("human_rights", "chief_of_staff"):
            make.grant(cast.mission, cast[who], "hrddp", by=cast["head_of_mission"])


class TestActionPlan(RegisterTests):
    kind = ACTION_PLAN
    values: ClassVar[dict[str, Any]] = {
        "party": "Group Heron",
        "violations": ["recruitment"],
        "state": "dialogue",
        "classification": 1,
    }
    changes: ClassVar[dict[str, Any]] = {"focal_office": "Chief of operations"}


class TestPlanStep(RegisterTests):
    kind = PLAN_STEP
    values: ClassVar[dict[str, Any]] = {
        "kind": "order",
        "what": "Command order against recruitment",
    }
    changes: ClassVar[dict[str, Any]] = {"what": "Command order, read out to all units"}

    def parent(self, cast: Cast) -> Any:
        by = standing_of(cast["human_rights"], cast.mission)
        return create_record(ACTION_PLAN, TestActionPlan.values, by=by)

    def check_list(self, cast: Cast, sign_in: Any) -> None:
        """It has no list of its own: it stands on the page of its plan."""
