"""Every component in every state, on one public page of invented content: /look/."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from tutela.base.later import shapely
from tutela.monitoring.ground import ground
from tutela.monitoring.map import Hotspot, Spot, draw_map
from tutela_web.base.fields import choice, few_words, text, tick

NOW = datetime(2030, 6, 12, 3, 12, tzinfo=ZoneInfo("Africa/Nairobi"))

HOTSPOTS: list[dict[str, Any]] = [
    {
        "name": "Luma",
        "actor": "Group Kestrel",
        "level": 5,
        "score": 86,
        "low": 70,
        "high": 95,
        "why": "Ultimatum broadcast 10 June; nobody able to arrive before onset",
        "i": 4.5,
        "c": 3.75,
        "v": 4.67,
        "priority": "critical",
        "gap": "late",
        "confidence": "moderate",
        "weeks": [70, 71, 70, 71, 72, 71, 73, 74, 74, 78, 82, 86],
        "lon": 30.1,
        "lat": 8.2,
    },
    {
        "name": "Tembel",
        "actor": "Group Kestrel",
        "level": 5,
        "score": 80,
        "low": 66,
        "high": 93,
        "why": "Third warning in 9 days; no phone coverage since 6 June",
        "i": 4.0,
        "c": 4.0,
        "v": 4.0,
        "priority": "critical",
        "gap": "tight",
        "confidence": "moderate",
        "weeks": [62, 62, 64, None, None, None, 67, 68, 70, 74, 77, 80],
        "lon": 30.4,
        "lat": 8.05,
    },
    {
        "name": "Kwesha",
        "actor": "Group Heron",
        "level": 4,
        "score": 77,
        "low": 61,
        "high": 86,
        "why": "Women avoiding the water point; market closed 8 June",
        "i": 4.0,
        "c": 3.5,
        "v": 4.0,
        "priority": "critical",
        "gap": "tight",
        "confidence": "low",
        "weeks": [75, 76, 76, 77, 78, 77, 77, 76, 77, 77, 77, 77],
        "lon": 30.0,
        "lat": 8.5,
    },
    {
        "name": "Osila market",
        "actor": "Unknown",
        "level": 4,
        "score": 65,
        "low": 50,
        "high": 79,
        "why": "Firewood movement outside patrol hours",
        "i": 3.0,
        "c": 3.5,
        "v": None,
        "priority": "high",
        "gap": "in time",
        "confidence": "low",
        "weeks": [63, 64, 64, 64, 65, 65, 65, 64, 66, 65, 65, 65],
        "lon": 29.8,
        "lat": 9.2,
    },
    {
        "name": "Beriko",
        "actor": "Communal militia N-2",
        "level": 3,
        "score": 58,
        "low": 42,
        "high": 71,
        "why": "New checkpoint on the river road",
        "i": 3.0,
        "c": 2.5,
        "v": 3.2,
        "priority": "moderate",
        "gap": "tight",
        "confidence": "moderate",
        "weeks": [None] * 11 + [58],
        "lon": 32.1,
        "lat": 8.3,
    },
    {
        "name": "Sarn ford",
        "actor": "Unknown",
        "level": 2,
        "score": 38,
        "low": 24,
        "high": 55,
        "why": "No report in 7 days; 2 of 3 contacts heard",
        "i": 2.0,
        "c": 2.5,
        "v": 1.5,
        "priority": "low",
        "gap": "unknown",
        "confidence": "low",
        "weeks": [52, 50, 49, 50, 48, 47, 45, 44, 44, 41, 40, 38],
        "lon": 31.6,
        "lat": 6.2,
    },
]
UNKNOWN = [
    ("Mayara", "V: 5 of 8 factors blank", "never visited since 2 April"),
    ("Podani", "Never assessed", "no contact 63 days"),
    ("Boman", "Assessment expired 3 June", "2 warning signs stale"),
]


def chain(*states: tuple[str, str, str]) -> list[dict[str, str]]:
    """Six steps of an alert: state, time, time due."""
    names = [_("received"), _("acknowledged"), _("decided"), _("tasked"), _("arrived"), _("closed")]
    padded = [*states, *[("to-come", "", "")] * (6 - len(states))]
    return [
        {"label": name, "state": s, "at": at, "due": due}
        for name, (s, at, due) in zip(names, padded, strict=True)
    ]


@cache
def ground_map() -> tuple[str, dict[str, Any]]:
    """The invented hotspots as the server draws them, and as the live map takes them."""
    there = ground(["SSD"])
    heard = [Spot(h["lat"], h["lon"]) for h in HOTSPOTS]
    drawn = draw_map(
        there,
        title=_("Map of hotspots"),
        description=_("Invented places."),
        hotspots=[
            Hotspot(h["lat"], h["lon"], h["level"], f"{h['name']} {h['score']}") for h in HOTSPOTS
        ],
        heard=heard,
        not_assessed=[Spot(6.9, 29.3), Spot(7.4, 32.6)],
        bases=[Spot(8.2, 30.1), Spot(9.3, 29.9)],
        notes=False,
    )
    land = there.countries[0].shape
    silent = land.difference(
        shapely.union_all([shapely.geometry.Point(p.lon, p.lat).buffer(0.45) for p in heard])
    )
    told = {
        "iso3": ["SSD"],
        "bounds": list(land.bounds),
        "hotspots": [
            {"id": h["name"], "url": f"#{h['name']}"}
            | {
                k: h[k]
                for k in (
                    "name",
                    "actor",
                    "level",
                    "score",
                    "low",
                    "high",
                    "lon",
                    "lat",
                    "priority",
                )
            }
            for h in HOTSPOTS
        ],
        "unknown": [
            {"name": "Mayara", "lat": 6.9, "lon": 29.3},
            {"name": "Podani", "lat": 7.4, "lon": 32.6},
        ],
        "bases": [
            {"name": "Base Acacia", "lat": 8.2, "lon": 30.1},
            {"name": "Base Alder", "lat": 9.3, "lon": 29.9},
        ],
        "silent": shapely.geometry.mapping(silent.simplify(0.02)),
    }
    return mark_safe(drawn), told  # nosec B703 # drawn by us, its words escaped there


class Sample(forms.Form):
    """One of each kind of answer."""

    place = text(_("Where"), hint=_("as people there call it"))
    day = forms.CharField(label=_("Day"), required=True)
    harm = choice(
        _("Harm"), [("", "not coded"), ("k", "killing"), ("a", "abduction")], required=False
    )
    people = few_words(_("How many people"))
    safe = choice(
        _("Is the caller safe now?"),
        [("y", "Yes"), ("n", "No"), ("u", "Not known")],
        widget=forms.RadioSelect,
    )
    said = few_words(_("What was said"), rows=2)
    consent = tick(_("Agrees to be called back"))

    def clean_day(self) -> str:
        raise forms.ValidationError(_("Day does not exist. November has 30 days."))


class Reason(forms.Form):
    """A form shown whole: its errors, its fields, what is hidden."""

    why = text(_("Why"))
    version = forms.IntegerField(widget=forms.HiddenInput, initial=3)


def week_counts() -> list[tuple[date, int, int]]:
    """A year of invented weeks."""
    start = date(2029, 6, 18)
    fighting = [3, 2, 4, 1, 0, 2, 5, 3, 3, 1, 2, 6, 9, 4, 2, 1, 0, 0, 3, 2, 4, 5, 2, 1, 0, 0]
    against = [1, 2, 2, 1, 1, 0, 2, 1, 1, 2, 3, 8, 5, 4, 2, 2, 1, 0, 1, 2, 1, 3, 1, 0, 0, 1]
    return [
        (start + timedelta(7 * k), against[k % 26] if k < 45 else k % 3, fighting[(k * 3) % 26])
        for k in range(51)
    ]


def year_lanes() -> list[dict[str, Any]]:
    """A year at an invented place."""
    return [
        {
            "label": _("Events"),
            "items": [
                {"at": date(2029, 10, 14), "shape": "ring", "title": "fighting"},
                {"at": date(2029, 10, 20), "shape": "cross", "size": 4, "title": "4 killed"},
                {"at": date(2029, 10, 29), "shape": "cross", "size": 12, "title": "12 killed"},
                {"at": date(2029, 11, 6), "shape": "cross", "size": 21, "title": "21 killed"},
                {"at": date(2030, 1, 2), "shape": "cross", "size": 1},
                {"at": date(2030, 1, 22), "shape": "ring"},
            ],
        },
        {
            "label": _("Alerts"),
            "items": [
                {
                    "at": date(2029, 10, 26),
                    "shape": "missed",
                    "label": "AL-0201 not reached",
                    "url": "#a",
                },
                {
                    "at": date(2030, 1, 18),
                    "shape": "deterred",
                    "label": "AL-0266 deterred",
                    "url": "#b",
                },
                {"at": date(2030, 6, 10), "shape": "open", "label": "3 alerts in 9 days"},
            ],
        },
        {
            "label": _("Presence"),
            "items": [
                {
                    "since": date(2029, 7, 10),
                    "until": date(2029, 10, 18),
                    "shape": "bar",
                    "label": "Base, 1 company",
                },
                {
                    "since": date(2029, 12, 1),
                    "until": date(2030, 6, 2),
                    "shape": "bar",
                    "label": "Base Acacia, 1 company",
                },
                {
                    "since": date(2030, 6, 2),
                    "until": date(2030, 6, 12),
                    "shape": "less",
                    "label": "1 platoon",
                    "tone": "warn",
                },
            ],
        },
        {
            "label": _("Community contact"),
            "items": [
                {
                    "since": date(2029, 8, 20),
                    "until": date(2029, 9, 9),
                    "shape": "silent",
                    "label": "nobody heard: not known",
                },
                {
                    "since": date(2030, 2, 4),
                    "until": date(2030, 3, 12),
                    "shape": "silent",
                    "label": "nobody heard: not known",
                },
            ],
        },
    ]


def gallery(request: HttpRequest) -> HttpResponse:
    """All components, all states; ?marking=0|1|2, ?exercise=1 and ?out=1 change the frame."""
    words = [
        _("Situation"),
        _("Alerts"),
        _("Risks"),
        _("Places"),
        _("Decisions"),
        _("Deployment"),
        _("Strategy"),
        _("Reports"),
        _("Lessons"),
    ]
    nav = [
        {"url": f"#{k}", "label": word, "current": k == 0, "count": 4 if k == 1 else None}
        for k, word in enumerate(words)
    ]
    out = request.GET.get("out")
    counts = week_counts()
    context = {
        "mission": None
        if out
        else SimpleNamespace(
            code="KAR",
            name="Long Rains",
            is_exercise="exercise" in request.GET,
            is_demo="exercise" not in request.GET,
        ),
        "person": None if out else Reader(),
        "marking": request.GET.get("marking", "1"),
        "now": NOW,
        "nav": [] if out else nav,
        "hotspots": HOTSPOTS,
        "drawn_map": ground_map()[0],
        "map": ground_map()[1],
        "unknown": UNKNOWN,
        "rising": HOTSPOTS[0]["weeks"],
        "level": HOTSPOTS[2]["weeks"],
        "broken": HOTSPOTS[1]["weeks"],
        "single": HOTSPOTS[4]["weeks"],
        "opened": NOW - timedelta(minutes=41),
        "due_later": NOW + timedelta(minutes=88),
        "due_soon": NOW + timedelta(minutes=12, seconds=48),
        "overdue": NOW - timedelta(minutes=41, seconds=20),
        "lost": NOW - timedelta(minutes=4),
        "seen": NOW - timedelta(minutes=52),
        "days_ago": NOW - timedelta(days=10),
        "running": chain(("done", "02:31", ""), ("done", "02:55", ""), ("now", "", "03:25")),
        "breached": chain(
            ("done", "00:20", ""),
            ("done", "00:31", ""),
            ("late", "01:02", ""),
            ("done", "01:10", ""),
            ("overdue", "", "02:31"),
        ),
        "complete": chain(
            *[("done", t, "") for t in ("09:15", "09:50", "14:05", "14:40", "16:10", "17:02")]
        ),
        "stages": [
            {"label": _("File"), "state": "done", "note": "1,284 rows"},
            {"label": _("Columns"), "state": "done", "note": "14 matched"},
            {"label": _("Dry run"), "state": "now", "note": _("nothing written yet")},
            {"label": _("Import"), "state": "to-come"},
        ],
        "tiles": [
            {"label": _("New"), "value": "1,183", "note": _("would be added"), "url": "#new"},
            {"label": _("Changes"), "value": "41", "note": _("would add a version")},
            {
                "label": _("Possible duplicates"),
                "value": "23",
                "note": _("near in time, place, words"),
            },
            {"label": _("Errors"), "value": "25", "note": _("cannot be read as they stand")},
        ],
        "parts": [
            {"label": _("Intent"), "value": 4.5, "low": 3.5, "high": 5, "url": "#intent"},
            {"label": _("Capability"), "value": 3.75, "low": 3, "high": 4.25, "url": "#capability"},
            {
                "label": _("Vulnerability"),
                "value": 4.667,
                "low": 4,
                "high": 5,
                "url": "#v",
                "picked": True,
            },
        ],
        "counts": counts,
        "since": counts[38][0],
        "until": counts[-1][0] + timedelta(6),
        "lanes": year_lanes(),
        "lanes_since": date(2029, 6, 12),
        "lanes_until": date(2030, 6, 12),
        "form": Sample({"place": "Tembel, Luma", "day": "31.11.2029", "safe": "u", "people": ""}),
        "reason": Reason(),
        "page": Paginator(range(48), 10).page(2),
        "areas": [("u", "Upper river", 6), ("l", "Lower river", 9), ("", _("not known"), 6)],
        "priorities": [
            ("critical", _("Critical"), 5),
            ("high", _("High"), 3),
            ("moderate", _("Moderate"), 1),
        ],
        "tabs": [
            ("#k", "Kestrel 86", True),
            ("#h", "Heron 71", False),
            ("#s", "State force 58", False),
        ],
    }
    return render(request, "look/gallery.html", context)


class Reader:
    """Somebody invented, for the frame."""

    is_authenticated = True

    def __str__(self) -> str:
        return _("JOC duty officer")
