"""What lies at places of no list: a line of its own beside what a paper tells by places."""

from __future__ import annotations

from django.utils.translation import ngettext

from tutela_web.incidents.happened.unlisted import count_unlisted
from tutela_web.look.translate import with_label
from tutela_web.reporting.filling.section_sources import Filled
from tutela_web.reporting.filling.view import FillView


def tell_unlisted(filled: Filled, view: FillView) -> None:
    """Beside what goes by places: what lies in the period at places of no list, in none of them."""
    unlisted = count_unlisted(view.standing, since=view.first, until=view.last)
    if unlisted.places:
        where = ngettext(
            "At %(n)s place not on our list", "At %(n)s places not on our list", unlisted.number
        ) % {"n": unlisted.number}
        toll = ngettext(
            "%(dead)s killed in %(n)s event", "%(dead)s killed in %(n)s events", unlisted.events
        ) % {"n": unlisted.events, "dead": unlisted.dead}
        filled.notes.append(f"{with_label(where, toll)}.")
