"""The map of a what-if: what is reached, what comes within reach, what falls out."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tutela.base.later import np
from tutela.deployment.whatif import Reached
from tutela_web.capacity.models import Base
from tutela_web.capacity.reach.map import draw_places_map
from tutela_web.deployment.whatif.world import Reckoning

OUT = '<circle r="1.4" fill="none" stroke="var(--edge)"/>'
KEPT = '<circle r="1.8" fill="var(--ink)"/>'
UNKNOWN = '<path d="M-2.5 0h5" stroke="var(--ink)" stroke-dasharray="1.5 1"/>'
GAINED = '<path d="M0-4.5l4 7h-8z" fill="var(--accent)" stroke="var(--surface)"/>'
LOST = '<path d="M-3.5-3.5l7 7m0-7l-7 7" fill="none" stroke="var(--danger)" stroke-width="2"/>'


def draw_change(reckoning: Reckoning, before: Reached, after: Reached) -> SafeString:
    """The map: bases that stand under the setting, and every place by what becomes of it."""
    marks = [
        (reckoning.lat[at], reckoning.lon[at], sign)
        for sign, which in (
            (OUT, ~after.sure & ~after.perhaps & ~before.sure),
            (UNKNOWN, after.perhaps & ~before.sure),
            (KEPT, after.sure & before.sure),
            (GAINED, after.sure & ~before.sure),
            (LOST, before.sure & ~after.sure),
        )
        for at in np.flatnonzero(which).tolist()
    ]
    return draw_places_map(
        _standing_bases(reckoning), marks, reckoning.standing.mission.iso3, _("What changes")
    )


def _standing_bases(reckoning: Reckoning) -> Sequence[Base]:
    closed = reckoning.setting.closed
    return [base for pk, base in reckoning.bases.items() if pk not in closed]


def legend() -> list[tuple[SafeString, str]]:
    """Each sign of the map, drawn, and what it means."""
    signs = [
        (GAINED, _("comes within reach")),
        (LOST, _("falls out of reach")),
        (KEPT, _("reached, as today")),
        (UNKNOWN, _("not known")),
        (OUT, _("not reached")),
    ]
    frame = (
        '<svg viewBox="0 0 16 14" width="16" height="14" aria-hidden="true">'
        '<g transform="translate(8 7)">{}</g></svg>'
    )
    return [(mark_safe(frame.format(sign)), words) for sign, words in signs]  # nosec B703 # signs of ours
