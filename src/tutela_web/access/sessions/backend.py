"""Who a request is from: allauth's way to sign in, and the person of a session at little cost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection
from django.db.models import QuerySet

from tutela_web.access.models import Person
from tutela_web.base.tables.compiled import Compiled

FIELDS = [field.attname for field in Person._meta.concrete_fields]


def _list_person(person: UUID) -> QuerySet[Person, Any]:
    return Person.objects.filter(pk=person).values_list(*FIELDS)


PERSON = Compiled(_list_person, person=UUID)


class AccountBackend(AuthenticationBackend):
    """Allauth's; whom a session names is asked by a query compiled once, for each request asks."""

    def get_user(self, user_id: UUID) -> Person | None:
        """The person of a session; None where there is none or the account is off."""
        rows = PERSON.rows(person=user_id)
        if not rows:
            return None
        person = Person.from_db(connection.alias, FIELDS, rows[0])
        return person if self.user_can_authenticate(person) else None
