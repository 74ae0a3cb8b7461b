"""The map of who acts for civilians in each area: three states, and not known."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tutela.base.later import shapely
from tutela_web.capacity.reach.map import AreaShade, draw_areas_map, signs_said
from tutela_web.deployment.options.models import HostPart
from tutela_web.deployment.options.queries import AreaPart

Part = HostPart.Part
FILLS = {
    Part.SUPPORT: 'fill="var(--accent)" fill-opacity=".15"',
    Part.JOINT: 'fill="var(--accent)" fill-opacity=".4"',
    Part.MISSION: 'fill="var(--accent)" fill-opacity=".75"',
    Part.UNKNOWN: 'fill="var(--surface)" stroke-dasharray="4 3"',
}


def draw_parts(rows: Sequence[AreaPart], iso3: str) -> SafeString | None:
    """The map of the areas that are drawn; None where none is."""
    shades = [
        AreaShade(
            shapely.geometry.shape(row.area.boundary),
            FILLS[row.part],
            row.area.name,
            str(row.part.label),
        )
        for row in rows
        if row.area.boundary
    ]
    return draw_areas_map(shades, iso3, _("Who acts for civilians, by area")) if shades else None


def legend() -> list[tuple[SafeString, str]]:
    """Each fill of the map, and what it means."""
    box = '<rect x="-7" y="-5" width="14" height="10" stroke="var(--edge)" {}/>'
    return signs_said([(box.format(fill), str(part.label)) for part, fill in FILLS.items()])
