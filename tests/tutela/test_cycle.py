"""The whole of it on files: what the command line and the platform both call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import pytest

from tutela.base.errors import NothingAccepted
from tutela.base.messages import SIGNS, TERM, Sentence, templates
from tutela.cycle import Inputs, glossary, weekly
from tutela.incidents.read import read_events
from tutela.places.gazetteer import Places
from tutela.risk.parameters import DEFAULT

DEMO = Path(__file__).parents[2] / "demo" / "data"
ON = date(2018, 12, 31)


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    reading = read_events([DEMO / "ged_SSD_to2018.csv.gz"])
    reading.require_any()
    bases = DEMO / "geopko_full_1994_2020.csv.gz"
    return Inputs(reading, None, bases, DEFAULT, frozenset())


def sentences(part: object) -> Iterator[Sentence]:
    """Every sentence of a document, and those within them."""
    if isinstance(part, Sentence):
        yield part
        for inner in (*part._parts, *part.params.values()):
            yield from sentences(inner)
    elif isinstance(part, tuple):
        for one in part:
            yield from sentences(one)
    elif is_dataclass(part) and not isinstance(part, type):
        for one in fields(part):
            yield from sentences(getattr(part, one.name))


def test_all_that_the_report_says_is_known_to_translators(inputs: Inputs) -> None:
    made = weekly(inputs.assess, inputs.reading.events.frame, on=ON)
    said = list(sentences(made))
    listed = {pair for pair in templates()}
    words = set(glossary()) | set(SIGNS) | {one for one, _ in listed}
    assert {s.template for s in said if s.kind == TERM} <= words
    told = {(s.template, s.many) for s in said if s.template and s.kind != TERM}
    assert told and told <= listed


def test_the_report_of_files_is_the_report_of_any_assessment(inputs: Inputs) -> None:
    assert inputs.weekly(ON) == weekly(inputs.assess, inputs.reading.events.frame, on=ON)


def test_no_place_at_all_is_refused() -> None:
    with pytest.raises(NothingAccepted, match=r"mine\.csv: no place could be read"):
        Places.of([]).require_any("mine.csv")
