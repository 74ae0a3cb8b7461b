"""A query compiled once and asked again with other values, for what every request asks.

Django compiles a query each time it is asked, which takes twenty times as long as a small answer.

    def held(on, person):
        return Holding.objects.filter(starts__lte=on, person=person).values_list("post")

    HELD = Compiled(held, on=date, person=UUID)
    HELD.rows(on=today, person=person.pk)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import BaseExpression
from django.db.models.sql import Query

Value = date | datetime | UUID | str
Row = tuple[Any, ...]
M = TypeVar("M", bound=Model)


STAND_INS: dict[type[Value], Callable[[int], Value]] = {
    UUID: lambda number: UUID(int=number),
    date: lambda number: date(1, 1, number),
    datetime: lambda number: datetime(2, 1, number, tzinfo=UTC),
    str: lambda number: f"stands in for value {number}",
}
"""Of each type a value no query holds, by which its place among what is sent is found."""


@dataclass(frozen=True)
class _Named:
    """Where a value of this name goes among what is sent."""

    name: str


@dataclass(frozen=True)
class _Statement:
    sql: str
    sent: list[Any]
    query: Query
    columns: list[BaseExpression]


class Compiled:
    """The rows of a `values_list`, its values given anew each time.

    Takes   make, which builds the query from named values; values, the type of each.
    """

    def __init__(self, make: Callable[..., QuerySet[M, Row]], **values: type[Value]) -> None:
        self.make = make
        self.values = values
        self._by_vendor: dict[str, _Statement] = {}

    def rows(self, **values: Value) -> list[Row]:
        """The rows for these values, as the query itself would give them. One query."""
        statement = self._statement()
        sent = [
            _as_sent(values[one.name]) if isinstance(one, _Named) else one for one in statement.sent
        ]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, sent)
            rows = cursor.fetchall()
        compiler = statement.query.get_compiler(connection=connection)
        converters = compiler.get_converters(statement.columns)
        return [tuple(row) for row in compiler.apply_converters(rows, converters)]

    def _statement(self) -> _Statement:
        if connection.vendor not in self._by_vendor:
            self._by_vendor[connection.vendor] = self._compile()
        return self._by_vendor[connection.vendor]

    def _compile(self) -> _Statement:
        stand_ins = {
            name: STAND_INS[kind](number)
            for number, (name, kind) in enumerate(self.values.items(), start=1)
        }
        query = self.make(**stand_ins).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        names = {_as_sent(value): _Named(name) for name, value in stand_ins.items()}
        sent = [names.get(param, param) for param in params]
        if not {*names.values()} <= {*sent}:
            raise TypeError("a value of the query does not reach the database as it was given")
        return _Statement(sql, sent, query, [expression for expression, *_rest in compiler.select])


def _as_sent(value: Value) -> Any:
    """The value as the database in use takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value)
