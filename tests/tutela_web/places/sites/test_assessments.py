"""A site assessment comes in with the heads of whoever made it: asked once, silent the next month.

The heads are those of DTM's site assessments in Ethiopia; no row of DTM's is kept here: sites and
figures are invented.
"""

from __future__ import annotations

from html import unescape
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.places.sites.test_site_kinds import site_at
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.places.models import Place
from tutela_web.places.sites.fact_kinds import COUNT
from tutela_web.places.sites.models import Site, SiteCount, SiteService
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.postgresql

HEADS = (
    "1.1.a.1: Survey Date",
    "1.1.a.2: Survey Round",
    "1.1.c.1: Site ID",
    "1.1.d.1: Site Name",
    "1.1.f.1: GPS: Longitude",
    "1.1.f.2: GPS: Latitude",
    "Site Classification",
    "2.1.b.7: Total Number of IDP Individuals",
    "Females 0-5",
    "Males 0-5",
    "Females 6-17",
    "Males 6-17",
    "Persons who cannot walk",
    "Enough water?",
)
OSILA = ("LU-01", "Osila camp", 30.2, 7.1, "Camp/Camp-like setting")
KORO = ("LU-02", "Koro school site", 30.3, 7.2, "Collective centre")
MARKET = ("LU-03", "Bel market", None, None, "Host community")


def workbook(round_no: int, day: str, *rows: tuple[Any, ...]) -> SimpleUploadedFile:
    """A workbook as DTM gives it: a title above the heads, a row a site."""
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept)
    page = book.add_worksheet("Sites")
    page.write(0, 0, f"Site assessment, round {round_no}")
    page.write_row(2, 0, HEADS)
    for at, (site, figures) in enumerate(rows, start=3):
        page.write_row(at, 0, (day, round_no, *site, *figures))
    book.close()
    return SimpleUploadedFile(f"round-{round_no}.xlsx", kept.getvalue())


def give(client: Client, file: SimpleUploadedFile) -> str:
    told = client.post("/m/luma/places/site_counts/file/", {"file": file})
    assert told.status_code == 302, told.content.decode()
    return str(told["Location"])


def apply_all(client: Client, address: str) -> None:
    shown = client.get(address)
    diff = shown.context["diff"]
    sent = {"row": [row.line for row in (*diff.new, *diff.changed)], "digest": diff.digest}
    told = client.post(address, sent)
    assert told.status_code == 302, told.content.decode()


def test_heads_are_asked_once_and_the_second_month_comes_in_silent(
    cast: Cast, sign_in: Any
) -> None:
    make.place(cast.mission, "Osila camp", kind="site", code="LU-01", area=cast.north)
    adviser = sign_in(cast.adviser)
    first = workbook(
        14,
        "2018-11-02",
        (OSILA, (310, 40, 38, 60, 62, 21, "Yes")),
        (KORO, (95, 12, 9, 20, 18, "", "no")),
        (MARKET, (50, 1, 1, 1, 1, "", "")),
        (("LU-04", "Luma church", 30.1, 7.0, "Place of refuge"), (20, 15, 15, 1, 1, "", "")),
    )
    address = give(adviser, first)
    page = unescape(adviser.get(address).content.decode())
    assert "Persons who cannot walk" in page and "Enough water?" in page
    assert not SiteCount.objects.exists(), "nothing is saved before a person looked"
    meant = {head: ours for head, ours in adviser.get(address).context["diff"].heads}
    assert meant["1.1.d.1: Site Name"] == "site_name", "the number of a question is no word"
    assert meant["2.1.b.7: Total Number of IDP Individuals"] == "idp_people"
    assert meant["Persons who cannot walk"] == "", "what nobody knows is asked, not guessed"
    meant |= {"Persons who cannot walk": "cannot_flee", "Enough water?": "water"}
    sent = {"match": "1", "head": [*meant], "means": [*meant.values()]}
    assert adviser.post(address, sent).status_code == 302

    diff = adviser.get(address).context["diff"]
    assert len(diff.new) == 2
    refused = {one.line: one.why for one in diff.refused}
    assert len(refused) == 2, diff.refused
    page = unescape(adviser.get(address).content.decode())
    assert "the parts add up to 32, more than the 20" in page
    assert "its kind is not said in words known here" in page
    apply_all(adviser, address)

    osila, koro = Site.objects.order_by("place__code")
    assert (osila.place.code, osila.kind, koro.kind) == ("LU-01", "camp", "centre")
    assert Place.objects.get(code="LU-02").name == "Koro school site", "the site was not on record"
    count = osila.counts.get()
    assert (count.who, count.people, count.cannot_flee) == ("idp", 310, 21)
    assert count.source == "site assessment, round 14"
    assert koro.counts.get().cannot_flee is None, "a blank is not known, never nought"
    assert {one.state for one in SiteService.objects.all()} == {"met", "gap"}

    again = adviser.get(
        give(adviser, workbook(14, "2018-11-02", (OSILA, (310, 40, 38, 60, 62, 21, "Yes"))))
    )
    assert again.context["diff"].same == 1, "the same list twice adds nothing"

    december = workbook(15, "2018-12-01", (OSILA, (350, 41, 38, 70, 70, 25, "no")))
    address = give(adviser, december)
    diff = adviser.get(address).context["diff"]
    assert dict(diff.heads)["Persons who cannot walk"] == "cannot_flee", "asked once, remembered"
    assert not diff.refused and len(diff.new) == 1
    apply_all(adviser, address)
    assert [one.people for one in osila.counts.order_by("counted_on")] == [310, 350]

    page = unescape(adviser.get(f"/m/luma/places/sites/{osila.pk}/").content.decode())
    assert "site assessment, round 14" in page and "site assessment, round 15" in page
    assert "nobody asked" in page and "219" in page, (
        "children of both sexes, where all were counted"
    )


