"""The records behind a sentence or a figure, for who may read them.

A report is read by more people than its records are: what a reader may not open is not listed, and
not counted either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.capacity.caveats.denial_queries import denials_for
from tutela_web.engagements.asks.queries import seen_asks
from tutela_web.engagements.residual.queries import residuals_for
from tutela_web.fora.forum.queries import actions_for, meetings_for
from tutela_web.incidents.lists.queries import events_by_key, incidents_for
from tutela_web.lessons.queries import lessons_for
from tutela_web.monitoring.measured.queries import current_values
from tutela_web.places.queries import places_for
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.objectives.queries import objectives_for
from tutela_web.risk.queries import risks_for
from tutela_web.risk.readings.queries import joint_readings_for
from tutela_web.warning.board.queries import alerts_for

Rows = Callable[[Standing], QuerySet[Any]]
AnyModel = TypeVar("AnyModel", bound=Model)


@dataclass(frozen=True)
class EvidenceKind:
    """A kind of record that sentences rest on: how it is read, and its page."""

    label: Any
    rows: Rows
    page: str
    named: Callable[[Any], str] = str
    day: Callable[[Any], date | datetime | None] = lambda _one: None


def _bare(rows: QuerySet[AnyModel], *names: str) -> QuerySet[AnyModel]:
    """Rows with what a line of a list says of them alone: hundreds stand on a page."""
    return rows.select_related(None).only(*names)


KINDS: dict[str, EvidenceKind] = {
    "incident": EvidenceKind(
        _("Incident"),
        lambda standing: _bare(incidents_for(standing), "title", "event_from", "event_to"),
        "incidents:incident",
        day=lambda one: one.event_to or one.event_from,
    ),
    "alert": EvidenceKind(
        _("Alert"),
        lambda standing: _bare(alerts_for(standing), "number", "known_at"),
        "warning:alert",
        day=lambda one: one.known_at,
    ),
    "risk": EvidenceKind(
        _("Risk"),
        lambda standing: risks_for(standing).select_related("place"),
        "risk:risk",
        named=lambda one: one.place.name,
    ),
    "joint_reading": EvidenceKind(
        _("Joint reading"), joint_readings_for, "risk:joint_reading", day=lambda one: one.opens_on
    ),
    "place": EvidenceKind(_("Place"), places_for, "site:place"),
    "line": EvidenceKind(
        _("Line of the matrix"), lines_for, "programme:line", named=lambda one: one.code
    ),
    "objective": EvidenceKind(_("Objective"), objectives_for, "programme:objective"),
    "denial": EvidenceKind(
        _("Denied movement"), denials_for, "capacity:denial", day=lambda one: one.event_from
    ),
    "ask": EvidenceKind(_("Request"), seen_asks, "engagements:ask", day=lambda one: one.asked_on),
    "residual": EvidenceKind(
        _("Residual risk"),
        residuals_for,
        "engagements:residual",
        named=lambda one: one.what[:80],
        day=lambda one: one.accepted_on,
    ),
    "meeting": EvidenceKind(
        _("Meeting"),
        meetings_for,
        "fora:meeting",
        named=lambda one: one.forum.name,
        day=lambda one: one.starts_at,
    ),
    "action": EvidenceKind(
        _("Action"),
        actions_for,
        "fora:action",
        named=lambda one: one.what[:80],
        day=lambda one: one.due,
    ),
    "lesson": EvidenceKind(_("Lesson"), lessons_for, "lessons:lesson"),
    "value": EvidenceKind(_("Value of an indicator"), current_values, "monitoring:indicator_value"),
}
"""Every kind but imported events, which have keys of their own."""

MOST = 200
"""So many records of one kind are listed."""


@dataclass(frozen=True)
class RecordBehind:
    """A record behind a figure or a sentence, with its page."""

    kind: str
    ref: str
    label: Any
    name: str
    day: date | datetime | None
    url: str


def records_behind(
    standing: Standing, refs: Iterable[Iterable[str]]
) -> dict[tuple[str, str], RecordBehind]:
    """The records of these references that this person may read. A query a kind."""
    wanted: dict[str, list[str]] = {}
    for kind, ref in refs:
        wanted.setdefault(kind, []).append(ref)
    readable: dict[tuple[str, str], RecordBehind] = {}
    for kind, ids in wanted.items():
        first = list(dict.fromkeys(ids))[:MOST]
        if kind == "event":
            readable |= _events(standing, first)
            continue
        how = KINDS[kind]
        for record in how.rows(standing).filter(pk__in=[UUID(ref) for ref in first]):
            url = reverse(how.page, args=[standing.mission.code, record.pk])
            ref = record.pk.hex
            readable[kind, ref] = RecordBehind(
                kind, ref, how.label, how.named(record), how.day(record), url
            )
    return readable


def _events(standing: Standing, keys: list[str]) -> dict[tuple[str, str], RecordBehind]:
    rows = events_by_key(standing, [int(key) for key in keys])
    return {
        ("event", str(one.pk)): RecordBehind(
            "event",
            str(one.pk),
            _("Imported event"),
            f"{one.source} {one.source_id}",
            one.date_end,
            reverse("incidents:event", args=[standing.mission.code, one.handle]),
        )
        for one in rows
    }
