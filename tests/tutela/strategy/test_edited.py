"""What an edited copy of a section would change, and where in the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutela.base.writing import replace_passage
from tutela.strategy.text.edited import Change, EditedParagraph, changes, digest_of, units

TEXT = "We patrol\nby day.\n\nOur limits:\n- roads\n- rain\n\nWe listen."


def edited(*words: str) -> list[EditedParagraph]:
    return [
        EditedParagraph(one.removeprefix("- "), "", point=one.startswith("- ")) for one in words
    ]


def test_units_stand_where_they_are_said_to() -> None:
    found = list(units(TEXT))
    assert [unit.words for unit in found] == [
        "We patrol by day.",
        "Our limits:",
        "roads",
        "rain",
        "We listen.",
    ]
    assert [TEXT[unit.start : unit.end] for unit in found][:3] == [
        "We patrol\nby day.",
        "Our limits:",
        "- roads",
    ]
    assert [unit.chunk for unit in found] == [0, 1, 1, 1, 2]


def test_a_copy_nobody_edited_changes_nothing() -> None:
    same = edited("We patrol by day.", "Our limits:", "- roads", "- rain", "We listen.")
    assert changes(TEXT, same) == []


def test_each_kind_of_change_names_its_passage() -> None:
    now = edited("We patrol by day and night.", "Our limits:", "- roads", "- rain", "- fuel")
    assert changes(TEXT, now) == [
        Change("We patrol\nby day.", "We patrol by day and night."),
        Change("We listen.", "- fuel"),
    ]
    with_more = edited(
        "First.", "We patrol by day.", "Our limits:", "- roads", "- rain", "- fuel", "We listen."
    )
    assert changes(TEXT, with_more) == [
        Change("We patrol\nby day.", "First.\n\nWe patrol\nby day."),
        Change("- rain", "- rain\n- fuel"),
    ]
    assert changes(TEXT, edited("We patrol by day.", "Our limits:", "- roads", "We listen.")) == [
        Change("- rain", "")
    ]
    assert changes("", edited("New.", "- one", "- two")) == [Change("", "New.\n\n- one\n- two")]


LINES = st.text(st.sampled_from("abcdefg "), min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(LINES, min_size=1, max_size=5, unique=True), st.data())
def test_all_changes_accepted_the_text_says_what_the_copy_says(
    lines: list[str], data: st.DataObject
) -> None:
    lines = [f"{n} {line}." for n, line in enumerate(lines)]  # each passage stands there once
    text = "\n\n".join(lines)
    kept = data.draw(st.lists(st.sampled_from(lines), unique=True).map(lambda ls: sorted(ls)))
    now = [f"{line} more" if data.draw(st.booleans()) else line for line in kept]
    told = changes(text, edited(*now))
    for change in told:
        replaced = replace_passage(text, change.passage, change.proposed)
        assert replaced is not None, change
        text = replaced
    assert [unit.words for unit in units(text)] == now


def test_a_digest_knows_a_text_however_its_lines_end() -> None:
    assert digest_of("a\r\nb") == digest_of("a\nb") != digest_of("a b")


def test_headings_numbers_and_what_is_bold_read_on_paper_and_survive_a_copy_nobody_edited() -> None:
    text = "## At night\nWe **never** leave.\n\n1. First\n2. Then **this**"
    found = list(units(text))
    assert [(unit.words, unit.heading) for unit in found] == [
        ("At night", True),
        ("We never leave.", False),
        ("1. First", False),
        ("2. Then this", False),
    ]
    same = edited("At night", "We never leave.", "1. First", "2. Then this")
    assert changes(text, same) == []
    now = edited("By night", "We never leave.", "1. First", "2. Then that")
    assert changes(text, now) == [
        Change("## At night", "## By night"),
        Change("2. Then **this**", "2. Then that"),
    ]
