"""How incidents are read: always for a standing, never past a compartment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext, ngettext

from tutela.base.later import pl
from tutela.incidents.merge import OWN, propose_duplicates
from tutela.incidents.types import SCHEMA, TEXTS, Events
from tutela_web.access.models import DutyArea, Holding, Mission
from tutela_web.access.policy import Standing
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.actors.models import Actor
from tutela_web.base import clock
from tutela_web.base.searching import search
from tutela_web.base.searching.stems import stem_text, stems_of
from tutela_web.base.tables.columns import in_order
from tutela_web.incidents.closed.harms import readable_compartments
from tutela_web.incidents.events.alike import told_apart
from tutela_web.incidents.events.columns import UNKNOWN, asked_for, events_seen
from tutela_web.incidents.events.queries import closed_since, events_for, shown_batches
from tutela_web.incidents.lists.columns import (
    IncidentFilter,
    Named,
    counted_alone,
    filter_incidents,
    id_as_hex,
    named_in_words,
)
from tutela_web.incidents.models import (
    ClosedIncident,
    Compared,
    Event,
    Incident,
    IncidentLink,
    Verification,
)
from tutela_web.places.models import Place
from tutela_web.records.versions.queries import versions_of


def incidents_for(standing: Standing) -> QuerySet[Incident]:
    """The incidents a person may see, merged ones included.

    Those withdrawn for safety are seen by human rights and whoever recorded them only.
    """
    seen = Incident.objects.filter(standing.sees_open("incidents"))
    if "human_rights" in standing.roles:
        return seen
    withdrawn = Q(verification=Verification.WITHDRAWN)
    return seen.filter(~withdrawn | Q(author_id=standing.person.pk))


def standing_alone(standing: Standing) -> QuerySet[Incident]:
    """The incidents that count: seen, and not merged into another."""
    return incidents_for(standing).filter(merged_into__isnull=True)


MISSION_ONLY = "mission only"
"""What stands where a source did not agree to more, or nobody asked, or there is none: so that it
says of no incident that somebody told of it."""

CONSENTS: list[Callable[[Mission, Collection[UUID]], Mapping[UUID, str]]] = []
"""From the room of reports above: the widest purpose by which all sources of each incident agreed
that it leaves the mission. The lower room never asks who they are."""


def consents_told(mission: Mission, incidents: Collection[UUID]) -> dict[UUID, str]:
    """What goes with each incident wherever it is taken: the widest purpose all its sources agreed
    to, else MISSION_ONLY. Two queries, however many incidents."""
    told = dict.fromkeys(incidents, MISSION_ONLY)
    for widest in CONSENTS:
        told |= {pk: purpose for pk, purpose in widest(mission, incidents).items() if purpose}
    return told


FINDINGS: list[Callable[[Standing, Collection[UUID]], Mapping[UUID, Mapping[str, int]]]] = []
"""What a room above knows of incidents: by harm, of how many a person found that they took a direct
part in hostilities, as far as this person may read it."""


def direct_part_of(standing: Standing, incidents: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Of each incident by harm, of how many it was found that they took a direct part in
    hostilities; none of an incident without such a finding: everybody is presumed a civilian."""
    persons: dict[UUID, dict[str, int]] = {pk: {} for pk in incidents}
    for findings in FINDINGS:
        for pk, by_harm in findings(standing, incidents).items():
            persons[pk] |= by_harm
    return persons


def say_status(by_harm: Mapping[str, int]) -> str:
    """The status of those harmed, in words, from what `direct_part_of` tells of an incident."""
    if not (number := sum(by_harm.values())):
        return gettext("presumed civilian")
    return ngettext(
        "presumed civilian, but for %(n)s found to have taken a direct part in hostilities",
        "presumed civilian, but for %(n)s found to have taken a direct part in hostilities",
        number,
    ) % {"n": number}


NEWEST = (
    F("event_from").desc(nulls_last=True),
    F("event_from_time").desc(nulls_last=True),
    "-number",
)


