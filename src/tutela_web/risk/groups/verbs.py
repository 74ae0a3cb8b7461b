"""How the child protection office agrees with what is said of children."""

from __future__ import annotations

from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.records import verbs as records
from tutela_web.risk.groups.models import GroupRisk
from tutela_web.risk.groups.rules import OF_CHILDREN


@one_at_a_time(hold)
def agree_on_children(view: GroupRisk, *, version: int, by: Standing) -> GroupRisk:
    """Say, as the child protection office, that a view of children may stand; it counts from then.

    Raises  BadParameter for another mission's; Denied for any other post; NotNow where it does not
            wait for that; Conflict.
    """
    by.require_ours(view)
    by.require(OF_CHILDREN, area=view.place.area_id, of=view)
    if not view.waits_for_child_protection:
        raise NotNow(say("this waits for nobody"), next=say("nothing needs doing"))
    seen: dict[str, FieldValue] = {
        "children_seen_on": clock.today(by.mission),
        "children_seen_by": by.as_said,
    }
    return records.edit(view, seen, version=version, by=by.person)
