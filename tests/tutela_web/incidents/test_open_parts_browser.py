"""In a browser: what others will see is read before it is saved, and approved by its office."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.recording import record, sent
from tests.tutela_web.look.shots import BROWSER, FACES, browser, faults, open_page, session
from tutela_web.incidents.models import ClosedIncident, Incident

pytestmark = [*BROWSER]
HOUSE = "house of widow Nyakim behind the borehole"


def shot(page: Page, name: str) -> None:
    """A picture, where a folder for them is named."""
    if folder := os.environ.get("TUTELA_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "lang", "theme"), FACES)
def test_recorded_seen_approved_and_read(
    cast: Cast, live_server: Any, sign_in: Any, width: int, lang: str, theme: str
) -> None:
    for name, kind in (("Luma", "town"), ("Kuri", "village"), ("Akobo", "village")):
        make.place(cast.mission, name, kind=kind, adm1="Jonglei", adm2="Uror", area=cast.north)
    url = f"{live_server.url}/m/luma/"
    with browser() as chromium:

        def sits(who: str, path: str) -> Page:
            held = {"width": width, "theme": theme, "lang": lang}
            cookies = session(sign_in, cast[who], live_server.url)
            return open_page(chromium, url + path, cookies=cookies, **held)

        form = sits("human_rights", "incidents/new/")
        form.locator("#id_title").fill("A woman was taken from her house")
        form.locator("#id_place_said").fill(HOUSE)
        form.locator("#where summary").click()
        form.locator("#id_latitude").fill("7.7812345")
        form.locator("#id_longitude").fill("33.0123456")
        form.locator("#id_area").select_option(str(cast.north.pk))
        form.locator("#id_event_from").fill("2018-12-27")
        form.locator("#closed summary").click()
        form.locator("input[name=closed_harms][value=crsv]").check()
        form.locator("select[name=danger]").select_option("past")
        form.locator("form.stack button.primary").click()
        shown = form.locator("#openly")
        expect(shown).to_be_visible()
        expect(shown).to_contain_text("7.5–8.0° N")
        assert HOUSE not in shown.inner_text() and not ClosedIncident.objects.exists()
        shot(form, f"openly-{width}-{lang}-{theme}")
        form.locator("form.stack button.primary").click()
        expect(form).to_have_url(re.compile("/incidents/$"))
        part = ClosedIncident.objects.get()
        office = sits("women_protection_adviser", f"compartments/incidents/{part.pk}/")
        shot(office, f"release-{width}-{lang}-{theme}")
        office.locator("#release button.primary").click()
        expect(office.locator("#release button")).to_have_count(0)
        one = Incident.objects.get()
        commander = sits("unit_commander", f"incidents/{one.pk}/")
        expect(commander.locator("body")).to_contain_text("7.5–8.0° N")
        assert HOUSE not in commander.content()


def test_the_pages_of_an_office_that_decides(cast: Cast, live_server: Any, sign_in: Any) -> None:
    record(sign_in(cast.amina), sent(closed_harms=["crsv"], danger="imminent"))
    part = ClosedIncident.objects.get()
    pages = ["/m/luma/compartments/incidents/", f"/m/luma/compartments/incidents/{part.pk}/"]
    adviser = cast["women_protection_adviser"]
    assert faults(live_server, sign_in, {adviser: pages}, "closed") == []
