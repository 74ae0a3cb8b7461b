"""How a place name is spelled, heard and cut to its bone, so that two spellings can meet."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

KINDS = {
    "city": "city",
    "ville": "town",
    "town": "town",
    "village": "village",
    "hamlet": "hamlet",
    "locality": "locality",
    "localité": "locality",
    "settlement": "settlement",
    "neighbourhood": "neighbourhood",
    "neighborhood": "neighbourhood",
    "quartier": "neighbourhood",
    "suburb": "neighbourhood",
    "area": "area",
    "payam": "payam",
    "boma": "boma",
    "commune": "commune",
    "camp": "camp",
    "refugee camp": "camp",
    "idp camp": "camp",
    "mining camp": "mine",
}
"""Words that say what a place is and stand beside its name: 'Bor town', 'ville de Bria'."""

AREA_WORDS = frozenset(
    """state province prefecture sous-prefecture region governorate county district commune cercle
    wilaya city""".split()  # noqa: SIM905 - one word after another reads better
)

_NO_SETTLEMENT = (AREA_WORDS - {"city"}) | {
    *("territory", "territoire", "chefferie", "groupement", "secteur", "sector", "payam"),
    *("park", "parc", "forest"),
}

_JOINTS = re.compile(r"[\s\-‐‑‒–—_.,/()]+")
_DROPPED = re.compile(r"['’‘ʼʻ`´ـ\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_ARABIC = str.maketrans("أإآٱىةؤئ", "اااايهوي")

_SAME_WORDS = {
    "north": "n",
    "northern": "n",
    "nord": "n",
    "south": "s",
    "southern": "s",
    "sud": "s",
    "east": "e",
    "eastern": "e",
    "est": "e",
    "west": "w",
    "western": "w",
    "ouest": "w",
    "upper": "haut",
    "haute": "haut",
    "lower": "bas",
    "basse": "bas",
    "new": "new",
    "nouveau": "new",
    "nouvelle": "new",
    "old": "old",
    "vieux": "old",
    "vieille": "old",
    "ancien": "old",
    "ancienne": "old",
    "saint": "st",
    "sainte": "st",
    "al": "el",
}
_SOUNDS = (
    (re.compile(r"ou(?=[aeiy])"), "w"),  # Ouau, Wau; Ouadi, Wadi
    (re.compile(r"ou|oo"), "u"),  # Bour, Bur
    (re.compile(r"dj"), "j"),  # Djouba, Juba
    (re.compile(r"tch"), "ch"),  # Tchad, Chad
    (re.compile(r"gu(?=[eiy])"), "g"),
    (re.compile(r"ee|ei|ey|y"), "i"),
    (re.compile(r"ck|q|c(?![hei])"), "k"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"(.)\1"), r"\1"),
)


@lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """A name without what spelling disagrees about: case, accents, hyphens, apostrophes.

    >>> fold("N'Délé"), fold("Kaga-Bandoro"), fold("MALAKAL ملكـال")
    ('ndele', 'kaga bandoro', 'malakal ملكال')
    """
    letters = unicodedata.normalize("NFKD", _DROPPED.sub("", name).translate(_ARABIC))
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    return _JOINTS.sub(" ", plain.casefold()).strip()


@lru_cache(maxsize=65_536)
def sound(name: str) -> str:
    """A folded name as French and English ears both write it.

    >>> sound("Djouba") == sound("Juba"), sound("Nouveau Fangak") == sound("New Fangak")
    (True, True)
    """
    heard = " ".join(_SAME_WORDS.get(word, word) for word in fold(name).split())
    for spelling, said in _SOUNDS:
        heard = spelling.sub(said, heard)
    return heard


@lru_cache(maxsize=65_536)
def split_kind(name: str) -> tuple[str, str | None]:
    """A name and the kind of place its words say it is.

    Gives   the name without the word for its kind, and that kind; None where no word says.

    >>> split_kind("Bor town"), split_kind("ville de Bria"), split_kind("Doro refugee camp")
    (('Bor', 'town'), ('Bria', 'town'), ('Doro', 'camp'))
    >>> split_kind("Village 6"), split_kind("Juba")
    (('Village 6', None), ('Juba', None))
    """
    words = name.split()
    for taken in (2, 1):
        kind = KINDS.get(" ".join(words[-taken:]).casefold())
        if kind and len(words) > taken:
            return " ".join(words[:-taken]), kind
    if len(words) > 2 and words[1].casefold() in ("de", "of") and words[0].casefold() in KINDS:
        return " ".join(words[2:]), KINDS[words[0].casefold()]
    return name.strip(), None


def names_area(name: str) -> bool:
    """Whether a name says that it is an area's: a province, a county, a territory.

    >>> names_area("Masisi territory"), names_area("préfecture de la Ouaka"), names_area("Goma")
    (True, True, False)
    """
    words = fold(name).replace("sous prefecture", "sous-prefecture").split()
    return len(words) > 1 and bool({words[0], words[-1]} & _NO_SETTLEMENT)


@lru_cache(maxsize=65_536)
def area_name(name: str) -> str:
    """An area's folded name without the word for its level.

    >>> area_name("Ouham-Pendé province"), area_name("préfecture de la Ouaka"), area_name("Lakes")
    ('ouham pende', 'ouaka', 'lakes')
    """
    words = fold(name).replace("sous prefecture", "sous-prefecture").split()
    if len(words) > 1 and words[-1] in AREA_WORDS:
        words = words[:-1]
    elif len(words) > 1 and words[0] in AREA_WORDS:
        words = words[1:]
        while len(words) > 1 and words[0] in ("de", "du", "des", "d", "la", "le", "of", "the"):
            words = words[1:]
    return " ".join(words)