def closed_for(standing: Standing) -> QuerySet[ClosedIncident]:
    """The incidents of compartments this person reads; each read is a line in the audit."""
    return ClosedIncident.objects.filter(
        mission=standing.mission, compartment__in=readable_compartments(standing)
    )


LOOKED_THROUGH = 5_000
"""Closed records whose words one search opens, the last entered first."""


@dataclass(frozen=True)
class ClosedFound:
    """The closed records that mention what was asked for, and whether all were looked through."""

    records: list[ClosedIncident]
    whole: bool


def search_closed(standing: Standing, text: str, *, most: int = LOOKED_THROUGH) -> ClosedFound:
    """The closed records a person reads that mention every word of a text, in any inflection.

    There is no index of closed words: each search opens them here and forgets them. One query
    for the records and one for their keys, whatever the number.

    Takes   most, how many records are looked through at most, the last entered first.
    """
    words = [set(said) for said in stems_of(text)[: search.MOST_WORDS]]
    if not words:
        return ClosedFound([], True)
    newest = closed_for(standing).order_by("-entered_at", "-number")
    rows = list(newest.select_related("place", "area", "open_part")[: most + 1])
    looked = rows[:most]
    fetch_keys(looked)
    matching = []
    for row in looked:
        said = " ".join([row.title, row.place_said, row.summary, *row.other_perpetrators])
        stems = set(stem_text(said, row.language).split())
        if all(word & stems for word in words):
            matching.append(row)
    return ClosedFound(matching, len(rows) <= most)


# --- imported events


def editions_for(standing: Standing) -> QuerySet[Event]:
    """Events as published, those that a later edition replaced too.

    An event that was put into a compartment is not shown by its earlier, open edition either. What
    somebody brings in openly after that is: whether something is closed is not told to them.
    """
    return Event.objects.filter(
        standing.sees("events", own=None),
        ~closed_since(standing.mission),
        first_batch__in=shown_batches(standing.mission).values("pk"),
    )


@dataclass(frozen=True)
class EventPage:
    """One page of events, how many there are, and of how many something is not known."""

    page: Page[Any]
    totals: Mapping[str, int]


def page_of_events(
    standing: Standing, asked: Mapping[str, str], *, size: int, every_edition: bool = False
) -> EventPage:
    """One page of the imported events the filters ask for, the last ended first.

    Takes   the filters of `event_columns.asked_for`, and page, a number.
    """
    seen = events_seen(standing, every_edition=every_edition).filter(asked_for(standing, asked))
    keys = seen.select("pk", "date_end", "latitude", "deaths").collect()
    page = Paginator(keys["pk"], size).get_page(asked.get("page"))
    rows = Event.objects.filter(standing.sees("events", own=None))
    page.object_list = in_order(
        rows.select_related("first_batch", "superseded_batch"), page.object_list
    )
    known = keys.select(
        total=pl.len(),
        undated=pl.col("date_end").null_count(),
        unplaced=pl.col("latitude").null_count(),
        uncounted=pl.col("deaths").null_count(),
    )
    return EventPage(page, known.row(0, named=True))


def events_by_key(standing: Standing, keys: Sequence[int]) -> QuerySet[Event]:
    """The open events of these keys that this person may see, the latest first."""
    rows = Event.objects.filter(standing.sees("events", own=None), pk__in=keys)
    return rows.order_by("-date_end", "pk")


