"""What the directive asks of leaders, and whether they reported results."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import at_desk
from tutela_web.base.errors import Denied
from tutela_web.programme.duties import verbs
from tutela_web.programme.duties.models import LeaderDuty
from tutela_web.strategy.drafting.verbs import open_strategy

DAY = timedelta(days=1)


def test_a_leaders_duty_is_quoted_and_its_report_is_due_late_or_made(
    cast: Cast, sign_in: Any
) -> None:
    open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection in Luma"},
        by=at_desk(cast, "chief_of_staff"),
    )
    client = sign_in(cast["head_of_mission"])
    post = cast["police_commander"].holdings.get().post
    sent = {
        "post": post.pk,
        "source": "Directive 3",
        "quote": "Answers for patrols in camps",
        "given_on": make.TODAY - 9 * DAY,
        "report_due": make.TODAY - DAY,
        "classification": 1,
    }
    early = client.post("/m/luma/strategy/duties/new/", sent | {"report_due": "2001-01-01"})
    assert early.status_code == 400
    assert client.post("/m/luma/strategy/duties/new/", sent).status_code == 302
    page = sign_in(cast.boris).get("/m/luma/strategy/duties/").content.decode()
    for word in ("Answers for patrols in camps", "Directive 3", ">late<"):
        assert word in page
    assert "Protection in Luma" in client.get("/m/luma/strategy/duties/").content.decode()
    one = LeaderDuty.objects.get()
    client.post(f"/m/luma/strategy/duties/{one.pk}/", {"report": "Cable 7", "version": 1})
    page = client.get("/m/luma/strategy/duties/").content.decode()
    assert "Cable 7" in page and ">late<" not in page
    with pytest.raises(Denied):
        verbs.report_made(one, "x", None, version=2, by=at_desk(cast, "drafter"))
