"""The map of the bases with an interpreter, without one, and of which it is not known."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tutela_web.capacity.reach.map import draw_places_map, signs_said
from tutela_web.capacity.support.queries import PresenceRow

SIGNS: dict[bool | None, str] = {
    True: '<circle r="4.5" fill="var(--accent)"/>',
    False: '<path d="M-4-4l8 8m0-8l-8 8" fill="none" stroke="var(--danger)" stroke-width="2.4"/>',
    None: '<circle r="4.5" fill="var(--surface)" stroke="var(--ink)" stroke-width="1.4" '
    'stroke-dasharray="2 1.6"/>',
}


def draw_interpreters(rows: Sequence[PresenceRow], iso3: str) -> SafeString | None:
    """The map of the bases that have a point; None where none has. Those without an interpreter are
    drawn on top."""
    placed = [
        row for row in rows if row.base.latitude is not None and row.base.longitude is not None
    ]
    if not placed:
        return None
    placed.sort(key=lambda row: row.interpreter is False)
    marks = [
        (row.base.latitude or 0.0, row.base.longitude or 0.0, SIGNS[row.interpreter])
        for row in placed
    ]
    return draw_places_map([], marks, iso3, _("Interpreter by base"))


def legend() -> list[tuple[SafeString, str]]:
    """Each sign of the map, and what it means."""
    return signs_said(
        [
            (SIGNS[False], _("no interpreter")),
            (SIGNS[None], _("not known")),
            (SIGNS[True], _("an interpreter")),
        ]
    )
