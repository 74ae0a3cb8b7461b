"""Two records that may be one event: a person looks at both, says what they are, and it is done."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.import_files import checked, imported, row, standing, work
from tutela_web.access.models import AuditEntry
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.models import Batch
from tutela_web.incidents.events.queries import events_by_id, events_for
from tutela_web.incidents.imports import queries as import_queries
from tutela_web.incidents.imports import verbs
from tutela_web.incidents.lists.queries import proposed_doubles
from tutela_web.incidents.models import Compared, Double, Event, PairDecision
from tutela_web.incidents.uploads import double_verbs

LIST = "/m/luma/imports/"


def told(number: int, source: str = "Sector W", **changed: Any) -> dict[str, Any]:
    return row(number, **changed) | {"Source": source}


def seen(cast: Cast) -> list[str]:
    """What Boris reads: the id of each event."""
    found = events_for(standing(cast, cast.boris)).order_by("source_id")
    return list(found.values_list("source_id", flat=True))


def decide(browser: Any, pair: Double, decision: str, **more: Any) -> Any:
    path = f"{LIST}{pair.batch_id}/doubles/{pair.handle}/"
    return browser.post(path, {"decision": decision} | more)


def confirmed(cast: Cast, batch: Batch) -> Batch:
    verbs.confirm(batch, by=standing(cast))
    work()
    batch.refresh_from_db()
    return batch


@pytest.fixture
def waiting(cast: Cast) -> Batch:
    """L-1 is here; a sector's file tells of it once more as L-7, and of another attack."""
    imported(cast, row(1))
    return checked(cast, told(7, Killed="4"), told(8, Date="2018-06-01"))


def test_amina_sees_both_side_by_side(cast: Cast, sign_in: Any, waiting: Batch) -> None:
    page = sign_in(cast.amina).get(f"{LIST}{waiting.pk}/?tab=doubles").content.decode()
    page = squeezed(page)
    assert "<b>4</b>" in page and "<b>3</b>" in page  # where they differ
    assert "Group Kestrel" in page and "nobody decided" in page
    assert "The same: leave out row 2" in page and "Newer version" in page
    assert "leave out row 3" not in page


def test_the_same_is_left_out(cast: Cast, sign_in: Any, waiting: Batch) -> None:
    amina = sign_in(cast.amina)
    pair = Double.objects.get()
    answer = decide(amina, pair, "leave_out", page="1")
    assert answer["Location"] == f"{LIST}{waiting.pk}/?tab=doubles&page=1#pair-{pair.handle}"
    waiting.refresh_from_db()
    assert (waiting.new, waiting.changed) == (1, 0)
    batch = confirmed(cast, waiting)
    assert seen(cast) == ["L-1", "L-8"] and (batch.new, batch.changed) == (1, 0)
    page = amina.get(f"{LIST}{batch.pk}/?tab=doubles").content.decode()
    assert "Marked as the same and left out <b>1</b>" in page
    assert "the same: left out" in page and str(cast.amina) in page


def test_the_different_come_in_and_are_not_asked_again(
    cast: Cast, sign_in: Any, waiting: Batch
) -> None:
    decide(sign_in(cast.amina), Double.objects.get(), "apart")
    confirmed(cast, waiting)
    assert seen(cast) == ["L-1", "L-7", "L-8"]
    assert Compared.objects.get().same is False
    again = checked(cast, told(7, Killed="5"))
    assert again.changed == 1 and again.report["doubles_number"] == 0
    pairs, _ = proposed_doubles(standing(cast), days=365)
    assert pairs == []


def test_a_newer_version_replaces_and_the_undo_brings_the_old_back(
    cast: Cast, sign_in: Any, waiting: Batch
) -> None:
    decide(sign_in(cast.amina), Double.objects.get(), "replace")
    waiting.refresh_from_db()
    assert (waiting.new, waiting.changed) == (1, 1)
    batch = confirmed(cast, waiting)
    assert seen(cast) == ["L-7", "L-8"] and (batch.new, batch.changed) == (1, 1)
    assert Event.objects.get(source_id="L-1").superseded_batch == batch
    verbs.undo(batch, by=standing(cast))
    assert seen(cast) == ["L-1"]


def test_where_nobody_decides_both_come_in_and_it_is_said(
    cast: Cast, sign_in: Any, waiting: Batch
) -> None:
    amina = sign_in(cast.amina)
    page = amina.get(f"{LIST}{waiting.pk}/").content.decode()
    assert "undecided: both will be imported <b>1</b>" in squeezed(page)
    confirmed(cast, waiting)
    assert seen(cast) == ["L-1", "L-7", "L-8"]
    page = amina.get(f"{LIST}{waiting.pk}/").content.decode()
    assert "undecided: both imported <b>1</b>" in squeezed(page)


