"""Sentences of the core and words of its tables, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, TypedDict

from django.utils.formats import get_format
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext

from tutela.base.messages import Sentence, from_json, term, translate_sentence
from tutela_web.base.values import JsonValue, Words
from tutela_web.look.days import date_format


def say_in_page_language(
    sentence: str | Mapping[str, JsonValue] | Sequence[JsonValue] | None,
) -> str:
    """A Sentence, or one kept in JSON by `as_json`, in the language of the page."""
    if sentence is None:
        return ""
    told = sentence if isinstance(sentence, str) else from_json(sentence)
    return in_page_language(told) if isinstance(told, Sentence) else str(told)


def in_page_language(sentence: Sentence) -> str:
    """A sentence of the core in the language of the page, its figures with that language's signs.

    >>> from django.utils.translation import override
    >>> from tutela.base.messages import say
    >>> with override("fr"):
    ...     in_page_language(say("{n:,.1f} km", n=1234.5))
    '1\xa0234,5 km'
    """
    return translate_sentence(sentence, gettext, ngettext, _figures)


def with_label(label: Words, said: Words | float) -> str:
    """A label and what is said of it, with the colon as the page's language sets it.

    >>> from django.utils.translation import override
    >>> with override("fr"):
    ...     with_label("Décidées", 4)
    'Décidées\xa0: 4'
    """
    return gettext("%(label)s: %(said)s") % {"label": label, "said": said}


def _figures(told: str) -> str:
    signs = {",": get_format("THOUSAND_SEPARATOR"), ".": get_format("DECIMAL_SEPARATOR")}
    return "".join(signs.get(sign, sign) for sign in told)


def list_words(parts: Iterable[str], signs: str = ", ") -> str:
    """Several words as one text, with the signs between them that the page's language has."""
    return gettext(signs).join(parts)


def word(of_table: str) -> str:
    """A word of the core's tables (a harm, a factor, a band) in the language of the page."""
    return in_page_language(term(of_table)) if of_table else ""


def day_and_hour(at: datetime) -> str:
    """A time as documents say it: the day, the hour and the zone."""
    said = gettext("%(day)s, %(hour)s")
    return said % {"day": date_format(at, "j F Y"), "hour": f"{at:%H:%M} {at.tzname()}"}


def hour(at: datetime, now: datetime) -> str:
    """The hour of a time as a page says it, in the zone of `now`: with its day where that is not
    today, so that tomorrow's 08:00 is never read as this morning's.

    >>> from datetime import UTC
    >>> now = datetime(2018, 12, 31, 9, tzinfo=UTC)
    >>> [hour(datetime(2018, 12, day, 8, tzinfo=UTC), now) for day in (31, 30)]
    ['08:00', 'Sun 30 Dec 08:00']
    """
    there = at.astimezone(now.tzinfo)
    if there.date() == now.date():
        return f"{there:%H:%M}"
    day = date_format(there, "D j M" if there.year == now.year else "D j M Y")
    return f"{day} {there:%H:%M}"


class InLanguage(TypedDict):
    """The language of a document and the way it is written."""

    language: str
    direction: Literal["ltr", "rtl"]


def in_language() -> InLanguage:
    """The language of the page and the way it is written, as the core's documents take them."""
    return {
        "language": get_language() or "en",
        "direction": "rtl" if get_language_bidi() else "ltr",
    }
