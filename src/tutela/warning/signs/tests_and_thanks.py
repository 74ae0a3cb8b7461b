"""Texts that open no alert: a test of the line, and thanks. A rule alone says so, never a guess.

Every word of such a text stands in a closed list; one word beside it, and a person reads the text.
"""

from __future__ import annotations

import re
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.places.names import fold
from tutela.warning.signs.coded import ROUTINE, Read, act_told

TEST, THANKS = "test", "thanks"
_ELIDED = re.compile(r"['’]")


def courtesy_of(words: str, said: Read) -> str:
    """Whether a text is a test or thanks; blank where it may be anything else.

    The code of a test counts only with a place and signs behind it: never where the sender says to
    be in danger, or a word tells of an act.

    Takes   said, the text as it was read.

    >>> from tutela.warning.signs.coded import read
    >>> [courtesy_of(words, read(words)) for words in (
    ...     "0 Bria", "merci pour le credit", "merci, ils attaquent", "0 Bria D")]
    ['test', 'thanks', '', '']
    """
    if said.act == ROUTINE:
        calm = said.caller_safe is not False and not said.rest and not act_told(words)
        return TEST if calm else ""
    tokens = re.findall(r"\w+", fold(_ELIDED.sub(" ", words)))
    for means in (THANKS, TEST):
        meant = _words(means)
        if any(token in meant for token in tokens) and all(
            token in meant or token in _words("beside") for token in tokens
        ):
            return means
    return ""


@cache
def _words(means: str) -> frozenset[str]:
    rows = shipped_rows("tutela.warning", "courtesies.csv")
    return frozenset(
        fold(one) for row in rows if row["means"] == means for one in row["words"].split("|")
    )
