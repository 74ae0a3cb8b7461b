"""How a choice not to respond is looked at again: somebody stands by it, or it ends."""

from __future__ import annotations

from datetime import date

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.engagements.no_response.models import NoResponse
from tutela_web.engagements.no_response.queries import ACT
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.records import verbs as records


@one_at_a_time(hold)
def review_choice(
    choice: NoResponse, why: str, *, version: int, by: Standing, review_on: date | None = None
) -> NoResponse:
    """Stand by a choice not to respond until another day, or end it where no day is given.

    Raises  Denied; BadParameter without a reason, for words of a compartment or a day that is not
            ahead; NotNow if it ended before; Conflict.
    """
    by.require(ACT, area=choice.area_id, of=choice)
    today = clock.today(by.mission)
    if not why.strip():
        raise BadParameter(say("this needs a reason"), where="why", next=say("say why"))
    refuse_closed_words(why, where="why")
    if review_on is not None and review_on <= today:
        raise BadParameter(
            say("the next review lies ahead"), where="review_on", next=say("choose a later day")
        )
    if choice.ended_on is not None:
        raise NotNow(say("this choice ended already"), next=say("decide it again"))
    changes: dict[str, FieldValue] = {
        "reviewed_by": post_acting(by, ACT).title,
        "reviewed_on": today,
        "reviewed_why": why.strip(),
        **({"review_on": review_on} if review_on else {"ended_on": today}),
    }
    return records.edit(choice, changes, version=version, by=by.person)
