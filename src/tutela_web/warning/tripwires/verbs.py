"""Tripwires open alerts, whatever the score: from what people record, and from each assessment.

What fired is kept by a key of its evidence, so that each opens one alert however often and by
whichever way it is looked at: an incident one, whatever wires it trips, and an imported event one.
The alert stands at the place the evidence names. Where a wire fires at others near by, those were
inferred: lines on the alert, that who answers for them says yes or no to.
"""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import TypedDict
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tutela.places.finder import Entry, Finder, settle
from tutela.risk.tripwires import rules
from tutela_web.access.models import Mission
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.incidents.events.queries import events_by_id, in_force
from tutela_web.incidents.models import Event, Incident
from tutela_web.places.ground import km_from
from tutela_web.places.models import Place
from tutela_web.risk.models import Assessment
from tutela_web.warning.alerts.verbs import AlertReport, add_word, raise_alert
from tutela_web.warning.inferred.verbs import Inferred, ask_about
from tutela_web.warning.inputs import AlertInput, alert_input
from tutela_web.warning.merging.verbs import propose
from tutela_web.warning.models import Alert, AlertLevel, Channel, Tripped

log = logging.getLogger(__name__)

FRESH = timedelta(days=3)
"""Evidence older than this opens no alert by itself: it was known, and is in the week's list."""

LOOKED_BACK = timedelta(hours=24)


class FiredTripwire(TypedDict):
    """A tripwire that fired, as an assessment keeps it: the id of its place, where that is one of
    ours, or the words said of it; the ids of the events it rests on."""

    place: str | None
    said: str
    rule: str
    events: list[str]


def trip(mission: Mission) -> int:
    """Open what fired in a mission and is not opened yet; gives how many alerts."""
    return _from_incidents(mission) + _from_assessment(mission)


def _from_incidents(mission: Mission) -> int:
    """What people recorded within a day that trips a wire by itself: no score is waited for.

    An incident that trips several wires opens one alert, of the wire that stands first in the table
    of rules; a sign that is added to it later is one more report of that alert.
    """
    since = clock.now(mission) - LOOKED_BACK
    rows = _incidents_in_force(mission).filter(entered_at__gte=since, invented=False)
    return _open_incidents(mission, rows)


def _incidents_in_force(mission: Mission) -> QuerySet[Incident]:
    rows = Incident.objects.filter(mission=mission, merged_into=None).exclude(harms=[])
    return rows.select_related("place", "area", "perpetrator")


def _open_incidents(mission: Mission, rows: Iterable[Incident]) -> int:
    """Open what these incidents trip and is not opened yet, each at the place it names."""
    wires = {row: [rule.rule for rule in rules() if rule.observation in row.harms] for row in rows}
    keys = {one: keys_of_incident(one.pk) for one, tripped in wires.items() if tripped}
    known = _known_keys(mission, [key for by_rule in keys.values() for key in by_rule.values()])
    opened = 0
    for one, by_rule in keys.items():
        fresh = {rule: by_rule[rule] for rule in wires[one] if by_rule[rule] not in known}
        if not fresh:
            continue
        raised = next((known[key] for key in by_rule.values() if key in known), None)
        fields = told_by_incident(one)
        fields.setdefault("known_at", clock.now(mission))
        opened += _open(mission, fresh, fields, [f"incident:{one.pk}"], raised)
    return opened


def told_by_incident(incident: Incident) -> AlertInput:
    """What an alert says that an incident opened."""
    fields = {
        "place": incident.place,
        "place_said": incident.place_said,
        "latitude": incident.latitude,
        "longitude": incident.longitude,
        "area": incident.area,
        "act": incident.title[:200],
        "actor": incident.perpetrator,
        "who": "; ".join(incident.other_perpetrators)[:200],
        "event_from": incident.event_from,
        "event_from_time": incident.event_from_time,
        "event_to": incident.event_to,
        "event_to_time": incident.event_to_time,
        "event_precision": incident.event_precision,
        "place_precision": incident.place_precision,
        "language": incident.language,
        "grade": incident.grade,
        "known_at": incident.known_at,
        "classification": incident.classification,
    }
    return alert_input({name: value for name, value in fields.items() if value is not None})


def alerts_opened_by(mission: Mission, incidents: Iterable[UUID]) -> set[UUID]:
    """The alerts that incidents opened, or became a report of, by the wires they tripped."""
    keys = [key for pk in incidents for key in keys_of_incident(pk).values()]
    return set(_known_keys(mission, keys).values())


def keys_of_incident(incident: UUID) -> dict[str, str]:
    """By rule the key under which it is kept that an incident tripped it."""
    return {rule.rule: _key("incident", str(incident), rule.rule) for rule in rules()}


