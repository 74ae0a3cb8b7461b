"""Tripwires open alerts, whatever the score: from what people record, and from each assessment.

What fired is kept by a key, so that each opens one alert however often it is looked at. Tripwires
of one rule that rest on the same evidence are one alert, at the place named first; one incident is
one alert, whatever wires it trips.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from tutela.risk.tripwires import rules
from tutela_web.access.models import Mission
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.incidents.event_queries import events_by_id, in_force
from tutela_web.incidents.models import Event, Incident
from tutela_web.places.models import Place
from tutela_web.risk.models import Assessment
from tutela_web.warning.inputs import AlertInput, alert_input
from tutela_web.warning.models import Alert, AlertLevel, Channel, Tripped
from tutela_web.warning.thread_verbs import propose
from tutela_web.warning.verbs import Word, add_word, raise_alert

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
    now = clock.now(mission)
    rows = Incident.objects.filter(
        mission=mission, entered_at__gte=now - LOOKED_BACK, merged_into=None, invented=False
    )
    rows = rows.exclude(harms=[]).select_related("place", "area", "perpetrator")
    wires = {one: [rule.rule for rule in rules() if rule.observation in one.harms] for one in rows}
    keys = {one: keys_of_incident(one.pk) for one, tripped in wires.items() if tripped}
    known = _known_keys(mission, [key for by_rule in keys.values() for key in by_rule.values()])
    opened = 0
    for one, by_rule in keys.items():
        fresh = {rule: by_rule[rule] for rule in wires[one] if by_rule[rule] not in known}
        if not fresh:
            continue
        raised = next((known[key] for key in by_rule.values() if key in known), None)
        fields = {
            "place": one.place,
            "place_said": one.place_said,
            "latitude": one.latitude,
            "longitude": one.longitude,
            "area": one.area,
            "act": one.title[:200],
            "actor": one.perpetrator,
            "who": "; ".join(one.other_perpetrators)[:200],
            "event_from": one.event_from,
            "event_from_time": one.event_from_time,
            "event_to": one.event_to,
            "event_to_time": one.event_to_time,
            "event_precision": one.event_precision,
            "place_precision": one.place_precision,
            "language": one.language,
            "grade": one.grade,
            "known_at": one.known_at or now,
            "classification": one.classification,
        }
        opened += _open(
            mission,
            fresh,
            alert_input({n: v for n, v in fields.items() if v is not None}),
            [f"incident:{one.pk}"],
            raised,
        )
    return opened


def alerts_opened_by(mission: Mission, incidents: Iterable[UUID]) -> set[UUID]:
    """The alerts that incidents opened, or became a report of, by the wires they tripped."""
    keys = [key for pk in incidents for key in keys_of_incident(pk).values()]
    return set(_known_keys(mission, keys).values())


def keys_of_incident(incident: UUID) -> dict[str, str]:
    """By rule the key under which it is kept that an incident tripped it."""
    return {rule.rule: _key("incident", str(incident), rule.rule) for rule in rules()}


def _from_assessment(mission: Mission) -> int:
    """What the newest assessment of these days says; one alert for each rule and its evidence."""
    now = clock.now(mission)
    newest = Assessment.objects.filter(
        mission=mission, compartment="", on__gte=now.date() - FRESH, made_at__gte=now - FRESH
    )
    assessment = newest.order_by("-on", "-made_at").first()
    if assessment is None or not assessment.tripwires:
        return 0
    groups = _group_by_evidence(assessment.tripwires)
    fresh = _fresh(mission, {name for group in groups for name in group[0]["events"]}, now)
    keys = [
        _key(
            group[0]["rule"],
            *sorted({n for t in group for n in t["events"]}),
            group[0]["place"] or group[0]["said"],
        )
        for group in groups
    ]
    known = _known_keys(mission, keys)
    ids = [UUID(group[0]["place"]) for group in groups if group[0]["place"]]
    places = Place.objects.filter(mission=mission).select_related("area").in_bulk(ids)
    opened = 0
    for key, group in zip(keys, groups, strict=True):
        first = group[0]
        events = sorted({name for one in group for name in one["events"]})
        if key in known or (events and not fresh & set(events)):
            continue
        place = places.get(UUID(first["place"])) if first["place"] else None
        fields: AlertInput = {"act": first["rule"][:200], "known_at": now}
        if place:
            fields["place"] = place
        else:
            fields["place_said"] = first["said"][:200]
        opened += _open(mission, {first["rule"]: key}, fields, events)
    return opened


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
) -> bool:
    """Open what fired; what nobody could own holds no other up, and is asked again."""
    try:
        _open_alert(mission, wires, fields, evidence, raised)
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
) -> None:
    """One alert with its evidence; where such a wire is open at the place, one more report.

    Takes   wires, the rules that fired, each with its key; raised, the alert that the same incident
            opened before.
    """
    word = Word(Channel.TRIPWIRE, said={"act": ", ".join(wires)[:60]})
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
            level=AlertLevel.WARNING,
            word=word,
            tripwire=rule[:60],
            evidence=evidence[:200],
        )
        propose(alert)
    Tripped.objects.bulk_create(
        Tripped(mission=mission, key=key, alert=alert) for key in wires.values()
    )
