"""What rooms above show on the page of an incident."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tutela_web.access.policy import Standing
from tutela_web.incidents.models import Incident

PANELS: dict[str, Callable[[Standing, Incident], Mapping[str, Any] | None]] = {}
"""A template of a room above, and what goes into it; None where this person has no such panel."""


def panels_of(standing: Standing, incident: Incident) -> list[tuple[str, Mapping[str, Any]]]:
    """What the rooms above show of an incident: template, and what goes into it."""
    panels = [(template, told(standing, incident)) for template, told in PANELS.items()]
    return [(template, shown) for template, shown in panels if shown is not None]
