"""What every change of a strategy begins with: who may draft, and the strategy held."""

from __future__ import annotations

from tutela_web.base import holding
from tutela_web.strategy.edition.models import Strategy

ACT = "draft_strategy"


def hold(strategy: Strategy) -> Strategy:
    """The strategy as it stands, held until the change is made: one after the other."""
    return holding.hold(strategy, "mission")
