"""When what opens a debrief happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.engagements.test_engagements import met
from tests.tutela_web.fora.story import by, url
from tests.tutela_web.warning.story import at_desk, call, later
from tutela_web.base import clock
from tutela_web.base.ids import new_id
from tutela_web.engagements.engagement.queries import commitments_for
from tutela_web.lessons.models import Debrief
from tutela_web.lessons.opening import open_debriefs
from tutela_web.lessons.verbs import open_by_hand


def test_a_promise_broken_in_the_morning_opens_a_debrief_no_later_than_now(
    cast: Cast, sign_in: Any
) -> None:
    mission, adviser = cast.mission, sign_in(cast.adviser)
    now = clock.now(mission)
    mission.clock_shift += now.replace(hour=8, minute=0) - now
    mission.save()
    engagement = met(cast, by(cast, "poc_adviser"))
    promise = {"what": "Open the market", "side": "theirs", "due": make.TODAY - timedelta(days=1)}
    adviser.post(url("engagements:promise_new", engagement.pk), promise)
    made = commitments_for(by(cast, "poc_adviser")).get()
    broken = {"judged": "broken", "seen": "The gate is shut.", "version": 1}
    assert adviser.post(url("engagements:promise", made.pk), broken).status_code == 302
    assert open_debriefs(mission) == 1
    occurred = Debrief.objects.get().occurred_at
    assert occurred.date() == clock.today(mission) and occurred <= clock.now(mission)


def test_a_debrief_begins_with_what_the_ledger_knows_in_the_order_of_time(
    cast: Cast, sign_in: Any
) -> None:
    alert = call(cast, level="ongoing", classification=1)
    sign_in(cast["sector_operations"]).post(
        f"/m/luma/alerts/{alert.pk}/decide/",
        {"id": new_id(), "choice": "act", "authority": "commands"},
    )
    later(cast.mission, minutes=5)
    sign_in(cast["head_of_field_office"]).post(
        f"/m/luma/alerts/{alert.pk}/outcome/",
        {"id": new_id(), "outcome": "not_reached", "why": "distance", "danger_ended": "the priest"},
    )
    opened = open_by_hand(
        "The church", "asked for", alert=alert, classification=1, by=at_desk(cast, "poc_adviser")
    )
    page = sign_in(cast["poc_adviser"]).get(url("lessons:debrief_edit", opened.pk))
    assert page.status_code == 200 and 'name="happened"' in page.content.decode()
    written = page.content.decode().split('name="happened"')[1].split("</textarea>")[0]
    assert "Decision" in written and "Outcome" in written
    assert written.index("Decision") < written.index("Outcome"), "one order of time"
    assert "the priest" not in written and not Debrief.objects.get().happened, "a person keeps it"
