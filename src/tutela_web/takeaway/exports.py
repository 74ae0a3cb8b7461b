"""Lists to take away: the records a list shows, as a file that says what it is.

    /m/<mission>/export/<kind>.<form>             csv, xlsx, geojson or gpkg, by the list's filters
    /m/<mission>/export/<kind>.manifest.json      what such a file would say of itself

Who may take files away (kind "exports" of data/roles.csv) takes what he may read of the kind, in
the areas he may take from. Records of compartments never leave in a file, whoever holds them.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tutela.incidents.compartments import closed_harms
from tutela.risk.factors import CONFIDENCES, PRIORITIES
from tutela.risk.write import CAPTION
from tutela_web.access import audit
from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing, roles, taking
from tutela_web.base import clock
from tutela_web.base import exports as base
from tutela_web.base.columns import in_order
from tutela_web.base.exports import Column, Table, Tally
from tutela_web.base.markings import Classification
from tutela_web.base.roundtrip import name_told
from tutela_web.base.said import said
from tutela_web.capacity.queries import page_of_bases
from tutela_web.incidents import queries as incidents
from tutela_web.incidents.closed import compartment_of
from tutela_web.incidents.event_columns import asked_for, events_seen
from tutela_web.incidents.forms import FilterForm
from tutela_web.incidents.incident_columns import ORDERS, Filter, filtered
from tutela_web.incidents.models import Event
from tutela_web.places.queries import page_of_places
from tutela_web.programme.matrix.queries import FILTERS as LINE_OF_MATRIX_FILTERS
from tutela_web.programme.matrix.queries import matrix
from tutela_web.risk.models import Assessment
from tutela_web.risk.queries import Filters, Line, hotspots, ranking

KEPT_DAYS = 30
"""After so many days a copy is out of date and is to be destroyed; our proposal."""

AT_ONCE = 500
"""Lines of the register read together."""

MOST_HOTSPOTS = 10_000


@dataclass(frozen=True)
class Found:
    """The records of one copy, and what is known of them before they are read."""

    records: Iterable[Any]
    filters: dict[str, str] = field(default_factory=dict)
    sources: Callable[[], list[dict[str, Any]]] = list
    assessment: Assessment | None = None


@dataclass(frozen=True)
class Kind:
    """One list that may be taken away: what is read of the policy, its columns, its records.

    filters   what the list's address may ask; the copy's address asks the same.
    """

    name: str
    title: Any
    reads: str
    filters: tuple[str, ...]
    table: Callable[[Standing], Table]
    find: Callable[[Standing, HttpRequest], Found]


# --- columns


def _of(name: str, label: Any, type: type = str, attr: str = "") -> Column:
    """A column that is a field of the record; blank text is not known."""
    attr = attr or name
    if type is str:
        return Column(name, label, str, lambda record: getattr(record, attr) or None)
    return Column(name, label, type, lambda record: getattr(record, attr))


def _coordinates(
    point: Callable[[Any], tuple[float | None, float | None, int | None]],
) -> list[Column]:
    """Latitude, longitude and stated precision; a point no closer than stated."""

    def at(record: Any, which: int) -> float | None:
        return base.as_stated(*point(record))[which]

    return [
        Column("latitude", gettext_lazy("Latitude"), float, lambda record: at(record, 0)),
        Column("longitude", gettext_lazy("Longitude"), float, lambda record: at(record, 1)),
        Column(
            "place_precision",
            gettext_lazy("Precision of the point"),
            int,
            lambda record: point(record)[2],
        ),
    ]


def _own_point(record: Any) -> tuple[float | None, float | None, int | None]:
    return record.latitude, record.longitude, record.place_precision


def _marked(
    standing: Standing, marking: Callable[[Any], int], invented: Callable[[Any], bool]
) -> list[Column]:
    """The columns at the end of every row, so that a part cut out still says what it is."""
    drill = standing.mission.is_exercise
    words = {mark.value: str(mark.label) for mark in Classification}
    return [
        Column(
            "invented",
            gettext_lazy("Invented"),
            bool,
            lambda record: drill or bool(invented(record)),
        ),
        Column(
            "marking", gettext_lazy("Classification"), str, lambda record: words[marking(record)]
        ),
    ]


def _classification(record: Any) -> int:
    return int(record.classification)


def _invented(record: Any) -> bool:
    return bool(record.invented)


def _area(record: Any) -> str | None:
    return record.area.code if record.area else None


RECORD = gettext_lazy("Record")
AREA = Column("area", gettext_lazy("Area"), str, _area)


def _record(name: str = "record_id") -> Column:
    return Column(name, RECORD, str, lambda record: str(getattr(record, "handle", record.pk)))


# --- incidents


def _incident_point(incident: Any) -> tuple[float | None, float | None, int | None]:
    """As the page of an incident draws it; none where a harm belongs to a compartment."""
    place, exact = incident.place, incident.place_precision
    if any(compartment_of(harm) for harm in incident.harms):
        return None, None, exact
    if incident.latitude is not None and incident.longitude is not None:
        return incident.latitude, incident.longitude, exact
    if place is None:
        return None, None, exact
    return place.latitude, place.longitude, exact or place.place_precision


def _open_harms(incident: Any) -> str | None:
    return "; ".join(harm for harm in incident.harms if not compartment_of(harm)) or None


def _perpetrators(incident: Any) -> str | None:
    named = [incident.perpetrator.name] if incident.perpetrator else []
    return "; ".join([*named, *map(str, incident.other_perpetrators)]) or None


def _incident_table(standing: Standing) -> Table:
    columns = [
        _record(),
        _of("version", gettext_lazy("Version"), int),
        _of("number", gettext_lazy("Number"), int),
        _of("title", gettext_lazy("What happened")),
        _of("event_from", gettext_lazy("Day, or first day"), date),
        Column(
            "event_from_time",
            gettext_lazy("Time"),
            str,
            lambda i: i.event_from_time and i.event_from_time.isoformat("minutes"),
        ),
        _of("event_to", gettext_lazy("Last day, if longer"), date),
        _of("event_precision", gettext_lazy("How exactly is the time known")),
        _of("known_at", gettext_lazy("When the mission learned of it"), datetime),
        _of("entered_at", gettext_lazy("Entered at"), datetime),
        Column("harms", gettext_lazy("Harm"), str, _open_harms),
        Column(
            "place_code",
            gettext_lazy("Code of the place"),
            str,
            lambda i: i.place.code if i.place else None,
        ),
        Column("place", gettext_lazy("Place"), str, lambda i: i.place.name if i.place else None),
        _of("place_said", gettext_lazy("Where, as said")),
        AREA,
        *_coordinates(_incident_point),
        Column("perpetrator", gettext_lazy("Perpetrator"), str, _perpetrators),
        _of("attribution", gettext_lazy("How sure is who did it")),
        _of("killed", gettext_lazy("Killed, best"), int),
        _of("killed_low", gettext_lazy("Killed, at least"), int),
        _of("killed_high", gettext_lazy("Killed, at most"), int),
        _of("civilians_killed", gettext_lazy("Of them civilians"), int),
        _of("injured", gettext_lazy("Injured"), int),
        _of("abducted", gettext_lazy("Abducted"), int),
        _of("displaced", gettext_lazy("Displaced"), int),
        _of("verification", gettext_lazy("Verification")),
        _of("grade", gettext_lazy("Grade")),
        _of("prior_warning", gettext_lazy("Was there a warning before"), bool),
        *_marked(standing, _classification, _invented),
    ]
    return Table("incidents", tuple(columns), _classification)


INCIDENT_FILTERS = (*Filter.__dataclass_fields__, "order")


def _find_incidents(standing: Standing, request: HttpRequest) -> Found:
    form = FilterForm(request.GET)
    form.is_valid()
    asked, order = Filter(**form.cleaned_data), request.GET.get("order", "")
    found = filtered(standing, asked, order=order if order in ORDERS else "newest")
    rows = incidents.incidents_for(standing).select_related("place", "area", "perpetrator")
    rows = rows.defer("summary", "place__folded", "place__directions", "area__boundary")
    return Found(
        _in_parts(found["pk"].to_list(), lambda part: in_order(rows, part)), _set(vars(asked))
    )


def _in_parts(ids: list[Any], read: Callable[[list[Any]], list[Any]]) -> Iterator[Any]:
    """The records of these ids in their order, so many read at once."""
    for at in range(0, len(ids), base.CHUNK):
        yield from read(ids[at : at + base.CHUNK])


def _set(asked: Any) -> dict[str, str]:
    """The filters that are set."""
    return {name: str(value) for name, value in asked.items() if value}


# --- imported events


def _event_table(standing: Standing) -> Table:
    def sides(name: str) -> Callable[[Any], str | None]:
        return lambda event: "; ".join(getattr(event, name) or []) or None

    columns = [
        _record(),
        _of("source", gettext_lazy("Source")),
        _of("source_id", gettext_lazy("Id in the source")),
        _of("source_version", gettext_lazy("Edition")),
        Column("batch_id", gettext_lazy("Import"), str, lambda e: str(e.first_batch_id)),
        Column("superseded", gettext_lazy("Replaced by a later edition"), bool, _superseded),
        _of("date_start", gettext_lazy("First day"), date),
        _of("date_end", gettext_lazy("Last day"), date),
        _of("date_precision", gettext_lazy("Precision of the date"), int),
        _of("violence", gettext_lazy("Kind of violence")),
        _of("harm", gettext_lazy("Harm")),
        _of("place", gettext_lazy("Place")),
        _of("adm1", gettext_lazy("First-level area")),
        _of("adm2", gettext_lazy("Second-level area")),
        _of("country", gettext_lazy("Country")),
        AREA,
        *_coordinates(_own_point),
        Column("side_a", gettext_lazy("Side A"), str, sides("side_a")),
        Column("side_b", gettext_lazy("Side B"), str, sides("side_b")),
        _of("deaths", gettext_lazy("Killed, best"), int),
        _of("deaths_low", gettext_lazy("Killed, at least"), int),
        _of("deaths_high", gettext_lazy("Killed, at most"), int),
        _of("civilian_deaths", gettext_lazy("Of them civilians"), int),
        _of("injured", gettext_lazy("Injured"), int),
        _of("abducted", gettext_lazy("Abducted"), int),
        _of("grade", gettext_lazy("Grade")),
        *_marked(standing, _classification, lambda event: False),
    ]
    return Table("events", tuple(columns), _classification)


def _superseded(event: Any) -> bool:
    later = event.superseded_batch
    return bool(later and later.published_at and not later.undone_at)


EVENT_FILTERS = ("source", "harm", "area", "batch", "since", "until", "text", "all")


def _find_events(standing: Standing, request: HttpRequest) -> Found:
    asked = {name: request.GET.get(name, "") for name in EVENT_FILTERS}
    every = asked["all"] == "1"
    seen = events_seen(standing, every_edition=every).filter(asked_for(standing, asked))
    found = seen.select("pk", "source", "source_version", "date_end").collect()

    def sources() -> list[dict[str, Any]]:
        counts = found.group_by(pl.col("source", "source_version").cast(pl.String)).agg(
            pl.len().alias("rows"), pl.col("date_end").max().cast(pl.String).alias("newest")
        )
        return counts.rename({"source_version": "edition"}).sort("source", "edition").to_dicts()

    rows = Event.objects.filter(standing.sees("events", own=None))
    read = rows.select_related("area", "superseded_batch").defer("area__boundary")
    records = _in_parts(found["pk"].to_list(), lambda part: in_order(read, part))
    return Found(records, _set(asked | {"all": "1" if every else ""}), sources)


# --- places and bases


def _counted_sources(rows: QuerySet[Any]) -> Callable[[], list[dict[str, Any]]]:
    def sources() -> list[dict[str, Any]]:
        counts = rows.order_by().values("source").annotate(n=Count("pk")).order_by("source")
        return [{"source": row["source"], "rows": row["n"]} for row in counts if row["source"]]

    return sources


def _place_table(standing: Standing) -> Table:
    columns = [
        _record(),
        _of("version", gettext_lazy("Version"), int),
        _of("code", gettext_lazy("Code")),
        _of("name", gettext_lazy("Name")),
        Column(
            "other_names",
            gettext_lazy("Other names"),
            str,
            lambda p: "; ".join(map(name_told, p.other_names)) or None,
        ),
        _of("kind", gettext_lazy("Kind")),
        AREA,
        *_coordinates(_own_point),
        _of("pcode", gettext_lazy("P-code")),
        _of("adm1", gettext_lazy("First-level area")),
        _of("adm2", gettext_lazy("Second-level area")),
        _of("population", gettext_lazy("Population"), int),
        _of("population_on", gettext_lazy("Population counted on"), date),
        _of("phone_coverage", gettext_lazy("Phone coverage"), bool),
        _of("directions", gettext_lazy("How to get there")),
        _of("source", gettext_lazy("Source")),
        _of("retired", gettext_lazy("Retired"), bool),
        *_marked(standing, _classification, _invented),
    ]
    return Table("places", tuple(columns), _classification)


PLACE_FILTERS = ("area", "kind", "phone", "never", "retired", "q")


def _find_places(standing: Standing, request: HttpRequest) -> Found:
    asked = {name: request.GET.get(name, "") for name in PLACE_FILTERS}
    rows: Any = page_of_places(standing, asked).paginator.object_list
    read = rows.defer("folded", "area__boundary").iterator(base.CHUNK)
    return Found(read, _set(asked), _counted_sources(rows))


def _base_table(standing: Standing) -> Table:
    columns = [
        _record(),
        _of("version", gettext_lazy("Version"), int),
        _of("code", gettext_lazy("Code")),
        _of("name", gettext_lazy("Name")),
        _of("kind", gettext_lazy("Kind")),
        AREA,
        *_coordinates(_own_point),
        _of("troops", gettext_lazy("Troops"), int),
        _of("opened", gettext_lazy("Opened on"), date),
        _of("closed", gettext_lazy("Closed from"), date),
        _of("duty_number", gettext_lazy("Duty number")),
        _of("source", gettext_lazy("Source")),
        _of("retired", gettext_lazy("Retired"), bool),
        *_marked(standing, _classification, _invented),
    ]
    return Table("bases", tuple(columns), _classification)


BASE_FILTERS = ("kind", "when", "retired")


def _find_bases(standing: Standing, request: HttpRequest) -> Found:
    asked = {name: request.GET.get(name, "") for name in BASE_FILTERS}
    rows: Any = page_of_bases(standing, asked).paginator.object_list
    read = rows.defer("area__boundary").iterator(base.CHUNK)
    return Found(read, _set(asked), _counted_sources(rows))


# --- who does what, where, when, for whom


def _activity_table(standing: Standing) -> Table:
    columns = [
        _record(),
        _of("version", gettext_lazy("Version"), int),
        _of("code", gettext_lazy("Code")),
        _of("lead", gettext_lazy("Who leads")),
        Column(
            "support", gettext_lazy("Who supports"), str, lambda r: "; ".join(r.support) or None
        ),
        _of("part", gettext_lazy("Kind of component")),
        _of("joint", gettext_lazy("Together with other protection actors"), bool),
        _of("activity", gettext_lazy("What")),
        _of("measure", gettext_lazy("What, in words")),
        Column("tiers", gettext_lazy("Tiers"), str, lambda r: "; ".join(map(str, r.tiers)) or None),
        _of("phase", gettext_lazy("Phase")),
        Column(
            "place",
            gettext_lazy("Where"),
            str,
            lambda r: r.place.name if r.place else r.place_said or None,
        ),
        AREA,
        *_coordinates(lambda r: _own_point(r.place) if r.place else (None, None, None)),
        _of("starts", gettext_lazy("When: from"), date),
        _of("ends", gettext_lazy("When: to"), date),
        Column("for_whom", gettext_lazy("For whom"), str, lambda r: r.risk.place.name),
        Column("harm", gettext_lazy("Against which harm"), str, lambda r: r.risk.harm),
        _of("status", gettext_lazy("Status")),
        *_marked(standing, _classification, _invented),
    ]
    return Table("activities", tuple(columns), _classification)


def _find_activities(standing: Standing, request: HttpRequest) -> Found:
    asked = {name: request.GET.get(name, "") for name in LINE_OF_MATRIX_FILTERS}
    never = closed_harms()
    lines = [line for line in matrix(standing, asked).lines if line.risk.harm not in never]
    return Found(lines, _set(asked))


# --- the risk register, and the hotspots of the situation


@dataclass(frozen=True)
class Ranked:
    """A line of the register and its place in the order."""

    rank: int
    line: Line
    assessment: Assessment | None

    @property
    def marking(self) -> int:
        """The closest marking of what the line is made of."""
        line, marks = self.line, [self.line.place.classification]
        if line.risk is not None:
            marks.append(line.risk.classification)
        if line.suggested is not None and self.assessment is not None:
            marks.append(self.assessment.classification)
        return max(marks)

    @property
    def invented(self) -> bool:
        """Whether its place or the record was made up for a demonstration."""
        return self.line.place.invented or bool(self.line.risk and self.line.risk.invented)

    @property
    def agreed(self) -> Any:
        """The record of the register, if the forum has adopted a value."""
        return self.line.risk if self.line.agreed else None


FIGURES: tuple[tuple[str, Any, type, Callable[[Any], Any]], ...] = (
    ("risk", gettext_lazy("risk 0–100"), float, lambda v: round(v.risk, 1)),
    ("low", gettext_lazy("at least"), float, lambda v: round(v.risk_low, 1)),
    ("high", gettext_lazy("at most"), float, lambda v: round(v.risk_high, 1)),
    ("level", gettext_lazy("level 1–5"), int, lambda v: v.band + 1),
    ("intent", gettext_lazy("intent"), float, lambda v: v.intent),
    ("capability", gettext_lazy("capability"), float, lambda v: v.capability),
    ("vulnerability", gettext_lazy("vulnerability"), float, lambda v: v.vulnerability),
    ("gravity", gettext_lazy("gravity"), int, lambda v: v.gravity),
    ("priority", gettext_lazy("priority"), str, lambda v: PRIORITIES[v.priority]),
    (
        "confidence",
        gettext_lazy("confidence"),
        str,
        lambda v: None if v.confidence is None else CONFIDENCES[v.confidence],
    ),
)


def _figures(prefix: str, label: Any, value: Callable[[Ranked], Any]) -> Iterator[Column]:
    """The figures of one value, suggested or agreed; blank where there is none."""

    def shown(read: Callable[[Any], Any]) -> Callable[[Ranked], Any]:
        return lambda row: None if value(row) is None else read(value(row))

    for name, words, type, read in FIGURES:
        yield Column(f"{prefix}_{name}", f"{label}: {words}", type, shown(read))


def _in_register(read: Callable[[Any], Any]) -> Callable[[Ranked], Any]:
    """A fact of the register's record; blank where the line is a suggestion alone."""
    return lambda row: None if row.line.risk is None else read(row.line.risk)


