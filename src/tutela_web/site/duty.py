"""The duty desk: a name heard on the telephone, and in seconds what a duty officer needs.

Where it is, what happened there before, who stands near and how they are called, who answers for
the area, whether it is dark, and what is not known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.base.days import LAST, split_by_period
from tutela.base.later import pl
from tutela.base.messages import Sentence
from tutela.crisis.tables import outcomes
from tutela_web.access.models import DutyArea
from tutela_web.access.page_access import mission_page
from tutela_web.access.people.queries import OnDuty, on_duty
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.reach.queries import Able, reach_for
from tutela_web.capacity.units.queries import NearBase, nearest_bases
from tutela_web.crisis.decisions.queries import earlier_near
from tutela_web.incidents.happened.queries import happened_near, newest_of
from tutela_web.incidents.models import Event
from tutela_web.intake.queries import unsettled_near
from tutela_web.look.translate import with_label, word
from tutela_web.places.finding import WhereFinder
from tutela_web.places.ground import Sun, sun
from tutela_web.places.models import Place
from tutela_web.places.queries import ASSESSED, PlaceMatch, boundaries_of, never_assessed
from tutela_web.places.sites.population import Population, population_of
from tutela_web.records.pages import read_line
from tutela_web.warning.board.queries import NEAR_DAYS, NEAR_KM
from tutela_web.warning.network.place_facts import FactSaid, facts_at
from tutela_web.warning.network.queries import calls_due, owed_calls_back
from tutela_web.warning.telling.addressees import ADDRESSEES, CONCERNED, TOPS

THERE_KM = NEAR_KM
"""What happened within this distance happened there, as far as a caller can tell."""

RECENT_DAYS = NEAR_DAYS
SHOWN = 5
SURE = 95.0
"""From this score on, a name is the place's but for spelling."""


@dataclass(frozen=True)
class EarlierRecord:
    """Something known of the place from before: what, when, and the page that tells it."""

    day: date
    what: str
    detail: str
    url: str
    km: float | None = None


@dataclass(frozen=True)
class Past:
    """What one room knows of a place from before: newest first, how many lately, and what is dated
    only to a span that reaches beyond these days."""

    title: str
    recent: int
    newest: list[EarlierRecord]
    apart: Sentence | None = None


PAST: list[Callable[[Standing, Place], Past | None]] = []
"""Each room's earlier records of a place, in the order shown; None where the person reads none."""


def _past_of_kind(
    standing: Standing, title: str, earlier: list[EarlierRecord], *, least: int = SHOWN
) -> Past:
    since = clock.today(standing.mission) - timedelta(days=RECENT_DAYS)
    recent = sum(since <= one.day for one in earlier)
    return Past(title, recent, earlier[: max(SHOWN, least)])


def happened_there(standing: Standing, place: Place) -> Past | None:
    """The mission's incidents and imported events at the place or within ten kilometres of it."""
    if not (standing.reads("incidents") or standing.reads("events")):
        return None
    today = clock.today(standing.mission)
    near = happened_near(standing, place, place.pk, km=THERE_KM, since=date.min, until=LAST)
    lately = split_by_period(near, today - timedelta(days=RECENT_DAYS), today)
    code, earlier = standing.mission.code, []
    for happened in newest_of(standing, near.filter(pl.col("day") <= today), SHOWN):
        assert happened.day is not None  # only those with a day were asked for
        if isinstance(happened.record, Event):
            who = ", ".join(happened.names) or _("actor not known")
            what = with_label(word(happened.record.harm or "") or _("harm not known"), who)
            detail = f"{_('imported event')}, {happened.toll or _('deaths not known')}"
            url = reverse("incidents:event", args=[code, happened.record.handle])
        else:
            what = happened.record.title
            detail = f"{_('incident')}, {happened.record.get_verification_display()}"
            detail += f", {happened.toll}" if happened.toll else ""
            url = reverse("incidents:incident", args=[code, happened.record.pk])
        if happened.records > 1:
            detail += f"; {_perhaps_one(happened.records)}"
        earlier.append(EarlierRecord(happened.day, what, detail, url, happened.km))
    return Past(_("What happened"), lately.within.height, earlier, lately.say_apart())


def _perhaps_one(records: int) -> str:
    return _("%(n)s records, perhaps one event: the larger toll, until a person decides") % {
        "n": records
    }


def alerts_there(standing: Standing, place: Place) -> Past | None:
    """Alerts at the place or within ten kilometres, each with what came of it: every open one and
    every one of the last ninety days."""
    if not standing.reads("alerts"):
        return None
    code, earlier, near = standing.mission.code, [], earlier_near(standing, place, place.pk)
    for one in near:
        came = outcomes()[one.outcome.outcome].label if one.outcome else ""
        detail = word(came) if came else _("no outcome recorded")
        if one.alert.now.open:
            detail = f"{_('open')}, {one.alert.standing_said}"
        url = reverse("warning:alert", args=[code, one.alert.pk])
        day = (one.alert.known_at or one.alert.entered_at).date()
        what = f"{one.alert} {word(one.alert.act)}".strip()
        earlier.append(EarlierRecord(day, what, detail, url, one.km))
    since = clock.now(standing.mission) - timedelta(days=RECENT_DAYS)
    lately = sum(e.alert.now.open or (e.alert.known_at or since) >= since for e in near)
    return _past_of_kind(standing, _("Alerts"), earlier, least=lately)


