"""One place on one page: its risks part by part, twelve months, neighbours, and what is not known.

What happened within 25 km in a year is the one query of every room
(`incidents.happened_queries`): no page of a place reads all events.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.base.days import RowsByPeriod
from tutela.base.distances import distance_km
from tutela.base.later import np, pl
from tutela.crisis.tables import outcomes
from tutela_web.access.audit import trail
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.tables.columns import in_order
from tutela_web.capacity.models import Base
from tutela_web.capacity.reach.queries import Able, PlaceCover, reach_for
from tutela_web.capacity.units.queries import bases_for
from tutela_web.crisis.decisions.queries import EarlierAlert, earlier_near
from tutela_web.crisis.triggers.queries import fired_at_place
from tutela_web.engagements.no_response.queries import choices_at
from tutela_web.incidents.happened.queries import (
    AROUND_KM,
    EVENT,
    INCIDENT,
    count_folded,
    near_by_period,
)
from tutela_web.incidents.lists.queries import incidents_for
from tutela_web.incidents.models import Event, Incident
from tutela_web.intake.queries import unsettled_near
from tutela_web.look.translate import word
from tutela_web.places.columns import Places, places_seen
from tutela_web.places.ground import km_from, within_box
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.places.sites.population import population_of
from tutela_web.records.pages import read_line
from tutela_web.risk import queries
from tutela_web.risk.columns import first_of_each, suggestions_seen, without_lines
from tutela_web.risk.groups.queries import by_group_at
from tutela_web.risk.imported_forecasts.queries import stated_at
from tutela_web.risk.models import Assessment, Risk, SuggestedRisk
from tutela_web.risk.order_queries import stands_in_order
from tutela_web.risk.packed.queries import suggestions_at
from tutela_web.risk.queries import RegisterLine
from tutela_web.risk.questions.queries import ACT as ASK
from tutela_web.risk.questions.queries import questions_at
from tutela_web.risk.why import ScoreExplanation, explain_score
from tutela_web.warning.network.fallback_queries import fallbacks_of
from tutela_web.warning.network.place_facts import facts_at
from tutela_web.warning.rising.queries import runs_for

NEIGHBOURS_KM, NEIGHBOURS = 150.0, 6
BASES_KM, BASES = 300.0, 3
YEAR = timedelta(days=365)
QUIET_WEEKS = 2
"""So many weeks without any record are drawn as "nobody heard"; one alone is not."""


@dataclass(frozen=True)
class NearFeature:
    """Something near the place: how far, in a straight line."""

    what: Any
    km: float
    line: RegisterLine | None = None


@mission_page("places")
def place(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Why here: the score part by part, with everything around it that the person may see."""
    shown = get_object_or_404(places_for(standing).select_related("area"), pk=pk)
    read_line(standing, shown)
    today = clock.today(standing.mission)
    compartment = queries.chosen_compartment(standing, request.GET.get("compartment", ""))
    near = _places_near(standing, shown)
    newest = queries.latest_assessment(standing, compartment=compartment)
    if newest and compartment:
        trail.record(
            "read",
            mission=standing.mission,
            by=standing.person,
            kind="assessment",
            subject=newest.pk,
            compartment=compartment,
        )
    register = _register(standing, [shown, *(n.what for n in near)], compartment)
    rows = _suggested_risks(standing, newest, shown, [n.what for n in near], register)
    lines = _lines(shown, newest, rows, register)
    chosen = _chosen_line(request.GET.get("of", ""), lines)
    keep = {"compartment": compartment} if compartment else {}
    if chosen is not None:
        keep["of"] = _name(chosen)
        queries.with_weeks([chosen], standing, compartment=compartment)
    told = _score_explained(request, standing, chosen, keep, compartment)
    here = next((row for row in rows if row.place_id == shown.pk), None)
    year = _year_around(standing, shown, today)
    around = year.within
    events = around.filter(kind=EVENT)
    incidents = in_order(incidents_for(standing), around.filter(kind=INCIDENT)["pk"].reverse())
    bases = _bases(standing, shown)
    alerts = earlier_near(standing, shown, shown.pk) if standing.reads("alerts") else None
    could_come, cover = _could_come(standing, shown)
    stated = stated_at(standing, [shown])
    context = {
        "place": shown,
        "population": population_of(standing, shown),
        "assessment": newest,
        "line": chosen,
        "value": chosen.value if chosen else None,
        "pictures": _values_beside(chosen),
        "tabs": _tabs(lines, chosen, keep),
        "why": told,
        **_why_headed(told, chosen),
        "in_order": stands_in_order(standing, newest, here),
        "close_url": f"?{urlencode(keep | {'part': 'none'})}",
        "neighbours": [
            NearFeature(n.what, n.km, next(iter(_lines(n.what, newest, rows, register)), None))
            for n in near
        ],
        "lanes": _lanes(standing, events, incidents, alerts, bases, today),
        "alerts": alerts,
        "alerts_open": sum(alert.alert.now.open for alert in alerts or ()),
        "since": today - YEAR,
        "today": today,
        "heard": not (around.is_empty() and year.apart.is_empty()),
        "apart": year.say_apart(),
        "events_told": _events_counted(events),
        "folded": count_folded(around),
        "events_url": _events_url(standing, today),
        "incidents": incidents[:8],
        "incidents_total": len(incidents),
        "unscored": _not_scored_yet(newest, incidents),
        "bases": [b for b in bases if _stands(b.what, today)][:BASES],
        "could_come": could_come,
        "cover": cover,
        "tripwires": _tripwires(newest, shown),
        "facts": facts_at(standing, shown),
        "reports": unsettled_near(standing, shown, shown.pk) if standing.reads("reports") else [],
        "fallbacks": fallbacks_of(standing, shown),
        "told": {"fired": fired_at_place(standing, shown.pk)},
        "choices": choices_at(standing, shown.pk),
        "stated_here": None if stated is None else stated[shown.pk],
        "stated_known": stated is not None,
        "questions": questions_at(standing, shown.pk) if standing.reads("risks") else [],
        "rising": runs_for(standing, shown),
        "may_ask": standing.may_somewhere(ASK),
        "by_group": by_group_at(standing, shown) if standing.reads("risks") else None,
        "may_fall_back": standing.may("keep_network", area=shown.area_id),
        "around_km": AROUND_KM,
        "compartment": compartment,
        "overdue": queries.overdue(chosen.risk, today) if chosen else None,
        "may": {
            act: standing.may(act, area=shown.area_id)
            for act in ("score_risk", "record_incident", "raise_alert")
        },
        "about_here": urlencode({"place": str(shown.pk), "q": shown.name}),
        "reads": {
            kind: standing.reads(kind)
            for kind in ("risks", "events", "incidents", "bases", "outreach")
        },
    }
    return render(request, "site/place.html", context)


