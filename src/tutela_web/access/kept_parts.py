"""Parts of pages kept in the memory of a process, for the standing they were drawn for.

    parts = PartsOf(standing)
    text = parts.get("what_moved", draw_panel)

A part is drawn once and shown again as long as it would be drawn the same: each table it was drawn
from has the version it had, and no moment has come that it was compared with (`base/tables/
reading.py`, `base/upkeep/versions.py`). What cannot be known to be the same is drawn each time.

It is kept under everything that decides what its reader may see and how it is said: the whole
standing, the rows of the person and of the mission, the language, the mission's own words. Nobody
is given what was drawn for another. It never leaves the process, and holds so much memory at most.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, is_dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar, cast

from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from tutela_web.access.policy import Standing
from tutela_web.base.tables.reading import ALL_TABLES, ReadRecord, is_recorded, record_reads
from tutela_web.base.upkeep.versions import versions_now
from tutela_web.look.own_words import labels_shown

T = TypeVar("T")

MOST_BYTES = 48_000_000
"""So much a process keeps; what was asked for longest ago goes first."""


@dataclass(frozen=True)
class _Part:
    """A part as it was drawn: from which versions of which tables, when, and until when."""

    value: Any
    versions: Mapping[str, int | None]
    record: ReadRecord
    drawn_at: datetime
    size: int

    def stands(self, versions: Mapping[str, int], at: datetime) -> bool:
        ends = self.record.ends_at
        return (
            self.drawn_at <= at
            and (ends is None or at < ends)
            and all(versions.get(name) == drawn for name, drawn in self.versions.items())
        )


_parts: OrderedDict[tuple[bytes, str], _Part] = OrderedDict()
_lock = Lock()
_size = 0


def forget_all() -> None:
    """Keep nothing of what was drawn until now."""
    global _size
    with _lock:
        _parts.clear()
        _size = 0


class PartsOf:
    """The parts of one page, for one standing, as one moment sees the database. One query."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self._versions = None if is_recorded() else versions_now()
        self._whose = key_of_reader(standing) if self._versions is not None else b""

    def get(self, name: str, draw: Callable[[Standing], T]) -> T:
        """A part of this name: what is kept of it if it still stands, else as it is drawn now.

        Takes   name, the same for the same part alone; draw, which is given the standing and gives
                what nobody changes: texts and numbers, or a frozen dataclass of them.
        """
        if self._versions is None:
            return draw(self.standing)
        key, at = (self._whose, name), timezone.now()
        with _lock:
            part = _parts.get(key)
            if part is not None:
                _parts.move_to_end(key)
        if part is not None and part.stands(self._versions, at):
            return cast(T, part.value)
        with record_reads() as record:
            value = draw(_apart(self.standing))
        size = _size_of(value)
        if record.repeatable and size is not None:
            tables = {*record.tables, ALL_TABLES}
            versions = {table: self._versions.get(table) for table in tables}
            _keep(key, _Part(value, versions, record, at, size))
        else:
            _drop(key)
        return value


def parts_of(request: HttpRequest, standing: Standing) -> PartsOf:
    """The parts of the page that answers a request, whoever of its makers asks first."""
    parts: PartsOf | None = getattr(request, "parts", None)
    if parts is None or parts.standing is not standing:
        parts = request.parts = PartsOf(standing)  # type: ignore[attr-defined]  # read here alone
    return parts


def draw_in_frame(request: HttpRequest, name: str, draw: Callable[[Standing], T]) -> T:
    """A part of the frame: of a page that keeps parts, as `PartsOf.get`; of others as it is drawn,
    which asks no more than the versions would."""
    standing: Standing = request.standing  # type: ignore[attr-defined]
    parts: PartsOf | None = getattr(request, "parts", None)
    return parts.get(name, draw) if parts is not None else draw(standing)


def _apart(standing: Standing) -> Standing:
    """The standing with a person and a mission that nothing was read of yet: what one part reads of
    them another would find without asking."""
    person, mission = (_fresh(row) for row in (standing.person, standing.mission))
    return replace(standing, person=person, mission=mission)  # type: ignore[arg-type]


def _fresh(row: Model) -> Model:
    row = getattr(row, "_wrapped", row)
    other = copy(row)
    other._state = copy(row._state)
    other._state.fields_cache = {}
    other.__dict__.pop("_prefetched_objects_cache", None)
    return other


def key_of_reader(standing: Standing) -> bytes:
    """What decides what a reader may see and how it is said, as one short key."""
    said = (
        _row(standing.person),
        _row(standing.mission),
        standing.on,
        _in_order(standing.roles),
        standing.titles,
        _in_order(standing.readings.items()),
        _in_order(standing.compartments),
        _in_order(standing.authority.items()),
        get_language(),
        timezone.get_current_timezone_name(),
        labels_shown(),
    )
    return hashlib.sha256(repr(said).encode()).digest()


def _row(row: Model) -> list[tuple[str, str]]:
    row = getattr(row, "_wrapped", row)
    return sorted((name, repr(value)) for name, value in vars(row).items() if name != "_state")


def _in_order(values: Iterable[T]) -> list[str]:
    return sorted(_as_text(value) for value in values)


def _as_text(value: T) -> str:
    """A value as text, whatever order its sets were made in."""
    if isinstance(value, frozenset | set):
        return f"{{{', '.join(_in_order(value))}}}"
    if isinstance(value, tuple):
        return f"({', '.join(map(_as_text, value))})"
    if is_dataclass(value):
        return f"{type(value).__name__}({', '.join(map(_as_text, vars(value).values()))})"
    return repr(value)


def _size_of(value: T) -> int | None:
    """About how much memory a value takes; None for what somebody might change, or that asks."""
    if value is None or isinstance(value, bool | int):
        return 64
    if isinstance(value, str):
        return 100 + 2 * len(value)
    if isinstance(value, tuple):
        parts = [_size_of(part) for part in value]
    elif is_dataclass(value) and type(value).__dataclass_params__.frozen:  # type: ignore[attr-defined]
        parts = [_size_of(part) for part in vars(value).values()]
    else:
        return None
    return None if None in parts else 100 + sum(part or 0 for part in parts)


def _keep(key: tuple[bytes, str], part: _Part) -> None:
    global _size
    _drop(key)
    with _lock:
        _parts[key] = part
        _size += part.size
        while _size > MOST_BYTES:
            _size -= _parts.popitem(last=False)[1].size


def _drop(key: tuple[bytes, str]) -> None:
    global _size
    with _lock:
        part = _parts.pop(key, None)
        _size -= part.size if part is not None else 0
