"""Pictures of forty pages of a running demonstration, in three languages, at 360 and 1440 pixels.

tutela demo --no-browser --port 8127
python -m tests.tutela_web.look.pictures http://localhost:8127 ssd build/pictures
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from playwright.sync_api import Page

from tests.tutela_web.look.shots import browser, face

PAGES = Path(__file__).parent / "forty_pages.csv"
WIDTHS = (1440, 360)
LANGUAGES = ("en", "fr", "ar")


def take_pictures(address: str, mission: str, folder: Path) -> Iterator[str]:
    """Take the pictures; gives, page by page, what is wider than the window or cannot be opened."""
    folder.mkdir(parents=True, exist_ok=True)
    with PAGES.open(newline="") as file:
        listed = list(csv.DictReader(file))
    with browser() as found:
        for width in WIDTHS:
            for post, rows in groupby(listed, itemgetter("post")):
                context = face(found, address, width=width)
                page = context.new_page()
                page.goto(f"{address}/account/login/")
                page.click(f'form[action="/demo/as/{mission}.{post}/"] button')
                for number, row in enumerate(rows):
                    yield from _take(page, f"{address}/m/{mission}/", row, folder, number, width)
                context.close()


def _take(
    page: Page, start: str, row: dict[str, str], folder: Path, number: int, width: int
) -> Iterator[str]:
    page.goto(start + row["path"], wait_until="networkidle")
    if row["follow"]:
        addresses = page.evaluate("[...document.links].map(a => a.href)")
        there = [one for one in addresses if re.search(row["follow"], one)]
        if not there:
            yield f"{row['post']} {row['path']}: no link to {row['follow']}"
            return
        page.goto(there[0], wait_until="networkidle")
    for language in LANGUAGES:
        page.evaluate(f"document.querySelector('.tongues [value={language}]').click()")
        page.wait_for_function(f"document.documentElement.lang === '{language}'")
        page.wait_for_load_state("networkidle")
        name = f"{row['post']}-{number:02d}-{width}-{language}.png"
        page.screenshot(path=folder / name, full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            yield f"{name}: {wide} px wider than the window ({page.url})"


if __name__ == "__main__":
    for problem in take_pictures(sys.argv[1], sys.argv[2], Path(sys.argv[3])):
        sys.stdout.write(problem + "\n")
