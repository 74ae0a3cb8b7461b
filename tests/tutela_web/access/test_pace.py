"""One account that asks without end leaves room for the others, and holds no alert back."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.tutela_web.cast import Cast
from tutela_web.access.devices import verbs

SLOW = {"read": (5, 0.001), "write": (2, 0.001)}


def test_who_asks_without_end_is_told_to_wait_and_nobody_else_waits(
    cast: Cast, sign_in: Any, settings: Any
) -> None:
    settings.PACE = SLOW
    runaway = sign_in(cast.amina)
    answers = [runaway.get("/m/luma/places/") for _ in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    page = answers[-1].content.decode()
    assert (
        "Too many pages were asked for at once" in page
        and "no-store" in answers[-1]["Cache-Control"]
    )
    assert sign_in(cast["joc_duty_officer"]).get("/m/luma/places/").status_code == 200
    assert Client().get("/account/login/").status_code == 200


def test_a_page_that_reloads_without_end_holds_no_alert_back(
    cast: Cast, sign_in: Any, settings: Any
) -> None:
    settings.PACE = SLOW
    officer = sign_in(cast["joc_duty_officer"])
    while officer.get("/m/luma/alerts/").status_code == 200:
        pass
    sent = officer.post(
        "/m/luma/alerts/raise/", {"level": "imminent", "act": "Armed men near the well"}
    )
    assert sent.status_code != 429


def test_few_requests_that_cost_much_are_paced_as_many_are(
    cast: Cast, sign_in: Any, settings: Any
) -> None:
    """Six pages that each take a processor for seconds are no better than six hundred."""
    settings.PACE = {"read": (600, 20.0), "read_seconds": (0.001, 0.001)}
    reader = sign_in(cast.amina)
    answers = [reader.get("/m/luma/places/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 429, 429]
    assert reader.post("/m/luma/alerts/raise/", {"level": "imminent"}).status_code != 429
    assert sign_in(cast["joc_duty_officer"]).get("/m/luma/places/").status_code == 200


def test_uploads_without_end_wait_and_an_alert_does_not(cast: Cast, settings: Any) -> None:
    settings.PACE = {"write": (600, 20.0), "bytes": (200_000, 1.0)}
    _device, token = verbs.make(cast.amina, name="analysis desk")
    program = Client(headers={"authorization": f"Bearer {token}"})

    def send(content: bytes) -> int:
        address = "/api/v1/missions/luma/incidents"
        answer = program.post(address, content, content_type="application/json")
        return int(answer.status_code)

    assert [send(b" " * 150_000) for _ in range(4)] == [400, 400, 429, 429]
    assert send(b'{"title": "Armed men near the well"}') == 201


def test_a_program_is_told_so_in_the_shape_of_every_error(cast: Cast, settings: Any) -> None:
    settings.PACE = SLOW
    _device, token = verbs.make(cast.amina, name="analysis desk")
    program = Client(headers={"authorization": f"Bearer {token}"})
    answers = [program.get("/api/v1/missions") for _ in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [429]
    error = answers[-1].json()["error"]
    assert error["code"] == "access.pace" and error["what"] and error["next"]
    assert Client().get("/api/v1/missions").status_code == 401  # who has no token is not counted
