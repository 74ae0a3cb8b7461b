"""A file comes in: read, compared, confirmed by a person, shown at once, taken back at once."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.import_files import checked, imported, log, row, standing, work
from tutela.base.errors import BadParameter
from tutela.base.messages import from_json
from tutela_web.access.models import AuditEntry, Holding
from tutela_web.access.vault.files import open_file
from tutela_web.base import clock, jobs
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.models import Batch, Job
from tutela_web.channels import webhooks
from tutela_web.channels.models import Message
from tutela_web.incidents.events.queries import events_for, in_force
from tutela_web.incidents.imports import verbs
from tutela_web.incidents.imports.queries import numbers
from tutela_web.incidents.models import ClosedEvent, Event, EventIdentity

pytestmark = pytest.mark.postgresql


def seen(cast: Cast) -> list[tuple[str, int | None]]:
    """What Boris reads: number and dead of each event."""
    found = events_for(standing(cast, cast.boris)).order_by("source_id")
    return list(found.values_list("source_id", "deaths"))


def test_from_upload_to_published(cast: Cast) -> None:
    batch = checked(cast, row(1), row(2, Killed="5"))
    assert (batch.state, batch.accepted, batch.new, batch.refused) == ("checked", 2, 2, 0)
    assert seen(cast) == [] and not Event.objects.exists()  # nothing is written by a dry run
    verbs.confirm(batch, by=standing(cast))
    work()
    batch.refresh_from_db()
    assert batch.state == "published" and batch.published_by_id == cast.amina.pk
    assert seen(cast) == [("L-1", 3), ("L-2", 5)]
    event = Event.objects.get(source_id="L-2")
    assert (event.line, event.classification, event.side_a) == (3, 1, ["Group Kestrel"])
    acts = AuditEntry.objects.filter(subject_id=str(batch.pk)).order_by("number")
    assert [a.act for a in acts] == ["upload_batch", "confirm_batch", "publish_batch"]


def test_a_file_that_lies_on_another_machine_is_told_in_words(cast: Cast, sign_in: Any) -> None:
    batch, _before = verbs.receive(log(row(1)), by=standing(cast))
    Path(batch.file.path).unlink()  # as a worker sees it whose machine does not share the folder
    with pytest.raises(jobs.JobFailed):
        work()
    page = sign_in(cast.amina).get(f"/m/luma/imports/{batch.pk}/", follow=True)
    said = page.content.decode()
    assert "this machine does not see the file that was sent" in said and "TUTELA_SHARED" in said


def test_free_texts_are_not_kept(cast: Cast) -> None:
    batch = imported(cast, row(1, Narrative="Seen by Nyandeng of Luma"))
    kept = json.dumps([list(Event.objects.values()), batch.report, batch.mapping], default=str)
    assert "Nyandeng" not in kept


def test_importing_twice_adds_nothing(cast: Cast) -> None:
    first = imported(cast, row(1))
    again, before = verbs.receive(log(row(1)), by=standing(cast))
    assert before and again == first and Batch.objects.count() == 1
    other = checked(cast, row(1), upload=log(row(1), row(2), name="more.csv"))
    assert (other.new, other.changed, other.same) == (1, 0, 1)
    verbs.confirm(other, by=standing(cast))
    work()
    assert seen(cast) == [("L-1", 3), ("L-2", 3)] and Event.objects.count() == 2


def test_a_file_was_here_before_for_whom_the_file_may_be_known(cast: Cast) -> None:
    first = checked(cast, row(1))
    Batch.objects.update(classification=2)
    officer = cast["joc_duty_officer"]  # reads files up to confidential, places as adviser higher
    make.post(cast.mission, "women_protection_adviser", officer)
    theirs, before = verbs.receive(log(row(1)), by=standing(cast, officer))
    assert not before and theirs != first
    work()  # until it was tried nobody else knows of it
    again, before = verbs.receive(log(row(1)), by=standing(cast))
    assert before and again == theirs  # the last of those she may know of


def test_a_file_of_what_is_here_is_not_imported(cast: Cast) -> None:
    imported(cast, row(1))
    again = checked(cast, upload=log(row(1), name="renamed.csv"))
    assert again.state == "published"  # the same bytes: the batch that was here
    spaced = checked(cast, row(1, Killed=" 3 "))
    assert (spaced.new, spaced.changed, spaced.same) == (0, 0, 1)
    with pytest.raises(NotNow):
        verbs.confirm(spaced, by=standing(cast))


def test_a_mended_log_changes_what_it_mends(cast: Cast) -> None:
    imported(cast, row(1), row(2))
    batch = imported(cast, row(1), row(2, Killed=""))
    assert (batch.new, batch.changed, batch.same) == (0, 1, 1)
    assert seen(cast) == [("L-1", 3), ("L-2", None)]
    assert batch.report["changes"] == [{"line": 3, "compartment": None, "fields": ["deaths"]}]


def test_undone_at_once_and_what_it_replaced_is_back(cast: Cast) -> None:
    imported(cast, row(1))
    batch = imported(cast, row(1, Killed="9"), row(2))
    assert seen(cast) == [("L-1", 9), ("L-2", 3)]
    verbs.undo(batch, by=standing(cast))
    assert seen(cast) == [("L-1", 3)]
    with pytest.raises(NotNow):
        verbs.undo(batch, by=standing(cast))


def test_an_undone_file_may_come_again(cast: Cast) -> None:
    verbs.undo(imported(cast, row(1)), by=standing(cast))
    again, before = verbs.receive(log(row(1)), by=standing(cast))
    assert not before
    work()
    again.refresh_from_db()
    assert again.new == 1


def test_only_a_post_imports_and_it_must_still_be_held(cast: Cast) -> None:
    for person in (cast.boris, cast.hofo):
        with pytest.raises(Denied):
            verbs.receive(log(row(1)), by=standing(cast, person))
    batch = checked(cast, row(1))
    verbs.confirm(batch, by=standing(cast))
    Holding.objects.filter(person=cast.amina).update(ends=clock.today(cast.mission))
    with pytest.raises(jobs.JobFailed):
        work()
    batch.refresh_from_db()
    assert batch.state == "checked" and seen(cast) == []
    verbs.confirm(batch, by=standing(cast, cast.adviser))  # the adviser takes it over
    work()
    assert seen(cast) == [("L-1", 3)]


def test_two_people_confirm_and_one_import_runs(cast: Cast) -> None:
    batch = checked(cast, row(1))
    verbs.confirm(batch, by=standing(cast))
    with pytest.raises(NotNow):
        verbs.confirm(batch, by=standing(cast, cast.adviser))
    work()
    assert Event.objects.count() == 1


def test_nobody_discards_a_file_under_work(cast: Cast) -> None:
    batch = checked(cast, row(1))
    path = Path(batch.file.path)
    verbs.confirm(batch, by=standing(cast))
    with pytest.raises(NotNow):
        verbs.discard(batch, by=standing(cast))
    assert path.exists()


def test_a_discarded_file_is_erased(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    batch = checked(cast, row(1))
    path = Path(batch.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        verbs.discard(batch, by=standing(cast))
    batch.refresh_from_db()
    assert batch.state == "cancelled" and not path.exists()


def test_a_cancelled_import_leaves_nothing_to_see_and_may_begin_again(cast: Cast) -> None:
    batch = checked(cast, row(1))
    job = verbs.confirm(batch, by=standing(cast))
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    work()
    batch.refresh_from_db()
    assert batch.state == "checked" and seen(cast) == []
    verbs.confirm(batch, by=standing(cast))
    work()
    assert seen(cast) == [("L-1", 3)] and Event.objects.count() == 1


def test_work_is_stopped_by_who_asked_for_it_or_who_may_import(cast: Cast) -> None:
    batch = checked(cast, row(1))
    make.role(cast.mission, "analyst", cast.amina)  # she still reads when her post has ended
    for person in (cast.adviser, cast.amina):
        job = verbs.confirm(batch, by=standing(cast))
        with pytest.raises(Denied):
            verbs.stop(job, by=standing(cast, cast.boris))
        if person == cast.amina:
            Holding.objects.filter(person=cast.amina).update(ends=clock.today(cast.mission))
        verbs.stop(job, by=standing(cast, person))
        job.refresh_from_db()
        assert job.state == "cancelled"
        assert AuditEntry.objects.get(act="cancel_job", person_id=person.pk).subject_id == str(
            job.pk
        )


def test_too_large_and_empty_files_are_refused(cast: Cast, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 10
    with pytest.raises(BadParameter, match="MB"):
        verbs.receive(log(row(1)), by=standing(cast))
    upload = log(row(1))
    upload.size = 0
    with pytest.raises(BadParameter, match="empty"):
        verbs.receive(upload, by=standing(cast))
    assert not Batch.objects.exists()


def test_a_file_marked_above_the_clearance_is_not_kept(cast: Cast) -> None:
    with pytest.raises(BadParameter, match="classified so high"):
        verbs.receive(log(row(1)), by=standing(cast), classification=2)
    assert not Batch.objects.exists()


def test_the_file_lies_under_a_name_that_says_nothing(cast: Cast) -> None:
    batch = checked(cast, upload=log(row(1), name="Murle attacks Luma.csv"))
    assert "Murle" not in batch.file.name and batch.file_name == "Murle attacks Luma.csv"


def test_refused_rows_are_told_without_their_words(cast: Cast) -> None:
    batch = checked(
        cast,
        row(1),
        row(2, Date="31.11.2018"),
        row(3, Latitude="30.2", Longitude="171.0"),
        row(4, Killed="15-12"),
        row(5, Killed="Nyandeng"),
    )
    assert (batch.accepted, batch.refused) == (2, 3)
    told = {e.line: e for e in batch.errors.all()}
    assert told[3].column == "Date" and "30 days" in from_json(told[3].said["why"])
    assert "range" in from_json(told[5].said["why"]) and told[5].column == "Killed"
    assert told[6].column == "Killed"
    kept = json.dumps([e.said for e in told.values()])
    assert "Nyandeng" not in kept and "12-15" not in kept and "31.11" not in kept


def test_swapped_coordinates_are_refused_with_the_question(cast: Cast) -> None:
    batch = checked(cast, row(1), row(2, Latitude="130.2", Longitude="7.1"))
    (error,) = batch.errors.all()
    assert "exchanged" in from_json(error.said["next"]) and "130.2" not in json.dumps(error.said)


def test_misconduct_by_un_personnel_is_not_kept_anywhere(cast: Cast) -> None:
    said = "A girl was raped by a UN peacekeeper near Luma."
    batch = checked(cast, row(1), row(2, Narrative=said), row(3))
    assert (batch.accepted, batch.refused, batch.report["misconduct"]) == (2, 1, 1)
    (error,) = batch.errors.all()
    assert error.line == 3 and error.said["withheld"]
    assert "peacekeeper" not in json.dumps([error.said, batch.report])
    with open_file(batch) as path:
        assert "peacekeeper" not in path.read_text()  # nor in the file itself
    verbs.confirm(batch, by=standing(cast))
    work()
    assert [e.line for e in Event.objects.order_by("line")] == [2, 4]  # lines keep their numbers


def test_a_workbook_is_written_anew_without_a_row_of_misconduct(cast: Cast) -> None:
    import io

    import xlsxwriter
    from django.core.files.uploadedfile import SimpleUploadedFile

    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept)
    sheet = book.add_worksheet("Log")
    lines = [row(1), row(2, Harm="Sexual exploitation")]
    sheet.write_row(0, 0, list(lines[0]))
    for n, line in enumerate(lines, start=1):
        sheet.write_row(n, 0, list(line.values()))
    book.close()
    batch = checked(cast, upload=SimpleUploadedFile("log.xlsx", kept.getvalue()))
    assert (batch.state, batch.new, batch.report["misconduct"]) == ("checked", 1, 1)
    assert batch.errors.get().line == 3
    with open_file(batch) as path, zipfile.ZipFile(path) as archive:
        kept_now = b"".join(map(archive.read, archive.namelist()))
    assert b"xploitation" not in kept_now and b"L-1" in kept_now


def test_closed_harms_go_to_their_own_table(cast: Cast) -> None:
    batch = imported(cast, row(1), row(2, Harm="rape"), row(3, Harm="child recruitment or use"))
    assert seen(cast) == [("L-1", 3)]
    closed = ClosedEvent.objects.order_by("source_id").values_list("source_id", "compartment")
    assert list(closed) == [("L-2", "crsv"), ("L-3", "mrm")]
    assert batch.report["closed"] == {"crsv": {"new": 1}, "mrm": {"new": 1}}


def test_an_event_that_turns_out_closed_leaves_the_open_table(cast: Cast) -> None:
    imported(cast, row(1))
    batch = imported(cast, row(1, Harm="rape"))
    assert seen(cast) == [] and batch.changed == 1
    again = checked(cast, row(1, Killed="4"))  # sent once more without the word: it stays closed
    assert (again.new, again.changed, again.same) == (0, 0, 1)
    assert in_force(ClosedEvent, cast.mission).count() == 1


def test_who_sends_the_id_of_a_closed_event_is_told_as_if_there_were_none(cast: Cast) -> None:
    joc = cast["joc_duty_officer"]
    told = []
    for harm in ("rape", "killing"):  # with a closed event of that id, and then without
        imported(cast, row(harm, Harm=harm))
        again = checked(cast, row(harm, Harm="looting", Village="Elsewhere"), by=joc)
        told.append(numbers(again, standing(cast, joc)))
    assert (told[0].new, told[0].changed, told[0].same) == (1, 0, 0)
    assert (told[1].new, told[1].changed, told[1].same) == (0, 1, 0)
    # A word that closes it tells the sender of the own file alone, never of what is here.
    own = checked(cast, row("rape", Harm="rape", Narrative="Told again."), by=joc)
    assert (own.new, own.same) == (0, 1)
    mine = numbers(own, standing(cast, joc))
    assert (mine.rows, mine.new, mine.changed, mine.same) == (1, 1, 0, 0)
    # What was brought in openly after it is shown; the closed one stays where it is.
    imported(cast, row("rape", Harm="looting", Village="Elsewhere"))
    assert ("L-rape", 3) in seen(cast)
    assert in_force(ClosedEvent, cast.mission).count() == 1


def test_names_of_peoples_go_to_their_compartment(cast: Cast) -> None:
    batch = imported(cast, row(1, Perpetrator="Murle"))
    event = Event.objects.get()
    assert event.side_a == ["communal armed elements"]
    assert EventIdentity.objects.get().name == "Murle" and batch.report["names"] == 1
    assert "Murle" not in json.dumps(batch.report)


def test_an_unknown_table_waits_for_a_matching(cast: Cast) -> None:
    batch = checked(cast, upload=log({"A": "7", "B": "03.12.2018", "C": "Luma", "D": "4"}))
    assert batch.state == "uploaded" and batch.report["columns"] == ["A", "B", "C", "D"]
    assert batch.report["error"]["code"] == "file.unknown_format"
    fields = {
        "source_id": {"column": "A"},
        "date_start": {"column": "B", "format": "DD.MM.YYYY"},
        "place": {"column": "C"},
        "deaths": {"column": "D"},
    }
    verbs.match(batch, fields, by=standing(cast), save_as="Sector W log")
    work()
    batch.refresh_from_db()
    assert (batch.state, batch.new) == ("checked", 1)
    verbs.confirm(batch, by=standing(cast))
    work()
    assert seen(cast) == [("7", 4)]


def test_areas_are_set_from_boundaries_and_again_when_they_change(cast: Cast) -> None:
    def square(lat: float) -> dict[str, Any]:
        ring = [[29, lat], [32, lat], [32, lat + 2], [29, lat + 2], [29, lat]]
        return {"type": "Polygon", "coordinates": [ring]}

    cast.north.boundary = square(7)
    cast.north.save()
    imported(
        cast, row(1), row(2, Village="Osila", Latitude="6.2"), row(3, Latitude="", Longitude="")
    )
    areas = list(Event.objects.order_by("source_id").values_list("area", flat=True))
    assert areas == [cast.north.pk, None, None]
    assert events_for(standing(cast, cast.hofo)).count() == 1
    cast.south.boundary = square(5)
    cast.south.save()
    verbs.place_again(by=standing(cast))
    work()
    areas = list(Event.objects.order_by("source_id").values_list("area", flat=True))
    assert areas == [cast.north.pk, cast.south.pk, None]


def test_the_dry_run_tells_doubles_places_and_tripwires(cast: Cast) -> None:
    make.place(cast.mission, "Luma", by=cast.amina)
    imported(cast, row(1))
    yesterday = str(clock.today(cast.mission) - timedelta(days=1))
    batch = checked(
        cast,
        row(7) | {"Source": "Sector W"},
        row(8, Date=yesterday, Harm="threat or ultimatum", Killed="") | {"Source": "Sector W"},
    )
    report = batch.report
    assert report["places"]["exact"] == 2 and report["places"]["named"] == 2
    assert [t["rule"] for t in report["tripwires"]] == ["ultimatum"]
    assert report["tripwires"][0]["lines"] == [3]
    double = batch.doubles.get()
    assert (double.line, double.other_line) == (2, None) and report["doubles_number"] == 1


def test_one_stages_at_a_time_in_a_mission(cast: Cast) -> None:
    first, second = checked(cast, row(1)), checked(cast, row(2))
    one = verbs.confirm(first, by=standing(cast))
    two = verbs.confirm(second, by=standing(cast))
    assert jobs._take(one.pk)
    jobs.run(two.pk)
    two.refresh_from_db()
    assert two.state == "waiting" and not Event.objects.exists()


def test_a_partner_is_told_that_a_file_came_in_and_that_it_was_undone(cast: Cast) -> None:
    hook, _secret = webhooks.make(
        cast.mission.pk, "https://9.9.9.9/changed", ["batch"], by_id=cast.amina.pk
    )
    batch = imported(cast, row(1))
    verbs.undo(batch, by=standing(cast))
    told = Message.objects.filter(webhook=hook).values_list("about_kind", "about_id")
    assert list(told) == [("batch", batch.pk)] * 2
