"""How what follows of a visit of the Council is ended."""

from __future__ import annotations

from datetime import date

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.verbs import not_ahead
from tutela_web.records import verbs as records
from tutela_web.reporting.editions.queries import DRAFTS
from tutela_web.reporting.models import CouncilFollowUp


@one_at_a_time(hold)
def end_follow_up(
    follow_up: CouncilFollowUp,
    came_of: str,
    *,
    version: int,
    by: Standing,
    on: date | None = None,
) -> CouncilFollowUp:
    """Say that what followed of a visit was done, and what came of it.

    Raises  Denied; BadParameter without words, or for a day ahead; NotNow where it was done before;
            Conflict.
    """
    by.require(DRAFTS, of=follow_up)
    words = came_of.strip()
    if not words:
        raise BadParameter(
            say("nobody can see its result"), where="came_of", next=say("write a sentence")
        )
    refuse_closed_words(words, where="came_of")
    if follow_up.done_on is not None:
        raise NotNow(say("this was done already"), next=say("look at it again"))
    day = on or clock.today(by.mission)
    not_ahead(day, by)
    changes: dict[str, FieldValue] = {"done_on": day, "came_of": words}
    return records.edit(follow_up, changes, version=version, by=by.person)
