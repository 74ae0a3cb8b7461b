"""The tour of the demonstration: a button for each account on the page of signing in, and a short
list of pages in order for each post.

None of it is there unless TUTELA_DEMONSTRATION says so, which `tutela demo` alone sets and settings
refuse on an address others reach; and none of it while the database holds any other mission, but
for exercises its people play.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from tutela.base.data_tables import shipped_rows
from tutela_web.access.models import Mission, Person
from tutela_web.demo.prepare import COUNTRIES, POSTS, Country
from tutela_web.exercise.drills.models import Drill
from tutela_web.look.translate import word
from tutela_web.places.models import Place
from tutela_web.warning.models import Alert, AlertLevel

IN_SESSION = "tour"
"""Where a session keeps the last part of the account whose tour is shown."""


@dataclass(frozen=True)
class Stop:
    """A page of a tour: what to look at there, the name of its address, and what it is about:
    "luma", "alert", or nothing."""

    words: str
    page: str
    about: str


TOURS: dict[str, list[Stop]] = {}
"""By the last part of an account."""

for _row in shipped_rows("tutela_web.demo", "tour.csv"):
    TOURS.setdefault(_row.pop("last"), []).append(Stop(**_row))


@dataclass(frozen=True)
class Seat:
    """A button of the page of signing in."""

    username: str
    title: str


def is_open(request: HttpRequest) -> bool:
    """Whether anybody here may sign in by a button: the demonstration is served, to this machine
    alone, and no other mission lies beside it but exercises that its people play."""
    played = Drill.objects.filter(mission__kind=Mission.Kind.DEMO, exercise__isnull=False)
    return (
        settings.DEMONSTRATION
        and request.META.get("REMOTE_ADDR") in settings.THIS_MACHINE
        and not Mission.objects.exclude(kind=Mission.Kind.DEMO)
        .exclude(pk__in=played.values("exercise"))
        .exists()
    )


def seat_of(username: str) -> tuple[Person, Country, str] | None:
    """Whose account of the demonstration this is, in which mission, and its last part."""
    code, _dot, last = username.partition(".")
    country = next((one for one in COUNTRIES if one.code.lower() == code), None)
    person = Person.objects.filter(username=username, is_active=True).first()
    return (person, country, last) if person and country and last in TOURS else None


def seats() -> list[tuple[Mission, list[Seat]]]:
    """The accounts of each mission of the demonstration, in the order of their posts."""
    missions = {one.code: one for one in Mission.objects.filter(kind=Mission.Kind.DEMO)}
    return [
        (
            missions[code],
            [Seat(f"{code}.{last}", title) for last, _role, title in POSTS],
        )
        for code in (country.code.lower() for country in COUNTRIES)
        if code in missions
    ]


def stops(code: str, last: str) -> list[tuple[str, str]]:
    """The pages of a tour, as words and address; what is about a thing that went is left out."""
    subjects = {
        "luma": Place.objects.filter(mission__code=code, code="invented-luma").first(),
        "alert": Alert.objects.filter(
            mission__code=code, invented=True, merged_into=None, level=AlertLevel.IMMINENT
        )
        .exclude(now__state="closed")
        .order_by("known_at")
        .first(),
    }
    pages = []
    for stop in TOURS[last]:
        of_mission = not stop.page.startswith(WITHOUT_MISSION)
        about = subjects.get(stop.about)
        if stop.about and about is None:
            continue
        args = [code] * of_mission + ([about.pk] if about else [])
        pages.append((word(stop.words), reverse(stop.page, args=args)))
    return pages


WITHOUT_MISSION = ("access:accounts", "access:missions", "access:sessions")


def in_page(request: HttpRequest) -> dict[str, Any]:
    """For every page of the demonstration: the buttons where one signs in, else the tour."""
    person = getattr(request, "user", None)  # none where a request is refused at the door
    if person is None or not is_open(request):
        return {}
    if not person.is_authenticated:
        if request.path != reverse("account_login"):
            return {}
        return {"atop_sign_in": "demo/sign_in.html", "tour_seats": seats()}
    last = request.session.get(IN_SESSION, "")
    code = person.username.partition(".")[0]
    if last not in TOURS:
        return {}
    return {
        "atop_page": "demo/tour.html",
        "tour": [
            {"words": words, "url": url, "here": url == request.path}
            for words, url in stops(code, last)
        ],
    }
