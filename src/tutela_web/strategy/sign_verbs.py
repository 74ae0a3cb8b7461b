"""How a strategy is frozen."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access import records
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.queries import holds_readiness
from tutela_web.strategy.models import FrozenStrategy, Strategy
from tutela_web.strategy.snapshot import digest, snapshot, up_to

HOLDS = FrozenStrategy.Holds


@transaction.atomic
def freeze(strategy: Strategy, *, by: Standing) -> dict[str, FrozenStrategy]:
    """Keep all that a strategy says today: the whole, and the open part of it.

    Takes   by, who holds the compartment capacity: without it there is no whole to keep. What a
            step needs of authority its verb has checked.
    Gives   both copies by FrozenStrategy.Holds; those kept already if nothing changed since.
    Raises  BadParameter without the compartment.
    """
    if not holds_readiness(by):
        raise BadParameter(say("the whole strategy is kept by who reads all of it"),
                           next=say("ask who holds the compartment capacity"))  # fmt: skip
    whole = snapshot(by, strategy)
    part = snapshot(up_to(by, strategy.classification), strategy, closed=False)
    return {
        HOLDS.WHOLE: _kept(strategy, HOLDS.WHOLE, whole, by=by),
        HOLDS.OPEN: _kept(strategy, HOLDS.OPEN, part, by=by),
    }


def _kept(
    strategy: Strategy, holds: FrozenStrategy.Holds, content: dict[str, Any], *, by: Standing
) -> FrozenStrategy:
    named = digest(content)
    earlier = FrozenStrategy.objects.filter(strategy=strategy, holds=holds, digest=named).first()
    if earlier is not None:
        return earlier
    closed = holds == HOLDS.WHOLE
    made = FrozenStrategy(
        strategy=strategy, holds=holds, content=content, digest=named,
        frozen_on=clock.today(by.mission), post=(by.titles[0] if by.titles else "")[:160],
        classification=content["marking"], language=strategy.language,
        compartment=Compartment.CAPACITY if closed else Compartment.NONE,
        known_at=clock.now(by.mission),
    )  # fmt: skip
    return records.create(made, mission=by.mission, by=by.person)
