"""Sessions in the database; one that could not be saved says why.

Django's own takes a database that is locked or full for a session that somebody ended, and answers
400; here it is 503 like everywhere else, and the person stays signed in.
"""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError

from tutela_web.base import faults


class SessionStore(db.SessionStore):
    """Django's, which tells a session that is gone from one that cannot be written now."""

    def save(self, must_create: bool = False) -> None:
        """Save it; OperationalError if the database is locked, full or away."""
        try:
            super().save(must_create)
        except UpdateError as error:
            cause = error.__context__
            if cause is not None and faults.is_busy(cause):
                raise cause from None
            raise