def reports_there(standing: Standing, place: Place) -> Past | None:
    """Reports from the field of the place, or of within ten kilometres, that nobody has settled."""
    if not standing.reads("reports"):
        return None
    code, zone = standing.mission.code, ZoneInfo(standing.mission.time_zone)
    told = [
        EarlierRecord(
            (near.report.known_at or near.report.entered_at).astimezone(zone).date(),
            with_label(str(near.report), str(near.report.get_kind_display())),
            str(near.report.get_state_display()),
            reverse("intake:report", args=[code, near.report.pk]),
            near.km,
        )
        for near in unsettled_near(standing, place, place.pk)
    ]
    return _past_of_kind(standing, _("Unprocessed reports"), told)


PAST += [alerts_there, reports_there, happened_there]


@dataclass(frozen=True)
class Desk:
    """One place as the duty officer needs it at night."""

    found: PlaceMatch
    areas: list[DutyArea]
    population: Population
    past: list[Past]
    bases: list[NearBase]
    could_come: list[Able] | None
    numbers: list[OnDuty]
    sun: Sun | None
    unknown: list[str]
    settled: list[FactSaid]
    facts: list[FactSaid]


def desk_of(standing: Standing, match: PlaceMatch) -> Desk:
    """Everything about one place, through the policy."""
    place, now = match.place, clock.now(standing.mission)
    lat, lon = place.latitude, place.longitude
    placed = lat is not None and lon is not None
    areas = boundaries_of(standing.mission).holding(lat, lon) if placed else []  # type: ignore[arg-type]
    if place.area and place.area not in areas:
        areas = [place.area, *areas]
    reads_bases = standing.reads("bases")
    bases = nearest_bases(standing, lat, lon) if placed and reads_bases else []  # type: ignore[arg-type]
    facts = [said for said in facts_at(standing, place).values() if said.others]
    past = [told for there in PAST if (told := there(standing, place))]
    population = population_of(standing, place)
    return Desk(
        found=match,
        areas=areas,
        past=past,
        bases=bases,
        could_come=_could_come(standing, lat, lon) if placed and reads_bases else None,  # type: ignore[arg-type]
        numbers=_numbers(standing, {area.pk for area in areas}) if reads_bases else [],
        sun=sun(lat, lon, now) if placed else None,  # type: ignore[arg-type]
        population=population,
        unknown=_what_is_not_known(standing, place, population, past, bases),
        settled=[said for said in facts if said.settled],
        facts=[said for said in facts if not said.settled],
    )


def _could_come(standing: Standing, lat: float, lon: float) -> list[Able]:
    """The units that could be there first, of those the person may see."""
    reach = reach_for(standing, at=clock.now(standing.mission), reasons=False)
    return reach.units(lat, lon)[:SHOWN]


def _numbers(standing: Standing, areas: set[UUID]) -> list[OnDuty]:
    """The posts that answer for these areas, then those of the whole mission; of each first those
    an alert goes to. Who has no part in an alert (auditor, administrator, custodian) is not called
    at night."""
    posts = on_duty(standing.mission, clock.now(standing.mission))
    asked = [
        duty
        for duty in posts
        if duty.post.area_id in {*areas, None} and duty.post.role in CONCERNED
    ]
    order = list(dict.fromkeys([*ADDRESSEES, *TOPS]))
    last = len(order)

    def place(duty: OnDuty) -> tuple[bool, int]:
        role = duty.post.role
        return duty.post.area_id is None, order.index(role) if role in order else last

    return sorted(asked, key=place)


def _what_is_not_known(
    standing: Standing,
    place: Place,
    population: Population,
    past: list[Past],
    bases: list[NearBase],
) -> list[str]:
    """What is not known, said: none of it means that the place is safe."""
    told = []
    if place.latitude is None or place.longitude is None:
        told.append(_("Where it lies is not known: ask for the nearest known place and direction."))
    if place.phone_coverage is None:
        told.append(_("Phone coverage is not known."))
    elif not place.phone_coverage:
        told.append(_("No phone coverage: silence from there means nothing."))
    if population.people is None:
        told.append(_("How many people live there is not known."))
    if place.area_id is None:
        told.append(_("It lies in no duty area: no field office is named for it."))
    if ASSESSED and standing.reads("risks"):
        blank = Place.objects.filter(never_assessed(standing), pk=place.pk)
        if blank.exists():
            told.append(_("Nobody ever assessed this place: not assessed is not safe."))
    if past and not any(one.newest for one in past):
        told.append(_("Nothing is on record there: that is not the same as calm."))
    if standing.reads("bases") and not bases:
        told.append(_("No base is known whose distance could be told."))
    return told


@mission_page("places")
def duty(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The desk: a box for a name; its candidates; the likeliest, or the chosen one, in full."""
    asked = request.GET.get("q", "").strip()[:200]
    candidates = WhereFinder(standing.mission, standing, only_places=True).find(asked).offered
    chosen = request.GET.get("place", "")
    chosen_match = next((c for c in candidates if str(c.place.pk) == chosen), None)
    if chosen_match is None and candidates:
        chosen_match = candidates[0]
    if chosen_match is not None:
        read_line(standing, chosen_match.place)
    sure = [c for c in candidates if c.score >= SURE]
    context = {
        "asked": asked,
        "candidates": candidates,
        "desk": desk_of(standing, chosen_match) if chosen_match else None,
        "may_raise": standing.may_somewhere("raise_alert"),
        "several": len(sure) > 1,
        "unsure": bool(candidates) and not sure,
        "days": RECENT_DAYS,
        "km": int(THERE_KM),
        "calls": list(calls_due(standing)),
        "owed_calls": list(owed_calls_back(standing)),
    }
    return render(request, "site/duty.html", context)
