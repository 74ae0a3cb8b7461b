"""What the product wrote in a strategy is made the mission's own, or it is not endorsed."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.strategy.test_prefill import by, content
from tutela_web.mandate.models import Resolution
from tutela_web.records import verbs as records
from tutela_web.strategy.drafting.purpose import purpose_of
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.edition.models import PrefillAcceptance, Section, Strategy

OPENED = {"ahead_why": "Asked for now", "title": "Protection"}


def url(name: str, *args: Any) -> str:
    return reverse(f"strategy:{name}", args=["luma", *args])


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    content(cast)
    return open_strategy(OPENED, by=by(cast, "poc_adviser"))


def section(strategy: Strategy, letter: str) -> Section:
    return Section.objects.get(strategy=strategy, letter=letter)


def adopt_another(cast: Cast) -> None:
    place = make.place(cast.mission, "Tembel", by=cast.adviser, area=cast.south)
    risk = make.risk(cast.mission, place, by=cast.adviser)
    records.edit(risk, {"status": "adopted", "priority": 3}, version=1, by=None)


def test_a_prompt_left_in_the_text_is_named_with_its_section_and_refuses_the_endorsement(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    head, here = sign_in(cast["head_of_mission"]), url("endorsement", strategy.pk)
    prompt = "[Say here what the mission can and cannot do about them.]"
    page = head.get(here).content.decode()
    link = url("section", section(strategy, "I").pk) + "#prefill"
    assert f"a prompt stands in the text: {prompt}" in page and link in page
    refused = head.post(here, {"do": "endorse"})
    assert refused.status_code == 400
    assert f"section I: a prompt stands in the text: {prompt}" in text_of(refused)
    assert prompt in text_of(sign_in(cast["drafter"]).get(link)).split("Text written by Tutela")[1]
    written = {"text": "Nobody is reached beyond the river.", "version": 1}
    drafter = sign_in(cast["drafter"])
    assert drafter.post(url("section", section(strategy, "I").pk), written).status_code == 302
    assert "a prompt stands" not in text_of(head.get(here))


def test_prefilled_sentences_are_accepted_by_a_named_post_until_they_change(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    drafter, head = sign_in(cast["drafter"]), sign_in(cast["head_of_mission"])
    one = section(strategy, "B")
    here, steps = url("section", one.pk), url("endorsement", strategy.pk)
    assert "1 prefilled sentence is accepted by nobody" in text_of(head.get(steps))
    accepted = {"sentences": one.text}
    there = url("section_prefill", one.pk)
    assert sign_in(cast["analyst"]).post(there, accepted).status_code == 403
    assert not PrefillAcceptance.objects.exists()
    drafter.post(there, {"sentences": "Other words."})
    assert not PrefillAcceptance.objects.exists()  # not what stands there
    assert drafter.post(there, accepted).status_code == 302
    for page in (here, url("plan", strategy.pk)):
        shown = text_of(drafter.get(page)).split("Text written by Tutela")[1]
        assert "drafter, 31 Dec 2018" in shown.replace(" ,", ","), page
    waiting = text_of(head.get(steps)).split("Before it can be endorsed")[1]
    assert "B. 1 prefilled" not in waiting
    section(strategy, "B").refresh_from_db()
    assert section(strategy, "B").version == 1, "marks and summaries stand"

    adopt_another(cast)  # the register moved: the sentence is no longer so
    shown = text_of(drafter.get(here)).split("Text written by Tutela")[1]
    assert "The records have changed since these sentences were written." in shown
    assert "The register holds 2 adopted risks" in text_of(head.get(steps))


@pytest.mark.postgresql
def test_accepting_falls_when_another_prefilled_sentence_stands_in_the_section(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    drafter, one = sign_in(cast["drafter"]), section(strategy, "A")
    opening, tasks = one.text.split("\n\n")
    drafter.post(url("section", one.pk), {"text": opening, "version": 1})
    drafter.post(url("section_prefill", one.pk), {"sentences": opening})
    assert "accepted" in text_of(drafter.get(url("section", one.pk)))
    drafter.post(url("section", one.pk), {"text": f"{opening}\n\n{tasks}", "version": 2})
    shown = text_of(drafter.get(url("section", one.pk))).split("Text written by Tutela")[1]
    assert "What drafter accepted on 31 Dec 2018 no longer covers them." in shown
    assert "accepted by nobody" in shown
    both = "\n".join([opening, *tasks.splitlines()])
    drafter.post(url("section_prefill", one.pk), {"sentences": both})
    assert "accepted by nobody" not in text_of(drafter.get(url("section", one.pk)))
    assert PrefillAcceptance.objects.get().version == 2


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_prefill_passes_the_products_own_check_of_its_opening(cast: Cast, language: str) -> None:
    content(cast)
    Resolution.objects.update(until=None)
    made = open_strategy({**OPENED, "language": language}, by=by(cast, "poc_adviser"))
    found = purpose_of(by(cast, "drafter"), section(made, "A"))
    assert found is not None and found.met, (found, section(made, "A").text)
