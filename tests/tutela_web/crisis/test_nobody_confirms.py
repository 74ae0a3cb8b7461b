"""No community liaison assistant is ever tasked by the system to confirm an attack: whatever comes
in, and however long nobody answers, a person alone sends people anywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.intake.sending import report, send
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.warning.story import call, later
from tutela_web.access.models import Post
from tutela_web.base import clock
from tutela_web.crisis.models import Tasking
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.models import Alert, AlertLevel, CallBack
from tutela_web.warning.tripwires.verbs import trip

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_an_attack_tasks_no_liaison_assistant_by_itself(cast: Cast, sign_in: Any) -> None:
    assistants = Post.objects.filter(role="field_reporter")
    assert assistants.exists()
    place = make.place(cast.mission, "Luma", area=cast.north, classification=0)
    for level in (AlertLevel.WARNING, AlertLevel.IMMINENT, AlertLevel.ONGOING):
        call(cast, level=level, place=place, area=cast.north)
    phone = Program(cast["field_reporter"])
    send(phone, report("danger", answers={"what": "They burn Luma"}, place_id=str(place.pk)))
    send(phone, report(answers={"what": "Shots", "going_on": True}, place_id=str(place.pk)))
    for hours in (0.1, 0.5, 3, 24, 72):
        later(cast.mission, hours=hours)
        tick()
        trip(cast.mission)
    assert Alert.objects.count() >= 4
    assert not Tasking.objects.exists(), "a person tasks, never the system"
    assert not Alert.objects.filter(owner=cast["field_reporter"]).exists()
    due = clock.now(cast.mission) - timedelta(days=30)
    assert not CallBack.objects.filter(owner_post__in=assistants, due_at__gt=due).exists()
    waits = sign_in(cast["field_reporter"]).get("/?missions=1").content.decode()
    assert "waits for your answer" not in waits