def _from_assessment(mission: Mission) -> int:
    """What the newest assessment of these days says.

    One evidence is one alert, at the place it names. A place it does not name, near enough for the
    wire to fire there too, is a line on that alert and opens none.
    """
    now = clock.now(mission)
    newest = Assessment.objects.filter(
        mission=mission, compartment="", on__gte=now.date() - FRESH, made_at__gte=now - FRESH
    )
    assessment = newest.order_by("-on", "-made_at").first()
    if assessment is None or not assessment.tripwires:
        return 0
    groups = _group_by_evidence(assessment.tripwires)
    fresh = _fresh(mission, {name for group in groups for name in group[0]["events"]}, now)
    groups = [
        group
        for group in groups
        if not any(one["events"] for one in group)
        or any(fresh & set(one["events"]) for one in group)
    ]
    names = {name for group in groups for one in group for name in one["events"]}
    ids = {UUID(one["place"]) for group in groups for one in group if one["place"]}
    places = Place.objects.filter(mission=mission).select_related("area").in_bulk(ids)
    told = [name.partition(":")[2] for name in names if name.startswith("incident:")]
    opened = _open_incidents(mission, _incidents_in_force(mission).filter(pk__in=told))
    events = events_by_id(in_force(Event, mission), names)
    opened += sum(
        _open_cluster(mission, cluster)
        for group in groups
        for cluster in _clusters(group, places, events)
    )
    _ask_about_others(mission, groups, places, names)
    return opened


def _ask_about_others(
    mission: Mission,
    groups: Iterable[list[FiredTripwire]],
    places: Mapping[UUID, Place],
    names: set[str],
) -> None:
    """Put the places at which wires fired, and of which no alert is, down as inferred."""
    causes = _causes(mission, names)
    inferred: dict[UUID, list[Inferred]] = defaultdict(list)
    for wire in (one for group in groups for one in group):
        place = places.get(UUID(wire["place"])) if wire["place"] else None
        alert = _nearest_cause(place, wire["events"], causes) if place else None
        if alert and place and alert.place_id != place.pk:
            inferred[alert.pk].append(Inferred(place, wire["rule"], tuple(wire["events"])))
    alerts = Alert.objects.select_related("mission").in_bulk(inferred)
    for pk, found in inferred.items():
        _ask(alerts[pk], found)


@dataclass(frozen=True)
class Cluster:
    """What of an assessment is one alert: the rule, where it is, and what it rests on.

    event   whose point it is, where no place of ours is named
    """

    rule: str
    place: Place | None
    said: str
    event: Event | None
    names: tuple[str, ...]


def _clusters(
    group: list[FiredTripwire], places: Mapping[UUID, Place], events: Mapping[str, Event]
) -> list[Cluster]:
    """The alerts that tripwires of one rule make, but for those of incidents, which open their own:
    of a rule of one observation one for each place that its evidence names; else one."""
    rule, first = group[0]["rule"], group[0]
    names = sorted({name for one in group for name in one["events"]})
    near = [place for one in group if one["place"] and (place := places.get(UUID(one["place"])))]
    observed = {one.rule: one.observation for one in rules()}.get(rule)
    reported = {name: events[name] for name in names if name in events}
    of_wire = {name: one for name, one in reported.items() if one.harm == observed}
    if not of_wire:
        if observed and any(name.startswith("incident:") for name in names):
            return []
        nearest = _nearest_to(reported.values(), near)
        return [Cluster(rule, nearest, "" if nearest else first["said"], None, tuple(names))]
    by_place: dict[str, list[str]] = defaultdict(list)
    named = {name: _place_named(event, near) for name, event in of_wire.items()}
    for name, event in of_wire.items():
        place = named[name]
        by_place[str(place.pk) if place else f"{event.place} {event.latitude}"].append(name)
    return [
        Cluster(rule, named[of[0]], of_wire[of[0]].place or "", of_wire[of[0]], tuple(of))
        for of in by_place.values()
    ]


NAMED_WITHIN_KM = 1.0
"""A listed place no further from where an event is reported is the place it names."""


def _place_named(event: Event, near: Iterable[Place]) -> Place | None:
    """Of the places a wire fired at, the one the event names: by its name, or where it lies."""
    places = list(dict.fromkeys(near))
    finder = Finder(Entry(at, (p.name, *p.aliases)) for at, p in enumerate(places))
    if event.place and (meant := settle(finder.find(event.place))):
        return places[int(str(meant.entry.key))]
    away = [(km, at) for at, km in enumerate(km_from(event, places)) if km is not None]
    km, at = min(away, default=(NAMED_WITHIN_KM + 1, 0))
    return places[at] if km <= NAMED_WITHIN_KM else None


