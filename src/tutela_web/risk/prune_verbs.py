"""What of the method's suggestions is kept, and how the rest goes: unseen first, then in chunks.

Always kept: the newest of each score and marking, the last of each week that lines through time
show, each that a week was frozen on or a strategy rests on, each that was the newest when people
agreed a value, and the one each person looked at last. Of those made by themselves after each
change, the last of a day.

What is kept for a week or a value of long ago is kept thin: what led its hotspots, what it said of
the lines of the register, and the evidence of both, not every suggestion for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import Compartment, Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.tables.batches import in_chunks
from tutela_web.records.versions.queries import versions_in
from tutela_web.risk.models import (
    Assessment,
    AssessmentRule,
    LastLook,
    PackedRisks,
    Risk,
    SuggestedRisk,
    Week,
)
from tutela_web.risk.packed.columns import columns_of_rows, is_row, pack
from tutela_web.risk.packed.queries import lines_suggested
from tutela_web.risk.verbs import TOLD, BadScore

ACT = "run_week"
MOST_DAYS = 3650
WEEKS = 13
"""How many weeks keep their last assessment: twelve are drawn, and the one that is running."""

PASSING = timedelta(hours=1)
"""How long a score made by itself is kept when a newer one of that day is there."""

RESTED_ON: list[Callable[[Mission], Iterable[UUID]]] = []
"""From rooms above: the assessments that something of theirs rests on."""

ABANDONED = timedelta(minutes=30)
"""A writer whose last chunk is so old is taken for dead."""


def keep_days(mission: Mission) -> int:
    """How many days every assessment of a mission is kept."""
    rule = AssessmentRule.objects.filter(mission=mission).first()
    return rule.keep_days if rule else AssessmentRule.KEEP_DAYS


def set_keep_days(days: int, *, by: Standing) -> None:
    """Set how many days every assessment is kept.

    Raises  Denied without the act run_week; BadScore for a number of days out of range.
    """
    by.require(ACT)
    if not 1 <= days <= MOST_DAYS:
        raise BadScore(
            say("{n} days cannot be retained", n=days),
            next=say("write a number from 1 to {most}", most=MOST_DAYS),
        )
    before = keep_days(by.mission)
    with transaction.atomic():
        AssessmentRule.objects.update_or_create(mission=by.mission, defaults={"keep_days": days})
        trail.record(
            "edit",
            mission=by.mission,
            by=by.person,
            kind="assessmentrule",
            days=days,
            before=before,
        )


def prunable_assessments(mission: Mission) -> list[Assessment]:
    """The assessments nothing rests on any more, and what a killed run left; oldest first."""
    abandoned = Assessment.every.filter(
        mission=mission, published_at__isnull=True, written_at__lt=real_now() - ABANDONED
    )
    assessments = Assessment.objects.filter(mission=mission).only(
        "pk", "on", "made_at", "made_by_id", "compartment", "classification", "packed_risks"
    )
    rows = list(assessments.order_by("on", "made_at"))
    kept = _rested_on(mission, rows)
    oldest = clock.now(mission) - timedelta(days=keep_days(mission))
    weeks = clock.today(mission) - timedelta(weeks=WEEKS)
    newest: dict[Any, UUID] = {}
    for row in rows:  # the last of each key stays
        score = (row.compartment, row.classification)
        newest[score] = row.pk
        if row.on >= weeks:
            newest[*score, (row.on - timedelta(days=row.on.weekday()))] = row.pk
    kept |= set(newest.values())
    last_of_day = {(row.compartment, row.classification, row.on): row.pk for row in rows}
    passing = clock.now(mission) - PASSING
    gone = [
        row
        for row in rows
        if row.pk not in kept
        and (
            row.made_at < oldest
            or (
                row.made_at < passing
                and row.made_by_id is None
                and row.pk != last_of_day[row.compartment, row.classification, row.on]
            )
        )
    ]
    return [*abandoned.order_by("made_at"), *gone]


def thinnable_assessments(mission: Mission) -> list[Assessment]:
    """Assessments older than the lines through time and the days kept, which a week or an agreed
    value rests on and which hold more than these need; oldest first."""
    days = max(timedelta(weeks=WEEKS), timedelta(days=keep_days(mission)))
    assessments = Assessment.objects.filter(mission=mission).order_by("on", "made_at")
    newest = {
        (compartment, classification): pk
        for pk, compartment, classification in assessments.values_list(
            "pk", "compartment", "classification"
        )
    }
    looked_at = LastLook.objects.filter(mission=mission, assessment__isnull=False)
    old = assessments.filter(
        Q(packed_risks__gt=0) | Exists(_left_out(mission).filter(assessment=OuterRef("pk"))),
        on__lt=clock.today(mission) - days,
    )
    # Of before hotspots were made, any may be what a place's line says.
    old = old.exclude(hotspots=[]).exclude(pk__in=looked_at.values("assessment"))
    return [row for row in old.defer("hotspots") if row.pk not in newest.values()]


def _left_out(mission: Mission) -> QuerySet[SuggestedRisk]:
    """Rows of its assessments that neither lead a hotspot nor tell of a place of the register."""
    registered = Risk.objects.filter(mission=mission).values("place")
    return SuggestedRisk.objects.filter(leads=False).exclude(place__in=registered)


def thin(mission: Mission, *, tell: Callable[[int, int, str], None]) -> int:
    """Leave of old assessments what weeks and values rest on; gives how many were thinned.

    Lines of the register at packed places become rows first. The trail tells how many risks went.
    """
    assessments = thinnable_assessments(mission)
    for done, row in enumerate(assessments):
        tell(done, len(assessments), "prune")
        ids = list(_left_out(mission).filter(assessment=row).values_list("pk", flat=True))
        in_chunks(ids, _remove)
        lines = set(Risk.objects.filter(mission=mission).values_list("place", "actor", "harm"))
        found = lines_suggested(row, {place for place, _actor, _harm in lines})
        packed = [found[line] for line in lines & found.keys() if found[line]._state.adding]
        with transaction.atomic():
            for one in packed:
                one.assessment = row
                one.save(force_insert=True)
            gone = row.packed_risks - len(packed) + len(ids)
            PackedRisks.objects.filter(pk=row.pk).delete()
            Assessment.objects.filter(pk=row.pk).update(packed_risks=0)
            trail.record(
                "prune",
                mission=mission,
                kind="assessment",
                subject=row.pk,
                compartment=row.compartment,
                risks=gone,
                thinned=True,
            )
    return len(assessments)


def pack_rows(mission: Mission, *, tell: Callable[[int, int, str], None]) -> int:
    """Pack what assessments of earlier versions keep as rows and new ones do not; gives how many
    were packed. Where it is killed rows stand twice, and are read once."""
    full = Assessment.objects.filter(mission=mission, packed_risks=0).annotate(rows=Count("risks"))
    packed = 0
    for row in full.filter(rows__gt=2 * TOLD):
        tell(packed, packed + 1, "prune")
        risks = SuggestedRisk.objects.filter(assessment=row)
        columns = columns_of_rows(risks.order_by("order"))
        others = columns.filter(~is_row(TOLD))
        if others.is_empty():
            continue
        with transaction.atomic():
            PackedRisks.objects.create(assessment=row, table=pack(others))
            Assessment.objects.filter(pk=row.pk).update(packed_risks=len(others))
        ids = [UUID(pk) for pk in others["pk"]]
        in_chunks(ids, _remove)
        packed += 1
    return packed


def _remove(keys: Sequence[UUID]) -> None:
    SuggestedRisk.objects.filter(pk__in=keys).delete()


def _rested_on(mission: Mission, rows: Sequence[Assessment]) -> set[UUID]:
    """Those a week was frozen on, those somebody looked at last, those a room above rests on, and
    of each score the newest when a value was agreed."""
    kept = set(Week.objects.filter(mission=mission).values_list("assessment_id", flat=True))
    looks = LastLook.objects.filter(mission=mission, assessment__isnull=False)
    kept |= set(looks.values_list("assessment_id", flat=True))
    kept |= {pk for named in RESTED_ON for pk in named(mission)}
    versions = versions_in(mission, Risk, compartments=Compartment.values).having("agreed_at")
    for compartment, at in set(versions.values("compartment", "agreed_at")):
        before = [row for row in rows if row.compartment == compartment and row.made_at <= at]
        kept |= {row.pk for row in before[-1:]}
    return kept


def prune(mission: Mission, *, tell: Callable[[int, int, str], None]) -> int:
    """Remove what nothing rests on any more; gives how many assessments went.

    What stays of long ago is thinned, and rows of earlier versions are packed. Each that goes is
    unpublished first, so that no reader meets half of one; a removal that is killed is
    ended by the next. The trail tells which went, and how many rows of each.
    """
    pack_rows(mission, tell=tell)
    thin(mission, tell=tell)
    assessments = prunable_assessments(mission)
    for done, row in enumerate(assessments):
        tell(done, len(assessments), "prune")
        with transaction.atomic():
            Assessment.every.filter(pk=row.pk).update(published_at=None, written_at=real_now())
        ids = list(SuggestedRisk.objects.filter(assessment=row.pk).values_list("pk", flat=True))

        def remove(some: Sequence[UUID], at: int = done, pk: UUID = row.pk) -> None:
            tell(at, len(assessments), "prune")
            SuggestedRisk.objects.filter(pk__in=some).delete()
            Assessment.every.filter(pk=pk).update(written_at=real_now())

        in_chunks(ids, remove)
        with transaction.atomic():
            Assessment.every.filter(pk=row.pk).delete()
            trail.record(
                "prune",
                mission=mission,
                kind="assessment",
                subject=row.pk,
                compartment=row.compartment,
                risks=len(ids) + row.packed_risks,
            )
    return len(assessments)
