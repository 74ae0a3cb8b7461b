"""Which place a text names: every run of up to three words against every name, as the ear has it.

Names in Arabic letters are compared by their consonants with names in Latin letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutela.places.gazetteer import Gazetteer, Places
from tutela.places.names import fold, sound
from tutela.places.types import Place
from tutela.warning.signs.coded import BEFORE_A_PLACE

MOST_WORDS = 3
SHORT = 4
"""A name of so few letters is believed only where it is spelled as it is."""
ALIKE = 82.0
"""Names less alike than this, of 100, are not offered."""
ADVANTAGE = 4.0
"""What a word before a place ("at", "à", "في") or a great letter adds to the likeness."""

_ARABIC = str.maketrans(
    {
        **dict(zip("بتثجحخدذرزسشصضطظعغفقكلمنهويء", [
            "b", "t", "s", "j", "h", "k", "d", "z", "r", "z", "s", "s", "s", "d", "t", "z", "",
            "g", "f", "k", "k", "l", "m", "n", "h", "", "", "",
        ], strict=True)),
        "ا": "", "ة": "", "ى": "", "گ": "g", "ڤ": "v", "پ": "p", "چ": "s",
    }
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouwy]")
_SOUNDS = (("kh", "k"), ("gh", "g"), ("sh", "s"), ("ch", "s"), ("dj", "j"), ("q", "k"), ("c", "k"))


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """The place a text seems to name: the likeness of its name, 0 to 100, and the words."""

    place: Place
    score: float
    words: str


class PlaceFinder:
    """Finds the place that a text names among places given."""

    def __init__(self, places: Places) -> None:
        self.gazetteer = Gazetteer(places)
        named = [
            (name, place) for place in places.places() for name in (place.name, *place.aliases)
        ]
        self._owners = [place for _name, place in named]
        self._heard = [sound(name) for name, _place in named]
        self._bones = [consonants_of(name) for name, _place in named]

    def find(self, text: str) -> PlaceFound | None:
        """The place likeliest named; None where no words are like a name.

        >>> kajo = Place("kajo", "Kajo Keji", 3.85, 31.66, "locality", "SSD", None, "invented")
        >>> found = PlaceFinder(Places.of([kajo])).find("they shoot at kajokeji now")
        >>> found.place.name, found.words
        ('Kajo Keji', 'kajokeji')
        """
        from rapidfuzz import fuzz, process

        windows = list(_windows(text))
        if not windows or not self._owners:
            return None
        heard = process.cdist(
            [sound(words) for words, _ in windows], self._heard, scorer=fuzz.ratio
        )
        best: tuple[float, int, int, int] | None = None
        for row, (words, lead) in enumerate(windows):
            scores = heard[row]
            if not words.isascii():
                bones = consonants_of(words)
                scores = scores.copy()
                for at, known in enumerate(self._bones):
                    if len(bones) > 1 and bones == known:
                        scores[at] = max(scores[at], 92.0)
            at = int(scores.argmax())
            score = float(scores[at])
            short = min(len(fold(words)), len(self._heard[at])) <= SHORT
            if score < (99.0 if short and words.isascii() else ALIKE):
                continue
            rank = (score + ADVANTAGE * lead, len(words), row, at)
            if best is None or rank > best:
                best = rank
        if best is None:
            return None
        _rank, _length, row, at = best
        return PlaceFound(
            self._owners[at], round(float(max(heard[row][at], ALIKE)), 1), windows[row][0]
        )


def consonants_of(name: str) -> str:
    """The consonants of a name, as both scripts have them.

    >>> consonants_of("الفاشر") == consonants_of("El Fasher")
    True
    """
    words = [re.sub(r"^(ال|al |el |l')", "", word) for word in (fold(name),)]
    plain = words[0].translate(_ARABIC)
    for spelling, heard in _SOUNDS:
        plain = plain.replace(spelling, heard)
    return re.sub(r"(.)\1", r"\1", _VOWELS.sub("", plain).replace(" ", ""))


def _windows(text: str) -> list[tuple[str, bool]]:
    """Runs of one to three words, and whether something says that a place follows."""
    words = re.findall(r"[^\W\d_][\w'’-]*", text)
    windows = []
    for at in range(len(words)):
        before = at > 0 and fold(words[at - 1]) in BEFORE_A_PLACE
        for length in range(1, MOST_WORDS + 1):
            run = words[at : at + length]
            if len(run) == length and len(run[0]) > 1:
                windows.append((" ".join(run), before or (words[at][0].isupper() and at > 0)))
    return windows
