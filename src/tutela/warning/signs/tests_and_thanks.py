"""Texts that open no alert: a test of the line, thanks, and that all is calm. A rule alone says so,
never a guess. And texts that take back what was told before, which lower nothing.

Every word of such a text stands in a closed list; one word beside it, and a person reads the text.
"""

from __future__ import annotations

import re
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.places.names import fold
from tutela.warning.signs.coded import ROUTINE, Read, act_told, denies_act
from tutela.warning.signs.harmless import CHECKED, DENIAL, even_out, pattern_of, signs_in

TEST, THANKS, CALM = "test", "thanks", "calm"
BESIDE = {TEST: "beside", THANKS: "beside", CALM: "beside calm"}
"""The list of words that may stand beside those of each kind."""
_ELIDED = re.compile(r"['’]")


def courtesy_of(words: str, said: Read) -> str:
    """Whether a text is a test, thanks, or says that all is calm; blank where it may be anything
    else. Beside *calm* the place that the text names may stand.

    The code of a test counts only with a place and signs behind it: never where the sender says to
    be in danger, or a word tells of an act.

    Takes   said, the text as it was read.

    >>> from tutela.warning.signs.coded import read
    >>> [courtesy_of(words, read(words)) for words in (
    ...     "0 Bria", "merci pour le credit", "merci, ils attaquent", "0 Bria D")]
    ['test', 'thanks', '', '']
    >>> [courtesy_of(words, read(words)) for words in (
    ...     "Everything calm here in Boma", "calm now, they took 3 girls")]
    ['calm', '']
    """
    if said.act == ROUTINE:
        calm = said.caller_safe is not False and not said.rest and not act_told(words)
        return TEST if calm else ""
    tokens = re.findall(r"\w+", fold(_ELIDED.sub(" ", words)))
    place = re.findall(r"\w+", fold(said.place_words))
    for means in (THANKS, TEST, CALM):
        meant, beside = _words(means), _words(BESIDE[means])
        named = place if means == CALM else ()
        if any(token in meant for token in tokens) and all(
            token in meant or token in beside or token in named for token in tokens
        ):
            return means
    return ""


def takes_back(words: str, said: Read) -> bool:
    """Whether a text that tells of no act says that what was told before is not so: "sorry, wrong",
    "it was a wedding", a rumour that was looked into, "no attack here", or that all is calm.

    Takes   said, the text as it was read.

    >>> from tutela.warning.signs.coded import read
    >>> [takes_back(words, read(words)) for words in (
    ...     "sorry wrong. it was a wedding", "no attack here", "I was wrong, they attack Luma now")]
    [True, True, False]
    """
    if said.act is not None or said.level is not None:
        return False
    evened = even_out(_ELIDED.sub(" ", words))
    return (
        courtesy_of(words, said) == CALM
        or denies_act(words)
        or bool({DENIAL, CHECKED} & {*signs_in(evened)})
        or any(pattern.search(evened) for pattern in _taken_back())
    )


@cache
def _taken_back() -> list[re.Pattern[str]]:
    rows = shipped_rows("tutela.warning", "taken_back.csv")
    return [pattern_of(row["words"], row["language"]) for row in rows]


@cache
def _words(means: str) -> frozenset[str]:
    rows = shipped_rows("tutela.warning", "courtesies.csv")
    return frozenset(
        fold(one) for row in rows if row["means"] == means for one in row["words"].split("|")
    )
