"""Which scores are older than what they rest on: files, incidents, places, bases,
links of actors, answers to questions, corrections of hotspots.

Assessments are made whole, never in part: ranks are shared by overlapping intervals, so that one
record may move every line.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, Max, OuterRef

from tutela_web.access.models import Compartment, Mission
from tutela_web.actors.models import Actor, ActorLink
from tutela_web.base.models import Batch
from tutela_web.capacity.models import Base
from tutela_web.incidents.models import ClosedIncident, Compared, Incident
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.records.versions.queries import rows_in_open, versions_in
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
    closed = {
        compartment: at
        for compartment in Compartment.values
        if compartment
        and (at := versions_in(mission, ClosedIncident, compartments=[compartment]).last_written())
    }
    return ({"": max(moments)} if moments else {}) | closed


def _newest_answer(mission: Mission) -> datetime | None:
    """When a question was last answered in a way that a score reads."""
    answers = versions_in(mission, InformationNeed, compartments=Compartment.values)
    return answers.having("says").narrow(classification__lte=READ_UP_TO).last_written()


def _newest_version(
    kind: type[Record], mission: Mission, *, by_people: bool = False, linked_alone: bool = False
) -> datetime | None:
    """When a record of a kind last changed, of those that some version let a score read."""
    read = rows_in_open(kind).filter(record=OuterRef("record"), classification__lte=READ_UP_TO)
    changes = versions_in(mission, kind, compartments=Compartment.values).narrow(Exists(read))
    if by_people:
        changes = changes.narrow(written_by__isnull=False)
    if linked_alone:  # an actor without links enters no score
        links = ActorLink.objects.filter(mission=mission)
        changes = changes.narrow(
            Exists(links.filter(actor=OuterRef("record")))
            | Exists(links.filter(other=OuterRef("record")))
        )
    return changes.last_written()
