"""Telephones send over a bad line to a server that is killed, with wrong clocks and files twice.

    python -m tests.tutela_web.field.killing KILLS REPORTS TELEPHONES [SEED]

Uses the databases of the environment. Requests are lost before or after the server had them, the
server dies by signal 9 at random moments and is started again, and on SQLite its disk is full now
and then. Prints one line of JSON.
"""

from __future__ import annotations

import base64
import json
import os
import random
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from subprocess import PIPE, Popen
from threading import Timer
from typing import Any
from uuid import UUID


def main(kills: int, reports: int, telephones: int, seed: int) -> dict[str, Any]:
    """Send all; raises AssertionError for a report lost, doubled or out of order."""
    _django()
    from tests.tutela_web.field.telephone import Dropped

    chance = random.Random(seed)
    server = Server(chance)
    held = _make_telephones(telephones, server, chance)
    written: dict[UUID, str] = {}
    for number in range(reports):
        telephone = chance.choice(held)
        envelope, _sealed = telephone.capture(answers={"what": f"Report {number}"})
        written[envelope] = f"Report {number}"
    bundles = 0
    try:
        while waiting := [telephone for telephone in held if telephone.waiting]:
            if server.kills < kills and chance.random() < 2 * kills / reports:
                server.kill_within(chance.uniform(0, 0.05))
            telephone = chance.choice(waiting)
            try:
                if chance.random() < (0.3 if server.full else 0.05):
                    server.fill(not server.full)
                if chance.random() < 0.05:
                    bundles += 1
                    for _twice in range(2):
                        _carry(telephone.bundle(), server)
                    telephone.contact()
                for envelope in list(telephone.waiting)[: chance.randint(1, 5)]:
                    answer = telephone.send(envelope, size=chance.choice([300, 4096]))
                    server.check(answer)
            except Dropped:
                continue
        while server.kills < kills:  # all was sent before it had died so often
            server.kill()
    finally:
        server.kill()
    _count(held, written)
    return {
        "kills": kills,
        "reports": len(written),
        "lost": server.lost,
        "bundles": bundles,
        "refused": server.refused,
    }


def _count(held: list[Any], written: Mapping[UUID, str]) -> None:
    """Everything is there once, in the order of each telephone."""
    from tutela_web.field.models import FieldReceipt, PartialUpload
    from tutela_web.intake.models import FieldReport

    found = {report.pk: report.answers["what"] for report in FieldReport.objects.all()}
    assert found == dict(written), f"{len(written.keys() - found.keys())} lost"
    numbers = sorted(FieldReport.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(written) + 1)), "a number is missing or given twice"
    assert not PartialUpload.objects.exists()
    for telephone in held:
        receipts = FieldReceipt.objects.filter(handset=telephone.given["handset"])
        told = list(receipts.values_list("sequence", flat=True))
        assert told == list(range(1, telephone.sequence + 1)), "out of order"


def _django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tutela_web.settings"
    import django
    from django.conf import settings

    django.setup()
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES["staticfiles"] = plain  # pages without the manifest of built files


def _make_telephones(count: int, server: Server, chance: random.Random) -> list[Any]:
    """People of an invented mission with a telephone each, set up through the page."""
    from django.test import Client

    from tests.tutela_web.field.telephone import set_up
    from tutela_web.access import tables
    from tutela_web.access.models import DutyArea, Holding, Mission, Person, Post
    from tutela_web.access.vault import keyring

    tables.prepare("default")
    tables.prepare("keys")
    keyring.make_first()
    mission = Mission.objects.create(code="luma", name="Mission in Luma", iso3="SSD")
    area = DutyArea.objects.create(mission=mission, code="north", name="North")
    telephones = []

    def sign_in(person: Person) -> Client:
        client = Client(SERVER_NAME="localhost")
        client.force_login(person, backend="tutela_web.access.sessions.backend.AccountBackend")
        return client

    for number in range(count):
        person = Person(username=f"reporter_{number}", needs_second_factor=False)
        person.set_unusable_password()
        person.save()
        role = "joc_duty_officer" if number == 0 else "field_reporter"
        post = Post.objects.create(mission=mission, role=role, title=f"Post {number}", area=area)
        Holding.objects.create(post=post, person=person, starts=date(2018, 1, 1))
        telephone = set_up(sign_in, person)
        telephone.clock_ahead = timedelta(days=chance.choice([0, 0, -4000, 1, 900]))
        telephone.client = Line(server)
        telephones.append(telephone)
    server.carrier = sign_in(Person.objects.get(username="reporter_0")).cookies["sessionid"].value
    return telephones


