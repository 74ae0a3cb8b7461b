"""The top bar: everybody is led only to what opens, and always told where they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from tests.counts import PROOF, counted
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.site.frame import all_pages, navigation, phone_menu


def test_no_word_of_the_bar_leads_anybody_to_a_shut_door(cast: Cast, sign_in: Any) -> None:
    """Each page is opened by whoever is led to fewest pages, and most, of those led to it; in proof
    by all of them."""
    led_to: dict[str, list[str]] = {}
    pages_of: dict[str, list[str]] = {}
    for who, person in cast.people.items():
        if (standing := standing_of(person, cast.mission)) is not None:
            shown = navigation(RequestFactory().get("/"), standing)
            pages_of[who] = [page["url"] for group in shown for page in group["pages"]]
            for url in pages_of[who]:
                led_to.setdefault(url, []).append(who)
    assert len(led_to) > 100
    clients = {who: sign_in(cast[who]) for who in pages_of}
    for url, people in led_to.items():
        people.sort(key=lambda who: len(pages_of[who]))
        for who in people if PROOF else {people[0], people[-1]}:
            assert clients[who].get(url).status_code == 200, (who, url)


def test_an_alert_stands_below_the_board_and_response_below_response(cast: Cast) -> None:
    standing = standing_of(cast["joc_duty_officer"], cast.mission)
    for path, name in {
        "/m/luma/alerts/new/": "warning:board",
        "/m/luma/alerts/clocks/": "warning:clocks",
        "/m/luma/response/alerts/": "crisis:response",
    }.items():
        nav = navigation(RequestFactory().get(path), standing)
        current = [page["name"] for group in nav for page in group["pages"] if page["current"]]
        assert current == [name]
        assert [group["label"] for group in nav if group["current"]] == ["Alerts"]
    request = RequestFactory().get("/m/luma/alerts/new/")
    assert [page["name"] for page in phone_menu(request, standing, nav)] == [
        "site:home",
        "warning:board",
        "warning:raise",
        "site:situation",
    ]


@pytest.mark.postgresql
@pytest.mark.usefixtures("frameless")
def test_the_page_of_all_pages_leads_nobody_to_a_shut_door(cast: Cast, sign_in: Any) -> None:
    """For who works in an area and for who reads nearly all, in proof for everybody: each page
    listed opens, and a word finds it."""
    people = [one for one in cast.people.values() if standing_of(one, cast.mission)]
    for person in counted([cast.hofo, cast.adviser], people):
        standing = standing_of(person, cast.mission)
        client = sign_in(person)
        listed = [page for group in all_pages(standing) for page in group["pages"]]
        shown = client.get("/m/luma/pages/").content.decode()
        for page in listed:
            assert f'href="{page["url"]}"' in shown
            assert client.get(page["url"]).status_code == 200, (person.username, page["url"])
    chief = sign_in(cast["chief_of_staff"])
    shown = chief.get("/m/luma/pages/?q=residual").content.decode()
    found = shown.split("<main")[1].split("</main>")[0]
    assert 'href="/m/luma/residual/"' in found and 'href="/m/luma/alerts/"' not in found


def test_six_words_at_most(cast: Cast) -> None:
    for person in cast.people.values():
        standing = standing_of(person, cast.mission)
        if standing:
            assert 1 <= len(navigation(RequestFactory().get("/"), standing)) <= 6


@pytest.mark.django_db(databases=["default", "keys"])
def test_who_may_ask_for_an_identity_or_decide_finds_the_vault(cast: Cast, sign_in: Any) -> None:
    for who, times in (
        ("human_rights", 1),
        ("head_of_mission", 1),
        ("custodian", 1),
        ("analyst", 0),
        ("field_reporter", 0),
    ):
        pages = sign_in(cast[who]).get("/m/luma/pages/").content.decode().split("<main")[1]
        assert pages.count('href="/m/luma/vault/"') == times, who
