"""How it is recorded what was found out."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.risk.questions import LEAST_SAID, MOST_SAID
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.records import verbs as records
from tutela_web.risk.models import InformationNeed
from tutela_web.risk.questions.queries import may_answer


@transaction.atomic
def answer_question(
    question: InformationNeed,
    answer: str,
    *,
    version: int,
    by: Standing,
    on: date | None = None,
    says: int | None = None,
) -> InformationNeed:
    """Record what was found out, and on what day; today where none is given.

    Takes   says, what it says of the factor asked about, 1 to 5: of people's situation the next
            suggested order rests on it for ninety days, where no record tells. What people agreed
            it never changes: a person does.
    Raises  Denied unless the person holds the post asked, or could have asked; BadParameter without
            words, for words of a compartment, a day ahead, or a value where no factor is asked
            about; Conflict.
    """
    by.require_ours(question)
    if not may_answer(by, question):
        raise Denied(
            say("this is asked of a post you do not hold"),
            next=say("tell whoever holds it, or the POC adviser"),
        )
    if not answer.strip():
        raise BadParameter(say("an answer needs words"), next=say("write what was found out"))
    refuse_closed_words(answer, where="answer")
    if says is not None and not (question.factor and LEAST_SAID <= says <= MOST_SAID):
        raise BadParameter(
            say("a value of 1 to 5 is said of the factor asked about"),
            where="says",
            next=say("leave it empty, or choose one of the list"),
        )
    day = on or clock.today(by.mission)
    if day > clock.today(by.mission):
        raise BadParameter(
            say("this lies in the future"), where="on", next=say("record it when it happens")
        )
    held = posts_held(by).filter(post=question.asked_of_id).exists()
    changes: dict[str, FieldValue] = {
        "answer": answer.strip(),
        "answered_on": day,
        "says": says,
        "answered_by": question.asked_of.title if held else by.as_said,
    }
    return records.edit(question, changes, version=version, by=by.person)