# --- what is near


def _records_within(found: Place, records: Iterable[Base], km: float) -> list[NearFeature]:
    """Records with a point within so many km, nearest first."""
    kept = list(records)
    far = zip(kept, km_from(found, kept), strict=True)
    near = [NearFeature(r, d) for r, d in far if d is not None and d <= km]
    return sorted(near, key=lambda n: n.km)


def _places_near(standing: Standing, shown: Place) -> list[NearFeature]:
    if shown.latitude is None or shown.longitude is None:
        return []
    seen = places_seen(standing).filter(pl.col("place") != shown.pk.hex)
    here = np.full(seen.height, shown.latitude), np.full(seen.height, shown.longitude)
    lat, lon = (seen[name].cast(pl.Float64).to_numpy() for name in ("latitude", "longitude"))
    near = seen.select("place", km=pl.Series(distance_km(*here, lat, lon)).fill_nan(None))
    near = near.filter(pl.col("km") <= NEIGHBOURS_KM).sort("km", "place").head(NEIGHBOURS)
    far = dict(near.iter_rows())
    return [NearFeature(p, far[p.pk.hex]) for p in Places(places_for(standing), near["place"])[:]]  # type: ignore[arg-type]  # a column will do


def _bases(standing: Standing, shown: Place) -> list[NearFeature]:
    if not standing.reads("bases"):
        return []
    near = bases_for(standing).filter(within_box(shown, BASES_KM), retired=False)
    return _records_within(shown, near, BASES_KM)


