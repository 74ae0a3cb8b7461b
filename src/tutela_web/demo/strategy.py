"""An invented strategy, written from A to J: its text, what of the Framework it answers, what was
said of it.

The mission of the text, its places and people are invented; its figures are those of the public
events of the mission.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib.resources import files

import polars as pl
from django.db import transaction

from tutela.strategy.elements import CLOSED, elements
from tutela_web.access import records
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.strategy import draft_verbs as verbs
from tutela_web.strategy.models import Section, Strategy

TITLE = "Strategy of UNMIKA for the protection of civilians (invented)"
WORST = 3
"""Areas the text names."""

Who = Callable[[str], Standing]


@transaction.atomic
def add(mission: Mission, events: pl.DataFrame, who: Who) -> None:
    """Write it once.

    Takes   events, the mission's, from which the figures of the text come; who, the standing of an
            account by its last part.
    """
    if Strategy.objects.filter(mission=mission).exists():
        return
    adviser, chief = who("adviser"), who("chief")
    strategy = verbs.open_strategy({"title": TITLE, "language": "en"}, by=adviser)
    _invented(strategy, by=adviser)
    written = _texts(figures(events))
    for section in strategy.sections.order_by("letter"):
        by = chief if section.letter in CLOSED else adviser
        _invented(section, by=by)
        verbs.save_section(section, written[section.letter], version=section.version, by=by)
    _comments(strategy, who)
    sections = {section.letter: section for section in strategy.sections.all()}
    for one in elements():
        if one.needs != "live":
            by = chief if one.section in CLOSED else adviser
            verbs.mark_element(sections[one.section], one.key, answered=True, by=by)


def figures(events: pl.DataFrame) -> Mapping[str, str]:
    """The figures of the text: of a year's public events, as the text words them.

    Gives   events, against, died, areas; died counts only those the source counted.
    """
    year = events.filter(pl.col("date_end").dt.year() == events["date_end"].dt.year().max())
    against = year.filter(pl.col("violence") == "one-sided")
    worst = (
        against.filter(pl.col("adm1") != "").group_by("adm1").len()
        .sort("len", "adm1", descending=[True, False]).head(WORST)
    )  # fmt: skip
    named = [str(name) for name in worst["adm1"]]
    return {
        "year": str(events["date_end"].dt.year().max()),
        "events": str(year.height),
        "against": str(against.height),
        "died": str(year["civilian_deaths"].sum() or 0),
        "areas": " and ".join(filter(None, [", ".join(named[:-1]), *named[-1:]])) or "no area",
    }


def _texts(told: Mapping[str, str]) -> dict[str, str]:
    """The text of each section by its letter, with the figures in it."""
    text = (files("tutela_web.demo") / "texts" / "strategy.txt").read_text("utf-8")
    _head, *parts = re.split(r"^\[([A-J])\]\n", text, flags=re.MULTILINE)
    return {
        letter: words.strip().format_map(told)
        for letter, words in zip(parts[::2], parts[1::2], strict=True)
    }


def _invented(record: Strategy | Section, *, by: Standing) -> None:
    records.edit(record, {"invented": True}, version=record.version, by=by.person)
    record.refresh_from_db()


def _comments(strategy: Strategy, who: Who) -> None:
    """A suggestion taken up, one declined for a reason, and one that waits."""
    section = {one.letter: one for one in strategy.sections.all()}
    taken = verbs.comment(
        section["E"],
        {"body": "Runners carried two of the last five warnings.", "suggests": True,
         "passage": "by call, message or a runner to the base",
         "proposed": "by call, by message, or by a runner, whom the gate lets in at any hour"},
        by=who("analyst"),
    )  # fmt: skip
    refused = verbs.comment(
        section["C"],
        {"body": "The escort of convoys is missing.", "suggests": True,
         "passage": "the Force patrols it twice a week",
         "proposed": "the Force patrols it daily"},
        by=who("commander"),
    )  # fmt: skip
    verbs.comment(
        section["I"], {"body": "Who answers when people ask on the radio why nobody came?"},
        by=who("rights"),
    )  # fmt: skip
    by = who("adviser")
    verbs.decide_comment(taken, accept=True, version=1, by=by)
    verbs.decide_comment(refused, accept=False, version=1, by=by,
                         why="Two platoons cannot; section F says so.")  # fmt: skip
