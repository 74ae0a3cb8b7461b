"""The records behind a sentence or a figure, for who may read them.

A report is read by more people than its records are: what a reader may not open is not listed, and
not counted either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.engagements.residual.models import ResidualRisk
from tutela_web.engagements.residual.queries import residuals_for
from tutela_web.fora.forum.models import Action, Meeting
from tutela_web.fora.forum.queries import actions_for, meetings_for
from tutela_web.incidents.lists.queries import events_by_key, incidents_for
from tutela_web.incidents.models import Incident
from tutela_web.look.translate import word
from tutela_web.monitoring.measured.models import IndicatorValue
from tutela_web.monitoring.measured.queries import current_values
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.records.kind_names import NamedKind, declared_by_name
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.models import Alert

AnyModel = TypeVar("AnyModel", bound=Model)


def _bare(rows: QuerySet[AnyModel], *names: str) -> QuerySet[AnyModel]:
    """Rows with what a line of a list says of them alone: hundreds stand on a page."""
    return rows.select_related(None).only(*names)


BY_HAND: dict[str, NamedKind] = {
    "incident": NamedKind(
        Incident,
        lambda standing: _bare(incidents_for(standing), "title", "event_from", "event_to"),
        "incidents:incident",
        one=_("Incident"),
        day=lambda one: one.event_to or one.event_from,
    ),
    "alert": NamedKind(
        Alert,
        lambda standing: _bare(alerts_for(standing), "number", "known_at"),
        "warning:alert",
        one=_("Alert"),
        day=lambda one: one.known_at,
    ),
    "risk": NamedKind(
        Risk,
        lambda standing: risks_for(standing).select_related("place"),
        "risk:risk",
        one=_("Risk"),
        many=_("Risks"),
        named=lambda one: one.place.name,
        says=lambda one: str(one) + (f" · {one.reason}" if one.reason else ""),
    ),
    "place": NamedKind(Place, places_for, "site:place", one=_("Place")),
    "line": NamedKind(
        MatrixLine,
        lines_for,
        "programme:line",
        one=_("Line of the matrix"),
        many=_("Lines of the matrix"),
        named=lambda one: one.code,
        says=lambda one: f"{one.code} · {one.measure or word(one.activity)}",
    ),
    "residual": NamedKind(
        ResidualRisk,
        residuals_for,
        "engagements:residual",
        one=_("Residual risk"),
        many=_("Residual risks"),
        named=lambda one: one.what[:80],
        says=lambda one: one.what,
        day=lambda one: one.accepted_on,
    ),
    "meeting": NamedKind(
        Meeting,
        lambda standing: meetings_for(standing).select_related("forum"),
        "fora:meeting",
        one=_("Meeting"),
        many=_("Meetings"),
        named=lambda one: one.forum.name,
        says=lambda one: f"{one.forum} · {one.starts_at:%Y-%m-%d}",
        day=lambda one: one.starts_at,
    ),
    "action": NamedKind(
        Action,
        actions_for,
        "fora:action",
        one=_("Action"),
        many=_("Actions of meetings"),
        named=lambda one: one.what[:80],
        says=lambda one: one.what,
        day=lambda one: one.due,
    ),
    "value": NamedKind(
        IndicatorValue,
        current_values,
        "monitoring:indicator_value",
        one=_("Value of an indicator"),
    ),
}
"""Kinds that are not declared, by the names that references call them; imported events have keys of
their own."""


def kind_named(name: str) -> NamedKind:
    """A kind of record that sentences rest on, by the name that references call it."""
    return BY_HAND.get(name) or declared_by_name()[name]


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
        how = kind_named(kind)
        for record in how.rows(standing).filter(pk__in=[UUID(ref) for ref in first]):
            ref = record.pk.hex
            readable[kind, ref] = RecordBehind(
                kind,
                ref,
                how.one,
                how.named(record),
                how.day(record),
                how.address(standing, record),
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
