"""How a refusal is opened by the answer of a unit, and classified by its commander alone."""

from __future__ import annotations

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.crisis.decision_status import NO
from tutela.crisis.refusals import refusal_classes
from tutela_web.access.models import Compartment, Holding, current
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.capacity.models import Caveat, NotAble
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.capacity.units.verbs import note_not_able
from tutela_web.channels import outbox
from tutela_web.crisis.decisions.verbs import common
from tutela_web.crisis.models import TaskingAnswer
from tutela_web.crisis.refusals.models import TaskingRefusal
from tutela_web.crisis.refusals.queries import REFUSED, act_for, comes_back, is_put_down, task_of
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.records import verbs as records

ABOUT = "refusal"
HEAD = "head_of_mission"


def open_refusal(answer: TaskingAnswer, by: Standing) -> None:
    """Open the refusal that an answer of a unit asks to classify; for one tasking only once. Where
    it is the third of the unit, or for its reason, the Head of Mission is told to look."""
    tasking = answer.tasking
    by.require_ours(tasking)
    if tasking.unit is None or answer.answer not in NO:
        return
    if not TaskingRefusal.objects.filter(tasking=tasking).exists():
        at = answer.answered_at.astimezone(clock.now(tasking.mission).tzinfo)
        marked = max(tasking.alert.classification, 1)
        refusal = TaskingRefusal(
            tasking=tasking,
            answer=answer,
            unit=tasking.unit,
            refused_on=at.date(),
            **common(tasking.alert) | {"classification": marked},
            compartment=Compartment.CAPACITY,
        )
        _tell_head(records.create(refusal, mission=tasking.mission, by=by.person))


def reason_given(answer: TaskingAnswer, _by: Standing) -> None:
    """The reason of an answer was said later: it may be the third of its kind."""
    refusal = (
        TaskingRefusal.objects.filter(answer=answer).select_related("answer", "mission").first()
    )
    if refusal is not None:
        _tell_head(refusal)


def _tell_head(refusal: TaskingRefusal) -> None:
    """Tell the Head of Mission to open Tutela, where refusals came back; the message names nothing,
    and no list of messages shows it."""
    if refusal.answer.answer != REFUSED or not comes_back(refusal):
        return
    day = clock.today(refusal.mission)
    holdings = Holding.objects.filter(
        current(day),
        person__is_active=True,
        post__mission=refusal.mission,
        post__role=HEAD,
    )
    to = [("mail", "person", pk) for pk in dict.fromkeys(holdings.values_list("person", flat=True))]
    outbox.send_all(refusal.mission_id, to, about_kind=ABOUT, about_id=refusal.pk)


def _require_commander(refusal: TaskingRefusal, by: Standing) -> None:
    by.require(act_for(refusal.unit), area=refusal.area_id, of=refusal)
    if not holds_readiness(by):
        raise Denied(
            say("caveats belong to the compartment capacity"),
            next=say("ask the Chief of Staff for a grant"),
        )


@one_at_a_time(hold)
def classify_refusal(
    refusal: TaskingRefusal,
    cause: str,
    words: str = "",
    caveat: Caveat | None = None,
    *,
    version: int,
    by: Standing,
) -> TaskingRefusal:
    """Say what a refusal rests on: the Force Commander does, of a police unit the Police Commander,
    and nobody for them.

    Takes   cause, of `refusal_classes`; caveat, the declared one it rests on, and no other.
    Raises  Denied; BadParameter for no class, for a declared caveat that is not named, or a caveat
            of another unit; NotNow where it was classified; Conflict.
    """
    _require_commander(refusal, by)
    if cause not in refusal_classes():
        raise BadParameter(say("there is no such class"), where="cause", next=say("choose one"))
    declared = refusal_classes()[cause].caveat == "declared"
    if declared and caveat is None:
        raise BadParameter(
            say("which caveat it rests on is not said"),
            where="caveat",
            next=say("choose it; where it is not on record, it was not declared"),
        )
    if caveat is not None and (caveat.unit_id != refusal.unit_id or not declared):
        raise BadParameter(
            say("a caveat is named where a declared one of this unit stands behind the refusal"),
            where="caveat",
            next=say("leave it empty, or choose the class of declared caveats"),
        )
    refuse_closed_words(words, where="words")
    if refusal.cause:
        as_classified = (refusal.cause, refusal.caveat, refusal.words, refusal.classified_by)
        if as_classified == (cause, caveat, words.strip(), by.as_said):  # sent twice
            return refusal
        raise NotNow(say("this refusal was classified already"), next=say("read how, on its page"))
    changes: dict[str, FieldValue] = {
        "cause": cause,
        "caveat": caveat,
        "words": words.strip(),
        "classified_by": by.as_said,
        "classified_at": clock.now(by.mission),
    }
    return records.edit(refusal, changes, version=version, by=by.person)


@one_at_a_time(hold)
def put_not_able(refusal: TaskingRefusal, *, by: Standing) -> NotAble:
    """Put the unit down as not able for the kind of task it refused, until its commander says that
    it is able again; the next unit is then proposed where one is needed.

    Raises  Denied; NotNow before the refusal is classified, or where it is put down already.
    """
    _require_commander(refusal, by)
    if not refusal.cause:
        raise NotNow(say("this refusal is not classified yet"), next=say("classify it first"))
    if is_put_down(refusal):
        raise NotNow(say("the unit is put down as not able for this kind of task already"))
    label = refusal_classes()[refusal.cause].label
    now = clock.now(by.mission)
    return note_not_able(refusal.unit, task_of(refusal), reason=label, since=now)