def _line_table(name: str) -> Callable[[Standing], Table]:
    def table(standing: Standing) -> Table:
        columns = [
            Column("record_id", RECORD, str, _line_id),
            Column(
                "record",
                gettext_lazy("Kind"),
                str,
                lambda r: "risk" if r.line.risk else "suggestion",
            ),
            Column("version", gettext_lazy("Version"), int, _in_register(lambda k: k.version)),
            Column("rank", gettext_lazy("Order"), int, lambda r: r.rank),
            Column(
                "place_id", gettext_lazy("Record of the place"), str, lambda r: str(r.line.place.pk)
            ),
            Column(
                "place_code", gettext_lazy("Code of the place"), str, lambda r: r.line.place.code
            ),
            Column("place", gettext_lazy("Place"), str, lambda r: r.line.place.name),
            Column("area", gettext_lazy("Area"), str, lambda r: _area(r.line.place)),
            *_coordinates(lambda r: _own_point(r.line.place)),
            Column("actor", gettext_lazy("Actor"), str, lambda r: r.line.actor or None),
            Column("harm", gettext_lazy("Harm"), str, lambda r: r.line.harm or None),
            Column(
                "horizon_days", gettext_lazy("Days ahead"), int, lambda r: r.line.value.horizon_days
            ),
            Column(
                "must_should_could", gettext_lazy("Must, should, could"), str, lambda r: r.line.msc
            ),
            *_figures("suggested", _("Suggested"), lambda r: r.line.suggested),
            Column(
                "insufficient_data",
                gettext_lazy("Insufficient data"),
                bool,
                lambda r: r.line.suggested and r.line.suggested.insufficient_data,
            ),
            *_figures("agreed", _("Agreed"), lambda r: r.agreed),
            Column(
                "forum_on", gettext_lazy("POC forum of"), date, _in_register(lambda k: k.forum_on)
            ),
            Column("reason", gettext_lazy("Reason"), str, _in_register(lambda k: k.reason or None)),
            Column("proposed_risk", gettext_lazy("Proposed: risk 0–100"), float, _proposed),
            Column("status", gettext_lazy("Status"), str, _in_register(lambda k: k.status)),
            Column("owner", gettext_lazy("Owner"), str, _in_register(lambda k: k.owner or None)),
            Column(
                "review_on", gettext_lazy("Review on"), date, _in_register(lambda k: k.review_on)
            ),
            *_marked(standing, lambda r: r.marking, lambda r: r.invented),
        ]
        return Table(name, tuple(columns), lambda row: row.marking)

    return table


