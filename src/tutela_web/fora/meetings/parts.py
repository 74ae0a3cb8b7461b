"""What rooms above add to the page and the minutes of a meeting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.forms import Form, ModelForm

from tutela.base.documents import model as d
from tutela_web.access.policy import Standing
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.meetings.queries import Agenda

PANELS: dict[
    str, Callable[[Standing, Meeting, Agenda, Mapping[str, Form | ModelForm]], Mapping[str, Any]]
] = {}
"""What rooms above show on a meeting's page: by template, what goes into it.

Takes   the forms beside the meeting that were not accepted, by name.
"""


@dataclass(frozen=True)
class MinutesSection:
    """A section of the minutes, and the marking of the closest that stands in it."""

    blocks: list[d.Block]
    marking: int


SECTIONS: dict[str, Callable[[Standing, Meeting], MinutesSection]] = {}
"""What rooms above add to minutes, before the decisions."""

KEPT: dict[str, Callable[[Standing, Meeting], list[str]]] = {}
"""What rooms above put on the agenda of a meeting, by kind: the ids of their records that stood on
it for who says that it was held. They are kept with the agenda; each reader sees of them what the
policy gives them.
"""

PACKS: list[Callable[[Standing, date], dict[str, Any] | None]] = []
"""The trends of a day as partners read them, from a room above, as plain JSON: months, and by area
(`pk`, `area`) the counts, None where hidden. None for who reads no trends.
"""


def pack_shown(standing: Standing, meeting: Meeting) -> dict[str, Any] | None:
    """The trends as they were tabled at a meeting, of the areas whose trends a person reads; None
    where none were, or they read none. No query."""
    kept: dict[str, Any] | None = next(
        (paper["pack"] for paper in meeting.papers if paper.get("pack")), None
    )
    right = standing.readings.get("trends")
    if kept is None or right is None:
        return None
    areas = right.areas
    rows = [  # what lies in no area is of who reads them all
        row for row in kept["rows"] if areas is None or (row["pk"] and UUID(row["pk"]) in areas)
    ]
    months = [date.fromisoformat(month) for month in kept["months"]]
    return {"on": date.fromisoformat(kept["on"]), "months": months, "rows": rows}
