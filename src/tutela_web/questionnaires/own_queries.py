"""How a mission's own fields are read: by who prepares and approves them, and by records."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from tutela.intake.own_fields import offices_of_field
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


def offices_of(version: FieldEdition) -> tuple[str, ...]:
    """Who approves a version."""
    return offices_of_field(version.spec)


def offices_waiting(standing: Standing, version: FieldEdition) -> list[str]:
    """The offices for which this person may decide on a version now: nobody does on their own.

    Takes   version, with its decisions fetched.
    """
    if version.state != State.SUBMITTED or version.submitted_by_id == standing.person.pk:
        return []
    decided = {decision.office for decision in version.decisions.all()}
    return [
        office
        for office in offices_of(version)
        if office not in decided and standing.may(APPROVES[office])
    ]


def fields_waiting_for(standing: Standing) -> list[FieldEdition]:
    """The versions that wait for an office of this person; oldest first."""
    rows = FieldEdition.objects.filter(
        field__in=own_fields_for(standing).order_by(), state=State.SUBMITTED
    )
    waiting = rows.select_related("field").prefetch_related("decisions").order_by("submitted_at")
    return [version for version in waiting if offices_waiting(standing, version)]


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
