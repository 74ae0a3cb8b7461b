"""Panels of rooms above, on a page of a room below."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from tutela_web.records.models import Record
from tutela_web.records.panels import FIRST, panels_above

register = template.Library()


@register.inclusion_tag("records/_above.html", takes_context=True)
def panels_from_above(
    context: Context, record: Record, slot: str = "", but: str = ""
) -> dict[str, Any]:
    """The panels of rooms above beside a record, or in a slot of its page."""
    return {"panels": panels_above(context["standing"], record, slot=slot, but=but)}


@register.simple_tag(takes_context=True)
def first_from_above(context: Context) -> SafeString:
    """What rooms above say first, before a list that is ranked by something else."""
    said = (of_room(context["standing"]) for of_room in FIRST)
    return mark_safe("".join(said))  # nosec B703 # parts that templates rendered
