"""Marks that several rooms write into rows of long tables."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def unknown_chip(words: str = "") -> SafeString:
    """The chip of what is not known."""
    return format_html('<span class="chip unknown">{}</span>', words or _("not known"))
