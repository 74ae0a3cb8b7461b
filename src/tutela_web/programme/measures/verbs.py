"""How indicators are set and read, and how reporting duties are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Conflict
from tutela_web.base.holding import hold
from tutela_web.links.queries import in_force
from tutela_web.links.verbs import not_ahead
from tutela_web.programme.fields import ACT, act_of
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.measures.models import Indicator, Reading, ReportDuty, ReportMade
from tutela_web.programme.measures.queries import duties_for
from tutela_web.records import verbs as records

READ_ACT = "lead_line"
"""By what else the lead of a line may give a reading of its indicators."""


def _require_words(values: Mapping[str, str]) -> None:
    for name, words in values.items():
        if not words:
            raise BadParameter(
                say("something is missing that this record needs"), where=name, next=say("write it")
            )


def may_read(standing: Standing, *, line: MatrixLine | None) -> bool:
    """Whether a person may give a reading of an indicator of a line, or of an objective."""
    act, area = act_of(line)
    leads = line is not None and standing.may(READ_ACT, area=line.area_id)
    return leads or standing.may(act, area=area)


@transaction.atomic
def read_indicator(
    indicator: Indicator, *, on: date, value: str, said_by: str, source: str, by: Standing
) -> Reading:
    """Give a reading of an indicator: what it showed on a day, which office says so, by what.

    Raises  Denied; BadParameter without value, office or source, or for a day ahead.
    """
    if not may_read(by, line=indicator.line):
        act, area = act_of(indicator.line)
        by.require(act, area=area)
    by.require_ours(indicator)
    words = {"value": value.strip(), "said_by": said_by.strip(), "source": source.strip()}
    _require_words(words)
    not_ahead(on, by)
    reading = Reading(
        indicator=indicator,
        on=on,
        classification=indicator.classification,
        area=indicator.area,
        invented=indicator.invented,
        known_at=clock.now(by.mission),
        **words,
    )
    return records.create(reading, mission=by.mission, by=by.person)


# --- reports


@transaction.atomic
def report_made(
    duty: ReportDuty, *, on: date, reference: str = "", version: int, by: Standing
) -> ReportMade:
    """Say that a report was made. The duty's next day follows from its rhythm; without one, no day
    is left.

    Raises  Denied; BadParameter for a day ahead; Conflict where somebody else said so meanwhile.
    """
    by.require(ACT, of=duty)
    not_ahead(on, by)
    duty = hold(duty)
    if version != duty.version:
        raise Conflict(
            "somebody said so meanwhile",
            fields={},
            version=duty.version,
            next="look at what is recorded",
        )
    return _keep_made(duty, on, reference, by=by, seen=duties_for(by))


@dataclass(frozen=True)
class ReleasedReport:
    """A report that was released, as the duties it may have met know it.

    due          the day the edition was due, where it had one
    contributor  the country it was written for, where it was for one contributor
    edition      its key
    """

    product: str
    reference: str
    edition: UUID
    due: date | None = None
    contributor: UUID | None = None


@transaction.atomic
def record_release(released: ReleasedReport, *, on: date, by: Standing) -> list[ReportMade]:
    """Record that the duties a product answers were met by its release, whose clearance was the
    act. Of duties owed on several days those of the day the edition was due are met, or those
    owed first; those owed to one contributor by the briefing to that country alone.

    Gives   a report made for each duty that was met.
    """
    rows = ReportDuty.objects.select_for_update(no_key=True, of=("self",)).filter(
        in_force(by), mission=by.mission, product=released.product
    )
    of_country = Q(contributor=None)
    if released.contributor is not None:
        of_country |= Q(contributor=released.contributor)
    owed = list(rows.filter(of_country).order_by("pk"))
    met = [duty for duty in owed if duty.due == released.due]
    if not met:
        first = min((duty.due for duty in owed if duty.due is not None), default=None)
        met = [duty for duty in owed if duty.due in (None, first)]
    return [
        _keep_made(duty, on, released.reference, by=by, edition=released.edition) for duty in met
    ]


@transaction.atomic
def answer_duties(product: str, duties: Collection[ReportDuty], *, by: Standing) -> None:
    """Say which reporting duties the release of a product answers; others it answers no longer.

    Raises  Denied.
    """
    by.require(ACT)
    rows = duties_for(by).filter(Q(product=product) | Q(pk__in=[duty.pk for duty in duties]))
    for duty in rows.select_for_update(no_key=True).order_by("pk"):
        answered = product if duty in duties else ""
        if duty.product != answered:
            records.edit(duty, {"product": answered}, version=duty.version, by=by.person)


def _keep_made(
    duty: ReportDuty,
    on: date,
    reference: str,
    *,
    by: Standing,
    seen: QuerySet[ReportDuty] | None = None,
    edition: UUID | None = None,
) -> ReportMade:
    report = ReportMade(
        duty=duty,
        due=duty.due,
        made_on=on,
        reference=reference.strip()[:200],
        edition_id=edition,
        classification=duty.classification,
        invented=duty.invented,
        known_at=clock.now(by.mission),
    )
    record = records.create(report, mission=by.mission, by=by.person)
    after = (duty.due or on) + timedelta(duty.every_days) if duty.every_days else None
    records.edit(duty, {"due": after}, version=duty.version, by=by.person, seen=seen)
    return record
