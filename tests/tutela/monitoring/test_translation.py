"""Every word of the weekly report can be said in another language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import polars as pl

from tutela.base.documents.model import Figure, walk
from tutela.base.messages import Sentence, translate_sentence
from tutela.capacity.types import Base
from tutela.monitoring.ground import Ground
from tutela.monitoring.weekly import weekly_report
from tutela.risk.types import Assessment

UNSAID = ("svg", "size", "align", "marking", "language", "direction", "author")


def texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from texts(one)
    elif is_dataclass(part) and not isinstance(part, type):
        for one in fields(part):
            if one.name not in UNSAID:
                yield from texts(getattr(part, one.name))


def untranslated(text: str) -> Iterator[str]:
    """The pieces of a text that no translation would touch."""
    if not isinstance(text, Sentence):
        yield text
    elif text.kind in ("joined", "whole", "ended"):
        for part in text._parts:
            yield from untranslated(part)


def given(*made: Assessment) -> set[str]:
    """What the invented assessments say in words of their own: names, sentences, sources."""
    words = {"Invented shapes", "UCDP GED 99.1"}
    for one in made:
        words |= {r.place.name for r in one.risks} | {r.actor for r in one.risks}
        words |= {e.why for r in one.risks for e in r.evidence} | {w.why for w in one.tripwires}
        words |= {w.place.name for w in one.tripwires} | {p.name for p in one.not_assessed}
        words |= {*one.notes, *one.sources}
    return words


def test_every_word_is_a_sentence_or_a_name(
    now: Assessment, before: Assessment, events: pl.DataFrame, land: Ground, bases: tuple[Base, ...]
) -> None:
    report = weekly_report(now, before, events, on_ground=land, bases=bases)
    known = given(now, before)
    left = {
        piece
        for text in texts(report)
        for piece in untranslated(text)
        if re.search("[a-z]{3}", piece)
        and piece.removesuffix(": ") not in known
        and not re.fullmatch(r"(ucdp|report) .*", piece)  # ids of records
        and not all(name in known for name in piece.split(", "))
    }
    assert not left


def test_it_is_told_in_the_language_asked_for(
    now: Assessment, before: Assessment, events: pl.DataFrame, land: Ground, bases: tuple[Base, ...]
) -> None:
    words = {
        "Judgement": "Appréciation",
        "Since {day} no hotspot moved in likelihood or changed its priority.": "Depuis le {day}.",
        "Since {day}, of all hotspots {moves}.": "Depuis le {day}, {moves}.",
        "Since {day}, of all hotspots {moves}; {most}.": "Depuis le {day} : {moves} ; {most}.",
        "{day} {month}": "{day} {month}",
        "May": "mai",
        "Fighting": "Combats",
    }

    def tell(text: str) -> str:
        return translate_sentence(text, lambda t: words.get(t, t))

    report = weekly_report(
        now, before, events, on_ground=land, bases=bases, tell=tell, language="fr"
    )
    said = " ".join(texts(report))
    assert "Appréciation" in said and "Depuis le " in said and report.language == "fr"
    drawing = next(block for block in walk(report.blocks) if isinstance(block, Figure)).svg
    assert "Combats" in drawing and "Fighting" not in drawing
