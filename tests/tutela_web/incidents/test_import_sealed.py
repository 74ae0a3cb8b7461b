"""What a file brings lies sealed: the file itself, what waits of it, and what goes to compartments.

Amina sends files and imports them, the women's protection adviser holds crsv, Boris reads imports
and holds nothing, Chen is of another mission.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.import_files import log, row, work
from tests.tutela_web.incidents.test_import_held import told_once
from tests.tutela_web.incidents.test_mending import mended
from tutela_web.access.vault import sealing, verbs
from tutela_web.access.vault.files import open_file
from tutela_web.access.vault.models import SubjectKey
from tutela_web.base.models import Batch
from tutela_web.incidents.models import ClosedEvent, Event, HeldRow

LIST, API = "/m/luma/imports/", "/api/v1/missions/luma/imports"
HOUSE, WHO = "the house behind Luma well", "Heron's men, as Nyakim says"
CLOSED = {"Harm": "gang rape", "Village": HOUSE, "Perpetrator": WHO, "Killed": ""}


def sent(browser: Any, *rows: dict[str, Any], **more: Any) -> Batch:
    """A file sent on the page and tried."""
    upload = more.pop("upload", None) or log(*rows)
    assert browser.post(LIST, {"file": upload, "classification": "1"}).status_code == 302
    work()
    return Batch.objects.latest("uploaded_at")


def at_rest(*tables: str) -> bytes:
    """What the disk holds of files, and the database of these tables."""
    said = [p.read_bytes() for p in Path(settings.DATA, "media").rglob("*") if p.is_file()]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            said += [
                bytes(cell) if isinstance(cell, memoryview) else str(cell).encode()
                for line in cursor.fetchall()
                for cell in line
            ]
    return b"\n".join(said)


@pytest.mark.postgresql
def test_a_file_and_its_closed_rows_lie_sealed_and_are_read_by_who_holds_them(
    cast: Cast, sign_in: Any
) -> None:
    amina, adviser = sign_in(cast.amina), sign_in(cast["women_protection_adviser"])
    batch = sent(amina, row(1), row(2, **CLOSED))
    assert HOUSE in amina.get(f"{LIST}{batch.pk}/?tab=preview").content.decode()
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    assert (Event.objects.count(), ClosedEvent.objects.count()) == (1, 1)
    held = at_rest("incidents_closedevent", "base_batch")
    for words in (HOUSE, "Heron", "Nyakim", "gang rape", "Account number"):
        assert words.encode() not in held, words
    closed = squeezed(adviser.get("/m/luma/compartments/incidents/").content.decode())
    assert HOUSE in closed
    boris = sign_in(cast.boris).get(f"{LIST}{batch.pk}/").content.decode()
    assert HOUSE not in boris and "Heron" not in boris
    # The same file again is what is here already; undone, all of it is gone from the lists.
    again = sent(amina, upload=log(row(1), row(2, **CLOSED), name="copy.csv"))
    assert again == batch
    changed = sent(amina, row(1), row(2, **CLOSED), row(3))
    assert (changed.new, changed.changed, changed.same) == (1, 0, 2)
    amina.post(f"{LIST}{batch.pk}/undo/", {"really": "yes"})
    batch.refresh_from_db()
    assert batch.state == Batch.State.UNDONE
    assert HOUSE not in adviser.get("/m/luma/compartments/incidents/").content.decode()
    SubjectKey.objects.update(made_at="2020-01-01T00:00:00Z")
    assert verbs.sweep() == verbs.SweepResult(0, 0, [])  # the keys of imports are known as such


def test_the_page_says_how_many_rows_went_to_which_compartment_to_whom_that_tells_nothing(
    cast: Cast, sign_in: Any
) -> None:
    amina, adviser = sign_in(cast.amina), sign_in(cast["women_protection_adviser"])
    boris = sign_in(cast.boris)
    batch = sent(amina, row(1), row(2, **CLOSED), row(3, **CLOSED | {"Date": "2018-12-03"}))
    line = "of these into the compartment “conflict-related sexual violence” <b>2</b>"

    def shown(browser: Any) -> str:
        return squeezed(browser.get(f"{LIST}{batch.pk}/").content.decode())

    assert line in shown(amina) and "To be imported <b>3</b>" in shown(amina)
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    assert line in shown(amina) and "Came in <b>3</b>" in shown(amina)
    assert "into the compartment" not in shown(boris)
    make.grant(cast.mission, cast.boris, "crsv", by=cast["head_of_mission"])
    assert line in shown(boris)
    assert "mrm" not in shown(adviser) and adviser.get("/m/luma/").status_code == 200
    copy = row(2, **CLOSED)  # in the compartment already: for Amina as any other new row
    later = sent(amina, row(9, Date="2018-12-09"), copy)
    told = squeezed(amina.get(f"{LIST}{later.pk}/").content.decode())
    assert line.replace("2</b>", "1</b>") in told and "To be imported <b>2</b>" in told


@pytest.mark.postgresql
def test_what_waits_of_a_file_and_what_was_mended_lies_sealed_and_is_worked_on_as_before(
    cast: Cast, sign_in: Any
) -> None:
    amina = sign_in(cast.amina)
    far_away = {"Date": "2018-12-05", "Latitude": "9.9"}
    rows = [{"Date": "2018-12-02"}, far_away, {"Date": "31.11.2018"}]
    batch = sent(amina, told_once(1), *(told_once(n, **more) for n, more in enumerate(rows, 2)))
    far = HeldRow.objects.get(line=4)
    assert "Luma" not in str(far.__dict__["facts"]) and far.facts["place"] == "Luma"
    page = squeezed(amina.get(f"{LIST}{batch.pk}/").content.decode())
    assert "far from where other rows of this place are: Luma" in page
    assert mended(amina, batch, Killed="4", Date="2018-11-30", Village="Nyakimland").status_code
    held = at_rest("incidents_heldrow", "incidents_correction", "incidents_double")
    assert b"Nyakimland" not in held and b"9.9" not in held
    assert "Nyakimland" in amina.get(f"{LIST}{batch.pk}/?tab=mended").content.decode()
    sheet = amina.get(f"{LIST}{batch.pk}/refused/?form=csv").content.decode()
    assert "far from where other rows" in sheet
    amina.post(f"{LIST}{batch.pk}/again/")
    amina.post(f"{LIST}{batch.pk}/held/", {"answer": "take_in", "row": str(far.handle)})
    work()
    batch.refresh_from_db()
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    assert Event.objects.filter(place="Nyakimland").exists()


def test_a_file_of_another_import_put_in_its_place_does_not_open_and_a_discarded_one_never_again(
    cast: Cast, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    amina = sign_in(cast.amina)
    one, two = sent(amina, row(1)), sent(amina, row(2))
    kept = Path(one.file.path).read_bytes()
    Path(one.file.path).write_bytes(Path(two.file.path).read_bytes())
    with pytest.raises(sealing.SealBroken), open_file(one):
        pass
    Path(one.file.path).write_bytes(kept[:-8] + bytes(8))
    with pytest.raises(sealing.SealBroken), open_file(one):
        pass
    Path(one.file.path).write_bytes(kept)
    with open_file(one) as path:
        assert b"Luma" in path.read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        amina.post(f"{LIST}{one.pk}/discard/")
    assert not SubjectKey.objects.filter(subject=one.pk).exists()
    assert SubjectKey.objects.filter(subject=two.pk).exists()


@pytest.mark.postgresql
def test_a_file_of_closed_rows_alone_is_not_there_for_who_holds_no_compartment(
    cast: Cast, sign_in: Any
) -> None:
    amina, boris = sign_in(cast.amina), sign_in(cast.boris)
    before = [boris.get(path).content for path in (LIST, API)]
    night = {"file": log(row(2, **CLOSED), name="night.csv"), "classification": "1"}
    assert amina.post(LIST, night).status_code == 302
    waiting = Batch.objects.get()
    assert boris.get(f"{LIST}{waiting.pk}/").status_code == 404  # nobody knows yet what it holds
    work()
    batch = sent(amina, row(7), row(8, **CLOSED))
    amina.post(f"{LIST}{waiting.pk}/confirm/", {"others": "unknown"})
    work()
    for path in (LIST, API, "/m/luma/audit/?kind=batch", "/m/luma/"):
        told = boris.get(path).content.decode()
        assert "night.csv" not in told and str(waiting.pk) not in told, path
    assert boris.get(f"{LIST}{waiting.pk}/").status_code == 404
    assert boris.get(f"{API}/{waiting.pk}").status_code == 404
    listed = squeezed(boris.get(LIST).content.decode())
    assert str(batch.pk) in listed and before[0] != boris.get(LIST).content
    make.grant(cast.mission, cast.boris, "crsv", by=cast["head_of_mission"])
    holder = boris.get(LIST).content.decode()
    assert str(waiting.pk) in holder and str(batch.pk) in holder
    assert str(waiting.pk) in amina.get(LIST).content.decode()
    assert sign_in(cast.chen).get(f"{LIST}{waiting.pk}/").status_code == 404
