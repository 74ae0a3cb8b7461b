"""Photos and voice notes as the holder of a telephone takes them: a picture with a place in it and
an invented microphone, without a network, and then sent."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.tutela_web.cast import Cast
from tests.tutela_web.field.test_field_browser import (
    open_app,
    queue,
    set_up,
    stored,
    telephone,
)
from tests.tutela_web.field.test_media import located, photo, switch_on
from tests.tutela_web.look.shots import (
    ARGUMENTS,
    AXE,
    BROWSER,
    CHROMIUM,
    face,
    open_in,
    session,
    violations,
)
from tutela_web.intake.models import FieldReport, ReportMedia

pytestmark = BROWSER

MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


def picture() -> dict[str, Any]:
    """As a telephone's camera writes it: large, with the place in its metadata."""
    content = photo((2400, 1800), exif=located(), comment=b"Nyandeng Mabior")
    assert b"CameraMaker" in content
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": content}


def hear_from_mission(page: Page, *, media: list[str]) -> None:
    """Contacts until the telephone has heard that these may be sent: one alone may meet another
    that is under way, and is then left out."""
    for _contact in range(60):
        if stored(page)["people"][0].get("media") == media:
            return
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_timeout(500)
    raise AssertionError(f"the telephone never heard that {media} may be sent")


def test_off_there_is_no_control_and_on_a_photo_goes_without_its_place(
    cast: Cast, sign_in: Any, live_server: Any
) -> None:
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        set_up(page)
        open_app(page)
        screen = page.locator("[data-screen=report]")
        page.get_by_role("button", name="What happened").click()
        assert page.locator("main [data-media-part], main input[type=file]").count() == 0
        screen.get_by_role("button", name="Cancel").click()
        switch_on(cast, photos=True)
        hear_from_mission(page, media=["photo"])
        page.context.set_offline(True)
        page.get_by_role("button", name="What happened").click()
        screen.get_by_label("What happened").fill("Burnt roofs")
        screen.get_by_text("Photo or voice note (optional)").click()
        expect(screen.get_by_text("No faces of survivors")).to_be_visible()
        expect(screen.get_by_role("button", name="Record a voice note")).to_be_hidden()
        screen.get_by_label("Take a photo").set_input_files(picture())
        expect(screen.locator("[data-media-list] li")).to_have_count(1)
        assert violations(page, axe=AXE) == []
        broken = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
        screen.get_by_label("Take a photo").set_input_files(broken)
        expect(screen.get_by_text("This is no photo that can be used.")).to_be_visible()
        screen.get_by_role("button", name="Save, edit later").click()
        expect(queue(page)).to_have_count(2)
        held = stored(page)["entries"]
        assert [one["readable"] is None for one in held] == [False, True]
        assert all("CameraMaker" not in str(one) and "JFIF" not in str(one) for one in held)
        page.get_by_role("button", name="Danger").click()
        assert page.locator("main [data-media-part]").count() == 0
        page.locator("[data-screen=danger]").get_by_role("button", name="Cancel").click()
        page.get_by_role("button", name="Lock").click()
        page.context.set_offline(False)
        open_app(page)
        expect(page.locator("[data-count]")).to_have_text("")
        expect(queue(page)).to_have_count(2)
        expect(queue(page).filter(has_text="Photo")).to_contain_text("Received")
        assert stored(page)["entries"] == []
    kept = ReportMedia.objects.get()
    assert kept.report == FieldReport.objects.get() and kept.report.answers["what"] == "Burnt roofs"
    bare = base64.b64decode(kept.content)
    with Image.open(BytesIO(bare)) as found:
        assert found.size == (1600, 1200) and not found.getexif()
    assert b"CameraMaker" not in bare and b"Nyandeng" not in bare


def test_a_voice_note_is_recorded_sealed_and_sent(
    cast: Cast, sign_in: Any, live_server: Any
) -> None:
    switch_on(cast, voice_notes=True)
    held = session(sign_in, cast["field_reporter"], live_server.url)
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *MICROPHONE])
        context = face(found, live_server.url, width=360, height=740, cookies=held)
        page = open_in(context, f"{live_server.url}/m/luma/field/set-up/")
        set_up(page)
        open_app(page)
        page.get_by_role("button", name="What happened").click()
        screen = page.locator("[data-screen=report]")
        screen.get_by_label("What happened").fill("Shots at night")
        screen.get_by_text("Photo or voice note (optional)").click()
        expect(screen.get_by_label("Take a photo")).to_be_hidden()
        screen.get_by_role("button", name="Record a voice note").click()
        expect(screen.get_by_text("Recording: 2 of 60 seconds")).to_be_visible()
        screen.get_by_role("button", name="Stop recording").click()
        expect(screen.locator("[data-media-list] li")).to_have_count(1)
        screen.get_by_role("button", name="Send now").click()
        expect(queue(page)).to_have_count(2)
        expect(queue(page).filter(has_text="Voice note")).to_contain_text("Received")
        assert stored(page)["entries"] == []
        found.close()
    kept = ReportMedia.objects.get()
    assert kept.kind == "voice" and kept.report.answers["what"] == "Shots at night"
    assert base64.b64decode(kept.content)[:4] == bytes.fromhex("1a45dfa3")


def test_a_photo_taken_before_a_report_is_marked_is_erased_with_the_mark_and_never_sent(
    cast: Cast, sign_in: Any, live_server: Any
) -> None:
    switch_on(cast, photos=True)
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        set_up(page)
        open_app(page)
        sent: set[str] = set()
        page.on("request", lambda asked: sent.add(asked.url) if "/pieces/" in asked.url else None)
        page.context.set_offline(True)
        page.get_by_role("button", name="What happened").click()
        screen = page.locator("[data-screen=report]")
        screen.get_by_label("What happened").fill("A girl came to the clinic")
        screen.get_by_text("Photo or voice note (optional)").click()
        screen.get_by_label("Take a photo").set_input_files(picture())
        expect(screen.locator("[data-media-list] li")).to_have_count(1)
        screen.get_by_role("button", name="Save, edit later").click()
        expect(queue(page)).to_have_count(2)
        page.get_by_role("button", name="Edit", exact=True).click()
        screen.get_by_text("It is about sexual violence, a child, or UN personnel").click()
        screen.get_by_role("button", name="It concerns sexual violence").click()
        expect(queue(page)).to_have_count(0)
        assert stored(page)["entries"] == []
        page.context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_timeout(500)
        assert not sent
    assert not ReportMedia.objects.exists()
