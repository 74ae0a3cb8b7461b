"""Actors, bases and units by the API: as on the pages, through the same policy and verbs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.site.test_api import ROOT, Program
from tutela_web.access.models import AuditEntry
from tutela_web.actors.models import Actor
from tutela_web.capacity.models import Base, Unit
from tutela_web.records.versions.queries import versions_of


@pytest.fixture
def amina(cast: Cast) -> Program:
    return Program(cast.amina)


@pytest.fixture
def force(cast: Cast) -> Program:
    return Program(cast["force_commander"])


def sent(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json()


# --- actors


def test_amina_makes_an_actor_edits_it_and_retires_it(cast: Cast, amina: Program) -> None:
    whole = make.actor(cast.mission, "Group Umber")
    made = sent(
        amina.send(
            "/actors",
            {
                "name": " Group Ochre ",
                "type": "armed_group",
                "part_of_id": str(whole.pk),
                "other_names": [{"name": "الصفراء", "language": "ar"}],
            },
        ),
        201,
    )
    assert (made["name"], made["part_of_id"]) == ("Group Ochre", str(whole.pk))
    assert made["code"] and made["told_of_obligations"] is None, "made from the name; not known"
    address = f"/actors/{made['id']}"
    edit = {"version": 1, "reason": "told at the wells", "changes": {"active_from": "2018-03-01"}}
    edited = sent(amina.send(address, edit, how="patch"))
    assert (edited["version"], edited["active_from"]) == (2, "2018-03-01")
    assert edited["part_of_id"] == str(whole.pk), "what was not sent stays"
    gone = sent(amina.send(f"{address}/retirement", {"version": 2, "reason": "merged"}))
    assert gone["retired"] and versions_of(Actor.objects.get(pk=made["id"])).count() == 3
    listed = amina.get(f"{ROOT}/actors").json()["results"]
    assert [actor["name"] for actor in listed] == ["Group Umber"]
    assert len(amina.get(f"{ROOT}/actors", {"retired": "true"}).json()["results"]) == 1
    back = {"version": 3, "reason": "seen again", "retired": False}
    assert not sent(amina.send(f"{address}/retirement", back))["retired"]


def test_the_list_of_actors_is_filtered_and_costs_the_same_for_many(
    cast: Cast, amina: Program, django_assert_num_queries: Any
) -> None:
    whole = make.actor(cast.mission, "Group Umber")
    for n in range(6):
        make.actor(cast.mission, f"Faction {n}", part_of=whole, type="crowd")
    amina.get(f"{ROOT}/actors")  # the device is written down as used, once a minute
    with django_assert_num_queries(7):
        assert len(amina.get(f"{ROOT}/actors").json()["results"]) == 7
    found = amina.get(f"{ROOT}/actors", {"type": "crowd", "q": "faction 3"}).json()["results"]
    assert [actor["name"] for actor in found] == ["Faction 3"]
    assert amina.get(f"{ROOT}/actors", {"type": "people"}).status_code == 422


def test_a_people_is_never_an_actor_by_the_api_either(cast: Cast, amina: Program) -> None:
    answer = amina.send("/actors", {"name": "Murle ethnic militia"})
    assert answer.status_code == 400 and b"Murle" not in answer.content
    assert not Actor.objects.exists()


def test_boris_reads_actors_and_writes_none_and_chen_meets_nothing(cast: Cast) -> None:
    made = make.actor(cast.mission)
    boris, chen = Program(cast.boris), Program(cast.chen)
    address = f"{ROOT}/actors/{made.pk}"
    assert boris.get(address).json()["name"] == "Group Kestrel"
    edit = {"version": 1, "changes": {"name": "Group Heron"}}
    assert boris.send("/actors", {"name": "Group Heron"}).status_code == 403
    assert boris.send(f"/actors/{made.pk}", edit, how="patch").status_code == 403
    retire = {"version": 1, "reason": "gone"}
    assert boris.send(f"/actors/{made.pk}/retirement", retire).status_code == 403
    for path in ("actors", f"actors/{made.pk}"):
        assert chen.get(f"{ROOT}/{path}").status_code == 404
    assert chen.send(f"/actors/{made.pk}", edit, how="patch").status_code == 404
    assert Actor.objects.get().version == 1


def test_two_programs_that_name_an_actor_otherwise_meet_side_by_side(
    cast: Cast, amina: Program
) -> None:
    address = f"/actors/{make.actor(cast.mission).pk}"
    sent(amina.send(address, {"version": 1, "changes": {"name": "Group Heron"}}, how="patch"))
    later = {"version": 1, "changes": {"name": "Group Ibis"}}
    answer = sent(Program(cast.adviser).send(address, later, how="patch"), 409)
    assert answer["error"]["fields"]["name"] == {
        "base": "Group Kestrel",
        "theirs": "Group Heron",
        "yours": "Group Ibis",
    }


def test_an_actor_above_the_clearance_is_neither_named_nor_linked(
    cast: Cast, amina: Program
) -> None:
    hidden = make.actor(cast.mission, "Group Umber", classification=2)
    part = make.actor(cast.mission, "Group Ochre", part_of=hidden)
    assert amina.get(f"{ROOT}/actors/{hidden.pk}").status_code == 404
    assert amina.get(f"{ROOT}/actors/{part.pk}").json()["part_of_id"] is None
    wanted = {"name": "Group Ibis", "part_of_id": str(hidden.pk)}
    assert amina.send("/actors", wanted).status_code == 404
    assert amina.send("/actors", {"name": "Group Ibis", "classification": 2}).status_code == 400
    given_back = {"version": 1, "changes": {"part_of_id": None, "note": "seen at the ford"}}
    assert amina.send(f"/actors/{part.pk}", given_back, how="patch").status_code == 200
    part.refresh_from_db()
    assert (part.part_of, part.note) == (hidden, "seen at the ford")
    hidden.classification = 0
    hidden.save()
    cleared = {"version": 2, "changes": {"part_of_id": None}}
    assert amina.send(f"/actors/{part.pk}", cleared, how="patch").status_code == 200
    part.refresh_from_db()
    assert part.part_of is None


def test_reading_a_confidential_actor_is_a_line_in_the_audit(cast: Cast, amina: Program) -> None:
    made = make.actor(cast.mission, classification=1)
    amina.get(f"{ROOT}/actors/{made.pk}")
    line = AuditEntry.objects.get(act="read", kind="actor")
    assert (line.person_id, line.subject_id) == (cast.amina.pk, str(made.pk))


def test_a_list_that_holds_confidential_records_is_a_line_in_the_audit(
    cast: Cast, amina: Program
) -> None:
    base = make.base(cast.mission)
    make.place(cast.mission, "Luma")
    make.actor(cast.mission)
    make.event(cast.mission, make.batch(cast.mission, cast.amina))
    asked = {
        "actors": "actor",
        "bases": "base",
        "units": "unit",
        "places": "place",
        "places/lookup": "place",
        "events": "event",
    }
    for address in asked:
        amina.get(f"{ROOT}/{address}", {"q": "luma"})
    assert not AuditEntry.objects.filter(act="export").exists(), "nothing of it is confidential"
    make.actor(cast.mission, "Group Heron", classification=1)
    make.place(cast.mission, "Lumo", classification=1)
    make.base(cast.mission, "Kept", classification=1)
    Unit.objects.create(
        mission=cast.mission,
        code="u",
        name="Unit",
        base=base,
        classification=1,
        entered_at=base.entered_at,
        known_at=base.known_at,
    )
    make.event(cast.mission, make.batch(cast.mission, cast.amina), classification=1)
    for address, kind in asked.items():
        assert sent(amina.get(f"{ROOT}/{address}", {"q": "lum"} if "look" in address else {}))
        line = AuditEntry.objects.filter(act="export").order_by("number").last()
        assert line is not None and line.person_id == cast.amina.pk
        assert (line.kind, line.detail["form"]) == (kind, "api"), address
    assert AuditEntry.objects.filter(act="export").count() == len(asked)


def test_reading_one_confidential_place_or_event_is_a_line_in_the_audit(
    cast: Cast, amina: Program
) -> None:
    place = make.place(cast.mission, classification=1)
    event = make.event(cast.mission, make.batch(cast.mission, cast.amina), classification=1)
    for address, record in (("places", place), ("events", event)):
        assert sent(amina.get(f"{ROOT}/{address}/{getattr(record, 'handle', record.pk)}"))
        line = AuditEntry.objects.get(act="read", kind=record._meta.model_name)
        assert (line.person_id, line.subject_id) == (cast.amina.pk, str(record.pk))


@pytest.mark.parametrize("name, field", [("Group Heron", "retired"), ("", "name")])
def test_a_field_nobody_knows_and_a_blank_name_are_refused(
    amina: Program, cast: Cast, name: str, field: str
) -> None:
    answer = sent(amina.send("/actors", {"name": name, "retired": True}), 422)
    assert field in {fault["where"].split(".")[-1] for fault in answer["error"]["fields"]}
    assert not Actor.objects.exists()


# --- bases and units


def test_the_force_commander_makes_a_base_and_seats_a_unit_there(
    cast: Cast, force: Program
) -> None:
    base = {
        "name": "TOB Acacia",
        "kind": "tob",
        "latitude": 7.2,
        "longitude": 30.3,
        "area": "north",
        "troops": 120,
    }
    made = sent(force.send("/bases", base, **{"Idempotency-Key": "b1"}), 201)
    again = sent(force.send("/bases", base, **{"Idempotency-Key": "b1"}), 200)
    assert made["id"] == again["id"] and made["area"] == "north" and Base.objects.count() == 1
    unit = sent(
        force.send("/units", {"name": "Coy A", "base_id": made["id"], "languages": ["Arabic"]}), 201
    )
    assert (unit["area"], unit["able"], unit["base_id"]) == ("north", None, made["id"])
    edit = {"version": 1, "changes": {"able": False}}
    assert sent(force.send(f"/units/{unit['id']}", edit, how="patch"))["able"] is False
    home = {"version": 2, "reason": "rotated out"}
    assert sent(force.send(f"/units/{unit['id']}/retirement", home))["retired"]
    assert force.get(f"{ROOT}/units").json()["results"] == []


def test_a_base_is_edited_closed_and_retired(cast: Cast, force: Program) -> None:
    base = make.base(cast.mission)
    address = f"/bases/{base.pk}"
    half = {"version": 1, "changes": {"latitude": None}}
    assert force.send(address, half, how="patch").status_code == 400
    backwards = {"version": 1, "changes": {"opened": "2018-05-01", "closed": "2018-04-01"}}
    assert force.send(address, backwards, how="patch").status_code == 400
    nowhere = {"version": 1, "changes": {"area": "east"}}
    assert force.send(address, nowhere, how="patch").status_code == 400
    closed = {"version": 1, "changes": {"closed": "2018-12-01"}}
    assert sent(force.send(address, closed, how="patch"))["closed"] == "2018-12-01"
    assert force.get(f"{ROOT}/bases").json()["results"] == []
    assert len(force.get(f"{ROOT}/bases", {"when": "closed"}).json()["results"]) == 1
    mistake = {"version": 2, "reason": "recorded twice"}
    assert sent(force.send(f"{address}/retirement", mistake))["retired"]


def test_lists_of_bases_and_units_cost_the_same_for_many(
    cast: Cast, force: Program, django_assert_num_queries: Any
) -> None:
    for n in range(5):
        base = make.base(cast.mission, f"TOB {n}", area=cast.north)
        Unit.objects.create(
            code=f"u{n}",
            name=f"Coy {n}",
            mission=cast.mission,
            base=base,
            classification=0,
            entered_at=base.entered_at,
        )
    force.get(f"{ROOT}/bases")
    with django_assert_num_queries(6):
        assert len(force.get(f"{ROOT}/bases").json()["results"]) == 5
    with django_assert_num_queries(7):
        assert len(force.get(f"{ROOT}/units").json()["results"]) == 5


def test_one_base_and_one_unit_are_read_without_the_boundary_of_their_area(
    cast: Cast, force: Program
) -> None:
    base = make.base(cast.mission, area=cast.north)
    unit = Unit.objects.create(
        code="u",
        name="Coy",
        mission=cast.mission,
        area=cast.north,
        base=base,
        classification=0,
        entered_at=base.entered_at,
    )
    for address in (f"bases/{base.pk}", f"units/{unit.pk}"):
        with CaptureQueriesContext(connection) as done:
            assert sent(force.get(f"{ROOT}/{address}"))["area"] == "north"
        assert not any("boundary" in query["sql"] for query in done.captured_queries)


def test_a_base_above_the_clearance_is_not_given_with_its_unit(
    cast: Cast, amina: Program, force: Program
) -> None:
    hidden = make.base(cast.mission, "TOB Umber", classification=2)
    made = sent(force.send("/units", {"name": "Coy B", "base_id": str(hidden.pk)}), 201)
    assert made["base_id"] == str(hidden.pk)
    assert amina.get(f"{ROOT}/units/{made['id']}").json()["base_id"] is None
    assert amina.get(f"{ROOT}/bases/{hidden.pk}").status_code == 404


def test_amina_reads_bases_and_units_and_changes_none(cast: Cast, amina: Program) -> None:
    base = make.base(cast.mission)
    assert amina.get(f"{ROOT}/bases/{base.pk}").json()["name"] == "TOB Acacia"
    assert amina.send("/bases", {"name": "TOB Baobab"}).status_code == 403
    assert amina.send("/units", {"name": "Coy C"}).status_code == 403
    retire = {"version": 1, "reason": "mistake"}
    assert amina.send(f"/bases/{base.pk}/retirement", retire).status_code == 403
    chen = Program(cast.chen)
    for path in ("bases", f"bases/{base.pk}", "units"):
        assert chen.get(f"{ROOT}/{path}").status_code == 404


# --- what nobody can keep


@pytest.mark.parametrize(
    "content", [b'{"name": "Group \\u0000"}', b'{"name": "\\ud800"}', b"{", b'{"name": NaN}']
)
def test_what_no_database_keeps_is_refused_in_the_one_shape(amina: Program, content: bytes) -> None:
    answer = amina.post(f"{ROOT}/actors", content, content_type="application/json")
    assert sent(answer, 400)["error"]["code"] == "input.unreadable"


def test_a_question_with_the_letter_nought_is_refused(amina: Program) -> None:
    assert amina.get(f"{ROOT}/actors", {"q": "\0"}).status_code == 400
    assert amina.get("/api/v1/missions/%00/actors").status_code == 404
