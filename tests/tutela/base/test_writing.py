"""Two texts brought into one: no word that either wrote is struck by a machine."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutela.base.writing import changed_paragraphs, join_texts, paragraphs

LINES = st.lists(st.sampled_from(["Aim.", "Scope.", "Risks.", "We patrol.", "We listen."]))
NEW = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2)), max_size=4)


def written(base: list[str], edits: list[tuple[int, int]], who: str) -> list[str]:
    """A text after somebody put own words at some places of it, or in place of a paragraph."""
    text = list(base)
    for n, (at, gone) in enumerate(edits):
        text[at : at + gone] = [f"{who} writes {n}."]
    return text


@given(LINES, NEW, NEW)
def test_what_either_wrote_stands_in_the_joined_text(
    base: list[str], theirs: list[tuple[int, int]], mine: list[tuple[int, int]]
) -> None:
    left, right = written(base, theirs, "Amina"), written(base, mine, "Boris")
    both = paragraphs(join_texts("\n".join(base), "\n".join(left), "\n".join(right)))
    for line in {*left, *right} - set(base):
        assert line in both


@given(LINES, NEW)
def test_where_only_one_wrote_the_text_is_theirs(
    base: list[str], theirs: list[tuple[int, int]]
) -> None:
    left = written(base, theirs, "Amina")
    old, new = "\n".join(base), "\n".join(left)
    assert paragraphs(join_texts(old, new, old)) == paragraphs(join_texts(old, old, new)) == left


@given(LINES, LINES)
def test_what_changed_tells_both_texts(old: list[str], new: list[str]) -> None:
    pairs = changed_paragraphs("\n".join(old), "\n".join(new))
    assert (pairs == []) == (old == new)
    assert sum(1 for was, _is in pairs if was) - sum(1 for _was, now in pairs if now) == len(
        old
    ) - len(new)
