"""What something was made from: the tables its queries read, and until when its clock holds.

    with record_reads() as record:
        text = draw_panel(standing)
    record.tables       every table a query of it read
    record.ends_at      until when each comparison with the clock comes out the same; None: for ever
    record.repeatable   whether the same would be made from the same tables until then

Nothing is listed by hand: each statement passes `note_statement` on its way to the database, each
question for the time gives a moment that tells what it was compared with. Whatever else would make
it another thing the next time (a write, another database, a new id, a time that is shown) says so
itself, and so does every statement that is not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from typing import Any, SupportsIndex, TypeVar

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS

T = TypeVar("T")

ALL_TABLES = ""
"""Stands for whatever a statement may have changed that names no table of ours."""


@dataclass
class ReadRecord:
    """What something was made from."""

    tables: set[str] = field(default_factory=set)
    ends_at: datetime | None = None
    repeatable: bool = True

    def end_by(self, at: datetime) -> None:
        """It holds until this moment of real time, if not less long."""
        self.ends_at = at if self.ends_at is None else min(self.ends_at, at)

    def add(self, other: ReadRecord) -> None:
        """What this was made from another thing was made from too."""
        self.tables |= other.tables
        self.repeatable &= other.repeatable
        if other.ends_at is not None:
            self.end_by(other.ends_at)


_records: ContextVar[tuple[ReadRecord, ...]] = ContextVar("records of what is read", default=())


@contextmanager
def record_reads() -> Iterator[ReadRecord]:
    """Record in this block what is read; whoever records around it reads the same."""
    record = ReadRecord()
    token = _records.set((*_records.get(), record))
    try:
        yield record
    finally:
        _records.reset(token)


def is_recorded() -> bool:
    """Whether somebody records what is read now."""
    return bool(_records.get())


def add_record(other: ReadRecord) -> None:
    """Say that what is made now is made from what was made before, and this from `other`."""
    for record in _records.get():
        record.add(other)


def make_unrepeatable() -> None:
    """Say that what is made now would not be the same if it were made again."""
    for record in _records.get():
        record.repeatable = False


def note_statement(alias: str, sql: str, values: T) -> None:
    """Record what a statement reads."""
    if not _records.get():
        return
    tables = tables_read(sql) if alias == DEFAULT_DB_ALIAS else None
    if tables is None or _has_watched(values):
        make_unrepeatable()
        return
    for record in _records.get():
        record.tables |= tables


def _has_watched(values: T) -> bool:
    return isinstance(values, list | tuple) and any(
        isinstance(value, WatchedMoment) for value in values
    )


# --- statements

_NAME = r'(?:"(?P<quoted>\w+)"|(?P<bare>\w+))'
_WRITES = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM)\s+"
    rf"{_NAME}(?!\s*\.)",
    re.I,
)
_CHANGES_NOTHING = re.compile(
    r"\s*(?:SELECT|VALUES|EXPLAIN|PRAGMA|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|RESET|"
    r"ANALYZE|VACUUM|REINDEX|LOCK|LISTEN|UNLISTEN|NOTIFY|DECLARE|FETCH|CLOSE|CHECKPOINT)\b",
    re.I,
)
_CHANGES_IN_MIDST = re.compile(r"\b(?:INSERT|UPDATE|DELETE|MERGE|INTO)\b", re.I)
_FROM = re.compile(
    rf"\b(?:FROM|JOIN|UPDATE|INTO)\s+(?:LATERAL\s+)?(?:{_NAME})\s*(?P<after>[.(]?)", re.I
)
_COMMON = re.compile(rf"(?:\bWITH|,)\s*(?:RECURSIVE\s+)?{_NAME}\s*(?:\([^()]*\)\s*)?AS\s*\(", re.I)
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=2048)
def tables_written(sql: str) -> frozenset[str]:
    """The tables a statement changes; ALL_TABLES of one that is not understood.

    >>> sorted(tables_written('UPDATE "warning_alert" SET "act" = %s'))
    ['warning_alert']
    >>> tables_written('SELECT "id" FROM "warning_alert"')
    frozenset()
    >>> sorted(tables_written('CREATE TABLE "warning_alert" ("id" integer)')) == [ALL_TABLES]
    True
    """
    if _CHANGES_NOTHING.match(sql):
        return frozenset()
    if sql.lstrip()[:4].upper() == "WITH" and not _CHANGES_IN_MIDST.search(sql):
        return frozenset()
    named = _WRITES.match(sql)
    if named is None or _CHANGES_IN_MIDST.search(sql, named.end()):  # ON CONFLICT DO UPDATE, too
        known = named is not None and re.search(r"\bON\s+CONFLICT\b", sql, re.I)
        if not known or named is None:
            return frozenset([ALL_TABLES])
    return frozenset([named["quoted"] or named["bare"]])


@lru_cache(maxsize=2048)
def tables_read(sql: str) -> frozenset[str] | None:
    """The tables a statement reads, and perhaps some it does not; None where it reads from what is
    no table of a model, or is no plain question.

    >>> sorted(tables_read('SELECT 1 FROM "places_place" INNER JOIN "access_dutyarea" ON (1)'))
    ['access_dutyarea', 'places_place']
    >>> tables_read("SELECT name FROM sqlite_master") is None
    True
    """
    begins = sql.lstrip()[:8].upper()
    if begins.startswith(("SAVEPOIN", "RELEASE ", "ROLLBACK", "BEGIN", "COMMIT")):
        return frozenset()
    if not begins.startswith(("SELECT", "WITH", "(SELECT")) or tables_written(sql):
        return None
    tables = _known_tables()
    common = {name["quoted"] or name["bare"] for name in _COMMON.finditer(sql)}
    for source in _FROM.finditer(sql):
        name = source["quoted"] or source["bare"]
        if not source["after"] and name not in tables and name not in common:
            if source["quoted"] is None and name.upper() in {"SELECT", "OF", "SKIP", "NOWAIT"}:
                continue  # FOR UPDATE OF
            return None
    return tables.intersection(_WORD.findall(sql))


@cache
def _known_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))


# --- the clock


class WatchedMoment(datetime):
    """The time now, which tells whoever records until when each comparison with it holds.

    Compared with a moment that comes, it holds until then; its day, until midnight. What is worked
    out of it in any other way changes from one second to the next: that is not repeatable.
    """

    ahead: timedelta
    """How far it is ahead of real time: what it is compared with comes that much earlier."""

    def plain(self) -> datetime:
        """The moment itself, which tells nobody anything."""
        return datetime.combine(datetime.date(self), datetime.timetz(self))

    def _watch(self, other: T) -> None:
        if isinstance(other, WatchedMoment) or not isinstance(other, datetime):
            return
        if other.tzinfo is None:
            make_unrepeatable()
        elif other >= self.plain():
            _end_by(other - self.ahead)

    def _watch_day(self) -> None:
        here = self.plain()
        wall = datetime.combine(datetime.date(here) + timedelta(1), time(), here.tzinfo)
        zone = getattr(here.tzinfo, "_zone", here.tzinfo)  # clocks may change before midnight
        _end_by(min(wall, datetime.combine(wall.date(), time(), zone)) - self.ahead)

    def __eq__(self, other: T) -> bool:
        self._watch(other)
        return self.plain() == (_plain(other) if isinstance(other, datetime) else other)

    def __ne__(self, other: T) -> bool:
        return not self.__eq__(other)

    def __lt__(self, other: date) -> bool:
        self._watch(other)
        return self.plain() < _plain(other)

    def __le__(self, other: date) -> bool:
        self._watch(other)
        return self.plain() <= _plain(other)

    def __gt__(self, other: date) -> bool:
        self._watch(other)
        return self.plain() > _plain(other)

    def __ge__(self, other: date) -> bool:
        self._watch(other)
        return self.plain() >= _plain(other)

    def __add__(self, span: timedelta) -> WatchedMoment:
        return watch(self.plain() + span, self.ahead + span)

    __radd__ = __add__

    def __sub__(self, other: timedelta | datetime) -> Any:
        if isinstance(other, timedelta):
            return watch(self.plain() - other, self.ahead - other)
        if not isinstance(other, WatchedMoment):
            make_unrepeatable()
        return self.plain() - (other.plain() if isinstance(other, WatchedMoment) else other)

    def __rsub__(self, other: datetime) -> timedelta:
        make_unrepeatable()
        return other - self.plain()

    def astimezone(self, tz: tzinfo | None = None) -> WatchedMoment:
        return watch(self.plain().astimezone(tz), self.ahead)

    def __hash__(self) -> int:
        make_unrepeatable()
        return hash(self.plain())

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        make_unrepeatable()
        return self.plain().__reduce_ex__(protocol)


def _plain(other: date) -> date:
    return other.plain() if isinstance(other, WatchedMoment) else other


def _end_by(at: datetime) -> None:
    for record in _records.get():
        record.end_by(at.astimezone(UTC))


_DAY_PARTS = ("year", "month", "day")
_HOUR_PARTS = ("hour", "minute", "second", "microsecond")
_PART: dict[str, Any] = {
    name: getattr(datetime, name).__get__ for name in (*_DAY_PARTS, *_HOUR_PARTS)
}


def _tell_day(name: str) -> Any:
    def part(self: WatchedMoment) -> Any:
        self._watch_day()
        return _PART[name](self)

    return property(part)


def _tell_hour(name: str) -> Any:
    def part(self: WatchedMoment) -> Any:
        make_unrepeatable()
        return _PART[name](self)

    return property(part)


def _tell_by_day(name: str) -> Any:
    def method(self: WatchedMoment, *args: T) -> Any:
        self._watch_day()
        return getattr(self.plain(), name)(*args)

    return method


def _tell_all(name: str) -> Any:
    def method(self: WatchedMoment, *args: T, **named: T) -> Any:
        make_unrepeatable()
        return getattr(self.plain(), name)(*args, **named)

    return method


for _name in _DAY_PARTS:
    setattr(WatchedMoment, _name, _tell_day(_name))
for _name in _HOUR_PARTS:
    setattr(WatchedMoment, _name, _tell_hour(_name))
for _name in ("date", "weekday", "isoweekday", "isocalendar", "toordinal"):
    setattr(WatchedMoment, _name, _tell_by_day(_name))
for _name in (
    *("time", "timetz", "timetuple", "utctimetuple", "timestamp", "isoformat", "strftime"),
    *("ctime", "replace", "utcoffset", "dst", "tzname", "__str__", "__repr__", "__format__"),
):
    setattr(WatchedMoment, _name, _tell_all(_name))


def watch(moment: datetime, ahead: timedelta) -> WatchedMoment:
    """A moment that tells what it is compared with.

    Takes   ahead, how far it is ahead of real time.
    """
    watched = WatchedMoment.combine(datetime.date(moment), datetime.timetz(moment))
    watched.ahead = ahead
    return watched


def watch_if_recorded(moment: datetime, ahead: timedelta) -> datetime:
    """The same moment, watched where somebody records."""
    return watch(moment, ahead) if _records.get() else moment
