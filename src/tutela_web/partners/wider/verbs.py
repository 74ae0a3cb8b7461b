"""How a concern outside the scope of the strategy is taken back in."""

from __future__ import annotations

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.partners.wider.models import WiderConcern
from tutela_web.records import verbs as records
from tutela_web.risk.verbs import take_inside

ACT = "adopt_risk"


@one_at_a_time(hold)
def take_back(concern: WiderConcern, why: str, *, version: int, by: Standing) -> WiderConcern:
    """Take a concern back into the scope, for a reason; its line stands among the priorities again.

    Raises  Denied; BadParameter without a reason; NotNow if it was taken back before; Conflict.
    """
    by.require(ACT, of=concern)
    if not why.strip():
        raise BadParameter(
            say("a reason is needed to bring a concern back within the scope"), next=say("write it")
        )
    if concern.back_on is not None:
        raise NotNow(say("this was taken back in"), next=say("look at it again"))
    changes: dict[str, FieldValue] = {
        "back_on": clock.today(by.mission),
        "back_by": post_acting(by, ACT),
        "back_why": why.strip(),
    }
    saved = records.edit(concern, changes, version=version, by=by.person)
    line = WiderConcern.objects.select_related("risk").get(pk=concern.pk).risk
    if line is not None and line.status == line.Status.OUTSIDE:
        take_inside(line, by=by)
    return saved
