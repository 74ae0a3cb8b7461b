"""How often the three lessons offered fit, beside a plain text search; writes
docs/method/lesson-ranking.md.

`python -m benchmarks.lessons_ranking` counts everything and writes the page;
`python -m benchmarks.lessons_ranking tuning` looks for weights on the tuning half alone, for
whoever changes `tutela.lessons.rank.WEIGHTS`: the other half is not to be read meanwhile.
"""

from __future__ import annotations

import csv
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import mean

from benchmarks.measure import ROOT
from tutela.lessons.rank import (
    PARTS,
    WEIGHTS,
    Attributes,
    Fit,
    precision_at,
    rank_by_words,
    rank_lessons,
)
from tutela.lessons.words import TELLS_NOTHING
from tutela_web.base.searching.stems import stems_of

PAGE = ROOT / "docs" / "method" / "lesson-ranking.md"
TEXT = Path(__file__).parent / "lessons_page.md"
DATA = Path(__file__).parent / "data"
RESAMPLES, SEED = 5000, 1
Rank = Callable[[Attributes, Sequence[Attributes]], list[Fit]]


@dataclass(frozen=True)
class Labelled:
    """A situation, and the lessons that fit it."""

    situation: Attributes
    kind: str
    held: bool
    fits: frozenset[str]


def words_of(text: str) -> list[str]:
    """The stems of a text as they are compared: one a word, without words that tell nothing."""
    return [stems[-1] for stems in stems_of(text, "en") if stems[0] not in TELLS_NOTHING]


def _attributes(row: Mapping[str, str]) -> Attributes:
    return Attributes(
        row["key"], **{part: row[part] for part in PARTS}, words=words_of(row["text"])
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_lessons() -> list[Attributes]:
    """The invented lessons."""
    return [_attributes(row) for row in _rows("lessons.csv")]


def read_situations() -> list[Labelled]:
    """The invented situations, each with what fits it."""
    return [
        Labelled(
            _attributes(row), row["kind"], row["half"] == "held", frozenset(row["fits"].split())
        )
        for row in _rows("lesson_situations.csv")
    ]


def precisions(rank: Rank, labelled: Iterable[Labelled]) -> list[float]:
    """Precision at 3 of each situation."""
    lessons = read_lessons()
    return [precision_at(rank(one.situation, lessons), one.fits) for one in labelled]


def most_possible(labelled: Iterable[Labelled]) -> float:
    """The best precision at 3 that any ranking could have: some have fewer than three that fit."""
    return mean(min(3, len(one.fits)) / 3 for one in labelled)


def interval(differences: Sequence[float]) -> tuple[float, float]:
    """95 % of a mean, by drawing the situations again."""
    draw = random.Random(SEED)
    means = sorted(
        mean(draw.choices(differences, k=len(differences))) for _again in range(RESAMPLES)
    )
    return means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES)]


def tune() -> tuple[float, Mapping[str, float]]:
    """The weights that are best on the tuning half; of equals those nearest to words alone."""
    tuning = [one for one in read_situations() if not one.held]
    lessons = read_lessons()
    best: tuple[float, float, Mapping[str, float]] | None = None
    steps = (0.0, 0.25, 0.5, 1.0, 2.0)
    for place, actor, harm, measure, reason in product(steps, repeat=5):
        weights = dict(zip(PARTS, (place, actor, harm, measure, reason), strict=True))
        weights |= {"words": 1.0}
        got = mean(
            precision_at(rank_lessons(one.situation, lessons, weights=weights), one.fits)
            for one in tuning
        )
        worth = (round(got, 6), -sum(weights.values()))
        if best is None or worth > best[:2]:
            best = (*worth, weights)
    assert best is not None
    return best[0], best[2]


def measure() -> str:
    """The page, from a whole count."""
    labelled = read_situations()
    halves = {"tuning": False, "held out": True}
    lines = []
    for name, held in halves.items():
        chosen = [one for one in labelled if one.held is held]
        ours, naive = precisions(rank_lessons, chosen), precisions(rank_by_words, chosen)
        low, high = interval([a - b for a, b in zip(ours, naive, strict=True)])
        lines.append(
            f"|{name}|{len(chosen)}|{mean(ours):.2f}|{mean(naive):.2f}"
            f"|{mean(ours) - mean(naive):+.2f} ({low:+.2f} to {high:+.2f})"
            f"|{most_possible(chosen):.2f}|"
        )
    by_kind: dict[str, list[Labelled]] = defaultdict(list)
    for one in labelled:
        if one.held:
            by_kind[one.kind].append(one)
    kinds = [
        f"|{kind}|{len(rows)}|{mean(precisions(rank_lessons, rows)):.2f}"
        f"|{mean(precisions(rank_by_words, rows)):.2f}|"
        for kind, rows in by_kind.items()
    ]
    weights = ", ".join(f"{name} {WEIGHTS[name]:g}" for name in (*PARTS, "words"))
    held = [one for one in labelled if one.held]
    ours, naive = mean(precisions(rank_lessons, held)), mean(precisions(rank_by_words, held))
    verdict = (
        "On the held-out half the naive search is as good or better: the parts do not pay."
        if naive >= ours
        else "On the held-out half the parts a lesson shares with a situation pay."
    )
    low, _high = interval(
        [
            a - b
            for a, b in zip(
                precisions(rank_lessons, held), precisions(rank_by_words, held), strict=True
            )
        ]
    )
    if naive < ours and low <= 0:
        verdict += " The interval of the difference holds nought: so few situations cannot be sure."
    return TEXT.read_text(encoding="utf-8").format(
        lessons=len(read_lessons()),
        situations=len(labelled),
        halves="\n".join(lines),
        kinds="\n".join(kinds),
        weights=weights,
        verdict=verdict,
    )


def main() -> None:
    """Count, and write the page; or look for weights."""
    if sys.argv[1:] == ["tuning"]:
        print(tune())
        return
    PAGE.write_text(measure(), encoding="utf-8")


if __name__ == "__main__":
    main()
