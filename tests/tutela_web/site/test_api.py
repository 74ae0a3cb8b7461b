"""The API: the same policy and verbs as the pages, one shape of error, nothing done twice."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela import __version__
from tutela_web.access.devices import verbs
from tutela_web.access.models import AuditEntry, Person
from tutela_web.incidents.models import ClosedIncident, Incident

ROOT = "/api/v1/missions/luma"


class Program(Client):
    """A program of one person, by a device's token."""

    def __init__(self, person: Person) -> None:
        _device, token = verbs.make(person, name="laptop")
        super().__init__(headers={"Authorization": f"Bearer {token}"})

    def send(self, address: str, content: Any, *, how: str = "post", **headers: str) -> Any:
        return getattr(self, how)(
            ROOT + address, json.dumps(content), content_type="application/json", headers=headers
        )


@pytest.fixture
def amina(cast: Cast) -> Program:
    return Program(cast.amina)


def test_without_a_token_nothing_is_told(cast: Cast) -> None:
    answer = Client().get(f"{ROOT}/incidents")
    assert answer.status_code == 401 and answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["error"]["code"] == "access.not_signed_in"


def test_the_version_is_told_to_who_is_signed_in_and_to_no_stranger(amina: Program) -> None:
    """Which faults are open is known by it."""
    assert amina.get("/api/v1/version").json() == {"tutela": __version__, "interface": "v1"}
    for address in ("/api/v1/version", "/api/v1/missions", "/account/login/"):
        answer = Client().get(address)
        told = answer.content.decode() + str(dict(answer.headers))
        assert answer.status_code in (200, 401) and __version__ not in told


