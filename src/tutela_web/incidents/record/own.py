"""The mission's own fields on an incident: in its form, list, page, history and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django.forms import BaseForm
from django.utils.translation import gettext_lazy as _

from tutela.intake.own_fields import Held
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.incidents.lists.queries import incidents_for
from tutela_web.incidents.models import Incident
from tutela_web.records.own import carriers, forms, lists, values
from tutela_web.records.own.fields import AddedField, fields_seen, found_by_code
from tutela_web.records.shared_texts.versions import VersionStep

NAME, READS = "incidents.incident", "incidents"


def fields_for(standing: Standing) -> tuple[AddedField, ...]:
    """The own fields of incidents that this person reads."""
    return fields_seen(standing, NAME, READS)


def add_controls(
    form: BaseForm, standing: Standing, incident: Incident | None = None
) -> tuple[AddedField, ...]:
    """Add the own fields to the form of an incident."""
    return forms.add_own_fields(form, standing, NAME, READS, incident)


def initial_of(standing: Standing, incident: Incident) -> dict[str, Any]:
    """What the own fields of an incident begin with in its form."""
    return forms.initial_of(standing, READS, fields_for(standing), incident)


def keep_own(
    incident: Incident,
    answers: Mapping[str, FieldValue] | None,
    *,
    by: Standing,
    new: bool = False,
    reason: str = "",
) -> None:
    """Keep what was given in own fields of an incident, in the transaction that wrote it."""
    if answers is not None:
        values.keep_values(NAME, READS, incident, answers, by=by, new=new, reason=reason)


def in_summary(standing: Standing, answers: Mapping[str, FieldValue]) -> str:
    """What was given in own fields, a line each, as words of a closed part: its compartment takes
    all that was written."""
    fields = fields_for(standing)
    lines = []
    for code, value in answers.items():
        field = found_by_code(fields, code)
        if (
            field is not None
            and (said := values.held_in_words(field, cast("Held", value))) is not None
        ):
            lines.append(f"{field.label}: {said}")
    return "\n".join(lines)


def columns_of(standing: Standing) -> tuple[AddedField, ...]:
    """The own fields that stand in the list."""
    return lists.columns_of(standing, NAME, READS)


def add_cells(
    standing: Standing, columns: Sequence[AddedField], incidents: Iterable[Incident]
) -> None:
    """Write on the incidents of a page what stands in these columns."""
    lists.add_cells(standing, READS, columns, incidents)


def filters_of(standing: Standing) -> list[AddedField]:
    """The own fields by which this person may filter the list."""
    return lists.filters_of(standing, NAME, READS)


def found_by(standing: Standing, asked: Mapping[str, str]) -> list[str] | None:
    """The ids, as hex, of the incidents that filters by own fields leave; None where none is."""
    if not any(asked.values()):
        return None
    rows = incidents_for(standing)
    left = lists.filter_rows(standing, READS, filters_of(standing), asked, rows)
    return [pk.hex for pk in left.order_by().values_list("pk", flat=True)]


def facts_of(standing: Standing, incident: Incident) -> list[lists.OwnCell]:
    """What an incident holds in own fields."""
    return lists.facts_of(standing, NAME, READS, incident)


def steps_of(standing: Standing, incident: Incident) -> list[VersionStep]:
    """What was changed in own fields of an incident."""
    return values.steps_of(standing, NAME, READS, incident)


def held_by(standing: Standing, incidents: Iterable[Incident]) -> dict[Any, dict[str, Held]]:
    """What incidents hold in own fields, by id and code. One query, or none."""
    return values.values_of(standing, READS, fields_for(standing), incidents)


def tell(standing: Standing, incidents: Sequence[Incident]) -> None:
    """Write on incidents that a program is given what they hold in own fields."""
    values.tell_own(standing, NAME, READS, incidents)


def connect() -> None:
    """Tell the room of records that incidents may hold own fields, and which words they may not."""
    values.OPEN_WORDS.append(refuse_closed_words)
    carriers.BY_HAND.append(
        carriers.Carrier(
            name=NAME,
            many=_("Incidents"),
            reads=READS,
            model=Incident,
            rows=lambda standing: incidents_for(standing).filter(merged_into__isnull=True),
            page="incidents:incident",
            list="incidents:list",
            day=lambda incident: incident.event_from,
        )
    )
