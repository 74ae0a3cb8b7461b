"""The visible trail of an incident: who changed what, when, and why; any version again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Field, Model, Q
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.actors.models import Actor
from tutela_web.base.values import FieldValue
from tutela_web.incidents.inputs import CLASSED, EDITABLE
from tutela_web.incidents.lists.queries import incidents_for, titles_of
from tutela_web.incidents.models import ClosedIncident, Incident
from tutela_web.incidents.record.own import steps_of
from tutela_web.incidents.record.verbs import NEEDS_REASON
from tutela_web.look.days import date_format
from tutela_web.look.translate import word
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.records.pages import HIDDEN
from tutela_web.records.shared_texts.versions import VersionStep, steps
from tutela_web.records.versions.queries import versions_of

RELATIONS: dict[str, Any] = {
    "place": Place,
    "perpetrator": Actor,
    "area": DutyArea,
    "merged_into": Incident,
}
KINDS = {Place: "places", Actor: "actors"}
"""The kinds of record that a history names."""

TRAILED = (*EDITABLE, *CLASSED, "verification", "merged_into")
LABELS = {
    "title": _lazy("Title"),
    "summary": _lazy("Summary"),
    "harms": _lazy("Harm"),
    "place": _lazy("Place"),
    "place_said": _lazy("Where, as said"),
    "place_precision": _lazy("Precision of the place"),
    "latitude": _lazy("Latitude"),
    "longitude": _lazy("Longitude"),
    "event_from": _lazy("Day, or first day"),
    "event_from_time": _lazy("Time"),
    "event_to": _lazy("Last day"),
    "event_to_time": _lazy("Time of the end"),
    "event_precision": _lazy("Precision of the time"),
    "known_at": _lazy("Known to the mission"),
    "perpetrator": _lazy("Perpetrator"),
    "other_perpetrators": _lazy("Other perpetrators"),
    "attribution": _lazy("Attribution"),
    "motive": _lazy("Motive"),
    "killed_low": _lazy("Killed, at least"),
    "killed": _lazy("Killed, best"),
    "killed_high": _lazy("Killed, at most"),
    "civilians_killed": _lazy("Of them civilians"),
    "injured": _lazy("Injured"),
    "abducted": _lazy("Abducted"),
    "displaced": _lazy("Displaced"),
    "prior_warning": _lazy("Warning before"),
    "grade": _lazy("Grade"),
    "classification": _lazy("Classification"),
    "language": _lazy("Language of the words"),
    "area": _lazy("Area"),
    "grave": _lazy("Grave violations against children"),
    "forms_of_violence": _lazy("Forms of sexual violence"),
    "verification": _lazy("Verification"),
    "merged_into": _lazy("Merged into"),
}
"""What each trailed field is called on a page."""


@dataclass(frozen=True)
class Trail:
    """Steps of one incident with the posts of who made them."""

    steps: list[VersionStep]
    titles: dict[UUID, str]

    @property
    def figures(self) -> list[VersionStep]:
        """The steps that changed a figure or an attribution."""
        return [s for s in self.steps if any(_plain(c.field) in NEEDS_REASON for c in s.changes)]

    @property
    def verification(self) -> list[VersionStep]:
        """The steps that said how far the incident is verified."""
        return [s for s in self.steps if any(c.field == "verification" for c in s.changes)]


def trail_of(standing: Standing, incident: Incident | ClosedIncident) -> Trail:
    """The trail of an incident or of a closed part; a few queries, however long it is."""
    versions = list(versions_of(incident))
    if isinstance(incident, ClosedIncident):
        fetch_keys([incident, *versions])
    fields = [_stored_name(name) for name in TRAILED if _has(incident, name)]
    writer = Writer(standing, versions, of=incident)
    done = steps(versions, fields, label=label_of, shown=writer.value_in_words)
    if isinstance(incident, Incident) and (own := steps_of(standing, incident)):
        done = sorted([*own, *done], key=lambda step: step.at, reverse=True)
    return Trail(done, titles_of(standing, (step.by_id for step in done)))


def version_shown(
    standing: Standing, record: Incident | ClosedIncident, row: Model
) -> list[tuple[str, str]]:
    """One version of a record, field by field, as words."""
    writer = Writer(standing, [row], of=record)
    names = [_stored_name(name) for name in TRAILED if _has(row, name)]
    return [(label_of(name), writer.value_in_words(name, getattr(row, name))) for name in names]


def label_of(name: str) -> str:
    """What a field is called on a page."""
    return str(LABELS[_plain(name)])


class Writer:
    """Writes values of versions for one reader; names of places, actors and areas are read once.

    A place or actor is named where the record itself, as it is marked now, could name it to this
    reader, or where they see it by itself; an incident only where they see it.
    """

    def __init__(
        self, standing: Standing, versions: Iterable[Model], *, of: Incident | ClosedIncident
    ) -> None:
        rows = list(versions)
        upto = min(of.classification, standing.highest)
        self.names: dict[str, dict[Any, str]] = {}
        for name, model in RELATIONS.items():
            ids = {getattr(row, f"{name}_id", None) for row in rows} - {None}
            found = (
                model._default_manager.filter(_nameable_records(standing, model, upto), pk__in=ids)
                if ids
                else []
            )
            self.names[name] = dict.fromkeys(ids, HIDDEN) | {row.pk: str(row) for row in found}
        self.choices = _choices(rows[0]) if rows else {}

    def value_in_words(self, name: str, value: FieldValue) -> str:
        """A value as words; what is not known says so."""
        if value in (None, "", []):
            return _("not known")
        plain = _plain(name)
        if plain in self.names:
            return self.names[plain].get(value, _("not known"))
        if plain in self.choices:
            return str(self.choices[plain].get(value, value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list):
            return ", ".join(word(str(one)) for one in value)
        if isinstance(value, datetime):
            return f"{date_format(localtime(value), 'j M Y H:i')} {localtime(value).tzname()}"
        if isinstance(value, date):
            return date_format(value, "j M Y")
        return time_format(value, "H:i") if isinstance(value, time) else str(value)


def _nameable_records(standing: Standing, model: type[Model], upto: int) -> Q:
    """The records of a model whose names a history may tell this person."""
    if model is Incident:
        return Q(pk__in=incidents_for(standing).values("pk"))
    if not issubclass(model, Record):
        return Q()
    named = Q(classification__lte=upto, compartment__in=["", *standing.compartments])
    return named | standing.sees_open(KINDS[model])


def _choices(row: Model) -> dict[str, dict[Any, Any]]:
    return {
        f.name: dict(f.flatchoices)
        for f in row._meta.get_fields()
        if isinstance(f, Field) and f.flatchoices
    }


def _has(record: Model, name: str) -> bool:
    return any(f.name == name for f in record._meta.get_fields())


def _stored_name(name: str) -> str:
    return f"{name}_id" if name in RELATIONS else name


def _plain(name: str) -> str:
    return name.removesuffix("_id")
