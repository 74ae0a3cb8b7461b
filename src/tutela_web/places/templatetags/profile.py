"""How a community's page names those who spoke."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext as _

from tutela_web.places.profile.models import TELLERS

register = template.Library()


@register.simple_tag
def tellers(classes: Iterable[str]) -> str:
    """The classes of people who described something; that nobody is said, in words."""
    words = dict(TELLERS)
    return ", ".join(str(words.get(group, group)) for group in classes) or _("nobody is said")
