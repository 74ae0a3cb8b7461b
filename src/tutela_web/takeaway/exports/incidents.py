"""Incidents, and events of imported files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from tutela.base.later import pl
from tutela_web.access.policy import Standing
from tutela_web.base.tables.columns import in_order
from tutela_web.base.tables.exports import ExportColumn, Table
from tutela_web.incidents.closed.harms import compartment_of
from tutela_web.incidents.events.columns import asked_for, events_seen
from tutela_web.incidents.lists import queries as incidents
from tutela_web.incidents.lists.columns import ORDERS, IncidentFilter, filter_incidents
from tutela_web.incidents.models import Event, Incident
from tutela_web.incidents.record import own
from tutela_web.incidents.record.forms import FilterForm
from tutela_web.takeaway.exports.columns import (
    AREA,
    classification,
    coordinates,
    field_of,
    is_invented,
    marking_columns,
    marking_with_own,
    own_columns,
    own_point,
    record_column,
)
from tutela_web.takeaway.exports.kind import RecordsToExport, filters_set, in_parts


def _incident_point(incident: Incident) -> tuple[float | None, float | None, int | None]:
    """As the page of an incident draws it; none where a harm belongs to a compartment."""
    place, exact = incident.place, incident.place_precision
    if any(compartment_of(harm) for harm in incident.harms):
        return None, None, exact
    if incident.latitude is not None and incident.longitude is not None:
        return incident.latitude, incident.longitude, exact
    if place is None:
        return None, None, exact
    return place.latitude, place.longitude, exact or place.place_precision


def _open_harms(incident: Incident) -> str | None:
    return "; ".join(harm for harm in incident.harms if not compartment_of(harm)) or None


def _perpetrators(incident: Incident) -> str | None:
    named = [incident.perpetrator.name] if incident.perpetrator else []
    return "; ".join([*named, *map(str, incident.other_perpetrators)]) or None


def with_told(standing: Standing, rows: Iterable[Incident]) -> list[Any]:
    """Incidents, each with the widest purpose all its sources agreed to and the status of those
    harmed. Three queries a part."""
    listed: list[Any] = list(rows)
    told = incidents.consents_told(standing.mission, [one.pk for one in listed])
    by_harm = incidents.direct_part_of(standing, [one.pk for one in listed])
    for incident in listed:
        incident.consent = told[incident.pk]
        incident.civilian_status = incidents.say_status(by_harm[incident.pk])
    own.tell(standing, listed)
    return listed


def incident_table(standing: Standing) -> Table:
    """The columns of incidents."""
    fields = own.fields_for(standing)
    marking = marking_with_own(fields) if fields else classification
    columns = [
        record_column(),
        field_of("version", gettext_lazy("Version"), int),
        field_of("number", gettext_lazy("Number"), int),
        field_of("title", gettext_lazy("What happened")),
        field_of("event_from", gettext_lazy("Day, or first day"), date),
        ExportColumn(
            "event_from_time",
            gettext_lazy("Time"),
            str,
            lambda i: i.event_from_time and i.event_from_time.isoformat("minutes"),
        ),
        field_of("event_to", gettext_lazy("Last day, if longer"), date),
        field_of("event_precision", gettext_lazy("How exactly is the time known")),
        field_of("known_at", gettext_lazy("When the mission learned of it"), datetime),
        field_of("entered_at", gettext_lazy("Entered at"), datetime),
        ExportColumn("harms", gettext_lazy("Harm"), str, _open_harms),
        ExportColumn(
            "place_code",
            gettext_lazy("Code of the place"),
            str,
            lambda i: i.place.code if i.place else None,
        ),
        ExportColumn(
            "place", gettext_lazy("Place"), str, lambda i: i.place.name if i.place else None
        ),
        field_of("place_said", gettext_lazy("Where, as said")),
        AREA,
        *coordinates(_incident_point),
        ExportColumn("perpetrator", gettext_lazy("Perpetrator"), str, _perpetrators),
        field_of("attribution", gettext_lazy("How sure is who did it")),
        field_of("motive", gettext_lazy("Motive")),
        field_of("killed", gettext_lazy("Killed, best"), int),
        field_of("killed_low", gettext_lazy("Killed, at least"), int),
        field_of("killed_high", gettext_lazy("Killed, at most"), int),
        field_of("civilians_killed", gettext_lazy("Of them civilians"), int),
        field_of("injured", gettext_lazy("Injured"), int),
        field_of("abducted", gettext_lazy("Abducted"), int),
        field_of("displaced", gettext_lazy("Displaced"), int),
        field_of("civilian_status", gettext_lazy("Status of those harmed")),
        field_of("verification", gettext_lazy("Verification")),
        field_of("grade", gettext_lazy("Grade")),
        field_of("prior_warning", gettext_lazy("Was there a warning before"), bool),
        ExportColumn(
            "consent",
            gettext_lazy("What its sources agreed to"),
            str,
            lambda i: i.consent,
        ),
        *own_columns(fields),
        *marking_columns(standing, marking, is_invented),
    ]
    return Table("incidents", tuple(columns), marking)


INCIDENT_FILTERS = (*IncidentFilter.__dataclass_fields__, "order")


def find_incidents(standing: Standing, request: HttpRequest) -> RecordsToExport:
    """The incidents that the list's address asks for."""
    form = FilterForm(request.GET)
    form.is_valid()
    asked, order = IncidentFilter(**form.cleaned_data), request.GET.get("order", "")
    matching = filter_incidents(standing, asked, order=order if order in ORDERS else "newest")
    asked_own = {one.name: request.GET.get(one.name, "") for one in own.filters_of(standing)}
    if (left := own.found_by(standing, asked_own)) is not None:
        matching = matching.filter(pl.col("pk").is_in(left))
    rows = incidents.incidents_for(standing).select_related("place", "area", "perpetrator")
    rows = rows.defer("summary", "place__folded", "place__directions", "area__boundary")

    def read(part: list[UUID]) -> list[Any]:
        return with_told(standing, in_order(rows, part))

    return RecordsToExport(
        in_parts(matching["pk"].to_list(), read),
        filters_set(vars(asked) | asked_own),
    )


