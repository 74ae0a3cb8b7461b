"""What the frame of every page shows: mission, person, time, marking, navigation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.takeaway.exports.kinds import KINDS
from tutela_web.warning.live import live_url

Entry = tuple[str, Any, tuple[str, ...]]
"""An address's name, its words, the kinds of record any of which opens it."""

EVERYBODY = (
    "alerts",
    "places",
    "incidents",
    "risks",
    "trends",
    "hazards",
    "identities",
    "audit",
    "accounts",
    "conduct",
)
"""Kinds of which each role reads one at least."""

NAVIGATION: tuple[tuple[Any, tuple[Entry, ...]], ...] = (
    (
        _("Situation"),
        (
            ("site:situation", _("Situation"), ("risks", "events")),
            ("site:area", _("Area"), ("risks",)),
            ("site:duty", _("Duty desk"), ("places",)),
            ("site:trends", _("Trends"), ("hazards",)),
        ),
    ),
    (
        _("Alerts"),
        (
            ("warning:board", _("Alert board"), ("alerts",)),
            ("joc:desk", _("Operations centre"), ("alerts",)),
            ("warning:owed", _("Owed"), ("alerts",)),
            ("warning:network", _("Network"), ("network",)),
            ("crisis:plans", _("Plans"), ("alerts",)),
            ("crisis:phases", _("Phases"), ("alerts",)),
            ("crisis:response", _("Response"), ("alerts",)),
            ("crisis:consent", _("Consent of the host"), ("alerts",)),
            ("warning:listening", _("What I listen for"), ("alerts",)),
            ("warning:feed", _("Public feed"), ("alerts",)),
            ("crisis:my_taskings", _("My taskings"), ("alerts", "places")),
            ("warning:clocks", _("Clocks"), ("alerts",)),
            ("crisis:timelines", _("Timelines"), ("clocks",)),
        ),
    ),
    (
        _("Risks"),
        (
            ("risk:register", _("Risks"), ("risks",)),
            ("engagements:threats", _("Threats"), ("risks",)),
            ("engagements:residuals", _("Residual risk"), ("risks",)),
            ("partners:concerns", _("Outside the scope"), ("strategy",)),
        ),
    ),
    (
        _("Strategy"),
        (
            ("strategy:strategies", _("Strategies"), ("strategy", "drafts")),
            ("mandate:list", _("Mandate"), ("mandates",)),
            ("programme:objectives", _("Objectives"), ("strategy",)),
            ("programme:matrix", _("Implementation matrix"), ("strategy",)),
            ("programme:planned", _("Mission plan and CONOPS"), ("strategy",)),
            ("programme:outside", _("UN entities outside the mission"), ("strategy",)),
            ("programme:programmes", _("Other work of the mission"), ("strategy",)),
            ("programme:indicators", _("Indicators and reports"), ("strategy",)),
            ("programme:dilemmas", _("Dilemmas"), ("strategy",)),
            ("programme:chain", _("The chain"), ("strategy",)),
        ),
    ),
    (
        _("Coordination"),
        (
            ("fora:fora", _("Fora"), ("fora",)),
            ("fora:actions", _("Actions of fora"), ("fora",)),
            ("engagements:engagements", _("Engagements"), ("engagements",)),
            ("engagements:balance", _("Contact"), ("engagements",)),
            ("partners:leaders", _("What leaders raised"), ("engagements",)),
            ("engagements:asks", _("Asks"), ("engagements",)),
            ("partners:roles", _("Roles"), ("strategy",)),
            ("partners:host", _("The host state"), ("drafts",)),
            ("partners:partners", _("Partners"), ("fora",)),
            ("partners:arrangements", _("Arrangements"), ("fora",)),
            ("partners:checks", _("Humanitarian space"), ("fora",)),
            ("partners:others", _("Readings of others"), ("fora",)),
        ),
    ),
    (
        _("Incidents"),
        (
            ("incidents:list", _("Incidents"), ("incidents",)),
            ("incidents:batches", _("Imports"), ("batches",)),
        ),
    ),
    (
        _("Places and actors"),
        (
            ("places:list", _("Places"), ("places",)),
            ("actors:list", _("Actors"), ("actors",)),
            ("capacity:bases", _("Bases"), ("bases",)),
        ),
    ),
    (
        _("People and access"),
        (
            ("access:roster", _("Roster"), ("incidents", "risks", "people")),
            ("access:people", _("People"), ("people", "accounts")),
            ("conduct:receipts", _("Conduct and Discipline"), ("conduct",)),
            ("vault:index", _("Vault"), ("identities",)),
            ("access:audit", _("Who read what"), ("audit", "events", "incidents", "places")),
            ("conduct:report", _("Report misconduct"), EVERYBODY),
        ),
    ),
    (_("Search"), (("site:search", _("Search"), ("places", "incidents", "actors")),)),
)
"""The top bar: its words, and the pages below each. Who reads none of the kinds of a page is not
shown it."""

HANDY = (
    "site:situation",
    "site:area",
    "warning:board",
    "site:duty",
    "risk:register",
    "places:list",
    "incidents:list",
)
"""What a telephone keeps at hand: the first four of these somebody may open."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    standing: Standing | None = getattr(request, "standing", None)
    if standing is None:
        return {
            "mission": None,
            "standing": None,
            "person": getattr(request, "user", None),
            "marking": Classification.UNCLASSIFIED,
            "nav": [],
        }
    nav = navigation(request, standing)
    return {
        "mission": standing.mission,
        "standing": standing,
        "person": standing.person,
        "now": clock.now(standing.mission),
        "marking": standing.highest,
        "nav": nav,
        "bar": handy(nav),
        "live_url": live_url(request, standing),
        "export_filters": {kind.name: kind.filters for kind in KINDS.values()},
    }


def navigation(request: HttpRequest, standing: Standing) -> list[dict[str, Any]]:
    """The words of the top bar this person may follow, each with the pages below it; a word leads
    to the first of them."""
    shown = []
    for label, entries in NAVIGATION:
        pages = [
            {
                "url": reverse(name, args=[standing.mission.code]),
                "label": words,
                "name": name,
                "current": False,
            }
            for name, words, kinds in entries
            if any(standing.reads(kind) for kind in kinds)
        ]
        if pages:
            shown.append({"label": label, "pages": pages, "current": False})
    if shown and not standing.reads_everywhere("risks"):  # an area's answerable begins there
        shown[0]["pages"].sort(key=lambda page: page["name"] != "site:area")
    home = reverse("site:situation", args=[standing.mission.code])  # begins every other address
    here = [
        (len(page["url"]), page, group)
        for group in shown
        for page in group["pages"]
        if (request.path == home if page["url"] == home else request.path.startswith(page["url"]))
    ]
    if here:
        _long, page, group = max(here, key=lambda found: found[0])
        page["current"] = group["current"] = True
    return [group | {"url": group["pages"][0]["url"]} for group in shown]


def handy(nav: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The four pages a telephone keeps at the bottom."""
    pages = {page["name"]: page for group in nav for page in group["pages"]}
    return [pages[name] for name in HANDY if name in pages][:4]
