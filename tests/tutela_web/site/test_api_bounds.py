"""What a program sends costs no more than its fields need: it is counted before it is judged."""

from __future__ import annotations

import json
import resource
import time
from typing import Any

import pytest
from django.test import Client
from ninja.params.models import BodyModel

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.site.test_api import ROOT, Program
from tutela_web.records.endpoints.bounds import (
    LEAST_BYTES,
    MOST_VALUES,
    bound_of,
    operations_by_route,
)
from tutela_web.site.api import api


@pytest.fixture
def amina(cast: Cast) -> Program:
    return Program(cast.amina)


def send_bytes(program: Client, content: bytes, address: str = "/incidents") -> Any:
    return program.post(ROOT + address, content, content_type="application/json")


def test_two_hundred_thousand_unknown_names_are_counted_and_not_judged(amina: Program) -> None:
    names = json.dumps({str(number): 1 for number in range(160_000)}).encode()
    assert 1_900_000 < len(names) < 2_000_000
    send_bytes(amina, b"{}")  # what is loaded with the first request
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.thread_time()
    answer = send_bytes(amina, names)
    assert answer.status_code == 413 and answer.json()["error"]["code"] == "input.too_much"
    assert time.thread_time() - began < 0.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000, "kilobytes"


def test_unknown_names_of_a_short_body_are_counted_too(amina: Program) -> None:
    many = {str(number): 1 for number in range(5_000)}
    assert len(json.dumps(many)) < 64_000
    assert amina.send("/incidents", many).status_code == 413
    inside = {"title": "Cattle camp attacked", "harms": list(range(5_000))}
    assert amina.send("/incidents", inside).status_code == 413


def test_twenty_slips_are_named_and_the_others_are_counted(amina: Program) -> None:
    answer = amina.send("/incidents", {f"name{number}": 1 for number in range(60)})
    error = answer.json()["error"]
    assert answer.status_code == 422 and len(error["fields"]) == 20
    assert error["more"] == 40
    longest = amina.send("/incidents", {"x" * 5_000: 1})
    assert len(longest.content) < 1_000


def test_a_body_beyond_every_bound_is_answered_as_json(amina: Program) -> None:
    for address in ("/incidents", "/nowhere"):
        answer = send_bytes(amina, b" " * 2_100_000, address)
        assert answer["Content-Type"].startswith("application/json"), address
        assert answer.status_code == (413 if address == "/incidents" else 404)
    missing = Client().get("/api/v1/nowhere")
    assert missing.status_code == 404 and missing.json()["error"]["code"] == "not_found"


def test_what_a_field_may_hold_may_be_sent_in_letters_of_any_script(
    cast: Cast, amina: Program
) -> None:
    """The longest account, each letter as six signs: more than 64 KB, and taken."""
    account = {"title": "ق" * 200, "narrative": "ق" * 15_000}
    sent = json.dumps(account)
    assert len(sent) > 64_000
    assert send_bytes(amina, sent.encode()).status_code in (201, 422)
    incident = make.incident(cast.mission)
    edit = {"version": incident.version, "changes": {"title": "ق" * 200}}
    changed = amina.send(f"/incidents/{incident.pk}", edit, how="patch")
    assert changed.status_code == 200


def test_the_bound_of_each_address_follows_from_its_own_model() -> None:
    routes = {pattern.pattern._route for pattern in api.urls[0]}
    sizes = {}
    for (route, method), operation in operations_by_route(api).items():
        assert route in routes, "the address as Django writes it"
        if any(issubclass(model, BodyModel) for model in operation.models):
            sizes[method, route] = bound_of(operation)
    assert len(sizes) > 70
    assert all(bound.most_bytes >= LEAST_BYTES for bound in sizes.values())
    assert all(100 <= bound.most_values <= MOST_VALUES for bound in sizes.values())
    lists = [b for b in sizes.values() if b.most_bytes > 500_000 or b.most_values > 2_000]
    assert len(lists) < 15, "decisions on rows and lines, hundreds at once"
    assert sum(bound.most_bytes == LEAST_BYTES for bound in sizes.values()) > 25


def test_the_description_is_made_once_and_asks_who_reads_it(cast: Cast, amina: Program) -> None:
    stranger = Client().get("/api/v1/openapi.json")
    assert stranger.status_code == 401 and len(stranger.content) < 500
    described = amina.get("/api/v1/openapi.json")
    assert described.status_code == 200 and described.json()["info"]["title"] == "Tutela"
    began = time.thread_time()
    for _ in range(20):
        assert amina.get("/api/v1/openapi.json").content == described.content
    assert time.thread_time() - began < 1, "made anew each takes a second and more"
