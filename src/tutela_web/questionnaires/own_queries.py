"""How a mission's own fields are read: by who prepares and approves them, and by records."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.questionnaires.models import FieldEdition, FormVersion, OwnField
from tutela_web.questionnaires.queries import APPROVES, KIND
from tutela_web.records.own import fields as own

State = FormVersion.State


def own_fields_for(standing: Standing) -> QuerySet[OwnField]:
    """The fields of the mission that a person may read of: one whose values lie in a compartment
    only with that compartment, by an office that approves, or by who wrote it."""
    rows = OwnField.objects.filter(standing.sees_open(KIND))
    if not any(standing.may(act) for act in APPROVES.values()):
        readable = Q(closed_to__in=["", *sorted(standing.compartments)])
        rows = rows.filter(readable | Q(author_id=standing.person.pk))
    return rows.order_by("stands_on", "code")


def defined_fields(mission: Mission) -> Iterable[own.AddedField]:
    """The fields of a mission that were ever approved, each as it was approved last. One query."""
    rows = FieldEdition.objects.filter(mission=mission, approved_at__isnull=False)
    last: dict[object, FieldEdition] = {}
    for version in rows.select_related("field").order_by("field__code", "number"):
        last[version.field_id] = version
    for version in last.values():
        yield own.AddedField(
            pk=version.field_id,
            kind=version.field.stands_on,
            spec=version.spec,
            in_force=version.state == State.APPROVED,
        )


def connect() -> None:
    """Tell the room of records below."""
    own.DEFINED.append(defined_fields)
