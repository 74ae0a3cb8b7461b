"""How a place name is spelled, heard and cut to its bone, so that two spellings can meet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
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

_ELIDED = re.compile(r"\b[ldLD]['’ʼ](?=[^\W\d_])")
LITTLE_WORDS = frozenset("al el la le les l de du des d of the and et ال".split())  # noqa: SIM905
"""Articles and what joins words of a name; the ear keeps none of them."""
_ARABIC_LETTERS = re.compile(r"[\u0600-\u06ff]")
_ARABIC_HEARD = str.maketrans(
    {
        **dict(zip("بپتثجچحخدذرزسشصضطظعغفڤقكکگلمنه", [
            *("b", "b", "t", "t", "g", "s", "", "k", "d", "s", "r", "s", "s", "s", "s", "d", "t"),
            *("s", "", "g", "f", "f", "k", "k", "k", "g", "l", "m", "n", ""),
        ], strict=True)),
        **dict(zip("اويىةءآأإؤئ", [""] * 11, strict=True)),
        **dict(zip("٠١٢٣٤٥٦٧٨٩", "0123456789", strict=True)),
    }
)  # fmt: skip
"""Letters as an ear without Arabic writes them: no p and v, and j as g."""
_CONSONANTS = (
    (re.compile(r"kh"), "k"),
    (re.compile(r"sh|ch"), "s"),
    (re.compile(r"c(?=[ei])|z"), "s"),
    (re.compile(r"j"), "g"),
    (re.compile(r"q|c"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"p"), "b"),
    (re.compile(r"v"), "f"),
    (re.compile(r"[aeiouwyh]"), ""),
    (re.compile(r"m(?=b)"), "n"),
    (re.compile(r"([a-z])\1"), r"\1"),
)
SURE_CONSONANTS = 3
"""From so many consonants in one order on, two spellings differ by their vowels alone."""
NEAR, FAR = 75.0, 50.0
"""How alike, of 100, letters must be: of a short name, and of each word of a longer one."""
OTHER_SCRIPT = 80.0
"""What consonants alone say of names in two scripts, whose letters cannot be compared."""


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


@lru_cache(maxsize=65_536)
def consonants(word: str) -> str:
    """The consonants of one word as English, French and Arabic ears share them.

    >>> consonants("Janjaweed"), consonants("Djandjaouid"), consonants("جنجويد")
    ('gngd', 'gngd', 'gngd')
    >>> consonants("Tchad") == consonants("Chad") == consonants("تشاد")
    True
    """
    plain = fold(word)
    if _ARABIC_LETTERS.search(plain):
        plain = re.sub("^ال(?=..)", "", plain).replace("تش", "ش").translate(_ARABIC_HEARD)
    else:
        plain = sound(plain)
    for spelling, heard in _CONSONANTS:
        plain = spelling.sub(heard, plain)
    return "".join(letter for letter in plain if letter.isalnum())


@lru_cache(maxsize=65_536)
def _heard_words(name: str) -> tuple[tuple[str, str], ...]:
    """Each word of a name that an ear keeps, and its consonants; articles are left out."""
    words = fold(_ELIDED.sub("", name)).split()
    heard = ((word, consonants(word)) for word in words if word not in LITTLE_WORDS)
    return tuple((word, bones) for word, bones in heard if bones)


_CLOSE = (
    (re.compile(r"kh"), "k"),
    (re.compile(r"gh"), "g"),
    (re.compile(r"sh|ch|z"), "s"),
    (re.compile(r"h"), ""),
    (re.compile(r"o"), "u"),
    (re.compile(r"e"), "i"),
    (re.compile(r"m(?=b)"), "n"),
    (re.compile(r"(.)\1"), r"\1"),
)
_LOOSE = (
    *((spelling, said) for spelling, said in _CONSONANTS if said != "" and said != r"\1"),
    (re.compile(r"h"), ""),
    (re.compile(r"[ow]"), "u"),
    (re.compile(r"[ey]"), "i"),
    (re.compile(r"(.)\1"), r"\1"),
)
_ARABIC_VOICED = _ARABIC_HEARD | {
    ord(letter): said for letter, said in zip("اوىية", "auaia", strict=True)
}
_COARSE = (
    (re.compile(r"g"), "k"),
    (re.compile(r"d"), "t"),
    (re.compile(r"([a-z])\1"), r"\1"),
)


def is_arabic(name: str) -> bool:
    """Whether a name is written in Arabic letters."""
    return bool(_ARABIC_LETTERS.search(name))


@lru_cache(maxsize=65_536)
def ear_of(name: str) -> str:
    """A name in one word as it is heard, with vowels that are taken for each other made one.

    >>> ear_of("Gumuruk") == ear_of("Gomorok"), ear_of("Bor") == ear_of("Bria")
    (True, False)
    """
    if is_arabic(name):
        return loose_ear_of(name)
    return _respell(sound(_in_one_word(name)), _CLOSE)


@lru_cache(maxsize=65_536)
def loose_ear_of(name: str) -> str:
    """A name as `ear_of`, as far as Latin and Arabic letters both have it.

    >>> loose_ear_of("Bangassou"), loose_ear_of("بانغاسو")
    ('bangasu', 'bangasu')
    """
    words = _in_one_word(name)
    if is_arabic(words):
        plain = re.sub("^ال(?=..)", "", words).replace("تش", "ش").translate(_ARABIC_VOICED)
    else:
        plain = sound(words)
    return _respell(plain, _LOOSE)


@lru_cache(maxsize=65_536)
def bones_of(name: str) -> str:
    """The consonants of a whole name, articles left out.

    >>> bones_of("Kajo Keji"), bones_of("كاجو كيجي")
    ('kgkg', 'kgkg')
    """
    return "".join(bones for _word, bones in _heard_words(name))


@lru_cache(maxsize=65_536)
def coarse_bones(bones: str) -> str:
    """Consonants with those made one that ears take for each other, to look a name up by.

    >>> coarse_bones(bones_of("قريضة")) == coarse_bones(bones_of("Graida"))
    True
    """
    return _respell(bones, _COARSE)


def _in_one_word(name: str) -> str:
    """A folded name in one word, without articles; one of articles alone stays."""
    words = fold(_ELIDED.sub("", name)).split()
    return "".join(word for word in words if word not in LITTLE_WORDS) or "".join(words)


def _respell(plain: str, rules: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for spelling, heard in rules:
        plain = spelling.sub(heard, plain)
    return "".join(letter for letter in plain if letter.isalnum())


def rules_of_hearing() -> dict[str, object]:
    """What `fold`, `sound` and `loose_ear_of` go by, for a program in another language.

    Gives   patterns as text with what replaces them ("$1" for a letter met twice), and tables of
            letters and words.
    """

    def written(rules: Iterable[tuple[re.Pattern[str], str]]) -> list[list[str]]:
        return [[spelling.pattern, heard.replace(r"\1", "$1")] for spelling, heard in rules]

    def letters(table: Mapping[int, str]) -> dict[str, str]:
        return {chr(letter): heard for letter, heard in table.items()}

    return {
        "DROPPED": _DROPPED.pattern,
        "JOINTS": _JOINTS.pattern,
        "LETTERS": letters({at: chr(to) for at, to in _ARABIC.items()}),
        "LITTLE": sorted(LITTLE_WORDS),
        "SAME": _SAME_WORDS,
        "SOUNDS": written(_SOUNDS),
        "LOOSE": written(_LOOSE),
        "VOICED": letters(_ARABIC_VOICED),
    }


def ear_keys(name: str) -> tuple[str, ...]:
    """What a name is found by when it was only heard: the consonants of its words, and of all.

    >>> ear_keys("Anti-Balaka"), ear_keys("أنتي بالاكا"), ear_keys("antibalaca")
    (('nt', 'blk', 'ntblk'), ('nt', 'blk', 'ntblk'), ('ntblk',))
    """
    words = [bones for _word, bones in _heard_words(name)]
    return tuple(dict.fromkeys([*words, "".join(words)])) if words else ()


def likeness_heard(asked: str, names: Iterable[str]) -> tuple[float, str]:
    """How alike what was heard is to one of several names, and to which.

    Takes   asked in any of three languages and two scripts; a name may hold more words than it.
    Gives   0 to 100 and the name; 0 and "" where none is alike. Short names must be alike in their
            vowels too: "Bor" is not "Bria".

    >>> likeness_heard("selekka", ["Ex-Séléka", "Séléka"])
    (100.0, 'Séléka')
    >>> likeness_heard("بور", ["Bor"]), likeness_heard("bor", ["Bria"])
    ((80.0, 'Bor'), (0.0, ''))
    """
    best = (0.0, "")
    for name in names:
        score = _likeness(_heard_words(asked), _heard_words(name))
        if score > best[0]:
            best = (round(score, 1), name)
    return best


def _likeness(asked: tuple[tuple[str, str], ...], name: tuple[tuple[str, str], ...]) -> float:
    """How alike the words asked for are to those of a name; 0 where they are not."""
    if not asked or not name:
        return 0.0
    whole = _join_words(asked)[1] == _join_words(name)[1]
    if whole:
        pairs = [(_join_words(asked), [_join_words(name)])]
    else:
        pairs = [(word, [other for other in name if other[1] == word[1]]) for word in asked]
    if not all(others for _word, others in pairs):
        return 0.0
    ratios = [max(_ratio(word[0], other[0]) for other in others) for word, others in pairs]
    long = sum(len(bones) for _word, bones in asked) >= SURE_CONSONANTS
    mean = sum(ratios) / len(ratios)
    if bool(_ARABIC_LETTERS.search(asked[0][0])) != bool(_ARABIC_LETTERS.search(name[0][0])):
        short = len(_join_words(asked)[1]) < SURE_CONSONANTS - 1
        return OTHER_SCRIPT if (long or whole) and not short else 0.0
    less = 0.0 if whole else 5.0 * (1 - len(asked) / max(len(name), len(asked)))
    return mean - less if mean >= NEAR or (long and min(ratios) >= FAR) else 0.0


def _join_words(words: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    return "".join(word for word, _bones in words), "".join(bones for _word, bones in words)


def _ratio(one: str, other: str) -> float:
    from rapidfuzz import fuzz

    return fuzz.ratio(sound(one), sound(other))
