"""How alike two names of a place are: as spelled, as heard, and by their consonants alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from tutela.places.names import (
    LITTLE_WORDS,
    bones_of,
    coarse_bones,
    ear_of,
    fold,
    is_arabic,
    loose_ear_of,
    sound,
    split_kind,
)

EXACT, SAME, HEARD = 100.0, 95.0, 92.0
"""The name but for case and accents; but for the kind of place, spaces or French and English
spelling; but for its vowels as well."""
OFFERED = 78.0
"""The most that words are worth that say more than a name, or a part of one: a person chooses."""
SHORT = 4
"""A name of so few letters is like too many others to be chosen when it is misspelt."""
WITHOUT_TYPO = 3
"""Names of fewer consonants are looked for by all of them: with one less they are like most."""
OTHER_SCRIPT = 94.0
"""The most that a name in Arabic letters is like one in Latin letters."""


class Spelled(NamedTuple):
    """A name in the forms that are compared."""

    folded: str
    bare: str  # folded, without the word for its kind and words in parentheses
    ordered: str  # the words of bare in one order, without articles
    heard: str  # as the ear has it, in one word
    ear: str  # heard, with vowels that are taken for each other made one
    loose: str  # as far as both scripts have it
    bones: str  # its consonants
    coarse: str  # those it is looked up by
    numbers: tuple[str, ...]
    arabic: bool


@lru_cache(maxsize=65_536)
def spell(name: str) -> Spelled:
    aside = re.sub(r"\s*\([^)]*\)", "", name).strip() or name
    without_kind = split_kind(aside)[0]
    bare = fold(without_kind)
    words = [word for word in bare.split() if word not in LITTLE_WORDS] or bare.split()
    return Spelled(
        fold(name),
        bare,
        " ".join(sorted(words)),
        sound(without_kind).replace(" ", ""),
        ear_of(without_kind),
        loose_ear_of(without_kind),
        bones_of(without_kind),
        coarse_bones(bones_of(without_kind)),
        tuple(re.findall(r"\d+", bare)),
        is_arabic(bare),
    )


def likeness(said: str, name: str) -> float:
    """How alike what was said is to a name, 0 to 100.

    >>> likeness("MALAKAL", "Malakal"), likeness("wei kol", "Wei-Kol"), likeness("weikol", "Weikol")
    (100.0, 100.0, 100.0)
    >>> likeness("weikol", "Wei-Kol"), likeness("Djouba", "Juba")
    (95.0, 95.0)
    >>> likeness("بانغاسو", "Bangassou"), likeness("New Fangak", "Old Fangak") <= OFFERED
    (94.0, True)
    """
    return likeness_of(spell(said), spell(name))


def likeness_of(said: Spelled, name: Spelled) -> float:
    if said.folded == name.folded:
        return EXACT
    if said.bare == name.bare or (said.ordered == name.ordered and said.ordered):
        return SAME
    from rapidfuzz import fuzz  # many processes compare no names

    if said.numbers != name.numbers:
        return min(60.0, fuzz.ratio(said.bare, name.bare))  # PK12 is not PK13
    if said.arabic != name.arabic:
        return _likeness_of_scripts(said, name)
    if said.heard and said.heard == name.heard:
        return SAME
    short = min(len(said.heard), len(name.heard)) <= SHORT
    if said.ear == name.ear:
        return HEARD - (14.0 if short else 0.0)
    letters = fuzz.ratio(said.bare, name.bare)
    if " " in said.bare and " " in name.bare:
        letters = max(letters, fuzz.ratio(said.ordered, name.ordered))
    score = (
        0.4 * letters
        + 0.3 * fuzz.ratio(said.ear, name.ear)
        + 0.3 * fuzz.ratio(said.bones, name.bones)
    )
    score -= 6.0 * (said.ear[:1] != name.ear[:1]) + 12.0 * short
    score = min(score, HEARD - 1)
    if not _words_agree(said.bare.split(), name.bare.split()):
        score = min(score, OFFERED - 2)
    return max(0.0, score)


def _likeness_of_scripts(said: Spelled, name: Spelled) -> float:
    """Of names in two scripts: their consonants, and the vowels that both write; of a name of few
    consonants the vowels weigh more."""
    few = min(len(name.bones), len(said.bones)) < WITHOUT_TYPO
    if few and min(len(name.loose), len(said.loose)) < 3:
        return 0.0
    from rapidfuzz import fuzz

    by_vowels = 0.6 if few else 0.4
    score = max(
        (1 - by_vowels) * fuzz.ratio(bones, name.bones) + by_vowels * fuzz.ratio(ear, name.loose)
        for bones, ear in _readings(said)
    )
    return OTHER_SCRIPT / 100 * score - (6.0 if few else 0.0)


def _readings(said: Spelled) -> list[tuple[str, str]]:
    """Consonants and ear of a name; one with the letter qaf as Sudan says it, too."""
    readings = [(said.bones, said.loose)]
    if "ق" in said.bare:
        as_g = said.bare.replace("ق", "غ")
        readings.append((bones_of(as_g), loose_ear_of(as_g)))
    return readings


def _words_agree(said: Sequence[str], name: Sequence[str]) -> bool:
    """Whether names of as many words are alike word for word: New Fangak is not Old Fangak."""
    if len(said) != len(name) or len(said) < 2:
        return True
    from rapidfuzz import fuzz

    left = list(name)
    for word in said:
        best = max(left, key=lambda other: fuzz.ratio(sound(word), sound(other)))
        if fuzz.ratio(sound(word), sound(best)) < 60:
            return False
        left.remove(best)
    return True