def _could_come(standing: Standing, shown: Place) -> tuple[list[Able], PlaceCover | None]:
    """The units that could be here first, of those the person may see, and whether an able one
    comes in time by day and by night."""
    if shown.latitude is None or shown.longitude is None or not standing.reads("bases"):
        return [], None
    reach = reach_for(standing, at=clock.now(standing.mission), reasons=False)
    here = shown.latitude, shown.longitude
    return reach.units(*here)[:BASES], reach.cover(*here)


def _stands(base: Base, on: date) -> bool:
    return (base.opened is None or base.opened <= on) and (base.closed is None or base.closed > on)


# --- scores


def _why_headed(
    score_explanation: ScoreExplanation | None, line: RegisterLine | None
) -> dict[str, str]:
    """The heading of what a value rests on: a score where it is one, and over how many days."""
    if score_explanation is None or line is None:
        return {}
    days = line.value.horizon_days
    return {
        "why_title": _("Why a score of %(score)s") % {"score": score_explanation.score}
        if score_explanation.known
        else _("What is known, part by part"),
        "why_note": "" if line.by_likelihood else _("%(n)s days") % {"n": days},
    }


def _suggested_risks(
    standing: Standing,
    newest: Assessment | None,
    shown: Place,
    near: Sequence[Place],
    register: Sequence[Risk],
) -> list[SuggestedRisk]:
    """The newest suggestions at the place, and the worst one at each neighbour that no agreed line
    stands beside; without their evidence."""
    if newest is None:
        return []
    ids = [place.pk.hex for place in near]
    beside = suggestions_seen(standing, newest).filter(pl.col("place").is_in(ids))
    bare = without_lines(beside, [(r.place_id, r.actor, r.harm) for r in register])
    worst = first_of_each("place", bare).filter(pl.col("place") != shown.pk.hex)["pk"]
    return suggestions_at(standing, newest, [shown], also=worst.to_list())


def _register(standing: Standing, places: Sequence[Place], compartment: str) -> list[Risk]:
    seen = queries.risks_for(standing, compartment=compartment).filter(place__in=places)
    return list(seen.exclude(status=Risk.Status.CLOSED))


def _lines(
    shown: Place, newest: Assessment | None, rows: Sequence[SuggestedRisk], register: Sequence[Risk]
) -> list[RegisterLine]:
    """The place's risks, worst first: agreed values before suggested ones."""
    lines: dict[Any, RegisterLine] = {}
    for row in rows:
        if newest and row.assessment_id == newest.pk and row.place_id == shown.pk:
            lines[row.actor, row.harm] = RegisterLine(shown, row.actor, row.harm, suggested=row)
    for risk in register:
        if risk.place_id == shown.pk:
            line = lines.setdefault(
                (risk.actor, risk.harm), RegisterLine(shown, risk.actor, risk.harm)
            )
            line.risk = risk
    return sorted((line for line in lines.values() if line.value), key=lambda line: line.order)


def _name(line: RegisterLine) -> str:
    """How the address names one of the place's risks: by an id, never by words."""
    if line.risk is not None:
        return str(line.risk.pk)
    return str(line.suggested.pk) if line.suggested else ""


def _chosen_line(asked: str, lines: Sequence[RegisterLine]) -> RegisterLine | None:
    return next((line for line in lines if _name(line) == asked), lines[0] if lines else None)


def _tabs(
    lines: Sequence[RegisterLine], chosen: RegisterLine | None, keep: dict[str, str]
) -> list[tuple[str, str, bool]]:
    return [
        (
            "?" + urlencode(keep | {"of": _name(line)}),
            f"{word(line.actor)} · {word(line.harm)} {line.figure or _('not estimated')}",
            line is chosen,
        )
        for line in lines
    ]


