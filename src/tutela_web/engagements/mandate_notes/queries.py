"""How notes of the mandate and the means are read: as the risks are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from tutela_web.access.policy import Standing
from tutela_web.engagements.mandate_notes.models import MandateNote
from tutela_web.mandate.queries import tasks_for
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

ACT = "shape_threat"


def mandate_notes_for(standing: Standing) -> QuerySet[MandateNote]:
    """The notes this person may see, of risks they may see; by place."""
    seen = MandateNote.objects.filter(
        standing.sees_open("risks"), risk__in=risks_for(standing).order_by().values("pk")
    )
    ordered = seen.order_by("risk__place__name", "risk__actor", "pk")
    return ordered.select_related("risk__place", "noted_by", "area").defer("area__boundary")


def note_on(standing: Standing, risk: Risk) -> Mapping[str, Any] | None:
    """What a risk's page says of the mandate and the means: the note, its task as far as this
    person may see it, and whether that task holds today."""
    if risk.compartment:
        return None
    note = mandate_notes_for(standing).filter(risk=risk).first()
    task = tasks_for(standing).filter(pk=note.task_id).first() if note and note.task_id else None
    return {
        "note": note,
        "task": task,
        "task_holds": task is not None and task.holds(standing.on),
        "risk": risk,
        "may_note": standing.may(ACT, area=risk.area_id),
    }
