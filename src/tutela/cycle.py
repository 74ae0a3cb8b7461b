"""The whole of it on one page: records and places in, an assessment and a weekly report out.

Nothing upstream listens for anything downstream; whoever wants the next step calls it here, the
command line and the platform alike.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from tutela.actors.identify import COMMUNAL
from tutela.base import design_tokens
from tutela.base.days import ask_of
from tutela.base.documents.model import Document
from tutela.base.later import pl
from tutela.base.messages import english
from tutela.capacity.read import read_bases
from tutela.capacity.types import Bases
from tutela.incidents.compartments import open_to
from tutela.incidents.read import Reading
from tutela.incidents.words import WORDS
from tutela.monitoring.weekly import Tell, weekly_report
from tutela.places.gazetteer import Places
from tutela.places.layers import layer
from tutela.risk.assess import Assessed, assess
from tutela.risk.checks.backtest import months_back
from tutela.risk.factors import BANDS, CONFIDENCES, FACTORS, MUST_SHOULD_COULD, PRIORITIES
from tutela.risk.parameters import Parameters
from tutela.risk.record.on_list import complete
from tutela.risk.suggest import SITE_KINDS
from tutela.risk.tripwires import rules

WEEK = timedelta(days=7)


@dataclass(frozen=True, eq=False)
class Inputs:
    """Events read and counted; places and bases as they were known on any day asked about."""

    reading: Reading
    given_places: Places | None
    bases_file: Path | None
    parameters: Parameters
    compartments: frozenset[str]

    def places_on(self, day: date) -> Places:
        """The communities given, and beside them those named by then, in records the reader may
        see: no list hides a place that was attacked."""
        seen = open_to(self.reading.events, self.compartments)
        return complete(self.given_places or Places.of(()), seen, on=day)

    def bases_on(self, day: date) -> Bases | None:
        """The bases known on a day; None if no file was given."""
        if self.bases_file is None:
            return None
        return read_bases(self.bases_file, on=day, around=self.places_on(day))

    def assess(self, on: date) -> Assessed:
        """What these inputs said on a day."""
        ask_of(on)
        return assess(
            self.reading.events,
            self.places_on(on),
            on=on,
            bases=self.bases_on(on),
            earlier_bases=self.bases_on(months_back(on, 6)),
            parameters=self.parameters,
            compartments=self.compartments,
            sources=self.reading.vintage(),
        )

    def weekly(
        self, on: date, *, area: str = "", top: int = 15, marking: str = "unclassified"
    ) -> Document:
        """The weekly report as of a day, beside what was known seven days before."""
        return weekly(
            self.assess, self.reading.events.frame, on=on, area=area, top=top, marking=marking
        )


def weekly(
    assess_on: Callable[[date], Assessed],
    events: pl.DataFrame,
    *,
    on: date,
    area: str = "",
    top: int = 15,
    marking: str = "unclassified",
    tell: Tell = english,
    language: str = "en",
    direction: Literal["ltr", "rtl"] = "ltr",
) -> Document:
    """The weekly report as of a day, beside what was known seven days before.

    Takes   what assesses a day, from files or from a mission's records; the canonical event table;
            the rest as `weekly_report`.
    """
    now, before = assess_on(on), assess_on(on - WEEK)
    return weekly_report(
        now.assessment(),
        before.assessment(),
        events,
        bases=now.bases.with_troops() if now.bases is not None else (),
        area=area,
        top=top,
        marking=marking,
        tell=tell,
        language=language,
        direction=direction,
    )


def glossary() -> list[str]:
    """Every word of a table that sentences hold as it stands (`messages.term`), for translators.

    >>> {"killing", "recent conduct", "very high", "must", "January"} <= set(glossary())
    True
    """
    words = {
        *WORDS,
        *(factor for factors in FACTORS.values() for factor in factors),
        *BANDS,
        *PRIORITIES,
        *(word.capitalize() for word in PRIORITIES),
        *MUST_SHOULD_COULD.values(),
        *CONFIDENCES,
        *(rule.rule for rule in rules()),
        *SITE_KINDS,
        *(level.label for level in design_tokens.LEVELS),
        *(level.label.capitalize() for level in design_tokens.LEVELS),
        design_tokens.label(None),
        COMMUNAL,
        *(name for name in month_name if name),
        *layer("countries").column("name"),
    }
    return sorted(words)