def _values_beside(line: RegisterLine | None) -> dict[str, Any]:
    """Suggested, proposed and agreed R in words for the heading; a suggested one only where half of
    each of its parts is known."""
    if line is None:
        return {}
    return {
        "suggested": line.suggested.risk
        if line.suggested and not line.suggested.insufficient_data
        else None,
        "little_known": bool(line.suggested and line.suggested.insufficient_data),
        "agreed": line.risk.risk if line.agreed and line.risk else None,
        "proposed": (line.proposal or {}).get("risk"),
    }


def _score_explained(
    request: HttpRequest,
    standing: Standing,
    line: RegisterLine | None,
    keep: dict[str, str],
    compartment: str,
) -> ScoreExplanation | None:
    if line is None:
        return None
    return explain_score(
        standing,
        line.value,
        queries.factors_of(line),
        reach=line.value.reach,
        known=line.score_known,
        part=request.GET.get("part", "V"),
        compartment=compartment,
        url=lambda part: f"?{urlencode(keep | {'part': part})}",
    )


def _not_scored_yet(newest: Assessment | None, incidents: Sequence[Incident]) -> int:
    """How many incidents near were entered since the newest score was made."""
    return sum(newest is None or incident.entered_at > newest.made_at for incident in incidents)


def _tripwires(newest: Assessment | None, found: Place) -> list[dict[str, Any]]:
    if newest is None:
        return []
    return [t for t in newest.tripwires if t["place"] == str(found.pk)]


# --- twelve months


def _year_around(standing: Standing, shown: Place, today: date) -> RowsByPeriod:
    """What happened within 25 km in twelve months, oldest first, as `near_by_period` gives it."""
    since = today - YEAR + timedelta(days=1)
    year = near_by_period(standing, shown, shown.pk, km=AROUND_KM, since=since, until=today)
    return replace(year, within=year.within.reverse())


def _lanes(
    standing: Standing,
    events: pl.DataFrame,
    incidents: Sequence[Incident],
    alerts: Sequence[EarlierAlert] | None,
    bases: Sequence[NearFeature],
    today: date,
) -> list[dict[str, Any]]:
    """The rows of the year: what happened, what we wrote, who stood here, when nobody was heard."""
    since = today - YEAR
    lanes = []
    if standing.reads("events"):
        lanes.append({"label": _("Events"), "items": _event_items(standing, events)})
    if standing.reads("incidents"):
        lanes.append(
            {
                "label": _("Incidents"),
                "items": [
                    {
                        "shape": "cross",
                        "at": i.event_from,
                        "size": i.civilians_killed or 0,
                        "title": i.title,
                        "url": reverse("incidents:incident", args=[standing.mission.code, i.pk]),
                    }
                    for i in incidents
                ],
            }
        )
    if alerts is not None:
        lanes.append({"label": _("Alerts"), "items": _alert_items(standing, alerts, since)})
    if standing.reads("bases"):
        stood = _presence(bases, since, today)
        lanes.append({"label": _("Presence"), "items": stood[:1]})
        lanes += [{"label": "", "items": [base]} for base in stood[1:]]  # they may overlap in time
    if standing.reads("events") or standing.reads("incidents"):
        heard = [*events["day"], *(i.event_from for i in incidents if i.event_from)]
        lanes.append({"label": _("Community contact"), "items": silent(heard, since, today)})
    return lanes


def _alert_items(
    standing: Standing, alerts: Sequence[EarlierAlert], since: date
) -> list[dict[str, Any]]:
    """Each alert of the year: a filled square where nobody protected, a disc where harm was
    deterred, an open square while it is open or nothing is recorded of it."""
    items = []
    for alert in alerts:
        at = localdate(alert.alert.known_at or alert.alert.entered_at)
        if at < since:
            continue
        came = "" if alert.alert.now.open or alert.outcome is None else alert.outcome.outcome
        protected = outcomes()[came].protective if came in outcomes() else ""
        items.append(
            {
                "shape": {"yes": "deterred", "no": "missed"}.get(protected, "open"),
                "at": at,
                "label": str(alert.alert) if alert.alert.now.open else "",
                "title": f"{alert.alert} {at.isoformat()}: {_said_of_alert(alert)}",
                "url": reverse("warning:alert", args=[standing.mission.code, alert.alert.pk]),
            }
        )
    return items


