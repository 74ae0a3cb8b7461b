"""Which fields of the mission's own a person may read and fill in, on one kind of record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import get_language

from tutela.intake.own_fields import COUNTED, FieldData, Held, as_question, label_of_choice
from tutela.intake.own_questions import label_in
from tutela_web.access.models import Mission
from tutela_web.access.policy import EVERYWHERE, NOBODY, MarkedRecord, Standing
from tutela_web.records.record_cache import NewestByKey


@dataclass(frozen=True, eq=False)
class AddedField:
    """A field of the mission's own, as its offices approved it.

    kind      of record it stands on: a name of `carriers`
    in_force  whether it may be filled in; what was withdrawn is told in histories alone
    """

    pk: UUID
    kind: str
    spec: FieldData
    in_force: bool = True

    @property
    def code(self) -> str:
        """By which files and programs name it."""
        return self.spec["code"]

    @property
    def name(self) -> str:
        """Of its control in a form, of its filter and of its column in a file."""
        return f"own_{self.code}"

    @property
    def label(self) -> str:
        """How it is called, in the language of the page."""
        return label_in(_language(), as_question(self.spec))

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What may be chosen, each as the page calls it."""
        return [(choice["value"], label_in(_language(), choice)) for choice in self.spec["choices"]]

    @property
    def is_counted(self) -> bool:
        """Whether it holds one of a few values: a list is filtered by it."""
        return self.spec["holds"] in COUNTED

    def choice_in_words(self, value: Held) -> str:
        """How a value of its list is called."""
        return label_of_choice(self.spec, value, _language())


def _language() -> str:
    return (get_language() or "en").split("-")[0]


DEFINED: list[Callable[[Mission], Iterable[AddedField]]] = []
"""From the room above that keeps them: the fields of a mission that were ever approved."""

_KEPT: NewestByKey[tuple[AddedField, ...]] = NewestByKey(most=32)


def fields_of(mission: Mission) -> tuple[AddedField, ...]:
    """The fields of a mission that were ever approved, as they stand.

    No query for a mission without any, nor where this process has asked since they last changed:
    the mission's row, which every request reads, counts that.
    """
    if not mission.own_fields:
        return ()
    return _KEPT.get(
        mission.pk,
        mission.own_fields,
        lambda: tuple(field for defined in DEFINED for field in defined(mission)),
    )


def note_change(mission: Mission) -> None:
    """Have every process read the fields of a mission anew: called in the transaction in which one
    was approved or withdrawn."""
    Mission.objects.filter(pk=mission.pk).update(own_fields=F("own_fields") + 1)
    mission.refresh_from_db(fields=["own_fields"])


def fields_seen(
    standing: Standing, kind: str, reads: str, *, withdrawn: bool = False
) -> tuple[AddedField, ...]:
    """The fields of a kind of record that this person may read on some record.

    Takes   reads, the kind of the policy by which the records are read; withdrawn, whether those
            that are no longer in force are given too.
    """
    if not standing.mission.own_fields:
        return ()
    reading = standing.readings.get(reads)
    return tuple(
        field
        for field in fields_of(standing.mission)
        if field.kind == kind
        and (field.in_force or withdrawn)
        and reading is not None
        and field.spec["marking"] <= reading.clearance
        and field.spec["compartment"] in ("", *standing.compartments)
    )


def may_read_on(standing: Standing, reads: str, field: AddedField, record: MarkedRecord) -> bool:
    """Whether a field that a person may read at all is read on this record: in its area."""
    reading = standing.readings[reads]
    mine = reading.own and record.author_id == standing.person.pk
    return mine or reading.reaches(field.spec["marking"], record.area_id)


def readable_where(standing: Standing, reads: str, field: AddedField) -> Q:
    """As `may_read_on`, as a condition for the records of a list."""
    reading = standing.readings[reads]
    seen = Q(author_id=standing.person.pk) if reading.own else NOBODY
    for areas, clearance in reading.parts:
        if field.spec["marking"] <= clearance:
            seen |= ~NOBODY if areas is EVERYWHERE else Q(area_id__in=areas)
    return seen


def found_by_code(fields: Sequence[AddedField], code: str) -> AddedField | None:
    """The field of this code; None where there is none such."""
    return next((field for field in fields if field.code == code), None)
