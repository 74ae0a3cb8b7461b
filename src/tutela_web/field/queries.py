"""Telephones, settings, and the names of places a telephone may hold."""

from __future__ import annotations

import hashlib
import json
from typing import TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.utils import translation

from tutela_web.access.models import Holding, Mission, Post, RoleGrant, current
from tutela_web.access.policy import Standing, acts
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.crisis.taskings.queries import tasking_in_words, taskings_not_back
from tutela_web.field.models import CareService, FieldSettings, Handset, MediaRequest
from tutela_web.incidents.closed.harms import RELEASERS, VERIFIERS
from tutela_web.intake.models import ReportMedia
from tutela_web.intake.queries import CareShown
from tutela_web.places.models import names_beside
from tutela_web.places.queries import places_for
from tutela_web.questionnaires.queries import APPROVES, BlankOwnForm

WIPE = "wipe_handset"
"""The act of who may order that somebody else's telephone is wiped."""

AGREE = APPROVES["data_protection"]
"""The act of who agrees to photos and voice notes: the data-protection focal point."""

CARE = "keep_care"
"""The act of who keeps the cleared services of care: the advisers."""

MOST_PLACES = 3_000


class PlaceName(TypedDict):
    """A place as a telephone holds it: no point, no figure, no score."""

    id: str
    name: str
    others: list[str]


def handsets_for(standing: Standing) -> QuerySet[Handset]:
    """One's own telephones in the mission; everybody's for who may order a wipe."""
    rows = Handset.objects.filter(mission=standing.mission).select_related("person", "device")
    if not standing.may_somewhere(WIPE):
        rows = rows.filter(person=standing.person)
    return rows.order_by("-made_at")


def settings_of(mission: Mission) -> FieldSettings:
    """What the mission set, or what stands where it set nothing."""
    return FieldSettings.objects.filter(mission=mission).first() or FieldSettings(mission=mission)


def media_of(mission: Mission) -> frozenset[str]:
    """What a mission's telephones take beside words; nothing, where it switched nothing on."""
    settings = settings_of(mission)
    taken = {ReportMedia.Kind.PHOTO: settings.photos, ReportMedia.Kind.VOICE: settings.voice_notes}
    return frozenset(kind.value for kind, on in taken.items() if on)


def undecided_media_requests(mission: Mission) -> QuerySet[MediaRequest]:
    """What was asked of photos and voice notes and nobody decided yet."""
    return MediaRequest.objects.filter(mission=mission, approved_at=None, refused_at=None)


def waiting_media_request(mission: Mission) -> MediaRequest | None:
    """The last of them."""
    return undecided_media_requests(mission).order_by("-asked_at").first()


def place_names(standing: Standing) -> list[PlaceName]:
    """The places a telephone may name: of the duty area alone, and unclassified.

    Who holds no area is given those of the whole mission, as far as they read them.
    """
    seen = places_for(standing).filter(classification=Classification.UNCLASSIFIED, retired=False)
    if areas := _areas_of(standing):
        seen = seen.filter(area__in=areas)
    rows = seen.order_by("name", "pk")[:MOST_PLACES]
    return [
        {"id": str(place.pk), "name": place.name, "others": list(names_beside(place))}
        for place in rows.only("pk", "name", "other_names")
    ]


def places_stamp(names: list[PlaceName]) -> str:
    """What tells one list of places from another: a telephone fetches it only when it changed."""
    digest = hashlib.sha256()
    for place in names:
        digest.update("\0".join([place["id"], place["name"], *place["others"], "\n"]).encode())
    return digest.hexdigest()[:16]