def _nearest_to(events: Iterable[Event], near: list[Place]) -> Place | None:
    """Of the places a wire fired at, the one nearest to anything it rests on; else the first."""
    away = [
        (km, at) for event in events for at, km in enumerate(km_from(event, near)) if km is not None
    ]
    return near[min(away)[1]] if away else next(iter(near), None)


def _open_cluster(mission: Mission, cluster: Cluster) -> bool:
    """Open what a cluster makes; what an alert rests on already is one more report of it while it
    is open, and opens nothing twice."""
    causes = _causes(mission, cluster.names)
    fresh = [name for name in cluster.names if name not in causes]
    keys = [_event_key(name) for name in fresh]
    if not cluster.names:
        keys = [_key(cluster.rule, str(cluster.place.pk) if cluster.place else cluster.said)]
        keys = [key for key in keys if not _known_keys(mission, keys)]
    if not keys:
        return False
    fields: AlertInput = {"act": cluster.rule[:200], "known_at": clock.now(mission)}
    if cluster.place:
        fields["place"] = cluster.place
    else:
        fields["place_said"] = cluster.said[:200]
        if (
            cluster.event
            and cluster.event.latitude is not None
            and cluster.event.longitude is not None
        ):
            fields["latitude"], fields["longitude"] = (
                cluster.event.latitude,
                cluster.event.longitude,
            )
            fields["place_precision"] = cluster.event.place_precision
    raised = next((alert.pk for alert in causes.values() if alert.now.open), None)
    return _open(mission, {cluster.rule: keys[0]}, fields, fresh, raised, keys[1:])


@dataclass(frozen=True)
class SignInPlaces:
    """A sign that a room above finds in several places at once.

    rule    by which it alerts, in words
    fields  of the alert it opens, but for its place
    told    by place, the first that at which the alert stands, the ids of what tells of it there
    """

    rule: str
    level: AlertLevel
    fields: AlertInput
    told: Mapping[Place, Sequence[str]]


def trip_in_places(mission: Mission, sign: SignInPlaces) -> bool:
    """Open what a sign in several places makes: one alert, at the first; the others are lines on it
    that who answers for each says yes or no to. What an open alert rests on already is one more
    report of it, and opens nothing twice. Once every such alert is closed, what is heard since
    joins the last of them, and who answers for each place is asked whether to open anew.

    Gives   whether an alert was opened, or one was told more.
    """
    names = [name for words in sign.told.values() for name in words]
    causes = _causes(mission, names)
    fresh = [name for name in names if name not in causes]
    if not fresh:
        return False
    place = next(iter(sign.told))
    keys = [_event_key(name) for name in fresh]
    raised = next((alert.pk for alert in causes.values() if alert.now.open), None)
    if causes and raised is None:
        return _ask_anew(max(causes.values(), key=lambda alert: alert.number), sign, fresh)
    fields: AlertInput = {**sign.fields, "place": place}
    wires = {sign.rule: keys[0]}
    if not _open(mission, wires, fields, fresh, raised, keys[1:], level=sign.level):
        return False
    alert = next(iter(_causes(mission, fresh).values()))
    others = [
        Inferred(other, sign.rule, tuple(of))
        for other, of in sign.told.items()
        if other.pk != alert.place_id
    ]
    _ask(alert, others)
    return True


def _ask_anew(closed: Alert, sign: SignInPlaces, fresh: Sequence[str]) -> bool:
    """Put what was heard since an alert was closed down on it, and ask whether to open anew; where
    nobody could be asked, that is tried again."""
    fresh_names = {
        place: [name for name in names if name in fresh] for place, names in sign.told.items()
    }
    lines = [
        Inferred(place, sign.rule, tuple(names)) for place, names in fresh_names.items() if names
    ]
    try:
        with transaction.atomic():
            ask_about(closed, lines)
            Tripped.objects.bulk_create(
                Tripped(mission=closed.mission, key=_event_key(name), alert=closed)
                for name in fresh
            )
    except NotNow as fault:
        log.error("a sign of mission %s is asked of nobody: %s", closed.mission_id, fault)
        return False
    return True


def keys_of_evidence(names: Iterable[str]) -> list[str]:
    """The keys under which it is kept that these records, by their names in evidence, opened an
    alert."""
    return [_event_key(name) for name in names]


def _event_key(name: str) -> str:
    """The key under which it is kept that an imported event opened an alert."""
    return _key("event", name)


