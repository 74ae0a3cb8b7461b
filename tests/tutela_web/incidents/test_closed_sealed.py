"""The words of a closed record lie sealed, and are read and searched by who holds the compartment.

Amina holds crsv here by a named grant, Boris holds nothing, Chen is of another mission.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.access.vault import sealing, verbs
from tutela_web.access.vault.models import SubjectKey
from tutela_web.incidents.lists.queries import search_closed
from tutela_web.incidents.models import ClosedIncident
from tutela_web.incidents.record.verbs import edit_closed
from tutela_web.records.versions.queries import versions_of

LIST = "/m/luma/compartments/incidents/"
NARRATIVE = "They were taken to the church tower and beaten"
TABLES = ("incidents_closedincident", "records_crsvversion")


@pytest.fixture
def part(cast: Cast) -> ClosedIncident:
    make.grant(cast.mission, cast.amina, "crsv", by=cast["head_of_mission"])
    return make.closed_incident(
        cast.mission,
        "crsv",
        title="Attack at the mission school",
        summary=NARRATIVE,
        place_said="house behind the borehole",
        harms=["crsv"],
    )


def rows_as_bytes() -> bytes:
    """Everything both tables hold, as the database gives it."""
    said = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table}")
            said += [
                bytes(value) if isinstance(value, memoryview) else str(value).encode()
                for row in cursor.fetchall()
                for value in row
            ]
    return b"\n".join(said)


@pytest.mark.postgresql
def test_neither_the_record_nor_a_version_nor_a_reason_lies_in_clear(
    cast: Cast, sign_in: Any, part: ClosedIncident
) -> None:
    amina = sign_in(cast.amina)
    page = amina.get(f"{LIST}{part.pk}/edit/").content.decode()
    assert NARRATIVE in page
    changes = {"summary": NARRATIVE + " until dawn", "other_perpetrators": ["Group Heron"]}
    by = standing_of(cast.amina, cast.mission)
    edit_closed(part, changes, version=1, by=by, reason="the sister of Nyakim said so")  # type: ignore[arg-type]
    held = rows_as_bytes()
    for words in ("church tower", "mission school", "borehole", "Heron", "sister of"):
        assert words.encode() not in held, words
    page = amina.get(f"{LIST}{part.pk}/").content.decode()
    for words in ("until dawn", "mission school", "borehole", "Group Heron"):
        assert words in page, words
    trail = [step.version_why for step in versions_of(part)]
    assert trail == ["", "the sister of Nyakim said so"]


def test_who_holds_the_compartment_searches_words_and_others_find_no_page(
    cast: Cast, sign_in: Any, part: ClosedIncident
) -> None:
    other = make.closed_incident(cast.mission, "crsv", title="Attack on the road", harms=["crsv"])
    mrm = make.closed_incident(cast.mission, "mrm", summary=NARRATIVE)
    amina = sign_in(cast.amina)
    for asked in ("churches", "beaten TOWER", "borehole"):
        page = amina.post(LIST, {"text": asked}).content.decode()
        assert str(part.pk) in page and str(other.pk) not in page and str(mrm.pk) not in page
    assert "0 records mention" in amina.post(LIST, {"text": "harvest"}).content.decode()
    lines = AuditEntry.objects.filter(act="search", kind="closedincident")
    assert lines.count() == 4 and "church" not in str(list(lines.values()))
    for who in ("boris", "chen", "administrator", "unit_commander"):
        assert sign_in(cast[who]).post(LIST, {"text": "church"}).status_code == 404, who


def test_a_search_asks_once_for_records_and_once_for_keys_and_says_where_it_ended(
    cast: Cast, part: ClosedIncident
) -> None:
    for _ in range(5):
        make.closed_incident(cast.mission, "crsv", summary=NARRATIVE)
    by = standing_of(cast.amina, cast.mission)
    _ = by.compartments, by.roles
    with (
        CaptureQueriesContext(connection) as main,
        CaptureQueriesContext(connections["keys"]) as keys,
    ):
        found = search_closed(by, "tower")
    assert (len(found.records), found.whole) == (6, True)
    assert (len(main), len(keys)) == (1, 1)
    assert [len(search_closed(by, "tower", most=4).records), found.whole] == [4, True]
    assert not search_closed(by, "tower", most=4).whole


def test_sealed_words_are_neither_filtered_nor_updated_and_do_not_move_between_records(
    cast: Cast, part: ClosedIncident
) -> None:
    with pytest.raises(TypeError, match="sealed"):
        ClosedIncident.objects.filter(summary=NARRATIVE).exists()
    with pytest.raises(TypeError, match="sealed"), transaction.atomic():
        ClosedIncident.objects.update(summary="in clear")
    other = make.closed_incident(cast.mission, "crsv", summary="Another")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLES[0]} SET summary ="
            f" (SELECT summary FROM {TABLES[0]} WHERE number = %s) WHERE number = %s",
            [part.number, other.number],
        )
    with pytest.raises(sealing.SealBroken):
        _ = ClosedIncident.objects.get(pk=other.pk).summary


def test_a_sweep_keeps_the_keys_of_closed_words_and_names_one_that_is_lost(
    cast: Cast, part: ClosedIncident
) -> None:
    SubjectKey.objects.update(made_at="2020-01-01T00:00:00Z")
    assert verbs.sweep() == verbs.SweepResult(0, 0, [])
    assert ClosedIncident.objects.get().summary == NARRATIVE
    verbs.rotate_key()
    verbs.drop_old_keys()
    assert ClosedIncident.objects.get().summary == NARRATIVE
    SubjectKey.objects.filter(subject=part.pk).delete()
    assert verbs.sweep().lost == [part.pk]
    with pytest.raises(sealing.SealBroken, match="missing"):
        _ = ClosedIncident.objects.get().summary
