"""The values that records hold in the mission's own fields: read for a person, kept, and their
history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.intake.own_fields import Held, read_held
from tutela_web.access.audit import trail
from tutela_web.access.policy import NOBODY, Standing
from tutela_web.base import clock
from tutela_web.base.searching import search
from tutela_web.base.values import FieldValue
from tutela_web.look.days import date_format
from tutela_web.records.models import OwnValue, Record
from tutela_web.records.own.carriers import carriers
from tutela_web.records.own.fields import (
    AddedField,
    fields_seen,
    found_by_code,
    may_read_on,
    readable_where,
)
from tutela_web.records.shared_texts.versions import FieldChange, VersionStep
from tutela_web.records.versions.queries import versions_of

RecordT = TypeVar("RecordT", bound=Record)

OWN = "own"
"""Under which name the values of own fields stand among those of a record, by their codes."""

Values = Mapping[str, Held]
"""Values by the code of their field; None is not known."""


class OwnGiven(dict[str, Held]):
    """What a form gave in own fields, by code, and what stood there when it was shown: of what
    somebody changed meanwhile, only what this person did not touch gives way."""

    seen: Mapping[str, Held] | None = None


OPEN_WORDS: list[Callable[..., None]] = []
"""From a room above: refuses words that belong to a compartment where all who read a record would
read them. Takes the words, and where they stand."""


def values_of(
    standing: Standing, reads: str, fields: Sequence[AddedField], records: Iterable[Record]
) -> dict[UUID, dict[str, Held]]:
    """Of each record by code, what it holds in these fields, as far as this person reads it.
    One query; none without fields or records."""
    by_pk = {record.pk: record for record in records}
    by_record: dict[UUID, dict[str, Held]] = {
        pk: {field.code: None for field in fields if may_read_on(standing, reads, field, record)}
        for pk, record in by_pk.items()
    }
    if not fields or not by_pk:
        return by_record
    codes = {field.pk: field.code for field in fields}
    rows = OwnValue.objects.filter(record__in=by_pk, definition__in=codes)
    for pk, definition, value in rows.values_list("record", "definition", "held"):
        if codes[definition] in by_record[pk]:
            by_record[pk][codes[definition]] = value
    return by_record


def tell_own(standing: Standing, kind: str, reads: str, records: Sequence[Record]) -> None:
    """Write on records that a program is given, as `own`, what they hold in own fields. One query
    where the mission has any, else none."""
    fields = fields_seen(standing, kind, reads)
    if not fields:
        return
    values = values_of(standing, reads, fields, records)
    for record in records:
        record.own = values[record.pk]


def held_in_words(field: AddedField, value: Held) -> str | None:
    """A value as a page tells it; None is not known."""
    if value is None:
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.spec["holds"] == "choice":
        return field.choice_in_words(value)
    if field.spec["holds"] == "day":
        return date_format(date.fromisoformat(str(value)), "j M Y")
    return str(value)


def keep_values(
    kind: str,
    reads: str,
    record: Record,
    answers: Mapping[str, FieldValue],
    *,
    by: Standing,
    new: bool = False,
    reason: str = "",
) -> None:
    """Keep what was given in own fields of a record, in the transaction of the verb that wrote the
    record: that verb has asked whether this person may.

    Takes   answers, by code; new, whether the record was made now: what is needed must be said.
    Raises  BadParameter for a field that this person does not read there, a value its field cannot
            hold, a needed one left out, or one that somebody else changed meanwhile.
    """
    seen = fields_seen(by, kind, reads)
    fields = [field for field in seen if may_read_on(by, reads, field, record)]
    wanted: dict[AddedField, Held] = {}
    for code, said in answers.items():
        if (field := found_by_code(fields, code)) is None:
            raise BadParameter(
                say("there is no such field"), where=code, next=say("look at the fields in force")
            )
        wanted[field] = _sound(field, said, record)
    for field in fields:
        if field.spec["needed"] and (field in wanted or new) and wanted.get(field) is None:
            raise BadParameter(say("this must be said"), where=field.name, next=say("fill it in"))
    if not wanted:
        return
    rows = {
        row.definition: row
        for row in OwnValue.objects.filter(record=record.pk, definition__in=[f.pk for f in wanted])
    }
    began = answers.seen if isinstance(answers, OwnGiven) else None
    changed: list[tuple[AddedField, OwnValue]] = []
    for field, value in wanted.items():
        row = rows.get(field.pk)
        now = row.held if row else None
        if value == now and type(value) is type(now):
            continue
        if began is not None and value == (before := began.get(field.code)):
            continue  # not touched here: what stands now stays
        if began is not None and now != before:
            raise BadParameter(
                say(
                    "somebody else changed this meanwhile; it is now: {now}",
                    now=str(held_in_words(field, now) or _("not known")),
                ),
                where=field.name,
                next=say("compare, and save once more"),
            )
        row = row or OwnValue(
            mission_id=record.mission_id,
            definition=field.pk,
            kind=kind,
            record=record.pk,
            compartment=field.spec["compartment"] or record.compartment,
            in_words=field.spec["holds"] == "words",
            invented=record.invented,
        )
        row.held, row.of_version = value, record.version
        row.language = record.language
        row.entered_at = clock.now(by.mission)
        changed.append((field, row))
    _write(record, changed, by=by, reason=reason, new=new)


def _sound(field: AddedField, said: FieldValue, record: Record) -> Held:
    try:
        value = read_held(field.spec, cast("Held | date", said))
    except BadParameter as fault:
        raise BadParameter(fault.what, where=field.name, next=fault.next) from fault
    is_open = not (field.spec["compartment"] or record.compartment)
    if field.spec["holds"] == "words" and value and is_open:
        for refuse in OPEN_WORDS:
            refuse(value, where=field.name)
    return value


def _write(
    record: Record,
    changed: Sequence[tuple[AddedField, OwnValue]],
    *,
    by: Standing,
    reason: str,
    new: bool,
) -> None:
    at = clock.now(by.mission)
    codes: dict[str, list[str]] = defaultdict(list)
    for field, row in changed:
        row.sign_version(by.person, why=reason, at=at)
        row.save()
        if row.in_words:
            search.reindex(row)
        codes[row.compartment].append(field.name)
    for compartment, names in sorted(codes.items()):
        trail.record(
            "create" if new else "edit",
            mission=by.mission,
            by=by.person,
            kind=record._meta.model_name or "",
            subject=record.pk,
            fields=sorted(names),
            **({"compartment": compartment} if compartment else {}),
        )


def steps_of(standing: Standing, kind: str, reads: str, record: Record) -> list[VersionStep]:
    """What was changed in own fields of a record, newest first, as far as this person reads them;
    of those withdrawn too. One query where the mission has such fields, else none."""
    fields = {
        field.pk: field
        for field in fields_seen(standing, kind, reads, withdrawn=True)
        if may_read_on(standing, reads, field, record)
    }
    if not fields:
        return []
    values = OwnValue.objects.filter(record=record.pk, definition__in=fields)
    rows = versions_of(*values)
    before: dict[UUID, Held] = {}
    taken: dict[tuple[datetime, UUID | None], list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.version_at):
        field = fields[row.definition]
        change = FieldChange(
            field.name,
            field.label,
            held_in_words(field, before.get(row.definition)) or _("not known"),
            held_in_words(field, row.held) or _("not known"),
        )
        before[row.definition] = row.held
        taken[row.version_at, row.version_by_id].append((row, change))
    return [
        VersionStep(
            version=changes[0][0].of_version,
            at=at,
            by_id=who,
            reason=changes[0][0].version_why,
            changes=tuple(change for _row, change in changes),
        )
        for (at, who), changes in reversed(taken.items())
    ]


def rows_holding(
    standing: Standing, reads: str, field: AddedField, rows: QuerySet[RecordT], value: str
) -> QuerySet[RecordT]:
    """The records of a list that hold a value of a field; with UNKNOWN, those that hold none."""
    holding = OwnValue.objects.filter(definition=field.pk, held__isnull=False)
    read = rows.filter(readable_where(standing, reads, field))
    if value == UNKNOWN:
        return read.exclude(pk__in=holding.values("record"))
    wanted: Held = value
    if field.spec["holds"] == "yesno":
        wanted = value == "yes"
    return read.filter(pk__in=holding.filter(held=wanted).values("record"))


UNKNOWN = "unknown"
"""The choice of a filter: those of which it is not known."""


def words_for(standing: Standing) -> QuerySet[OwnValue]:
    """The words in own fields that this person may read, of the records they may see: for search.
    No query for a mission without such a field."""
    seen = NOBODY
    for carrier in carriers().values() if standing.mission.own_fields else ():
        for field in fields_seen(standing, carrier.name, carrier.reads):
            if field.spec["holds"] == "words":
                rows = carrier.rows(standing).filter(readable_where(standing, carrier.reads, field))
                seen |= Q(definition=field.pk, record__in=rows.order_by().values("pk"))
    return OwnValue.objects.filter(seen, mission=standing.mission)
