"""Alerts flow in while the process that takes them, and the one that ticks, are killed.

    python -m tests.tutela_web.warning.killing KILLS ALERTS [SEED]

Uses the databases of the environment. Telephones send each alert until it is answered for, as they
do on a bad line; both processes die by signal 9 at random moments and are started again. Prints
one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import select
import sys
import time
from datetime import date, timedelta
from subprocess import PIPE, Popen
from typing import Any
from uuid import UUID

KNOWN = {"warning": 120, "imminent": 300, "watch": 2880}
"""By level, how many minutes ago the call was: hours from the limit of any clock."""


AT_ONCE, AGAIN = 40, 4
"""How many calls come in together, and how many telephones send once more."""
STANDS_STILL = 3600
"""After so many seconds something hangs, however busy the machine is."""


def main(kills: int, alerts: int, seed: int) -> dict[str, Any]:
    """Kill so many times; raises AssertionError for an alert lost or doubled, a step skipped."""
    _django()
    from tutela_web.access import tables

    tables.prepare("default")
    house = _House()
    chance = random.Random(seed)
    from tutela_web.base import clock
    from tutela_web.base.ids import new_id

    levels = [chance.choice(sorted(KNOWN)) for _ in range(alerts)]
    all_of_them = {str(new_id()): level for level in levels}
    now = clock.now(house.mission)
    unsent = {
        pk: f"{pk} {level} {(now - timedelta(minutes=KNOWN[level])).isoformat()}"
        for pk, level in all_of_them.items()
    }
    children: dict[str, _Child] = {}
    died = {"take": 0, "tick": 0}
    began = time.monotonic()
    try:
        while unsent or sum(died.values()) < kills:
            assert time.monotonic() - began < STANDS_STILL, (len(unsent), died)
            for kind in died:
                if kind not in children:
                    children[kind] = _Child(kind, house)
            children["take"].tell(_next(children["take"], unsent, chance))
            until = time.monotonic() + chance.uniform(0.05, 1.2)
            while time.monotonic() < until:
                for pk in children["take"].heard(0.05):
                    unsent.pop(pk, None)
            if sum(died.values()) >= kills:
                continue
            spared = [kind for kind in sorted(died) if not died[kind]]
            doomed = chance.choice(spared or sorted(died))
            for pk in children.pop(doomed).kill():
                unsent.pop(pk, None)
            died[doomed] += 1
    finally:
        for child in children.values():
            child.kill()
    return _counted(house, all_of_them) | {"kills": sum(died.values()), "died": died}


def _next(taker: _Child, unsent: dict[str, str], chance: random.Random) -> list[str]:
    """What the telephones send now: new calls, and a few again that nobody has answered for."""
    if taker.unanswered > AT_ONCE:  # a busy machine: what is sent again would pile up behind it
        return []
    waiting = [line for line in unsent.values() if line in taker.told]
    fresh = [line for line in unsent.values() if line not in taker.told]
    return [*fresh[:AT_ONCE], *chance.sample(waiting, min(AGAIN, len(waiting)))]


def _counted(house: _House, sent: dict[str, str]) -> dict[str, Any]:
    """Everything is there once; what fell due was done once; nothing is left to do."""
    from collections import Counter

    from tutela_web.warning.clocks.ticker import tick_mission
    from tutela_web.warning.models import Alert, AlertMoment, AlertNow, AlertStep, Report

    while tick_mission(house.mission):
        pass
    found = set(map(str, Alert.objects.filter(mission=house.mission).values_list("pk", flat=True)))
    assert found == set(sent), f"{len(set(sent) - found)} lost, {len(found - set(sent))} too many"
    numbers = sorted(Alert.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(sent) + 1)), "a number is missing or given twice"
    reports = Counter(Report.objects.values_list("alert", flat=True))
    assert set(reports.values()) == {1}, "a report is missing or doubled"
    received = Counter(AlertMoment.objects.filter(name="received").values_list("alert", flat=True))
    assert set(received.values()) == {1} and len(received) == len(sent)
    assert AlertNow.objects.filter(mission=house.mission).count() == len(sent)
    steps: dict[str, set[tuple[str, int]]] = {pk: set() for pk in sent}
    for pk, clock, rung in AlertStep.objects.values_list("alert", "clock", "rung"):
        steps[str(pk)].add((clock, rung))
    expected = {level: house.undisturbed(level, minutes) for level, minutes in KNOWN.items()}
    for pk, level in sent.items():
        assert steps[pk] == expected[level], (level, steps[pk] ^ expected[level])
    order = AlertStep.objects.order_by("alert", "id").values_list("alert", "due_at")
    last: dict[Any, Any] = {}
    for pk, due in order:
        assert pk not in last or last[pk] <= due, "a step was applied out of order"
        last[pk] = due
    return {"alerts": len(sent), "steps": sum(map(len, steps.values()))}


def _django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tutela_web.settings"
    import django

    django.setup()


class _House:
    """An invented mission with every post of the ladders held, and a device of its duty officer."""

    def __init__(self) -> None:
        from tutela.warning.ladders import LADDERS
        from tutela_web.access.devices import verbs
        from tutela_web.access.models import DutyArea, Holding, Mission, Person, Post

        self.mission = Mission.objects.create(code="luma", name="Mission in Luma", iso3="SSD")
        area = DutyArea.objects.create(mission=self.mission, code="north", name="North")
        starts = date(2018, 1, 1)
        roles = ["joc_duty_officer", *(role for ladder in LADDERS.values() for role in ladder)]
        for role in roles:
            person = Person(username=role, needs_second_factor=False)
            person.set_unusable_password()
            person.save()
            post = Post.objects.create(mission=self.mission, role=role, title=role)
            Holding.objects.create(post=post, person=person, starts=starts)
        self.area = area
        self.person = Person.objects.get(username="joc_duty_officer")
        _device, self.token = verbs.make(self.person, name="telephone")

    def undisturbed(self, level: str, minutes: int) -> set[tuple[str, int]]:
        """The steps of an alert like these that nothing disturbed, in a mission of its own."""
        from tutela_web.access.models import Holding, Mission, Post
        from tutela_web.access.policy import standing_of
        from tutela_web.base import clock
        from tutela_web.warning.alerts.verbs import raise_alert
        from tutela_web.warning.clocks.ticker import tick_mission
        from tutela_web.warning.models import AlertStep

        calm = Mission.objects.create(code=f"calm-{level}", name="Calm", iso3="SSD")
        for post in Post.objects.filter(mission=self.mission):
            held = post.holdings.get()
            post.pk, post.mission = UUID(int=post.pk.int ^ hash(level) % 2**64), calm
            post.save(force_insert=True)
            Holding.objects.create(post=post, person=held.person, starts=held.starts)
        now = clock.now(calm)
        alert = raise_alert(
            {"act": "shots", "known_at": now - timedelta(minutes=minutes)},
            mission=calm,
            by=standing_of(self.person, calm),
            level=level,
        )
        while tick_mission(calm):
            pass
        return set(AlertStep.objects.filter(alert=alert).values_list("clock", "rung"))


class _Child:
    """A process that takes alerts, or ticks."""

    def __init__(self, kind: str, house: _House) -> None:
        command = [sys.executable, "-W", "ignore", "-m", __spec__.name, kind, house.token]
        self.process = Popen(command, stdin=PIPE, stdout=PIPE, env=os.environ)
        self.rest = b""
        self.told: set[str] = set()
        self.unanswered = 0
        assert self.process.stdout
        ready = self.process.stdout.readline()
        assert ready == b"ready\n", f"{kind} did not come up"

    def tell(self, lines: list[str]) -> None:
        assert self.process.stdin
        self.told.update(lines)
        self.unanswered += len(lines)
        self.process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self.process.stdin.flush()

    def heard(self, seconds: float) -> list[str]:
        """What it has answered for, waiting so long at most."""
        assert self.process.stdout
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            return []
        self.rest += os.read(self.process.stdout.fileno(), 65536)
        *whole, self.rest = self.rest.split(b"\n")
        self.unanswered -= len(whole)
        return [line.decode() for line in whole]

    def kill(self) -> list[str]:
        """Kill it; what it had answered for before is known."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout and self.process.stdin
        said = self.rest + self.process.stdout.read()
        self.process.stdin.close()
        self.process.stdout.close()
        return [line.decode() for line in said.split(b"\n")[:-1]]


def take(token: str) -> None:
    """The process that takes alerts: a request for each line, answered once it is kept."""
    _django()
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    _say("ready")
    for line in sys.stdin:
        pk, level, known = line.split()
        answer = client.post(
            "/api/v1/missions/luma/alerts",
            {"id": pk, "level": level, "act": "shots", "known_at": known},
            content_type="application/json",
            HTTP_AUTHORIZATION=f"Bearer {token}",
            HTTP_IDEMPOTENCY_KEY=pk,
        )
        if answer.status_code in (200, 201):
            _say(pk)
        else:
            _say("not stored")  # its telephone sends again
            sys.stderr.write(f"{answer.status_code} {answer.content[:300]!r}\n")


def tick(_token: str) -> None:
    """The process that ticks."""
    _django()
    from tutela_web.warning.clocks import ticker

    _say("ready")
    while True:
        ticker.tick()
        time.sleep(0.02)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    what = sys.argv[1]
    if what in ("take", "tick"):
        {"take": take, "tick": tick}[what](sys.argv[2])
    else:
        numbers = [*map(int, sys.argv[1:]), 4][:3]
        _say(json.dumps(main(*numbers)))
