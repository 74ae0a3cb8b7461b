"""What else the pages of a strategy show: what is built on the strategy registers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tutela_web.access.policy import Standing
from tutela_web.strategy.edition.models import Section, Strategy

OF_STRATEGY: list[Callable[[Standing, Strategy], dict[str, Any]]] = []
OF_SECTION: list[Callable[[Standing, Section], dict[str, Any]]] = []


def beside_strategy(standing: Standing, strategy: Strategy) -> dict[str, Any]:
    """What the page of a strategy is given beside its own."""
    return {name: value for give in OF_STRATEGY for name, value in give(standing, strategy).items()}


def beside_section(standing: Standing, section: Section) -> dict[str, Any]:
    """What the page of a section is given beside its own."""
    return {name: value for give in OF_SECTION for name, value in give(standing, section).items()}
