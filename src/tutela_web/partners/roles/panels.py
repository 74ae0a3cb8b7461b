"""What rooms above show on the page of the host state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tutela_web.access.policy import Standing

PANELS: dict[str, Callable[[Standing], Mapping[str, Any] | None]] = {}
"""A template of a room above, and what goes into it as `told`; None where this person has no such
panel."""


def panels_of(standing: Standing) -> list[tuple[str, Mapping[str, Any]]]:
    """What the rooms above show of the host state: template, and what goes into it."""
    panels = [(template, show(standing)) for template, show in PANELS.items()]
    return [(template, shown) for template, shown in panels if shown is not None]
