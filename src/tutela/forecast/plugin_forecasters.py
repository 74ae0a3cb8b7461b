"""Rules of packages of others, told beside those of the house in each evaluation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sized
from functools import partial
from typing import Any, Protocol

from tutela.base.later import np
from tutela.base.messages import say
from tutela.base.plugins import Forecaster, PluginRefused, attempt, load_plugins
from tutela.forecast.draws import Draws

GROUP = "tutela.forecasters"
OURS = frozenset({"tutela", "risk_score"})


def added_rules(ours: Collection[str]) -> dict[str, Callable[[Any], Draws]]:
    """The rules of packages installed here, by name.

    Takes   ours, the names of the rules of the house.

    >>> added_rules(["zero"])
    {}
    """
    loaded: dict[str, Forecaster] = load_plugins(
        GROUP, lambda plugin: isinstance(plugin, Forecaster), ours=OURS | set(ours)
    )
    return {name: partial(_draw, name, plugin) for name, plugin in loaded.items()}


class OfPanel(Protocol):
    """What a rule is asked with (`tutela.forecast.history.Before`), as far as is asked here."""

    @property
    def panel(self) -> Sized:
        """The units and periods."""


def _draw(name: str, plugin: Forecaster, before: OfPanel) -> Draws:
    """The draws of one rule. Raises PluginRefused, and puts down why, where they are not one row
    for each unit."""
    drawn: list[Draws] = []

    def draw() -> None:
        answer: object = plugin.draw(before)
        if (
            not isinstance(answer, Draws)
            or len(answer) != len(before.panel)
            or not np.isfinite(answer.values).all()
        ):
            raise PluginRefused(
                say("the plug-in {name} gives no draws for each unit", name=name),
                next=say("ask who wrote it, or remove the package"),
            )
        drawn.append(answer)

    if not attempt(GROUP, name, "", draw):
        raise PluginRefused(
            say("the plug-in {name} failed", name=name),
            next=say("ask who wrote it, or remove the package"),
        )
    return drawn[0]
