"""A small classifier beside the rules of `coded`: what a text seems to tell of, in which language.

Logistic regression over hashed pieces of words (Cavnar and Trenkle 1994 for the pieces; Weinberger
et al. 2009 for the hashing). It never sets a text aside and never decides: where it is sure of
nothing, the text is "not understood" and a person reads it. Trained by
`python -m benchmarks.village_texts train`; the weights are whole numbers in a plain table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations, pairwise
from typing import TYPE_CHECKING
from zlib import crc32

from tutela.base.data_tables import shipped_rows
from tutela.base.later import np
from tutela.places.names import fold
from tutela.warning.signs.harmless import even_out, meanings_in, rules_alone, signs_in

if TYPE_CHECKING:
    import numpy.typing as npt

BUCKETS = 1 << 18
"""How many pieces are told apart to tell an alarm: more texts would need more."""
FEWER = 1 << 14
"""How many are told apart to tell act and language."""
PIECES = (2, 3, 4, 5)
"""Lengths of the pieces of a word, in letters; whole words and pairs of words are pieces too."""
SOUNDS = "village_sounds.csv"
"""How letters sound where vowels are left out."""
SOUNDS_OF_A_STEM = 3
"""So many sounds of a word are a piece of their own."""
SIGN_COUNTS = 8
"""A sign or a meaning, the same in every language, counts as so many pieces."""
RULE_COUNTS = 1.5
"""What a rule's word for an act adds to its score: chosen on sets left out."""
NONE = "none"
"""The class of a text that tells of no harm."""
ALARM = 0.65
"""From this chance on that it tells of some harm, a text is read as an alarm. Chosen on seven
sets of texts that were not learnt from, by their sums alone (docs/method/coded-messages.md)."""
BESIDE_A_RULE = 0.3
"""From this chance on, a word of the rules is believed where no sign of `harmless` stands by it."""

_REPEATED = re.compile(r"(\w)\1+")
_SOUNDED = re.compile(r"(?<!\d)5?[^\W\d_][\w']*")  # "5ataf" is khataf
_ARTICLE = re.compile(r"^(?:[وفبل]?ال|[ae]l(?=\w{4}))")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a text seems to tell of.

    act       the likeliest act, whatever its chance
    alarm     the chance that it tells of any harm, 0 to 1
    language  the likeliest language, as ISO 639: en, fr, ar, shu (Chadian Arabic), pga (Juba
              Arabic), apd (Sudanese Arabic in Latin letters), sg, sw, ln
    """

    act: str
    alarm: float
    language: str


def pieces(text: str) -> Iterator[str]:
    """The pieces of a text: words, pairs of words, and letters that follow each other in a word.

    Accents, case and repeated letters make no difference; every figure is one sign. How a word
    sounds is a piece (`sound_of`), and so are the signs and meanings of `harmless`: they are the
    same in every language.

    >>> [piece for piece in pieces("Cheffff 12") if len(piece) > 5]
    ['_chef_', '_chef_ _0_']
    >>> "~bndk~" in pieces("bunduq") and "~bndk~" in pieces("البندق")
    True
    """
    words = [
        "0" if word.isdigit() else _REPEATED.sub(r"\1", word)
        for word in re.findall(r"\d+|[^\W\d_]+[\w']*", fold(text))
    ]
    marked = [f"_{word}_" for word in words]
    yield from marked
    evened = even_out(text)
    found = [sign for sign in signs_in(evened) if sign not in rules_alone()]
    signs = [*found, *meanings_in(evened)]
    signs += [word for word in evened.split() if word[0] == "0" and word[1:].isalpha()]
    yield from (f"#{sign} {time}" for sign in signs for time in range(SIGN_COUNTS))
    yield from (f"#{one} #{other}" for one, other in combinations(signs, 2))
    yield from (f"{first} {second}" for first, second in pairwise(marked))
    for word in _SOUNDED.findall(fold(text)):
        sound = sound_of(word)
        if len(sound) > 1:
            yield f"~{sound}~"
        if len(sound) > SOUNDS_OF_A_STEM:
            yield f"~{sound[:SOUNDS_OF_A_STEM]}"
    for word in marked:
        for length in PIECES:
            yield from (word[at : at + length] for at in range(len(word) - length + 1))


@cache
def _sounds() -> tuple[list[tuple[str, str]], dict[int, str]]:
    """Sounds of pairs of letters, which come first, and of single letters."""
    rows = [(row["letters"], row["sound"]) for row in shipped_rows("tutela.warning", SOUNDS)]
    pairs = [row for row in rows if len(row[0]) > 1]
    return pairs, {ord(letter): sound for letter, sound in rows if len(letter) == 1}


def sound_of(word: str) -> str:
    """How a word sounds without its vowels, the same in Latin and Arabic letters; without the
    article. Nobody spells Juba or Chadian Arabic the same way twice.

    >>> [sound_of(word) for word in ("janjaweed", "jenjawid", "الجنجويد")]
    ['jnjd', 'jnjd', 'jnjd']
    """
    pairs, single = _sounds()
    sound = _ARTICLE.sub("", word)
    for letters, heard in pairs:
        sound = sound.replace(letters, heard)
    return _REPEATED.sub(r"\1", sound.translate(single))


def buckets_of(text: str) -> npt.NDArray[np.int64]:
    """The numbers of a text's pieces, each once: from 0 to BUCKETS - 1."""
    return np.unique([crc32(piece.encode()) % BUCKETS for piece in pieces(text)]).astype(np.int64)


