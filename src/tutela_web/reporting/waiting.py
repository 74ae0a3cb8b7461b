"""What waits for a post of reporting: what a report asks of it, what a visit of the Council left,
what others asked for."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela.reporting.products import offices
from tutela_web.access.policy import Standing
from tutela_web.records.owed.rows import OwedKind, kept_by, owned_by
from tutela_web.reporting.editions.ask_queries import asks_for
from tutela_web.reporting.editions.council_queries import follow_ups_for
from tutela_web.reporting.editions.queries import contributions_for, holds_office, requests_for
from tutela_web.reporting.models import OfficeContribution, ReportAsk

ACT = "draft_products"


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person of reporting."""
    yield OwedKind(
        asks_for(standing).filter(
            owned_by(standing, "of"),
            state__in=(ReportAsk.State.OPEN, ReportAsk.State.LATER),
        ),
        _("Asked of leaders by a report"),
        "what",
        "reporting:report_ask",
        day="due",
    )
    yield OwedKind(
        follow_ups_for(standing).filter(owned_by(standing), done_on=None),
        _("Follow-up of a visit of the Security Council"),
        "what",
        "reporting:council_follow_up",
        day="due",
    )
    acts_for = [key for key in offices() if holds_office(standing, key)]
    yield OwedKind(
        contributions_for(standing).filter(
            office__in=acts_for, state=OfficeContribution.State.AWAITED
        ),
        _("Part of a report to hand in"),
        "report__title",
        "reporting:report",
        key="report_id",
        at="due_at",
    )
    yield OwedKind(
        requests_for(standing).filter(kept_by(standing, ACT, "due"), given_on=None),
        _("Asked for by others"),
        "what",
        "reporting:report_request",
        day="due",
    )
