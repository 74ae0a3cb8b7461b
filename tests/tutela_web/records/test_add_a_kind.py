"""*Add a kind of record* adds one: its code is taken from the page, and its tests are run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.urls import clear_url_caches

from tests.tutela_web import make
from tests.tutela_web.records.kinds import TESTED, KindTests
from tutela.base.errors import BadParameter
from tutela_web.base import clock
from tutela_web.mandate import models as mandate_models
from tutela_web.mandate import urls
from tutela_web.records.kind_views import pages_of
from tutela_web.records.kinds import KINDS, Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.records.models import Record

PAGE = Path(__file__).parents[3] / "docs/how-to/add-a-kind-of-record.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
MOST_LINES = 80


@pytest.fixture
def visit(db: Any) -> Iterator[Any]:
    """The invented kind of the page, with its table and its addresses, for one test."""
    known = dict(
        BadParameter=BadParameter,
        Column=ListColumn,
        Field=Field,
        Filter=ListFilter,
        KindTests=KindTests,
        Record=Record,
        RecordKind=RecordKind,
        Titles=Titles,
        clock=clock,
        make=make,
        models=models,
        __name__=mandate_models.__name__,
    )
    before = list(urls.urlpatterns)
    for block in BLOCKS:
        exec(block, known)
    model = known["Visit"]
    editor = connection.schema_editor(collect_sql=True)
    editor.deferred_sql = []  # what follows a transaction of migrations: its foreign keys
    with connection.cursor() as cursor:
        cursor.execute(*editor.table_sql(model))
    urls.urlpatterns[:0] = pages_of(known["VISIT"])
    clear_url_caches()
    yield SimpleNamespace(**known)
    urls.urlpatterns[:] = before
    clear_url_caches()
    del apps.all_models["mandate"]["visit"]  # as if it had never been: other tests ask all models
    apps.clear_cache()
    del KINDS["mandate.visit"]
    TESTED.discard("mandate.visit")


def test_a_kind_with_its_tests_is_short() -> None:
    assert sum(len(block.strip().splitlines()) for block in BLOCKS) < MOST_LINES


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("name", [name for name in dir(KindTests) if name.startswith("test_")])
def test_the_kind_of_the_page_does_what_every_kind_does(
    name: str, visit: Any, cast: Any, sign_in: Any
) -> None:
    getattr(visit.TestVisit(), name)(cast, sign_in)
