"""Check-in is for who wants it: a report counts, and a missed one is told to two and no more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.field.telephone import set_up
from tutela_web.access.models import AuditEntry, Mission
from tutela_web.base import clock
from tutela_web.channels.models import Message
from tutela_web.field.check_ins import tell_missed
from tutela_web.field.models import CheckIn

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]
PAGE = "/m/luma/field/"


def ask(browser: Any, hours: float) -> Any:
    mission = Mission.objects.get(code="luma")
    due = clock.now(mission) + timedelta(hours=hours)
    said = due.astimezone(ZoneInfo(mission.time_zone)).strftime("%Y-%m-%dT%H:%M")
    return browser.post(f"{PAGE}check-in/", {"due_at": said})


def missed(cast: Cast) -> CheckIn:
    CheckIn.objects.update(due_at=clock.now(cast.mission) - timedelta(minutes=10))
    assert tell_missed(cast.mission) == 1 and tell_missed(cast.mission) == 0, "once"
    return CheckIn.objects.get()


def test_a_missed_one_is_told_to_head_of_office_and_security_alone(
    cast: Cast, sign_in: Any
) -> None:
    security, guard = make.person("guard"), sign_in(cast["chief_of_staff"])
    post = make.post(cast.mission, "joc_duty_officer", security, title="Security adviser")
    guard.post(f"{PAGE}expiry/", {"expiry_hours": "168", "security_post": str(post.pk)})
    assistant = sign_in(cast["field_reporter"])
    assert "Check-in (optional)" in assistant.get(PAGE).content.decode()
    assert ask(assistant, -1).status_code == 400 and ask(assistant, 100).status_code == 400
    assert ask(assistant, 5).status_code == 302
    assert tell_missed(cast.mission) == 0
    check_in = missed(cast)
    told = set(Message.objects.filter(about_id=check_in.pk).values_list("to_id", flat=True))
    assert {cast.hofo.pk, security.pk} <= told
    assert told <= {cast.hofo.pk, security.pk, post.pk, cast.hofo.holdings.get().post.pk}
    name = str(cast["field_reporter"])
    for who in (cast.hofo, security):
        page = sign_in(who).get(PAGE).content.decode()
        assert "Missed check-ins" in page and name in page and "10\xa0minutes" in page
    for who in ("unit_commander", "joc_duty_officer", "poc_adviser", "analyst", "administrator"):
        assert "Missed check-ins" not in sign_in(cast[who]).get(PAGE).content.decode(), who
    stranger = sign_in(cast["poc_adviser"]).post(f"{PAGE}check-in/{check_in.pk}/heard/")
    assert stranger.status_code == 404
    sign_in(cast.hofo).post(f"{PAGE}check-in/{check_in.pk}/heard/")
    assert "Missed check-ins" not in sign_in(security).get(PAGE).content.decode()
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert {"expect_check_in", "miss_check_in", "end_check_in"} <= acts


def test_a_report_or_a_word_counts_and_an_old_report_does_not(cast: Cast, sign_in: Any) -> None:
    telephone = set_up(sign_in, cast["field_reporter"])
    old, _sealed = telephone.capture()
    assistant = sign_in(cast["field_reporter"])
    ask(assistant, 5)
    telephone.send(old)  # written before they left: it says nothing of how they are now
    assert CheckIn.objects.get().heard_at is None
    fresh, _sealed = telephone.capture()
    telephone.send(fresh)
    assert CheckIn.objects.get().heard_at is not None
    ask(assistant, 5)
    assistant.post(f"{PAGE}check-in/", {"do": "well"})
    assert not CheckIn.objects.filter(heard_at=None).exists()
    CheckIn.objects.update(due_at=clock.now(cast.mission) - timedelta(hours=1))
    assert tell_missed(cast.mission) == 0
