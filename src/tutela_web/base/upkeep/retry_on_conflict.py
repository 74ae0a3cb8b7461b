"""What lost a race for rows is begun again: once more from its beginning, with all read anew.

Two transactions that wait for each other end in a deadlock, and the database undoes one of them.
Verbs hold what they need in one order, so that this is rare; where it happens nobody should have to
send the same again. Begun again is what nothing was kept of: a request, a round, a job.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponseBase

from tutela_web.base.upkeep import faults
from tutela_web.base.upkeep.last_writes import LastWrites
from tutela_web.base.values import FieldValue

T = TypeVar("T")
log = logging.getLogger(__name__)

WAITS = (0.05, 0.2, 0.5)
"""Seconds, about, before each attempt after the first."""


def do_again(do: Callable[[], T]) -> T:
    """Do what may be done twice, and again where it lost a race.

    Raises  what the last attempt raised, and at once what is no lost race.
    """
    for seconds in WAITS:
        try:
            return do()
        except OperationalError as error:
            if not faults.lost_a_race(error):
                raise
        _wait(seconds)
    return do()


def _wait(seconds: float) -> None:
    log.info("a transaction gave way to another and is begun again")
    time.sleep(seconds * random.uniform(0.5, 1.5))  # nosec B311 # two do not meet again


HARMLESS = ("SELECT", 'UPDATE "access_device" SET "used_at"')
"""How statements begin that may come twice: when a device was seen is written before all else."""


class RetryMiddleware:
    """Answers a request again whose answer is that the database was busy, where it lost a race and
    nothing of it was kept. The innermost of all that stand around a view."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        for seconds in WAITS:
            watch = _Watch()
            with connection.execute_wrapper(watch):
                response = self.answer(request)
            again = response.status_code == 503 and watch.lost and not watch.kept
            if not again or not _rewind(request):
                return response
            response.close()
            _wait(seconds)
        return self.answer(request)


class _Watch:
    """Hears what became of one attempt: whether it lost a race, and whether anything was kept."""

    def __init__(self) -> None:
        self._connection = cast(LastWrites, connections[DEFAULT_DB_ALIAS])
        self._before = self._connection.kept, self._connection.lost
        self._kept = self._lost = False

    @property
    def kept(self) -> bool:
        """Whether anything may have been kept: a transaction, or a statement outside of one."""
        return self._kept or self._connection.kept != self._before[0]

    @property
    def lost(self) -> bool:
        """Whether a race was lost, at a statement or at the end of a transaction."""
        return self._lost or self._connection.lost != self._before[1]

    def __call__(
        self,
        execute: Callable[..., T],
        sql: str,
        params: Sequence[FieldValue] | None,
        many: bool,
        context: dict[str, BaseDatabaseWrapper],
    ) -> T:
        try:
            done = execute(sql, params, many, context)
        except OperationalError as error:
            self._lost |= faults.lost_a_race(error)
            raise
        alone = self._connection.is_by_itself or not self._connection.in_atomic_block
        self._kept |= alone and not sql.startswith(HARMLESS)
        return done


def _rewind(request: HttpRequest) -> bool:
    """Whether what was sent can be read once more; its files from their beginning."""
    read = getattr(request, "_read_started", False)
    if read and not (hasattr(request, "_body") or hasattr(request, "_post")):
        return False  # a stream, and it is gone
    files = [one for _name, some in request.FILES.lists() for one in some] if read else []
    if any(file.closed for file in files):
        return False
    for file in files:
        file.seek(0)
    return True
