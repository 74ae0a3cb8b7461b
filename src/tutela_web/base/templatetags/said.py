"""Filters: {{ fact.why|said }}, {{ risk.harm|word }}. Load with {% load said %}."""

from typing import Any

from django import template
from django.utils.http import urlencode

from tutela_web.base import said as words

register = template.Library()
register.filter("said", words.said)
register.filter("word", words.word)

FILTERS = (
    "actor", "area", "batch", "confidence", "days", "harm", "kind", "never", "perpetrator", "phone",
    "place", "priority", "q", "retired", "since", "source", "status", "superseded", "text", "until",
    "verification",
)  # fmt: skip
"""The filters that lists have in their addresses; anything else written there is not repeated."""


@register.simple_tag(takes_context=True)
def kept_query(context: dict[str, Any]) -> str:
    """The page's own filters as an address writes them, with "?" before; empty without any."""
    asked = context["request"].GET
    kept = [(name, value) for name in FILTERS for value in asked.getlist(name) if value]
    return f"?{urlencode(kept)}" if kept else ""
