"""Strings worth a second look: of one meaning, without use, too long for a telephone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tutela_web.look.words import collecting

TELEPHONE = 28
"""Letters of a button, a tab or a heading of a table that fit one line at 360 pixels."""
_ARTICLE = re.compile(r"^(the|a|an|this|that) ", re.IGNORECASE)
_SHORT = re.compile(
    r"""<(?:button|th|summary|c-button|c-tab)\b[^>]*>\s*{%\s*trans(?:late)?\s+["']([^"']+)["']"""
)
_FIELD_OR_SIGN = re.compile(r"%\(\w+\)[sd]|{[^}]*}|[\W\d_]")


def translations(language: collecting.Language) -> dict[str, tuple[str, ...]]:
    """The forms of each translation, by the English (of a counted string, its first form)."""
    with collecting.catalogue(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    return {_english(message): _forms(message.string) for message in catalogue if message.id}


def find_alike() -> list[list[str]]:
    """Groups of strings that mean the same.

    Two strings are alike where only an article, capital letters or the last sign differ, or where
    both translations are equal and more than two words long.
    """
    french, arabic = translations("fr"), translations("ar")
    groups: dict[object, set[str]] = defaultdict(set)
    for english in french:
        groups[plain(english)].add(english)
        if len(english.split()) > 2:
            groups[french[english], arabic.get(english)].add(english)
    return sorted(sorted(group) for group in groups.values() if len(group) > 1)


def plain(english: str) -> str:
    """A string without its article, capitals and last sign.

    >>> plain("The alert is closed."), plain("alert is closed:")
    ('alert is closed', 'alert is closed')
    """
    return _ARTICLE.sub("", english.strip().rstrip(".:;… ")).casefold()


def find_unused() -> list[str]:
    """The strings of the catalogues that nothing in pages, code or tables asks for any more."""
    asked = {
        message[0] if isinstance(message, tuple) else message for message in _collect_english()
    }
    return sorted(set(translations("fr")) - asked)


def find_too_long() -> list[tuple[str, str, str]]:
    """Buttons, tabs and headings of tables that are over one line of a telephone: the language,
    the English and the words."""
    short = {
        english
        for path in sorted(collecting.HOUSE.rglob("*.html"))
        if "node_modules" not in path.parts
        for english in _SHORT.findall(path.read_text("utf-8"))
    }
    listed = [("en", english, english) for english in short if len(english) > TELEPHONE]
    for language in collecting.LANGUAGES:
        said = translations(language)
        listed += [
            (language, english, form)
            for english in short
            for form in said.get(english, ())
            if len(form) > TELEPHONE
        ]
    return sorted(listed)


def find_latin_first() -> list[str]:
    """Arabic translations whose first letter is Latin, written out and not filled in."""
    return sorted(
        english
        for english, forms in translations("ar").items()
        if any(re.match("[A-Za-z]", _FIELD_OR_SIGN.sub("", form)) for form in forms)
        and any(re.search("[\u0600-\u06ff]", form) for form in forms)
    )


def _collect_english() -> Iterator[str | tuple[str, str]]:
    return (message for message, _context, _where in collecting.collect_messages())


def _english(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else str(message.id)


def _forms(string: str | Iterable[str] | None) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string or ())