def fewer_of(buckets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The same pieces, told apart less finely: from 0 to FEWER - 1."""
    return np.unique(buckets % FEWER)


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """The names of acts and languages; weights a bucket, the last for all texts: how much it speaks
    for an alarm, and for each act of alarms and each language."""

    acts: tuple[str, ...]
    languages: tuple[str, ...]
    alarm: npt.NDArray[np.float32]
    others: npt.NDArray[np.float32]


@cache
def _model() -> _Model:
    folder = files("tutela.warning") / "data"
    acts, languages = (folder / "guess_classes.txt").read_text("utf-8").splitlines()
    scales = [float(one) for one in (folder / "guess_scale.txt").read_text("ascii").split()]
    widths = [acts.count("|") + 1, languages.count("|") + 1]
    stored = _read_weights("guess_weights.npy").astype(np.float32)
    others = stored * np.repeat(np.array(scales[1:], np.float32), widths)
    return _Model(
        tuple(acts.split("|")),
        tuple(languages.split("|")),
        _read_weights("guess_alarm.npy").astype(np.float32) * np.float32(scales[0]),
        others,
    )


def _read_weights(name: str) -> npt.NDArray[np.int8]:
    with (files("tutela.warning") / "data" / name).open("rb") as file:
        stored: npt.NDArray[np.int8] = np.load(file, allow_pickle=False)
    return stored


def guess(text: str, told: str = "") -> Guess:
    """What a text seems to tell of; `told` is the act a rule has found, which counts among others.
    A text without a letter tells of nothing.

    >>> guess("ils tirent sur les gens au marche").alarm > ALARM
    True
    >>> guess("merci pour le credit chef").alarm < ALARM
    True
    """
    model = _model()
    at = buckets_of(text)
    if not len(at):
        return Guess(NONE, 0.0, "")
    alarm = _score(model.alarm, at)
    scores = _score(model.others, fewer_of(at))
    if told in model.acts:
        scores[model.acts.index(told)] += RULE_COUNTS
    act = model.acts[int(np.argmax(scores[: len(model.acts)]))]
    language = model.languages[int(np.argmax(scores[len(model.acts) :]))]
    return Guess(act, float(1 / (1 + np.exp(-float(alarm)))), language)


def guesses(texts: Iterable[str]) -> list[Guess]:
    """What each of many texts seems to tell of."""
    return [guess(text) for text in texts]


def _score(weights: npt.NDArray[np.float32], at: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    score: npt.NDArray[np.float32] = weights[at].sum(axis=0) / np.sqrt(len(at)) + weights[-1]
    return score
