"""The panels of questions: those that would change the order, and those asked of this person."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.look.translate import in_page_language, with_label, word
from tutela_web.risk.models import InformationNeed
from tutela_web.risk.questions.feeds import fed_questions
from tutela_web.risk.questions.queries import (
    ACT,
    open_questions,
    proposals_for,
    questions_asked_of,
)
from tutela_web.risk.readings.queries import readings_awaited_of
from tutela_web.site.home.panels import HomePanel, HomeRow, make_panel
from tutela_web.site.situation import address


def questions_worth_asking(standing: Standing) -> HomePanel | None:
    """What was asked and is overdue, and what would change the order most, for who may ask it."""
    if not standing.may_somewhere(ACT):
        return None
    overdue = open_questions(standing).filter(due_on__lt=standing.on)
    new = reverse("risk:question_new", args=[standing.mission.code])
    rows = _rows(standing, overdue) + [
        HomeRow(
            with_label(one.place.name, word(one.question)),
            f"{new}?{urlencode({'place': str(one.place.pk), 'factor': one.factor})}",
            in_page_language(one.decision),
        )
        for one in proposals_for(standing)
    ]
    rows += [
        HomeRow(
            with_label(one.place.name, in_page_language(one.question)),
            f"{new}?{urlencode({'place': str(one.place.pk), 'fed': one.key})}",
            in_page_language(one.decision),
            invented=one.place.invented,
        )
        for one in fed_questions(standing)
    ]
    return make_panel(
        "questions",
        _("Questions that would change the order"),
        rows,
        all_url=address("risk:questions", standing),
        empty=_("No question is overdue, and none is proposed."),
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
            with_label(one.place.name, one.question),
            address("risk:question", standing, one.pk),
            f"{one.get_how_display()} · {one.asked_of.title}",
            one.due_on,
            one.due_on < standing.on,
            one.invented,
        )
        for one in questions
    ]
