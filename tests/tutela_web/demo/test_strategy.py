"""The invented strategy of the demonstration: whole, in plain words, its figures from events."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.strategy.endorsed import waive_unmet
from tests.tutela_web.strategy.story import of_demo
from tutela.incidents.types import SCHEMA
from tutela.strategy.consultation import stakeholders
from tutela.strategy.elements import SECTIONS
from tutela.strategy.endorsement import STEPS
from tutela_web.demo import strategy
from tutela_web.demo.prepare import bring_into_force
from tutela_web.review.amber.queries import amber_of
from tutela_web.strategy.content.elements import completeness
from tutela_web.strategy.edition.models import Strategy


def event(day: date, violence: str, area: str, died: int | None) -> dict[str, Any]:
    return {"date_end": day, "violence": violence, "adm1": area, "civilian_deaths": died}


EVENTS = pl.DataFrame(
    [
        event(date(2017, 5, 1), "one-sided", "Old", 90),
        event(date(2018, 5, 1), "one-sided", "Luma", 4),
        event(date(2018, 6, 1), "one-sided", "Luma", None),
        event(date(2018, 7, 1), "one-sided", "Akola", 2),
        event(date(2018, 8, 1), "state-based", "Bentu", 1),
    ],
    schema={name: SCHEMA[name] for name in event(date.min, "", "", None)},
)


def test_its_figures_are_those_of_one_year_of_the_events() -> None:
    assert strategy.figures(EVENTS, 2018) == {
        "year": "2018",
        "events": "4",
        "against": "3",
        "died": "7",
        "areas": "Luma and Akola",
    }


@pytest.fixture
def who(cast: Cast) -> Any:
    return of_demo(cast)


def test_it_is_written_once_from_a_to_j_and_answers_all_that_text_can(cast: Cast, who: Any) -> None:
    strategy.add(cast.mission, EVENTS, who)
    strategy.add(cast.mission, EVENTS, who)
    made = Strategy.objects.get()
    sections = made.sections.order_by("letter")
    assert made.invented and all(one.invented and one.text for one in sections)
    assert [one.letter for one in sections] == list(SECTIONS)
    assert not any("{" in one.text for one in sections), "every figure is filled in"
    assert "tell of 4 events" in sections.get(letter="B").text
    chief = completeness(who("chief"), made)
    left = [row.state.element.needs for row in chief.unmet]
    assert set(left) <= {"live", "both"}, "what is not met waits for records, not for words"
    assert not any(row.stale for row in chief.rows)
    assert "F" in completeness(who("adviser"), made).withheld


def test_one_suggestion_stands_in_the_text_one_was_declined_and_one_waits(
    cast: Cast, who: Any
) -> None:
    strategy.add(cast.mission, EVENTS, who)
    sections = {one.letter: one for one in Strategy.objects.get().sections.all()}
    assert "whom the gate lets in at any hour" in sections["E"].text
    said = [one for section in sections.values() for one in section.comments.all()]
    assert sorted(one.state for one in said) == ["accepted", "declined", "open"]
    (declined,) = (one for one in said if one.state == "declined")
    assert declined.decided_why


def test_it_comes_into_force_and_one_section_turns_amber(cast: Cast, who: Any) -> None:
    strategy.add(cast.mission, EVENTS, who)
    made = Strategy.objects.get()
    waive_unmet(made, by=who("hom"))  # the rooms whose records it counts hold nothing here
    bring_into_force(cast.mission, who)
    bring_into_force(cast.mission, who)
    made.refresh_from_db()
    assert made.state == "in force" and made.valid_from
    assert [one.step for one in made.steps.order_by("number")] == list(STEPS)
    assert not any(one.passed_over for one in made.steps.all())
    heard = {one.stakeholder for one in made.consultations.exclude(held_on=None)}
    left_out = set(made.waivers.exclude(stakeholder="").values_list("stakeholder", flat=True))
    asked = made.consultations.values_list("sections", flat=True)
    assert all(set(sections) <= set(SECTIONS) for sections in asked)
    assert heard | left_out == set(stakeholders()) and left_out == {"armed groups"}
    assert "E" in amber_of(who("adviser"), made).sections