def _line_id(row: Ranked) -> str:
    kept = row.line.risk or row.line.suggested
    return str(kept.pk) if kept else ""


def _proposed(row: Ranked) -> float | None:
    told = row.line.proposal
    return round(told["risk"], 1) if told and told.get("risk") is not None else None


def _ranked(lines: Iterable[Line], assessment: Assessment | None) -> Iterator[Ranked]:
    never = closed_harms()
    for rank, line in enumerate(lines, start=1):
        if line.harm not in never:
            yield Ranked(rank, line, assessment)


def _suggested_from(assessment: Assessment | None) -> Callable[[], list[dict[str, Any]]]:
    def sources() -> list[dict[str, Any]]:
        return [{"source": said(told)} for told in assessment.sources] if assessment else []

    return sources


def _find_register(standing: Standing, request: HttpRequest) -> Found:
    filters = Filters.of(request.GET)
    ranked = ranking(standing, filters)
    parts = (ranked.lines(at, at + AT_ONCE) for at in range(0, len(ranked), AT_ONCE))
    return Found(
        _ranked(chain.from_iterable(parts), ranked.assessment),
        filters.set(),
        _suggested_from(ranked.assessment),
        ranked.assessment,
    )


def _find_hotspots(standing: Standing, request: HttpRequest) -> Found:
    filters = replace(Filters.of(request.GET), status="")
    lines, _total, assessment = hotspots(standing, filters, top=MOST_HOTSPOTS)
    return Found(_ranked(lines, assessment), filters.set(), _suggested_from(assessment), assessment)


