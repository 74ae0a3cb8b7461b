"""A query compiled once gives what Django gives when it compiles it anew."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from tests.tutela_web.cast import Cast
from tutela_web.access.models import Holding, Person, current
from tutela_web.access.sessions.backend import AccountBackend
from tutela_web.access.sessions.session_store import SessionStore
from tutela_web.base.tables.compiled import Compiled

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


@pytest.mark.postgresql
def test_a_session_that_has_ended_is_none_and_its_person_is_asked_once(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    session = SessionStore()
    session["told"] = "yes"
    session.save()
    with django_assert_num_queries(1):
        assert SessionStore(session.session_key)["told"] == "yes"
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert SessionStore(session.session_key).load() == {}
    with django_assert_num_queries(1):
        person = AccountBackend().get_user(cast.amina.pk)
    assert person == cast.amina
    assert person.date_joined == cast.amina.date_joined
    Person.objects.filter(pk=cast.amina.pk).update(is_active=False)
    assert AccountBackend().get_user(cast.amina.pk) is None


def test_a_value_that_is_changed_on_its_way_is_refused(cast: Cast) -> None:
    lost = Compiled(lambda on, person: held(TODAY, person), on=date, person=UUID)
    with pytest.raises(TypeError, match="does not reach the database"):
        lost.rows(on=TODAY, person=cast.amina.pk)
