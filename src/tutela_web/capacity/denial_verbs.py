"""How denied movements are recorded and raised with the host; by the act edit_capacity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.denial_queries import denials_for
from tutela_web.capacity.models import DeniedMovement, Unit
from tutela_web.capacity.verbs import ACT, KIND
from tutela_web.records import verbs as records


def record_denial(unit: Unit, values: Mapping[str, Any], *, by: Standing) -> DeniedMovement:
    """Record that a move of a unit was denied; it lies in the unit's area, and is confidential.

    Raises  Denied without the act edit_capacity there; BadParameter.
    """
    by.require(ACT, area=unit.area_id, of=unit)
    by.require_marking(KIND, 1)
    _require_sound(by, values.get("event_from"), values.get("raised_on"))
    defaults = {"classification": 1, "known_at": clock.now(by.mission), "event_precision": "day"}
    made = DeniedMovement(unit=unit, area_id=unit.area_id, **defaults | dict(values))
    return records.create(made, mission=by.mission, by=by.person)


def edit_denial(
    denial: DeniedMovement,
    changes: Mapping[str, Any],
    *,
    version: int,
    by: Standing,
    reason: str = "",
) -> DeniedMovement:
    """Change what is known of it: above all when it was raised with the host, and the answer.

    Raises  Denied without the act edit_capacity in its area; BadParameter; Conflict.
    """
    by.require(ACT, area=denial.area_id, of=denial)
    _require_sound(
        by, changes.get("event_from", denial.event_from), changes.get("raised_on", denial.raised_on)
    )
    return records.edit(
        denial, changes, version=version, by=by.person, reason=reason, seen=denials_for(by)
    )


def _require_sound(by: Standing, day: Any, raised: Any) -> None:
    if day is not None and day > clock.today(by.mission):
        raise BadParameter(_("the day lies ahead"), next=_("put the day right"))
    if day is not None and raised is not None and raised < day:
        raise BadParameter(_("it was raised before it happened"), next=_("put the days right"))
