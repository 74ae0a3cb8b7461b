"""Which lessons and practices fit a situation: ranked by what they share with it, and why.

A situation is what somebody stands before: an alert, a decision, a contingency plan, a line of the
matrix, an engagement. Measured against a plain text search in docs/method/lesson-ranking.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log

PARTS = ("place", "actor", "harm", "measure", "reason")
"""What a situation and a lesson may share, beside their words."""

WEIGHTS: Mapping[str, float] = {
    "place": 0.5,
    "actor": 1.0,
    "harm": 1.0,
    "measure": 2.0,
    "reason": 2.0,
    "words": 1.0,
}
"""What each shared part counts; words count by their share of the best match. Chosen on the first
half of the labelled set, by `python -m benchmarks.lessons_ranking`."""

K1, B = 1.2, 0.75
"""The usual constants of BM25. Source: Robertson and Zaragoza (2009), The Probabilistic Relevance
Framework."""

MOST_WORDS_TOLD = 4


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a situation or a lesson is about; a blank is not known and matches nothing.

    words   stems of its text, as often as they stand there
    """

    key: str
    place: str = ""
    actor: str = ""
    harm: str = ""
    measure: str = ""
    reason: str = ""
    words: Sequence[str] = ()

    def shares(self, part: str, other: Attributes) -> bool:
        """Whether both know this part and agree on it."""
        own = getattr(self, part)
        return bool(own) and own == getattr(other, part)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a lesson fits: its key, score, the parts shared and the words that tell most."""

    key: str
    score: float
    parts: tuple[str, ...]
    words: tuple[str, ...]


def score_words(asked: Collection[str], texts: Sequence[Sequence[str]]) -> list[dict[str, float]]:
    """What each word of a question adds to each text, by BM25.

    Takes   asked, the stems of the question; texts, the stems of each text.
    Gives   for each text, in order, the worth of each word it shares, > 0.

    >>> score_words(["patrol", "night"], [["night", "patrol"], ["market"]])[1]
    {}
    """
    counts = [Counter(text) for text in texts]
    mean = sum(map(len, texts)) / len(texts) if texts else 1.0
    held = Counter(word for count in counts for word in count)
    worth = {
        word: log(1 + (len(texts) - held[word] + 0.5) / (held[word] + 0.5)) for word in set(asked)
    }
    scored = []
    for text, count in zip(texts, counts, strict=True):
        length = K1 * (1 - B + B * len(text) / (mean or 1.0))
        scored.append(
            {
                word: worth[word] * count[word] * (K1 + 1) / (count[word] + length)
                for word in sorted(worth)
                if count[word]
            }
        )
    return scored


def rank_lessons(
    situation: Attributes,
    lessons: Sequence[Attributes],
    *,
    most: int = 3,
    weights: Mapping[str, float] = WEIGHTS,
) -> list[Fit]:
    """The lessons that fit a situation best.

    Takes   lessons in any order; most, how many at most.
    Gives   the best first; ties by key, so that the order of the lessons does not matter. A lesson
            that shares nothing is not given.
    Source  our proposal: BM25 over words, and a weight for each part both know and share.

    >>> ask = Attributes("alert", place="village", harm="abduction", words=["night", "raid"])
    >>> near = Attributes("L-1", place="village", words=["night", "patrol"])
    >>> [fit.parts for fit in rank_lessons(ask, [Attributes("L-2", place="site"), near])]
    [('place',)]
    """
    shared_words = score_words(situation.words, [lesson.words for lesson in lessons])
    best = max((sum(worth.values()) for worth in shared_words), default=0.0) or 1.0
    fits = []
    for lesson, worth in zip(lessons, shared_words, strict=True):
        parts = tuple(part for part in PARTS if situation.shares(part, lesson))
        score = sum(weights[part] for part in parts)
        score += weights["words"] * sum(worth.values()) / best
        if score > 0:
            telling = sorted(worth, key=lambda word: (-worth[word], word))[:MOST_WORDS_TOLD]
            fits.append(Fit(lesson.key, round(score, 6), parts, tuple(telling)))
    return sorted(fits, key=lambda fit: (-fit.score, fit.key))[:most]


def rank_by_words(
    situation: Attributes, lessons: Sequence[Attributes], *, most: int = 3
) -> list[Fit]:
    """The naive way to compare with: a plain text search, BM25 over all words.

    >>> lessons = [Attributes("L-1", words=["night"]), Attributes("L-2", words=["day"])]
    >>> [fit.key for fit in rank_by_words(Attributes("a", words=["day"]), lessons)]
    ['L-2']
    """
    only_words = dict.fromkeys(PARTS, 0.0) | {"words": 1.0}
    fits = rank_lessons(situation, lessons, most=len(lessons), weights=only_words)
    return [fit for fit in fits if fit.words][:most]


def precision_at(fits: Sequence[Fit], fitting: Collection[str], *, k: int = 3) -> float:
    """The share of k places that are taken by what fits: precision at k.

    >>> precision_at([Fit("a", 1, (), ()), Fit("b", 1, (), ())], ["a"], k=2)
    0.5
    """
    return sum(fit.key in fitting for fit in fits[:k]) / k
