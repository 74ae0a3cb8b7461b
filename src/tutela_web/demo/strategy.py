"""An invented strategy, written from A to J: its text, what of the Framework it answers, what was
said of it.

The mission of the text, its places and people are invented; its figures are those of the public
events of the mission.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from django.db import transaction

from tutela.base.data_tables import shipped_rows
from tutela.base.later import pl
from tutela.strategy.elements import CLOSED, elements
from tutela.strategy.text.quoted import sentences
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.demo.player import TEXTS, Who, play
from tutela_web.records import verbs as records
from tutela_web.strategy.content.prefill import prefill_sections
from tutela_web.strategy.drafting import verbs
from tutela_web.strategy.edition.models import Section, SectionTranslation, Strategy

TITLE = "Strategy of UNMIKA for the protection of civilians (invented)"
WORST = 3
"""Areas the text names."""


@transaction.atomic
def add(mission: Mission, events: pl.DataFrame, who: Who) -> None:
    """Write it once.

    Takes   events, the mission's, from which the figures of the text come; who, the standing of an
            account by its last part.
    """
    if Strategy.objects.filter(mission=mission).exists():
        return
    play("behind_strategy", mission, who)
    adviser, chief = who("adviser"), who("chief")
    ahead = "The Council asks for a strategy within ninety days; hearings go on beside the text."
    strategy = verbs.open_strategy(
        {"title": TITLE, "language": "en", "ahead_why": ahead}, by=adviser
    )
    _mark_invented(strategy, by=adviser)
    told = figures(events, clock.today(mission).year)
    written, in_short = _texts("strategy", told), _texts("strategy_in_short", told)
    for section in strategy.sections.order_by("letter"):
        by = chief if section.letter in CLOSED else adviser
        _mark_invented(section, by=by)
        text = _with_records(section.letter, written[section.letter], "en", by)
        verbs.save_section(section, text, version=section.version, by=by)
        verbs.sum_up(section, in_short[section.letter], version=0, by=by)
    play("comments", mission, who)
    _write_in_french(strategy, told, by=adviser)
    sections = {section.letter: section for section in strategy.sections.all()}
    for one in elements():
        if one.key in _begins():
            by = chief if one.section in CLOSED else adviser
            section = sections[one.section]
            quotes = _sentences_cited(one.key, section.text)
            verbs.mark_element(section, one.key, answered=True, quotes=quotes, by=by)


def _with_records(letter: str, written: str, language: str, by: Standing) -> str:
    """The text of a section; of F, what records say of means stands before it."""
    if letter not in CLOSED:
        return written
    told = prefill_sections(by, language=language, marking=1, letters=[letter])
    return f"{told[letter]}\n\n{written}" if told.get(letter) else written


@cache
def _begins() -> Mapping[str, list[str]]:
    """How the sentences begin that answer each element, question by question."""
    begins: dict[str, list[str]] = {}
    for row in shipped_rows("tutela_web.demo", "strategy_cited.csv"):
        begins.setdefault(row["element"], []).append(row["begins"])
    return begins


def _sentences_cited(element: str, text: str) -> list[str]:
    said = sentences(text)
    return [next(one for one in said if one.startswith(first)) for first in _begins()[element]]


def figures(events: pl.DataFrame, year: int) -> Mapping[str, str]:
    """The figures of the text: of a year's public events, as the text words them.

    Gives   year, events, against, died, areas; died counts only those the source counted.
    """
    seen = events.filter(pl.col("date_end").dt.year() == year)
    against = seen.filter(pl.col("violence") == "one-sided")
    worst = (
        against.filter(pl.col("adm1") != "")
        .group_by("adm1")
        .len()
        .sort("len", "adm1", descending=[True, False])
        .head(WORST)
    )
    named = [str(name) for name in worst["adm1"]]
    return {
        "year": str(year),
        "events": str(seen.height),
        "against": str(against.height),
        "died": str(seen["civilian_deaths"].sum() or 0),
        "areas": " and ".join(filter(None, [", ".join(named[:-1]), *named[-1:]])) or "no area",
    }


def _texts(name: str, told: Mapping[str, str]) -> dict[str, str]:
    """The text of each section by its letter, with the figures in it."""
    text = (TEXTS / f"{name}.txt").read_text("utf-8")
    _head, *parts = re.split(r"^\[([A-J])\]\n", text, flags=re.MULTILINE)
    return {
        letter: words.strip().format_map(told)
        for letter, words in zip(parts[::2], parts[1::2], strict=True)
    }


def _write_in_french(strategy: Strategy, told: Mapping[str, str], *, by: Standing) -> None:
    """The sections that are written in French too."""
    sections = {section.letter: section for section in strategy.sections.all()}
    for letter, text in _texts("strategy_fr", told).items():
        fields: verbs.TranslationInput = {"text": text, "says_all": True}
        made = verbs.translate_section(sections[letter], "fr", fields, version=0, by=by)
        _mark_invented(made, by=by)


def _mark_invented(record: Strategy | Section | SectionTranslation, *, by: Standing) -> None:
    records.edit(record, {"invented": True}, version=record.version, by=by.person)
    record.refresh_from_db()