LINE_FILTERS = tuple(Filters.__dataclass_fields__)

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "incidents",
            gettext_lazy("Incidents"),
            "incidents",
            INCIDENT_FILTERS,
            _incident_table,
            _find_incidents,
        ),
        Kind(
            "events",
            gettext_lazy("Imported events"),
            "events",
            EVENT_FILTERS,
            _event_table,
            _find_events,
        ),
        Kind(
            "risks",
            gettext_lazy("Risk register"),
            "risks",
            LINE_FILTERS,
            _line_table("risks"),
            _find_register,
        ),
        Kind(
            "hotspots",
            gettext_lazy("Hotspots"),
            "risks",
            LINE_FILTERS,
            _line_table("hotspots"),
            _find_hotspots,
        ),
        Kind("places", gettext_lazy("Places"), "places", PLACE_FILTERS, _place_table, _find_places),
        Kind("bases", gettext_lazy("Bases"), "bases", BASE_FILTERS, _base_table, _find_bases),
        Kind(
            "activities",
            gettext_lazy("Who does what, where, when, for whom (5W)"),
            "strategy",
            LINE_OF_MATRIX_FILTERS,
            _activity_table,
            _find_activities,
        ),
    )
}


# --- what a copy says of itself


MAY_SEE = {
    Classification.UNCLASSIFIED: gettext_lazy(
        "Staff of the mission; others as the mission decides."
    ),
    Classification.CONFIDENTIAL: gettext_lazy(
        "Only staff who need it for their work; not to be passed on outside the mission."
    ),
    Classification.STRICTLY_CONFIDENTIAL: gettext_lazy(
        "Only those named by who made the record; no further copies."
    ),
}


