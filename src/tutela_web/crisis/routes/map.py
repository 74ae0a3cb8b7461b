"""The map of a route whose line is known."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tutela_web.capacity.reach.map import LINE_BEGINS, LINE_ENDS, draw_line_map, signs_said
from tutela_web.crisis.routes.models import RouteSecurity


def draw_route(route: RouteSecurity, iso3: str) -> SafeString | None:
    """The line of a route; None where it is not known."""
    if len(route.line) < 2:
        return None
    return draw_line_map(route.line, iso3, _("Line of the route"))


def legend() -> list[tuple[SafeString, str]]:
    """Each sign of the map, and what it means."""
    line = '<path class="m-way" d="M-7 0h14" fill="none"/>'
    return signs_said(
        [(line, _("the route")), (LINE_BEGINS, _("begins here")), (LINE_ENDS, _("ends here"))]
    )
