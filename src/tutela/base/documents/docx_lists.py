"""The lists of a DOCX: what number each paragraph bears, as Word counts them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

POINT = "- "
"""What stands before a point of a list that does not count."""

LONGEST_NUMBER = 9
"""Digits of a number that an office program writes into an attribute."""


def whole_number(said: str, *, otherwise: int = 0) -> int:
    """The number an attribute gives; `otherwise` where it gives none an office program writes.

    >>> whole_number("3"), whole_number("", otherwise=1), whole_number("9" * 5000)
    (3, 1, 0)
    """
    return int(said) if said.isdecimal() and len(said) <= LONGEST_NUMBER else otherwise


@dataclass(frozen=True, slots=True)
class _Level:
    """How a list counts at one depth: from where, in what figures, and what stands around them."""

    start: int
    figures: str
    text: str


class Lists:
    """The lists of a document: what number each paragraph bears."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self.levels: dict[tuple[str, int], _Level] = {}
        self.reached: dict[tuple[str, int], int] = {}
        self.of_style: dict[str, tuple[str, int]] = {}
        abstract = {}
        for pattern in () if numbering is None else numbering.iter(f"{W}abstractNum"):
            abstract[pattern.get(f"{W}abstractNumId")] = list(pattern.iter(f"{W}lvl"))
        for counted in () if numbering is None else numbering.iter(f"{W}num"):
            kind = counted.find(f"{W}abstractNumId")
            for level in abstract.get(None if kind is None else kind.get(f"{W}val"), ()):
                key = counted.get(f"{W}numId", ""), whole_number(level.get(f"{W}ilvl", "0"))
                self.levels[key] = _Level(
                    whole_number(_value(level, "start"), otherwise=1),
                    _value(level, "numFmt"),
                    _value(level, "lvlText"),
                )
        for style in () if styles is None else styles.iter(f"{W}style"):
            if place := _number_of(style.find(f"{W}pPr"), {}):
                self.of_style[style.get(f"{W}styleId", "")] = place

    def label(self, paragraph: Element) -> str:
        """The number of a paragraph with the space behind it; empty where it has none."""
        key = _number_of(paragraph.find(f"{W}pPr"), self.of_style)
        if key is None or key not in self.levels:
            return ""
        number, depth = key
        self.reached[key] = self.reached.get(key, self.levels[key].start - 1) + 1
        for other in [one for one in self.reached if one[0] == number and one[1] > depth]:
            del self.reached[other]
        level = self.levels[key]
        if level.figures == "bullet":
            return POINT
        told = re.sub(r"%(\d)", lambda run: self._figure(number, int(run[1]) - 1), level.text)
        return f"{told} " if told else ""

    def _figure(self, number: str, depth: int) -> str:
        level = self.levels.get((number, depth))
        if level is None:
            return ""
        at = self.reached.get((number, depth), level.start)
        return FIGURES.get(level.figures, str)(at)


def _value(element: Element, name: str) -> str:
    found = element.find(f"{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")


def _number_of(
    look: Element | None, of_style: Mapping[str, tuple[str, int]]
) -> tuple[str, int] | None:
    """The list a paragraph stands in and how deep, by its own word or by its style's."""
    if look is None:
        return None
    own = look.find(f"{W}numPr")
    if own is not None:
        return _value(own, "numId"), whole_number(_value(own, "ilvl"))
    return of_style.get(_value(look, "pStyle"))


def _roman(n: int) -> str:
    """A number in small Roman figures.

    >>> _roman(14)
    'xiv'
    """
    told = ""
    for worth, sign in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        told += sign * (n // worth)
        n %= worth
    return told


def _letter(n: int) -> str:
    """The letter of a list: a to z, then aa.

    >>> _letter(3), _letter(27)
    ('c', 'aa')
    """
    return chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1)


FIGURES: Mapping[str, Callable[[int], str]] = {
    "lowerLetter": _letter,
    "upperLetter": lambda n: _letter(n).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
}
"""The figures lists count in, but for the common ones, by Word's name for them."""
