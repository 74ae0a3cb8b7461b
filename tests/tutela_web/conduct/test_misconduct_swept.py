"""Misconduct in published files: never an event; and what came in before is found, sealed, gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pyrage
import pytest
from click.testing import CliRunner

from tests.tutela_web.cast import Cast
from tests.tutela_web.conduct.test_misconduct import PAGE, RECEIPTS, give_key, page
from tests.tutela_web.incidents.import_files import checked, imported, work
from tutela.base.guards import sandbox
from tutela.cli import main
from tutela.incidents.sources import insecurity_insight
from tutela_web.access.vault.files import open_file
from tutela_web.base.models import Batch
from tutela_web.base.tables import column_cache
from tutela_web.conduct.models import MisconductReceipt, SealedItem, UnsureCase
from tutela_web.incidents.events import columns
from tutela_web.incidents.imports import reading
from tutela_web.incidents.models import ClosedEvent, Event, EventIdentity

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(databases=["default", "keys"])]


def sexual(number: int, perpetrator: str, context: str = "CRSV", **changed: str) -> dict[str, str]:
    """A line of the file on sexual violence, as it is published."""
    return {
        "Date": "2018-11-15",
        "Country": "Lumaland",
        "Country ISO": "LUM",
        "Admin 1": "Luma",
        "Latitude": "7.1",
        "Longitude": "30.2",
        "Geo Precision": "(2) 25 km Precision ",
        "Reported Perpetrator": perpetrator,
        "Reported Perpetrator Name": "No Information",
        "Type of SV": "Rape",
        "SV Context": context,
        "Classification": "Single Rape/SV Assault ",
        "Reported Deaths Following the Sexual Violence": "",
        "SIND Event ID": str(number),
    } | changed


def camp(number: int, perpetrator: str, **changed: str) -> dict[str, str]:
    """A line of the file on camps, as it is published."""
    return {
        "Date": "2018-11-15",
        "Event Description": "People of the camp were hurt.",
        "Country": "Lumaland",
        "Country ISO": "LUM",
        "Admin 1": "Luma",
        "Latitude": "7.1",
        "Longitude": "30.2",
        "Geo Precision": "(2) 25 km Precision ",
        "Camp Name": "Luma Camp",
        "Reported Perpetrator": perpetrator,
        "Reported Perpetrator Name": "NoInformation",
        "Protection Event Context": "Targetted Attack on Camp",
        "Camp Resident Killed": "0",
        "Camp Resident Injured": "2",
        "Camp Residents Targeted with CRSV": "0",
        "SiND ID": str(number),
    } | changed


def focal_point_key(sign_in: Any, cast: Cast) -> pyrage.x25519.Identity:
    """Conduct and Discipline pastes the public key of the focal point of aid organisations."""
    private = pyrage.x25519.Identity.generate()
    sent = {"contact": "PSEA network, Luma", "public_key": str(private.to_public())}
    answer = sign_in(cast["conduct_officer"]).post(PAGE + "office/aid/", sent)
    assert answer.status_code == 302, answer.content.decode()
    return private


def opened(sign_in: Any, cast: Cast, item: SealedItem, private: pyrage.x25519.Identity) -> str:
    """What the office reads of a sealed item, off this machine."""
    address = f"{RECEIPTS}{item.receipt_id}/sealed/"
    sealed = sign_in(cast["conduct_officer"]).post(address).content
    return str(pyrage.decrypt(sealed, [private]).decode())


PUBLISHED = [
    sexual(901, "Aid Worker"),
    sexual(902, "UN Peacekeeper", "Other", Classification="Safeguarding"),
    sexual(903, "NSA"),
    sexual(904, "Other", **{"Reported Perpetrator Name": "MINUSCA, 3R"}),
    sexual(905, "Employee", **{"Reported Perpetrator Name": "Health worker"}),
]


def test_each_row_goes_to_the_office_of_whose_personnel_did_it_and_none_is_an_event(
    cast: Cast, sign_in: Any
) -> None:
    conduct, focal = give_key(sign_in, cast), focal_point_key(sign_in, cast)
    batch = imported(cast, *PUBLISHED)
    assert [one.source_id for one in ClosedEvent.objects.all()] == ["903"], "others: a compartment"
    assert not Event.objects.exists() and batch.report["misconduct"] == 3
    un = SealedItem.objects.get(receipt__whose="un")
    aid = SealedItem.objects.get(receipt__whose="aid")
    said = opened(sign_in, cast, un, conduct)
    assert "902" in said and "904" in said and "901" not in said
    said = opened(sign_in, cast, aid, focal)
    assert "901" in said and "902" not in said
    with pytest.raises(pyrage.DecryptError):  # who hands it over cannot open it
        opened(sign_in, cast, aid, conduct)
    told = page(sign_in(cast.amina), f"/m/luma/imports/{batch.pk}/")
    assert "PSEA focal point" in told and "MINUSCA" not in told
    case = UnsureCase.objects.get()
    words = page(sign_in(cast["human_rights"]), f"{PAGE}unsure/{case.pk}/")
    assert "Health worker" in words, "somebody's staff, and nobody says whose: a person decides"
    guidance = page(sign_in(cast.boris), PAGE)
    assert "PSEA network, Luma" in guidance and "/m/luma/harm/new/" in guidance


def test_other_harm_by_un_forces_is_no_event_and_is_pointed_to_its_workflow(
    cast: Cast, sign_in: Any
) -> None:
    batch = imported(cast, camp(801, "Peace Keeper"), camp(802, "NSA"), camp(803, "Staff Worker"))
    assert {one.source_id for one in Event.objects.all()} == {"802", "803"}
    assert not SealedItem.objects.exists()
    told = page(sign_in(cast.amina), f"/m/luma/imports/{batch.pk}/")
    assert "1 row tells of other harm by UN forces" in told and "/m/luma/harm/new/" in told
    down = sign_in(cast.amina).get(f"/m/luma/imports/{batch.pk}/refused/").content.decode()
    assert "Peace" not in down


def test_an_exploited_camp_is_misconduct_by_its_counts_and_its_words(cast: Cast) -> None:
    batch = checked(
        cast,
        camp(811, "UN Police", **{"Camp Residents Targeted with CRSV": "2"}),
        camp(812, "NGO staff", **{"Protection Event Context": "CRSV in Protection Context"}),
        camp(813, "NSA", **{"Camp Residents Targeted with CRSV": "2"}),
    )
    assert (batch.report["misconduct"], batch.new) == (2, 1)
    assert set(MisconductReceipt.objects.values_list("whose", flat=True)) == {"un", "aid"}


def run(*words: str) -> str:
    done = CliRunner().invoke(main, ["vault", "misconduct", *words])
    assert done.exit_code == 0, done.output
    return done.output


class ReadsHere:
    """Who reads a file by the words of yesterday: in this process, for a child knows today's."""

    ended = None

    def ask(self, read: Any, *args: Any, **kwargs: Any) -> Any:
        return read(*args, **kwargs)


