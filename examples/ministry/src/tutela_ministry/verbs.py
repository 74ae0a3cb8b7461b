"""How a visit is said to have been followed up."""

from __future__ import annotations

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_ministry.models import MinistryVisit
from tutela_ministry.queries import KEEPS
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.records import verbs as records


@one_at_a_time(hold)
def follow_up(visit: MinistryVisit, how: str, *, version: int, by: Standing) -> MinistryVisit:
    """Say what came of what a visit found.

    Raises  Denied without the act; BadParameter without words; NotNow if it was said before;
            Conflict.
    """
    by.require(KEEPS, area=visit.area_id, of=visit)
    if not how.strip():
        raise BadParameter(say("nobody can see how"), where="how", next=say("write a sentence"))
    refuse_closed_words(how)
    if visit.followed_on is not None:
        raise NotNow(say("this visit was followed up already"), next=say("look at it again"))
    changes = {"followed_on": clock.today(by.mission), "followed_how": how.strip()}
    return records.edit(visit, changes, version=version, by=by.person)