@cache
def citations() -> dict[str, str]:
    """How each known source asks to be cited."""
    text = (files("tutela_web.takeaway") / "data" / "citations.csv").read_text("utf-8")
    return {row["source"]: row["citation"] for row in csv.DictReader(text.splitlines())}


def cited(sources: Iterable[dict[str, Any]]) -> list[str]:
    """The citations of the sources that are known."""
    told = " | ".join(str(row["source"]).casefold().replace("_", " ") for row in sources)
    return [citation for name, citation in citations().items() if name in told]


def readers(kind: Kind, marking: int) -> list[str]:
    """The roles that read this kind up to a marking."""
    return [
        role.label
        for role in roles().values()
        if kind.reads in role.own | role.area | role.mission and role.clearance >= marking
    ]


def manifest(kind: Kind, standing: Standing, table: Table, found: Found, at: datetime) -> base.Told:
    """What a copy of the list says of itself, once its rows are written."""
    mission = standing.mission

    def told(tally: Tally) -> dict[str, Any]:
        marking = Classification(tally.marking)
        sources = found.sources()
        run = found.assessment
        return {
            "what": str(kind.title),
            "kind": kind.name,
            "mission": mission.name,
            "mission_code": mission.code,
            "marking": str(marking.label),
            "may_see": str(MAY_SEE[marking]),
            "roles_that_read": readers(kind, tally.marking),
            "watermark": ""
            if mission.kind == mission.Kind.LIVE
            else str(mission.get_kind_display()).upper(),
            "as_of": at.isoformat(timespec="seconds"),
            "expires": (at.date() + timedelta(days=KEPT_DAYS)).isoformat(),
            "filters": found.filters,
            "rows": tally.rows,
            "columns": table.names,
            "assessment": None
            if run is None
            else {
                "id": str(run.pk),
                "on": run.on.isoformat(),
                "records": run.events,
                "made_at": run.made_at.isoformat(timespec="seconds"),
            },
            "sources": sources,
            "citations": cited(sources),
            "blind": said(CAPTION),
            "left_out": _("Records of compartments, and the written summaries of incidents."),
            "blank": _("A blank is not known; it is never none, and never safe."),
            "points": _(
                "Points are no closer than their stated precision; what is known only to a"
                " district or wider has none."
            ),
        }

    return told


