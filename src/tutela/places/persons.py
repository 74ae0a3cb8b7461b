"""Names of persons in a text that must hold none: findings speak of posts and offices, and the
account of a row that came in with a file names nobody.

It is a help and no proof: a name that nobody entered and that bears no title is not found. Whoever
writes is told so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from tutela.places.names import fold

_TITLES = (
    r"Mr|Mrs|Ms|Miss|Dr|Prof|Maj|Major|Capt|Captain|Lt|Lieutenant|Col|Colonel|Gen|General|Brig|Sgt|"
    r"Sergeant|Cpl|Corporal|Insp|Inspector|Mme|Mlle|Monsieur|Madame|Commandant|Capitaine|Sheikh|"
    r"Cheikh|Pastor|Imam|Father|Sister"
)
_TITLED = re.compile(rf"\b(?:{_TITLES})\.?\s+(?:Col\.?\s+|Gen\.?\s+)?([A-Z][\w'’-]+)")
_POST_WORDS = """
adviser affairs administrator analyst assembly auditor child chief civil command commander community
coordinator council country custodian de drafter duty field force head headquarters human jmac joc
liaison military mission of office officer operations partner poc police post protection reporter
resident rights secretary sector staff strategy team unit vault women womens
"""
_POSTS = frozenset(_POST_WORDS.split())
"""Words of posts: after a rank they make a post of it, and an account named by its post is none."""
_ARABIC_TITLED = re.compile(
    r"(?:السيد|السيدة|العقيد|الرائد|النقيب|الدكتور|الشيخ)\s+([\u0621-\u064a]{2,})"
)


def names_in(text: str, known: Iterable[str] = ()) -> list[str]:
    """What of a text looks like the name of a person.

    Takes   text; known, full names of people of the mission. Two parts of one standing together are
            taken for that person, however they are spelled and in whichever order.
    Gives   each once, as it stands in the text or, of a known person, as it is known.

    >>> names_in("Captain Bello was told; the battalion commander was not.")
    ['Bello']
    >>> names_in("so decided keita amina", ["Amina Keita"])
    ['Amina Keita']
    >>> names_in("The duty officer knew", ["JOC duty officer"])
    []
    >>> names_in("The General Assembly and the Head of Field Office")
    []
    """
    titled = [*_TITLED.findall(text), *_ARABIC_TITLED.findall(text)]
    seen = [name for name in titled if name.casefold() not in _POSTS]
    words = re.findall(r"\w+", fold(text))
    pairs = {frozenset(pair) for pair in pairwise(words)}
    for name in known:
        parts = [part for part in re.findall(r"\w+", fold(name)) if len(part) > 1]
        told = (frozenset(pair) for pair in pairwise(parts))
        if any(pair in pairs and not pair <= _POSTS for pair in told):
            seen.append(name)
    return list(dict.fromkeys(seen))


MASK = "[…]"
"""What stands in a text where a person was named."""


def mask_names(text: str, known: Iterable[str] = ()) -> str:
    """A text with what looks like the name of a person masked, in whichever order its parts stand.

    Takes   as `names_in`.

    >>> mask_names("Captain Bello met keita amina; the men left.", ["Amina Keita"])
    'Captain […] met […]; the men left.'
    >>> mask_names("Sgt Deng and Deng's brother fled")
    "Sgt […] and […]'s brother fled"
    """
    named = {
        part for name in names_in(text, known) for part in re.findall(r"\w+", name) if len(part) > 1
    }
    if not named:
        return text
    folded = {fold(part) for part in named}
    said = re.sub(r"\w+", lambda word: MASK if fold(word[0]) in folded else word[0], text)
    return re.sub(rf"{re.escape(MASK)}(?:\s+{re.escape(MASK)})+", MASK, said)
