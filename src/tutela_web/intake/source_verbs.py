"""What the source of a report agreed to, and the end of a report's words."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tutela.base.say import say
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.access.vault import safety_verbs
from tutela_web.access.vault.models import Consent
from tutela_web.access.vault.verbs import destroy
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.intake.models import ClosedAnswers, FieldReport
from tutela_web.intake.queries import RETAINED_MONTHS, words_due
from tutela_web.records import verbs as records
from tutela_web.safeguards.queries import CLASSES, RetainedClass


def keep_consent(
    report: FieldReport,
    *,
    purpose: str,
    said: str,
    said_on: date,
    guardian: bool = False,
    by: Standing,
) -> Consent:
    """Keep what the source of a report said of one purpose.

    Takes   said, "agreed", "refused" or "withdrew".
    Raises  Denied; NotNow where nobody was named; BadParameter for another purpose.
    """
    by.require(safety_verbs.KEEP, area=report.area_id, of=report)
    if report.source is None:
        raise NotNow(say("nobody is named as the source of this report"))
    if said == "withdrew":
        return safety_verbs.withdraw_consent(report.source, purpose, by=by, area=report.area_id)
    return safety_verbs.record_consent(
        report.source,
        purpose,
        agreed=said == "agreed",
        guardian=guardian,
        said_on=said_on,
        by=by,
        area=report.area_id,
    )


def destroy_report_words(mission: Mission, record: UUID) -> None:
    """Destroy the answers of a report, in its versions and in backups; that it came stays."""
    report = FieldReport.objects.get(pk=record, mission=mission)
    changes = {"words_destroyed_on": clock.today(mission)}
    records.edit(report, changes, version=report.version, by=None)
    for closed in ClosedAnswers.objects.filter(report=report).values_list("pk", flat=True):
        destroy(closed)
    destroy(report.pk)


def connect() -> None:
    """Tell the room of safeguards, which lies below, which words are reviewed here."""
    CLASSES["reports"] = RetainedClass(
        "reports",
        _("Words of reports from the field"),
        RETAINED_MONTHS,
        words_due,
        destroy_report_words,
    )
