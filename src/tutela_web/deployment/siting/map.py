"""The map of an answer: where units would stand, and which hotspots they reach."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tutela.base.later import shapely
from tutela.monitoring.ground import ground_of
from tutela.monitoring.map import Sheet, path
from tutela_web.deployment.siting.reckoning import AnswerRows, SitingFound

WIDTH = 640.0
REACHED = '<circle r="2.4" fill="var(--ink)"/>'
OUT = '<circle r="3" fill="var(--surface)" stroke="var(--danger)" stroke-width="1.6"/>'
STANDS = (
    '<rect x="-6" y="-6" width="12" height="12" stroke-width="1.8"/><path d="M0-3.5l3.5 6.5h-7z"/>'
)
FRAME = (
    '<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
    '<g transform="translate(8 8)">{}</g></svg>'
)


def draw_answer(places: SitingFound, answer: AnswerRows, iso3: str) -> SafeString:
    """The map of one answer; the table beside it holds the same."""
    land = ground_of(iso3)
    marks = [
        (hotspot.place.latitude or 0.0, hotspot.place.longitude or 0.0, REACHED if near else OUT)
        for hotspot, near in zip(places.hotspots, answer.answer.reached.tolist(), strict=True)
    ]
    marks += [
        (row.here.latitude or 0.0, row.here.longitude or 0.0, f'<g class="m-base">{STANDS}</g>')
        for row in answer.rows
    ]
    sheet = Sheet.from_bounds(_bounds([(lat, lon) for lat, lon, _sign in marks]), WIDTH)
    shapes = [
        f'<path class="{kind}" d="{path(sheet.bring(country.shape))}"/>'
        for kind, ground in (("m-neighbour", land.neighbours), ("m-land", land.countries))
        for country in ground
    ]
    signs = [
        f'<g transform="translate({x:.1f} {y:.1f})">{sign}</g>'
        for lat, lon, sign in marks
        for x, y in [sheet.xy(lat=lat, lon=lon)]
    ]
    title = escape(_("Where units would stand"))
    beside = escape(_("The table beside it holds the same."))
    return mark_safe(  # nosec B703 # numbers of ours, and words escaped above
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" role="img" direction="ltr" '
        f'viewBox="0 0 {sheet.width:.0f} {sheet.height:.0f}" font-size="11">'
        f"<title>{title}</title><desc>{beside}</desc>"
        f'<rect class="m-sea" width="{sheet.width:.0f}" height="{sheet.height:.0f}"/>'
        f"{''.join(shapes)}{''.join(signs)}"
        f'<rect class="m-frame" x=".5" y=".5" width="{sheet.width - 1:.0f}" '
        f'height="{sheet.height - 1:.0f}" fill="none"/></svg>'
    )


def _bounds(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.MultiPoint([(lon, lat) for lat, lon in points]).bounds
    return west - 0.3, south - 0.3, east + 0.3, north + 0.3


def legend() -> list[tuple[SafeString, str]]:
    """Each sign of the map, drawn, and what it means."""
    signs = [
        (f'<g class="m-base">{STANDS}</g>', _("units would stand here")),
        (REACHED, _("hotspot in reach")),
        (OUT, _("hotspot out of reach")),
    ]
    return [(mark_safe(FRAME.format(sign)), words) for sign, words in signs]  # nosec B703 # signs of ours
