"""Pictures of pages in Debian's chromium: widths, day and night, languages. No outside host.

python -m tests.tutela_web.look.shots http://127.0.0.1:8000/look/ look build/shots
"""

from __future__ import annotations

import asyncio
import atexit
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from tests.counts import PROOF, turn

CHROMIUM = "/usr/bin/chromium-headless-shell"
LOOK = Path(__file__).parents[3] / "src/tutela_web/look"
AXE = LOOK / "front/node_modules/axe-core/axe.min.js"
BROWSER = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no chromium"),
    pytest.mark.skipif(not AXE.exists(), reason="front end not built"),
]
"""The marks of a test that opens a browser on pages of the running house."""
ALLOWED = "DJANGO_ALLOW_ASYNC_UNSAFE"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# A map needs a drawing engine for 3D; without a graphics card this one counts in software.
ARGUMENTS = [
    "--no-sandbox",
    "--use-angle=swiftshader-webgl",
    "--enable-unsafe-swiftshader",
    # No other host is found. (To ask for each request whether it may pass costs the cache.)
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


expect.set_options(timeout=30_000)  # five seconds are short where others work on the machine too


class Driver:
    """One browser a process, started when first wanted: starting it takes longer than most tests.

    Its driver keeps a loop in the thread of the tests. Outside a block with the browser the loop is
    put aside, so that nothing else takes this thread for asynchronous code.
    """

    def __init__(self) -> None:
        self.play = sync_playwright().start()
        self.found = self.play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        self.loop = asyncio.get_running_loop()
        self.rest()
        atexit.register(self.close)

    def wake(self) -> Browser:
        asyncio._set_running_loop(self.loop)
        return self.found

    def rest(self) -> None:
        asyncio._set_running_loop(None)

    def close(self) -> None:
        self.wake()
        self.found.close()
        self.play.stop()


_started: list[Driver] = []


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's chromium, without a page of anybody before; playwright brings none of its own."""
    if not (_started and _started[0].found.is_connected()):
        _started[:] = [Driver()]
    driver = _started[0]
    found = driver.wake()
    try:
        yield found
    finally:
        for context in found.contexts:
            context.close()
        close_connections()
        driver.rest()


def close_connections() -> None:
    """Close what a test opened beside a browser: while the driver's loop runs, Django's connections
    are others than those the test's end closes."""
    if settings.configured and ALLOWED in os.environ:  # else nobody opened any
        connections.close_all()


def face(
    found: Browser,
    url: str,
    *,
    width: int = 1440,
    height: int = 1000,
    theme: str = "light",
    lang: str = "en",
    cookies: Sequence[dict[str, Any]] = (),
) -> BrowserContext:
    """A browser as somebody holds it, which asks no other host."""
    context = found.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        locale=lang,
        has_touch=width < 700,
        reduced_motion="reduce",
        device_scale_factor=2 if width < 700 else 1,
    )
    host = urlsplit(url)
    context.add_cookies(
        [
            {"name": "django_language", "value": lang, "url": f"{host.scheme}://{host.netloc}/"},
            *cookies,
        ]
    )
    return context


def _matters(said: ConsoleMessage) -> bool:
    """Whether a word on the console is of the page, and not of what draws for a graphics card."""
    return said.type in ("error", "warning") and "GL Driver Message" not in said.text


def open_in(context: BrowserContext, url: str, problems: list[str] | None = None) -> Page:
    """A page once it is whole; what the browser complains of is added to `problems`."""
    page = context.new_page()
    if problems is not None:
        _listen(page, problems)
    _load(page, url)
    return page


def _listen(page: Page, problems: list[str]) -> None:
    page.on("console", lambda m: problems.append(m.text) if _matters(m) else None)
    page.on("pageerror", lambda e: problems.append(str(e)))


def _load(page: Page, url: str) -> None:
    page.goto(url, wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => 1)")


def open_page(found: Browser, url: str, *, problems: list[str] | None = None, **held: Any) -> Page:
    """A page in a browser of its own, as `face` holds it."""
    return open_in(face(found, url, **held), url, problems)


def session(sign_in: Any, person: Any, url: str) -> list[dict[str, Any]]:
    """The cookie of somebody signed in, as the browser takes it."""
    return [{"name": "sessionid", "value": sign_in(person).cookies["sessionid"].value, "url": url}]


