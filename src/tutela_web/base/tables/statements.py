"""How the connections of this house compile what Django asks: what hangs on the shape of a query
alone (its columns, its order and the tables these join) is worked out once in a process.

Django works it out each time a query is asked, which took a third of what a page's queries cost.
The conditions of a query, and with them all that says who may see what, are compiled each time as
Django does: nothing of a person, a mission or a row is kept here, only names of columns.

The backends of this house take `KnownShapes` among their operations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models.expressions import Col
from django.db.models.sql import Query, compiler

MOST = 4096
"""So many shapes are kept; further ones are worked out each time. The code asks some hundreds."""

Shape = tuple[Any, ...]


@dataclass(eq=False)
class _Worked:
    """What is worked out of a shape, and what that did to the query's joins."""

    select: list[Any]
    klass_info: dict[str, Any] | None
    annotation_col_map: dict[str, int]
    order_by: list[Any]
    meta_ordering: Any
    alias_map: dict[str, Any]
    table_map: dict[str, list[str]]
    counts: dict[str, int]


_worked: dict[Shape, _Worked] = {}


def forget() -> None:
    """Forget every shape: for those who measure."""
    _worked.clear()


class SQLCompiler(compiler.SQLCompiler):
    """Django's own, which asks what was worked out before."""

    _known: _Worked | None = None

    def pre_sql_setup(self, with_col_aliases: bool = False) -> Any:
        """As Django's: the parts of the statement that stand before and after its conditions."""
        shape = self._shape(with_col_aliases)
        if shape is None:
            return super().pre_sql_setup(with_col_aliases=with_col_aliases)
        query = self.query
        known = _worked.get(shape)
        if known is None:
            before = dict(query.alias_refcount)
            self.setup_query(with_col_aliases=with_col_aliases)
            order_by = self.get_order_by()
            if len(_worked) < MOST:
                _worked[shape] = self._known = self._as_worked(order_by, before)
        else:
            self._known = known
            self.select = list(known.select)
            self.klass_info = known.klass_info
            self.annotation_col_map = dict(known.annotation_col_map)
            self.col_count = len(self.select)
            self._meta_ordering = known.meta_ordering
            order_by = list(known.order_by)
            query.alias_map.update(known.alias_map)
            query.table_map = {name: list(aliases) for name, aliases in known.table_map.items()}
            for alias, count in known.counts.items():
                query.alias_refcount[alias] = query.alias_refcount.get(alias, 0) + count
        self.where, self.having, self.qualify = query.where.split_having_qualify()
        extra_select = self.get_extra_select(order_by, self.select)
        self.has_extra_select = bool(extra_select)
        return extra_select, order_by, []

    def _as_worked(self, order_by: list[Any], before: dict[str, int]) -> _Worked:
        query = self.query
        counts = {
            alias: count - before.get(alias, 0)
            for alias, count in query.alias_refcount.items()
            if count != before.get(alias) or alias not in before
        }
        return _Worked(
            list(self.select),
            self.klass_info,
            dict(self.annotation_col_map or {}),
            list(order_by),
            self._meta_ordering,
            {alias: query.alias_map[alias] for alias in query.alias_map if alias not in before},
            {name: list(aliases) for name, aliases in query.table_map.items()},
            counts,
        )

    def _shape(self, with_col_aliases: bool) -> Shape | None:
        """All that the columns, the order and their joins hang on; None where a query holds more
        than columns of tables: an annotation, a function, a grouping."""
        query = self.query
        if (
            type(query) is not Query
            or query.annotations
            or query.extra
            or query.extra_order_by
            or query.extra_tables
            or query.combinator
            or query.group_by is not None
            or query.explain_info
            or query.distinct_fields
            or query._filtered_relations
        ):
            return None
        columns = tuple(_column(one) for one in query.select)
        order = tuple(
            one if isinstance(one, str) and one != "?" else None for one in query.order_by
        )
        if None in columns or None in order:
            return None
        selected = query.selected
        if selected is not None:
            selected = tuple(selected.items())
        deferred, defers = query.deferred_loading
        return (
            self.connection.vendor,
            query.model,
            with_col_aliases,
            query.default_cols,
            query.default_ordering,
            query.standard_ordering,
            query.distinct,
            query.subquery,
            query.alias_prefix,
            query.max_depth,
            columns,
            order,
            selected,
            frozenset(deferred),
            defers,
            _frozen(query.select_related),
            tuple(query.external_aliases.items()),
            tuple(_join(alias, join) for alias, join in query.alias_map.items()),
            tuple(query.alias_refcount.items()),
            tuple((name, *aliases) for name, aliases in query.table_map.items()),
        )

    def get_converters(self, expressions: Iterable[Any]) -> Any:
        """As Django's, kept beside the shape for each connection."""
        known = self._known
        columns = list(expressions)
        if known is None or len(columns) != len(known.select):
            return super().get_converters(columns)
        kept = self.connection.__dict__.setdefault("_converters_of", {})
        if known not in kept:
            kept[known] = super().get_converters(columns)
        return kept[known]

    def apply_converters(self, rows: Iterable[Any], converters: dict[int, Any]) -> Iterator[Any]:
        """As Django's, with one loop for two."""
        connection = self.connection
        each = [
            (pos, convert, expression)
            for pos, (several, expression) in converters.items()
            for convert in several
        ]
        for row in map(list, rows):
            for pos, convert, expression in each:
                row[pos] = convert(row[pos], expression, connection)
            yield row


class KnownShapes(BaseDatabaseOperations):
    """Operations of a connection whose queries are compiled so."""

    def compiler(self, compiler_name: str) -> Any:
        """Ours for what reads rows, the backend's own for what writes."""
        return SQLCompiler if compiler_name == "SQLCompiler" else super().compiler(compiler_name)


def _column(expression: Any) -> tuple[Any, ...] | None:
    if type(expression) is not Col:
        return None
    return expression.alias, expression.target, expression.output_field


def _join(alias: str, join: Any) -> tuple[Any, ...]:
    return (
        alias,
        type(join),
        join.table_name,
        join.table_alias,
        join.parent_alias,
        join.join_type,
        getattr(join, "join_field", None),
        getattr(join, "nullable", None),
    )


def _frozen(related: Any) -> Any:
    if isinstance(related, dict):
        return tuple((name, _frozen(below)) for name, below in related.items())
    return related
