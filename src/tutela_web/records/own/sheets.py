"""The mission's own fields in a table that is taken away, edited and given back.

Values of a compartment never stand in such a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter
from tutela.intake.own_fields import MOST_WORDS, Held, read_held
from tutela_web.access.policy import Standing
from tutela_web.base.tables import roundtrip as rt
from tutela_web.base.values import FieldValue
from tutela_web.look.translate import say_in_page_language
from tutela_web.records.models import Record
from tutela_web.records.own.carriers import Carrier, carriers
from tutela_web.records.own.fields import AddedField, fields_seen
from tutela_web.records.own.values import keep_values, values_of

R = TypeVar("R", bound=Record)
CHUNK = 500


class HeldVersion(Protocol):
    """A version of a record, and what the record holds."""

    id: UUID
    own: Mapping[str, Held]


@dataclass(frozen=True, eq=False)
class OwnColumns:
    """The own fields of one kind of record in its table, for one person.

    carrier  None where the kind holds none
    """

    standing: Standing
    carrier: Carrier | None
    fields: tuple[AddedField, ...]

    @classmethod
    def of(cls, model: type[Model], standing: Standing) -> OwnColumns:
        """Those of the records of a model. No query for a mission without own fields."""
        if not standing.mission.own_fields:
            return cls(standing, None, ())
        carrier = next((carrier for carrier in carriers().values() if carrier.model is model), None)
        seen = fields_seen(standing, carrier.name, carrier.reads) if carrier else ()
        return cls(
            standing, carrier, tuple(field for field in seen if not field.spec["compartment"])
        )

    def add_columns(self, sheet: rt.RecordSheet) -> rt.RecordSheet:
        """The sheet with these fields as columns at its end."""
        if not self.fields:
            return sheet
        return replace(sheet, columns=(*sheet.columns, *map(_column_of, self.fields)))

    def with_values(self, records: Iterable[R]) -> Iterable[R]:
        """Records, each with what it holds in these fields; a query for each part of them."""
        return self._with_values(records) if self.fields else records

    def _with_values(self, records: Iterable[R]) -> Iterator[R]:
        assert self.carrier is not None
        rows = iter(records)
        while part := list(islice(rows, CHUNK)):
            values = values_of(self.standing, self.carrier.reads, self.fields, part)
            for record in part:
                record.own = values[record.pk]
                yield record

    def tell_versions(self, model: type[Record], versions: Sequence[HeldVersion]) -> None:
        """Write on versions of records what the records hold now: own fields are not of a record's
        versions, so that a file of an earlier one changes what it says."""
        if self.fields and versions:
            rows = model._default_manager.filter(pk__in={row.id for row in versions})
            values = {record.pk: record.own for record in self._with_values(rows)}
            for row in versions:
                row.own = values.get(row.id, {})

    def part(self, values: Mapping[str, FieldValue]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values of a row without those of own fields, and those, by their codes."""
        codes = {field.name: field.code for field in self.fields}
        rest = {name: value for name, value in values.items() if name not in codes}
        return rest, {codes[name]: value for name, value in values.items() if name in codes}

    def keep(
        self, record: Record, answers: Mapping[str, FieldValue], *, new: bool, reason: str
    ) -> None:
        """Keep what a row gave in own fields, in the transaction that wrote its record."""
        if self.carrier is not None and answers:
            keep_values(
                self.carrier.name,
                self.carrier.reads,
                record,
                answers,
                by=self.standing,
                new=new,
                reason=reason,
            )

    def keep_new(self, made: Sequence[Record], rows: Sequence[Mapping[str, FieldValue]]) -> None:
        """As `keep`, of the records that new rows made, in the order of the rows."""
        for record, answers in zip(made, rows, strict=True) if self.fields else ():
            said = {
                code: value for code, value in answers.items() if value is not None and value != ""
            }
            self.keep(record, said, new=True, reason="")


def _column_of(field: AddedField) -> rt.SheetColumn:
    holds, name, label = field.spec["holds"], field.name, field.label

    def held_by(record: Model | rt.SheetRecord) -> Any:
        value: Held = getattr(record, "own", {}).get(field.code)
        return date.fromisoformat(str(value)) if holds == "day" and value else value

    if holds == "day":
        column = rt.day(name, label)
    elif holds == "yesno":
        column = rt.yes_no(name, label)
    elif holds == "choice":
        column = rt.choice(name, label, field.choices)
    elif holds == "number":
        column = rt.SheetColumn(name, label, lambda said, was: _number(field, said))
    else:
        column = replace(rt.text(name, label, most=MOST_WORDS), empty=None)
    return replace(column, get=held_by, required=field.spec["needed"])


def _number(field: AddedField, said: str) -> Held:
    try:
        return read_held(field.spec, said)
    except BadParameter as fault:
        raise rt.Unfit(
            say_in_page_language(fault.what), _("write a number, or leave it blank")
        ) from fault
