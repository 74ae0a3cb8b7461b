"""The filter `date` of every page: Django's, with the names of CLDR."""

from __future__ import annotations

from datetime import date

from django import template

from tutela_web.look.days import date_format

register = template.Library()


@register.filter(name="date", expects_localtime=True, is_safe=False)
def written(value: object, form: str = "j M Y") -> str:
    """A day or a time; nothing where there is none, or where it is still as somebody typed it."""
    return date_format(value, form) if isinstance(value, date) else ""
