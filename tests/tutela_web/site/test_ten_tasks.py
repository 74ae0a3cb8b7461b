"""Ten tasks by ten posts, each reached in at most two clicks from signing in.

A click is a link of the page somebody stands on. In French, whose words are longest; in proof in
all three languages.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from tests.counts import counted
from tests.tutela_web.cast import Cast
from tests.tutela_web.planted import plant
from tutela_web.base import clock
from tutela_web.places.models import Place

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

ID = "[0-9a-f-]{36}"
TASKS = {
    "the JOC answers the newest alert": ("joc_duty_officer", [rf"alerts/{ID}/"]),
    "a head of office decides on their alert": (
        "head_of_field_office",
        [rf"alerts/{ID}/", rf"alerts/{ID}/decision/"],
    ),
    "a unit reads its tasking": ("unit_commander", ["taskings/"]),
    "an adviser takes this week's step": ("poc_adviser", [rf"risks/weeks/{ID}/"]),
    "an analyst reads what moved and why": ("analyst", ["changes/"]),
    "a drafter writes their section": ("drafter", [rf"strategy/drafts/sections/{ID}/"]),
    "a Chief of Staff sees what is overdue": ("chief_of_staff", [rf"alerts/{ID}/"]),
    "a successor reads what was promised": (
        "head_of_mission",
        ["now/first-days/", rf"engagements/{ID}/"],
    ),
    "a partner reads the trends": ("partner", ["trends/"]),
    "an auditor verifies the trail": ("auditor", ["audit/"]),
}
LANGUAGES = counted(["fr"], ["en", "fr", "ar"])


def links_of(page: Any) -> list[str]:
    """The addresses a page leads to, without what stands after them."""
    found = re.findall(r'href="(/m/luma/[^"#?]*)', page.content.decode())
    return list(dict.fromkeys(found))


def test_ten_tasks_are_two_clicks_away(cast: Cast, sign_in: Any) -> None:
    plant(cast)
    sent = {"id": str(uuid4()), "level": "warning", "channel": "call", "act": "riders", "warn": "1"}
    place = Place.objects.filter(mission=cast.mission, area=cast.north)[0]
    logged = sign_in(cast["joc_duty_officer"]).post(
        "/m/luma/alerts/new/", sent | {"place": str(place.pk), "place_said": place.name}
    )
    assert logged.status_code == 302
    frozen = sign_in(cast["poc_adviser"]).post("/m/luma/risks/weeks/freeze/")
    assert frozen.status_code == 302
    cast["head_of_mission"].holdings.update(starts=clock.today(cast.mission))
    for language in LANGUAGES:
        for task, (who, clicks) in TASKS.items():
            client = sign_in(cast[who])
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            page = client.get("/", follow=True)
            assert f'lang="{language}"' in page.content.decode()
            for click in clicks:
                wanted = re.compile(rf"/m/luma/{click}$")
                led = [link for link in links_of(page) if wanted.match(link)]
                assert led, (language, task, click, links_of(page))
                page = client.get(led[0])
                assert page.status_code == 200, (task, led[0])
