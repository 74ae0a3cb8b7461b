"""The last metre of an import: who is meant is asked once, figures go before words, and the log of
the office comes back as it went in. Acted by pages, programs and the command line."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.import_files import log, work
from tests.tutela_web.site.test_api import ROOT, Program
from tutela_web.access.policy import standing_of
from tutela_web.actors.models import Actor
from tutela_web.base.models import Batch
from tutela_web.incidents.events.queries import in_force
from tutela_web.incidents.models import Event, Incident, NameMeaning, RowWords

LIST = "/m/luma/imports/"


def told(number: int, who: str, what: str, **more: Any) -> dict[str, Any]:
    """A row of a field office's log, as offices write them."""
    return {
        "Date": f"2018-11-{number:02}",
        "Time": "16h",
        "Village": "Luma",
        "Latitude": "7.1",
        "Longitude": "30.2",
        "Who": who,
        "What happened": what,
        "Killed": "",
        "Wounded": "",
        "Abducted": "",
    } | more


def book() -> list[dict[str, Any]]:
    """Nine rows that call one army three names, and tell by words what their figures say better."""
    return [
        told(1, "SPLA", "Soldiers shot two farmers on the road to the river", Killed="2"),
        told(2, "SPLA", "Soldiers beat a trader at the checkpoint", Wounded="several"),
        told(3, "SPLA", "Soldiers burnt the shelters of the families", Killed="0"),
        told(4, "Gov forces", "Men in uniform wounded a herder", Killed="2 (1 child)"),
        told(5, "Gov forces", "Four boys went missing from the road", Abducted="4"),
        told(6, "IO", "Fighters looted the clinic, said Captain Bello"),
        told(7, "IO", "Fighters looted the market"),
        told(8, "NAS", "Fighters took 12 goats"),
        told(9, "Cobra gang", "Fighters robbed a bus"),
    ]


def send(browser: Any, *rows: dict[str, Any], name: str = "log.csv") -> Batch:
    browser.post(LIST, {"file": log(*rows, name=name), "classification": "1"})
    work()
    return Batch.objects.filter(kind="events").latest("uploaded_at")


def page(browser: Any, batch: Batch, beside: str = "") -> str:
    answer = browser.get(f"{LIST}{batch.pk}/{beside}")
    assert answer.status_code == 200, (beside, answer.status_code)
    return squeezed(answer.content.decode())


def settle(browser: Any, batch: Batch, **answers: tuple[str, Actor | None]) -> None:
    """What a person chooses on the page of names, by the name as written."""
    shown = browser.get(f"{LIST}{batch.pk}/names/").context
    sent = {"act": "save"}
    for one in [*shown["actors"], *shown["harms"]]:
        means, actor = answers.get(one.name.said.replace(" ", "_"), ("", None))
        sent[f"means-{one.name.handle}"] = means
        if actor is not None:
            sent[f"actor-{one.name.handle}"] = str(actor.pk)
    answer = browser.post(f"{LIST}{batch.pk}/names/", sent)
    assert answer.status_code == 302, squeezed(answer.content.decode())
    work()
    batch.refresh_from_db()


def shown_events(cast: Cast) -> list[Event]:
    return list(in_force(Event, cast.mission).order_by("line"))


@pytest.fixture
def army(cast: Cast) -> Actor:
    return make.actor(
        cast.mission,
        "Government of South Sudan",
        type="host_military",
        other_names=[{"name": "SPLA", "language": "en"}],
    )


