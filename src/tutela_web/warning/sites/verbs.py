"""What follows from a defect of a site that is past its day, by the clock.

The lines of the register at that site are raised by proposal: people agree, or do not, and what
they leave lower stays lower. Who answers for the site is told to open Tutela, and nothing else is
said on a telephone. Neither ends anything: a person says on which day it was mended.
"""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from tutela.base.messages import say
from tutela.places.perimeter import RAISED_TO
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission
from tutela_web.base import clock
from tutela_web.channels import outbox
from tutela_web.places.sites.safety_models import SiteDefect, SitePlan
from tutela_web.places.sites.safety_queries import defects_for
from tutela_web.risk.models import Risk
from tutela_web.risk.verbs import propose_by_rule
from tutela_web.warning.models import Alert
from tutela_web.warning.sites.models import DefectOfRisk, OverdueDefect
from tutela_web.warning.telling.addressees import FilledPosts, Named

log = logging.getLogger(__name__)

ABOUT = "sitedefect"
HEAD = "head_of_field_office"
FACTOR = "displacement or site conditions"
REASON = say("a defect of this site is past its day")


def follow_overdue(mission: Mission) -> int:
    """Raise by proposal what stands at the sites of defects past their day, and tell who answers
    for them; each once. Gives how many were told of now."""
    today = clock.today(mission)
    late = SiteDefect.objects.filter(mission=mission, mended_on=None, due__lt=today)
    _put_to_risks(mission, list(late.values_list("pk", "place")))
    known = OverdueDefect.objects.filter(defect=OuterRef("pk"), due=OuterRef("due"))
    waiting = list(late.filter(~Exists(known)).values_list("pk", flat=True))
    if not waiting:
        return 0
    now = clock.now(mission)
    around = FilledPosts(mission, now)
    return sum(_tell_once(pk, around, now) for pk in waiting)


def _put_to_risks(mission: Mission, late: list[tuple[UUID, UUID]]) -> None:
    """Each open line of the register at a site, once for each of its defects past their day."""
    if not late:
        return
    lines = Risk.objects.filter(
        mission=mission, compartment="", place__in={place for _defect, place in late}
    ).exclude(status__in=Risk.OFF)
    at = [(line, defect) for line in lines for defect, place in late if place == line.place_id]
    known = set(
        DefectOfRisk.objects.filter(
            mission=mission, defect__in=[defect for defect, _place in late]
        ).values_list("defect", "risk")
    )
    for line, defect in at:
        if (defect, line.pk) not in known:
            _put_to(line, defect)


@transaction.atomic
def _put_to(line: Risk, defect: UUID) -> None:
    now = clock.now(line.mission)
    row, new = DefectOfRisk.objects.get_or_create(
        defect_id=defect,
        risk=line,
        defaults={"mission": line.mission, "raised": False, "at": now},
    )
    if not new:  # another was at it
        return
    value = {"value": RAISED_TO, "low": 3.0, "high": 5.0, "why": str(REASON)}
    if propose_by_rule(line, FACTOR, value, reason=str(REASON)):  # type: ignore[arg-type]
        row.raised = True
        row.save(update_fields=["raised"])


@transaction.atomic
def _tell_once(pk: UUID, around: FilledPosts, now: datetime) -> bool:
    rows = SiteDefect.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    defect = rows.select_related("place").filter(pk=pk, mended_on=None).first()
    if defect is None:  # another is at it, or it was mended meanwhile
        return False
    people = _answering(defect, around)
    if not people:
        log.error("nobody who answers for the site of defect %s holds a post", pk)
        return False
    _row, new = OverdueDefect.objects.get_or_create(
        defect=defect,
        due=defect.due,
        defaults={"mission": around.mission, "at": now, "told": len(people)},
    )
    if not new:
        return False
    ways = [
        *(("mail", "person", named.person.pk) for named in people),
        *(("sms", "post", named.post.pk) for named in people),
    ]
    outbox.send_all(around.mission.pk, ways, about_kind=ABOUT, about_id=defect.pk)
    trail.record(
        "alarm", mission=around.mission, by=None, kind=ABOUT, subject=defect.pk, told=len(people)
    )
    return True


def _answering(defect: SiteDefect, around: FilledPosts) -> list[Named]:
    """The head of the site's field office, and the posts that manage the site and mend the defect:
    of their holders those who may read it."""
    place = defect.place
    there = Alert(
        mission=around.mission,
        area_id=place.area_id,
        latitude=place.latitude,
        longitude=place.longitude,
    )
    posts = {
        defect.owner_id,
        *SitePlan.objects.filter(place=place).values_list("manager", flat=True),
    }
    near = [seat for seat in around.of(there) if seat.post.role == HEAD]
    named = [seat for seat in around.seats if seat.post.pk in posts]
    people = [Named(seat.post, person) for seat in [*near, *named] for person in seat.people]
    return [
        holder
        for holder in dict.fromkeys(people)
        if defects_for(around.standings[holder.person.pk]).filter(pk=defect.pk).exists()
    ]
