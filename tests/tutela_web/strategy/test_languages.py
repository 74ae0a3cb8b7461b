"""One edition in several languages: each text says where it stands against the edition's own."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.strategy.endorsed import waive_all
from tests.tutela_web.strategy.test_endorsement import by, draft, url, write
from tutela_web.strategy.drafting import verbs as draft_verbs
from tutela_web.strategy.edition.models import Section, SectionTranslation, Strategy
from tutela_web.strategy.edition.queries import translations_for
from tutela_web.strategy.endorsing.verbs import endorse, put_in_force

FRENCH = {"text": "Nous protégeons les habitants de Luma.", "says_all": "on", "version": 0}


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    made = draft(cast)
    waive_all(cast, made)
    return made


def section(strategy: Strategy, letter: str = "A") -> Section:
    return Section.objects.get(strategy=strategy, letter=letter)


def page_of(strategy: Strategy, letter: str = "A", language: str = "fr") -> str:
    return url("section_translation", section(strategy, letter).pk, language)


def words_of(answer: Any) -> str:
    file = docx.Document(io.BytesIO(answer.content))
    cells = [c.text for table in file.tables for row in table.rows for c in row.cells]
    return "\n".join([line.text for line in file.paragraphs] + cells)


@pytest.mark.postgresql
def test_a_section_is_written_in_french_beside_its_text_and_falls_behind_when_that_changes(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    drafter, here = sign_in(cast["drafter"]), page_of(strategy)
    assert "We protect the people of Luma." in text_of(drafter.get(here))
    assert drafter.post(here, FRENCH).status_code == 302
    home, one = url("strategy", strategy.pk), url("section", section(strategy).pk)
    assert "Français says what the section says: A" in text_of(drafter.get(home))
    write(cast, strategy, "A", "We protect all the people of Luma.")
    assert "behind the section: A" in text_of(drafter.get(home))
    assert "behind the section" in text_of(drafter.get(one))
    shown = text_of(drafter.get(here))
    assert "What changed in the text of the edition since" in shown
    head = sign_in(cast["head_of_mission"])
    waiting = text_of(head.get(url("endorsement", strategy.pk)))
    assert "the text in Français does not say what the section says" in waiting
    prompt = {"text": "Nous protégeons. [Dites ici comment.]", "version": 1}
    assert drafter.post(here, prompt).status_code == 302
    assert "[Dites ici comment.]" in text_of(head.get(url("endorsement", strategy.pk)))
    again = {"text": "Nous protégeons tous les habitants de Luma.", "version": 2}
    drafter.post(here, again)  # nobody says that it says all
    assert not SectionTranslation.objects.get().current
    drafter.post(here, again | {"version": 3, "says_all": "on"})
    assert SectionTranslation.objects.get().current
    assert drafter.post(here, again | {"version": 1, "text": "Autre."}).status_code in (400, 409)


def test_one_edition_leaves_in_each_of_its_languages_and_says_what_is_not_written(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    drafter = sign_in(cast["drafter"])
    drafter.post(page_of(strategy), FRENCH)
    write(cast, strategy, "D", "We listen before we ask.")
    french = words_of(drafter.get(url("strategy_docx", strategy.pk) + "?language=fr"))
    assert "Nous protégeons les habitants de Luma." in french
    assert "We protect the people" not in french and "We listen before we ask." in french
    assert "Cette section n’est pas rédigée dans cette langue" in french
    english = words_of(drafter.get(url("strategy_docx", strategy.pk)))
    assert "We protect the people of Luma." in english and "Nous" not in english


def test_both_languages_are_signed_as_one_text_and_stay_when_it_is_in_force(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    sign_in(cast["drafter"]).post(page_of(strategy), FRENCH)
    head = by(cast, "head_of_mission")
    endorse(strategy, {}, by=head)
    put_in_force(Strategy.objects.get(pk=strategy.pk), {}, by=head)
    content = strategy.frozen.get(holds="open").content
    assert content["sections"]["A"]["in"]["fr"]["text"] == FRENCH["text"]
    assert sign_in(cast["drafter"]).post(page_of(strategy), FRENCH).status_code == 400
    paper = sign_in(cast.adviser).get(url("strategy_docx", strategy.pk) + "?language=fr")
    assert FRENCH["text"] in words_of(paper)
    assert Strategy.objects.count() == 1, "no language is an edition of its own"
    second = draft_verbs.open_strategy(
        {"ahead_why": "Asked for now", "title": "Second"}, by=by(cast, "drafter")
    )
    taken = SectionTranslation.objects.get(section__strategy=second)
    assert taken.text == FRENCH["text"] and taken.current


def test_a_closed_section_is_as_closed_in_french(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    chief, drafter = sign_in(cast["chief_of_staff"]), sign_in(cast["drafter"])
    here = page_of(strategy, "F")
    closed = FRENCH | {"text": "MOTFERME"}
    assert drafter.get(here).status_code == drafter.post(here, closed).status_code == 404
    assert chief.post(here, closed).status_code == 302
    assert not translations_for(by(cast, "drafter")).exists()
    for who in (cast["drafter"], cast.adviser):
        paper = sign_in(who).get(url("strategy_docx", strategy.pk) + "?language=fr")
        assert "MOTFERME" not in words_of(paper)
    assert sign_in(cast.chen).get(here).status_code == 404
    assert drafter.get(page_of(strategy, language="xx")).status_code == 404
