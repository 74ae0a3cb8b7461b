"""How caveats change: declared, contested and lifted by who holds the compartment capacity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter
from tutela.capacity.able import TASKS
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.capacity.caveat_queries import caveats_for
from tutela_web.capacity.models import Caveat, Unit
from tutela_web.capacity.queries import holds_readiness
from tutela_web.records import verbs as records

ACT = "edit_caveats"
CLASSIFY = "classify_caveat"


def keep_caveat(unit: Unit, values: Mapping[str, Any], *, by: Standing) -> Caveat:
    """Record a caveat of a unit, with the status it has when it is first heard of.

    Raises  Denied unless the person holds the compartment and the act (for an undeclared one, the
            act classify_caveat too); BadParameter.
    """
    by.require(ACT, area=unit.area_id, of=unit)
    _require_held(by)
    if values.get("status") == Caveat.Status.UNDECLARED:
        by.require(CLASSIFY, area=unit.area_id)
    _require_sound(values.get("starts"), values.get("ends"), values.get("no_tasks", ()))
    defaults = {"classification": 1, "known_at": clock.now(by.mission)}
    made = Caveat(
        unit=unit, area_id=unit.area_id, compartment=Compartment.CAPACITY, **defaults | dict(values)
    )
    return records.create(made, mission=by.mission, by=by.person)


def edit_caveat(
    caveat: Caveat, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> Caveat:
    """Change a caveat: its words, its effects, or its status; each change is a version.

    Raises  as keep_caveat; Conflict.
    """
    by.require(ACT, area=caveat.area_id, of=caveat)
    _require_held(by)
    if changes.get("status", caveat.status) != caveat.status and (
        Caveat.Status.UNDECLARED in (changes["status"], caveat.status)
    ):
        by.require(CLASSIFY, area=caveat.area_id)
    _require_sound(
        changes.get("starts", caveat.starts),
        changes.get("ends", caveat.ends),
        changes.get("no_tasks", ()),
    )
    return records.edit(
        caveat, changes, version=version, by=by.person, reason=reason, seen=caveats_for(by)
    )


def _require_held(by: Standing) -> None:
    if not holds_readiness(by):
        raise Denied(
            _("caveats belong to the compartment capacity"),
            next=_("ask the Chief of Staff for a grant"),
        )


def _require_sound(starts: Any, ends: Any, tasks: Any) -> None:
    if starts and ends and ends < starts:
        raise BadParameter(_("the caveat ends before it begins"), next=_("put the dates right"))
    if wrong := sorted(set(tasks) - set(TASKS)):
        raise BadParameter(
            _("this kind of task is not known"), where=wrong[0], next=_("choose one of the list")
        )
