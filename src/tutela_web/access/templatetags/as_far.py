"""How a page says that what it does not show may lie beyond its reader.

The sentences are the core's (`tutela.base.disclosure`): `counts_readable` stands on every table of
figures and for every reader, `withheld` in place of a table whose records the reader may not read.
"""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.translation import gettext as _

from tutela.base.disclosure import COUNTS_READABLE, WITHHELD

register = template.Library()


@register.simple_tag(takes_context=True)
def as_far(context: Context, kind: str) -> str:
    """After a word of absence: as far as this person may read, unless they read all of the kind."""
    standing = getattr(context.get("request"), "standing", None)
    return (
        "" if standing is not None and standing.reads_whole(kind) else _(", as far as you may read")
    )


@register.simple_tag
def counts_readable() -> str:
    """That figures count what their reader may read: for all readers alike."""
    return _(COUNTS_READABLE)


@register.simple_tag
def withheld() -> str:
    """In place of a table: that its reader may not read its records."""
    return _(WITHHELD)
