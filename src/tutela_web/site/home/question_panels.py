"""The panels of questions: those that would change the order, and those asked of this person."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.look.translate import in_page_language, with_label, word
from tutela_web.records.owed.rows import HomeRow
from tutela_web.risk.models import InformationNeed
from tutela_web.risk.questions.feeds import fed_questions
from tutela_web.risk.questions.queries import (
    ACT,
    open_questions,
    proposals_for,
    questions_asked_of,
)
from tutela_web.risk.readings.queries import readings_awaited_of
from tutela_web.site.home.panels import HomePanel, make_panel
from tutela_web.site.situation import address
from tutela_web.warning.rising.queries import runs_for


def questions_worth_asking(standing: Standing) -> HomePanel | None:
    """What was asked and is overdue, and what would change the order most, for who may ask it."""
    if not standing.may_somewhere(ACT):
        return None
    overdue = open_questions(standing).filter(due_on__lt=standing.on)
    new = reverse("risk:question_new", args=[standing.mission.code])
    rows = _rows(standing, overdue) + [
        HomeRow(
            with_label(proposal.place.name, word(proposal.question)),
            f"{new}?{urlencode({'place': str(proposal.place.pk), 'factor': proposal.factor})}",
            in_page_language(proposal.decision),
        )
        for proposal in proposals_for(standing)
    ]
    rows += [
        HomeRow(
            with_label(fed_question.place.name, in_page_language(fed_question.question)),
            f"{new}?{urlencode({'place': str(fed_question.place.pk), 'fed': fed_question.key})}",
            in_page_language(fed_question.decision),
            invented=fed_question.place.invented,
        )
        for fed_question in fed_questions(standing)
    ]
    return make_panel(
        "questions",
        _("Questions that would change the order"),
        rows,
        all_url=address("risk:questions", standing),
        empty=_("No question is overdue, and none is proposed."),
    )


def signs_rising(standing: Standing) -> HomePanel | None:
    """The places where signs come more often than usual, before any harm, with who is asked of
    them; None where none is, or for who reads no alerts."""
    if not standing.reads("alerts"):
        return None
    rows = [
        HomeRow(
            with_label(one.place.name, in_page_language(one.said)),
            address("places:record", standing, one.place.pk),
            "; ".join(question.asked_of.title for question in one.questions)
            or _("nobody is asked to find out"),
            invented=one.place.invented,
        )
        for one in runs_for(standing)
    ]
    if not rows:
        return None
    return make_panel(
        "rising",
        _("Signs rise before harm"),
        rows,
        all_url=address("warning:board", standing),
        empty="",
    )


def questions_to_answer(standing: Standing) -> HomePanel | None:
    """What is asked of a post this person holds, and by when; None where nothing is."""
    if not standing.reads("risks"):
        return None
    rows = _rows(standing, questions_asked_of(standing))
    if not rows:
        return None
    return make_panel(
        "questions-asked",
        _("Questions asked of you"),
        rows,
        all_url=address("risk:questions", standing),
        empty="",
    )


def joint_readings_to_write(standing: Standing) -> HomePanel | None:
    """The joint readings that wait for a post this person holds, by the hour they open at; None
    where none does."""
    if not standing.reads("risks"):
        return None
    rows = [
        HomeRow(
            one.title,
            address("risk:joint_reading", standing, one.pk),
            _("blind until it opens"),
            one.opens_at,
            False,
            one.invented,
        )
        for one in readings_awaited_of(standing)
    ]
    if not rows:
        return None
    return make_panel(
        "joint-readings",
        _("Your reading is awaited"),
        rows,
        all_url=address("risk:joint_readings", standing),
        empty="",
    )


def _rows(standing: Standing, questions: Iterable[InformationNeed]) -> list[HomeRow]:
    return [
        HomeRow(
            with_label(question.place.name, question.question),
            address("risk:question", standing, question.pk),
            f"{question.get_how_display()} · {question.asked_of.title}",
            question.due_on,
            question.due_on < standing.on,
            question.invented,
        )
        for question in questions
    ]
