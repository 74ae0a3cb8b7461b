"""How it is recorded what a paragraph is taken to ask, and what headquarters is asked about it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.mandate.models import MandatedTask, Paragraph, ParagraphQuestion, ParagraphReading
from tutela_web.mandate.queries import ACT
from tutela_web.mandate.reading.queries import questions_for
from tutela_web.records import verbs as records


@transaction.atomic
def read_paragraph(
    paragraph: Paragraph, words: str, source: str, *, by: Standing
) -> ParagraphReading:
    """Record what the mission takes a paragraph to ask of it; earlier readings stay.

    Takes   source, on what the reading rests: a report, a cable, legal advice.
    Raises  Denied; BadParameter without words or source, or for a paragraph that decides nothing.
    """
    by.require(ACT, of=paragraph)
    _decides(paragraph)
    if not words.strip() or not source.strip():
        raise BadParameter(
            say("a reading must state what the paragraph requires, and on what basis"),
            next=say("write both"),
        )
    reading = ParagraphReading(
        paragraph=paragraph,
        words=words.strip(),
        source=source.strip(),
        read_by=post_acting(by, ACT),
        read_on=clock.today(by.mission),
        known_at=clock.now(by.mission),
    )
    return records.create(reading, mission=by.mission, by=by.person)


def _decides(paragraph: Paragraph) -> None:
    if paragraph.kind != Paragraph.Kind.OPERATIVE:
        raise BadParameter(say("only operative paragraphs give a mandate"))


@transaction.atomic
def ask_headquarters(
    paragraph: Paragraph, words: str, *, by: Standing, task: MandatedTask | None = None
) -> ParagraphQuestion:
    """Ask headquarters about the sense of a paragraph, or of a task it gives.

    Raises  Denied; BadParameter without words, for a paragraph that decides nothing, or a task of
            another one.
    """
    by.require(ACT, of=paragraph)
    _decides(paragraph)
    if not words.strip():
        raise BadParameter(say("a question needs text"), next=say("write it"))
    if task is not None and task.paragraph_id != paragraph.pk:
        raise BadParameter(say("another paragraph gives this task"), next=say("ask there"))
    question = ParagraphQuestion(
        paragraph=paragraph,
        task=task,
        words=words.strip(),
        asked_by=post_acting(by, ACT),
        asked_on=clock.today(by.mission),
        known_at=clock.now(by.mission),
    )
    return records.create(question, mission=by.mission, by=by.person)


@one_at_a_time(hold)
def record_answer(
    question: ParagraphQuestion,
    answer: str,
    source: str,
    on: date | None,
    *,
    version: int,
    by: Standing,
) -> ParagraphQuestion:
    """Record what headquarters answered, and where it said so.

    Raises  Denied; BadParameter without words or source, on a day ahead or before it was asked;
            NotNow if it is answered; Conflict.
    """
    by.require(ACT, of=question)
    if question.answered_on is not None:
        raise NotNow(say("this question is answered"), next=say("ask a new one"))
    if not answer.strip() or not source.strip():
        raise BadParameter(
            say("an answer needs text and the reference of headquarters"),
            next=say("write both"),
        )
    today = clock.today(by.mission)
    day = on or today
    if not question.asked_on <= day <= today:
        raise BadParameter(
            say("it was answered between the day it was asked and today"),
            next=say("put the day right"),
        )
    changes: dict[str, FieldValue] = {
        "answer": answer.strip(),
        "source": source.strip(),
        "answered_on": day,
    }
    return records.edit(question, changes, version=version, by=by.person, seen=questions_for(by))
