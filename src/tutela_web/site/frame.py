"""What the frame of every page shows: mission, person, time, marking, navigation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Classification
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.warning.live import live_url

NAVIGATION = (
    # the address's name, its words, the kinds of record any of which opens it
    ("site:situation", _("Situation"), ("risks", "events")),
    ("site:area", _("Area"), ("risks",)),
    ("warning:board", _("Alerts"), ("alerts",)),
    ("site:duty", _("Duty desk"), ("places",)),
    ("site:trends", _("Trends"), ("hazards",)),
    ("risk:register", _("Risks"), ("risks",)),
    ("places:list", _("Places"), ("places",)),
    ("incidents:list", _("Incidents"), ("incidents",)),
    ("incidents:batches", _("Imports"), ("batches",)),
    ("warning:network", _("Network"), ("network",)),
    ("actors:list", _("Actors"), ("actors",)),
    ("capacity:bases", _("Bases"), ("bases",)),
    ("access:roster", _("Roster"), ("incidents", "risks", "people")),
    ("access:people", _("People"), ("people", "accounts")),
    ("vault:index", _("Vault"), ("identities",)),
    ("site:search", _("Search"), ("places", "incidents", "actors")),
    ("access:audit", _("Who read what"), ("audit", "events", "incidents", "places")),
)
"""The top bar; who reads none of the kinds is not shown the word."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    standing: Standing | None = getattr(request, "standing", None)
    if standing is None:
        return {"mission": None, "standing": None, "person": getattr(request, "user", None),
                "marking": Classification.UNCLASSIFIED, "nav": []}  # fmt: skip
    return {
        "mission": standing.mission,
        "standing": standing,
        "person": standing.person,
        "now": clock.now(standing.mission),
        "marking": standing.highest,
        "nav": navigation(request, standing),
        "live_url": live_url(request, standing),
    }


def navigation(request: HttpRequest, standing: Standing) -> list[dict[str, Any]]:
    """The words of the top bar this person may follow."""
    shown = []
    for name, label, kinds in NAVIGATION:
        if not any(standing.reads(kind) for kind in kinds):
            continue
        try:
            url = reverse(name, args=[standing.mission.code])
        except NoReverseMatch:
            continue  # the room is not built yet
        home = name == "site:situation"  # the beginning of every other address
        current = request.path == url if home else request.path.startswith(url)
        shown.append({"url": url, "label": label, "current": current, "count": None})
    if not standing.reads_everywhere("risks"):  # who answers for an area begins there
        shown.sort(key=lambda item: not str(item["url"]).endswith("/area/"))
    return shown
