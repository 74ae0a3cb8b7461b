"""What a record was stays: written with each save, read through the record, changed by nothing but
a rewriting of its own transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.version_rows import raw_versions
from tutela_web.base import clock
from tutela_web.incidents.models import ClosedIncident, Incident
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.records.versions import renamed
from tutela_web.records.versions.models import (
    CrsvVersion,
    OpenVersion,
    Rewriting,
    SealedVersion,
    table_of,
)
from tutela_web.records.versions.queries import versions_of, versions_of_ids
from tutela_web.records.versions.stored import record_of
from tutela_web.records.versions.verbs import rewrite_versions, rewriting

pytestmark = pytest.mark.postgresql


def corrected(cast: Cast) -> Incident:
    """An incident whose dead were counted anew."""
    made = make.incident(cast.mission, killed=4, title="Camp attacked", by=cast.amina)
    return records.edit(made, {"killed": 9}, version=1, by=cast.adviser, reason="hospital list")


def test_each_save_leaves_what_the_record_said(cast: Cast) -> None:
    first, second = versions_of(corrected(cast))
    assert (first.killed, first.version, first.version_why) == (4, 1, "")
    assert (second.killed, second.version, second.version_why) == (9, 2, "hospital list")
    assert second.version_by_id == cast.adviser.pk and second.version_at >= first.version_at
    for field in Incident._meta.concrete_fields:
        assert getattr(second, field.attname) == getattr(
            Incident.objects.get(pk=second.pk), field.attname
        ), field.name


def test_a_version_is_looked_at_and_never_saved(cast: Cast) -> None:
    was = versions_of(corrected(cast)).get_numbered(1)
    assert was is not None
    with pytest.raises(TypeError, match="not saved"):
        was.save()


def test_versions_are_asked_by_number_by_hour_and_by_what_they_held(cast: Cast) -> None:
    incident = corrected(cast)
    all_of_it = versions_of(incident)
    assert all_of_it.count() == 2 and all_of_it.ids() == {incident.pk}
    assert [was.version for was in all_of_it.holding(killed=9)] == [2]
    assert [was.version for was in all_of_it.holding(merged_into=None)] == [1, 2]
    assert [was.version for was in all_of_it.having("merged_into")] == []
    long_ago = clock.now(cast.mission) - timedelta(days=1)
    assert all_of_it.narrow(written_at__lt=long_ago).newest() is None
    assert list(all_of_it.values("killed", "title")) == [(4, "Camp attacked"), (9, "Camp attacked")]
    assert list(versions_of_ids(Incident, [])) == [] and list(versions_of()) == []
    assert versions_of().last_written() is None
    nobody = make.incident(cast.mission, killed=0, title="Shots heard")
    assert [was.killed for was in versions_of(nobody).holding(killed=0)] == [0]
    assert list(versions_of(nobody).holding(killed=None)) == []


def test_each_compartment_keeps_its_own(cast: Cast) -> None:
    place = make.place(cast.mission, "Luma")
    records.edit(place, {"compartment": "crsv"}, version=1, by=cast.adviser)
    closed = Place.objects.get(pk=place.pk)
    assert [was.version for was in versions_of(closed)] == [1, 2]
    assert [row.number for row in CrsvVersion.objects.filter(record=place.pk)] == [2]
    Place.objects.filter(pk=place.pk).update(compartment="")
    assert [was.version for was in versions_of(Place.objects.get(pk=place.pk))] == [1]
    assert table_of(ClosedIncident, "crsv") is CrsvVersion
    assert table_of(ClosedIncident) is SealedVersion


def test_the_database_refuses_to_change_a_version(cast: Cast) -> None:
    incident = corrected(cast)
    row = OpenVersion.objects.filter(record=incident.pk).latest("number")
    acts: list[Any] = [
        lambda: OpenVersion.objects.filter(pk=row.pk).update(why="nobody said"),
        lambda: OpenVersion.objects.filter(pk=row.pk).delete(),
        lambda: OpenVersion.objects.all()._raw_delete("default"),
    ]
    if connection.vendor == "sqlite":
        acts.append(lambda: _replace(row.pk))
    for act in acts:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    with rewriting(Incident, [incident.pk], Rewriting.Why.SEALED):
        OpenVersion.objects.filter(pk=row.pk).update(why="")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            OpenVersion.objects.filter(pk=row.pk).update(number=7)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        OpenVersion.objects.filter(pk=row.pk).update(why="again")
    told = Rewriting.objects.get()
    assert (told.record, told.why, told.open_id) == (incident.pk, "sealed", None)
    for act in (Rewriting.objects.all().delete, lambda: Rewriting.objects.update(why="put_back")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


def _replace(pk: int) -> None:
    with connection.cursor() as cursor:
        table = OpenVersion._meta.db_table
        cursor.execute(f"REPLACE INTO {table} SELECT * FROM {table} WHERE id = %s", [pk])


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_rewriting_that_stays_open_is_not_committed(cast: Cast) -> None:
    incident = corrected(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rewriting.objects.create(
            record=incident.pk,
            kind="incidents.incident",
            why="sealed",
            made_at=clock.now(cast.mission),
            open_id=1,
        )
    assert not Rewriting.objects.exists()


def test_words_that_are_taken_out_stand_in_no_version(cast: Cast) -> None:
    incident = corrected(cast)
    asked = {"title": "sealed", "history_change_reason": ""}
    changed = rewrite_versions(
        Incident, [incident.pk], lambda _: dict(asked), why=Rewriting.Why.DESTROYED
    )
    assert changed == 2
    assert "Camp" not in str(raw_versions(Incident)) and "hospital" not in str(
        raw_versions(Incident)
    )


def test_a_field_that_was_renamed_is_read_by_the_name_of_today(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrected(cast)
    row = OpenVersion.objects.filter(kind="incidents.incident")[0]
    row.values["dead"] = row.values.pop("killed")
    assert record_of(Incident, row).killed is None
    monkeypatch.setitem(renamed.RENAMED, ("incidents.incident", 1), {"dead": "killed"})
    assert record_of(Incident, row).killed == 4


def test_no_index_of_ours_is_the_beginning_of_another(cast: Cast) -> None:
    """Each would be kept at every write, and is asked by no query that the other does not serve."""
    if connection.vendor != "sqlite":
        pytest.skip("the same models make both")
    twins = []
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            tables = [name for (name,) in cursor.fetchall()]
            for table in tables:
                whole = _indexes_of(cursor, table)
                twins += [
                    (table, name)
                    for name, (columns, unique) in whole.items()
                    if not unique
                    and any(
                        other != name and begins[: len(columns)] == columns
                        for other, (begins, _unique) in whole.items()
                    )
                ]
    ours = [(table, name) for table, name in twins if not table.startswith(OTHERS)]
    kept = [one for one in ours if one[1].split("_id_")[0] not in OF_DJANGO]
    assert kept == []


OTHERS = ("auth_", "account_", "socialaccount_", "axes_", "mfa_", "django_")
OF_DJANGO = ("access_rolegrant_areas_rolegrant", "warning_listening_areas_listening")
"""Tables that Django makes for a field of many: their indexes are its own."""


def _indexes_of(cursor: Any, table: str) -> dict[str, tuple[tuple[str, ...], bool]]:
    cursor.execute(f"PRAGMA index_list('{table}')")
    found = {}
    for _number, name, unique, _origin, partial in cursor.fetchall():
        if not partial:
            cursor.execute(f"PRAGMA index_info('{name}')")
            found[name] = (tuple(row[2] for row in cursor.fetchall()), bool(unique))
    return found
