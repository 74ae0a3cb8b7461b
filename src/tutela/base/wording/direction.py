"""Words of one direction inside a line of the other: the one home of bidirectional isolation.

A Latin name in an Arabic line, and an Arabic one in an English line, stands between FIRST STRONG
ISOLATE and POP DIRECTIONAL ISOLATE (Unicode Standard Annex 9), so that signs and figures beside it
stay where the line has them. Pages, papers, charts, maps, titles and mails fill their lines here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import TypeAlias, TypeVar

FIRST_STRONG, POP = "\u2068", "\u2069"
_FROM_THE_RIGHT = frozenset({"R", "AL"})
Filled = TypeVar("Filled")
Value: TypeAlias = "str | float | date | None"
Values: TypeAlias = "Value | tuple[Value, ...] | Mapping[str, Value]"
"""What a line is filled with."""


def isolate(value: Filled, *, rtl: bool) -> Filled:
    """A value as it stands in a line of the other direction.

    Takes   value: text is isolated where it has a letter of the other direction; a number, a date
            and text of the line's own direction are given back as they are.
            rtl: whether the line runs from the right.
    Gives   text of the same class (safe markup stays safe).

    >>> isolate("Luma", rtl=False), isolate("لوما", rtl=True), isolate(12, rtl=True)
    ('Luma', 'لوما', 12)
    >>> isolate("Luma", rtl=True) == "\u2068Luma\u2069"
    True
    """
    if not isinstance(value, str) or (not rtl and value.isascii()):
        return value
    if not _has_letters_against(value, rtl=rtl) or is_isolated(value):
        return value
    return type(value)(FIRST_STRONG + value + POP)


def is_isolated(text: str) -> bool:
    """Whether a text is one isolated piece already.

    >>> is_isolated("\u2068Luma\u2069"), is_isolated("\u2068Luma\u2069, \u2068Yari\u2069")
    (True, False)
    """
    return text.startswith(FIRST_STRONG) and text.find(POP) == len(text) - 1


def without_isolates(text: str) -> str:
    """A text for what cannot show the signs of isolation.

    >>> without_isolates("\u2068Luma\u2069 (12)")
    'Luma (12)'
    """
    return text.replace(FIRST_STRONG, "").replace(POP, "")


def from_left(text: str) -> bool:
    """Whether the first letter of a text, isolated words left out, is of a script from the left.

    Source  Unicode Standard Annex 9, rule P2.

    >>> from_left("1. Luma"), from_left("لوما (Luma)"), from_left("2018")
    (True, False, False)
    >>> from_left("\u2068Luma\u2069 آمنة"), from_left("\u2068Luma\u2069")
    (False, True)
    """
    depth, isolated = 0, ""
    for sign in text:
        if sign == FIRST_STRONG:
            depth += 1
        elif sign == POP:
            depth = max(depth - 1, 0)
        elif (way := unicodedata.bidirectional(sign)) in ("L", "R", "AL"):
            if not depth:
                return way == "L"
            isolated = isolated or way
    return isolated == "L"


class Line(str):
    """A line with fields, that isolates the words it is filled with.

    >>> Line("في %(place)s", rtl=True) % {"place": "Luma"} == "في \u2068Luma\u2069"
    True
    >>> Line("{n} km from {place}").format(n=3, place="Luma")
    '3 km from Luma'
    """

    rtl: bool

    def __new__(cls, text: str, *, rtl: bool = False) -> Line:
        """The line, and whether it runs from the right."""
        line = super().__new__(cls, text)
        line.rtl = rtl
        return line

    def __mod__(self, values: Values) -> str:
        """The line filled as by `%`."""
        if isinstance(values, Mapping):
            return str(super().__mod__(self._isolate_named(values)))
        if isinstance(values, tuple):
            return str(super().__mod__(tuple(isolate(value, rtl=self.rtl) for value in values)))
        return str(super().__mod__(isolate(values, rtl=self.rtl)))

    def format(self, *values: Value, **named: Value) -> str:  # type: ignore[override]
        """The line filled as by `str.format`."""
        isolated = (isolate(value, rtl=self.rtl) for value in values)
        return super().format(*isolated, **self._isolate_named(named))

    def _isolate_named(self, values: Mapping[str, Value]) -> dict[str, Value]:
        return {name: isolate(value, rtl=self.rtl) for name, value in values.items()}


def _has_letters_against(text: str, *, rtl: bool) -> bool:
    ways = map(unicodedata.bidirectional, text)
    return any(way == "L" if rtl else way in _FROM_THE_RIGHT for way in ways)