def event_table(standing: Standing) -> Table:
    """The columns of imported events."""

    def sides(name: str) -> Callable[[Any], str | None]:
        return lambda event: "; ".join(getattr(event, name) or []) or None

    columns = [
        record_column(),
        field_of("source", gettext_lazy("Source")),
        field_of("source_id", gettext_lazy("Id in the source")),
        field_of("source_version", gettext_lazy("Edition")),
        ExportColumn("batch_id", gettext_lazy("Import"), str, lambda e: str(e.first_batch_id)),
        ExportColumn(
            "superseded", gettext_lazy("Replaced by a later edition"), bool, _is_superseded
        ),
        field_of("date_start", gettext_lazy("First day"), date),
        field_of("date_end", gettext_lazy("Last day"), date),
        field_of("date_precision", gettext_lazy("Precision of the date"), int),
        field_of("violence", gettext_lazy("Kind of violence")),
        field_of("harm", gettext_lazy("Harm")),
        field_of("place", gettext_lazy("Place")),
        field_of("adm1", gettext_lazy("First-level area")),
        field_of("adm2", gettext_lazy("Second-level area")),
        field_of("country", gettext_lazy("Country")),
        AREA,
        *coordinates(own_point),
        ExportColumn("side_a", gettext_lazy("Side A"), str, sides("side_a")),
        ExportColumn("side_b", gettext_lazy("Side B"), str, sides("side_b")),
        field_of("deaths", gettext_lazy("Killed, best"), int),
        field_of("deaths_low", gettext_lazy("Killed, at least"), int),
        field_of("deaths_high", gettext_lazy("Killed, at most"), int),
        field_of("civilian_deaths", gettext_lazy("Of them civilians"), int),
        field_of("injured", gettext_lazy("Injured"), int),
        field_of("abducted", gettext_lazy("Abducted"), int),
        field_of("grade", gettext_lazy("Grade")),
        *marking_columns(standing, classification, lambda event: False),
    ]
    return Table("events", tuple(columns), classification)


def _is_superseded(event: Event) -> bool:
    later = event.superseded_batch
    return bool(later and later.published_at and not later.undone_at)


EVENT_FILTERS = ("source", "harm", "area", "actor", "batch", "since", "until", "text", "all")


def find_events(standing: Standing, request: HttpRequest) -> RecordsToExport:
    """The events that the list's address asks for."""
    asked = {name: request.GET.get(name, "") for name in EVENT_FILTERS}
    every = asked["all"] == "1"
    seen = events_seen(standing, every_edition=every).filter(asked_for(standing, asked))
    keys = seen.select("pk", "source", "source_version", "date_end").collect()

    def sources() -> list[dict[str, Any]]:
        counts = keys.group_by(pl.col("source", "source_version").cast(pl.String)).agg(
            pl.len().alias("rows"), pl.col("date_end").max().cast(pl.String).alias("newest")
        )
        return counts.rename({"source_version": "edition"}).sort("source", "edition").to_dicts()

    rows = Event.objects.filter(standing.sees("events", own=None))
    read = rows.select_related("area", "superseded_batch").defer("area__boundary")
    records = in_parts(keys["pk"].to_list(), lambda part: in_order(read, part))
    return RecordsToExport(records, filters_set(asked | {"all": "1" if every else ""}), sources)
