"""What waits for a post of outreach: answers owed, disputes to look at, what an agreement owes."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.outreach.dialogue.queries import debts_owned
from tutela_web.outreach.disputes.queries import ACT, open_disputes, running_agreements
from tutela_web.outreach.messages.models import Released
from tutela_web.outreach.messages.queries import messages_for, statements_for
from tutela_web.outreach.perceptions.queries import surveys_for
from tutela_web.records.owed.rows import OwedKind, kept_by, owned_by


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person of outreach."""
    yield OwedKind(
        debts_owned(standing),
        _("Answer due to a community"),
        "what",
        "outreach:point",
        day="due",
        panel="owed_to_communities",
    )
    yield OwedKind(
        open_disputes(standing).filter(kept_by(standing, ACT, "review_on")),
        _("Dispute to look at again"),
        "name",
        "outreach:dispute",
        day="review_on",
    )
    yield OwedKind(
        running_agreements(standing).filter(kept_by(standing, ACT, "due"), kept_on=None),
        _("Due under an agreement between communities"),
        "owed",
        "outreach:dispute_agreement",
        day="due",
    )
    yield OwedKind(
        statements_for(standing).filter(
            owned_by(standing, "approved_by"),
            state=Released.RELEASED,
            until__gte=standing.on,
        ),
        _("Statement of what the mission can do, which ends"),
        "says",
        "outreach:statement",
        day="until",
    )
    yield OwedKind(
        surveys_for(standing).filter(owned_by(standing, "run_by"), closed_on=None),
        _("Survey to end"),
        "title",
        "outreach:survey",
        day="ends",
    )
    yield OwedKind(
        messages_for(standing).filter(owned_by(standing, "approver"), state=Released.ASKED),
        _("Message to approve"),
        "title",
        "outreach:message",
        panel="messages_waiting",
    )
