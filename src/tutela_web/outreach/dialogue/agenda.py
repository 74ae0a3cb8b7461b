"""What is owed to communities, on the agenda of meetings, in their minutes, in a person's calendar.

On an agenda that was kept stand the points that were owed that day, each as it stands now: only an
act of a person ends one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.forms import Form, ModelForm
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.base.documents import model as d
from tutela.coordination.calendar import Entry
from tutela_web.access.policy import Standing
from tutela_web.fora.calendar import queries as calendar
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.meetings import parts
from tutela_web.fora.meetings.queries import Agenda
from tutela_web.look.days import date_format
from tutela_web.outreach.dialogue.models import RaisedPoint
from tutela_web.outreach.dialogue.queries import (
    KIND,
    Debt,
    debt_of,
    debts_for,
    debts_owned,
    points_for,
)

ON_AGENDA = "debts"
MOST = 10


@dataclass(frozen=True)
class DebtsOnAgenda:
    """What of the debts to communities a meeting has to talk about, or had.

    debts    what is due first; of a kept agenda in its order
    owed     how many there are, of which those are the first
    unseen   how many stood on the kept agenda that this reader may not read
    kept     whether the meeting was held
    """

    debts: Sequence[Debt] = ()
    owed: int = 0
    unseen: int = 0
    kept: bool = False


def debts_at(standing: Standing, meeting: Meeting) -> DebtsOnAgenda:
    """The debts to communities on the agenda of a meeting, as one reader sees them."""
    if meeting.state == Meeting.State.HELD:
        return _debts_kept(standing, meeting)
    if meeting.state != Meeting.State.PLANNED:
        return DebtsOnAgenda()
    debts = _debts_now(standing, meeting)
    return DebtsOnAgenda(debts[:MOST], len(debts))


def _debts_now(standing: Standing, meeting: Meeting) -> list[Debt]:
    """What is owed to the communities a forum of the mission answers for. None where others sit."""
    within = meeting.forum
    if not standing.reads(KIND) or within.outside:
        return []
    owed = debts_for(standing)
    if within.area_id:
        owed = owed.filter(area=within.area_id)
    return [debt_of(point, standing) for point in owed]


def _debts_kept(standing: Standing, meeting: Meeting) -> DebtsOnAgenda:
    ids = meeting.agenda.get(ON_AGENDA, [])
    rows = points_for(standing) if standing.reads(KIND) else RaisedPoint.objects.none()
    points = {str(point.pk): point for point in rows.filter(pk__in=ids)} if ids else {}
    debts = [debt_of(points[pk], standing) for pk in ids if pk in points]
    return DebtsOnAgenda(debts, len(ids), len(ids) - len(debts), kept=True)


def ids_on(standing: Standing, meeting: Meeting) -> list[str]:
    """What is kept of them when a meeting was held."""
    return [str(debt.point.pk) for debt in _debts_now(standing, meeting)[:MOST]]


def panel(
    standing: Standing, meeting: Meeting, _agenda: Agenda, _refused: Mapping[str, Form | ModelForm]
) -> Mapping[str, Any]:
    """The panel of a meeting's page."""
    return {"on_agenda": debts_at(standing, meeting)}


def section(standing: Standing, meeting: Meeting) -> parts.MinutesSection:
    """The section of the minutes: what was asked, by whom, since when, and how it stands."""
    on_agenda = debts_at(standing, meeting)
    if not on_agenda.debts and not on_agenda.unseen:
        return parts.MinutesSection([], 0)
    blocks: list[d.Block] = [d.Heading(_("Answers due to communities"))]
    if on_agenda.debts:
        blocks.append(d.Bullets(tuple(_in_words(debt) for debt in on_agenda.debts)))
    more = on_agenda.owed - len(on_agenda.debts) - on_agenda.unseen
    if more:
        blocks.append(
            d.Paragraph(
                ngettext("%(n)s more waits", "%(n)s more wait", more) % {"n": more}, "small"
            )
        )
    if on_agenda.unseen:
        left = _("%(n)s records of this agenda stay out of this copy.") % {"n": on_agenda.unseen}
        blocks.append(d.Note((d.Paragraph(left),)))
    marked = [debt.point.classification for debt in on_agenda.debts]
    return parts.MinutesSection(blocks, max(marked, default=0))


def _in_words(debt: Debt) -> d.Text:
    point = debt.point
    said = [str(point.get_state_display())]
    if point.due:
        said.append(_("due %(day)s") % {"day": date_format(point.due, "j M Y")})
    if debt.late:
        said.append(_("past its day"))
    if point.owner:
        said.append(point.owner.title)
    place = d.Strong(f"{point.exchange.place.name}: ")
    return (place, point.what, d.Soft(f" ({'; '.join(said)})"))


def calendar_entries(standing: Standing, key: UUID) -> list[Entry]:
    """The days by which the posts this person holds owe an answer. Which community it is owed to
    stays in the house."""
    if not standing.reads(KIND):
        return []
    since, until = standing.on - calendar.BACK, standing.on + calendar.AHEAD
    drill = _("EXERCISE: ") if standing.mission.is_exercise else ""
    rows = debts_owned(standing).filter(due__gte=since, due__lte=until, compartment="")
    return [
        Entry(
            uuid5(key, f"{point.pk.hex}:answer").hex,
            f"{drill}{_('Open Tutela')}: {_('answer due to a community')}",
            point.due,
            point.entered_at,
            version=point.version,
        )
        for point in rows
        if point.due is not None
    ]


def connect() -> None:
    """Tell the rooms below."""
    parts.PANELS["outreach/_debts_of_meeting.html"] = panel
    parts.KEPT[ON_AGENDA] = ids_on
    parts.SECTIONS[ON_AGENDA] = section
    calendar.MORE.append(calendar_entries)
