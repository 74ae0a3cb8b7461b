"""Text without case and accents, sign by sign: what a sign becomes is worked out once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

__all__ = ["plain_letters", "plain_letters_and_digits"]

_MOST_SIGNS = 20_000


class _Signs(dict[int, str]):
    """What each sign becomes, for `str.translate`."""

    def __init__(self, become: Callable[[str], str]) -> None:
        super().__init__()
        self._become = become

    def __missing__(self, code: int) -> str:
        became = self._become(chr(code))
        if len(self) < _MOST_SIGNS:
            self[code] = became
        return became


def _bare(sign: str) -> str:
    apart = unicodedata.normalize("NFKD", sign)
    return "".join(part for part in apart if not unicodedata.combining(part)).casefold()


def _bare_with_digits(sign: str) -> str:
    raised = unicodedata.category(sign) == "No"
    apart = sign if raised else unicodedata.normalize("NFKD", sign)
    return "".join(
        str(unicodedata.decimal(part)) if part.isdecimal() else part.casefold()
        for part in apart
        if not unicodedata.combining(part)
    )


_BARE, _BARE_WITH_DIGITS = _Signs(_bare), _Signs(_bare_with_digits)


def plain_letters(text: str) -> str:
    """A text in small letters without accents.

    >>> plain_letters("TUÉS à Bria"), plain_letters("ﬁn x²")
    ('tues a bria', 'fin x2')
    """
    return text.casefold() if text.isascii() else text.translate(_BARE)


def plain_letters_and_digits(text: str) -> str:
    """As `plain_letters`, with the digits of all scripts as 0-9; a raised figure stays one.

    >>> plain_letters_and_digits("٢ BLESSÉS x²")
    '2 blesses x²'
    """
    return text.casefold() if text.isascii() else text.translate(_BARE_WITH_DIGITS)
