"""What waits for a post of the strategy: steps of drafting, copies to read back."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela.strategy.drafting import WRITABLE
from tutela_web.access.policy import Standing
from tutela_web.records.owed.rows import OwedKind, kept_by, label_of, owned_by
from tutela_web.strategy.consulting.models import DraftingPlan, PlanStep
from tutela_web.strategy.disseminating.queries import recipients_for
from tutela_web.strategy.edition.queries import strategies_for
from tutela_web.strategy.edition.verbs import ACT


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person of the strategy."""
    seen = strategies_for(standing).exclude(state="superseded").order_by().values("pk")
    yield OwedKind(
        PlanStep.objects.filter(owned_by(standing), plan__strategy__in=seen, done_on=None),
        _("Step of drafting"),
        "step",
        "strategy:plan",
        key="plan__strategy_id",
        day="due",
        said=label_of(PlanStep, "step"),
        panel="decisions_sought",
    )
    yield OwedKind(
        DraftingPlan.objects.filter(
            owned_by(standing, "leader"), strategy__in=seen, strategy__state__in=WRITABLE
        ),
        _("Drafting to lead to its end"),
        "strategy__title",
        "strategy:plan",
        key="strategy_id",
        day="ends",
    )
    yield OwedKind(
        strategies_for(standing).filter(kept_by(standing, ACT, "valid_until"), state="in force"),
        _("Strategy, which lapses"),
        "title",
        "strategy:strategy",
        day="valid_until",
    )
    yield OwedKind(
        recipients_for(standing)
        .filter(owned_by(standing, "post"), strategy__in=seen, received_on=None)
        .exclude(sent_on=None),
        _("Copy of the strategy to receive"),
        "strategy__title",
        "strategy:recipient",
        day="due",
    )
