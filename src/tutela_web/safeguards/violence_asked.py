"""What each task plan is asked about sexual violence: whether it prevents, knows where survivors
are referred, and who is in the team. No plan holds a detail of a survivor.

Source: Operational Concept, paragraph 13; requirement S0-025.
"""

from __future__ import annotations

from typing import NamedTuple, TypedDict

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.base.values import Words
from tutela_web.incidents.closed.harms import refuse_closed_words

ASKED: dict[str, Words] = {
    "violence_prevented": _("What it does to prevent sexual violence"),
    "referral_known": _("Whether the team knows where survivors are referred"),
    "women_in_team": _("Whether women are in the team"),
}
"""The questions, by the field that holds the answer."""

HINT = _("Measures alone: routes, lights, hours, who speaks with women. No survivor, no case.")


class AsksOfViolence(models.Model):
    """A plan that is asked about sexual violence. Blank is no answer, and no answer is not a no."""

    violence_prevented = models.TextField(blank=True)
    referral_known = models.BooleanField(null=True, blank=True)
    women_in_team = models.BooleanField(null=True, blank=True)

    class Meta:
        abstract = True


class AnsweredInput(TypedDict, total=False):
    """Any of the answers, as a plan's verb takes them."""

    violence_prevented: str
    referral_known: bool | None
    women_in_team: bool | None


class AskedAnswer(NamedTuple):
    """A question about sexual violence and its answer: words, yes or no; None, none given."""

    question: Words
    answer: str | bool | None


def answers_of(plan: AsksOfViolence) -> list[AskedAnswer]:
    """Each question with what the plan answers."""
    return [
        AskedAnswer(said, getattr(plan, name) or _blank(plan, name)) for name, said in ASKED.items()
    ]


def _blank(plan: AsksOfViolence, name: str) -> bool | None:
    """A no is an answer; blank words are none."""
    return False if getattr(plan, name) is False else None


def questions_open(plan: AsksOfViolence) -> list[Words]:
    """The questions a plan leaves open, in their words."""
    return [answer.question for answer in answers_of(plan) if answer.answer is None]


def refuse_survivor_details(values: AnsweredInput) -> None:
    """Refuse an answer whose words tell of a case.

    Raises  BadParameter, which repeats nothing.
    """
    refuse_closed_words(values.get("violence_prevented"), where="violence_prevented")