def _said_of_alert(shown_alert: EarlierAlert) -> str:
    if shown_alert.alert.now.open:
        return _("open")
    if shown_alert.outcome is None or shown_alert.outcome.outcome not in outcomes():
        return _("no outcome recorded")
    return word(outcomes()[shown_alert.outcome.outcome].label)


def _event_items(standing: Standing, events: pl.DataFrame) -> list[dict[str, Any]]:
    """One mark a day and kind: attacks on civilians, fighting, and what was only observed."""
    shape = (
        pl.when("against_civilians")
        .then(pl.lit("cross"))
        .when("fighting")
        .then(pl.lit("ring"))
        .otherwise(pl.lit("open"))
    )
    marks = events.group_by("day", shape.alias("shape"), maintain_order=True).agg(
        pl.len(), pl.col("pk").first(), pl.col("harm").unique(maintain_order=True), "killed"
    )
    items, code = [], standing.mission.code
    for day, kind, count, first, harms, killed in marks.iter_rows():
        what = ", ".join(word(harm) for harm in harms if harm)
        items.append(
            {
                "shape": kind,
                "at": day,
                "size": sum(n or 0 for n in killed),
                "title": f"{day.isoformat()}: {count} {what}",
                "url": reverse("incidents:event", args=[code, Event.handle_of(int(first))])
                if count == 1
                else _events_url(standing, day, day),
            }
        )
    return items


def _events_url(standing: Standing, until: date, since: date | None = None) -> str:
    days = {"since": (since or until - YEAR).isoformat(), "until": until.isoformat()}
    return f"{reverse('incidents:events', args=[standing.mission.code])}?{urlencode(days)}"


def _presence(bases: Sequence[NearFeature], since: date, today: date) -> list[dict[str, Any]]:
    items = []
    for near in bases:
        base = near.what
        begins, ends = base.opened or since, base.closed or today
        if near.km <= AROUND_KM and begins <= today and ends > since:
            label = _("%(name)s, %(km)s km") % {"name": base.name, "km": round(near.km)}
            items.append(
                {
                    "shape": "bar",
                    "since": max(begins, since),
                    "until": min(ends, today),
                    "label": label,
                    "title": label,
                }
            )
    return items


def silent(heard: Iterable[date], since: date, until: date) -> list[dict[str, Any]]:
    """Spans of weeks without any record: nobody heard, which is not known and not calm.

    >>> from datetime import date
    >>> spans = silent([date(2018, 1, 3)], date(2018, 1, 1), date(2018, 1, 29))
    >>> [(s["since"].day, s["until"].day) for s in spans]
    [(8, 29)]
    """
    with_news = {(day - since).days // 7 for day in heard}
    weeks = -(-(until - since).days // 7)
    items, first = [], None
    for week in range(weeks + 1):
        quiet = week < weeks and week not in with_news
        if quiet and first is None:
            first = week
        if not quiet and first is not None:
            if week - first >= QUIET_WEEKS:
                ends = min(since + timedelta(weeks=week), until)
                items.append(
                    {
                        "shape": "silent",
                        "since": since + timedelta(weeks=first),
                        "until": ends,
                        "title": _("nobody heard: not known"),
                    }
                )
            first = None
    return items


def _events_counted(events: pl.DataFrame) -> str:
    """How many events, and how many of them against civilians."""
    against = int(events["against_civilians"].sum())
    told = ngettext("%(n)s event", "%(n)s events", events.height) % {"n": events.height}
    return _("%(events)s, %(against)s against civilians") % {"events": told, "against": against}
