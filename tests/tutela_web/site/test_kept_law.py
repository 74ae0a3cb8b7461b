"""First pages are kept by their panels, and nobody can tell: whatever anybody does, by the pages or
past them, and however late it gets, each page says what it would say drawn anew."""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.utils import timezone

from tests.counts import PROOF, counted, turn
from tests.tutela_web.cast import Cast
from tests.tutela_web.planted import Planted
from tests.tutela_web.site.test_home import warn
from tests.tutela_web.test_every_address import world  # noqa: F401
from tutela_web.access import kept_parts
from tutela_web.access.models import Person
from tutela_web.access.policy import roles

NOW = "/m/luma/now/"
FRESH = re.compile(
    r'"X-CSRFToken":"\w+"|name="csrfmiddlewaretoken" value="\w+"|nonce="[\w+/=-]+"|ticket=[\w:.-]+'
)
"""What is made anew for each answer."""


def shown(browser: Client) -> str:
    page = browser.get(NOW)
    assert page.status_code == 200
    return FRESH.sub("", page.content.decode())


class Clock:
    """Real time as the platform asks for it; it stands still but when it is moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at: datetime = timezone.now()
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.at)

    def move(self, chance: random.Random) -> None:
        self.at += timedelta(seconds=chance.choice((1, 40, 600, 7_200, 40_000)))


WORDS = {"name", "title", "what", "words", "note", "intent", "act", "who", "contact", "body"}
"""Fields that are shown as they stand, so that a page holds whatever is in them."""


def change_any_row(chance: random.Random) -> str:
    """A row of a table that some kept panel read is changed past all verbs; gives what was."""
    tables = {table for part in kept_parts._parts.values() for table in part.record.tables}
    tables -= {Person._meta.db_table}  # an account that is changed is signed out
    read = [model for model in apps.get_models() if model._meta.db_table in tables]
    model = chance.choice(sorted(read, key=lambda one: one._meta.label))
    fields = [
        field
        for field in model._meta.concrete_fields
        if (field.name in WORDS and isinstance(field, models.CharField | models.TextField))
        or isinstance(field, models.DateField | models.BooleanField)
    ]
    keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True)[:50])
    if not fields or not keys:
        return ""
    row, field = model._base_manager.get(pk=chance.choice(keys)), chance.choice(fields)
    value = getattr(row, field.attname)
    if isinstance(field, models.BooleanField):
        value = not value
    elif isinstance(field, models.DateField):  # moments too
        value = value and value + timedelta(days=chance.randint(-3, 3))
    else:
        value = f"{value} {chance.randint(0, 9)}"[-(field.max_length or 40) :].strip()
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=row.pk).update(**{field.attname: value})
    except DatabaseError:  # a rule of the tables, or the trail, which nothing changes
        return ""
    return f"{model._meta.label}.{field.name} of {row.pk} = {value}"


ROLES = sorted(roles())
WHOSE = [ROLES[(turn() * 3 + step) % len(ROLES)] for step in (0, 1, 2)]


@pytest.mark.once
@pytest.mark.django_db(databases=["default", "keys"])
def test_every_first_page_says_what_it_would_say_drawn_anew(
    world: tuple[Cast, Planted],  # noqa: F811
    sign_in: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three posts and a few acts in each run, everybody and a day of acts in proof."""
    cast, _planted = world
    chance, at = random.Random(turn(1000)), Clock(monkeypatch)
    posts = ROLES if PROOF else [*WHOSE, "poc_adviser", "joc_duty_officer"]
    browsers = {post: sign_in(cast[post]) for post in posts}
    for browser in browsers.values():
        shown(browser)
    for _ in range(counted(6, 150)):
        done = chance.choice((change_any_row, change_any_row, at.move))(chance) or "time went by"
        if chance.random() < 0.2:
            warn(cast, sign_in, place_said="Luma", act=f"riders {chance.random()}")
        for post in chance.sample(sorted(browsers), counted(3, 8)):
            kept = shown(browsers[post])
            again = shown(browsers[post])
            kept_parts.forget_all()
            assert kept == again == shown(browsers[post]), f"{post} after: {done}"
