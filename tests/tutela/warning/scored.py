"""How well invented messages are read: `python -m tests.tutela.warning.scored`.

The half "dev" was looked at while the words were chosen; the half "held" was written before and
only counted.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tutela.places.names import fold
from tutela.warning.clocks import LEVELS
from tutela.warning.signs.coded import ROUTINE, Read, read

MESSAGES = Path(__file__).with_name("messages.csv")
LANGUAGES = {"en": "English", "fr": "French", "ar": "Arabic"}


@dataclass(frozen=True)
class Message:
    """One message and what it means."""

    half: str
    language: str
    words: str
    act: str
    level: str
    place: str


def messages() -> list[Message]:
    with MESSAGES.open(encoding="utf-8") as file:
        return [
            Message(**{name: value for name, value in row.items() if name != "source"})
            for row in csv.DictReader(file)
        ]


@dataclass(frozen=True)
class Score:
    """Counts of one lot of messages."""

    messages: int
    alarms: int  # that tell of harm or danger
    raised: int  # read as such
    right: int  # of these, rightly
    acts: int  # of the alarms, read with the act that is meant
    levels: int  # of the alarms, with a level as high as is meant, or higher
    places: int
    named: int
    found: int

    def cells(self) -> list[str]:
        return [
            str(self.messages),
            _share(self.right, self.raised),
            _share(self.right, self.alarms),
            _share(self.acts, self.alarms),
            _share(self.levels, self.alarms),
            _share(self.found, self.named),
            _share(self.found, self.places),
        ]


def score(lot: Iterable[Message]) -> Score:
    """Count one lot."""
    read_as = [(one, read(one.words)) for one in lot]
    alarms = [(one, got) for one, got in read_as if _alarm(one.act)]
    raised = [(one, got) for one, got in read_as if _alarm(got.act)]
    named = [(one, got) for one, got in read_as if got.place_words]
    return Score(
        len(read_as),
        len(alarms),
        len(raised),
        sum(_alarm(one.act) for one, _got in raised),
        sum(one.act == got.act for one, got in alarms),
        sum(_high(got) >= LEVELS.index(one.level) for one, got in alarms),
        sum(bool(one.place) for one, _got in read_as),
        len(named),
        sum(fold(one.place) == fold(got.place_words) for one, got in named if one.place),
    )


def _alarm(act: str | None) -> bool:
    return bool(act) and act != ROUTINE


def _high(got: Read) -> int:
    return LEVELS.index(got.level) if got.level else -1


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}"


def rows() -> Iterator[list[str]]:
    """The table: each half, by language and whole."""
    lot = messages()
    for half in ("held", "dev"):
        for language, name in LANGUAGES.items():
            part = [one for one in lot if (one.half, one.language) == (half, language)]
            yield [half, name, *score(part).cells()]
        yield [half, "all", *score(one for one in lot if one.half == half).cells()]


HEAD = [
    "half",
    "language",
    "messages",
    "alarms: precision",
    "alarms: recall",
    "act right",
    "level as high",
    "place: precision",
    "place: recall",
]


def table() -> str:
    """The table as the page of the method shows it."""
    lines = [HEAD, ["-"] * len(HEAD), *rows()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def missed() -> Iterator[str]:
    """The messages of "dev" that are read otherwise than meant."""
    for one in messages():
        got = read(one.words)
        found = (got.act or "", got.level or "", fold(got.place_words))
        if one.half == "dev" and found != (one.act, one.level, fold(one.place)):
            yield f"{one.words}: {got.act}, {got.level}, {got.place_words}; meant {one.act}"


if __name__ == "__main__":
    sys.stdout.write("\n".join([table(), *missed(), ""]))
