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


@pytest.mark.parametrize(
    ("language", "title", "summary"),
    [
        ("fr", "Au bureau de permanence", "La nuit, au téléphone"),
        ("ar", "في مكتب المناوبة", "ليلاً على الهاتف"),
    ],
)
def test_a_how_to_has_its_title_in_the_readers_language_and_says_that_its_text_is_english(
    language: str, title: str, summary: str, cast: Cast, sign_in: Any
) -> None:
    client = sign_in(cast["joc_duty_officer"])
    client.cookies["django_language"] = language
    listed = client.get("/m/luma/help/", {"of": "joc"}).content.decode()
    assert title in listed and summary in listed and 'hreflang="en"' in listed
    page = client.get("/m/luma/help/duty-desk/").content.decode().split("<main")[1]
    assert re.search(rf'<h1 lang="{language}">{title}</h1>', page) and summary in page
    named = page.replace("\u2068", "").replace("\u2069", "")  # isolated in an Arabic line
    assert '<span lang="en" dir="ltr">At the duty desk</span>' in named
    assert 'how-to" lang="en" dir="ltr"' in page
    client.cookies["django_language"] = "en"
    page = client.get("/m/luma/help/duty-desk/").content.decode()
    assert '<h1 lang="en">At the duty desk</h1>' in page and summary not in page


def test_each_how_to_has_a_title_in_each_language() -> None:
    lacking = [one.name for one in how_tos().values() if one.titles.keys() != {"fr", "ar"}]
    assert lacking == []
    assert all(one.summaries["fr"] and one.summaries["ar"] for one in how_tos().values())


def test_no_how_to_of_the_server_and_none_that_is_not_there(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.adviser)
    for name in ("install", "nothing", "backup-and-restore"):
        assert client.get(f"/m/luma/help/{name}/").status_code == 404