def event_choices(standing: Standing) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Sources and harms of the events a person sees, with how many."""
    seen = events_seen(standing).select("source", "harm").collect()
    sources, harms = (
        list(
            seen.group_by(column)
            .len("n")
            .cast({column: pl.String})
            .fill_null(UNKNOWN)
            .group_by(column)
            .sum()
            .sort("n", column, descending=[True, False])
            .iter_rows()
        )
        for column in ("source", "harm")
    )
    return sources, harms


def incidents_near(standing: Standing, event: Event, *, days: int = 3) -> list[Incident]:
    """Incidents that may be the event: dated within a few days of it, the nearest in time first."""
    if event.date_start is None:
        return []
    first, last = event.date_start, event.date_end or event.date_start
    rows = standing_alone(standing).filter(
        event_from__gte=first - timedelta(days=days), event_from__lte=last + timedelta(days=days)
    )
    return list(rows.select_related("place").order_by("event_from", "number")[:20])


# --- the list


@dataclass(frozen=True)
class Facets:
    """How many incidents stand behind each choice of the filters, those not known included."""

    verification: Mapping[str, int]
    harm: Mapping[str, int]
    place: list[tuple[str, str, int]]
    perpetrator: list[tuple[str, str, int]]
    area: list[tuple[str, str, int]]


MOST_CHOICES = 40


def facets(standing: Standing, asked: IncidentFilter, named: Named) -> Facets:
    """Counts over everything the person may see. Four queries, whatever the number.

    Takes   named, of `incident_columns.named_in_words`.
    Gives   of places and perpetrators the most frequent MOST_CHOICES; what was asked for and what
            is not known are always among them.
    """
    seen = counted_alone(standing).collect()
    counted = {
        name: Counter(dict(seen.group_by(name).len().cast({name: pl.String}).iter_rows()))
        for name in ("verification", "harms", "area", "place", "perpetrator")
    }
    told = seen.filter(pl.col("pk").is_in(list(named))).select("pk", "perpetrator")
    for pk, chosen in told.cast(pl.String).iter_rows():
        ids = {key for name in named[pk] if (key := id_as_hex(name))}
        counted["perpetrator"].update(ids - {chosen})
        if chosen is None:
            counted["perpetrator"][None] -= 1
    harm: Counter[str] = Counter()
    for said, n in counted["harms"].items():
        for name in set(json.loads(said)) or {UNKNOWN}:
            harm[name] += n

    def names_of(
        kind: type[Place | Actor], count: Counter[str | None], chosen: str
    ) -> list[tuple[str, str, int]]:
        keys = {chosen.replace("-", ""), None} & set(count)
        most = sorted(count.items(), key=lambda one: (-one[1], one[0] or ""))[:MOST_CHOICES]
        keys |= {key for key, _n in most}  # of equal counts the same ones in every process
        names = dict(
            kind.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "name")
        )
        found = [(str(pk), name, count[pk.hex]) for pk, name in names.items()]
        found.sort(key=lambda f: (-f[2], f[1]))
        return [*found, *([(UNKNOWN, "", count[None])] if count[None] else [])]

    areas = DutyArea.objects.filter(mission=standing.mission).values_list("pk", "code", "name")
    within = [(code, name, n) for pk, code, name in areas if (n := counted["area"][pk.hex])]
    nowhere = counted["area"][None]
    return Facets(
        counted["verification"],
        harm,
        names_of(Place, counted["place"], asked.place),
        names_of(Actor, counted["perpetrator"], asked.perpetrator),
        sorted([*within, *([(UNKNOWN, "", nowhere)] if nowhere else [])]),
    )


IN_A_LIST = (
    "title",
    "number",
    "invented",
    "author",
    "harms",
    "event_from",
    "event_from_time",
    "event_to",
    "event_precision",
    "place_said",
    "place__name",
    "area__name",
    "perpetrator__name",
    "other_perpetrators",
    "killed",
    "killed_low",
    "killed_high",
    "verification",
    "grade",
)
"""What a row of the list shows: an incident has eighty fields, and forty rows cost as much."""


@dataclass(frozen=True)
class IncidentPage:
    """One page of incidents, how many there are, and of how many something is not known; named,
    whom incidents blame in words."""

    page: Page[Any]
    totals: Mapping[str, int]
    named: Named


def page_of_incidents(
    standing: Standing,
    asked: IncidentFilter,
    *,
    order: str,
    page: str | int | None,
    size: int,
    own: Sequence[str] | None = None,
) -> IncidentPage:
    """One page of the incidents a filter leaves, in one of ORDERS.

    Takes   own, the ids as hex that filters by the mission's own fields leave, where any is set.
    """
    named = named_in_words(standing)
    matching = filter_incidents(standing, asked, order=order, named=named)
    if own is not None:
        matching = matching.filter(pl.col("pk").is_in(own))
    shown = Paginator(matching["pk"], size).get_page(page)
    rows = incidents_for(standing).select_related("place", "perpetrator", "area").only(*IN_A_LIST)
    shown.object_list = in_order(rows, shown.object_list)
    known = matching.select(
        total=pl.len(),
        undated=pl.col("event_from").null_count(),
        unplaced=pl.col("place").null_count(),
        unattributed=(pl.col("perpetrator").is_null() & ~pl.col("pk").is_in(list(named))).sum(),
        uncounted=pl.col("killed").null_count(),
    )
    return IncidentPage(shown, known.row(0, named=True), named)


# --- one incident


def links_of(standing: Standing, incident: Incident) -> list[tuple[IncidentLink, Event | None]]:
    """The events an incident rests on; None where the event is not seen now."""
    links = list(incident.links.select_related("came_with").order_by("pk"))
    if not links:
        return []
    by_source: dict[str, list[str]] = {}
    for link in links:
        by_source.setdefault(link.source, []).append(link.source_id)
    wanted = Q(pk__in=[])
    for source, ids in by_source.items():
        wanted |= Q(source=source, source_id__in=ids)
    events = {(e.source, e.source_id): e for e in events_for(standing).filter(wanted)}
    return [(link, events.get((link.source, link.source_id))) for link in links]


def related_incidents(
    standing: Standing, incident: Incident, *, days: int = 90
) -> QuerySet[Incident]:
    """Other incidents at the same place within so many days before or after."""
    if incident.place_id is None or incident.event_from is None:
        return Incident.objects.none()
    span = timedelta(days=days)
    last = incident.event_to or incident.event_from
    return (
        standing_alone(standing)
        .filter(
            place_id=incident.place_id,
            event_from__gte=incident.event_from - span,
            event_from__lte=last + span,
        )
        .exclude(pk=incident.pk)
        .order_by(*NEWEST)
    )


def merged_below(incident: Incident) -> list[UUID]:
    """An incident and every one merged into it, however deep."""
    ids, last = [incident.pk], [incident.pk]
    while last := list(
        Incident.objects.filter(merged_into_id__in=last).values_list("pk", flat=True)
    ):
        ids += last
    return ids


def may_read_small_counts(standing: Standing) -> bool:
    """Whether victims by sex and age are shown one by one: to who reads the whole mission."""
    return standing.reads_everywhere("incidents")


SMALL = 5


@dataclass(frozen=True)
class VictimsTable:
    """Victims as this person may see them: lines, or the total only where a line is small.

    status  of all of them, in words; that of a line stands with it, as `status`
    """

    lines: list[Any]
    total: int
    held_back: bool
    status: str = ""


def victims_of(
    standing: Standing, incident: Incident, *, at: datetime | None = None
) -> VictimsTable:
    """The count of victims now, or as it stood at a moment."""
    rows = incident.victims.order_by("harm", "sex", "age")
    if at is None:
        rows = rows.filter(ended_at__isnull=True)
    else:
        rows = rows.filter(Q(entered_at__isnull=True) | Q(entered_at__lte=at)).filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=at)
        )
    lines: list[Any] = list(rows)
    total = sum(line.number for line in lines)
    small = any(line.number < SMALL for line in lines)
    by_harm = direct_part_of(standing, [incident.pk])[incident.pk] if lines else {}
    status = say_status(by_harm)
    if small and not may_read_small_counts(standing):
        return VictimsTable([], total, True, status)
    for line in lines:
        line.status = say_status({line.harm: by_harm.get(line.harm, 0)})
    return VictimsTable(lines, total, False, status)


# --- proposed doubles


@dataclass(frozen=True)
class Pair:
    """Two records that may be one event, why, and what a person said of them, if anything."""

    first: str
    second: str
    score: float
    km: float
    reasons: list[str]
    records: list[Any] = field(default_factory=list)


def key_of(record: Incident | Event) -> str:
    """How a record is named in a comparison: incident:<id> or event:<source>:<its id>."""
    if isinstance(record, Incident):
        return f"incident:{record.pk}"
    return f"event:{record.source}:{record.source_id}"


def proposed_doubles(
    standing: Standing, *, days: int = 60, limit: int = 50
) -> tuple[list[Pair], int]:
    """Incidents and events of the last days that may be one event, undecided, likeliest first.

    Gives   the pairs, and how many records lay in crowds too dense to compare. Records linked or
            merged already are not proposed; nothing is merged by machine.
    """
    since = clock.today(standing.mission) - timedelta(days=days)
    incidents = list(
        standing_alone(standing)
        .filter(event_from__gte=since)
        .select_related("place", "perpetrator")
    )
    events = list(events_for(standing).filter(date_start__gte=since, grain="event"))
    linked = _events_linked(standing)
    records: dict[str, Incident | Event] = {}
    rows, texts = [], []
    both: list[Incident | Event] = [*incidents, *events]
    for side in both:
        # Two reporters are two sources, so that their incidents are compared like two files'.
        number = str(len(records))
        records[f"{number}:{number}"] = side
        rows.append(_row(number, side))
        texts.append({"source": number, "source_id": number, "text": _text(side)})
    if not rows:
        return [], 0
    frame = pl.DataFrame(rows, schema=SCHEMA)
    proposed, crowded = propose_duplicates(Events(frame, texts=pl.DataFrame(texts, schema=TEXTS)))
    decided = set(Compared.objects.filter(mission=standing.mission).values_list("first", "second"))
    decided |= told_apart(standing.mission)
    pairs = []
    for row in proposed.iter_rows(named=True):
        both = sorted((records[row["first"]], records[row["second"]]), key=key_of)
        if isinstance(both[0], Event) and isinstance(both[1], Event):
            one_teller = both[0].source == both[1].source and (
                both[0].source != OWN or both[0].first_batch_id == both[1].first_batch_id
            )
            if one_teller:
                continue  # a source has told its own records apart already
        first, second = map(key_of, both)
        homes = [linked.get(key, key) for key in (first, second)]
        if (first, second) in decided or homes[0] == homes[1]:
            continue
        pairs.append(Pair(first, second, row["score"], row["km"], row["reasons"], both))
        if len(pairs) == limit:
            break
    return pairs, crowded


def _events_linked(standing: Standing) -> dict[str, str]:
    """Events by the incident they are linked to."""
    links = IncidentLink.objects.filter(mission=standing.mission)
    return {
        f"event:{source}:{source_id}": f"incident:{incident}"
        for source, source_id, incident in links.values_list("source", "source_id", "incident_id")
    }


def _row(source: str, record: Incident | Event) -> dict[str, Any]:
    blank = dict.fromkeys(SCHEMA)
    if isinstance(record, Event):
        return (
            blank
            | {name: getattr(record, name) for name in SCHEMA}
            | {"source": source, "source_id": source}
        )
    place = record.place
    sides = [record.perpetrator.name] if record.perpetrator else []
    return blank | {
        "source": source,
        "source_id": source,
        "grain": "event",
        "date_start": record.event_from,
        "date_end": record.event_to or record.event_from,
        "latitude": record.latitude if record.latitude is not None else place and place.latitude,
        "longitude": record.longitude
        if record.longitude is not None
        else place and place.longitude,
        "place_precision": record.place_precision,
        "place": place.name if place else record.place_said,
        "side_a": sides + list(record.other_perpetrators),
        "side_b": [],
        "deaths": record.killed,
    }


def _text(one: Incident | Event) -> str | None:
    return f"{one.title} {one.summary}" if isinstance(one, Incident) else None


def titles_of(standing: Standing, people: Iterable[UUID | None]) -> dict[UUID, str]:
    """The posts people hold or held in the mission, for saying who did something."""
    rows = Holding.objects.filter(
        post__mission=standing.mission, person_id__in={p for p in people if p}
    ).order_by("starts")
    return dict(rows.values_list("person_id", "post__title"))


def known_at(incident: Incident, moment: datetime) -> Any | None:
    """The version of an incident the mission had at a moment; None before it was entered."""
    return versions_of(incident).narrow(written_at__lte=moment).newest()
