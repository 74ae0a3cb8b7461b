"""Which scores are older than what they rest on: files, incidents, places, bases,
links of actors, answers to questions, corrections of hotspots.

Assessments are made whole, never in part: ranks are shared by overlapping intervals, so that one
record may move every line.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, Max, OuterRef

from tutela_web.access.models import Mission
from tutela_web.actors.models import Actor, ActorLink
from tutela_web.base.models import Batch
from tutela_web.capacity.models import Base
from tutela_web.incidents.models import ClosedIncident, Compared, Incident
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.risk.agreed.models import HotspotCorrection
from tutela_web.risk.models import Assessment, InformationNeed
from tutela_web.risk.readers import READ_UP_TO


def outdated_scores(mission: Mission) -> list[str]:
    """The compartments whose newest score is older than what it rests on; empty for the open one.

    The open score is due for what it may read alone: that a closed record changed shows in no
    score, nor in the moment one was made, but its compartment's.
    """
    made = Assessment.objects.filter(mission=mission).order_by()
    newest = dict(made.values_list("compartment").annotate(at=Max("made_at")))
    return [
        compartment
        for compartment, at in _last_changes(mission).items()
        if compartment not in newest or newest[compartment] < at
    ]


def _last_changes(mission: Mission) -> dict[str, datetime]:
    """By compartment, empty for what the open score reads: when it last changed there."""
    files = Batch.objects.filter(
        mission_id=mission.pk, kind="events", published_at__isnull=False
    ).aggregate(
        published=Max("published_at"), undone=Max("undone_at"), erased=Max("rows_erased_at")
    )
    # A place no person wrote was made of events, by an assessment itself.
    read = (
        *files.values(),
        Compared.objects.filter(mission=mission).aggregate(at=Max("at"))["at"],
        HotspotCorrection.objects.filter(mission=mission).aggregate(at=Max("made_at"))["at"],
        _newest_answer(mission),
        _newest_version(Incident, mission),
        _newest_version(Base, mission),
        _newest_version(Place, mission, by_people=True),
        _newest_version(ActorLink, mission),
        _newest_version(Actor, mission, linked_alone=True),
    )
    moments = [at for at in read if at]
    versions = ClosedIncident.history.model.objects.filter(mission_id=mission.pk).order_by()
    closed = versions.values_list("compartment").annotate(at=Max("history_date"))
    return ({"": max(moments)} if moments else {}) | dict(closed)


def _newest_answer(mission: Mission) -> datetime | None:
    """When a question was last answered in a way that a score reads."""
    versions = InformationNeed.history.model.objects.filter(
        mission_id=mission.pk, says__isnull=False, classification__lte=READ_UP_TO
    )
    moment: datetime | None = versions.aggregate(at=Max("history_date"))["at"]
    return moment


def _newest_version(
    kind: type[Record], mission: Mission, *, by_people: bool = False, linked_alone: bool = False
) -> datetime | None:
    """When a record of a kind last changed, of those that some version let a score read."""
    versions = kind.history.model.objects
    read = versions.filter(id=OuterRef("id"), classification__lte=READ_UP_TO)
    if kind in (Actor, ActorLink):  # no score reads those of a compartment
        read = read.filter(compartment="")
    changes = versions.filter(Exists(read), mission_id=mission.pk)
    if by_people:
        changes = changes.filter(history_user__isnull=False)
    if linked_alone:  # an actor without links enters no score
        links = ActorLink.objects.filter(mission=mission)
        changes = changes.filter(
            Exists(links.filter(actor=OuterRef("id"))) | Exists(links.filter(other=OuterRef("id")))
        )
    moment: datetime | None = (
        changes.order_by("-history_date").values_list("history_date", flat=True).first()
    )
    return moment
