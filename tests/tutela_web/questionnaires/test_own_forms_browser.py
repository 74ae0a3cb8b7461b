"""The mission's own form on a telephone of 360 px without a network: blank, answered, received."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.tutela_web.cast import Cast
from tests.tutela_web.field.test_field_browser import cut_off, open_app, set_up, telephone
from tests.tutela_web.look.shots import BROWSER
from tests.tutela_web.questionnaires.filling import in_use
from tutela_web.intake.models import FieldReport

pytestmark = BROWSER


def test_an_approved_form_is_answered_offline(cast: Cast, sign_in: Any, live_server: Any) -> None:
    in_use(sign_in, cast)
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        set_up(page)
        cut_off(page.context, live_server)
        open_app(page)
        page.get_by_role("button", name="Market watch").click()
        form = page.locator('form[data-kind="market-watch:1"]')
        expect(form.get_by_text("Price of a bag of sorghum")).to_be_visible()
        expect(form.get_by_text("What happened")).to_have_count(0)
        form.get_by_label("Price of a bag of sorghum").fill("850")
        form.get_by_label("sometimes").check()
        form.get_by_label("Name of the trader").fill("Nyandeng Mabior")
        form.get_by_label("Where?").fill("Market of Bel")
        form.get_by_role("button", name="Send now").click()
        expect(page.locator("[data-queue]")).to_contain_text("Market watch")
        page.context.set_offline(False)
        expect(page.locator("[data-queue]")).to_contain_text("Received", timeout=20_000)
    report = FieldReport.objects.get()
    assert report.form == "market-watch:1" and report.place_said == "Market of Bel"
    assert report.answers == {"price": 850, "road": "some"} and report.source is not None