def test_a_stranger_and_a_missing_mission_are_the_same(cast: Cast) -> None:
    program = Program(cast.chen)
    answers = [program.get(a) for a in (f"{ROOT}/incidents", "/api/v1/missions/nowhere/incidents")]
    assert [a.status_code for a in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_an_incident_sent_twice_with_its_own_id_is_one(cast: Cast, amina: Program) -> None:
    sent = {"id": str(uuid4()), "title": "Cattle camp attacked", "harms": ["killing"], "killed": 4}
    first, again = amina.send("/incidents", sent), amina.send("/incidents", sent)
    assert (first.status_code, first.json()["id"]) == (201, sent["id"])
    assert again.json()["number"] == first.json()["number"]
    assert Incident.objects.count() == 1


def test_an_idempotency_key_answers_again_without_doing_again(cast: Cast, amina: Program) -> None:
    sent = {"title": "Cattle camp attacked"}
    first = amina.send("/incidents", sent, **{"Idempotency-Key": "k1"})
    again = amina.send("/incidents", sent, **{"Idempotency-Key": "k1"})
    other = amina.send("/incidents", {"title": "Another"}, **{"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json()["id"] == again.json()["id"]
    assert Incident.objects.count() == 1


def test_two_people_who_change_the_same_figure_meet_side_by_side(
    cast: Cast, amina: Program
) -> None:
    made = make.incident(cast.mission, killed=4, by=cast.amina)
    address = f"/incidents/{made.pk}"
    adviser = Program(cast.adviser)
    edit = {"version": 1, "reason": "hospital list"}
    assert amina.send(address, edit | {"changes": {"killed": 6}}, how="patch").status_code == 200
    answer = adviser.send(address, edit | {"changes": {"killed": 5}}, how="patch")
    assert answer.status_code == 409
    assert answer.json()["error"]["fields"] == {"killed": {"base": 4, "theirs": 6, "yours": 5}}
    title = adviser.send(address, edit | {"changes": {"title": "Attack"}}, how="patch").json()
    assert (title["killed"], title["title"], title["version"]) == (6, "Attack", 3)


def test_a_value_out_of_bounds_is_said_and_not_repeated(amina: Program) -> None:
    answer = amina.send("/incidents", {"title": "x", "killed": -3, "summary": "SECRETWORD"})
    assert answer.status_code == 422
    assert answer.json()["error"]["fields"][0]["where"].endswith("killed")
    assert b"SECRETWORD" not in answer.content


def test_a_colleague_without_a_post_may_read_and_not_record(cast: Cast) -> None:
    boris = Program(cast.boris)
    assert boris.get(f"{ROOT}/incidents").status_code == 200
    answer = boris.send("/incidents", {"title": "x"})
    assert answer.status_code == 403 and answer.json()["error"]["next"]


def test_lists_go_on_after_the_last_without_gaps_or_doubles(cast: Cast, amina: Program) -> None:
    for n in range(7):
        make.place(cast.mission, f"Village {n}", code=f"v{n}")
    seen, after = [], ""
    while True:
        part = amina.get(f"{ROOT}/places", {"limit": 3, "after": after}).json()
        seen += [place["code"] for place in part["results"]]
        after = part["next"]
        if not after:
            break
    assert seen == [f"v{n}" for n in range(7)]
    for nonsense in ("nonsense", urlsafe_b64encode(b"[" * 3_000).decode()):
        assert amina.get(f"{ROOT}/places", {"after": nonsense}).status_code == 400


def test_events_without_a_date_come_at_the_end_and_none_is_skipped(
    cast: Cast, amina: Program
) -> None:
    batch = make.batch(cast.mission, cast.amina)
    none = {"date_start": None, "date_end": None}
    dated = [str(make.event(cast.mission, batch).handle) for _ in range(3)]
    undated = [str(make.event(cast.mission, batch, **none).handle) for _ in range(3)]
    address, got, after = f"{ROOT}/events?limit=2", [], ""
    while True:
        part = amina.get(f"{address}&after={after}" if after else address).json()
        got += [event["id"] for event in part["results"]]
        if (after := part["next"]) is None:
            break
    assert got == dated[::-1] + undated[::-1]


def test_incidents_entered_in_the_same_moment_are_all_listed(cast: Cast, amina: Program) -> None:
    for n in range(5):
        make.incident(cast.mission, f"Attack {n}")
    Incident.objects.update(entered_at=datetime(2018, 12, 30, 7, 0, 0, 123456, tzinfo=UTC))
    seen, after = set(), ""
    while True:
        part = amina.get(f"{ROOT}/incidents", {"limit": 2, "after": after}).json()
        seen |= {incident["title"] for incident in part["results"]}
        after = part["next"]
        if not after:
            break
    assert len(seen) == 5


def test_an_edit_by_a_program_names_fields_that_are_there(cast: Cast, amina: Program) -> None:
    made = make.incident(cast.mission, killed=4, by=cast.amina)
    place = make.place(cast.mission, "Luma", area=cast.north)
    address = f"/incidents/{made.pk}"
    for changes in ({"killd": 5}, {"killed": -1}, {"id": str(uuid4())}, {"title": " "}):
        edit = {"version": 1, "reason": "count", "changes": changes}
        assert amina.send(address, edit, how="patch").status_code == 422, changes
    edit = {"version": 1, "changes": {"place_id": str(place.pk), "event_from_time": "06:30"}}
    edited = amina.send(address, edit, how="patch").json()
    assert (edited["place_id"], edited["event_from_time"]) == (str(place.pk), "06:30:00")
    assert Incident.objects.get().area == cast.north


def test_what_belongs_to_a_compartment_is_kept_there_and_not_shown(
    cast: Cast, amina: Program
) -> None:
    sent = {"title": "Attack near the water point", "harms": ["sexual violence"]}
    assert amina.send("/incidents", sent).status_code == 422, "a word of nobody's may hide a closed"
    sent["harms"] = ["crsv"]
    answers = [amina.send("/incidents", sent, **{"Idempotency-Key": "k"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert all(answer.content == b"" for answer in answers)
    assert ClosedIncident.objects.count() == 1 and not Incident.objects.exists()


def test_the_register_shows_suggested_beside_agreed(cast: Cast, amina: Program) -> None:
    from tests.tutela_web.site.test_situation import assessed

    place = make.place(cast.mission, "Luma", area=cast.north)
    assessed(cast, place)
    lines = amina.get(f"{ROOT}/risks").json()["lines"]
    assert lines[0]["place"] == "Luma" and lines[0]["suggested"]["risk"] == 80
    made = amina.send(
        "/risks", {"place_id": str(place.pk), "actor": "Group Kestrel", "harm": "killing"}
    )
    assert made.status_code == 201
    proposal = {
        "version": made.json()["version"],
        "reason": "called in by two elders",
        "factors": {"declared threat": {"value": 5, "low": 4, "high": 5}},
    }
    answer = amina.send(f"/risks/{made.json()['id']}/proposal", proposal)
    assert answer.status_code == 200 and answer.json()["proposal"]["reason"]
    no_reason = amina.send(f"/risks/{made.json()['id']}/proposal", proposal | {"reason": " "})
    assert no_reason.status_code == 400


def test_ranks_go_on_from_page_to_page(cast: Cast, amina: Program) -> None:
    place = make.place(cast.mission, "Luma", area=cast.north)
    for n in range(27):
        make.risk(cast.mission, place, by=cast.adviser, actor=f"Group {n:02}")
    pages = [amina.get(f"{ROOT}/risks?page={n}").json()["lines"] for n in (1, 2)]
    assert [line["rank"] for page in pages for line in page] == list(range(1, 28))


def test_a_confidential_line_read_by_a_program_is_a_line_in_the_audit(
    cast: Cast, amina: Program
) -> None:
    place = make.place(cast.mission, "Luma", area=cast.north)
    open_, marked = (
        make.risk(cast.mission, place, by=cast.adviser, actor=f"Group {n}", classification=n)
        for n in (0, 1)
    )
    for risk in (open_, marked):
        assert amina.get(f"{ROOT}/risks/{risk.pk}").status_code == 200
    (read,) = AuditEntry.objects.filter(act="read", kind="risk")
    assert read.subject_id == str(marked.pk)


def test_the_description_lists_every_address_and_loads_nothing(cast: Cast, amina: Program) -> None:
    described = amina.get("/api/v1/openapi.json").json()
    assert f"{ROOT}/incidents".replace("luma", "{code}") in described["paths"]
    assert amina.get("/api/v1/docs").status_code == 404
    packed = amina.get("/api/v1/openapi.json", HTTP_ACCEPT_ENCODING="gzip")
    assert packed["Content-Encoding"] == "gzip"
    listed = amina.get(f"{ROOT}/incidents", HTTP_ACCEPT_ENCODING="gzip")
    assert "Content-Encoding" not in listed.headers


def test_a_method_that_is_not_taken_and_a_session_without_its_token_are_told_as_json(
    cast: Cast, amina: Program
) -> None:
    no_method = amina.delete(f"{ROOT}/incidents")
    assert no_method.status_code == 405 and "GET" in no_method["Allow"]
    assert no_method.json()["error"]["code"] == "method"
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.amina)
    refused = browser.post(f"{ROOT}/incidents", {}, content_type="application/json")
    assert refused.status_code in (401, 403) and refused.json()["error"]["code"]


def test_an_ended_device_opens_nothing(cast: Cast) -> None:
    device, token = verbs.make(cast.amina, name="lost phone")
    verbs.end(device, by=cast.amina)
    answer = Client(headers={"Authorization": f"Bearer {token}"}).get(f"{ROOT}/places")
    assert answer.status_code == 401