FACES = [(1440, "en", "light"), (360, "ar", "dark")]
"""Width, language and theme in which pages are looked at; three more in `make proof`."""
if PROOF:
    FACES += [(360, "en", "light"), (1440, "en", "dark"), (1440, "ar", "light")]


def is_its_turn(number: int, turns: int = 2) -> bool:
    """Whether what has this number is opened with this change; in `make proof`, and when pictures
    are kept, everything is."""
    return PROOF or "TUTELA_SHOTS" in os.environ or (turn() + number) % turns == 0


def faults(server: Any, sign_in: Any, pages: Mapping[Any, Sequence[str]], name: str) -> list[str]:
    """What is wrong with pages in every face: wider than the window, complaints of the browser,
    barriers.

    Takes   pages, by who is signed in, the paths they open.

    Of three changes one opens a page in the one face, the next in the other, the third only its
    neighbours; in `make proof` each is opened in all. With TUTELA_SHOTS set to a folder, all are
    opened and a picture of each is kept there.
    """
    wrong: list[str] = []
    problems: list[str] = []
    folder = os.environ.get("TUTELA_SHOTS")
    with browser() as found:
        for turned, (width, lang, theme) in enumerate(FACES):
            for person, paths in pages.items():
                person.language = lang
                person.save(update_fields=["language"])
                context = face(
                    found,
                    server.url,
                    width=width,
                    lang=lang,
                    theme=theme,
                    cookies=session(sign_in, person, server.url),
                )
                page = context.new_page()  # one for all: to open one takes as long as to load it
                _listen(page, problems)
                for number, path in enumerate(paths):
                    if not is_its_turn(turned + number, turns=3):
                        continue
                    problems.clear()
                    _load(page, server.url + path)
                    problems += _strange(page, lang)
                    problems += violations(page, axe=AXE)
                    where = f"{path} as {person}, {width} px, {lang}, {theme}"
                    wrong += [f"{where}: {problem}" for problem in problems]
                    if folder:
                        shot = f"{name}-{person}-{number}-{width}-{theme}-{lang}.png"
                        page.screenshot(path=Path(folder) / shot, full_page=True)
                context.close()
    return wrong


def _strange(page: Page, lang: str) -> list[str]:
    """What no page of the house is: too wide, of another language, without one heading, curious."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    asked = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    return [
        *([f"{wide} px wider than the window"] if wide > 0 else []),
        *(["not one heading"] if page.locator("main h1").count() != 1 else []),
        *(["another language"] if page.locator("html").get_attribute("lang") != lang else []),
        *(f"asked {a}" for a in asked if urlsplit(a).hostname not in {*LOOPBACK, None}),
    ]


def shoot(
    url: str,
    name: str,
    folder: Path,
    *,
    widths: Sequence[int] = (360, 768, 1440),
    themes: Sequence[str] = ("light", "dark"),
    langs: Sequence[str] = ("en", "ar"),
    cookies: Sequence[dict[str, Any]] = (),
    full: bool = True,
) -> list[str]:
    """Take every picture of a page; gives what the browser complained of.

    Night is taken in the first language only, other languages by day only.
    """
    folder.mkdir(parents=True, exist_ok=True)
    problems: list[str] = []
    with browser() as found:
        for width in widths:
            for theme, lang in [(t, langs[0]) for t in themes] + [
                (themes[0], x) for x in langs[1:]
            ]:
                page = open_page(
                    found,
                    url,
                    width=width,
                    theme=theme,
                    lang=lang,
                    cookies=cookies,
                    problems=problems,
                )
                too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if too_wide > 0:
                    problems.append(f"{width} {lang}: {too_wide} px wider than the window")
                page.screenshot(path=folder / f"{name}-{width}-{theme}-{lang}.png", full_page=full)
                page.context.close()
    return problems


def violations(page: Page, *, axe: Path) -> list[str]:
    """What axe-core finds that is serious or critical: rule, how many, first place."""
    # The policy of the page forbids foreign scripts; the checker comes in through the debugger.
    page.evaluate(axe.read_text())
    found = page.evaluate(f"axe.run(document, {{runOnly: {RULES}, resultTypes: ['violations']}})")
    return [
        f"{v['impact']} {v['id']} x{len(v['nodes'])}: {v['nodes'][0]['html'][:160]} "
        + v["nodes"][0]["failureSummary"][:200]
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]


if __name__ == "__main__":
    address, called, into = sys.argv[1:4]
    for problem in shoot(address, called, Path(into)):
        sys.stderr.write(problem + "\n")
