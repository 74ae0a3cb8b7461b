"""Sentences of the core and words of its tables, in the language of the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, ngettext

from tutela.base.say import Sentence, from_json, term, translated


def said(sentence: Any) -> str:
    """A Sentence, or one kept in JSON by `as_json`, in the language of the page."""
    if sentence is None:
        return ""
    told = sentence if isinstance(sentence, str) else from_json(sentence)
    return translated(told, gettext, ngettext) if isinstance(told, Sentence) else str(told)


def word(of_table: str) -> str:
    """A word of the core's tables (a harm, a factor, a band) in the language of the page."""
    return translated(term(of_table), gettext, ngettext) if of_table else ""
