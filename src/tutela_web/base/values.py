"""Types that many rooms share: values of fields and of JSON, words of a page, what a form takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypedDict, TypeVar, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.forms import Widget
from django.utils.functional import Promise

if TYPE_CHECKING:  # the stubs are for developers only
    from django.utils.datastructures import MultiValueDict
    from django_stubs_ext import StrOrPromise

Words: TypeAlias = "StrOrPromise"
"""Words of a page: a text, or one that is translated when it is shown."""

JsonValue: TypeAlias = (
    str | int | float | bool | Sequence["JsonValue"] | Mapping[str, "JsonValue"] | None
)
"""What JSON holds."""

FieldValue: TypeAlias = (
    JsonValue
    | date
    | time
    | timedelta
    | Decimal
    | UUID
    | Promise
    | Model
    | QuerySet[Model]
    | UploadedFile
    | Sequence["FieldValue"]
    | Mapping[str, "FieldValue"]
)
"""What a field of a record holds, as a form or a program gives it."""

Posted: TypeAlias = Mapping[str, FieldValue] | None
"""What a form is filled in with, as a request brings it; None for one that is only shown."""

Files: TypeAlias = "MultiValueDict[str, UploadedFile] | None"
"""The files a request brings."""


Cleaned: TypeAlias = dict[str, Any]
"""What Django's form has cleaned, by the names of its fields, each of the type of its field."""


class FieldExtras(TypedDict, total=False):
    """What every field of a form takes by name beside its label."""

    help_text: Words
    required: bool
    disabled: bool
    initial: FieldValue
    widget: Widget | type[Widget] | None


class FieldOptions(FieldExtras, total=False):
    """What every field of a form takes by name."""

    label: Words | None


class FormOptions(TypedDict, total=False):
    """What every form takes by name beside what was posted."""

    initial: dict[str, Any] | None
    prefix: str | None
    auto_id: str | bool
    empty_permitted: bool
    use_required_attribute: bool | None


UrlPart: TypeAlias = UUID | str | int
"""What an address hands to a page."""

Figure: TypeAlias = float | str | None
"""A number as a template hands it on; blank where it has none."""


class TypedFields(TypedDict):
    """The fields of any record, as a verb with a typed input hands them on."""


def field_values(fields: TypedFields) -> dict[str, FieldValue]:
    """The fields of a typed input by name, to be looked through one by one."""
    return dict(cast(Mapping[str, FieldValue], fields))


Typed = TypeVar("Typed")


def typed_input(kind: type[Typed], values: Mapping[str, FieldValue], named: str) -> Typed:
    """Values by name as a typed input, whose types a form, a sheet or a request has looked at.

    Takes   kind, a TypedDict; named, what the values are the fields of, with its article.
    Raises  TypeError for a value that is none of its fields.

    >>> class PlaceInput(TypedDict):
    ...     name: str
    >>> typed_input(PlaceInput, {"name": "Luma"}, "a place")
    {'name': 'Luma'}
    >>> typed_input(PlaceInput, {"district": "North"}, "a place")
    Traceback (most recent call last):
    TypeError: no field of a place: ['district']
    """
    if unknown := values.keys() - kind.__annotations__.keys():
        raise TypeError(f"no field of {named}: {sorted(unknown)}")
    return cast(Typed, values)


class OfMission(Protocol):
    """Anything that belongs to one mission."""

    @property
    def mission_id(self) -> UUID | None: ...
