"""What waits for a post of engagements: what it asked, promised, accepted, decided."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.engagements.asks.queries import asks_for
from tutela_web.engagements.asks.verbs import ACT as ASKS
from tutela_web.engagements.engagement.queries import authorisations_for, commitments_for
from tutela_web.engagements.engagement.verbs import ACT as ENGAGES
from tutela_web.engagements.groups.models import GroupDecision
from tutela_web.engagements.no_response.queries import standing_choices
from tutela_web.engagements.residual.queries import residuals_for
from tutela_web.records.owed.rows import OwedKind, kept_by, owned_by


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person of what was asked, promised, accepted, decided."""
    yield OwedKind(
        asks_for(standing).filter(kept_by(standing, ASKS, "due"), answered_on=None),
        _("Request without an answer"),
        "what",
        "engagements:ask",
        day="due",
        panel="requests_open",
    )
    yield OwedKind(
        commitments_for(standing).filter(
            kept_by(standing, ENGAGES, "due", area="engagement__area"), judged=""
        ),
        _("Promise to judge"),
        "what",
        "engagements:engagement",
        key="engagement_id",
        day="due",
        panel="promises",
    )
    yield OwedKind(
        authorisations_for(standing).filter(owned_by(standing, "given_by"), ends__gte=standing.on),
        _("Leave to talk to an armed actor, which ends"),
        "purpose",
        "engagements:engagements",
        key="",
        day="ends",
    )
    yield OwedKind(
        GroupDecision.objects.filter(
            standing.sees("engagements"), owned_by(standing, "decided_by"), outcome_on=None
        ),
        _("Decision on an armed group, to look at again"),
        "actor__name",
        "engagements:group",
        key="actor_id",
        day="review_on",
    )
    yield OwedKind(
        standing_choices(standing).filter(owned_by(standing, "decided_by")),
        _("Choice not to respond, to look at again"),
        "risk__place__name",
        "engagements:no_response",
        day="review_on",
        panel="choices_to_review",
    )
    yield OwedKind(
        residuals_for(standing).filter(owned_by(standing, "accepted_by"), ended_on=None),
        _("Accepted risk, which lapses"),
        "what",
        "engagements:residual",
        day="until",
        panel="lapsing_risks",
    )
