"""What is worked out once of a query's shape says what Django says of the query each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Count, F, Model, QuerySet
from django.db.models.sql import compiler

from tests.tutela_web import make
from tutela_web.access.policy import standing_of
from tutela_web.base.tables import statements
from tutela_web.base.tables.statements import SQLCompiler
from tutela_web.incidents.models import Incident

pytestmark = pytest.mark.django_db


def _by_django(query: Any) -> tuple[Any, ...]:
    return _told(compiler.SQLCompiler(query.clone(), connection, None))


def _by_ours(query: Any) -> tuple[Any, ...]:
    return _told(SQLCompiler(query.clone(), connection, None))


def _told(compiling: compiler.SQLCompiler) -> tuple[Any, ...]:
    """All that a statement is and what reads its rows by it."""
    sql, sent = compiling.as_sql()
    columns = [str(one) for one, *_rest in compiling.select]
    before = [str(join) for join in compiling.query.alias_refcount.items()]
    klass = re.sub(" at 0x[0-9a-f]+", "", str(compiling.klass_info))
    return sql, tuple(sent), columns, klass, compiling.col_count, before


def _asked_of(model: type[Model]) -> Iterator[QuerySet[Any, Any]]:
    """Queries of many shapes."""
    rows = model._base_manager.all()
    yield rows
    yield rows.order_by("-pk")
    yield rows.reverse()[3:9]
    yield rows.distinct()
    yield rows.values_list("pk", flat=True).order_by("pk")
    yield rows.only("pk")
    yield rows.filter(pk__in=model._base_manager.values("pk")[:5])
    yield rows.exclude(pk__isnull=True).order_by("?")
    for foreign in [f for f in model._meta.fields if f.is_relation and f.related_model]:
        yield rows.select_related(foreign.name)
        yield rows.select_related(foreign.name).defer(f"{foreign.name}__pk").order_by(foreign.name)
        yield rows.filter(**{f"{foreign.name}__pk__isnull": False}).select_related(foreign.name)
        yield rows.values("pk", f"{foreign.name}__pk").order_by(f"-{foreign.name}__pk")


def test_every_table_is_asked_in_the_words_of_django() -> None:
    statements.forget()
    for model in apps.get_models():
        for asked in _asked_of(model):
            said = _by_django(asked.query)
            assert _by_ours(asked.query) == said
            assert _by_ours(asked.query) == said, "as kept from the first time"


def test_two_readers_of_one_page_are_asked_for_each_with_their_own_conditions() -> None:
    mission = make.mission("luma")
    area = make.area(mission, "north")
    analyst, head = make.person("amina"), make.person("boris")
    make.post(mission, "analyst", analyst)
    make.post(mission, "head_of_field_office", head, area=area)
    statements.forget()
    told = {}
    for reader in (analyst, head, analyst):
        seen = standing_of(reader, mission).sees("incidents")
        rows = Incident.objects.filter(seen).select_related("place")
        told[reader] = _by_ours(rows.query)
        assert told[reader] == _by_django(rows.query)
    assert told[analyst][0] != told[head][0]


def test_what_holds_more_than_columns_is_compiled_as_ever() -> None:
    for rows in (
        Incident.objects.annotate(n=Count("pk")),
        Incident.objects.order_by(F("event_from").desc(nulls_last=True)),
        Incident.objects.values("place").annotate(n=Count("pk")).order_by("-n"),
    ):
        statements.forget()
        assert _by_ours(rows.query) == _by_django(rows.query)
        assert not statements._worked


def test_rows_and_their_relations_are_read_alike_the_second_time() -> None:
    mission = make.mission("luma")
    person = make.person("amina")
    make.post(mission, "analyst", person)
    for _turn in range(2):
        (held,) = person.holdings.select_related("post__mission", "person").order_by("starts")
        assert (held.person, held.post.mission) == (person, mission)
        assert held.person.pk == person.pk and type(held.pk) is type(person.pk)
