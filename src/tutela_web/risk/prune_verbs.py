"""What of the method's suggestions is kept, and how the rest goes: unseen first, then in chunks.

Always kept: the newest of each score and marking, the last of each week that lines through time
show, each that a week was frozen on or a strategy rests on, each that was the newest when people
agreed a value, and the one each person looked at last. Of those made by themselves after each
change, the last of a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tutela.base.say import say
from tutela_web.access import audit
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.chunks import in_chunks
from tutela_web.base.clock import real_now
from tutela_web.risk.models import (
    Assessment,
    AssessmentRule,
    LastLook,
    Risk,
    SuggestedRisk,
    Week,
)
from tutela_web.risk.verbs import BadScore

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
        audit.record(
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
        "pk", "on", "made_at", "made_by_id", "compartment", "classification"
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


def _rested_on(mission: Mission, rows: Sequence[Assessment]) -> set[UUID]:
    """Those a week was frozen on, those somebody looked at last, those a room above rests on, and
    of each score the newest when
    a value was agreed."""
    kept = set(Week.objects.filter(mission=mission).values_list("assessment_id", flat=True))
    looks = LastLook.objects.filter(mission=mission, assessment__isnull=False)
    kept |= set(looks.values_list("assessment_id", flat=True))
    kept |= {pk for named in RESTED_ON for pk in named(mission)}
    versions = Risk.history.model.objects.filter(mission_id=mission.pk, agreed_at__isnull=False)
    for compartment, at in set(versions.values_list("compartment", "agreed_at")):
        before = [row for row in rows if row.compartment == compartment and row.made_at <= at]
        kept |= {row.pk for row in before[-1:]}
    return kept


def prune(mission: Mission, *, tell: Callable[[int, int, str], None]) -> int:
    """Remove what nothing rests on any more; gives how many assessments went.

    Each is unpublished first, so that no reader meets half of one; a removal that is killed is
    ended by the next. The trail tells which went, and how many rows of each.
    """
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
            audit.record(
                "prune",
                mission=mission,
                kind="assessment",
                subject=row.pk,
                compartment=row.compartment,
                risks=len(ids),
            )
    return len(assessments)
