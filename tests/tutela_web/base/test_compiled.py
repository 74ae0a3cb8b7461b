"""A query compiled once gives what Django gives when it compiles it anew."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db.models import QuerySet

from tests.tutela_web.cast import Cast
from tutela_web.access.models import Holding, current
from tutela_web.base.compiled import Compiled

TODAY = date(2018, 6, 1)


def held(on: date, person: UUID) -> QuerySet[Holding, Any]:
    rows = Holding.objects.filter(current(on), person=person)
    return rows.values_list("pk", "post__title", "post__area", "starts")


@pytest.mark.postgresql
def test_each_person_gets_their_own_rows_as_django_gives_them(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    compiled = Compiled(held, on=date, person=UUID)
    people = [cast.amina, cast.hofo, cast.boris, cast.amina]
    assert any(rows for rows in map(list, (held(TODAY, one.pk) for one in people)))
    for one in people:
        with django_assert_num_queries(1):
            rows = compiled.rows(on=TODAY, person=one.pk)
        assert rows == list(held(TODAY, one.pk))
    assert compiled.rows(on=date(2017, 1, 1), person=cast.amina.pk) == []


def test_a_value_that_is_changed_on_its_way_is_refused(cast: Cast) -> None:
    lost = Compiled(lambda on, person: held(TODAY, person), on=date, person=UUID)
    with pytest.raises(TypeError, match="does not reach the database"):
        lost.rows(on=TODAY, person=cast.amina.pk)
