"""Whatever has a due day, a clock or an owner is told to whoever owns it, or says why not: every
field of every model is walked, and one that nobody tells of fails here."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import tutela_web.records.owed as owed
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import at_desk
from tutela_web.access.models import Person, Post
from tutela_web.records.owed.rows import PROVIDERS, owed_rows
from tutela_web.records.versions.models import VersionRow
from tutela_web.site.home import pages

CLOCKS = Path(owed.__file__).with_name("clocks.csv")

DAY = re.compile(r"due|review_on|until|^ends|expires|^next_|target_on|opens_until")
OWNER = {"owner", "owner_post", "owner_said", "leader"}


class Line(NamedTuple):
    """A field with a clock or an owner: which room or panel tells of it, or why none does."""

    model: str
    field: str
    told_by: str
    why: str


def lines() -> list[Line]:
    with CLOCKS.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        assert next(rows) == list(Line._fields)
        return [Line(*row) for row in rows]


def owns_or_runs(field: models.Field) -> bool:  # type: ignore[type-arg]
    """Whether a field is a due day, a clock or an owner."""
    if isinstance(field, models.DateField):  # moments are days too
        return bool(DAY.search(field.name))
    if isinstance(field, models.ForeignKey):
        post = field.related_model is Post
        return post or (field.related_model is Person and field.name in OWNER)
    return isinstance(field, models.CharField) and field.name in OWNER


def walked() -> Iterable[tuple[str, str]]:
    for model in apps.get_models():
        if model.__module__.startswith("tutela_web") and not issubclass(model, VersionRow):
            for field in model._meta.concrete_fields:
                if owns_or_runs(field):
                    yield model._meta.label, field.name


def panels_of_first_pages() -> set[str]:
    makes = [make for one in pages.LAYOUTS for make in (*one.main, *one.rail)]
    return {make.__name__ for make in (*makes, *pages.BEFORE_ALL, *pages.ANYBODYS)}


def asked_of(where: Any) -> Iterable[str]:
    """The fields that a condition is about."""
    for child in where.children:
        if hasattr(child, "children"):
            yield from asked_of(child)
        elif target := getattr(getattr(child, "lhs", None), "target", None):
            yield target.name


def test_every_due_day_clock_and_owner_is_told_of_or_says_why_not() -> None:
    """Add a field with a clock: declare it in the `waiting.py` of its room, and name it here."""
    told = [(line.model, line.field) for line in lines()]
    assert len(told) == len(set(told))
    assert sorted(set(walked()) - set(told)) == [], "nobody tells of these"
    assert sorted(set(told) - set(walked())) == [], "these are no more"


def test_what_is_said_to_tell_of_a_field_does(cast: Cast) -> None:
    """A room's rows rest on the very field; a panel named is on a first page; else a reason."""
    panels, by = panels_of_first_pages(), at_desk(cast, "head_of_mission")
    rows = {room: list(provider(by)) for room, provider in PROVIDERS.items()}
    for line in lines():
        if not line.told_by:
            assert len(line.why.split()) >= 4, line
            continue
        room, _, panel = line.told_by.partition(" ")
        if room == "panel":
            assert panel in panels, line
            continue
        columns = {
            field
            for one in rows[line.told_by]
            if one.rows.model._meta.label == line.model
            for field in (one.day, one.at, *asked_of(one.rows.query.where))
        }
        assert line.field in columns, line


@pytest.mark.parametrize("who", ["head_of_mission", "poc_adviser", "head_of_field_office"])
def test_all_that_is_owed_is_one_query_and_leads_to_pages_that_exist(cast: Cast, who: str) -> None:
    by = at_desk(cast, who)
    with CaptureQueriesContext(connection) as asked:
        assert owed_rows(by) == []
    assert len(asked) == 1, [one["sql"][:300] for one in asked.captured_queries]
    for one in (kind for provider in PROVIDERS.values() for kind in provider(by)):
        assert reverse(one.to, args=["luma", *([cast.mission.pk] if one.key else [])])
        assert not one.panel or one.panel in panels_of_first_pages(), one.panel
