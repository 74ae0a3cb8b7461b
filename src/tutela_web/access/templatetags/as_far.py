"""How a page says that what it does not show may lie beyond its reader."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag(takes_context=True)
def as_far(context: Context, kind: str) -> str:
    """After a word of absence: as far as this person may read, unless they read all of the kind."""
    standing = getattr(context.get("request"), "standing", None)
    return (
        "" if standing is not None and standing.reads_whole(kind) else _(", as far as you may read")
    )
