"""How the senior group answers what a report asked of a leader: taken up, not, or later."""

from __future__ import annotations

from datetime import date

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.fora.forum.verbs import ACT
from tutela_web.fora.meetings.verbs import take_action
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.records import verbs as records
from tutela_web.reporting.editions.ask_queries import WAITING
from tutela_web.reporting.models import ReportAsk, ReportEdition


@one_at_a_time(hold)
def take_up(
    ask: ReportAsk,
    to_do: str,
    meeting: Meeting,
    *,
    owner: Post | None = None,
    due: date | None = None,
    version: int,
    by: Standing,
) -> ReportAsk:
    """Say that the senior group took up what a report asked: an action of its meeting is made.

    Takes   to_do, what is to be done, by which post and day; meeting, of the senior group.
    Raises  Denied without the act of who manages fora; BadParameter for a meeting of another group;
            NotNow before release, or where it is answered; Conflict.
    """
    _require_waiting(ask, by)
    by.require_ours(meeting)
    if meeting.forum.kind != Forum.Kind.SENIOR:
        raise BadParameter(
            say("this is no meeting of the senior group"),
            where="meeting",
            next=say("choose one of its meetings"),
        )
    action = take_action(meeting, {"what": to_do, "owner": owner, "due": due}, by=by)
    changes: dict[str, FieldValue] = {"action": action, "meeting": meeting, "later_on": None}
    return _answer(ask, ReportAsk.State.TAKEN_UP, changes, version=version, by=by)


@one_at_a_time(hold)
def decline_ask(ask: ReportAsk, why: str, *, version: int, by: Standing) -> ReportAsk:
    """Say that the senior group does not take up what a report asked, and why.

    Raises  Denied; BadParameter without a reason; NotNow before release, or where it is answered;
            Conflict.
    """
    _require_waiting(ask, by)
    changes: dict[str, FieldValue] = {"answer": _reason(why), "later_on": None}
    return _answer(ask, ReportAsk.State.DECLINED, changes, version=version, by=by)


@one_at_a_time(hold)
def put_off(ask: ReportAsk, why: str, until: date, *, version: int, by: Standing) -> ReportAsk:
    """Say that the senior group comes back to what a report asked on a later day: it stands on the
    agenda again from then.

    Raises  Denied; BadParameter without a reason, or for a day that is not ahead; NotNow before
            release, or where it is answered; Conflict.
    """
    _require_waiting(ask, by)
    if until <= clock.today(by.mission):
        raise BadParameter(
            say("this day does not lie ahead"), where="until", next=say("give a later day")
        )
    changes: dict[str, FieldValue] = {"answer": _reason(why), "later_on": until}
    return _answer(ask, ReportAsk.State.LATER, changes, version=version, by=by)


def _reason(why: str) -> str:
    words = why.strip()
    if not words:
        raise BadParameter(
            say("who asked learns nothing without a reason"), where="why", next=say("write it")
        )
    refuse_closed_words(words, where="why")
    return words


def _require_waiting(ask: ReportAsk, by: Standing) -> None:
    by.require(ACT, of=ask)
    if ask.report.state != ReportEdition.State.RELEASED:
        raise NotNow(say("the report that asks is not released"), next=say("clear it first"))
    if ask.state not in WAITING:
        raise NotNow(say("this was answered already"), next=say("look at it again"))


def _answer(
    ask: ReportAsk,
    state: ReportAsk.State,
    changes: dict[str, FieldValue],
    *,
    version: int,
    by: Standing,
) -> ReportAsk:
    answered: dict[str, FieldValue] = {
        **changes,
        "state": state,
        "answered_on": clock.today(by.mission),
        "answered_by": by.as_said,
    }
    return records.edit(ask, answered, version=version, by=by.person)
