"""A gate before a pattern changes no answer: it only spares the search."""

from __future__ import annotations

import re
import sys
from random import Random

import pytest

import tutela.incidents.check  # noqa: F401  (all patterns of the reading are made by it)
from benchmarks.reading.books import frozen_books, shapes
from tests.counts import counted, turn
from tutela.base.guards import patterns
from tutela.base.guards.patterns import Gated, bit_of, gate, held_in, letters_needed
from tutela.base.tolls import fold_words
from tutela.base.values import key


def _texts(number: int) -> list[str]:
    """Cells of books as offices keep them, as written and folded."""
    chance = Random(turn())
    some = set(chance.sample(sorted(shapes()), 20))
    words = {
        cell
        for book in frozen_books([1], some)
        for raw in book.files.values()
        for cell in re.split(r"[\r\n\t,;]+", raw.decode("utf-8", "ignore"))
        if 3 < len(cell) < 400 and cell.isprintable()
    }
    cells = chance.sample(sorted(words), min(number, len(words)))
    return [text for cell in cells for text in {cell, fold_words(cell), key(cell)}]


def test_a_gated_pattern_finds_what_it_finds_without_its_gate() -> None:
    gated = _every_gated()
    assert len(gated) > 100
    for text in _texts(counted(12, 2_000)):
        for pattern in gated:
            bare = re.compile(pattern.pattern)
            assert _span(pattern.search(text)) == _span(bare.search(text)), pattern.pattern
            assert _span(pattern.match(text)) == _span(bare.match(text)), pattern.pattern
            assert _span(pattern.fullmatch(text)) == _span(bare.fullmatch(text)), pattern.pattern
            assert [*map(_span, pattern.finditer(text))] == [*map(_span, bare.finditer(text))]
            assert pattern.sub("_", text) == bare.sub("_", text), pattern.pattern


def _every_gated() -> list[Gated]:
    modules = [module for name, module in sys.modules.items() if name.startswith("tutela.")]
    return [one for module in modules for one in vars(module).values() if isinstance(one, Gated)]


def _span(found: re.Match[str] | None) -> tuple[object, ...]:
    return (found.span(), found.groups()) if found else ()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (r"\b(?:cart|car)s?\b|ox", "an ox cart"),
        (r"(?:tues?|mort[se]?)+ \d", "3 mort 2"),
        (r"ab?c|x", "ac"),
        (r"(?:a |the )?raid(?:ed|s)?$", "the raided"),
        (r"قتل[هة]?|d'or", "mine d'or"),
        (r"\d{2}:\d\d|at (?=noon)", "at noon"),
        (r"\d+", "٣"),
        (r"(?i)raid|theft", "a Theft"),
    ],
)
def test_a_gate_lets_through_what_matches(words: str, text: str) -> None:
    assert _span(gate(words).search(text)) == _span(re.search(words, text))


def test_letters_are_needed_only_where_every_way_needs_some() -> None:
    assert not letters_needed(r"raid|.{3}")
    assert not letters_needed("(?i)raid")
    both = letters_needed(r"(?:stolen|taken) .*(?:goats|cows)")
    assert set(both) == {frozenset({"stolen", "taken"}), frozenset({"goats", "cows"})}


def test_letters_asked_for_while_a_text_is_parted_are_found_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As by another request of the same server, which reads at the same time."""
    word, bits = "zzquag", [0]

    class Meanwhile(dict[str, int]):
        def get(self, piece: str, default: int = 0) -> int:  # type: ignore[override]
            held = super().get(piece, default)
            if piece == word and not bits[0]:
                bits[0] = 1
                bits[0] = bit_of(frozenset({word}))
            return held

    monkeypatch.setattr(patterns, "_pieces", Meanwhile(patterns._pieces))
    assert held_in(f"a {word}") & bits[0]
    assert held_in(f"a {word}") & bits[0] and held_in(f"the {word}") & bits[0]
