"""What features and rooms above show on the page of a need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tutela_web.access.policy import Standing
from tutela_web.deployment.gap.models import Need

PANELS: dict[str, Callable[[Standing, Need], Mapping[str, Any] | None]] = {}
"""A template, and what goes into it as `told`; None where this person has no such panel."""


def panels_of(standing: Standing, need: Need) -> list[tuple[str, Mapping[str, Any]]]:
    """What is shown of a need: template, and what goes into it."""
    panels = [(template, show(standing, need)) for template, show in PANELS.items()]
    return [(template, shown) for template, shown in panels if shown is not None]
