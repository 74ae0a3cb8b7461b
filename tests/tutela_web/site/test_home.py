"""The first page of each post, the inbox, and the badge that is on every page."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest

from tests.counts import counted, turn
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.field.telephone import set_up
from tests.tutela_web.intake.sending import NEW, at_desk
from tutela_web.access.kept_parts import forget_all
from tutela_web.access.policy import roles
from tutela_web.base import clock

FEW = {
    "auditor",
    "administrator",
    "custodian",
    "conduct_officer",
    "headquarters",
    "partner",
}
"""Posts whose first page is the list of their few pages."""
ROLES = sorted(roles())
SOME = [ROLES[(turn() + step) % len(ROLES)] for step in range(0, len(ROLES), 4)]


def main_of(page: Any) -> str:
    """What a page holds between its frame, blanks as one."""
    shown = page.content.decode().split("<main", 1)[1].split("</main>")[0]
    return " ".join(shown.split())


def badge(page: Any) -> str:
    """The number beside "Now", or nothing."""
    top = page.content.decode().split("<main", 1)[0]
    found = re.search(r'class="count"><bdi>(\d+)', top)
    return found[1] if found else ""


def warn(cast: Cast, sign_in: Any, **said: str) -> str:
    """The JOC logs a report and warns, on the page; gives the alert's id."""
    sent = {"id": str(uuid4()), "level": "warning", "channel": "call", "act": "riders"} | said
    answer = sign_in(cast["joc_duty_officer"]).post("/m/luma/alerts/new/", sent | {"warn": "1"})
    assert answer.status_code == 302
    return sent["id"]


@pytest.mark.parametrize("role", counted(SOME, ROLES))
def test_everybody_lands_on_what_waits_for_them(role: str, cast: Cast, sign_in: Any) -> None:
    """A quarter of the posts with each change. One mission: no list of missions before it."""
    landed = sign_in(cast[role]).get("/", follow=True)
    assert landed.redirect_chain[-1][0] == "/m/luma/now/"
    panels = re.findall(r'<section class="panel" id="([a-z]+)"', main_of(landed))
    if role in FEW:
        assert panels == (["setup"] if role == "administrator" else []) and re.search(
            r'<a href="/m/luma/[a-z/]+"', main_of(landed)
        )
    else:
        assert panels, role


def test_an_alert_told_of_waits_until_somebody_says_they_read_it(cast: Cast, sign_in: Any) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    pk = warn(cast, sign_in, place=str(luma.pk), place_said="Luma")
    office = sign_in(cast.hofo)
    home = office.get("/m/luma/now/")
    assert "riders" in main_of(home) and f"/m/luma/alerts/{pk}/" in main_of(home)
    assert badge(home) == badge(office.get("/m/luma/places/")) == "1"
    office.get(f"/m/luma/alerts/{pk}/")  # looking at it is not having read it
    inbox = office.get("/m/luma/inbox/")
    assert "I have read it" in main_of(inbox) and badge(inbox) == "1"
    said = office.post(f"/m/luma/inbox/{pk}/read/", follow=True)
    assert "I have read it" not in main_of(said)
    assert badge(said) == ("1" if "I own" in main_of(office.get("/m/luma/now/")) else "")


def test_what_one_may_not_open_neither_counts_nor_shows(cast: Cast, sign_in: Any) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    warn(cast, sign_in, place=str(luma.pk), place_said="Luma", classification="2")
    south = make.person("south")
    make.post(cast.mission, "head_of_field_office", south, area=cast.south)
    page = sign_in(south).get("/m/luma/now/")
    assert badge(page) == "" and "riders" not in main_of(page)
    assert "Luma" not in main_of(sign_in(south).get("/m/luma/now/first-days/"))
    assert sign_in(cast["partner"]).get("/m/luma/inbox/").status_code == 404


def test_whoever_took_a_post_lately_is_led_to_the_first_days(cast: Cast, sign_in: Any) -> None:
    chief = sign_in(cast["chief_of_staff"])
    assert "/m/luma/now/first-days/" not in main_of(chief.get("/m/luma/now/"))
    newcomer = make.person("newcomer")
    holding = make.post(cast.mission, "chief_of_staff", newcomer).holdings
    holding.update(starts=clock.today(cast.mission))
    assert "/m/luma/now/first-days/" in main_of(sign_in(newcomer).get("/m/luma/now/"))
    page = main_of(sign_in(newcomer).get("/m/luma/now/first-days/"))
    for part in ("Urgent now", "What was promised", "What is due", "Whom to meet"):
        assert part in page


def test_a_first_page_asks_as_much_for_one_alert_as_for_many(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    office = sign_in(cast.hofo)
    warn(cast, sign_in, place=str(luma.pk), place_said="Luma")
    office.get("/m/luma/now/")
    forget_all()  # of what is drawn, not of what is kept
    with django_assert_max_num_queries(60) as few:
        office.get("/m/luma/now/")
    asked = len(few.captured_queries)
    for _number in range(4):
        warn(cast, sign_in, place=str(luma.pk), place_said="Luma")
    forget_all()
    with django_assert_max_num_queries(asked + 1):  # signs that rise ask for their questions once
        office.get("/m/luma/now/")


def test_who_reports_from_the_field_lands_on_danger_report_what_waits_and_what_is_owed(
    cast: Cast, sign_in: Any
) -> None:
    """No ranked list of armed actors, and none of the places that nobody reaches."""
    place = make.place(cast.mission, "Bel", area=cast.north, classification=0)
    make.risk(cast.mission, place, by=cast["analyst"])
    warn(cast, sign_in, place=str(place.pk), act="riders at the ford")
    set_up(sign_in, cast["field_reporter"])
    reporter = sign_in(cast["field_reporter"])
    sent = at_desk(what="Shots near the well", place=str(place.pk))
    assert reporter.post(NEW, sent).status_code == 302
    page = main_of(reporter.get("/m/luma/now/"))
    order = re.findall(r'class="panel" id="([a-z]+)"', page)
    assert order[:3] == ["report", "telephones", "sent"] and "Feedback due" in page
    assert page.index(">Danger<") < page.index("/field-reports/new/") < page.index("FR-0001")
    for word in ("hotspot", "Government", "No unit known to reach", "killing"):
        assert word not in page, word
