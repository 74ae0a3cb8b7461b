"""Due-diligence files of units of other forces: who may keep and who may read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.base.markings import Classification
from tutela_web.crisis.models import HrddpFile
from tutela_web.records import verbs as records

ACT = "keep_due_diligence"
FIELDS = ("unit_name", "reference", "status", "risk", "mitigation")


def files_for(standing: Standing) -> QuerySet[HrddpFile]:
    """The files, for who holds the compartment; reading one is a line in the audit."""
    if Compartment.HRDDP not in standing.compartments:
        return HrddpFile.objects.none()
    return HrddpFile.objects.filter(mission=standing.mission)


def _require(by: Standing, of: HrddpFile | None = None) -> None:
    by.require(ACT, of=of)
    if Compartment.HRDDP not in by.compartments:
        raise Denied(say("this belongs to the compartment of human rights due diligence"))


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := values.keys() - set(FIELDS):
        raise TypeError(f"no field of a file: {sorted(unknown)}")
    if "status" in values and values["status"] not in HrddpFile.Status.values:
        raise BadParameter(say("there is no such status"))
    return dict(values)


@transaction.atomic
def make_file(fields: Mapping[str, Any], *, by: Standing) -> HrddpFile:
    """Open a file on a unit of another force.

    Source  Human rights due diligence policy: domain.md, W8.
    Raises  Denied without the act and the compartment; BadParameter without a unit.
    """
    _require(by)
    given = _checked(fields)
    if not str(given.get("unit_name", "")).strip():
        raise BadParameter(say("a file is of a unit"), next=say("name the unit"))
    made = HrddpFile(
        compartment=Compartment.HRDDP,
        classification=Classification.STRICTLY_CONFIDENTIAL,
        known_at=clock.now(by.mission),
        **given,
    )
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_file(
    file: HrddpFile, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> HrddpFile:
    """Change a file; earlier versions stay.

    Raises  Denied; Conflict; BadParameter for a status that is none.
    """
    _require(by, file)
    return records.edit(
        file, _checked(changes), version=version, by=by.person, reason=reason, seen=files_for(by)
    )
