"""How a program enters: a device's token, one shape of error, answers that are not given twice.

    Authorization: Bearer tutela_...     a device's token (page "Devices"); Basic, with the token
                                         as password, for a GIS that knows nothing else
    Idempotency-Key: <any text>          with a POST: sent again, it is not done again

Errors are {"error": {"code", "what", "where", "next"}} whatever went wrong; a conflict adds the
fields both changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Generic, TypeVar, get_args
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.crypto import salted_hmac
from ninja import Field, Schema, Status
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic.fields import FieldInfo

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.base.values import plain
from tutela_web.access.models import Answered, DutyArea, Person
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Conflict
from tutela_web.base.values import FieldValue, JsonValue


class Fault(Schema):
    """What went wrong; `told` is the sentence for words of one's own; of a conflict, the fields;
    `more`, how many fields that do not fit are not named."""

    code: str
    what: str
    where: str
    next: str
    told: Any = None
    version: int | None = None
    fields: Any = None
    more: int | None = None


class Refused(Schema):
    """Every error has this shape."""

    error: Fault


def answered_digest(content_sha256: str) -> str:
    """What is kept of a request's content: a keyed hash, by which nobody without the key can try
    whether a guess of somebody's words is right."""
    return salted_hmac("tutela answered", content_sha256, algorithm="sha256").hexdigest()


def do_once(
    request: HttpRequest,
    person: Person,
    do: Callable[[], tuple[str, UUID | str]],
    *,
    sent: bytes | None = None,
) -> tuple[str, str, bool]:
    """Do something once for each idempotency key.

    Takes   `do`, which makes or changes a record and gives its kind and id; `sent`, what stands
            for the content where that is a file, and so no longer to be had from the request.
    Gives   kind, id, and whether it was done now; without a key it always is.
    Raises  Conflict if the key came before with another body. Only ids are kept of the answer.
    """
    key = request.headers.get("Idempotency-Key", "")[:200]
    if not key:
        kind, pk = do()
        return kind, str(pk), True
    content = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    content.update(request.body if sent is None else sent)
    told = answered_digest(content.hexdigest())
    kept = {"key_sha256": hashlib.sha256(key.encode()).hexdigest(), "person": person}
    try:
        with transaction.atomic():
            row = Answered.objects.create(**kept, content_sha256=told)
            kind, pk = do()
            row.kind, row.record_id = kind, str(pk)
            row.save(update_fields=["kind", "record_id"])
            return kind, str(pk), True
    except IntegrityError:
        before = Answered.objects.filter(**kept).first()
        if before is None:
            raise
    if before.content_sha256 != told:
        raise Conflict(
            "this key was used for something else",
            fields={},
            version=0,
            next="send a new Idempotency-Key",
        )
    return before.kind, before.record_id, False


def made_once(
    request: HttpRequest,
    person: Person,
    kind: str,
    make: Callable[[], Model],
    seen: QuerySet[Model],
) -> Status[Any]:
    """Make a record once for each idempotency key: 201, or 200 where it was made before.

    Takes   `make`, the verb; `seen`, the records the answer is read from: what this person sees.
    Raises  Conflict as `do_once`; Http404.
    """
    _kind, pk, new = do_once(request, person, lambda: (kind, make().pk))
    return Status(201 if new else 200, get_object_or_404(seen, pk=pk))


def done_once(
    request: HttpRequest,
    person: Person,
    kind: str,
    do: Callable[[], Model],
    seen: QuerySet[Model],
    pk: UUID,
) -> Any:
    """Do something to a record once for each idempotency key, and answer with the record after it.

    Takes   `do`, the verb, and `kind`, of what it gives; `seen`, the records the answer is read
            from, and `pk` of the one.
    Raises  Conflict as `do_once`; Http404.
    """
    do_once(request, person, lambda: (kind, do().pk))
    return get_object_or_404(seen, pk=pk)


# --- what the rooms' endpoints share ------------------------------------------------------------

Version = Annotated[int, Field(ge=1, le=2_147_483_647)]
"""The version of a record that an edit began from."""

Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC)),
]
"""A time with its zone."""

Changes = TypeVar("Changes", bound=BaseModel)

Marking = Annotated[int, Field(ge=0, le=2)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


def _tells_time(of: FieldInfo) -> bool:
    """Whether a field holds a day, an hour or a moment, or may hold one."""
    kinds: list[Any] = [of.annotation]
    while kinds:
        kind = kinds.pop()
        if isinstance(kind, type) and issubclass(kind, (date, time, AwareDatetime)):
            return True
        kinds += get_args(kind)
    return False


class Given(Schema):
    """What a program sends: texts without the blanks around them; a field nobody knows is refused,
    for a figure under a mistyped name would be lost in silence."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _read_days_of_any_script(cls, said: JsonValue, about: ValidationInfo) -> JsonValue:
        """Days and hours are read in the digits of any script."""
        named = cls.model_fields[about.field_name] if about.field_name else None
        if isinstance(said, str) and named is not None and _tells_time(named):
            return plain(said)
        return said


class Edit(Given, Generic[Changes]):
    """An edit: the version it began from, and what changed."""

    version: Version
    reason: str = Field("", max_length=100)
    changes: Changes


class Retirement(Given):
    """Take a record off the lists, or bring it back, for a reason; nothing is deleted."""

    version: Version
    retired: bool = True
    reason: str = Field(min_length=1, max_length=100)


def without_hidden(
    changes: Mapping[str, FieldValue], name: str, linked: Model | None
) -> dict[str, Any]:
    """The changes without a null for a link the answer showed as null: what is hidden stays.

    Takes   name, the field; linked, the record as this person sees it, None where it is hidden.
    """
    clears = changes.get(name, "") is None and linked is None
    return {field: value for field, value in changes.items() if not (clears and field == name)}


def area_called(standing: Standing, code: str) -> UUID:
    """The id of the mission's duty area of a code."""
    area = DutyArea.objects.filter(mission=standing.mission, code=code).first()
    if area is None:
        raise BadParameter(say("no duty area has this code"), next=say("look at the duty areas"))
    return area.pk
