"""What somebody owns is told to them and to nobody as late: on the first page, in the inbox, on the
desk of the operations centre, in the brief."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_consent import lost
from tests.tutela_web.site.test_home import main_of
from tests.tutela_web.warning.story import at_desk, later
from tutela_web.access.models import Post
from tutela_web.base import clock
from tutela_web.crisis.consent.queries import escalators
from tutela_web.crisis.consent.verbs import end, hand_over
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.records.owed.rows import owed_rows

NOW, INBOX, DESK = "/m/luma/now/", "/m/luma/inbox/", "/m/luma/joc/"
STRATEGIC = "strategic consent: the mission&#x27;s presence or mandate"


def part_of(page: Any, panel: str) -> str:
    """A panel of a page, blank where it is not there."""
    parts = main_of(page).split(f'<section class="panel" id="{panel}"')
    return parts[1].split("</section>")[0] if len(parts) > 1 else ""


def test_strategic_consent_lost_stands_first_on_the_page_of_everybody_who_answers_for_it(
    cast: Cast, sign_in: Any
) -> None:
    """F1: it was lost for 24 hours and nobody's page said so."""
    lost(cast, kind="strategic")
    for who in ("head_of_mission", "chief_of_staff", "poc_adviser", "joc_duty_officer"):
        page = sign_in(cast[who]).get(NOW)
        assert STRATEGIC in part_of(page, "consent"), who

        assert main_of(page).split('class="panel"')[1].startswith(' id="consent"')


def test_its_clock_is_late_for_its_owner_and_for_nobody_else(cast: Cast, sign_in: Any) -> None:
    """After a day it is late for the Head of Mission; the Chief of Staff reads that it is lost."""
    made = lost(cast, kind="strategic")
    owner, other = sign_in(cast["head_of_mission"]), sign_in(cast["chief_of_staff"])
    assert "yours to take to headquarters" in part_of(owner.get(NOW), "consent")
    assert "late" not in part_of(owner.get(NOW), "consent")
    later(cast.mission, hours=25)
    assert "1 late" in part_of(owner.get(NOW), "consent")
    assert "late" not in part_of(other.get(NOW), "consent")
    assert not [row for row in owed_rows(at_desk(cast, "chief_of_staff")) if row.grave]
    hand_over(made, escalators(cast.mission)[1], by=at_desk(cast, "head_of_mission"), why="away")
    assert "late" not in part_of(owner.get(NOW), "consent")
    assert "1 late" in part_of(other.get(NOW), "consent")


@pytest.mark.parametrize("address", [NOW, INBOX, DESK])
def test_it_is_told_in_the_inbox_and_at_the_desk_until_it_ends(
    cast: Cast, sign_in: Any, address: str
) -> None:
    made = lost(cast, kind="strategic")
    browser: Client = sign_in(cast["head_of_mission"])
    assert STRATEGIC in main_of(browser.get(address)).split('id="consent"')[1]
    by = at_desk(cast, "head_of_mission")
    end(made, "restored", "the ministry took its note back", by=by)
    assert 'id="consent"' not in main_of(browser.get(address))


def test_what_a_post_owns_is_on_its_page_though_no_panel_is_made_for_it(
    cast: Cast, sign_in: Any
) -> None:
    """An analyst owns a point of a meeting: it stands in her panel, and on nobody else's page."""
    office = Post.objects.get(mission=cast.mission, role="legal_affairs")
    who = cast["legal_affairs"]
    day = clock.today(cast.mission) - timedelta(days=2)
    meeting = _met(cast)
    meeting.actions.create(
        mission=cast.mission,
        what="read the host's note",
        owner=office,
        due=day,
        author=cast.adviser,
        entered_at=clock.now(cast.mission),
        classification=0,
    )
    by = at_desk(cast, "legal_affairs")
    if by.reads("fora"):
        assert [row.words for row in owed_rows(by)] == ["read the host's note"]
        assert "read the host" in part_of(sign_in(who).get(NOW), "owed")
    assert "read the host" not in part_of(sign_in(cast["chief_of_staff"]).get(NOW), "owed")


def _met(cast: Cast) -> Meeting:
    now = clock.now(cast.mission)
    kept = {"mission": cast.mission, "author": cast.adviser, "entered_at": now}
    forum = Forum.objects.create(name="Protection forum", classification=0, **kept)
    return Meeting.objects.create(forum=forum, starts_at=now, classification=0, **kept)
