"""What must be heard is heard: a rising level, a message that failed, a call nobody took."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, call
from tests.tutela_web.warning.test_calls import STRANGER, line, listener, rings
from tutela_web.channels import outbox
from tutela_web.channels.models import Message
from tutela_web.warning.alerts.verbs import issue, set_level
from tutela_web.warning.board import live
from tutela_web.warning.models import CallBack, NetworkContact

__all__ = ["line", "listener"]
OLD = datetime(2018, 12, 31, tzinfo=UTC)


def to_commander(cast: Cast) -> Any:
    return Message.objects.filter(to_kind="person", to_id=cast["unit_commander"].pk)


@pytest.mark.parametrize(
    ("became", "messages"), [("sent", 1), ("waiting", 1), ("failed", 2), ("held", 2)]
)
def test_only_a_message_that_left_or_will_stands_for_the_same_a_moment_later(
    cast: Cast, became: str, messages: int
) -> None:
    alert = call(cast)
    for _twice in range(2):
        outbox.send(cast.mission.pk, "mail", "person", cast.amina.pk, about_id=alert.pk)
        Message.objects.filter(to_id=cast.amina.pk).update(state=became)
    assert Message.objects.filter(to_id=cast.amina.pk).count() == messages


def test_who_was_warned_a_moment_ago_hears_that_the_attack_has_begun(cast: Cast) -> None:
    alert, desk = call(cast, level="warning"), at_desk(cast, "joc_duty_officer")
    issue(alert, by=desk)
    before = to_commander(cast).count()
    set_level(again(alert), "ongoing", by=desk)
    assert to_commander(cast).count() == before + 1
    set_level(again(alert), "imminent", by=desk, why="they have stopped")
    set_level(again(alert), "ongoing", by=desk)
    assert to_commander(cast).count() == before + 1, "the same once more is a loop"


def test_a_call_nobody_took_is_a_change_that_boards_hear_of(
    cast: Cast, client: Any, line: Any
) -> None:
    rings(client, line, STRANGER, "a")
    first = CallBack.objects.get()
    assert (first.pk, first.changed_at) in live.settled_since(cast.mission.pk, OLD)
    assert live.newest(cast.mission.pk) == first.changed_at
    rings(client, line, STRANGER, "b")
    assert live.newest(cast.mission.pk) > first.changed_at
    assert live.settled_since(cast.other_mission.pk, OLD) == set()


def test_programs_read_the_calls_owed_and_never_who_rang(
    cast: Cast, client: Any, line: Any, listener: NetworkContact, sign_in: Any
) -> None:
    rings(client, line, STRANGER)
    rings(client, line, "+211900111222")
    address = "/api/v1/missions/luma/call-backs?state=due"
    answer = sign_in(cast["joc_duty_officer"]).get(address)
    rows = answer.json()["results"]
    assert {row["contact_id"] for row in rows} == {None, str(listener.pk)}
    assert STRANGER not in answer.content.decode() and "address_hash" not in rows[0]
    north = sign_in(cast["head_of_field_office"]).get(address).json()["results"]
    assert [row["contact_id"] for row in north] == [str(listener.pk)], "a stranger has no area"
    assert sign_in(cast.chen).get(address).status_code == 404
