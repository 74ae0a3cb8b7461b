"""What waits for a post of the mandate: tasks it owns, documents to revise."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.mandate.models import MandatedTask
from tutela_web.mandate.planning.queries import revisions_owed
from tutela_web.mandate.queries import tasks_for
from tutela_web.records.owed.rows import OwedKind, owned_by


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person: a mandated task from the day it ends on, if it has one."""
    yield OwedKind(
        tasks_for(standing).filter(
            owned_by(standing), superseded_by=None, state=MandatedTask.State.CONFIRMED
        ),
        _("Mandated task"),
        "means",
        "mandate:task",
        day="until",
    )
    yield OwedKind(
        revisions_owed(standing),
        _("Document to revise"),
        "title",
        "mandate:revision",
        day="due",
        panel="documents_owed",
    )
