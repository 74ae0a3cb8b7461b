"""Capacity and shortfalls by effect, as the room of means reckons them: how many needs of agreed
risks are met in time, how many are not, and of how many that is not known. No unit, no place, no
reason that lies in a compartment."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from tutela.base.messages import term
from tutela.deployment.gap import EFFECTS, ENOUGH, SHORT, UNKNOWN
from tutela_web.deployment.gap.queries import gaps_of, open_needs
from tutela_web.look.translate import in_page_language
from tutela_web.reporting.filling.section_sources import Filled, FilledTable, fills
from tutela_web.reporting.filling.view import FillView


@fills("means_by_effect")
def fill_means(view: FillView) -> Filled:
    """Each effect that agreed risks need: how many needs, how many are met in time, short, or not
    known; what nobody tested is not told as met."""
    table = FilledTable([_("Effect"), _("Needs"), _("Met in time"), _("Short"), _("Not known")])
    filled = Filled(table=table)
    counts: dict[str, Counter[str]] = {code: Counter() for code in EFFECTS}
    for need_gap in gaps_of(view.standing, open_needs(view.standing), reasons=False):
        for code in need_gap.need.effects:
            if code in counts:
                counts[code][need_gap.met] += 1
    for code, met in counts.items():
        if met:
            label = in_page_language(term(EFFECTS[code].label))
            numbers = (met.total(), met[ENOUGH], met[SHORT], met[UNKNOWN])
            table.add([label, *numbers])
    if not table.rows:
        filled.notes.append(_("No need of an agreed risk is on record: what lacks is not known."))
    return filled
