"""Help is one key away: the how-to of a page, the glossary, and no way out of them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tutela_web.site.help import OF_ROOM, how_tos


def test_each_page_leads_to_the_how_to_of_its_room(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast["joc_duty_officer"])
    board = client.get("/m/luma/alerts/").content.decode()
    led = re.search(r'href="(/m/luma/help/[^"]*)"[^>]*data-help', board)
    assert led
    page = client.get(led[1]).content.decode()
    assert "/m/luma/help/alerts/" in page.split('id="of-page"')[1].split("</section>")[0]
    text = client.get("/m/luma/help/alerts/").content.decode().split("<main")[1]
    assert "<h2" in text and ".md" not in text and "http" not in text
    assert sorted({name for names in OF_ROOM.values() for name in names} - how_tos().keys()) == []


@pytest.mark.parametrize(("asked", "found"), [("point chaud", "Hotspot"), ("بؤرة", "Hotspot")])
def test_a_word_is_found_in_three_languages(
    asked: str, found: str, cast: Cast, sign_in: Any
) -> None:
    page = sign_in(cast["partner"]).get("/m/luma/help/", {"q": asked}).content.decode()
    assert found in page and "Tasking</th>" not in page


def test_no_how_to_of_the_server_and_none_that_is_not_there(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.adviser)
    for name in ("install", "nothing", "backup-and-restore"):
        assert client.get(f"/m/luma/help/{name}/").status_code == 404