def test_of_two_rows_of_one_file_either_may_be_left_out(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, told(7), told(9, source="Police"))
    pair = Double.objects.get()
    lines = {pair.row: pair.line, pair.other: pair.other_line}
    assert lines == {"Sector W:L-7": 2, "Police:L-9": 3}
    amina = sign_in(cast.amina)
    page = amina.get(f"{LIST}{batch.pk}/?tab=doubles").content.decode()
    assert "leave out row 2" in page and "leave out row 3" in page and "Newer" not in page
    assert decide(amina, pair, "replace").status_code == 400  # nothing here to replace
    decide(amina, pair, "leave_other")
    confirmed(cast, batch)
    assert seen(cast) == [pair.row.partition(":")[2]]


def test_of_an_event_told_three_times_one_record_stays(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, told(1, "Police"), told(2, "Sector W"), told(3, "Sector X"))
    pairs = list(Double.objects.order_by("order"))
    assert len(pairs) == 3
    amina = sign_in(cast.amina)
    sources = ("Police:L-1", "Sector W:L-2", "Sector X:L-3")
    statuses = []
    for gone, kept in zip(sources, (*sources[1:], sources[0]), strict=True):  # round and round
        pair = next(p for p in pairs if {p.row, p.other} == {gone, kept})
        way = PairDecision.LEAVE_OUT if pair.row == gone else PairDecision.LEAVE_OTHER
        statuses.append(decide(amina, pair, way).status_code)
    assert statuses == [302, 302, 400]
    batch.refresh_from_db()
    assert batch.new == 1 and Double.objects.filter(decision="").count() == 1
    confirmed(cast, batch)
    assert seen(cast) == ["L-3"]


def test_a_row_is_left_out_only_while_the_other_record_is_there(cast: Cast, sign_in: Any) -> None:
    first = imported(cast, row(1))
    batch = checked(cast, told(7, Killed="4"))
    decide(sign_in(cast.amina), Double.objects.get(), "leave_out")
    batch.refresh_from_db()
    assert batch.new == 0
    with pytest.raises(NotNow):
        verbs.confirm(batch, by=standing(cast))  # nothing of it would come in
    verbs.undo(first, by=standing(cast))
    verbs.check_again(batch, by=standing(cast))
    work()
    batch.refresh_from_db()
    assert batch.new == 1 and not Double.objects.exists()


def test_undone_between_decision_and_import_the_row_comes_in(cast: Cast, sign_in: Any) -> None:
    first = imported(cast, row(1))
    batch = checked(cast, told(7, Killed="4"), told(8, Date="2018-06-01"))
    decide(sign_in(cast.amina), Double.objects.get(), "leave_out")
    verbs.undo(first, by=standing(cast))
    confirmed(cast, batch)
    assert seen(cast) == ["L-7", "L-8"]


def test_a_decision_stays_when_the_file_is_tried_again(
    cast: Cast, sign_in: Any, waiting: Batch
) -> None:
    amina = sign_in(cast.amina)
    decide(amina, Double.objects.get(), "leave_out")
    verbs.check_again(waiting, by=standing(cast))
    work()
    waiting.refresh_from_db()
    pair = Double.objects.get()
    assert (pair.decision, pair.decided_by_id) == ("leave_out", cast.amina.pk)
    assert (waiting.new, waiting.report["found"]["new"]) == (1, 2)
    decide(amina, pair, "apart")  # she thinks again
    waiting.refresh_from_db()
    assert waiting.new == 2


def test_the_audit_holds_ids_and_counts(cast: Cast, sign_in: Any, waiting: Batch) -> None:
    pair = Double.objects.get()
    decide(sign_in(cast.amina), pair, "leave_out")
    confirmed(cast, waiting)
    entry = AuditEntry.objects.get(act="decide_double")
    assert entry.subject_id == str(waiting.pk) and entry.person_id == cast.amina.pk
    assert entry.detail == {"pairs": 1, "decision": "leave_out"}
    assert not AuditEntry.objects.filter(act="compare").exists(), "one line for one decision"
    last = AuditEntry.objects.get(act="publish_batch", subject_id=str(waiting.pk))
    assert last.detail == {"new": 1, "changed": 0, "same": 0, "left_out": 1}


