"""Two hundred ways to write a place, frozen; half of them not looked at while the finder was made.

`places.csv` is what a mission could know: villages of the demonstrations (UCDP GED, OpenStreetMap),
with invented ones and sites; `spellings.csv` what people would write of them: `meant` is the place,
several where a person must choose, or blank for none of them.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tutela.places.finder import Entry, Finder, Match, area_entries, settle

HERE = Path(__file__).parent / "spellings"
BASES = ("TOB Acacia (invented)", "COB Birch (invented)")
RIGHT, OFFERED, LOST, WRONG = "right", "offered", "lost", "wrong"

TEXTS = {
    "en": "armed men are shooting at {} now please help us",
    "fr": "des hommes armés tirent à {} maintenant aidez nous",
    "ar": "ضرب نار في {} الان ساعدونا",
}
"""What a text says around the place."""


@dataclass(frozen=True)
class Spelling:
    """What was written, and what it means."""

    half: str
    language: str
    words: str
    meant: tuple[str, ...]
    site: str
    style: str

    @property
    def text(self) -> str:
        """A message that names the place so."""
        return TEXTS[self.language].format(self.words)


@cache
def spellings() -> tuple[Spelling, ...]:
    """All of them, in order."""
    with (HERE / "spellings.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Spelling(
                row["half"],
                row["language"],
                row["words"],
                tuple(filter(None, row["meant"].split("|"))),
                row["site"],
                row["style"],
            )
            for row in csv.DictReader(file)
        )


@cache
def place_rows() -> tuple[dict[str, str], ...]:
    """What the list of places holds."""
    with (HERE / "places.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def finder() -> Finder:
    """Every place of the list, the areas of both countries, and two bases."""
    rows = place_rows()
    key_of = {row["name"]: str(at) for at, row in enumerate(rows)}
    places = [
        Entry(
            str(at),
            (row["name"], *filter(None, row["aliases"].split(";"))),
            row["kind"],
            key_of.get(row["town"]),
        )
        for at, row in enumerate(rows)
    ]
    bases = [Entry(name, (name,), "base") for name in BASES]
    return Finder([*places, *area_entries(["SSD", "CAF"]), *bases])


def name_of(match: Match) -> str:
    """A match as `meant` says it."""
    prefix = {"area": "area:", "base": "base:"}.get(match.entry.kind, "")
    return prefix + match.entry.names[0]


def judge(spelling: Spelling, chosen: str | None, offered: Iterable[str], site: str = "") -> str:
    """Right, offered, lost or wrong.

    Where several are meant, or a person must choose, nothing may be chosen and all are to be
    offered; where none is, nothing may be chosen.
    """
    meant = spelling.meant
    if not meant:
        return WRONG if chosen else RIGHT
    if len(meant) > 1 or spelling.style == "several":
        if chosen:
            return WRONG
        return RIGHT if {*meant} & {*offered} else LOST
    if chosen == meant[0]:
        return RIGHT if site == spelling.site else OFFERED
    if chosen:
        return WRONG
    return OFFERED if meant[0] in offered else LOST


def of_names(half: str = "") -> dict[Spelling, str]:
    """How the finder does by itself, of names."""
    verdicts = {}
    for spelling in spellings():
        if half in ("", spelling.half):
            matches = finder().find(spelling.words)
            chosen = settle(matches)
            verdicts[spelling] = judge(
                spelling,
                name_of(chosen) if chosen else None,
                map(name_of, matches),
                chosen.site if chosen else "",
            )
    return verdicts


def of_texts(half: str = "") -> dict[Spelling, str]:
    """How the finder does by itself, of messages that name the place."""
    verdicts = {}
    for spelling in spellings():
        if half in ("", spelling.half):
            matches = finder().find_in(spelling.text)
            chosen = settle(matches)
            verdicts[spelling] = judge(
                spelling,
                name_of(chosen) if chosen else None,
                map(name_of, matches),
                chosen.site if chosen else "",
            )
    return verdicts


def counted(verdicts: dict[Spelling, str], half: str) -> Counter[str]:
    """How many of a half are right, offered, lost, wrong."""
    return Counter(said for spelling, said in verdicts.items() if spelling.half == half)
