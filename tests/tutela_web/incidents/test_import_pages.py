"""The pages of imports: Amina brings a file in, Boris reads, Chen meets nothing."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.import_files import checked, columns_said, imported, log, row, work
from tutela_web.access.models import AuditEntry
from tutela_web.base.models import Batch, Job
from tutela_web.incidents.imports import queries as import_queries
from tutela_web.incidents.models import Event, Matching

LIST = "/m/luma/imports/"


def page(browser: Any, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def test_amina_brings_a_file_in_by_hand(cast: Cast, sign_in: Any) -> None:
    amina = sign_in(cast.amina)
    sent = {"file": log(row(1), row(2, Date="31.11.2018")), "classification": "1"}
    answer = amina.post(LIST, sent)
    batch = Batch.objects.get()
    address = f"{LIST}{batch.pk}/"
    assert answer.status_code == 302 and answer["Location"] == address
    assert "Waiting for the worker" in page(amina, address)
    work()
    told = page(amina, address)
    assert "November has 30 days" in told and "31.11.2018" in told  # out of the file itself
    assert "Import 1 rows, leave 1" in squeezed(told)
    assert amina.post(f"{address}confirm/", {"known_at": "yesterday"}).status_code == 400
    assert (
        amina.post(
            f"{address}confirm/", {"known_at": "2018-12-20T08:00", "others": "unknown"}
        ).status_code
        == 302
    )
    work()
    assert "Imported file" in page(amina, address) and Event.objects.count() == 1
    batch.refresh_from_db()
    assert batch.known_at is not None
    assert "no longer shown" in page(amina, f"{address}undo/")
    amina.post(f"{address}undo/")
    assert "Import undone" in page(amina, address)


def test_boris_reads_the_dry_run_and_not_the_file(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1), row(2, Date="31.11.2018"))
    address = f"{LIST}{batch.pk}/"
    boris = sign_in(cast.boris)
    told = page(boris, address)
    assert "November has 30 days" in told and "31.11.2018" not in told
    assert "confirm/" not in told and "refused/" not in told and "columns/" not in told
    assert "log.csv" in page(boris, LIST) and 'type="file"' not in page(boris, LIST)
    page(boris, f"{address}refused/", 404)
    for act in ("confirm", "undo", "discard", "columns"):
        assert boris.post(f"{address}{act}/").status_code == 403, act
    assert boris.post(LIST, {"file": log(row(9))}).status_code == 403
    assert boris.post(f"{LIST}places/").status_code == 403


def test_chen_meets_nothing(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1))
    job = Job.objects.get()
    chen = sign_in(cast.chen)
    for path in (
        "",
        f"{batch.pk}/",
        f"{batch.pk}/columns/",
        f"{batch.pk}/undo/",
        f"{batch.pk}/refused/",
    ):
        page(chen, f"{LIST}{path}", 404)
    page(chen, f"/m/luma/jobs/{job.pk}/", 404)
    assert chen.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"}).status_code == 404


def test_a_strictly_confidential_file_is_read_by_nobody_below(cast: Cast, sign_in: Any) -> None:
    batch = make.batch(cast.mission, cast["chief_of_staff"], classification=2)
    assert sign_in(cast.amina).get(f"{LIST}{batch.pk}/").status_code == 404


def test_the_same_file_again_is_said(cast: Cast, sign_in: Any) -> None:
    batch = imported(cast, row(1))
    answer = sign_in(cast.amina).post(
        LIST, {"file": log(row(1)), "classification": "1"}, follow=True
    )
    assert "was here before" in answer.content.decode() and Batch.objects.get() == batch


def test_refused_rows_are_downloaded_mended_and_sent_again(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1), row(2, Date="31.11.2018", Village="=1+1"))
    amina = sign_in(cast.amina)
    sheet = amina.get(f"{LIST}{batch.pk}/refused/?form=csv")
    frame = pl.read_csv(BytesIO(sheet.content), infer_schema=False)
    assert frame["Date"].to_list() == ["31.11.2018"] and frame["Village"].to_list() == ["'=1+1"]
    assert "30 days" in frame["Why it was refused"][0]
    assert str(batch.pk) in sheet["Content-Disposition"]
    book = amina.get(f"{LIST}{batch.pk}/refused/?form=xlsx")
    assert pl.read_excel(BytesIO(book.content))["Date"].to_list() == ["31.11.2018"]
    mended = sheet.content.decode("utf-8-sig").replace("31.11.2018", "30.11.2018")
    from django.core.files.uploadedfile import SimpleUploadedFile

    again = checked(cast, upload=SimpleUploadedFile("mended.csv", mended.encode()))
    assert (again.accepted, again.refused) == (1, 0)
    lines = AuditEntry.objects.filter(act="export", subject_id=str(batch.pk))
    assert [line.detail for line in lines] == [
        {"rows": 1, "form": "csv"},
        {"rows": 1, "form": "xlsx"},
    ]


def test_a_file_lost_from_the_disk_takes_no_page_with_it(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1), row(2, Date="31.11.2018"))
    batch.file.storage.delete(batch.file.name)
    amina = sign_in(cast.amina)
    assert "November has 30 days" in page(amina, f"{LIST}{batch.pk}/")
    page(amina, f"{LIST}{batch.pk}/refused/", 404)


def test_misconduct_shows_the_channels_and_never_the_row(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1), row(2, Narrative="A girl was raped by a UN peacekeeper."))
    amina = sign_in(cast.amina)
    told = page(amina, f"{LIST}{batch.pk}/")
    assert "Conduct and Discipline" in told and "OIOS" in told and "peacekeeper" not in told
    assert "peacekeeper" not in amina.get(f"{LIST}{batch.pk}/refused/").content.decode()


def test_who_lacks_the_compartment_cannot_count_its_rows(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1), row(2, Harm="rape"), row(3, Harm="rape", Date="31.11.2018"))
    adviser = sign_in(cast.adviser)  # may import, did not send the file, holds no such grant
    told = import_queries.numbers(batch, _standing(cast, cast.adviser))
    assert (told.new, told.accepted) == (1, 1)
    assert "rape" not in adviser.get(f"{LIST}{batch.pk}/refused/").content.decode()
    assert import_queries.numbers(batch, _standing(cast, cast.amina)).new == 2  # Amina sent it


def _standing(cast: Cast, person: Any) -> Any:
    from tutela_web.access.policy import standing_of

    return standing_of(person, cast.mission)


def test_columns_are_matched_by_hand_and_the_matching_is_kept(cast: Cast, sign_in: Any) -> None:
    odd = {"A": "7", "B": "03.12.2018", "C": "Luma", "D": "4"}
    batch = checked(cast, upload=log(odd))
    amina = sign_in(cast.amina)
    address = f"{LIST}{batch.pk}/"
    assert "Say which column is which" in page(amina, address)
    assert "nothing says what it holds" in page(amina, f"{address}columns/")
    bad = amina.post(f"{address}columns/", columns_said(amina, batch, deaths="D"))
    assert bad.status_code == 400 and "says when" in bad.content.decode()
    chosen = columns_said(amina, batch, source_id="A", date_start="B", place="C", deaths="D")
    chosen |= {"day_format": "DD.MM.YYYY", "save_as": "Sector W"}
    assert amina.post(f"{address}columns/", chosen).status_code == 302
    work()
    batch.refresh_from_db()
    assert (batch.state, batch.new) == ("checked", 1)
    kept = Matching.objects.get()
    sent = {"file": log(odd | {"A": "8"}), "classification": "1", "matching": kept.pk}
    amina.post(LIST, sent)
    work()
    assert Batch.objects.order_by("uploaded_at").last().new == 1  # type: ignore[union-attr]


def test_the_job_is_watched_and_cancelled_by_who_asked(cast: Cast, sign_in: Any) -> None:
    from tests.tutela_web.incidents.import_files import standing
    from tutela_web.incidents.imports import verbs

    batch, _ = verbs.receive(log(row(1)), by=standing(cast))
    job = Job.objects.get()
    address = f"/m/luma/jobs/{job.pk}/"
    amina = sign_in(cast.amina)
    assert 'http-equiv="refresh"' in page(amina, address)
    part = amina.get(address, headers={"HX-Request": "true"})
    assert "every 2s" in part.content.decode() and "<html" not in part.content.decode()
    assert sign_in(cast.boris).post(f"{address}cancel/").status_code == 404  # not tried yet
    amina.post(f"{address}cancel/")
    job.refresh_from_db()
    assert job.state == "cancelled"
    done = amina.get(address, headers={"HX-Request": "true"})
    assert done["HX-Refresh"] == "true"
    work()
    batch.refresh_from_db()
    assert batch.state == "uploaded"


def test_a_failed_job_says_what_and_what_next(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1))
    error = {"code": "job.failed", "kind": "KeyError", "place": "incidents/x.py line 3"}
    Job.objects.update(state="failed", error=error)
    assert "KeyError" in page(sign_in(cast.amina), f"{LIST}{batch.pk}/")


@pytest.mark.parametrize("tab", ["refused", "changes", "doubles"])
def test_queries_do_not_grow_with_rows(cast: Cast, sign_in: Any, tab: str) -> None:
    few = checked(cast, row(1), row(2, Date="31.11.2018"))
    rows = [row(n, Date="31.11.2018") for n in range(10, 40)]
    many = checked(cast, row(3), *rows)
    amina = sign_in(cast.amina)
    counts = []
    for batch in (few, many):
        with CaptureQueriesContext(connection) as queries:
            page(amina, f"{LIST}{batch.pk}/?tab={tab}")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30


def test_the_list_takes_the_same_queries_for_one_file_and_ten(cast: Cast, sign_in: Any) -> None:
    make.batch(cast.mission, cast.amina)
    amina = sign_in(cast.amina)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            page(amina, LIST)
        counts.append(len(queries))
        for _ in range(9):
            make.batch(cast.mission, cast.adviser)
    assert counts[0] == counts[1] <= 20


def test_events_of_a_compartment_are_not_counted_by_their_places(cast: Cast, sign_in: Any) -> None:
    told = {
        "closed": {"crsv": {"new": 3}},
        "sheets": [],
        "places": {"exact": 4317, "district": 0, "wider": 0, "none": 0},
    }
    batch = make.batch(
        cast.mission,
        cast.adviser,
        rows=4317,
        accepted=4317,
        new=4317,
        classification=1,
        report=told,
    )
    page = f"/m/luma/imports/{batch.pk}/"
    assert "4,317" not in sign_in(cast.amina).get(page).content.decode()
    assert 'id="placed"' in sign_in(cast.adviser).get(page).content.decode()