# --- the addresses


def _prepared(
    request: HttpRequest, standing: Standing, kind: str
) -> tuple[Table, Found, base.Told]:
    open_to = taking(standing)
    made = KINDS[kind]
    if not open_to.reads(made.reads):
        raise Http404
    table, found = made.table(open_to), made.find(open_to, request)
    at = clock.now(standing.mission)
    return table, found, manifest(made, open_to, table, found, at)


@require_GET
@mission_page("exports")
def export(request: HttpRequest, standing: Standing, kind: str, form: str) -> HttpResponse:
    """The list as a file; a line in the audit with how many rows.

    The file is made whole, from one moment of the records, before any of it is sent: its number of
    rows is true, a transfer cut short shows, and no reading of the database waits for a slow link.
    """
    with tempfile.TemporaryDirectory(prefix="tutela-") as folder:
        to = Path(folder) / f"export.{form}"
        with base.one_moment():
            table, found, told = _prepared(request, standing, kind)
            tally = base.write(form, table, found.records, told, to=to)
        audit.record(
            "export",
            mission=standing.mission,
            by=standing.person,
            kind=kind,
            subject=found.assessment.pk if found.assessment else "",
            number=tally.rows,
            form=form,
        )
        kept = to.open("rb")  # stays readable when its name is gone; the response closes it
    name = f"tutela-{kind}-{clock.today(standing.mission).isoformat()}.{form}"
    response = FileResponse(kept, as_attachment=True, filename=name, content_type=base.FORMS[form])
    response["X-Row-Count"] = str(tally.rows)
    return response


@require_GET
@mission_page("exports")
def export_manifest(request: HttpRequest, standing: Standing, kind: str) -> HttpResponse:
    """What a copy taken now would say of itself."""
    with base.one_moment():
        table, found, told = _prepared(request, standing, kind)
        return JsonResponse(told(base.counted(table, found.records)))


def export_urls() -> list[URLPattern]:
    """An address for each kind and form, named export and export_manifest."""
    return [
        *(
            path(f"{kind}.{form}", export, {"kind": kind, "form": form}, name="export")
            for kind in KINDS
            for form in base.FORMS
        ),
        *(
            path(f"{kind}.manifest.json", export_manifest, {"kind": kind}, name="export_manifest")
            for kind in KINDS
        ),
    ]
