"""A strategy in a mission's own chapters is read whole: each word stands in a chapter's text, in a
heading, or in the list of what is not taken; and what a section holds then goes out and comes back.
"""

from __future__ import annotations

import io
from datetime import date
from hashlib import sha256
from typing import Any

import docx
from hypothesis import given
from hypothesis import settings as law
from hypothesis import strategies as st

from tests.counts import counted
from tutela.base.documents.docx import to_docx
from tutela.base.documents.docx_reader import read_bytes, with_printed
from tutela.strategy.document import Paper, Part, document
from tutela.strategy.text.chapters import Chapter, chapters_of, laid_out, places_for
from tutela.strategy.text.edited import (
    MARK,
    changes,
    compare_part,
    mark_of,
    parts_of,
    row_of,
    rows_printed,
)


def digest(words: str) -> str:
    return sha256(words.encode()).hexdigest()[:16]


def written(*blocks: tuple[str, Any]) -> bytes:
    """A document as an office program makes it."""
    file = docx.Document()
    for kind, said in blocks:
        if kind == "table":
            table = file.add_table(rows=0, cols=max(map(len, said)))
            for row in said:
                for cell, words in zip(table.add_row().cells, row, strict=False):
                    cell.text = words
        elif kind == "page":
            file.sections[0].header.add_paragraph(said)
        else:
            file.add_paragraph(said, style=kind)
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


def read(*blocks: tuple[str, Any]) -> list[Chapter]:
    return chapters_of(read_bytes(written(*blocks), "own.docx"))


def back(text: str) -> list[Any]:
    """What a section's text would change by, once it was printed and read again."""
    parts = {"B": Part(text, mark=mark_of("B", text))}
    file = with_printed(
        to_docx(document(Paper("Own", "Luma", date(2018, 12, 31), parts))), MARK, digest
    )
    edited = read_bytes(file, "")
    rows = rows_printed(edited)
    part = next(one for one in parts_of(edited, MARK, digest) if one.letter == "B")
    brought = compare_part(part, text, rows, digest)
    return [*changes(text, brought.paragraphs), *brought.not_taken]


def test_headings_lists_and_tables_stand_as_they_stood() -> None:
    chapters = read(
        ("Heading 1", "1. Who threatens whom"),
        ("Normal", "Gangs tax the ford."),
        ("Heading 2", "By sector"),
        (
            "table",
            [["Sector", "Threat", "Deaths"], ["Two", "robbery | arson", ""], ["", "rape", "4"]],
        ),
        ("List Bullet", "at night"),
        ("List Bullet", "on market days"),
        ("List Number", "Warn"),
        ("List Number", "Go"),
        ("Heading 1", "2. How we know"),
        ("Normal", "We ask."),
    )
    assert [(one.heading, one.level) for one in chapters] == [
        ("1. Who threatens whom", 1),
        ("By sector", 2),
        ("2. How we know", 1),
    ]
    assert chapters[1].text == (
        "| Sector | Threat | Deaths |\n| Two | robbery \\| arson |  |\n|  | rape | 4 |\n\n"
        "- at night\n- on market days\n\n1. Warn\n\n2. Go"
    )
    assert places_for(chapters) == ["B", "above", ""]
    assert not back(laid_out(chapters, ["B", "above", "B"]).texts["B"])


def test_one_title_over_all_is_no_chapter() -> None:
    chapters = read(
        ("Heading 1", "Our strategy"),
        ("Heading 2", "Threats"),
        ("Normal", "Raids."),
        ("Heading 2", "Early warning"),
        ("Normal", "Bells."),
    )
    assert [(one.heading, one.level) for one in chapters] == [
        ("Our strategy", 1),
        ("Threats", 1),
        ("Early warning", 1),
    ]
    assert places_for(chapters) == ["", "B", "E"]


def test_a_file_without_styles_is_read_by_its_numbers() -> None:
    chapters = read(
        ("Normal", "Strategy of the mission"),
        ("Normal", "I. Contexte"),
        ("Normal", "Les routes sont coupées."),
        ("Normal", "II. Alerte précoce"),
        ("Normal", "2 postes veillent, jour et nuit."),
    )
    assert [one.heading for one in chapters] == ["", "I. Contexte", "II. Alerte précoce"]
    assert places_for(chapters) == ["beside", "B", "E"]


def test_what_is_kept_beside_or_left_out_is_named() -> None:
    chapters = read(("Heading 1", "Annex"), ("Normal", "Names."), ("Heading 1", "Cover"))
    told = laid_out(chapters, ["beside", "out"])
    assert [one.as_text for one in (*told.beside, *told.out)] == ["## Annex\n\nNames.", "## Cover"]


WORDS = st.lists(
    st.text("abcxyz|#-*0123456789.é", min_size=1, max_size=7), min_size=1, max_size=6
).map(" ".join)
KINDS = ("Heading 1", "Heading 2", "Heading 3", "Normal", "List Bullet", "List Number", "page")
BLOCKS = st.one_of(
    st.tuples(st.sampled_from(KINDS), WORDS),
    st.tuples(
        st.just("table"),
        st.lists(st.lists(st.just("") | WORDS, min_size=1, max_size=3), min_size=1, max_size=3),
    ),
)


@law(max_examples=counted(25, 500), deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=8))
def test_each_word_of_a_file_is_in_a_text_or_named(blocks: list[tuple[str, Any]]) -> None:
    chapters = read(*blocks)
    places = ["B" if number % 2 else "beside" for number in range(len(chapters))]
    laid = laid_out(chapters, places)
    said = " ".join(
        [
            *laid.texts.values(),
            *(one.as_text for one in laid.beside),
            *(one.words for chapter in chapters for one in chapter.not_taken),
        ]
    ).replace("\\|", "|")
    for kind, told in blocks:
        cells = [cell for row in told for cell in row] if kind == "table" else [told]
        for words in cells:
            for word in words.split():
                assert word in said, (kind, word)


PLAIN = st.lists(st.text("abcxyz|é", min_size=1, max_size=6), min_size=1, max_size=4).map(" ".join)
UNITS = st.one_of(
    PLAIN.map("w {}".format),
    PLAIN.map("## w {}".format),
    st.lists(PLAIN.map("- w {}".format), min_size=1, max_size=3).map("\n".join),
    st.lists(PLAIN, min_size=1, max_size=2).map(
        lambda said: "\n".join(f"{n}. w {one}" for n, one in enumerate(said, 1))
    ),
    st.lists(
        st.lists(st.just("") | PLAIN, min_size=1, max_size=3).map(lambda cells: ["w", *cells]),
        min_size=1,
        max_size=3,
    ).map(lambda rows: "\n".join(map(row_of, rows))),
)


@law(max_examples=counted(8, 200), deadline=None)
@given(st.lists(UNITS, min_size=1, max_size=5).map("\n\n".join))
def test_a_text_with_tables_and_lists_goes_out_and_comes_back_the_same(text: str) -> None:
    assert not back(text)
