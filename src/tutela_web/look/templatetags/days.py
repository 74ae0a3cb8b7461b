"""The filter `date` of every page: Django's, with the names of CLDR."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.dateparse import parse_date

from tutela_web.look.days import date_format

register = template.Library()


@register.filter(name="date", expects_localtime=True, is_safe=False)
def written(value: date | str | None, form: str = "j M Y") -> str:
    """A day or a time, or a day as a form sent it; nothing where there is none."""
    if isinstance(value, str):
        value = parse_date(value) if value else None
    return date_format(value, form) if value else ""
