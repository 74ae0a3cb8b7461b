from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.import_files import checked, work
from tests.tutela_web.look.shots import BROWSER, browser, session

pytestmark = BROWSER
LIST = "/m/luma/imports/"


def test_play(live_server, cast: Cast, sign_in):
    batches = {}
    for name in ("strange_title_fr.xlsx", "strange_beside.xlsx", "swapped_all.xlsx"):
        batches[name] = checked(
            cast, upload=SimpleUploadedFile(name, Path("/tmp/c/books", name).read_bytes())
        )
        b = batches[name]
        print(
            name,
            b.state,
            b.rows,
            b.new,
            b.report.get("held"),
            b.report.get("asks"),
            str(b.report.get("error"))[:80],
        )

    def shots(lang, looks):
        cast.amina.language = lang
        cast.amina.save(update_fields=["language"])
        cookies = session(sign_in, cast.amina, live_server.url)
        with browser() as found:
            for name, width, scheme, path in looks:
                c = found.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=scheme, locale=lang
                )
                c.set_default_timeout(120000)
                c.add_cookies(cookies)
                pg = c.new_page()
                pg.on(
                    "console",
                    lambda m: print("console", m.type, m.text[:160]) if m.type == "error" else None,
                )
                pg.goto(f"{live_server.url}{LIST}{batches[name].pk}/{path}")
                if path == "columns/" and name.startswith("strange"):
                    selects = pg.query_selector_all("#columns tbody select")
                    want = (
                        ["date_start", "place", "latitude", "longitude", None, "deaths", "injured"]
                        if "title" in name
                        else []
                    )
                    for s, w in zip(selects, want):
                        if w:
                            s.select_option(w)
                    time.sleep(1)
                    try:
                        pg.wait_for_selector("#first-rows table", timeout=60000)
                    except Exception as e:
                        print("no table", name, pg.inner_text("#first-rows")[:300])
                    pg.click("#parts details summary")
                tag = f"{name[:12]}_{lang}_{width}_{scheme}_{path.strip('/?=') or 'batch'}"
                pg.screenshot(path=f"/tmp/c/shots/{tag}.png", full_page=True)
                print(tag, pg.evaluate("document.documentElement.scrollWidth - innerWidth"))
                c.close()

    shots(
        "en",
        [
            ("strange_title_fr.xlsx", 1440, "light", "columns/"),
            ("strange_beside.xlsx", 1440, "light", "columns/"),
            ("swapped_all.xlsx", 1440, "light", ""),
            ("swapped_all.xlsx", 360, "dark", ""),
        ],
    )
    shots(
        "ar",
        [
            ("strange_title_fr.xlsx", 1440, "dark", "columns/"),
            ("strange_title_fr.xlsx", 360, "light", "columns/"),
        ],
    )
    assert 0
