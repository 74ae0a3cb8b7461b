"""What rooms above show on the page of a risk: beside its rank, which none of it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tutela_web.access.policy import Standing
from tutela_web.risk.models import Risk

PANELS: dict[str, Callable[[Standing, Risk], Mapping[str, Any] | None]] = {}
"""A template of a room above, and what goes into it; None where this person has no such panel."""


def panels_of(standing: Standing, risk: Risk) -> list[tuple[str, Mapping[str, Any]]]:
    """What the rooms above show of a line of the register: template, and what goes into it."""
    panels = [(template, told(standing, risk)) for template, told in PANELS.items()]
    return [(template, shown) for template, shown in panels if shown is not None]