@pytest.mark.postgresql
def test_who_is_meant_is_asked_once_and_the_next_file_of_the_source_asks_nothing(
    cast: Cast, sign_in: Any, army: Actor
) -> None:
    amina = sign_in(cast.amina)
    batch = send(amina, *book())
    said = page(amina, batch)
    assert "5 names of this file are not settled" in said and "Import 9 rows" in said
    assert "what is not settled comes in as not known" in said
    names = amina.get(f"{LIST}{batch.pk}/names/").context["actors"]
    assert [one.name.said for one in names] == ["SPLA", "Gov forces", "IO", "Cobra gang", "NAS"]
    assert names[0].suggested == army, "an alias of ours is a suggestion, and no more"
    assert amina.post(f"{LIST}{batch.pk}/confirm/").status_code == 400
    settle(
        amina,
        batch,
        SPLA=("ours", army),
        Gov_forces=("ours", army),
        IO=("new", None),
        NAS=("unknown", None),
        Cobra_gang=("leave_out", None),
    )
    said = page(amina, batch)
    assert "not settled" not in said and "Import 8 rows" in said
    assert Actor.objects.get(name="IO").classification == 1
    amina.post(f"{LIST}{batch.pk}/confirm/")
    work()
    sides = [tuple(one.side_a) for one in shown_events(cast)]
    ours = ("Government of South Sudan",)
    assert sides == [ours] * 5 + [("IO",)] * 2 + [()]
    more = [told(20, "SPLA", "Soldiers looted a shop"), told(21, "NAS", "Fighters looted a farm")]
    later = send(amina, *more, name="december.csv")
    assert "not settled" not in page(amina, later)
    assert "SPLA" in page(amina, later, "names/")
    amina.post(f"{LIST}{later.pk}/confirm/")
    work()
    december = [one for one in shown_events(cast) if one.first_batch_id == later.pk]
    assert [tuple(one.side_a) for one in december] == [ours, ()]


def test_a_name_nobody_settled_makes_no_actor_and_its_words_stay_beside(
    cast: Cast, sign_in: Any, army: Actor
) -> None:
    amina = sign_in(cast.amina)
    batch = send(amina, *book())
    assert amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"}).status_code == 302
    work()
    events = shown_events(cast)
    assert len(events) == 9 and {tuple(one.side_a) for one in events} == {()}
    said = squeezed(amina.get(f"/m/luma/events/{events[0].handle}/").content.decode())
    assert "not settled" in said and "“SPLA”" in said
    assert not NameMeaning.objects.exists(), "nothing was said, nothing is remembered"


def test_figures_go_before_words_and_say_so(cast: Cast, sign_in: Any, army: Actor) -> None:
    amina = sign_in(cast.amina)
    batch = send(amina, *book())
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    harms = {one.line: one.harm for one in shown_events(cast)}
    assert (harms[2], harms[5], harms[6]) == ("killing", "killing", "abduction")
    assert harms[4] == "arson", "a figure of nought says nothing"
    fourth = next(one for one in shown_events(cast) if one.line == 5)
    said = squeezed(amina.get(f"/m/luma/events/{fourth.handle}/").content.decode())
    assert "read by the machine from the figures" in said
    assert "as its source wrote it" not in said and "What was read of the file" in said


def test_what_was_read_is_fixed_on_its_row_before_and_after(
    cast: Cast, sign_in: Any, army: Actor
) -> None:
    amina = sign_in(cast.amina)
    batch = send(amina, *book())
    preview = page(amina, batch, "?tab=preview")
    assert f"{LIST}{batch.pk}/lines/2/?sheet=" in preview and "read by the machine from" in preview
    address = f"{LIST}{batch.pk}/lines/9/?sheet="
    form = amina.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert amina.post(address, sent | {"harm": "extortion"}).status_code == 302
    work()
    assert amina.post(address, sent | {"harm": "crsv"}).status_code == 400
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    goats = next(one for one in shown_events(cast) if one.line == 9)
    said = squeezed(amina.get(f"/m/luma/events/{goats.handle}/").content.decode())
    assert goats.harm == "extortion" and f"fixed by {cast.amina}" in said

    beaten = next(one for one in shown_events(cast) if one.line == 3)
    answer = amina.get(f"{LIST}{batch.pk}/lines/3/?sheet=", follow=True)
    form = answer.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    address = f"/m/luma/events/{beaten.handle}/fix/"
    assert (
        amina.post(address, sent | {"harm": "torture", "side_a": "nobody here"}).status_code == 400
    )
    named = {"harm": "torture", "side_a": army.name, "injured": "3"}
    assert amina.post(address, sent | named).status_code == 302
    now = next(one for one in shown_events(cast) if one.line == 3)
    assert (now.harm, now.side_a, now.injured) == ("torture", [army.name], 3)
    assert now.pk != beaten.pk and len(shown_events(cast)) == 9
    said = squeezed(amina.get(f"/m/luma/events/{now.handle}/").content.decode())
    assert f"fixed by {cast.amina}" in said and "Soldiers beat a trader" in said
    assert sign_in(cast.boris).get(f"/m/luma/events/{now.handle}/fix/").status_code == 403
    amina.post(f"{LIST}{batch.pk}/undo/")
    assert shown_events(cast) == [], "what was fixed goes with the import that brought it"


