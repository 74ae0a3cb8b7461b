"""What people call a page besides its name, in three languages: data for whoever looks for it."""

from __future__ import annotations

from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.base.folding import plain_letters

LANGUAGES = ("en", "fr", "ar")


@cache
def other_words() -> dict[str, dict[str, tuple[str, ...]]]:
    """By the name of a page's address and the language, the other words for it.

    >>> other_words()["outreach:exchanges"]["en"][:2]
    ('visit', 'record a visit')
    """
    return {
        row["page"]: {
            language: tuple(word.strip() for word in row[language].split(";"))
            for language in LANGUAGES
        }
        for row in shipped_rows("tutela_web.site", "other_words.csv")
    }


@cache
def folded_words(page: str) -> str:
    """All other words for a page, as they are compared; empty for a page without any.

    >>> "officier de permanence" in folded_words("site:duty")
    True
    """
    named = other_words().get(page, {})
    return "\n".join(plain_letters(word) for words in named.values() for word in words)
