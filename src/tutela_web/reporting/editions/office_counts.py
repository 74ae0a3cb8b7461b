"""What an office counts of its own register for reports: drawn from the register, never typed, and
told only where nobody can be known by it (ADR 0100)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypedDict

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.disclosure import SpanTold, may_tell_span
from tutela.incidents.compartments import COMPARTMENTS
from tutela_web.access.policy import Standing
from tutela_web.accountability.models import ActionPlanStep, Grave, Violation
from tutela_web.accountability.queries import KIND, plan_steps_for, violations_for
from tutela_web.base.errors import Denied
from tutela_web.records.versions.queries import versions_in, versions_of
from tutela_web.reporting.models import OfficeFigure

Counted, Held, Topic = OfficeFigure.Counted, OfficeFigure.Held, OfficeFigure.Topic

COUNTS_OF = {
    Topic.HUMAN_RIGHTS: (Counted.VIOLATIONS, Counted.ABUSES),
    Topic.CHILDREN: (
        Counted.KILLING,
        Counted.RECRUITMENT,
        Counted.CHILD_SEXUAL,
        Counted.ABDUCTION,
        Counted.RELEASED,
    ),
    Topic.SEXUAL_VIOLENCE: (Counted.CRSV,),
}
"""What each office may have counted. None of them is a sum of others: no total is told."""

_WHICH = {
    Counted.VIOLATIONS: Q(kind=Violation.Kind.VIOLATION),
    Counted.ABUSES: Q(kind=Violation.Kind.ABUSE),
    Counted.KILLING: Q(grave=Grave.KILLING),
    Counted.RECRUITMENT: Q(grave=Grave.RECRUITMENT),
    Counted.CHILD_SEXUAL: Q(grave=Grave.SEXUAL),
    Counted.ABDUCTION: Q(grave=Grave.ABDUCTION),
    Counted.CRSV: Q(harm__in=COMPARTMENTS["crsv"], grave=""),
}
UNVERIFIED = (Violation.Status.REPORTED, Violation.Status.LOOKING)

NOT_TOLD = _("too few to be told, or not given")


class WhatIsCounted(TypedDict, total=False):
    """What a figure is of, as far as it is counted by it."""

    of: str
    counted: str
    held: str
    first: date
    last: date


def count_for_office(values: WhatIsCounted, by: Standing) -> int:
    """How many the register of an office holds of something, as the office itself reads it.

    Raises  Denied where this person does not read the register.
    """
    if not by.reads(KIND):
        raise Denied("the register is read by its office alone", next="ask that office")
    first, last = values["first"], values["last"]
    if values["counted"] == Counted.RELEASED:
        return _count_released(values["held"], first, last, by)
    rows = violations_for(by).filter(_WHICH[Counted(values["counted"])]).order_by()
    if values["held"] == Held.ALLEGED:
        return rows.filter(status__in=UNVERIFIED, on__gte=first, on__lte=last).count()
    verified = rows.filter(status=Violation.Status.VERIFIED)
    if values["held"] == Held.VERIFIED:
        return verified.filter(on__gte=first, on__lte=last).count()
    return sum(first <= day <= last for day in _days_verified(verified.filter(on__lt=first)))


def _days_verified(rows: QuerySet[Violation]) -> Iterator[date]:
    """On which day each violation was first kept as verified."""
    first: dict[object, date] = {}
    for was in versions_of(*rows).holding(status=Violation.Status.VERIFIED):
        first.setdefault(was.pk, was.version_at.date())
    yield from first.values()


def _count_released(status: str, first: date, last: date, by: Standing) -> int:
    steps = plan_steps_for(by).filter(kind=ActionPlanStep.Kind.RELEASE).order_by()
    done = Q(done_on__gte=first, done_on__lte=last)
    if status == Held.ALLEGED:
        rows = steps.filter(done, verdict=ActionPlanStep.Verdict.OPEN)
    else:
        rows = steps.filter(verdict=ActionPlanStep.Verdict.VERIFIED)
        rows = rows.filter(
            done
            if status == Held.VERIFIED
            else Q(done_on__lt=first, verdict_on__gte=first, verdict_on__lte=last)
        )
    return sum(
        (girls or 0) + (boys or 0)
        for girls, boys in rows.values_list("released_girls", "released_boys")
    )


def told_number(values: WhatIsCounted, by: Standing) -> int | None:
    """The number a figure tells; None where few are counted, or could be had from what figures of
    the same thing told before, in every version of each."""
    count = count_for_office(values, by)
    asked = SpanTold(values["first"], values["last"], count)
    before = _told_before(values, by)
    # Verified late means of another time for each first day: such counts do not add up.
    adds_up = values["held"] != Held.LATE_VERIFIED
    return count if may_tell_span(asked, before, adds_up=adds_up) else None


def _told_before(values: WhatIsCounted, by: Standing) -> Iterable[SpanTold]:
    asked = {name: values[name] for name in ("of", "counted", "held")}
    versions = versions_in(by.mission, OfficeFigure).holding(**asked)
    rows = sorted(versions, key=lambda was: was.version_at, reverse=True)
    return [SpanTold(was.first, was.last, was.value) for was in rows if was.value is not None]
