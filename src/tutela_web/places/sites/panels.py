"""The panels of a site's page: each file of the feature, and each room above, adds its own.

    PANELS.append(Shown("places/sites/_defects.html", defects_of))

What a panel is not shown to leaves no trace: `told` gives None then, and nothing stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tutela_web.access.policy import Standing
from tutela_web.places.sites.models import Site


@dataclass(frozen=True)
class Shown:
    """A panel: its template, and what it is given; None where this person is shown none.

    at   where it stands among the others, the smallest first
    """

    template: str
    told: Callable[[Standing, Site], Mapping[str, Any] | None]
    at: int = 50


PANELS: list[Shown] = []


def panels_of(standing: Standing, site: Site) -> list[tuple[str, Mapping[str, Any]]]:
    """The panels of a site's page that this person is shown, in order, with what each is given."""
    shown = [
        (panel, panel.told(standing, site)) for panel in sorted(PANELS, key=lambda panel: panel.at)
    ]
    return [(panel.template, context) for panel, context in shown if context is not None]


ABLE: list[Callable[[Standing, Iterable[Site]], Mapping[UUID, bool | None]]] = []
"""Who knows of perimeters says here whether each site could be held: True, False, or None, not
known. Of what it rests on nothing is told."""


def able_at(standing: Standing, sites: Iterable[Site]) -> dict[UUID, bool | None]:
    """Whether each site could be held: able, not able, or None, not known."""
    able: dict[UUID, bool | None] = {}
    for of_feature in ABLE:
        able |= of_feature(standing, sites)
    return able
