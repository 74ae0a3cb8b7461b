"""How much of a body the API reads before any library judges it.

A library that checks a body makes an error of each name it does not know and of each item that does
not fit: a body costs a hundred times its weight, and a body of two million bytes a process. So what
is sent is counted first, against what its own model may hold: the description tells the longest
text, the longest list and the names of each address, and from these follows what may be sent there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypedDict, cast

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.params.models import BodyModel
from ninja.utils import replace_path_param_notation

from tutela_web.base.values import JsonValue

LEAST_BYTES = 64_000
"""So much may be sent to every address; more, where its longest fields need it."""

LEAST_VALUES = 100
"""So many names and items may be sent to every address, so that slips of the pen are told."""

ESCAPED = 6
"""Bytes of a letter as programs send it that know ASCII alone."""

MOST_VALUES = 20_000
"""So many at most, whatever a model could hold: as many errors take a fifth of a second."""

_TEXT, _ITEMS, _NAMES = 10_000, 1_000, 200
"""Letters of a text, items of a list and names of an object whose model says no most."""

_DEEPEST = 12

JsonSchema = TypedDict(
    "JsonSchema",
    {
        "$defs": "dict[str, JsonSchema]",
        "$ref": str,
        "type": str,
        "anyOf": "list[JsonSchema]",
        "oneOf": "list[JsonSchema]",
        "allOf": "list[JsonSchema]",
        "items": "JsonSchema",
        "properties": "dict[str, JsonSchema]",
        "additionalProperties": "bool | JsonSchema",
        "maxItems": int,
        "maxLength": int,
        "maxProperties": int,
    },
    total=False,
)
"""What is asked here of a model's description."""


class TooMuchSent(ValueError):
    """More was sent than the fields of an address hold."""


@dataclass(frozen=True, slots=True)
class BodyBound:
    """The most that a model holds: letters of its texts and names, and names and items."""

    letters: int
    values: int

    @property
    def most_bytes(self) -> int:
        """How long a body may be."""
        return max(LEAST_BYTES, ESCAPED * self.letters)

    @property
    def most_values(self) -> int:
        """How many names and items a body may have."""
        return min(MOST_VALUES, LEAST_VALUES + self.values)


def require_fitting_bytes(request: HttpRequest, api: NinjaAPI) -> None:
    """Raise TooMuchSent for a body longer than its model's fields need, before it is read."""
    if len(request.body) > bound_at(request, api).most_bytes:
        raise TooMuchSent


def require_fitting_values(sent: JsonValue, request: HttpRequest, api: NinjaAPI) -> None:
    """Raise TooMuchSent for more names and items than the model knows, before they are judged."""
    left = bound_at(request, api).most_values
    waiting = [sent]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping | list):
            left -= len(value)
            waiting += value.values() if isinstance(value, Mapping) else value
        if left < 0:
            raise TooMuchSent


def bound_at(request: HttpRequest, api: NinjaAPI) -> BodyBound:
    """The bound of the body that an address takes by a method."""
    matched = getattr(request, "resolver_match", None)  # of a form's field there is none
    route = matched.route.removeprefix("api/v1/") if matched else ""
    operation = operations_by_route(api).get((route, request.method or ""))
    return bound_of(operation) if operation else BodyBound(0, 0)


@cache
def operations_by_route(api: NinjaAPI) -> dict[tuple[str, str], Operation]:
    """Every operation by the address as Django writes it, and its method."""
    return {
        (replace_path_param_notation(path).lstrip("/"), method): operation
        for _prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }


@cache
def bound_of(operation: Operation) -> BodyBound:
    """What the models of an operation's body hold at most."""
    schemas = [
        cast(JsonSchema, model.model_json_schema())
        for model in operation.models
        if issubclass(model, BodyModel)
    ]
    bounds = [_bound_of_schema(schema, schema.get("$defs", {}), 0) for schema in schemas]
    return _sum_of(bounds)


def _sum_of(bounds: list[BodyBound]) -> BodyBound:
    return BodyBound(sum(b.letters for b in bounds), sum(b.values for b in bounds))


def _bound_of_schema(schema: JsonSchema, named: dict[str, JsonSchema], deep: int) -> BodyBound:
    if deep > _DEEPEST:  # a model within itself
        return BodyBound(_TEXT, _NAMES)
    if "$ref" in schema:
        return _bound_of_schema(named[schema["$ref"].rpartition("/")[2]], named, deep + 1)
    if choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        bounds = [_bound_of_schema(choice, named, deep + 1) for choice in choices]
        return BodyBound(max(b.letters for b in bounds), max(b.values for b in bounds))
    kind = schema.get("type")
    if kind == "array":
        item = _bound_of_schema(schema.get("items", {}), named, deep + 1)
        most = schema.get("maxItems")
        letters = _TEXT if most is None else most * item.letters
        return BodyBound(letters, (_ITEMS if most is None else most) * (1 + item.values))
    if kind == "object":
        fields = schema.get("properties", {})
        bounds = [_bound_of_schema(field, named, deep + 1) for field in fields.values()]
        bounds.append(BodyBound(sum(map(len, fields)), len(fields)))
        if schema.get("additionalProperties", not fields) is not False:
            bounds.append(BodyBound(_TEXT, schema.get("maxProperties", _NAMES)))
        return _sum_of(bounds)
    if kind == "string" and not schema.keys() & {"enum", "const", "format", "pattern"}:
        return BodyBound(schema.get("maxLength", _TEXT), 0)
    return BodyBound(_TEXT, _NAMES) if kind is None and "enum" not in schema else BodyBound(60, 0)
