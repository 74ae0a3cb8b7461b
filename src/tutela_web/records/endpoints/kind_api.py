"""The endpoints of a declared kind: a list in parts, one, a new one, an edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from django.db import models
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field as Limits
from pydantic import create_model

from tutela_web.access.api import Edit, Given, made_once
from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue
from tutela_web.records import kind_verbs
from tutela_web.records.endpoints.schemas import field_type
from tutela_web.records.kinds import RecordKind
from tutela_web.records.list_schema import Listed
from tutela_web.records.models import Record
from tutela_web.records.own.api import OwnIn, OwnOut
from tutela_web.records.own.carriers import name_of
from tutela_web.records.own.values import OWN, tell_own
from tutela_web.records.pages import read_line
from tutela_web.records.paging import list_part

RecordT = TypeVar("RecordT", bound=Record)


@dataclass(frozen=True)
class ToldBeside:
    """What programs are given of records beside their declared fields.

    types   of each, by its name
    attach  writes it on records that were read, all at once
    """

    types: Mapping[str, type]
    attach: Callable[[Standing, Sequence[Any]], None]


def add_endpoints(
    router: Router,
    kind: RecordKind,
    path: str,
    *,
    order: str,
    writes: bool = False,
    beside: ToldBeside | None = None,
) -> None:
    """Add the endpoints of a kind to the router of its room.

    Takes   path, under the mission; order, the field of the list, "-" for the highest first;
            writes, whether programs may make and edit; beside, what else is told of what is read.
    """
    out = schema_out(kind, beside=beside.types if beside else {}, own=True)
    address = f"/missions/{{code}}/{path}"
    many, one_name = str(kind.titles.many).lower(), str(kind.titles.one).lower()

    def list_records(
        request: HttpRequest, code: str, limit: int = 100, after: str = ""
    ) -> dict[str, Any]:
        standing = enter(request, code, kind.reads)
        listed = list_part(kind.rows(standing), order, limit, after, standing=standing)
        if beside is not None:
            beside.attach(standing, listed["results"])
        tell_own_of(kind, standing, listed["results"])
        return listed

    def read_record(request: HttpRequest, code: str, pk: UUID) -> Any:
        standing = enter(request, code, kind.reads)
        record = get_object_or_404(kind.rows(standing), pk=pk)
        read_line(standing, record)
        if beside is not None:
            beside.attach(standing, [record])
        tell_own_of(kind, standing, [record])
        return record

    router.get(
        address,
        response=Listed[out],  # type: ignore[valid-type]
        operation_id=f"{kind.room}_list_{kind.name}",
        summary=f"List: {many}",
        description="In parts; `next` is to be sent as `after`.",
    )(list_records)
    router.get(
        address + "/{uuid:pk}",
        response=out,
        operation_id=f"{kind.room}_read_{kind.name}",
        summary=f"Read: {one_name}",
    )(read_record)
    if writes:
        _add_writing(router, kind, address, out)


def _add_writing(router: Router, kind: RecordKind, address: str, out: type[Schema]) -> None:
    given_schema, changes_schema = schema_in(kind, own=True), schema_changes(kind, own=True)
    one_name = str(kind.titles.one).lower()

    def make_record(request: HttpRequest, code: str, given: Schema) -> Any:
        standing = enter(request, code, kind.reads)
        values = with_linked_records(kind, given.dict(exclude_unset=True), standing)

        def make() -> Any:
            return create_given(kind, values, by=standing)

        made = made_once(request, standing.person, kind.name, make, kind.rows(standing))
        tell_own_of(kind, standing, [made.value])
        return made

    def change_record(
        request: HttpRequest,
        code: str,
        pk: UUID,
        body: Edit[Schema],
    ) -> Any:
        standing = enter(request, code, kind.reads)
        record = get_object_or_404(kind.rows(standing), pk=pk)
        sent = body.changes.dict(exclude_unset=True)
        changes = with_linked_records(kind, sent, standing)
        kind_verbs.edit_record(
            kind, record, changes, version=body.version, by=standing, reason=body.reason
        )
        return read_changed(kind, kind.rows(standing), pk, by=standing)

    # the schemas are known when this runs, which an annotation as written cannot say
    make_record.__annotations__["given"] = given_schema
    change_record.__annotations__["body"] = Edit[changes_schema]  # type: ignore[valid-type]
    router.post(
        address,
        response={201: out, 200: out},
        operation_id=f"{kind.room}_make_{kind.name}",
        summary=f"Make: {one_name}",
        description="Send an Idempotency-Key to send again safely.",
    )(make_record)
    router.patch(
        address + "/{uuid:pk}",
        response=out,
        operation_id=f"{kind.room}_edit_{kind.name}",
        summary=f"Edit: {one_name}",
        description="409 with both values where somebody changed the same fields meanwhile.",
    )(change_record)


def tell_own_of(kind: RecordKind, standing: Standing, records: Sequence[Record]) -> None:
    """Write on records what they hold in the mission's own fields, for a schema made with `own`.
    One query where the mission has such fields on this kind, else none."""
    tell_own(standing, name_of(kind), kind.reads, records)


def tell_own_on(kind: RecordKind) -> Callable[[Standing, Record], None]:
    """As `tell_own_of`, on one record of a kind: what an endpoint that reads one takes."""
    return lambda standing, record: tell_own_of(kind, standing, [record])


def create_given(
    kind: RecordKind, values: dict[str, FieldValue], *, by: Standing, beside: Record | None = None
) -> Any:
    """Create a record as a program gave it: an own field that must be said is asked of it too."""
    given = values | {OWN: values.get(OWN) or {}}
    return kind_verbs.create_record(kind, given, beside=beside, by=by)


def read_changed(
    kind: RecordKind, rows: models.QuerySet[RecordT], pk: UUID, *, by: Standing
) -> RecordT:
    """A record after it changed, as the answer tells it, with its own fields."""
    record = get_object_or_404(rows, pk=pk)
    tell_own_of(kind, by, [record])
    return record


def with_linked_records(
    kind: RecordKind, values: dict[str, FieldValue], standing: Standing
) -> dict[str, Any]:
    """Values with the records that ids name: those the person may choose, else 404."""
    for declared in kind.fields:
        key = f"{declared.name}_id"
        if key in values:
            pk = values.pop(key)
            offered = declared.choices(standing) if declared.choices else None
            values[declared.name] = (
                get_object_or_404(offered, pk=pk) if pk and offered is not None else None
            )
    return values


def schema_out(
    kind: RecordKind,
    *,
    without: Iterable[str] = (),
    beside: Mapping[str, type] = MappingProxyType({}),
    own: bool = False,
) -> type[Schema]:
    """What a program is given of a record: its id and version, and each declared field.

    Takes   without, names of fields that the room gives in a form of its own; beside, types of
            what it gives beside the declared fields; own, whether the mission's own fields are
            given (`tell_own_of`).
    """
    names = [field.name for field in kind.fields if field.name not in set(without)]
    types = {name: (field_type(held), ...) for name, held in _model_fields(kind, names)}
    schema: type[Schema] = create_model(
        f"{kind.model.__name__}Out",
        __base__=Schema,
        id=(UUID, ...),
        version=(int, ...),
        **types,  # type: ignore[call-overload]
        **{name: (of, ...) for name, of in beside.items()},
        **({"own": (OwnOut, None)} if own else {}),
    )
    return schema


def schema_in(kind: RecordKind, *, without: Iterable[str] = (), own: bool = False) -> type[Schema]:
    """What a program sends of a new record: what must be said, and what may.

    Takes   own, whether the verb that takes it keeps the mission's own fields.
    """
    names = [name for name in kind.asked_by("new") if name not in set(without)]
    schema: type[Schema] = create_model(
        f"{kind.model.__name__}In",
        __base__=Given,
        **{  # type: ignore[call-overload]
            name: (_limited_type(kind, held), ... if _must_be_said(kind, held) else None)
            for name, held in _model_fields(kind, names)
        },
        **({"own": (OwnIn, None)} if own else {}),
    )
    return schema


def schema_changes(
    kind: RecordKind, *, without: Iterable[str] = (), own: bool = False
) -> type[Schema]:
    """What a program sends of an edit: only what changed. Takes own as `schema_in`."""
    names = [name for name in kind.asked_by("edit") if name not in set(without)]
    schema: type[Schema] = create_model(
        f"{kind.model.__name__}Changes",
        __base__=Given,
        **{  # type: ignore[call-overload]
            name: (_limited_type(kind, held), None) for name, held in _model_fields(kind, names)
        },
        **({"own": (OwnIn, None)} if own else {}),
    )
    return schema


def _model_fields(kind: RecordKind, names: Iterable[str]) -> list[tuple[str, models.Field]]:
    """The fields of the model behind declared ones; a link by the name of its id."""
    fields = []
    for name in names:
        field = kind.field_of(name)
        linked = isinstance(field, models.ForeignKey)
        fields.append((f"{name}_id" if linked else name, field))
    return fields


def _must_be_said(kind: RecordKind, field: models.Field) -> bool:
    control = kind.by_name[field.name].control
    if control is not None:
        return bool(control().required)
    return not (field.blank or field.has_default())


def _limited_type(kind: RecordKind, field: models.Field) -> Any:
    """The type as a program may send it: choices, the least and the most, and the length the column
    holds; what must be said is not blank."""
    of, declared = field_type(field), kind.by_name[field.name]
    if field.choices:
        return Literal[tuple(value for value, _label in field.flatchoices)]
    if of is str:
        least = 1 if _must_be_said(kind, field) else 0
        return Annotated[str, Limits(min_length=least, max_length=field.max_length)]
    if declared.least is not None or declared.most is not None:
        return Annotated[of, Limits(ge=declared.least, le=declared.most)]
    return of