def _causes(mission: Mission, names: Iterable[str]) -> dict[str, Alert]:
    """By the id of an event or an incident the alert that rests on it: by its key; and for what was
    opened before keys were of evidence, by what the alert says that it rests on."""
    keys: dict[str, str] = {}
    for name in names:
        keys[_event_key(name)] = name
        if name.startswith("incident:"):
            own = keys_of_incident(UUID(name.partition(":")[2]))
            keys |= dict.fromkeys(own.values(), name)
    known = _known_keys(mission, keys)
    alerts = Alert.objects.select_related("mission", "now").in_bulk(set(known.values()))
    lately = Alert.objects.filter(
        mission=mission, known_at__gte=clock.now(mission) - 2 * FRESH, opened_from=None
    ).exclude(tripwire="")
    wanted = set(names)
    said = {
        name: alert
        for alert in lately.select_related("mission", "now").order_by("-number")
        for name in wanted.intersection(alert.evidence)
    }
    return said | {keys[key]: alerts[alert] for key, alert in known.items()}


def _nearest_cause(place: Place, names: Iterable[str], causes: Mapping[str, Alert]) -> Alert | None:
    """Of the alerts that rest on the same evidence the one nearest to a place."""
    alerts = list(dict.fromkeys(causes[name] for name in names if name in causes))
    if not alerts:
        return None
    away = [inf if km is None else km for km in km_from(place, alerts)]
    return alerts[away.index(min(away))]


def _ask(alert: Alert, found: list[Inferred]) -> None:
    """Ask about inferred places; where nobody could be asked, that is tried again."""
    try:
        ask_about(alert, found)
    except NotNow as fault:
        log.error("inferred places of mission %s are asked of nobody: %s", alert.mission_id, fault)


def _group_by_evidence(tripwires: Iterable[FiredTripwire]) -> list[list[FiredTripwire]]:
    """Tripwires of one rule that share evidence, together; without evidence each by itself."""
    groups: list[tuple[set[str], str, list[FiredTripwire]]] = []
    for tripwire in tripwires:
        events = set(tripwire["events"])
        same = [g for g in groups if g[1] == tripwire["rule"] and events & g[0]]
        for group in same:
            groups.remove(group)
        merged = [wire for group in same for wire in group[2]]
        groups.append((events.union(*(g[0] for g in same)), tripwire["rule"], [*merged, tripwire]))
    return [group for _events, _rule, group in groups]


def _fresh(mission: Mission, names: set[str], now: datetime) -> set[str]:
    """Of imported events and incidents by name, those of these days."""
    since = now.date() - FRESH
    events = events_by_id(in_force(Event, mission).filter(date_end__gte=since), names)
    ids = [name.partition(":")[2] for name in names if name.startswith("incident:")]
    rows = Incident.objects.filter(mission=mission, pk__in=ids, event_from__gte=since)
    return {*events, *(f"incident:{pk}" for pk in rows.values_list("pk", flat=True))}


def _known_keys(mission: Mission, keys: Iterable[str]) -> dict[str, UUID]:
    """Of these keys those that opened an alert before, each with the alert."""
    rows = Tripped.objects.filter(mission=mission, key__in=list(keys))
    return dict(rows.values_list("key", "alert"))


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _open(
    mission: Mission,
    wires: Mapping[str, str],
    fields: AlertInput,
    evidence: list[str],
    raised: UUID | None = None,
    more: Iterable[str] = (),
    *,
    level: AlertLevel = AlertLevel.WARNING,
) -> bool:
    """Open what fired; what nobody could own holds no other up, and is asked again."""
    try:
        _open_alert(mission, wires, fields, evidence, raised, more, level)
    except NotNow as fault:
        log.error("a tripwire of mission %s opened nothing: %s", mission.pk, fault)
        return False
    return True


@transaction.atomic
def _open_alert(
    mission: Mission,
    wires: Mapping[str, str],
    fields: AlertInput,
    evidence: list[str],
    raised: UUID | None,
    more: Iterable[str],
    level: AlertLevel,
) -> None:
    """One alert with its evidence; where such a wire is open at the place, one more report.

    Takes   wires, the rules that fired, each with its key; raised, the alert that the same evidence
            opened before; more, further keys of it.
    """
    word = AlertReport(Channel.TRIPWIRE, said={"act": ", ".join(wires)[:60]})
    rule = next(iter(wires))
    place = fields.get("place")
    alerts = Alert.objects.filter(mission=mission).select_related("mission")
    same = alerts.filter(tripwire__in=wires, place=place, now__open=True, merged_into=None)
    alert = alerts.get(pk=raised) if raised else same.first() if place else None
    if alert is not None:
        add_word(alert, word, by=None)
    else:
        alert = raise_alert(
            fields,
            mission=mission,
            by=None,
            level=level,
            word=word,
            tripwire=rule[:60],
            evidence=evidence[:200],
        )
        propose(alert)
    Tripped.objects.bulk_create(
        Tripped(mission=mission, key=key, alert=alert) for key in (*wires.values(), *more)
    )
