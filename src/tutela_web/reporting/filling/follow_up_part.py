"""The part a report begins with: what became of what earlier editions asked of leaders."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tutela_web.reporting.editions.ask_queries import asks_before, say_became
from tutela_web.reporting.filling.section_sources import Filled, FilledTable, day_told, fills
from tutela_web.reporting.filling.view import FillView


@fills("asks_before")
def fill_asks_before(view: FillView) -> Filled:
    """What released editions of this report asked: what nobody answered, and what was answered
    since the last one was filled."""
    table = FilledTable([_("Asked on"), _("What was asked"), _("Of whom"), _("What became of it")])
    last = view.before.filled_at if view.before else None
    since = last.astimezone(view.zone).date() if last else None
    for ask in asks_before(view.standing, view.product.key, since):
        released = ask.report.released_at
        day = day_told(released.astimezone(view.zone).date()) if released else "–"
        table.add([day, ask.what, ask.of.title, say_became(ask)])
    filled = Filled(table=table)
    if not table.rows:
        filled.notes.append(_("Earlier editions asked nothing that still waits for an answer."))
    return filled
