"""How often suggestions are right in each language, beside labels of our own; for
docs/method/mandate-suggestion.md.

`python -m benchmarks.mandate_languages` prints the table. The English texts are the Council's, from
the shared data; the French and Arabic ones in `data/mandate_texts` are translations of ours. The
Council's own French is counted where a folder `mandates/official` of the shared data has it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mandate_counts import DATA, Count, count, line, naive, total
from benchmarks.measure import ROOT
from tutela.mandate.read import parse
from tutela.mandate.suggest import Suggestion, suggest

HERE = ROOT / "benchmarks" / "data"
OURS = HERE / "mandate_texts"
NAMES = {"en": "English", "fr": "French", "ar": "Arabic"}
SIDES = ("held out", "official", "counted second", "counted first", "tuning")
ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
Path_ = tuple[str, ...]


@dataclass(frozen=True)
class Labelled:
    """A text, the side it stands on, and the paragraphs of it that belong in the chain."""

    text: str
    side: str
    language: str
    protects: frozenset[Path_]

    def path(self) -> Path | None:
        """Where its words are; None where they are not at hand."""
        if self.side == "official":
            found = [DATA / "official" / f"{self.language}_{self.text}.txt"]
        elif self.language == "en":
            found = list((DATA / "txt").glob(f"S_RES_{self.text}_*.txt"))
        else:
            found = [OURS / f"{self.language}_{self.text}.txt"]
        return next((path for path in found if path.exists()), None)


def labels() -> Iterator[Labelled]:
    """Every labelled text, in the order of the table."""
    with (HERE / "mandate_labels.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            named = [one.strip() for one in row["protects"].split(";") if one.strip()]
            yield Labelled(
                row["text"], row["side"], row["language"], frozenset(map(path_of, named))
            )


def path_of(number: str) -> Path_:
    """A paragraph as it is cited, as a path.

    >>> path_of("16 (a) (bullet 1)")
    ('16', 'a', 'bullet 1')
    """
    return tuple(
        part for pair in re.findall(r"\(([^)]*)\)|([^\s()]+)", number) for part in pair if part
    )


def latin(path: Path_) -> Path_:
    """An Arabic path in the letters of the English text: the labels say the same paragraph.

    >>> latin(("7", "ب", "2"))
    ('7', 'b', 'ii')
    """
    return (*path[:1], *map(_latin, path[1:]))


def _latin(label: str) -> str:
    letter = label.replace("\u0640", "")
    if letter in ABJAD:
        return chr(ord("a") + ABJAD.index(letter))
    return ROMAN[int(letter) - 1] if letter.isdigit() else letter


def counts(one: Labelled, words: str, said: object = None) -> Count:
    """Our suggestions for one text, or those of the naive rule, beside its labels."""
    made = suggest(parse(words))
    wanted = {_as_written(path, made) for path in one.protects}
    return count(made, wanted, said or (lambda s: s.poc))  # type: ignore[arg-type]


def _as_written(path: Path_, made: list[Suggestion]) -> Path_:
    return next((s.passage.path for s in made if latin(s.passage.path) == path), path)


def table() -> str:
    """Each language and side: texts, paragraphs, precision and recall."""
    lines = [
        "| language, side | precision | recall | F1 | texts | paragraphs | naive rule |",
        "|---|---|---|---|---|---|---|",
    ]
    for side in SIDES:
        for language, name in NAMES.items():
            texts = [
                (one, path.read_text(encoding="utf-8"))
                for one in labels()
                if (one.side, one.language) == (side, language) and (path := one.path())
            ]
            if texts:
                ours = total(counts(one, words) for one, words in texts)
                plain = total(counts(one, words, naive) for one, words in texts)
                many = sum(len(parse(words).operative) for _one, words in texts)
                beside = f"{plain.precision:.2f}, {plain.recall:.2f}" if language == "en" else ""
                lines.append(line(f"{name}, {side}", ours, str(len(texts)), str(many), beside))
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
