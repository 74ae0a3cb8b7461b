"""An import on a telephone: rows mended and doubles decided in 360 points, and without script."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.import_files import checked, imported, row, work
from tests.tutela_web.look.shots import (
    AXE,
    BROWSER,
    browser,
    is_its_turn,
    open_page,
    session,
    violations,
)
from tutela_web.base.models import Batch
from tutela_web.incidents.models import Event

pytestmark = BROWSER
LIST = "/m/luma/imports/"
TABS = ("", "?tab=held", "?tab=refused", "?tab=doubles", "?tab=mended", "?tab=preview")


@pytest.fixture
def waiting(cast: Cast) -> Batch:
    """One event is here; a file tells of it once more, and has a row that is refused."""
    imported(cast, row(1))
    far = row(9, Village="Osila", Latitude="", Longitude="", Date="2018-11")
    lost = row(10, Village="", Latitude="", Longitude="", Harm="zurga")
    twice = row(7, Killed="4", Village="A village with a very long name by the river of Luma")
    rows = [twice, row(8, Date="31.11.2018", Killed="many", Narrative="A long account. " * 20)]
    return checked(cast, *(one | {"Source": "Sector W"} for one in [*rows, far, lost]))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_pages_of_an_import_fit_a_telephone(
    live_server: Any, cast: Cast, sign_in: Any, waiting: Batch, lang: str
) -> None:
    cast.amina.language = lang
    cast.amina.save(update_fields=["language"])
    cookies = session(sign_in, cast.amina, live_server.url)
    wrong: list[str] = []
    with browser() as found:
        read = "lines/2/?sheet="
        pages = (*TABS, "columns/", "names/", read, f"rows/{waiting.errors.get().pk}/")
        for number, path in enumerate(pages, start=lang == "ar"):
            if not is_its_turn(number):  # in the other language then
                continue
            problems: list[str] = []
            page = open_page(
                found,
                f"{live_server.url}{LIST}{waiting.pk}/{path}",
                width=360,
                lang=lang,
                cookies=cookies,
                problems=problems,
            )
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                problems.append("wider than the window")
            wrong += [f"{path}: {p}" for p in [*problems, *violations(page, axe=AXE)]]
            page.context.close()
    assert wrong == []


def test_a_row_is_mended_and_a_double_decided_without_script(
    live_server: Any, cast: Cast, sign_in: Any, waiting: Batch
) -> None:
    address = f"{live_server.url}{LIST}{waiting.pk}/"
    with browser() as found:
        context = found.new_context(
            viewport={"width": 360, "height": 760}, java_script_enabled=False
        )
        context.add_cookies(session(sign_in, cast.amina, live_server.url))
        page = context.new_page()
        page.goto(f"{address}?tab=refused")
        page.get_by_role("link", name="Fix", exact=True).click()
        page.get_by_label("Date").fill("2018-11-30")
        page.get_by_label("Killed").fill("2")
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("button", name="Check the file again").click()
        work()
        page.goto(f"{address}?tab=doubles")
        page.get_by_role("button", name="The same: leave out row 2").click()
        assert page.get_by_text("the same: left out").is_visible()
        page.get_by_role("button", name="Import 2 rows, leave 2").click()
        work()
        context.close()
    ids = set(Event.objects.values_list("source_id", "deaths"))
    assert ids == {("L-1", 3), ("L-8", 2), ("L-9", 3)}
