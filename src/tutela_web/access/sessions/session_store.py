"""Sessions in the database; one that could not be saved says why.

Django's own takes a database that is locked or full for a session that somebody ended, and answers
400; here it is 503 like everywhere else, and the person stays signed in.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db.models import QuerySet
from django.utils import timezone

from tutela_web.base.tables.compiled import Compiled
from tutela_web.base.upkeep import faults


def _list_open(key: str, now: datetime) -> QuerySet[Any, tuple[str, str, datetime]]:
    """The session of a key that has not ended; none or one."""
    from django.contrib.sessions.models import Session  # needs the platform set up

    rows = Session.objects.filter(session_key=key, expire_date__gt=now)
    return rows.values_list("session_key", "session_data", "expire_date")


OPEN = Compiled(_list_open, key=str, now=datetime)


class SessionStore(db.SessionStore):
    """Django's, which tells a session that is gone from one that cannot be written now."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        """The session; None, and no key any more, where it has ended. One query, compiled once."""
        rows = OPEN.rows(key=self.session_key or "", now=timezone.now())
        if not rows:
            self._session_key = None
            return None
        key, data, ends = rows[0]
        return self.model(session_key=key, session_data=data, expire_date=ends)

    def save(self, must_create: bool = False) -> None:
        """Save it; OperationalError if the database is locked, full or away."""
        try:
            super().save(must_create)
        except UpdateError as error:
            cause = error.__context__
            if cause is not None and faults.is_busy(cause):
                raise cause from None
            raise
