"""How what a team recommends ends: its owner says what was done, or why it was dropped."""

from __future__ import annotations

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.fora.teams.models import TeamRecommendation
from tutela_web.fora.teams.queries import ACT, owns
from tutela_web.records import verbs as records


@one_at_a_time(hold)
def end_recommendation(
    recommendation: TeamRecommendation, state: str, came_of: str, *, version: int, by: Standing
) -> TeamRecommendation:
    """Say that what a team recommends was done, or dropped for a reason.

    Raises  Denied for who neither manages teams there nor holds the post that owns it;
            BadParameter for another word, or without words; NotNow if it ended before; Conflict.
    """
    by.require_ours(recommendation)
    if not owns(recommendation, by):
        by.require(ACT, area=recommendation.area_id)
    ends = (TeamRecommendation.State.DONE, TeamRecommendation.State.DROPPED)
    if state not in ends or not came_of.strip():
        raise BadParameter(
            say("it ends as done or as dropped, with a word on its result"),
            next=say("choose, and say it in a sentence"),
        )
    if recommendation.state != TeamRecommendation.State.OPEN:
        raise NotNow(say("this recommendation ended already"), next=say("look at it again"))
    changes: dict[str, FieldValue] = {
        "state": state,
        "came_of": came_of.strip(),
        "ended_on": clock.today(by.mission),
    }
    return records.edit(recommendation, changes, version=version, by=by.person)