def test_boris_decides_nothing_and_reads_no_row(cast: Cast, sign_in: Any, waiting: Batch) -> None:
    pair = Double.objects.get()
    boris = sign_in(cast.boris)
    page = boris.get(f"{LIST}{waiting.pk}/?tab=doubles").content.decode()
    assert "<b>4</b>" not in page and "decision" not in page
    assert decide(boris, pair, "apart").status_code == 403
    assert decide(sign_in(cast.chen), pair, "apart").status_code == 404
    with pytest.raises(Denied):
        double_verbs.decide(pair, "apart", by=standing(cast, cast.boris))
    pair.refresh_from_db()
    assert pair.decision == ""


def test_an_event_one_may_not_read_is_not_laid_beside(cast: Cast, sign_in: Any) -> None:
    imported(cast, row(1))
    Event.objects.update(classification=2)
    checked(cast, told(7, Killed="4"))
    pair = Double.objects.get()
    amina = sign_in(cast.amina)
    page = amina.get(f"{LIST}{pair.batch_id}/?tab=doubles").content.decode()
    assert "an event you do not see" in page and "L-1" not in page
    assert decide(amina, pair, "replace").status_code == 400


def test_nothing_is_decided_after_the_import(cast: Cast, sign_in: Any, waiting: Batch) -> None:
    confirmed(cast, waiting)
    assert decide(sign_in(cast.amina), Double.objects.get(), "leave_out").status_code == 400
    page = sign_in(cast.amina).get(f"{LIST}{waiting.pk}/?tab=doubles").content.decode()
    assert 'name="decision"' not in page


def test_giving_the_file_up_erases_its_pairs(cast: Cast, waiting: Batch) -> None:
    verbs.discard(waiting, by=standing(cast))
    assert not Double.objects.exists()


def test_thousands_of_pairs_take_the_queries_of_a_few(cast: Cast, sign_in: Any) -> None:
    amina = sign_in(cast.amina)
    counts = []
    for number in (30, 2_500):
        report = {"doubles_number": number, "found": {"new": 2 * number, "changed": 0}}
        batch = make.batch(
            cast.mission,
            cast.amina,
            published=False,
            state="checked",
            new=2 * number,
            report=report,
        )
        Double.objects.bulk_create(
            Double(
                batch=batch,
                order=n,
                row=f"a:{n}",
                line=n,
                fate="new",
                facts={},
                score=0.8,
                other=f"b:{n}",
                km=1,
                days=0,
            )
            for n in range(number)
        )
        with CaptureQueriesContext(connection) as queries:
            page = amina.get(f"{LIST}{batch.pk}/?tab=doubles&page=2").content.decode()
        assert f"page 2 of {(number + 24) // 25}" in page
        listed = [q["sql"] for q in queries if "LIMIT" in q["sql"] and "_double" in q["sql"]]
        assert len(listed) == 1, listed
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_import_follows_any_number_of_decisions(cast: Cast) -> None:
    number = 1_200
    here = make.batch(cast.mission, cast.amina)
    Event.objects.bulk_create(
        Event(
            mission=cast.mission,
            first_batch=here,
            source="log",
            source_id=f"K-{n}",
            line=n,
            grain="event",
            classification=0,
        )
        for n in range(number)
    )
    batch = checked(cast, told(1), told(2, Date="2018-06-01"))
    Double.objects.bulk_create(
        Double(
            batch=batch,
            order=n,
            row="Sector W:L-1",
            line=2,
            fate="new",
            facts={},
            other=f"log:K-{n}",
            score=0.8,
            km=1,
            days=0,
            decision=PairDecision.LEAVE_OUT,
        )
        for n in range(number)
    )
    assert len(import_queries.events_beside(Double.objects.all(), standing(cast))) == number
    batch = confirmed(cast, batch)
    assert (batch.state, batch.new) == ("published", 1)
    assert "L-2" in seen(cast) and "L-1" not in seen(cast)


def test_two_sources_with_one_number_are_told_apart(cast: Cast) -> None:
    here = make.batch(cast.mission, cast.amina)
    for source, ident in (("a", "1"), ("a", "2:x"), ("b", "1"), ("b", "2:x")):
        make.event(cast.mission, here, source=source, source_id=ident)
    found = events_by_id(events_for(standing(cast)), ["a:1", "b:2:x", "c:1"])
    assert sorted(found) == ["a:1", "b:2:x"]
    assert (found["b:2:x"].source, found["b:2:x"].source_id) == ("b", "2:x")
