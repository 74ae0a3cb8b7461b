"""A strategy in a mission's own chapters: each heading is placed once, nothing is written over in
silence, and what no section holds is kept beside the edition or named."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.crypto import salted_hmac

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.strategy.test_edited_copy import by, taken, url
from tutela.base.documents.docx_reader import read_bytes
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.strategy.drafting.chapter_verbs import bring_file, lay_chapters, place_chapters
from tutela_web.strategy.drafting.verbs import open_strategy, save_section
from tutela_web.strategy.edition.models import (
    BroughtFile,
    ChapterPlaces,
    KeptBeside,
    Section,
    Strategy,
)

OURS = "Our own words stand here."


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    chief = by(cast, "chief_of_staff")
    draft = open_strategy({"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=chief)
    section = draft.sections.get(letter="D")
    save_section(section, OURS, version=section.version, by=chief)
    return draft


def own(*blocks: tuple[str, Any], note: str = "") -> SimpleUploadedFile:
    file = docx.Document()
    for style, said in blocks:
        if style == "table":
            table = file.add_table(rows=0, cols=len(said[0]))
            for row in said:
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
        else:
            file.add_paragraph(said, style=style)
    if note:
        file.sections[0].footer.add_paragraph(note)
    kept = io.BytesIO()
    file.save(kept)
    return SimpleUploadedFile("the mission's own.docx", kept.getvalue())


CHAPTERS = (
    ("Heading 1", "1. Who threatens whom"),
    ("Normal", "Gangs tax the ford."),
    ("table", [["Sector", "Threat"], ["Two", "robbery"]]),
    ("Heading 2", "How we hear of it"),
    ("List Bullet", "by the market women"),
    ("Heading 1", "2. Words of the commissioner"),
    ("Normal", "I thank all."),
    ("Heading 1", "Glossary"),
    ("Normal", "FPU: formed police unit."),
)


@pytest.mark.postgresql
def test_each_heading_is_placed_once_and_words_that_stand_are_shown_beside(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    drafter, here = sign_in(cast["drafter"]), url("chapters", strategy.pk)
    assert "Read its headings" in drafter.get(url("strategy", strategy.pk)).content.decode()
    page = drafter.post(here, {"do": "bring", "file": own(*CHAPTERS, note="p. 1")}, follow=True)
    shown = squeezed(page.content.decode())
    assert "4 headings" in shown and "Gangs tax the ford." in shown and "p. 1" in shown
    blank = {f"place-{n}": place for n, place in enumerate(["B", "D", "", "beside"])}
    refused = drafter.post(here, blank | {"do": "place"})
    assert refused.status_code == 400 and "each heading needs a place" in refused.content.decode()
    placed = {f"place-{n}": place for n, place in enumerate(["B", "D", "beside", "beside"])}
    page = drafter.post(here, placed | {"do": "place"}, follow=True)
    shown = squeezed(page.content.decode())
    assert OURS in shown and "leave them, and keep these beside" in shown
    assert sign_in(cast.adviser).get(here).content.decode().count("Gangs") == 0, "theirs alone"

    versions = {f"version-{one.letter}": one.version for one in Section.objects.all()}
    unsaid = drafter.post(here, versions | {"do": "lay", "choice-B": "replace"})
    assert unsaid.status_code == 400
    assert "section D has words already" in unsaid.content.decode()
    assert Section.objects.get(letter="D").text == OURS, "nothing is written over in silence"
    said = versions | {"do": "lay", "choice-B": "replace", "choice-D": "append"}
    shown = squeezed(drafter.post(here, said).content.decode())
    assert "put below what stood there" in shown and "p. 1" in shown
    assert Section.objects.get(letter="B").text == (
        "## 1. Who threatens whom\n\nGangs tax the ford.\n\n| Sector | Threat |\n| Two | robbery |"
    )
    assert Section.objects.get(letter="D").text == (
        f"{OURS}\n\n## How we hear of it\n\n- by the market women"
    )
    assert [one.heading for one in KeptBeside.objects.all()] == [
        "2. Words of the commissioner",
        "Glossary",
    ]
    assert not BroughtFile.objects.exists(), "the file is not kept"
    section = drafter.get(url("section", Section.objects.get(letter="B").pk)).content.decode()
    assert "| Sector | Threat |" in section

    again = drafter.post(here, {"do": "bring", "file": own(*CHAPTERS, note="p. 1")}, follow=True)
    shown = squeezed(again.content.decode())
    assert "A file with the same headings was placed before" in shown, "asked once"
    drafter.post(here, {"do": "away"})
    assert not BroughtFile.objects.exists()


@pytest.mark.postgresql
def test_what_is_kept_beside_goes_with_the_edition_and_is_printed_if_somebody_says_so(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    chief, here = sign_in(cast["chief_of_staff"]), url("chapters", strategy.pk)
    chief.post(here, {"do": "bring", "file": own(*CHAPTERS)})
    placed = {f"place-{n}": place for n, place in enumerate(["B", "above", "beside", "beside"])}
    chief.post(here, placed | {"do": "place"})
    versions = {f"version-{one.letter}": one.version for one in Section.objects.all()}
    chief.post(here, versions | {"do": "lay", "choice-B": "replace"})

    apart = read_bytes(chief.get(url("beside_docx", strategy.pk)).content, "")
    assert "I thank all." in [one.words for one in apart.lines]
    whole = [one.words for one in read_bytes(taken(chief, strategy), "").lines]
    assert "Two | robbery" in whole and "by the market women" in whole
    assert "FPU: formed police unit." not in whole
    glossary = KeptBeside.objects.get(heading="Glossary")
    chief.post(here, {"do": "print", "printed": str(glossary.pk)})
    out = taken(chief, strategy)
    whole = [one.words for one in read_bytes(out, "").lines]
    assert "FPU: formed police unit." in whole and "I thank all." not in whole
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        assert b"Glossary" in archive.read("word/document.xml")
    upload = SimpleUploadedFile("copy.docx", out)
    page = chief.post(url("edited_copy", strategy.pk), {"file": upload})
    assert "Nothing new" in page.content.decode(), "what was printed is known again"


def test_section_f_is_placed_by_who_reads_it_and_lies_nowhere_else(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    here, secret = url("chapters", strategy.pk), "Two units stay behind the wire."
    file = (("Heading 1", "Our means"), ("Normal", secret))
    drafter = sign_in(cast["drafter"])
    drafter.post(here, {"do": "bring", "file": own(*file)})
    shown = drafter.get(here).content.decode()
    assert 'value="F"' not in shown
    refused = drafter.post(here, {"do": "place", "place-0": "F"})
    assert "this section is not open to you" in refused.content.decode()


def test_who_only_comments_brings_nothing_and_an_endorsed_text_stays(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    here = url("chapters", strategy.pk)
    boris = sign_in(cast.boris)
    assert boris.post(here, {"do": "bring", "file": own(*CHAPTERS)}).status_code == 403
    assert not BroughtFile.objects.exists()
    chief = sign_in(cast["chief_of_staff"])
    page = chief.post(here, {"do": "bring", "file": own(("Normal", "No heading."))}, follow=True)
    assert "the file has no headings" in page.content.decode()
    Strategy.objects.update(state="endorsed")
    page = chief.post(here, {"do": "bring", "file": own(*CHAPTERS)}, follow=True)
    assert "its text no longer changes" in page.content.decode()


def test_headings_placed_before_an_upgrade_are_placed_after_it_without_asking(
    cast: Cast, strategy: Strategy
) -> None:
    heads = "\n".join(f"{style[-1]} {said}" for style, said in CHAPTERS if "Heading" in style)
    before = salted_hmac("tutela.strategy.chapters", heads, algorithm="sha256").hexdigest()
    places, chief = ["B", "D", "beside", "beside"], by(cast, "chief_of_staff")
    ChapterPlaces.objects.create(
        mission=cast.mission, shape=before, places=places, post="Chief", at=real_now()
    )
    brought = bring_file(strategy, own(*CHAPTERS), by=chief)
    assert (brought.places, brought.remembered) == (places, True), "asked once"


@pytest.mark.postgresql
def test_a_file_that_was_laid_in_another_window_is_not_laid_twice(
    cast: Cast, strategy: Strategy
) -> None:
    chief = by(cast, "chief_of_staff")
    brought = bring_file(strategy, own(*CHAPTERS), by=chief)
    place_chapters(brought, ["B", "above", "beside", "beside"], by=chief)
    versions = {one.letter: one.version for one in Section.objects.all()}
    lay_chapters(brought, {"B": "replace"}, versions, by=chief)
    with pytest.raises(NotNow, match="laid or put away"):
        lay_chapters(brought, {"B": "append"}, versions, by=chief)
    assert KeptBeside.objects.count() == 2
