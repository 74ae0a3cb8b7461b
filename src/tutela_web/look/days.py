"""Days and hours as a page writes them: months and weekdays as CLDR has them in its language."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from babel.dates import get_day_names, get_month_names
from django.utils.dateformat import DateFormat
from django.utils.formats import get_format
from django.utils.translation import get_language


def date_format(value: date | datetime, form: str) -> str:
    """A day or a time by a format of Django's, such as "j M Y".

    Django's own shortens months by hand ("Jui" for July) and writes them with a capital.

    >>> from django.utils.translation import override
    >>> day = date(2018, 7, 30)
    >>> for language in ("en", "fr", "ar"):
    ...     with override(language):
    ...         print(date_format(day, "D j M Y"), "|", date_format(day, "j F Y"))
    Mon 30 Jul 2018 | 30 July 2018
    lun. 30 juil. 2018 | 30 juillet 2018
    الاثنين 30 يوليه 2018 | 30 تموز/يوليه 2018
    """
    written = _Written(value).format(get_format(form))
    return written.replace(",", "،") if _language() == "ar" else written


def short_months() -> tuple[str, ...]:
    """The twelve months as a drawing names them, in the language of the page."""
    return _months("abbreviated", _language())


class _Written(DateFormat):
    """Django's reader of formats, with the names of CLDR."""

    data: date

    def M(self) -> str:
        return _months("abbreviated", _language())[self.data.month - 1]

    def F(self) -> str:
        return _months("wide", _language())[self.data.month - 1]

    def D(self) -> str:
        return _weekdays("abbreviated", _language())[self.data.weekday()]

    def l(self) -> str:  # noqa: E743 - the letter is Django's
        return _weekdays("wide", _language())[self.data.weekday()]


def _language() -> str:
    return (get_language() or "en").split("-")[0]


@cache
def _months(width: str, language: str) -> tuple[str, ...]:
    names = dict(get_month_names(width, locale=language))  # type: ignore[arg-type]
    if language == "ar":  # CLDR ends both in another letter
        names |= {6: "يونيه", 7: "يوليه"}
    if language == "ar" and width == "wide":
        # As the United Nations writes them: the name of the east and that of the west.
        east = get_month_names(width, locale="ar_SY")  # type: ignore[arg-type]
        return tuple(f"{east[n]}/{names[n]}" for n in range(1, 13))
    return tuple(names[n] for n in range(1, 13))


@cache
def _weekdays(width: str, language: str) -> tuple[str, ...]:
    names = get_day_names(width, locale=language)  # type: ignore[arg-type]
    return tuple(names[n] for n in range(7))
