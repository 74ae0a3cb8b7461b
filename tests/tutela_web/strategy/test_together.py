"""Many at once: all classes of stakeholders on one form, and the sentences of many elements."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.text import slugify

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.strategy.test_edited_copy import by, url
from tutela.strategy.consultation import stakeholders
from tutela_web.strategy.consulting.models import Consultation, StakeholderView, Waiver
from tutela_web.strategy.drafting.verbs import open_strategy, save_section
from tutela_web.strategy.edition.models import ElementMark, Section, Strategy

PATROLS = "We patrol by day so that the people of Luma are safe on the road."


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    chief = by(cast, "chief_of_staff")
    draft = open_strategy({"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=chief)
    section = Section.objects.get(strategy=draft, letter="A")
    save_section(section, PATROLS, version=section.version, by=chief)
    return draft


@pytest.mark.postgresql
def test_classes_are_planned_held_noted_and_answered_with_one_save(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    office, page = sign_in(cast["drafter"]), url("consulted_together", strategy.pk)
    shown = office.get(page)
    assert shown.status_code == 200 and "What is left blank stays open" in text_of(shown)
    marks = {f"{slugify(key)}-classification": "1" for key in stakeholders()}
    host = {"host-who": "Prefects", "host-held_on": "2018-12-20", "host-says": "The road first"}
    answer = {"host-taken": "taken", "host-section": "A"}
    council = {"council-who": "Members, through Headquarters", "council-planned_on": "2019-01-10"}
    assert office.post(page, marks | host | answer | council).status_code == 302
    assert Consultation.objects.count() == 2, "blank classes stay blank"
    view = StakeholderView.objects.get()
    assert (view.says, view.taken, view.section) == ("The road first", "taken", "A")

    planned = Consultation.objects.get(stakeholder="council")
    shown = office.get(page).content.decode()
    assert str(planned.pk) in shown and 'name="host-who"' not in shown, "who was heard is not asked"
    long = {f"{planned.pk}-version": "9" * 5000}
    assert office.post(page, long).status_code == 302, "a number that is none changes nothing"
    later = {f"{planned.pk}-held_on": "2018-12-30", f"{planned.pk}-version": planned.version}
    assert office.post(page, later).status_code == 302
    planned.refresh_from_db()
    assert str(planned.held_on) == "2018-12-30"


def test_what_one_class_lacks_keeps_nothing_of_the_others(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    office, page = sign_in(cast["drafter"]), url("consulted_together", strategy.pk)
    marks = {f"{slugify(key)}-classification": "1" for key in stakeholders()}
    both = {"host-who": "Prefects", "mission-who": "All components"}
    refused = office.post(page, marks | both | {"mission-says": "Too few boats"})
    assert refused.status_code == 400 and "was not held yet" in text_of(refused)
    assert "Prefects" in refused.content.decode(), "nothing that was written is lost"
    assert not Consultation.objects.exists()
    assert sign_in(cast.boris).get(page).status_code == 403


@pytest.mark.postgresql
def test_sentences_are_cited_and_elements_left_out_with_one_save(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    page = url("cited_together", strategy.pk)
    drafter, chief = sign_in(cast["drafter"]), sign_in(cast["chief_of_staff"])
    shown = drafter.get(page)
    assert PATROLS in shown.content.decode() and "why-A.principles" not in shown.content.decode()
    strange = {"quote-A.purpose": [PATROLS, "We never said this."]}
    refused = drafter.post(page, strange)
    assert refused.status_code == 400 and "do not stand in the section" in text_of(refused)
    assert not ElementMark.objects.exists()
    sent = {"quote-A.purpose": [PATROLS, ""], "quote-A.compliance": "", "why-A.principles": "Later"}
    assert drafter.post(page, sent).status_code == 302
    assert [one.element for one in ElementMark.objects.all()] == ["A.purpose"]
    assert not Waiver.objects.exists(), "who drafts leaves nothing out"
    assert chief.post(page, {"why-A.principles": "Said in the mandate"}).status_code == 302
    assert Waiver.objects.get().element == "A.principles"
    assert ElementMark.objects.get().quotes == [PATROLS, ""], "what was cited stays"
    assert sign_in(cast.boris).get(page).status_code == 403