@dataclass
class Answer:
    """What came back over the line."""

    status_code: int
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


@dataclass
class Line:
    """The network between a telephone and the server: each tenth request is lost, each way."""

    server: Server

    def get(self, path: str, **about: Any) -> Answer:
        return self.server.ask({"method": "get", "path": path, "headers": about["headers"]})

    def post(self, path: str, body: str | bytes, **about: Any) -> Answer:
        content = body.encode() if isinstance(body, str) else body
        return self.server.ask(
            {
                "method": "post",
                "path": path,
                "headers": about["headers"],
                "kind": about["content_type"],
                "body": base64.b64encode(content).decode(),
            }
        )


def _carry(content: bytes, server: Server) -> None:
    """A file of reports, uploaded by the office's own browser."""
    server.check(server.ask({"method": "carry", "body": base64.b64encode(content).decode()}))


@dataclass
class Server:
    """A process that answers, until it is killed; the next question starts another."""

    chance: random.Random
    carrier: str = ""
    process: Any = None
    kills: int = 0
    lost: int = 0
    full: bool = False
    refused: int = 0  # for the full disk
    timers: list[Timer] = field(default_factory=list)

    def fill(self, full: bool) -> None:
        """Let the server's disk be full from now on, or have room again."""
        self.full = True  # as long as nothing else was answered
        answer = self.ask({"method": "fill" if full else "empty"})
        self.full = full and answer.status_code == 200

    def check(self, answer: Any) -> None:
        """It took what was sent, or said that its disk is full."""
        self.refused += answer.status_code == 503
        assert answer.status_code == 200 or (self.full and answer.status_code == 503), (
            answer.status_code,
            answer.content,
        )

    def ask(self, question: Mapping[str, Any]) -> Answer:
        from tests.tutela_web.field.telephone import Dropped

        if self.process is None or self.process.poll() is not None:
            self._start()
        fate = self.chance.choice(["", "", "", "", "", "", "", "", "before", "after"])
        if fate == "before":
            self.lost += 1
            raise Dropped
        try:
            self.process.stdin.write(json.dumps(question).encode() + b"\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if fate == "after" or not line.endswith(b"\n"):
            self.lost += 1
            raise Dropped
        told = json.loads(line)
        return Answer(told["status"], base64.b64decode(told["body"]))

    def _start(self) -> None:
        self.full = False
        command = [sys.executable, "-W", "ignore", "-m", __spec__.name, "serve", self.carrier]
        self.process = Popen(command, stdin=PIPE, stdout=PIPE, env=os.environ)
        assert self.process.stdout.readline() == b"ready\n", "it did not come up"

    def kill_within(self, seconds: float) -> None:
        """Kill it in a moment, whatever it does then."""
        process = self.process
        if process is not None and process.poll() is None:
            self.kills += 1
            timer = Timer(seconds, process.kill)
            timer.start()
            self.timers.append(timer)

    def kill(self) -> None:
        """Kill it now."""
        for timer in self.timers:
            timer.join()
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.kills += 1


def serve(carrier: str) -> None:
    """The process that answers: a question a line, an answer a line."""
    _django()
    from io import BytesIO

    from django.test import Client

    client, office = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    office.cookies["sessionid"] = carrier
    _say("ready")
    for line in sys.stdin:
        asked = json.loads(line)
        body = base64.b64decode(asked.get("body", ""))
        if asked["method"] in ("fill", "empty"):
            _say(json.dumps({"status": _set_full(asked["method"] == "fill"), "body": ""}))
            continue
        if asked["method"] == "carry":
            file = BytesIO(body)
            file.name = "notes.bin"
            answer = office.post("/m/luma/field/bundle/", {"file": file})
        elif asked["method"] == "post":
            answer = client.post(
                asked["path"], body, content_type=asked["kind"], headers=asked["headers"]
            )
        else:
            answer = client.get(asked["path"], headers=asked["headers"])
        told = base64.b64encode(answer.content).decode()
        _say(json.dumps({"status": answer.status_code, "body": told}))


def _set_full(full: bool) -> int:
    """No further page fits into the database; gives 404 where the database is of another kind."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return 404
    with connection.cursor() as cursor:
        if full:
            cursor.execute("VACUUM")  # no page is left free inside
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages if full else 1_000_000}")
    return 200


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        numbers = [*map(int, sys.argv[1:]), 19][:4]
        _say(json.dumps(main(*numbers)))
