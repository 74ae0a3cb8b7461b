"""Names that people gave in English and pages say in their own language: posts, countries.

The database, programs and the audit trail keep the name as it was given; only a page translates
it, as it writes it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError
from django.db import models
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

if TYPE_CHECKING:
    CharField = models.CharField[str, str]
else:
    CharField = models.CharField


class TranslatedName(str):
    """A name as it is kept, which a template writes in the language of the page.

    >>> from django.utils.translation import override
    >>> with override("fr"):
    ...     name = TranslatedName("South Sudan")
    ...     name.__html__(), str(name), TranslatedName("Luma").__html__()
    ('Soudan du Sud', 'South Sudan', 'Luma')
    """

    __slots__ = ()

    def __html__(self) -> SafeString:
        return escape(in_language(self))


def in_language(name: str) -> str:
    """A name in the language of the page: a country as CLDR has it, else as our words have it."""
    language = (get_language() or "en").split("-")[0]
    if language == "en" or not name.strip():
        return str(name)
    code = _countries().get(name.casefold())
    if code:
        return _territory(code, language) or str(name)
    return str(gettext(name))


@cache
def _countries() -> dict[str, str]:
    names = Locale("en").territories
    return {name.casefold(): code for code, name in names.items() if len(code) == 2}


@cache
def _territory(code: str, language: str) -> str:
    try:
        return str(Locale(language).territories.get(code, ""))
    except UnknownLocaleError:
        return ""


class NamedField(CharField):
    """A column of names that pages write in their own language."""

    def from_db_value(self, value: str | None, *_: Any) -> TranslatedName | None:
        return None if value is None else TranslatedName(value)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