@contextmanager
def words_of_yesterday(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The program knows of nobody in published files that they are our personnel."""
    with monkeypatch.context() as before:
        before.setattr(reading, "reading_apart", lambda *_a, **_k: nullcontext(ReadsHere()))
        before.setattr(sandbox, "read_apart", lambda read, _where, *a, **k: read(*a, **k))
        before.setattr(insecurity_insight, "_withhold_misconduct", lambda _sieve, _part: None)
        yield before


@pytest.fixture
def of_yesterday(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Batch]:
    """Two editions of a published file, imported by a program that knew the words of files less
    well: one of the rows was corrected since."""
    with words_of_yesterday(monkeypatch) as before:
        before.setattr(insecurity_insight, "lines_that_may_accuse", lambda _table: [])
        first = [sexual(901, "NGO staff"), sexual(902, "UN Peacekeeper"), sexual(903, "NSA")]
        later = [sexual(901, "Criminal"), sexual(903, "NSA", Latitude="7.2")]
        batches = [imported(cast, *first), imported(cast, *later)]
    kept = ClosedEvent.objects.values_list("source_id", flat=True)
    assert sorted(kept) == ["901", "901", "902", "903", "903"]
    return batches


def test_what_came_in_is_counted_by_batch_sealed_and_erased_wherever_it_lies(
    cast: Cast, sign_in: Any, of_yesterday: list[Batch]
) -> None:
    conduct, focal = give_key(sign_in, cast), focal_point_key(sign_in, cast)
    officer = cast["conduct_officer"].username
    refused = CliRunner().invoke(main, ["vault", "misconduct", "luma", "--by", "amina", "--seal"])
    assert refused.exit_code and ClosedEvent.objects.count() == 5
    told = run("luma", "--by", officer)
    assert "2 rows in 1 batches" in told and str(of_yesterday[0].pk) in told
    assert not any(word in told for word in ("NGO", "Peacekeeper", "901", "7.1", "csv"))
    assert ClosedEvent.objects.count() == 5, "looking erases nothing"
    told = run("luma", "--by", officer, "--seal")
    assert "2 rows of 1 batches are sealed" in told and "Backups" in told
    left = ClosedEvent.objects.values_list("source_id", flat=True)
    assert set(left) == {"903"}, "with every edition, also where the source corrected it"
    assert not EventIdentity.objects.filter(source_id__in=["901", "902"]).exists()
    for batch in Batch.objects.all():
        with open_file(batch) as path:
            assert b"90" in path.read_bytes() and b"901" not in path.read_bytes()
            assert b"Peacekeeper" not in path.read_bytes()
        assert batch.file_sha256 == ""
    items = {one.receipt.whose: one for one in SealedItem.objects.all()}
    assert "UN Peacekeeper" in opened(sign_in, cast, items["un"], conduct)
    assert "NGO staff" in opened(sign_in, cast, items["aid"], focal)
    assert "0 rows in 0 batches" in run("luma", "--by", officer), "found once"
    for item in items.values():
        sign_in(cast["conduct_officer"]).post(f"{RECEIPTS}{item.receipt_id}/confirm/")
    assert not SealedItem.objects.exists(), "erased here after the receipt of its office"


def test_an_event_whose_file_is_kept_no_more_is_found_by_what_the_table_says(
    cast: Cast, sign_in: Any, of_yesterday: list[Batch]
) -> None:
    conduct, focal = give_key(sign_in, cast), focal_point_key(sign_in, cast)
    for batch in of_yesterday:
        batch.file.storage.delete(str(batch.file.name))
    run("luma", "--by", cast["conduct_officer"].username, "--seal")
    assert set(ClosedEvent.objects.values_list("source_id", flat=True)) == {"903"}
    items = {one.receipt.whose: one for one in SealedItem.objects.all()}
    assert "7.1" in opened(sign_in, cast, items["un"], conduct)
    assert "2018-11-15" in opened(sign_in, cast, items["aid"], focal)


def test_columns_kept_beside_the_database_lose_the_row_at_once(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_key(sign_in, cast)
    monkeypatch.setattr(column_cache, "LEAST_ROWS", 1)
    with words_of_yesterday(monkeypatch):
        exploited = {"Camp Residents Targeted with CRSV": "2", "Camp Name": "Camp of the well"}
        imported(cast, camp(811, "UN Police", **exploited), camp(812, "NSA"), classification=0)
    kept_here = f"events-{cast.mission.pk.hex}-*.arrow"
    kept = columns.editions_of(cast.mission.pk).frame
    assert sorted(kept["source_id"]) == ["811", "812"]
    assert list(column_cache.folder().glob(kept_here))
    run("luma", "--by", cast["conduct_officer"].username, "--seal")
    assert not list(column_cache.folder().glob(kept_here))
    assert list(columns.editions_of(cast.mission.pk).frame["source_id"]) == ["812"]
    assert "Camp of the well" not in page(sign_in(cast.amina), "/m/luma/events/")


def test_a_file_not_imported_yet_is_checked_anew(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_key(sign_in, cast)
    with words_of_yesterday(monkeypatch):
        batch = checked(cast, sexual(902, "UN Peacekeeper"), sexual(903, "NSA"))
    assert batch.new == 2
    assert "1 files not imported yet" in run(
        "luma", "--by", cast["conduct_officer"].username, "--seal"
    )
    work()
    batch.refresh_from_db()
    assert (batch.new, batch.report["misconduct"]) == (1, 1)
    assert SealedItem.objects.count() == 1
