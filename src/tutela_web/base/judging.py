"""What people's words tell of, asked of a helper process: no text stops whoever serves pages.

Every door that takes words from outside asks here, never in place. Where there is no answer, the
words are held as those are that may tell of misconduct, or belong to a compartment: what nobody
judged is never called harmless, and never shown.
"""

from __future__ import annotations

from collections.abc import Iterable

from tutela.base.guards.bounds import is_too_long
from tutela.base.guards.helper import Helpers, NoAnswer
from tutela.base.wording import refuge
from tutela.incidents import misconduct_words
from tutela.incidents.misconduct_words import Verdict
from tutela_web.base.values import FieldValue

__all__ = ["Verdict", "asks_refuge", "begin", "harm_told", "judge", "tells_misconduct"]

_HELPERS = Helpers(["tutela.incidents.misconduct_words"])


def begin() -> None:
    """Begin a helper while the process itself begins."""
    _HELPERS.begin()


def judge(
    texts: Iterable[str | None],
    *,
    doers: Iterable[str | None] = (),
    beside: Iterable[str | None] = (),
) -> Verdict:
    """As `misconduct_words.judge`; unsure where the words could not be judged.

    >>> judge(["A girl was raped by a UN peacekeeper."]).value
    'tells'
    """
    try:
        return _HELPERS.ask(
            misconduct_words.judge, _words(texts), doers=_words(doers), beside=_words(beside)
        )
    except NoAnswer:
        return Verdict.UNSURE


def tells_misconduct(texts: Iterable[str | None]) -> bool:
    """As `misconduct_words.tells_any`; true where the words could not be read.

    >>> tells_misconduct(["Armed men at the well", None])
    False
    """
    words = _words(texts)
    if any(map(is_too_long, words)):
        return True
    try:
        return _HELPERS.ask(misconduct_words.tells_any, words)
    except NoAnswer:
        return True


def harm_told(texts: Iterable[FieldValue], harms: tuple[str, ...] = misconduct_words.CLOSED) -> str:
    """The first harm kept apart that any of the texts tells; empty where none does.

    Takes   harms, those that are looked for, the gravest first: this one stands for words that
            could not be read.

    >>> harm_told(["men at the well", "deux viols"]), harm_told(["men at the well", None])
    ('crsv', '')
    """
    words = _words(texts)
    try:
        return _HELPERS.ask(misconduct_words.first_harm_told, words, harms) if words else ""
    except NoAnswer:
        return harms[0]


def asks_refuge(*texts: FieldValue) -> list[str]:
    """As `refuge.asks_refuge`: the sentences of which a person is asked whether they say where
    people hide or flee to; every sentence where they could not be judged.

    >>> asks_refuge("Two wells. They sleep in the reed beds.", None)
    ['They sleep in the reed beds.']
    """
    words = _words(texts)
    try:
        return list(_HELPERS.ask(refuge.asks_refuge, *words)) if words else []
    except NoAnswer:
        return [sentence for text in words for sentence in refuge.sentences_of(text)]


def _words(texts: Iterable[FieldValue]) -> list[str]:
    """The words among some values, as plain texts: a helper knows no choice of a form."""
    return [str.__str__(text) for text in texts if text and isinstance(text, str)]
