"""What reports ask of leaders, on the agenda and in the minutes of the senior group.

On an agenda that was kept stand the asks that waited that day, each as it stands now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import Form, ModelForm
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela_web.access.policy import Standing
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.fora.forum.queries import local_day
from tutela_web.fora.meetings import parts
from tutela_web.fora.meetings.queries import Agenda
from tutela_web.reporting.editions.ask_queries import asks_for, asks_waiting, say_became
from tutela_web.reporting.editions.queries import READS
from tutela_web.reporting.models import ReportAsk

ON_AGENDA = "report_asks"
MOST = 30


@dataclass(frozen=True)
class AsksOnAgenda:
    """The asks of reports before a meeting, each with what became of it.

    as_it_stood  whether the meeting was held; unseen, how many of its asks this reader may not read
    """

    rows: Sequence[tuple[ReportAsk, str]] = ()
    as_it_stood: bool = False
    unseen: int = 0


def asks_at(standing: Standing, meeting: Meeting) -> AsksOnAgenda:
    """The asks on the agenda of a meeting of the senior group, as one reader sees them."""
    if meeting.state == Meeting.State.HELD:
        ids = meeting.agenda.get(ON_AGENDA, [])
        seen = asks_for(standing).filter(pk__in=ids) if ids and standing.reads(READS) else ()
        by_id = {str(ask.pk): ask for ask in seen}
        stood = [by_id[pk] for pk in ids if pk in by_id]
        rows = [(ask, say_became(ask)) for ask in stood]
        return AsksOnAgenda(rows, as_it_stood=True, unseen=len(ids) - len(stood))
    return AsksOnAgenda([(ask, say_became(ask)) for ask in _waiting(standing, meeting)])


def _waiting(standing: Standing, meeting: Meeting) -> list[ReportAsk]:
    senior = meeting.forum.kind == Forum.Kind.SENIOR and meeting.state == Meeting.State.PLANNED
    if not senior or not standing.reads(READS):
        return []
    day = max(standing.on, local_day(standing, meeting.starts_at))
    return list(asks_waiting(standing, day)[:MOST])


def ids_on(standing: Standing, meeting: Meeting) -> list[str]:
    """What is kept of them when a meeting was held."""
    return [str(ask.pk) for ask in _waiting(standing, meeting)]


def panel(
    standing: Standing, meeting: Meeting, _agenda: Agenda, _refused: Mapping[str, Form | ModelForm]
) -> Mapping[str, Any]:
    """The panel of a meeting's page."""
    return {"asks": asks_at(standing, meeting)}


def section(standing: Standing, meeting: Meeting) -> parts.MinutesSection:
    """The section of the minutes: what was asked, of whom, and what became of it."""
    asks = asks_at(standing, meeting)
    if not asks.rows and not asks.unseen:
        return parts.MinutesSection([], 0)
    lines = tuple(
        (d.Strong(f"{ask.of.title}: "), ask.what, d.Soft(f" ({became})"))
        for ask, became in asks.rows
    )
    blocks: list[d.Block] = [d.Heading(_("Asked by reports"))]
    if lines:
        blocks.append(d.Bullets(lines))
    if asks.unseen:
        left = _("%(n)s records of this agenda stay out of this copy.") % {"n": asks.unseen}
        blocks.append(d.Note((d.Paragraph(left),)))
    return parts.MinutesSection(
        blocks, max((ask.classification for ask, _b in asks.rows), default=0)
    )


def connect() -> None:
    """Tell the room of meetings."""
    parts.PANELS["reporting/_asks_of_meeting.html"] = panel
    parts.KEPT[ON_AGENDA] = ids_on
    parts.SECTIONS[ON_AGENDA] = section
