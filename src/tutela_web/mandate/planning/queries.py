"""How the planning record and the documents to revise are read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.channels.models import Message
from tutela_web.mandate.models import PlanningPivot, Resolution, Revision
from tutela_web.mandate.queries import KIND


def pivots_for(standing: Standing) -> QuerySet[PlanningPivot]:
    """The steps of planning this person may see, the latest first."""
    return PlanningPivot.objects.filter(standing.sees_open(KIND)).select_related("mission")


def never_planned(rows: list[PlanningPivot]) -> list[str]:
    """The kinds of steps of which none is on record."""
    known = {row.kind for row in rows}
    return [str(label) for kind, label in PlanningPivot.Kind.choices if kind not in known]


def revisions_for(standing: Standing) -> QuerySet[Revision]:
    """The documents to revise this person may see, by their days."""
    seen = Revision.objects.filter(standing.sees_open(KIND))
    return seen.select_related("resolution", "owner", "mission")


ABOUT = "revision"
"""What messages to owners of documents are about, in the ledger."""


def owns(revision: Revision, standing: Standing) -> bool:
    """Whether this person holds today the post that owns a document."""
    return posts_held(standing).filter(post=revision.owner_id).exists()


def revisions_owed(standing: Standing) -> QuerySet[Revision]:
    """The documents this person's posts own that are still to be revised, by their days."""
    open_ones = (Revision.State.OPEN, Revision.State.WORK)
    rows = revisions_for(standing).filter(owner__in=posts_held(standing))
    return rows.filter(state__in=open_ones)


def count_owed(standings: Iterable[Standing]) -> dict[UUID, int]:
    """How many documents each standing's posts have still to revise, by mission. One query."""
    reading = [one for one in standings if one.reads(KIND)]
    rows = Revision.objects.none()
    for standing in reading:
        rows = rows | revisions_owed(standing).select_related(None).order_by()
    return dict(rows.values_list("mission").annotate(n=Count("pk"))) if reading else {}


def owners_told(standing: Standing, revisions: Iterable[Revision]) -> dict[UUID, datetime]:
    """When the owners of documents were last told, by document; of those told. One query."""
    sent = Message.objects.filter(
        mission_id=standing.mission.pk,
        about_kind=ABOUT,
        about_id__in=[revision.pk for revision in revisions],
    )
    rows = sent.values_list("about_id").annotate(last=Max("made_at"))
    shift = standing.mission.clock_shift  # the ledger keeps real time
    return {pk: at + shift for pk, at in rows if pk is not None}


def kinds_missing(resolution: Resolution, rows: list[Revision]) -> list[str]:
    """The kinds of documents nobody has listed for a resolution that renews another."""
    known = {row.kind for row in rows}
    kinds = [kind for kind in Revision.Kind if kind is not Revision.Kind.OTHER]
    return [str(kind.label) for kind in kinds if kind.value not in known]
