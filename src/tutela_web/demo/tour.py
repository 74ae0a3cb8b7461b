"""The tour of the demonstration: a button for each account on the page of signing in, and a short
list of pages in order for each post.

None of it is there unless TUTELA_DEMONSTRATION says so, which `tutela demo` alone sets and settings
refuse on an address others reach; and none of it while the database holds any other mission.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Mission, Person
from tutela_web.demo.prepare import COUNTRIES, POSTS, Country
from tutela_web.places.models import Place
from tutela_web.warning.models import Alert, AlertLevel

IN_SESSION = "tour"
"""Where a session keeps the last part of the account whose tour is shown."""

LUMA, ALERT = "luma", "alert"
"""What a page of the tour is about, where it is about one thing."""


@dataclass(frozen=True)
class Stop:
    """A page of a tour: what to look at there, the name of its address, and what it is about."""

    words: str | Promise
    page: str
    about: str = ""


BOARD = Stop(_("The alert board: what is open, the nearest harm first"), "warning:board")
THE_ALERT = Stop(
    _("The alert at Luma: what is known, who was told, until when"), "warning:alert", ALERT
)
AT_LUMA = Stop(_("Luma: why it stands where it does"), "site:place", LUMA)
CHANGED = Stop(_("What changed, by its cause"), "monitoring:changes")
FROM_THE_FIELD = Stop(_("Reports from the field, as they came"), "intake:reports")
SITUATION = Stop(_("The situation: where civilians are at risk"), "site:situation")
WEEKS = Stop(_("The weekly matrix: four weeks adopted, this one open"), "risk:weeks")
MATRIX = Stop(_("The implementation matrix: who does what"), "programme:matrix")
STRATEGY = Stop(_("The strategy in force"), "strategy:strategies")
VIOLATIONS = Stop(_("Violations and abuses, and what came of each"), "accountability:violations")
HARM = Stop(_("Harm checks: could people be exposed by what we do"), "safeguards:checks")
DECISION = Stop(_("Decide: who can be there, and when"), "crisis:decision", ALERT)

TOURS: dict[str, tuple[Stop, ...]] = {
    "adviser": (
        SITUATION,
        CHANGED,
        WEEKS,
        Stop(_("Whether people are safer: indicators"), "monitoring:indicators"),
        STRATEGY,
    ),
    "analyst": (
        CHANGED,
        WEEKS,
        Stop(_("The register: suggested beside agreed"), "risk:register"),
        AT_LUMA,
        Stop(_("Import a file of events, and see what is held"), "incidents:batches"),
    ),
    "joc": (
        BOARD,
        Stop(_("Log a report: one more call"), "warning:raise"),
        THE_ALERT,
        Stop(_("The operations centre: open work on one page"), "joc:desk"),
        Stop(_("The duty desk: whom to call"), "site:duty"),
    ),
    "relief": (
        Stop(_("Handovers: read the shift on one page and take it over"), "joc:handovers"),
        Stop(_("The operations centre: open work on one page"), "joc:desk"),
        BOARD,
        THE_ALERT,
        Stop(_("The duty desk: whom to call"), "site:duty"),
    ),
    "office": (
        Stop(_("Your area: hotspots, what is due, what cannot be reached"), "site:area"),
        THE_ALERT,
        Stop(_("Feedback due to those who told us"), "warning:owed"),
        WEEKS,
        Stop(_("The community alert network"), "warning:network"),
    ),
    "liaison": (
        Stop(_("Your first page: danger, a report, what waits, feedback due"), "site:home"),
        Stop(
            _("The field app: set up a telephone that reports without a network"), "field:handsets"
        ),
        Stop(_("Log a report: what somebody told you"), "warning:raise"),
        FROM_THE_FIELD,
        Stop(_("Your contacts in the community alert network"), "warning:network"),
    ),
    "verifier": (
        Stop(_("What waits for a second person to verify"), "incidents:inbox"),
        FROM_THE_FIELD,
        VIOLATIONS,
        Stop(_("Counts for partners, and who holds them"), "sharing:packets"),
        THE_ALERT,
    ),
    "rights": (
        Stop(_("Incidents, and which of them wait for verification"), "incidents:list"),
        VIOLATIONS,
        AT_LUMA,
        CHANGED,
        THE_ALERT,
    ),
    "sector": (
        BOARD,
        DECISION,
        Stop(_("Your taskings"), "crisis:my_taskings"),
        Stop(_("Your area: hotspots and what is not known"), "site:area"),
    ),
    "unit": (
        Stop(_("Your taskings"), "crisis:my_taskings"),
        THE_ALERT,
        BOARD,
        AT_LUMA,
    ),
    "police": (BOARD, DECISION, MATRIX, SITUATION),
    "commander": (
        SITUATION,
        BOARD,
        Stop(_("Which base is nearest, and how long it takes"), "capacity:reach"),
        MATRIX,
    ),
    "chief": (
        Stop(_("Actions of meetings, the late ones first"), "fora:actions"),
        Stop(_("Residual risks, and until when they are accepted"), "engagements:residuals"),
        Stop(_("The chain from the mandate to the outcome, and its breaks"), "programme:chain"),
        Stop(_("What was learned, and what still has to change"), "lessons:lessons"),
        Stop(_("Who holds which post"), "access:people"),
    ),
    "hom": (
        SITUATION,
        STRATEGY,
        Stop(_("Residual risks, and until when they are accepted"), "engagements:residuals"),
        Stop(_("What was promised to whom"), "engagements:engagements"),
        BOARD,
    ),
    "country": (
        STRATEGY,
        Stop(_("What the mandate asks"), "mandate:list"),
        MATRIX,
    ),
    "partner": (
        Stop(_("Trends, as they are shared with partners"), "site:trends"),
        Stop(_("What the mandate asks"), "mandate:list"),
        Stop(_("Hazards, without places nobody may know"), "warning:hazard"),
    ),
    "auditor": (
        Stop(_("Who read what, and whether the chain holds"), "access:audit"),
        Stop(_("The clocks of alerts"), "warning:clocks"),
        Stop(_("Where you are signed in"), "access:sessions"),
    ),
    "custodian": (
        Stop(_("The vault: identities apart from records"), "vault:index"),
        Stop(_("Ask to open an identity"), "vault:ask"),
        Stop(_("What is due for destruction"), "safeguards:retention"),
        Stop(_("Where you are signed in"), "access:sessions"),
    ),
    "child": (
        VIOLATIONS,
        Stop(_("Action plans with parties to the conflict"), "accountability:action_plans"),
        Stop(_("Questions about children that wait for your approval"), "questionnaires:forms"),
        HARM,
    ),
    "women": (
        VIOLATIONS,
        HARM,
        Stop(_("What the mission asks of the field by itself"), "questionnaires:forms"),
    ),
    "legal": (
        Stop(_("What is due for destruction, and what you hold"), "safeguards:retention"),
        Stop(_("What the mandate asks"), "mandate:list"),
        Stop(_("Where you are signed in"), "access:sessions"),
    ),
    "taskforce": (
        STRATEGY,
        Stop(_("What the mandate asks"), "mandate:list"),
        MATRIX,
    ),
    "planning": (
        STRATEGY,
        MATRIX,
        Stop(_("What the mandate asks"), "mandate:list"),
    ),
    "admin": (
        Stop(_("Accounts: made, never with access to records"), "access:accounts"),
        Stop(_("Missions of this installation"), "access:missions"),
        Stop(_("Gateways and webhooks"), "access:gateways"),
    ),
}
"""By the last part of an account."""


@dataclass(frozen=True)
class Seat:
    """A button of the page of signing in."""

    username: str
    title: str


def is_open(request: HttpRequest) -> bool:
    """Whether anybody here may sign in by a button: the demonstration is served, to this machine
    alone, and no other mission lies beside it."""
    return (
        settings.DEMONSTRATION
        and request.META.get("REMOTE_ADDR") in settings.THIS_MACHINE
        and not Mission.objects.exclude(kind=Mission.Kind.DEMO).exists()
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


def stops(code: str, last: str) -> list[tuple[str | Promise, str]]:
    """The pages of a tour, as words and address; what is about a thing that went is left out."""
    subjects = {
        LUMA: Place.objects.filter(mission__code=code, code="invented-luma").first(),
        ALERT: Alert.objects.filter(
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
        pages.append((stop.words, reverse(stop.page, args=args)))
    return pages


WITHOUT_MISSION = ("access:accounts", "access:missions", "access:sessions")


def in_page(request: HttpRequest) -> dict[str, Any]:
    """For every page of the demonstration: the buttons where one signs in, else the tour."""
    if not is_open(request):
        return {}
    if not request.user.is_authenticated:
        if request.path != reverse("account_login"):
            return {}
        return {"atop_sign_in": "demo/sign_in.html", "tour_seats": seats()}
    last = request.session.get(IN_SESSION, "")
    code = request.user.username.partition(".")[0]
    if last not in TOURS:
        return {}
    return {
        "atop_page": "demo/tour.html",
        "tour": [
            {"words": words, "url": url, "here": url == request.path}
            for words, url in stops(code, last)
        ],
    }
