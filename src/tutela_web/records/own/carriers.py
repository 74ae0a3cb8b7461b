"""Which kinds of record a mission's own fields may stand on: every declared kind that people fill
in, and those that rooms name here by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import get_resolver, reverse

from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.records.kinds import KINDS, RecordKind


@dataclass(frozen=True, eq=False)
class Carrier:
    """A kind of record that may hold own fields.

    name    by which a field says on what it stands
    many    how the records are called on a page
    reads   the kind of the policy by which they are read
    rows    those a person may see
    page    name of the address of one
    list    name of the address of their list, whose filters find them by their own fields
    day     of when one is, where that is not when it was entered
    act     by which the fields are filled in on a page of their own: of records whose form does
            not hold them
    """

    name: str
    many: Words
    reads: str
    model: type[Model]
    rows: Callable[[Standing], QuerySet[Any]]
    page: str
    list: str
    day: Callable[[Any], date | datetime | None] = lambda record: None
    act: str = ""

    def list_address(self, standing: Standing) -> str:
        """Where the list of the records is read."""
        return reverse(self.list, args=[standing.mission.code])

    def address(self, standing: Standing, pk: UUID) -> str:
        """Where one record is read."""
        return reverse(self.page, args=[standing.mission.code, pk])


BY_HAND: list[Carrier] = []
"""Kinds that are not declared, named by their rooms when the platform starts."""

NEVER = frozenset({"questionnaires"})
"""Rooms whose records say what is asked, and hold nothing of the ground."""


def name_of(kind: RecordKind) -> str:
    """The name of a declared kind: its room and its own."""
    return f"{kind.room}.{kind.name}"


@cache
def carriers() -> dict[str, Carrier]:
    """The kinds of record that may hold own fields, by name: those named by hand first."""
    get_resolver().url_patterns  # noqa: B018 # kinds are declared where pages are
    declared = (
        _carrier_of(kind)
        for kind in KINDS.values()
        if kind.room not in NEVER and kind.made_here and kind.listed and kind.asked
    )
    return {carrier.name: carrier for carrier in (*BY_HAND, *declared)}


def _carrier_of(kind: RecordKind) -> Carrier:
    def rows(standing: Standing) -> QuerySet[Any]:
        if not standing.reads(kind.reads) or not kind.there(standing):
            return kind.model._default_manager.none()
        return kind.rows(standing)

    listed = kind.list_name or f"{kind.name}s"
    return Carrier(
        name=name_of(kind),
        many=kind.titles.many,
        reads=kind.reads,
        model=kind.model,
        rows=rows,
        page=f"{kind.room}:{kind.name}",
        list=listed if ":" in listed else f"{kind.room}:{listed}",
        day=kind.day,
    )
