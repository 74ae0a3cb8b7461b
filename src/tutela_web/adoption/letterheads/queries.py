"""Which letterhead a paper is written into, and how the letterheads of a mission are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet

from tutela.base.documents import model as d
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.adoption.letterheads.models import Letterhead
from tutela_web.base import clock, named
from tutela_web.base.markings import Classification

ACT = "lay_out_papers"
KIND = "mandates"
"""Who reads the layouts of papers reads which letterheads there are."""


def letterheads_for(standing: Standing) -> QuerySet[Letterhead]:
    """The letterheads of the mission, the last first, without their files."""
    rows = Letterhead.objects.filter(mission=standing.mission)
    seen = rows if standing.reads(KIND) else rows.none()
    return seen.defer("template").select_related("sent_by", "decided_by")


def kept_letterheads(standing: Standing) -> QuerySet[Letterhead]:
    """The same for who may lay papers out: they see the files too."""
    rows = letterheads_for(standing)
    return rows if standing.may(ACT) else rows.none()


def letterhead_at(mission: Mission, language: str, moment: datetime) -> Letterhead | None:
    """The letterhead in use at a moment: that of the language, else that of every language. One
    that a later version's check refuses is used for no paper, of whatever day."""
    rows = Letterhead.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=moment),
        mission=mission,
        language__in=("", language),
        approved_at__lte=moment,
        fault="",
    )
    return rows.order_by("-language", "-approved_at").first()


def on_letterhead(
    standing: Standing, document: d.Document, *, final_since: datetime | None = None
) -> d.Document:
    """A paper that is given out as DOCX, on the mission's letterhead where it has one. One query.

    Takes   final_since, when a paper became final: it keeps the letterhead of that moment, or none.
    """
    moment = final_since or clock.now(standing.mission)
    letterhead = letterhead_at(standing.mission, document.language, moment)
    if letterhead is None:
        return document
    marking = Classification[document.marking.upper().replace(" ", "_")]
    return replace(
        document,
        template=bytes(letterhead.template),
        marked=document.marked or str(marking.label),
        letterhead=document.letterhead or ("", named.in_language(standing.mission.name)),
    )
