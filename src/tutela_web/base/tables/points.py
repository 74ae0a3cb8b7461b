"""Whether a point that somebody gave can stand."""

from __future__ import annotations

from django.utils.translation import gettext as _


def point_fault(lat: float | None, lon: float | None) -> tuple[str, str, str] | None:
    """Why a point cannot stand: the field, why, and what to do next; None if it can, or is blank.

    >>> point_fault(7.1, None)[0]
    'longitude'
    """
    step = _("give both, or leave both blank")
    if (lat is None) != (lon is None):
        return "longitude", _("a point needs latitude and longitude"), step
    if lat == 0 and lon == 0:
        return "latitude", _("0, 0 lies in the sea: coordinates are missing"), step
    return None
