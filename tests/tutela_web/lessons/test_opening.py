"""When what opens a debrief happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.engagements.test_engagements import met
from tests.tutela_web.fora.story import by, url
from tutela_web.base import clock
from tutela_web.engagements.engagement.queries import commitments_for
from tutela_web.lessons.models import Debrief
from tutela_web.lessons.opening import open_debriefs


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
