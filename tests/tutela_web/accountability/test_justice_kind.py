"""Investigations by the host, help towards justice and transitional justice as kinds of record."""

from __future__ import annotations

from typing import Any, ClassVar

from tests.tutela_web import make
from tests.tutela_web.accountability.test_accountability_kind import (
    BesideViolation,
    RegisterTests,
    violation,
)
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.accountability.justice_kinds import (
    HELP,
    INVESTIGATION,
    INVESTIGATION_STEP,
    WORK,
)
from tutela_web.records.kind_verbs import create_record


class TestInvestigation(BesideViolation):
    kind = INVESTIGATION
    values: ClassVar[dict[str, Any]] = {
        "investigated_by": "Prosecutor of the north (invented)",
        "opened_on": make.TODAY,
    }
    changes: ClassVar[dict[str, Any]] = {"investigated_by": "Military prosecutor (invented)"}


class TestInvestigationStep(BesideViolation):
    kind = INVESTIGATION_STEP
    values: ClassVar[dict[str, Any]] = {
        "by": "host",
        "what": "The place was looked at",
        "on": make.TODAY,
    }
    changes: ClassVar[dict[str, Any]] = {"what": "The place was looked at by two officers"}

    def parent(self, cast: Cast) -> Any:
        by = standing_of(cast["human_rights"], cast.mission)
        opened = TestInvestigation.values
        return create_record(INVESTIGATION, opened, by=by, beside=violation(cast))


class TestJusticeHelp(BesideViolation):
    kind = HELP
    values: ClassVar[dict[str, Any]] = {
        "kind": "legal",
        "answer": "accepted",
        "office": "Legal aid office of Luma (invented)",
        "on": make.TODAY,
        "women": 3,
    }
    changes: ClassVar[dict[str, Any]] = {"office": "Legal aid office of the north (invented)"}

    def check_readers(self, cast: Cast, sign_in: Any) -> None:
        """Its numbers are read by those who keep the register, and by nobody else."""
        made = self.made(cast, cast["human_rights"])
        for who in ("chief_of_staff", "head_of_mission", "poc_adviser", "analyst"):
            assert sign_in(cast[who]).get(self.url("page", made.pk)).status_code == 404, who
            assert sign_in(cast[who]).get(self.url("edit", made.pk)).status_code == 404, who


class TestJusticeWork(RegisterTests):
    kind = WORK
    values: ClassVar[dict[str, Any]] = {
        "kind": "vetting",
        "name": "Vetting of the gendarmerie",
        "office": "Gendarmerie of the north (invented)",
        "state": "under_way",
        "classification": 1,
    }
    changes: ClassVar[dict[str, Any]] = {"result": "Two units were looked at"}
