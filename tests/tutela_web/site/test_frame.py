"""The top bar: everybody is led only to what opens, and always told where they are."""

from __future__ import annotations

from typing import Any

from django.test import RequestFactory

from tests.counts import PROOF, turn
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.site.frame import handy, navigation


def test_no_word_of_the_bar_leads_anybody_to_a_shut_door(cast: Cast, sign_in: Any) -> None:
    """With each change a quarter of them, the next quarter with the next (TUTELA_TURN)."""
    for number, person in enumerate(cast.people.values()):
        standing = standing_of(person, cast.mission)
        client = sign_in(person)
        for group in navigation(RequestFactory().get("/"), standing) if standing else []:
            for place, page in enumerate(group["pages"]):
                if PROOF or (number + place) % 4 == turn() % 4:
                    answer = client.get(page["url"])
                    assert answer.status_code == 200, (person.username, page["url"])


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
    assert [page["name"] for page in handy(nav)][:3] == [
        "site:situation",
        "site:area",
        "warning:board",
    ]


def test_who_answers_for_an_area_begins_there(cast: Cast) -> None:
    standing = standing_of(cast["head_of_field_office"], cast.mission)
    nav = navigation(RequestFactory().get("/m/luma/"), standing)
    assert nav[0]["pages"][0]["name"] == "site:area" and nav[0]["url"].endswith("/area/")
