"""The figures of a section stand beside its text; a sentence that contradicts them is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web.capacity.test_reach import caveat, unit
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.strategy.test_prefilled import OPENED, by, content, section, url
from tutela_web.strategy.content.figures import figures_of
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.edition.models import Section, Strategy


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    content(cast)
    return open_strategy(OPENED, by=by(cast, "poc_adviser"))


def write(client: Any, one: Section, text: str) -> str:
    one.refresh_from_db()
    sent = {"text": text, "version": one.version}
    assert client.post(url("section", one.pk), sent).status_code == 302
    return text_of(client.get(url("section", one.pk)))


def test_a_figure_of_a_section_opens_its_records(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    client = sign_in(cast["poc_adviser"])
    page = client.get(url("section", section(strategy, "B").pk)).content.decode()
    panel = page.split('id="figures"')[1].split("</section>")[0]
    assert "Adopted risks" in panel and 'href="/m/luma/risks/?status=adopted"' in panel
    assert "holds 1 adopted risk" in section(strategy, "B").text and "<b>1</b>" in panel


def test_of_the_critical_and_high_risks_it_is_told_right_below_how_many_are_actual(
    cast: Cast, strategy: Strategy
) -> None:
    shown = figures_of(by(cast, "poc_adviser"), section(strategy, "B"))
    told = [str(one.counted.words) for one in shown]
    assert told[told.index("Of them actual: such acts are on record") - 1] == (
        "Adopted risks that are critical or high"
    )


def test_a_sentence_that_contradicts_the_table_below_it_is_told_when_it_is_checked(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    chief, check = sign_in(cast["chief_of_staff"]), url("elements", strategy.pk)
    drafter = sign_in(cast["poc_adviser"])
    caveat(cast, unit(cast, "Kestrel"), kind="night", no_night=True)
    closed, mandated = section(strategy, "F"), section(strategy, "B")
    told = "The text and the records give different figures"
    assert told not in text_of(chief.get(check))
    page = write(drafter, mandated, "The register holds three adopted risks.")
    assert told in page and "the text says 3 , the records say 1" in page.replace("3,", "3 ,")
    assert told in text_of(drafter.get(check))
    assert told not in write(drafter, mandated, "The register holds one adopted risk.")
    page = write(chief, closed, "No caveat is recorded.")
    assert told in page and told in text_of(chief.get(check))
    assert "the text says none , the records say 1" in page.replace("none,", "none ,")
    assert "No caveat" not in text_of(sign_in(cast["drafter"]).get(check))
