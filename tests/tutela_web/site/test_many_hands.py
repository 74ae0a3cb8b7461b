"""A night in the operations centre: many programs and pages at once about few alerts. Each is
answered, what was told to be saved is there, and the board says what the record says."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client

from tests.counts import counted
from tests.tutela_web import make
from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import once_a_file
from tests.tutela_web.crisis.month import unit
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.two_hands import at_once
from tests.tutela_web.warning.story import call
from tutela_web.access.audit import trail
from tutela_web.warning.models import Alert, AlertNow, Report
from tutela_web.warning.threads.joinings import root_of
from tutela_web.warning.threads.state import settle

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.postgresql,
]
Luma = tuple[str, str]
"""The ids of a company near Luma, and of the place."""
HANDS, ACTS = counted(4, 7), counted(6, 60)
OFTEN = {"raise": 4, "report": 5, "decide": 3, "task": 4, "outcome": 1, "join": 2, "level": 2}


@pytest.fixture(scope=once_a_file)
def world(build_once: Any) -> tuple[Cast, Luma]:
    def made() -> tuple[Cast, Luma]:
        cast = assemble()
        place = make.place(cast.mission, area=cast.north)
        return cast, (str(unit(cast).pk), str(place.pk))

    return build_once(made)  # type: ignore[no-any-return]


class Hand:
    """One of many: acts on alerts that all the others act on too, and notes what was saved."""

    def __init__(self, number: int, cast: Cast, luma: Luma, alerts: list[str], page: Client):
        self.chance, self.alerts = random.Random(number), alerts
        self.company, self.place = luma
        self.desk, self.page = Program(cast["joc_duty_officer"]), page
        self.sector, self.office = Program(cast["sector_operations"]), Program(cast.hofo)
        self.answers: Counter[tuple[str, int]] = Counter()
        self.saved: list[str] = []

    def act(self) -> None:
        for _ in range(ACTS):
            (what,) = self.chance.choices(list(OFTEN), list(OFTEN.values()))
            answer = getattr(self, f"_{what}")(self._one_of_the_newest())
            self.answers[what, answer.status_code] += 1

    def _one_of_the_newest(self) -> str:
        return str(root_of(UUID(self.chance.choice(self.alerts[-8:]))))

    def _raise(self, _about: str) -> Any:
        sent = {"id": str(uuid4()), "act": "shots", "place_id": self.place}
        answer = self.desk.send("/alerts", sent)
        if answer.status_code < 300:
            self.alerts.append(sent["id"])
        return answer

    def _report(self, about: str) -> Any:
        sent = {"id": str(uuid4()), "words": "they are coming"}
        answer = self.desk.send(f"/alerts/{about}/reports", sent)
        if answer.status_code < 300:
            self.saved.append(sent["id"])
        return answer

    def _decide(self, about: str) -> Any:
        sent = {"choice": "act", "authority": "commands"}
        return self.sector.send(f"/alerts/{about}/decisions", sent)

    def _task(self, about: str) -> Any:
        sent = {"option": "day_patrol", "standard": "deter_by_presence", "unit_id": self.company}
        sent |= {"competing": "first"} if self.chance.random() < 0.5 else {}
        return self.sector.send(f"/alerts/{about}/taskings", sent)

    def _outcome(self, about: str) -> Any:
        sent = {"outcome": "false_alarm", "although": True, "evidence": "looked"}
        return self.office.send(f"/alerts/{about}/outcomes", sent)

    def _join(self, about: str) -> Any:
        other = self._one_of_the_newest()
        return self.page.post(f"/m/luma/alerts/{about}/join/", {"alert": other, "why": "one"})

    def _level(self, about: str) -> Any:
        level = self.chance.choice(["warning", "imminent"])
        return self.page.post(f"/m/luma/alerts/{about}/level/", {"level": level, "why": "seen"})


def test_a_night_of_many_hands_loses_nothing_and_sends_nobody_away(
    world: tuple[Cast, Luma], sign_in: Any
) -> None:
    cast, luma = world
    alerts = [str(call(cast).pk) for _ in range(4)]
    hands = [
        Hand(number, cast, luma, alerts, sign_in(cast["joc_duty_officer"]))
        for number in range(HANDS)
    ]
    for hand in hands:
        hand.page.raise_request_exception = False
    at_once(*(hand.act for hand in hands))
    answers = sum((hand.answers for hand in hands), Counter())
    assert {one: n for one, n in answers.items() if one[1] >= 500} == {}
    saved = {pk for hand in hands for pk in hand.saved}
    stands = Report.objects.filter(pk__in=saved, alert__merged_into=None)
    assert {str(pk) for pk in stands.values_list("pk", flat=True)} == saved
    before, every = rows(), list(Alert.objects.values_list("pk", flat=True))
    with transaction.atomic():
        settle(cast.mission, every)
    assert rows() == before
    assert not trail.verify(str(cast.mission.pk)).broken


def rows() -> list[dict[str, Any]]:
    """Where the alerts stand; but for when that was written down."""
    return [
        {name: value for name, value in row.items() if name != "settled_at"}
        for row in AlertNow.objects.order_by("alert").values()
    ]
