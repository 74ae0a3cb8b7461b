"""Mandate and strategy in a browser, full of the demonstration: a phone, a desk, by night, in
Arabic."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.tutela_web import make
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
from tests.tutela_web.strategy.story import of_demo
from tutela.incidents.types import SCHEMA
from tutela_web.demo import mandate, strategy
from tutela_web.mandate.models import MandatedTask, Resolution
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.strategy.edition.models import Section, SetAside, Strategy

pytestmark = BROWSER

PAGES = {
    "poc_adviser": (
        "mandate/",
        "mandate/{renewal}/",
        "mandate/{renewal}/changes/",
        "mandate/tasks/",
        "mandate/tasks/{task}/",
        "mandate/tasks/{refused}/",
        "strategy/drafts/",
        "strategy/drafts/{strategy}/",
        "strategy/drafts/{strategy}/elements/",
        "strategy/drafts/sections/{E}/",
        "strategy/drafts/sections/{E}/history/",
        "strategy/matrix/",
        "strategy/matrix/{line}/",
    ),
    # who writes nothing there
    "boris": ("mandate/{renewal}/", "strategy/drafts/sections/{G}/"),
}


@pytest.fixture
def ids(cast: Cast) -> dict[str, Any]:
    """Luma: a mandate that was renewed, a strategy that is written, a line two lead."""
    who = of_demo(cast)
    mandate.add(cast.mission, who)
    strategy.add(cast.mission, pl.DataFrame(schema=SCHEMA), who)
    place = make.place(cast.mission, "Luma", area=cast.north)
    risk = make.risk(cast.mission, place, by=cast.adviser)
    line = {"risk": risk, "activity": "day_patrol", "place": place, "tiers": [2]}
    made, _other = make_lines(
        [line | {"lead": "Force", "starts": make.TODAY}, line | {"lead": "Police"}],
        by=who("adviser"),
    )
    tasks = MandatedTask.objects.order_by("pk")
    written = Strategy.objects.get()
    return {
        "renewal": Resolution.objects.get(supersedes__isnull=False).pk,
        "strategy": written.pk,
        "task": tasks.filter(state="confirmed")[0].pk,
        "line": made.pk,
        "refused": tasks.filter(state="rejected")[0].pk,
        **{section.letter: section.pk for section in written.sections.all()},
    }


def test_the_pages_keep_to_the_house_and_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any, ids: dict[str, Any]
) -> None:
    pages = {
        cast[who]: [f"/m/luma/{path.format(**ids)}" for path in paths]
        for who, paths in PAGES.items()
    }
    wrong = faults(live_server, sign_in, pages, "strategy")
    assert not wrong, "\n".join(wrong)


@contextmanager
def section_page(
    live_server: Any, cast: Cast, sign_in: Any, section: Section
) -> Iterator[tuple[Page, Locator, Locator]]:
    """Section E open before the adviser: the page, its text, and what it says of saving."""
    url = f"{live_server.url}/m/luma/strategy/drafts/sections/{section.pk}/"
    with browser() as found:
        page = open_page(found, url, cookies=session(sign_in, cast["poc_adviser"], live_server.url))
        yield page, page.locator("#text"), page.locator("[data-typed-state]")
        page.context.close()


def wait_until_saved(page: Page, section: Section, text: str) -> None:
    """What was typed first may be saved before what was typed last."""
    for _tenth in range(300):
        section.refresh_from_db()
        if section.text == text:
            return
        page.wait_for_timeout(100)
    assert section.text == text


def see_what_is_said_of_saving_on_a_phone(page: Page, text: Locator, state: Locator) -> None:
    """Who types at the end of a long section reads below the head whether it is saved; with the
    keyboard of a phone open too, which leaves half the height."""
    text.fill("We patrol.\n" * 60)
    for height in (740, 380):
        page.set_viewport_size({"width": 360, "height": height})
        text.press("Control+End")
        page.keyboard.type("And listen.")
        expect(state).to_contain_text("Not saved yet")
        head, said, box = (found.bounding_box() for found in (page.locator(".top"), state, text))
        assert head and said and box
        assert head["y"] + head["height"] <= said["y"] + 1, (height, head, said)
        end = box["y"] + box["height"]  # where the last line stands
        assert said["y"] + said["height"] + 48 <= min(end, height), (height, said, box)
    page.set_viewport_size({"width": 1440, "height": 1000})


def test_a_section_is_written_with_the_keyboard_saved_as_typed_and_never_lost(
    live_server: Any, cast: Cast, sign_in: Any, ids: dict[str, Any]
) -> None:
    section = Section.objects.get(pk=ids["E"])
    with section_page(live_server, cast, sign_in, section) as (page, text, state):
        text.fill("At night\nWe patrol\nWe listen")
        text.evaluate("e => e.setSelectionRange(0, 0)")
        page.get_by_role("button", name="Subheading").focus()
        page.keyboard.press("Enter")
        text.evaluate("e => e.setSelectionRange(e.value.indexOf('We p'), e.value.length)")
        page.get_by_role("button", name="Subheading").focus()
        page.keyboard.press("ArrowLeft")  # round to the last tool, and one back
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Enter")
        assert text.input_value() == "## At night\n- We patrol\n- We listen"
        text.evaluate("e => e.setSelectionRange(e.value.length - 6, e.value.length)")
        page.keyboard.press("Control+b")
        assert text.input_value().endswith("- We **listen**")
        page.keyboard.press("Tab")  # who leaves the text has saved it
        expect(state).to_contain_text("Saved ")
        expect(page.locator("#lease")).to_contain_text("You are editing this section until")
        see_what_is_said_of_saving_on_a_phone(page, text, state)
        text.fill("## At night\n- We patrol\n- We **listen**")
        page.keyboard.press("Tab")
        wait_until_saved(page, section, "## At night\n- We patrol\n- We **listen**")
        page.get_by_role("button", name="Preview").press("Enter")
        expect(page.locator("#preview h3")).to_have_text("At night")
        expect(page.locator("#preview b")).to_have_text("listen")
        page.evaluate("scrollTo(0, 0)")  # what lies half under the bar at the top is no target
        assert violations(page, axe=AXE) == []
        page.get_by_role("button", name="Preview").press("Enter")
        expect(text).to_be_focused()
        left = sign_in(cast["poc_adviser"])
        left.post(f"/m/luma/strategy/drafts/sections/{section.pk}/lease/", {"do": "leave"})
        other = sign_in(cast["drafter"])
        sent = {"text": "Somebody else's words.", "version": section.version}
        assert (
            other.post(f"/m/luma/strategy/drafts/sections/{section.pk}/", sent).status_code == 302
        )
        text.press("Control+a")
        page.keyboard.type("My own words.")
        page.keyboard.press("Tab")
        expect(state).to_contain_text("Your text is set aside")
        assert SetAside.objects.get().text == "My own words."
        page.get_by_role("button", name="Save the section").click()
        expect(page.locator("#conflict")).to_contain_text("Somebody else's words.")
        expect(page.locator("#conflict")).to_contain_text("My own words.")


SLOW_ANSWERS = """() => {
  const read = Response.prototype.json;
  Response.prototype.json = async function () {
    await new Promise((go) => setTimeout(go, 1500));
    return read.call(this);
  };
}"""


def test_who_types_on_over_a_slow_line_never_conflicts_with_their_own_text(
    live_server: Any, cast: Cast, sign_in: Any, ids: dict[str, Any]
) -> None:
    section = Section.objects.get(pk=ids["E"])
    with section_page(live_server, cast, sign_in, section) as (page, text, state):
        lost: list[str] = []

        def write(words: str) -> None:
            text.press("Control+a")
            page.keyboard.type(words)

        def lose_the_first_answer(route: Any) -> None:
            if lost:
                route.continue_()
                return
            lost.append(route.request.url)
            route.fetch()
            route.abort()

        page.route("**/typed/", lose_the_first_answer)
        write("We patrol.")
        page.keyboard.press("Tab")
        expect(state).to_contain_text("did not answer")
        section.refresh_from_db()
        assert (section.text, len(lost)) == ("We patrol.", 1)  # it had arrived
        write("We patrol by day.")
        with page.expect_response("**/typed/"), page.expect_response("**/typed/"):
            page.keyboard.press("Tab")  # what was not answered goes first
        expect(state).to_contain_text("Saved ")
        page.evaluate(SLOW_ANSWERS)
        write("We patrol by day and listen.")
        page.keyboard.press("Tab")
        write("We patrol by day and listen at night.")
        page.keyboard.press("Tab")  # while the answer to the first is read
        with page.expect_navigation():
            page.get_by_role("button", name="Save the section").click()
        expect(page.locator("#text")).to_have_value("We patrol by day and listen at night.")
        expect(page.locator("#conflict")).to_have_count(0)
        wait_until_saved(page, section, "We patrol by day and listen at night.")
        assert not SetAside.objects.exists()
        lost.clear()
        write("We patrol at noon.")
        page.keyboard.press("Tab")
        expect(state).to_contain_text("did not answer")
        wait_until_saved(page, section, "We patrol at noon.")
        write("We patrol by day and listen at night.")  # as the page last knew it was saved
        page.keyboard.press("Tab")
        wait_until_saved(page, section, "We patrol by day and listen at night.")
        assert not SetAside.objects.exists()
