"""What waits for a post of review: the rounds it owns."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.records.owed.rows import OwedKind, label_of, owned_by
from tutela_web.review.rounds.models import Review
from tutela_web.review.rounds.queries import reviews_for


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """Reviews of the strategy that posts of this person own and nobody closed."""
    yield OwedKind(
        reviews_for(standing).filter(owned_by(standing), closed_on=None),
        _("Review of the strategy"),
        "kind",
        "review:review",
        key="strategy_id",
        day="due",
        said=label_of(Review, "kind"),
        panel="decisions_sought",
    )
