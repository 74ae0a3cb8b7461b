"""Proposing a score in a browser: the result moves as one chooses, by mouse, keyboard and thumb."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import (
    AXE,
    BROWSER,
    browser,
    faults,
    open_page,
    session,
    violations,
)
from tests.tutela_web.risk import story
from tutela_web.risk.models import Risk
from tutela_web.risk.verbs import propose, register_risk

pytestmark = BROWSER


@pytest.fixture
def risk(cast: Cast) -> Risk:
    place = story.luma(cast)
    story.assessed(cast)
    by = story.standing(cast, cast.amina)
    return register_risk(place=place, actor="Group Kestrel", harm="killing", by=by)


def test_the_form_keeps_to_the_house_and_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any, risk: Risk
) -> None:
    path = reverse("risk:propose", args=["luma", risk.pk])
    assert faults(live_server, sign_in, {cast.amina: [path]}, "score") == []


@pytest.mark.parametrize("width", [1440, 360])
def test_the_result_moves_at_once_and_nothing_is_kept(
    live_server: Any, cast: Cast, sign_in: Any, risk: Risk, width: int
) -> None:
    url = live_server.url + reverse("risk:propose", args=["luma", risk.pk])
    with browser() as found:
        cookies = session(sign_in, cast.amina, live_server.url)
        page = open_page(found, url, width=width, cookies=cookies)
        score, moved = page.locator("#result b.big"), page.locator(".moved")
        before = int(score.inner_text())
        choices = page.get_by_role("radiogroup", name="no warning channel")
        chosen = choices.get_by_role("radio", name=re.compile("5 ?: none works"))
        if width == 360:
            page.locator("#row-V7").scroll_into_view_if_needed()
            expect(score).to_be_in_viewport()  # it goes along
            box = chosen.bounding_box()
            assert box is not None and min(box["width"], box["height"]) >= 44
            choices.locator("label", has_text="5").tap()
        else:
            choices.get_by_role("radio", checked=True).focus()
            page.keyboard.press("ArrowLeft")  # from not known to 5
        expect(moved).to_contain_text("no warning channel")
        expect(moved).to_contain_text("? → 5")
        assert int(score.inner_text()) >= before
        expect(page.locator("#announce")).to_contain_text(score.inner_text())
        assert page.locator(".score-row").evaluate_all(
            "rows => rows.filter(r => getComputedStyle(r).borderInlineStartColor"
            " !== 'rgba(0, 0, 0, 0)').map(r => r.querySelector('.name').textContent)"
        ) == ["no warning channel"]
        page.evaluate("scrollTo(0, 0)")  # half under a bar that stays, a row would be too small
        assert violations(page, axe=AXE) == []
        page.context.close()
    assert Risk.objects.get().proposal is None


@pytest.mark.parametrize(
    ("lang", "day"), [("fr", "lun. 31 décembre 2018"), ("ar", "الاثنين، 31 ديسمبر 2018")]
)
def test_a_date_is_said_in_the_language_of_the_page(
    live_server: Any, cast: Cast, sign_in: Any, risk: Risk, lang: str, day: str
) -> None:
    propose(risk, by=story.standing(cast, cast.amina), version=1, reason="Seen", gravity=5)
    cast.adviser.language = lang
    cast.adviser.save(update_fields=["language"])
    url = live_server.url + reverse("risk:adopt", args=["luma"])
    with browser() as found:
        cookies = session(sign_in, cast.adviser, live_server.url)
        page = open_page(found, url, lang=lang, cookies=cookies)
        box, said = page.locator("#id_forum_date"), page.locator("#id_forum_date + .date-said")
        expect(said).to_have_text(day)
        box.fill("2018-12-30")
        expect(said).to_contain_text("30")
        page.context.close()
