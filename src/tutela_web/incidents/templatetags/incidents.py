"""A filter of this room: {{ titles|of:person_id }}. Load with {% load incidents %}."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(table: Mapping[Any, Any], key: Any) -> Any:
    """What a table says of a key; nothing where it says nothing."""
    return table.get(key, "")
