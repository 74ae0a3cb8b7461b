"""What the source of a report agreed to."""

from __future__ import annotations

from datetime import date

from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.access.vault import safety_verbs
from tutela_web.access.vault.models import Consent
from tutela_web.base.errors import NotNow
from tutela_web.intake.models import FieldReport


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
