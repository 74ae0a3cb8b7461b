"""Who may see and do what: a role reads, a post acts, a compartment opens by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.audit import trail
from tutela_web.access.models import AuditEntry, Holding
from tutela_web.access.policy import standing_of
from tutela_web.actors.verbs import edit_actor, make_actors
from tutela_web.base import clock
from tutela_web.base.errors import Conflict, Denied
from tutela_web.capacity.units.verbs import edit_base, edit_unit, make_bases, make_units
from tutela_web.incidents.models import Incident
from tutela_web.places.verbs import edit_place, make_places
from tutela_web.records import verbs as records
from tutela_web.records.versions.queries import versions_of


def test_an_analyst_reads_the_mission_and_chen_of_another_reads_nothing(cast: Cast) -> None:
    made = make.incident(cast.mission, by=cast.amina)
    for person, seen in ((cast.amina, [made]), (cast.boris, [made]), (cast.chen, [])):
        standing = standing_of(person, cast.mission)
        assert list(Incident.objects.filter(standing.sees_open("incidents"))) == seen


def test_a_role_alone_gives_no_authority(cast: Cast) -> None:
    assert standing_of(cast.amina, cast.mission).may("import_records")
    with pytest.raises(Denied):
        standing_of(cast.boris, cast.mission).require("import_records")


def test_a_head_of_field_office_reads_the_own_area_only(cast: Cast) -> None:
    near = make.incident(cast.mission, area=cast.north)
    make.incident(cast.mission, area=cast.south)
    make.incident(cast.mission, area=None)
    standing = standing_of(cast.hofo, cast.mission)
    assert list(Incident.objects.filter(standing.sees_open("incidents"))) == [near]
    assert standing.may("score_risk", area=cast.north.pk)
    assert not standing.may("score_risk", area=cast.south.pk)
    assert not standing.may("score_risk")


def test_the_administrator_reads_no_content(cast: Cast) -> None:
    standing = standing_of(cast["administrator"], cast.mission)
    kinds = {"incidents", "events", "places", "risks", "actors", "bases", "identities", "audit"}
    assert not any(standing.reads(kind) for kind in kinds)


def test_nobody_marks_a_record_so_that_it_is_lost_to_who_gave_it(cast: Cast) -> None:
    amina, sector = (standing_of(p, cast.mission) for p in (cast.amina, cast["sector_operations"]))
    row = {"name": "Kodok", "classification": 2}
    place = make.place(cast.mission, classification=1)
    actor = make.actor(cast.mission)
    base = make.base(cast.mission, area=cast.north)
    unit = make_units([{"name": "A Company", "base": base}], by=sector)[0]
    given: list[Callable[[], Any]] = [
        lambda: make_places([row], by=amina),
        lambda: edit_place(place, {"classification": 2}, version=1, by=amina),
        lambda: make_actors([row | {"name": "Group Heron"}], by=amina),
        lambda: edit_actor(actor, {"classification": 2}, version=1, by=amina),
        lambda: make_bases([row | {"area_id": cast.north.pk}], by=sector),
        lambda: edit_base(base, {"classification": 2}, version=1, by=sector),
        lambda: make_units([row | {"base": base}], by=sector),
        lambda: edit_unit(unit, {"classification": 2}, version=1, by=sector),
    ]
    for verb in given:
        with pytest.raises(BadParameter, match="classified so high"):
            verb()
    assert edit_place(place, {"classification": 0}, version=1, by=amina).classification == 0


def test_rotation_ends_access_the_same_day(cast: Cast) -> None:
    today = clock.today(cast.mission)
    Holding.objects.filter(person=cast.amina).update(ends=today + timedelta(days=1))
    assert standing_of(cast.amina, cast.mission)
    Holding.objects.filter(person=cast.amina).update(ends=today)
    assert not standing_of(cast.amina, cast.mission)


def test_a_compartment_opens_by_a_named_grant(cast: Cast) -> None:
    assert "crsv" not in standing_of(cast.amina, cast.mission).compartments
    make.grant(cast.mission, cast.amina, "crsv", by=cast["head_of_mission"])
    assert "crsv" in standing_of(cast.amina, cast.mission).compartments


def test_edits_of_other_fields_are_merged_and_of_the_same_field_shown_to_a_person(
    cast: Cast,
) -> None:
    made = make.incident(cast.mission, killed=4, title="Attack")
    records.edit(made, {"killed": 6}, version=1, by=cast.amina)
    merged = records.edit(made, {"title": "Attack on a cattle camp"}, version=1, by=cast.adviser)
    assert (merged.killed, merged.title, merged.version) == (6, "Attack on a cattle camp", 3)
    with pytest.raises(Conflict) as caught:
        records.edit(made, {"killed": 5}, version=1, by=cast.adviser)
    assert caught.value.fields == {"killed": (4, 6, 5)}
    assert [v.version for v in versions_of(made)] == [1, 2, 3]


def test_a_resend_is_recognised_by_its_id(cast: Cast) -> None:
    first = make.incident(cast.mission, by=cast.amina)
    again = Incident(id=first.pk, number=99, title="Other words")
    assert records.create(again, mission=cast.mission, by=cast.amina).title == first.title
    with pytest.raises(Denied):
        records.create(
            Incident(id=first.pk, number=99, title=""), mission=cast.mission, by=cast.boris
        )


def test_the_audit_is_a_chain_nobody_can_change(cast: Cast) -> None:
    for _ in range(3):
        trail.record("read", mission=cast.mission, by=cast.amina, kind="incident", subject="x")
    chain = str(cast.mission.pk)
    verdict = trail.verify(chain)
    assert (verdict.lines, verdict.broken_at) == (3, None)
    for change in (
        lambda: AuditEntry.objects.filter(chain=chain).update(act="other"),
        lambda: AuditEntry.objects.filter(chain=chain).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_a_line_changed_behind_the_triggers_is_named(cast: Cast) -> None:
    from tutela_web.access.audit import append_only

    for subject in "abc":
        trail.record("read", mission=cast.mission, by=cast.amina, subject=subject)
    append_only.drop(connection)
    AuditEntry.objects.filter(number=2).update(subject_id="z")
    connection.check_constraints()  # PostgreSQL alters no table that waits for them
    append_only.create(connection)
    assert trail.verify(str(cast.mission.pk)).broken_at == 2


def test_the_clearance_of_a_post_in_the_north_opens_nothing_more_in_the_south(cast: Cast) -> None:
    make.role(cast.mission, "field_reporter", cast.hofo, cast.south)
    for area in (cast.north, cast.south):
        for marking in (0, 1, 2):
            make.incident(cast.mission, area=area, classification=marking)
    seen = Incident.objects.filter(standing_of(cast.hofo, cast.mission).sees("incidents"))
    told = set(seen.values_list("area__code", "classification"))
    assert told == {("north", 0), ("north", 1), ("south", 0)}
