"""What people call a page or an act besides its name, in three languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from tutela.base.data_tables import shipped_rows
from tutela.base.folding import plain_letters
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.site.frame import all_pages

LANGUAGES = ("en", "fr", "ar")


OtherWords = dict[str, dict[str, tuple[str, ...]]]
"""By name and language, what people call it."""


@cache
def other_words() -> OtherWords:
    """The other words for each page of the index, by the name of its address.

    >>> other_words()["outreach:exchanges"]["en"][:2]
    ('visit', 'record a visit')
    """
    return _read("other_words.csv", "page")


@cache
def act_words() -> OtherWords:
    """The other words for the acts that people look for, by the name of the act in `acts.csv`.

    >>> act_words()["task_unit"]["en"]
    ('task a unit', 'send a patrol')
    """
    return _read("act_words.csv", "act")


def _read(table: str, name: str) -> OtherWords:
    return {
        row[name]: {
            language: tuple(word.strip() for word in row[language].split(";"))
            for language in LANGUAGES
        }
        for row in shipped_rows("tutela_web.site", table)
    }


@cache
def folded_words(page: str) -> str:
    """All other words for a page, as they are compared; empty for a page without any.

    >>> "officier de permanence" in folded_words("site:duty")
    True
    """
    named = other_words().get(page, {})
    return "\n".join(plain_letters(word) for words in named.values() for word in words)


def pages_called(standing: Standing, asked: str) -> list[dict[str, Any]]:
    """The pages this person may open whose name, group or other words have all the words asked.

    Gives   the groups of `frame.all_pages` that have one; all of them where nothing is asked.
    """
    words = plain_letters(asked).split()
    groups = [
        {
            **group,
            "pages": [
                page
                for page in group["pages"]
                if all(word in _words_of(page, group) for word in words)
            ],
        }
        for group in all_pages(standing)
    ]
    return [group for group in groups if group["pages"]]


def _words_of(page: Mapping[str, str], group: Mapping[str, Words]) -> str:
    label = plain_letters(f"{page['label']} {group['label']}")
    return f"{label}\n{folded_words(page['name'])}"
