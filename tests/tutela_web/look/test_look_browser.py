"""The gallery in a real browser: policy kept, no serious finding, nothing too wide, a live map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import mapbox_vector_tile
import pytest
from django.test import RequestFactory
from django.utils import translation

from tests.tutela_web.look.shots import CHROMIUM, browser, is_its_turn, open_page, violations
from tutela_web.look import gallery

LOOK = Path(gallery.__file__).parent
BUILT = LOOK / "static/tutela"
AXE = LOOK / "front/node_modules/axe-core/axe.min.js"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self' blob:; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.urls("tests.tutela_web.look.look_urls"),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no chromium"),
    pytest.mark.skipif(not (BUILT / "basemap.pmtiles").exists(), reason="front end not built"),
]


def fake_tile() -> bytes:
    """One event of each kind in the middle of every tile."""
    made: bytes = mapbox_vector_tile.encode(
        {
            "name": "events",
            "features": [
                {
                    "geometry": "POINT(2048 2048)",
                    "properties": {"kind": "against_civilians", "faint": False},
                },
                {"geometry": "POINT(1024 1024)", "properties": {"kind": "fighting", "faint": True}},
            ],
        }
    )
    return made


class House(BaseHTTPRequestHandler):
    """The gallery under the policy of pages; files in parts, as map tiles need."""

    protocol_version = "HTTP/1.1"

    def __init__(self, pages: dict[str, bytes], *args: Any) -> None:
        self.pages = pages
        super().__init__(*args)

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path.startswith("/static/tutela/"):
            file = BUILT / path.removeprefix("/static/tutela/")
            if not file.exists():
                return self.answer(404, b"", "text/plain")
            data = file.read_bytes()
            if part := re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", "")):
                first, last = int(part[1]), min(int(part[2]), len(data) - 1)
                told = f"bytes {first}-{last}/{len(data)}"
                return self.answer(206, data[first : last + 1], "application/octet-stream", told)
            return self.answer(200, data, KINDS.get(file.suffix, "application/octet-stream"))
        if path.startswith("/tiles/"):
            return self.answer(200, fake_tile(), "application/vnd.mapbox-vector-tile")
        language = "ar" if "django_language=ar" in self.headers.get("Cookie", "") else "en"
        return self.answer(200, self.pages[language], "text/html; charset=utf-8")

    def answer(self, status: int, data: bytes, kind: str, part: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", POLICY)
        if part:
            self.send_header("Content-Range", part)
        self.end_headers()
        self.wfile.write(data)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args: Any) -> None:
        """A browser that closes a page breaks off its requests."""


@pytest.fixture
def house() -> Iterator[str]:
    pages = {}
    for language in ("en", "ar"):
        with translation.override(language):
            shown = gallery.gallery(RequestFactory().get("/look/")).content.decode()
        shown = shown.replace('"iso3":', '"tiles": "/tiles/{z}/{x}/{y}.mvt", "iso3":')
        pages[language] = shown.encode()
    server = Server(("127.0.0.1", 0), partial(House, pages))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/look/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_gallery_in_a_browser(house: str) -> None:
    """One visit tells all: starting a browser is what takes the time."""
    problems: list[str] = []
    with browser() as found:
        others = [(320, "dark", "en"), (1024, "light", "ar")]
        met = [other for number, other in enumerate(others) if is_its_turn(number)]
        for width, theme, lang in [(1440, "light", "en"), *met]:
            page = open_page(found, house, width=width, theme=theme, lang=lang, problems=problems)
            page.wait_for_selector("[data-ready]", timeout=60_000)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, (width, lang)
            assert page.evaluate("document.documentElement.dir") == (
                "rtl" if lang == "ar" else "ltr"
            )
            if AXE.exists():
                assert violations(page, axe=AXE) == [], (width, theme, lang)
            if width == 1440:
                a_row_marks_its_sign(page)
                keys_walk_the_menus(page)
            page.context.close()
    assert problems == []


def a_row_marks_its_sign(page: Any) -> None:
    page.click('tr[data-hotspot="Kwesha"] td.side')
    assert page.get_attribute('button.mk[aria-pressed="true"]', "aria-label").startswith("Kwesha")
    page.focus('button.mk[aria-label^="Beriko"]')
    page.keyboard.press("Enter")
    assert page.get_attribute('tr[data-hotspot="Beriko"]', "aria-selected") == "true"
    drawn = page.evaluate(
        "document.querySelector('.map-box').map.queryRenderedFeatures({layers: ['events']}).length"
    )
    assert drawn > 0


def keys_walk_the_menus(page: Any) -> None:
    page.focus(".filter summary")
    page.keyboard.press("Enter")
    assert page.locator(".filter details[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".filter details[open]").count() == 0
    page.click("[data-opens=sample-dialog]")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def test_without_script_the_page_stands(house: str) -> None:
    with browser() as found:
        context = found.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(house)
        assert page.locator("svg.map").is_visible()
        assert page.locator(".weeks input[type=date]").first.is_visible()
        assert page.locator(".filters .btn", has_text="Show").is_visible()
        context.close()
