"""Which strings people see most often: those a native reader of French or Arabic should read first.

    python -m docs.build     writes docs/reference/words-for-native-readers.md

Counted over templates: for each page, the page with all it extends and includes. A string counts
one for each page that can show it, and one for each further file of code that says it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tutela_web.look.words import collecting
from tutela_web.look.words.wording import strings_by_room

_PARTS = re.compile(r"""{%\s*(?:extends|include)\s+["']([\w/.-]+)["']""")
_COMPONENTS = re.compile(r"<c-([\w.-]+)")


@dataclass(frozen=True)
class Seen:
    """One string, with how many pages can show it and its French and Arabic."""

    english: str
    pages: int
    fr: str
    ar: str


def most_seen(count: int) -> list[Seen]:
    """The strings that most pages show, the most seen first; formats of figures are left out."""
    return [
        seen
        for seen in _rank_strings()
        if re.search(r"[A-Za-z]{2}", re.sub(r"%\(\w+\)s|{[^}]*}", "", seen.english))
    ][:count]


def of_room(room: str) -> list[Seen]:
    """The strings that only this room has, the most seen first."""
    rooms = strings_by_room()
    return [seen for seen in _rank_strings() if rooms.get(seen.english) == room]


def _rank_strings() -> list[Seen]:
    pages = Counter[str]()
    for page in _pages():
        pages.update(page)
    french, arabic = (_translations(language) for language in collecting.LANGUAGES)
    return [
        Seen(english, count, french[english], arabic[english])
        for english, count in sorted(pages.items(), key=lambda pair: (-pair[1], pair[0]))
        if english in french
    ]


def _pages() -> Iterator[set[str]]:
    """What each page can show: of a template that extends another, with all its parts; then what
    each file of code says."""
    said: dict[str, set[str]] = {}
    for message, _context, where in collecting.collect_messages():
        said.setdefault(where, set()).add(message if isinstance(message, str) else message[0])
    templates = {
        path.as_posix().split("/templates/", 1)[1]: path
        for path in collecting.HOUSE.rglob("*.html")
        if "/templates/" in path.as_posix() and "node_modules" not in path.parts
    }
    for path in templates.values():
        if "{% extends" in path.read_text("utf-8"):
            shown: set[str] = set()
            for part in _with_parts(path, templates):
                shown |= said.get(part.relative_to(collecting.HOUSE.parent).as_posix(), set())
            yield shown
    for where, texts in said.items():
        if where.endswith(".py"):
            yield texts


def _with_parts(page: Path, templates: dict[str, Path]) -> set[Path]:
    """A template and all that it extends, includes or is made of."""
    pages_seen, waiting = set[Path](), [page]
    while waiting:
        path = waiting.pop()
        if path not in pages_seen:
            pages_seen.add(path)
            waiting += [templates[name] for name in _names(path) if name in templates]
    return pages_seen


@cache
def _names(path: Path) -> tuple[str, ...]:
    text = path.read_text("utf-8")
    components = (
        f"cotton/{name.replace('.', '/').replace('-', '_')}.html"
        for name in _COMPONENTS.findall(text)
    )
    return (*_PARTS.findall(text), *components)


def _translations(language: collecting.Language) -> dict[str, str]:
    """The translation of each message by its English; of a count, its forms one after another."""
    with collecting.catalogue(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    return {_first(message.id): _forms(message) for message in catalogue if message.id}


def _first(key: str | tuple[str, ...] | list[str]) -> str:
    return key if isinstance(key, str) else key[0]


def _forms(message: Message) -> str:
    translated = message.string
    return (
        translated if isinstance(translated, str) else " / ".join(dict.fromkeys(translated or ()))
    )