def test_our_own_log_keeps_its_words_and_comes_back_as_it_went_in(
    cast: Cast, sign_in: Any, army: Actor
) -> None:
    amina = sign_in(cast.amina)
    secret = told(10, "SPLA", "Soldiers raped two women near the well")
    batch = send(amina, *book(), secret)
    assert "Free text is not stored" in page(amina, batch)
    amina.post(f"{LIST}{batch.pk}/whose/", {"kind": "own"})
    assert "Words of the rows are kept, sealed as Confidential" in page(amina, batch)
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    clinic = next(one for one in shown_events(cast) if one.line == 7)
    said = squeezed(amina.get(f"/m/luma/events/{clinic.handle}/").content.decode())
    assert "Fighters looted the clinic, said Captain […]" in said and "16h" in said
    assert "Bello" not in said
    answer = amina.get(f"{LIST}{batch.pk}/log/")
    frame = pl.read_excel(io.BytesIO(answer.content), infer_schema_length=0)
    assert frame.columns[:10] == list(book()[0])
    assert frame["Killed"].to_list()[3] == "2 (1 child)" and frame["Wounded"][1] == "several"
    assert frame["Kind of harm (Tutela)"][0].casefold() == "killing"
    text = frame.write_csv()
    assert "raped" not in text and len(frame) == 9 and "Bello" not in text
    assert sign_in(cast.boris).get(f"{LIST}{batch.pk}/log/").status_code == 404
    later = send(amina, told(22, "SPLA", "Soldiers looted a mill"), name="later.csv")
    assert "Words of the rows are kept" in page(amina, later), "the choice is remembered"


def test_the_account_of_a_file_of_others_is_not_kept(cast: Cast, sign_in: Any, army: Actor) -> None:
    amina = sign_in(cast.amina)
    rows = [
        one | {"Account": f"A long account of what was seen there, {n}"}
        for n, one in enumerate(book())
    ]
    batch = send(amina, *rows)
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    kept = RowWords.objects.filter(batch=batch)
    assert kept.count() == 9
    assert all("Account" not in (one.cells or {}) for one in kept)
    assert amina.get(f"{LIST}{batch.pk}/log/").status_code == 404


def test_a_row_comes_in_as_an_incident_of_the_office(cast: Cast, sign_in: Any, army: Actor) -> None:
    duty = sign_in(cast["joc_duty_officer"])
    rows = book()[:3]
    batch = send(duty, *rows)
    settle(duty, batch, SPLA=("ours", army))
    duty.post(f"{LIST}{batch.pk}/whose/", {"kind": "incidents"})
    assert "recorded as an incident of the office" in page(duty, batch)
    duty.post(f"{LIST}{batch.pk}/confirm/")
    work()
    incidents = list(Incident.objects.order_by("number"))
    assert len(incidents) == 3 and not shown_events(cast)
    first = incidents[0]
    assert first.harms == ["killing"] and first.killed == 2 and first.perpetrator == army
    assert "shot two farmers" in first.summary and first.classification == 1
    again = send(duty, *rows, told(12, "SPLA", "Soldiers looted a kiosk"), name="again.csv")
    assert "Import 1 rows" in page(duty, again)


def test_a_file_with_heads_and_no_row_says_so(cast: Cast, sign_in: Any) -> None:
    amina = sign_in(cast.amina)
    heads = io.StringIO()
    csv.writer(heads).writerow(book()[0])
    upload = SimpleUploadedFile("empty.csv", heads.getvalue().encode())
    amina.post(LIST, {"file": upload, "classification": "1"})
    work()
    said = page(amina, Batch.objects.get())
    assert "has heads and no row" in said and "already here" not in said


