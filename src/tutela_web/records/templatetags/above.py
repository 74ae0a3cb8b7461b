"""Panels of rooms above, on a page of a room below."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from tutela_web.records.beside import panels_above
from tutela_web.records.models import Record

register = template.Library()


@register.inclusion_tag("records/_above.html", takes_context=True)
def panels_from_above(context: Context, record: Record) -> dict[str, Any]:
    """The panels of rooms above beside a record."""
    return {"panels": panels_above(context["standing"], record)}