def test_an_assessment_is_taken_by_who_may_edit_the_places_it_names(
    cast: Cast, sign_in: Any
) -> None:
    site_at(cast, "Osila camp")
    far = make.place(cast.mission, "Southern camp", kind="site", code="LU-09", area=cast.south)
    rows = (
        (("", "Osila camp", "", "", ""), (12, "", "", "", "", "", "")),
        (("LU-09", far.name, "", "", "camp"), (9, "", "", "", "", "", "")),
    )
    reader = sign_in(cast.boris)
    file = {"file": workbook(3, "2018-11-02", *rows)}
    assert reader.post("/m/luma/places/site_counts/file/", file).status_code == 403
    head = sign_in(cast.hofo)
    diff = head.get(give(head, workbook(3, "2018-11-02", *rows))).context["diff"]
    assert len(diff.new) == 1 and len(diff.refused) == 1, "the South is not in his area"
    assert standing_of(cast.hofo, cast.mission).may("edit_places", area=cast.north.pk)


def test_a_file_is_undone_as_a_whole_by_who_brought_it_unless_somebody_changed_it(
    cast: Cast, sign_in: Any
) -> None:
    """The wrong month was loaded: what it made is gone, what it corrected is back."""
    site = site_at(cast)
    values = {"counted_on": "2018-11-02", "who": "idp", "people": 300, "source": "DTM, round 14"}
    by = standing_of(cast.adviser, cast.mission)
    before = create_record(COUNT, values | {"classification": 1}, beside=site, by=by)
    adviser = sign_in(cast.adviser)
    osila = ("", *OSILA[1:])
    wrong = workbook(14, "2018-11-02", (osila, (311, 40, 38, 60, 62, "", "")))
    address = give(adviser, wrong)
    apply_all(adviser, address)
    before.refresh_from_db()
    assert before.people == 311, "it corrected a count that stood there"
    koro = give(adviser, workbook(15, "2018-12-02", (KORO, (95, 12, 9, 20, 18, "", ""))))
    apply_all(adviser, koro)
    assert SiteCount.objects.count() == 2

    assert sign_in(cast.hofo).post(f"{koro}undo/").status_code == 404, "it is no file of theirs"
    for file in (address, koro):
        assert "Undo the whole file" in adviser.get(file).content.decode()
        assert adviser.post(f"{file}undo/").status_code == 302
        assert "applied and undone" in adviser.get(file).content.decode()
    before.refresh_from_db()
    assert (before.people, before.version) == (300, 3), "its history keeps both"
    listed = unescape(adviser.get("/m/luma/places/site-counts/").content.decode())
    assert "Koro" not in listed
    assert AuditEntry.objects.filter(act="undo_batch").count() == 2

    again = give(adviser, workbook(15, "2018-12-02", (KORO, (96, 12, 9, 20, 18, "", ""))))
    apply_all(adviser, again)
    count = SiteCount.objects.get(people=96)
    records.edit(count, {"people": 97}, version=count.version, by=cast.amina)
    assert "somebody changed" in adviser.post(f"{again}undo/", follow=True).content.decode()
    count.refresh_from_db()
    assert count.people == 97 and not count.taken_back, "nothing of theirs is undone"
