"""The last joint reading of the hotspots: what was read apart, and dissent as it was written."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tutela_web.look.days import date_format
from tutela_web.look.translate import list_words, with_label
from tutela_web.reporting.filling.section_sources import Filled, FilledTable, fills
from tutela_web.reporting.filling.view import FillView
from tutela_web.risk.readings.queries import AskedParty, HotspotSideBySide
from tutela_web.risk.readings.words import COMPARED, TRENDS
from tutela_web.strategy.content.joint import joint_in_b


@fills("joint_reading")
def fill_joint_reading(view: FillView) -> Filled:
    """Each hotspot as the parties read it, those read apart first, then dissent; nothing of a
    reading that is blind, and no probability."""
    filled = Filled(table=FilledTable([_("Place"), _("Read"), _("By whom, and how")]))
    marking = max(view.standing.highest, 0)
    joint = joint_in_b(view.standing, marking=marking, until=view.last)
    if joint is None:
        filled.notes.append(
            _(
                "No joint reading was opened of the mission's hotspots, as far as this report may"
                " tell: whether the parties see alike is not known."
            )
        )
        return filled
    assert filled.table is not None
    ref = ("joint_reading", joint.reading.pk.hex)
    for line in joint.rows:
        filled.table.add(
            [line.place.name, str(COMPARED[line.compared]), _tell_trends(joint.asked, line)], ref
        )
    for party in joint.dissents:
        if party.told is not None:
            filled.table.add([str(party.party.label), _("dissents"), party.told.dissent], ref)
    filled.notes.append(
        _("Each party wrote blind to the others; opened on %(day)s.")
        % {"day": date_format(joint.reading.opens_on, "j F Y")}
    )
    if joint.silent:
        names = list_words(with_label(one.party.label, one.state_told) for one in joint.silent)
        filled.notes.append(_("Without a reading: %(parties)s.") % {"parties": names})
    return filled


def _tell_trends(asked: list[AskedParty], line: HotspotSideBySide) -> str:
    told = [
        with_label(one.party.label, str(TRENDS[cell["trend"]]))
        for one, cell in zip(asked, line.cells, strict=True)
        if cell is not None
    ]
    return list_words(told, "; ") or _("nothing said")
