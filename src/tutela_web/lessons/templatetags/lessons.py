"""Lines of a frozen timeline in words."""

from __future__ import annotations

from collections.abc import Callable

from django import template

from tutela_web.base.values import Words
from tutela_web.crisis.models import TaskingAnswer
from tutela_web.crisis.templatetags.crisis import decision_word, option_word, outcome_word
from tutela_web.crisis.timeline.words import kind_word
from tutela_web.lessons.queries import FrozenLine
from tutela_web.look.translate import with_label
from tutela_web.warning.models import AlertLevel
from tutela_web.warning.templatetags.alerts import (
    channel_word,
    clock_word,
    moment_word,
    notice_word,
    owed_word,
)

register = template.Library()


def _answer_word(answer: str) -> Words:
    return dict(TaskingAnswer.Answer.choices).get(answer, answer)


WORDS: dict[str, Callable[[str], Words]] = {
    "moment": moment_word,
    "level": lambda level: dict(AlertLevel.choices).get(level, level),
    "step": clock_word,
    "told": notice_word,
    "report": channel_word,
    "owed": owed_word,
    "decision": decision_word,
    "tasking": option_word,
    "refusal": option_word,
    "read_back": option_word,
    "left": option_word,
    "outcome": outcome_word,
    "answer": _answer_word,
}


@register.filter
def frozen_words(line: FrozenLine) -> str:
    """What a frozen line says: its kind, and what it was."""
    said = WORDS.get(line.kind)
    words = str(said(line.what)) if said is not None else ""
    return with_label(kind_word(line.kind), words) if words else str(kind_word(line.kind))
