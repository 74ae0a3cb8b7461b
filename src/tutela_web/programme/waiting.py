"""What waits for a post of the programme: reports on its duties, reports of the mandate."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.programme.duties.queries import duties_for
from tutela_web.records.owed.rows import OwedKind, owned_by


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person of the programme."""
    yield OwedKind(
        duties_for(standing).filter(owned_by(standing, "post"), reported_on=None),
        _("Report of a duty"),
        "source",
        "programme:duty_report",
        day="report_due",
        panel="decisions_sought",
    )
