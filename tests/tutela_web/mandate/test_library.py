"""The library: norms, series and guidance, and where misconduct is reported instead of here."""

from __future__ import annotations

from typing import Any

from tests.tutela_web.cast import Cast
from tests.tutela_web.mandate.test_mandate import by, confirmed, loaded, paragraph, url
from tutela.incidents.words import HARMS
from tutela.mandate.library import GROUPS, library
from tutela.mandate.suggest import tasks
from tutela_web.strategy.drafting.verbs import open_strategy


def test_every_reference_bears_on_sections_harms_and_tasks_that_exist() -> None:
    for one in library():
        assert one.group in GROUPS and one.title and one.source and one.sections
        assert set(one.sections) <= set("ABCDEFGHIJ")
        assert set(one.harms) <= set(HARMS), one.key
        assert set(one.tasks) <= set(tasks()), one.key
    assert len({one.key for one in library()}) == len(library())


def test_the_library_lists_norms_series_reports_and_guidance_and_finds_them_by_harm(
    cast: Cast, sign_in: Any
) -> None:
    loaded(cast)
    client = sign_in(cast.boris)
    page = client.get(url("library")).content.decode()
    for word in (
        "Geneva Conventions",
        "ST/SGB/1999/13",
        "S/RES/1325 (2000)",
        "A/64/19",
        "Women, peace and security",
        "February 2008",
        "Proactive Presence",
        "Handbook for the protection of internally displaced persons",
        "Professional standards for protection work",
        "Other documents on protection",
    ):
        assert word in page
    assert "S/RES/9001" not in page, "the mission's own mandate is kept apart"
    mines = client.get(url("library") + "?harm=mines, ied or erw").content.decode()
    assert "Study on customary" in mines and "refugee law" not in mines
    assert (
        "No reference matches"
        in client.get(url("library") + "?harm=arson&group=guidance").content.decode()
    )
    task = confirmed(cast, paragraph(loaded(cast, symbol="S/RES/9002 (2031)"), "2 (a)"))
    assert "ST/SGB/1999/13" in client.get(url("task", task.pk)).content.decode()


def test_section_g_cites_the_bulletin_and_sends_misconduct_to_its_own_channel(
    cast: Cast, sign_in: Any
) -> None:
    strategy = open_strategy(
        {"ahead_why": "Asked for now", "title": "Luma"}, by=by(cast, "chief_of_staff")
    )
    section = strategy.sections.get(letter="G")
    client = sign_in(cast.adviser)
    page = client.get(f"/m/luma/strategy/drafts/sections/{section.pk}/").content.decode()
    assert "ST/SGB/2003/13" in page and "/m/luma/misconduct/" in page
    told = client.get("/m/luma/misconduct/").content.decode()
    assert "Conduct and Discipline of this mission" in told
    assert "<textarea" not in told.split("<main")[1], "no word of what happened can be written"
    assert sign_in(cast.chen).get("/m/luma/misconduct/").status_code == 404
