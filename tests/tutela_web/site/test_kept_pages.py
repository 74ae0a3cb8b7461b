"""A first page is kept by its panels: it asks little where little changed, and nobody is shown what
was before, nor what another may see. That it is always what would be drawn anew is the matter of
`test_kept_law.py`."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.site.test_home import main_of, warn
from tests.tutela_web.test_every_address import world  # noqa: F401
from tutela_web.access import kept_parts
from tutela_web.access.models import OutgoingPause
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.engagements.engagement.models import Commitment
from tutela_web.fora.forum.models import Action
from tutela_web.intake.models import FieldReport

NOW = "/m/luma/now/"


@pytest.fixture
def office(cast: Cast, sign_in: Any) -> Client:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    warn(cast, sign_in, place=str(luma.pk), place_said="Luma")
    browser: Client = sign_in(cast.hofo)
    for _ in range(2):
        browser.get(NOW)
    return browser


def queries_of(browser: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(NOW).status_code == 200
        return len(asked)


def test_a_first_page_asks_hardly_anything_where_nothing_changed(office: Client) -> None:
    assert queries_of(office) <= 10


def test_a_first_page_asks_little_where_something_small_changed(office: Client) -> None:
    """What most panels are made of, alerts and places, costs more (ADR 0098)."""
    changes = {
        "a person joined": lambda: make.person("somebody"),
        "an action point is open": lambda: Action.objects.update(state=Action.State.OPEN),
        "a report is to be settled": lambda: FieldReport.objects.update(state="new"),
        "a promise is judged": lambda: Commitment.objects.update(judged=Commitment.Judged.KEPT),
    }
    asked = {what: (change(), queries_of(office))[1] for what, change in changes.items()}
    assert max(asked.values()) <= 20, asked


@pytest.mark.parametrize("role", ["poc_adviser", "joc_duty_officer", "head_of_mission"])
def test_who_waits_for_a_call_sees_it_on_the_page_after_it_was_told_as_taken(
    role: str, cast: Cast, sign_in: Any
) -> None:
    """What was told as done is on the next page of everybody, whoever kept an older one."""
    browser = sign_in(cast[role])
    assert "riders at the well" not in main_of(browser.get(NOW))
    warn(cast, sign_in, place_said="Luma", act="riders at the well")
    assert "riders at the well" in main_of(browser.get(NOW))


def test_a_reader_who_lost_a_post_is_not_shown_what_they_read_before(
    cast: Cast, sign_in: Any
) -> None:
    warn(cast, sign_in, place_said="Luma", act="riders at the well")
    browser = sign_in(cast["joc_duty_officer"])
    assert "riders at the well" in main_of(browser.get(NOW))
    cast["joc_duty_officer"].holdings.update(ends=clock.today(cast.mission))
    make.role(cast.mission, "partner", cast["joc_duty_officer"])
    assert "riders at the well" not in browser.get(NOW).content.decode()


def test_a_form_on_a_kept_panel_is_of_the_page_that_shows_it(cast: Cast, sign_in: Any) -> None:
    """Nothing of somebody's session is kept: each answer proves its forms by its own."""
    pause = OutgoingPause(person=cast["field_reporter"], mission=cast.mission, began_at=real_now())
    pause.save()
    browser = sign_in(cast["joc_duty_officer"])
    pages = [main_of(browser.get(NOW)) for _ in range(2)]
    form = re.compile(rf'{pause.pk}/[^>]*> <input type="hidden"[^>]* value="(\w{{64}})"')
    proofs = [form.findall(page) for page in pages]
    assert [len(found_here) for found_here in proofs] == [1, 1] and proofs[0] != proofs[1]
    assert not re.search(r'value="\w{64}"', repr(kept_parts._parts))
