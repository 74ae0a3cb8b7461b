"""Panels of rooms above beside a record of a room below: their addresses alone; and what stands
before a ranked list of a room below.

The page below shows a link, and a browser fetches the panel once the page stands: what a higher
room knows never holds up the page of an alert.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.records.models import Record


@dataclass(frozen=True)
class PanelAbove:
    """A panel of a room above: where it is read, and what its link says.

    name  by which a page that tells the same elsewhere leaves it out
    """

    url: str
    label: Words
    name: str = ""


PANELS: list[Callable[[Standing, Record], PanelAbove | None]] = []
"""Each gives its panel beside a record, without a query; None where it has none for this person."""


SLOTS: dict[str, list[Callable[[Standing, Record], PanelAbove | None]]] = {}
"""As PANELS, by the slot of one page that has a place of its own for it."""


FIRST: list[Callable[[Standing], SafeString]] = []
"""What a room above has to say before a list of a room below that is ranked by something else: each
gives it as a page shows it, nothing where it has none for this person."""


def panels_above(
    standing: Standing, record: Record, *, slot: str = "", but: str = ""
) -> list[PanelAbove]:
    """The panels of rooms above for a record, for this person. No query.

    Takes   slot, of a page that has one; else those beside the record; but, the name of one that
            the page shows elsewhere.
    """
    of_rooms = SLOTS.get(slot, []) if slot else PANELS
    panels = [panel for of_room in of_rooms if (panel := of_room(standing, record)) is not None]
    return [panel for panel in panels if not but or panel.name != but]