def forms_stamp(forms: list[BlankOwnForm]) -> str:
    """As `places_stamp`, for the mission's own forms; empty where it has none."""
    if not forms:
        return ""
    told = json.dumps(forms, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


class TaskingName(TypedDict):
    """A tasking as a telephone holds it: what, of whom, asked when; no place and no intent."""

    id: str
    name: str


MOST_TASKINGS = 20


def tasking_names(standing: Standing) -> list[TaskingName]:
    """The taskings that a patrol report of this person may end, in their language, the newest
    first."""
    zone = ZoneInfo(standing.mission.time_zone)
    with translation.override(standing.person.language):
        return [
            {
                "id": str(one.pk),
                "name": tasking_in_words(one, at=one.entered_at.astimezone(zone)),
            }
            for one in taskings_not_back(standing)[:MOST_TASKINGS]
        ]


def taskings_stamp(names: list[TaskingName]) -> str:
    """As `places_stamp`, for taskings; empty where there is none."""
    told = json.dumps(names, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16] if names else ""


class Number(TypedDict):
    """Somebody to call: what they are called, and the number of the post or the service."""

    name: str
    number: str


class CareNumber(Number):
    """A cleared service: whom it serves, when it answers, and when it was last cleared."""

    serves: str
    hours: str
    cleared: str


class AdviserNumber(Number):
    """An adviser's post: whom it answers for, of MARKS. The first of each is called first, the next
    one where nobody answers."""

    serves: str


class WhomToCall(TypedDict):
    """Whom a telephone names without a network; any list may be empty, and it says so."""

    duty: list[Number]
    care: list[CareNumber]
    advisers: list[AdviserNumber]
    texts: bool  # whether the mission allows "call me" by the telephone's own composer
    zone: str  # in which the mission says hours, whatever the telephone's own is


MOST_DUTY, MOST_CARE, MOST_ADVISERS = 3, 30, 2
COMPARTMENT_OF_MARK = {"crsv": "crsv", "child": "mrm"}


def duty_posts(standing: Standing) -> list[Post]:
    """The posts that warn of a danger in the area of this person and have a duty number on file:
    those of the area first, then those of the whole mission."""
    areas = _areas_of(standing)
    rows = Post.objects.filter(mission=standing.mission, role__in=acts()["issue_alert"])
    rows = rows.filter(Q(area__in=areas) | Q(area=None)).exclude(duty_number="")
    return list(rows.order_by(F("area").asc(nulls_last=True), "title", "pk")[:MOST_DUTY])


def functions_held(mission: Mission) -> list[str]:
    """Which of those whom a report may be for are in post today: "joc" the duty officer's post,
    "adviser" the office of every compartment. A receipt names no function that nobody holds."""
    held = set(
        Holding.objects.filter(
            current(clock.today(mission)), post__mission=mission, person__is_active=True
        ).values_list("post__role", flat=True)
    )
    offices = [RELEASERS[compartment] for compartment in ("crsv", "mrm")]
    in_post = {
        "joc": "joc_duty_officer" in held,
        "adviser": all(held & office for office in offices),
    }
    return [name for name, there in in_post.items() if there]


def care_services(standing: Standing) -> list[CareService]:
    """The cleared services of the duty area, which are the nearest, then those of the whole
    mission."""
    rows = CareService.objects.filter(mission=standing.mission)
    if areas := _areas_of(standing):
        rows = rows.filter(Q(area__in=areas) | Q(area=None))
    return list(rows.order_by(F("area").asc(nulls_last=True), "name", "pk")[:MOST_CARE])


def advisers_of(standing: Standing, marked: str) -> list[Post]:
    """Whom a survivor, or a child, may call where a service does not answer: the adviser whose
    office it is, of the area first, and one who stands in. Never who commands, tasks or keeps duty.
    """
    compartment = COMPARTMENT_OF_MARK[marked]
    areas, first = _areas_of(standing), VERIFIERS[compartment]
    rows = Post.objects.filter(mission=standing.mission, role__in=RELEASERS[compartment])
    posts = list(rows.exclude(duty_number="").order_by("title", "pk"))
    return sorted(
        posts,
        key=lambda post: (post.role != first, post.area_id not in areas, post.area_id is not None),
    )[:MOST_ADVISERS]


def care_shown(standing: Standing, marked: str) -> list[CareShown]:
    """The same for a page, of those that serve who is marked so; behind them the advisers."""
    services = [
        CareShown(care_service.name, care_service.number, care_service.hours)
        for care_service in care_services(standing)
        if care_service.serves in (marked, CareService.Serves.BOTH)
    ]
    posts = advisers_of(standing, marked)
    return services + [CareShown(post.title, post.duty_number, "", adviser=True) for post in posts]


def numbers_for(standing: Standing) -> WhomToCall:
    """Whom somebody calls without a network."""
    return {
        "duty": [{"name": post.title, "number": post.duty_number} for post in duty_posts(standing)],
        "care": [
            {
                "name": care_service.name,
                "number": care_service.number,
                "serves": care_service.serves,
                "hours": care_service.hours,
                "cleared": care_service.cleared_on.isoformat(),
            }
            for care_service in care_services(standing)
        ],
        "advisers": [
            {"name": post.title, "number": post.duty_number, "serves": marked}
            for marked in COMPARTMENT_OF_MARK
            for post in advisers_of(standing, marked)
        ],
        "texts": settings_of(standing.mission).call_me_texts,
        "zone": standing.mission.time_zone,
    }


def numbers_stamp(numbers: WhomToCall) -> str:
    """As `places_stamp`, for whom to call."""
    told = json.dumps(numbers, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _areas_of(standing: Standing) -> set[UUID]:
    """The areas of the posts and roles somebody holds today; none for who has the whole mission."""
    mine = {"person": standing.person}
    holdings = Holding.objects.filter(current(standing.on), post__mission=standing.mission, **mine)
    granted = RoleGrant.objects.filter(current(standing.on), mission=standing.mission, **mine)
    areas = set(holdings.values_list("post__area", flat=True))
    areas |= set(granted.values_list("areas", flat=True))
    return {area for area in areas if area is not None}
