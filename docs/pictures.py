"""The three pictures of the README and of the first page of the docs, from a running demonstration:

make demo                                        # in another terminal
python -m docs.pictures http://localhost:8000
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from tests.tutela_web.look.shots import browser, face, open_in

FOLDER = Path(__file__).parent / "pictures"


class Picture(NamedTuple):
    """A page as somebody of the demonstration sees it."""

    name: str
    who: str
    page: str
    width: int
    height: int


PICTURES = (
    Picture("readme-board", "ssd.joc", "/m/ssd/alerts/", 1280, 860),
    Picture("readme-situation", "ssd.adviser", "/m/ssd/", 1280, 860),
    Picture("readme-telephone", "ssd.liaison", "/m/ssd/now/", 360, 740),
)


def take(url: str, picture: Picture) -> bytes:
    """The page in chromium, with few colours: a small PNG."""
    with browser() as found:
        held = face(found, url, width=picture.width, height=picture.height)
        door = open_in(held, f"{url}/account/login/")
        door.click(f'form[action$="/demo/as/{picture.who}/"] button')
        door.wait_for_load_state("networkidle")
        door.get_by_role("button", name="Close the tour").click()
        door.wait_for_load_state("networkidle")
        page = open_in(held, url + picture.page)
        if (sound := page.get_by_role("button", name="Test the sound")).count():
            sound.first.click()  # a desk that is on duty
        page.wait_for_timeout(1500)  # a map draws
        shown = page.screenshot()
    small = BytesIO()
    Image.open(BytesIO(shown)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
        small, "PNG", optimize=True
    )
    return small.getvalue()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name the running demonstration: python -m docs.pictures http://localhost:8000")
    for picture in PICTURES:
        (FOLDER / f"{picture.name}.png").write_bytes(take(sys.argv[1].rstrip("/"), picture))