def test_after_the_import_nothing_says_that_nothing_is_written(
    cast: Cast, sign_in: Any, army: Actor
) -> None:
    amina = sign_in(cast.amina)
    batch = send(amina, *book())
    assert "nothing is written yet" in page(amina, batch)
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    said = page(amina, batch)
    assert "nothing is written yet" not in said and "seen by nobody" not in said


def test_a_place_nobody_knows_comes_in_unplaced_and_is_listed(
    cast: Cast, sign_in: Any, army: Actor
) -> None:
    amina = sign_in(cast.amina)
    lost = {"Village": "Wei Kol", "Latitude": "", "Longitude": ""}
    batch = send(amina, told(1, "unknown", "Thieves robbed a bus", **lost), *book()[1:3])
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    said = squeezed(amina.get("/m/luma/events/unplaced/").content.decode())
    listed = said.partition("As written")[2].partition("foot")[0]
    assert "Wei Kol" in listed and "Luma" in listed, "none of ours, with a point or without"


def test_a_program_settles_names_as_the_page_does(cast: Cast, sign_in: Any, army: Actor) -> None:
    batch = send(sign_in(cast.amina), *book())
    amina = Program(cast.amina)
    address = f"/imports/{batch.pk}"
    listed = amina.get(f"{ROOT}{address}/names").json()
    assert [one["said"] for one in listed][:2] == ["SPLA", "Gov forces"]
    assert listed[0]["suggested"] == army.name
    answers = [{"id": listed[0]["id"], "means": "ours", "actor": str(army.pk)}]
    sent = amina.send(f"{address}/names/answers", {"answers": answers})
    assert sent.status_code == 200, sent.content
    work()
    assert amina.get(f"{ROOT}{address}").json()["names_waiting"] == 4
    refused = amina.send(f"{address}/confirmation", {"others_unknown": False})
    assert refused.status_code == 400 and b"not settled" in refused.content
    assert amina.send(f"{address}/kind", {"own": True}).json()["own"] is True
    assert amina.send(f"{address}/confirmation", {}).status_code == 200
    work()
    assert [tuple(one.side_a) for one in shown_events(cast)][:4] == [(army.name,)] * 3 + [()]
    assert Program(cast.boris).get(f"{ROOT}{address}/names").status_code in (403, 404)


def test_the_command_line_takes_the_meanings_from_a_file(tmp_path: Path) -> None:
    from tutela.cli import main

    sheet = tmp_path / "log.csv"
    sheet.write_bytes(log(*book()).read())
    names = tmp_path / "names.csv"
    names.write_text("written,means\nSPLA,Government of South Sudan\nCobra gang,leave_out\n")
    out = tmp_path / "out.csv"
    plain = ["incidents", "read", str(sheet), "-o", str(out)]
    assert CliRunner().invoke(main, plain).exit_code == 0
    assert set(pl.read_csv(out)["actor"].fill_null("").to_list()) == {""}
    done = CliRunner().invoke(main, [*plain, "--names", str(names)])
    assert done.exit_code == 0, done.output
    frame = pl.read_csv(out)
    assert frame["actor"].fill_null("").to_list() == ["Government of South Sudan"] * 3 + [""] * 5
    assert frame["harm"].to_list()[0] == "killing" and "not settled" in done.output


def test_who_lacks_the_compartment_meets_no_name_of_its_rows(cast: Cast, sign_in: Any) -> None:
    amina = sign_in(cast.amina)
    secret = told(10, "The hill gang", "Fighters raped two women near the well")
    batch = send(amina, *book(), secret)
    assert "The hill gang" in page(amina, batch, "names/")
    standing = standing_of(cast.adviser, cast.mission)
    assert standing.may("import_records") and "crsv" not in standing.compartments
    assert "The hill gang" not in page(sign_in(cast.adviser), batch, "names/")
