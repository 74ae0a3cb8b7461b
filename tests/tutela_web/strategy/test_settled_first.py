"""Before a strategy is drafted, who drafts it, by when, and whom it asks when are settled.

A draft begun in haste is worth more than none: somebody may go ahead, and says why.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.strategy.test_plan import post_of, url
from tests.tutela_web.warning.story import at_desk
from tutela.strategy.consultation import stakeholders
from tutela_web.strategy.edition.models import Section, SetAside, Strategy


def opened(client: Any, **more: str) -> Strategy:
    given = {"title": "Protection in Luma", "language": "en", "classification": "1", **more}
    assert client.post(url("strategies"), given).status_code == 302
    return Strategy.objects.get()


def written(client: Any, section: Section, text: str) -> Any:
    section.refresh_from_db()
    return client.post(url("section", section.pk), {"text": text, "version": section.version})


def test_no_text_is_taken_until_office_last_day_and_consultations_are_settled(
    cast: Cast, sign_in: Any
) -> None:
    drafter, chief = sign_in(cast["drafter"]), sign_in(cast["chief_of_staff"])
    strategy = opened(drafter)
    home = url("strategy", strategy.pk)
    section = strategy.sections.get(letter="B")
    refused = written(drafter, section, "Who is at risk at the water point.")
    assert refused.status_code == 400
    assert "drafting is not settled yet" in text_of(refused).lower()
    section.refresh_from_db()
    assert "water point" not in section.text
    assert "water point" in SetAside.objects.get().text, "what was written is not lost"

    today = at_desk(cast, "drafter").on
    plan = {
        "leader": post_of(cast, "head_of_mission").pk,
        "office": post_of(cast, "drafter").pk,
        "office_why": "Trusted by all",
        "begins": today.isoformat(),
    }
    assert chief.post(url("plan", strategy.pk), plan).status_code == 302
    page = text_of(drafter.get(home))
    assert "no last day" not in page and "The population" in page, "whom nobody is to ask stands"
    day = (today + timedelta(days=10)).isoformat()
    *asked, last = stakeholders()
    for one in asked:
        new = url("consultation_new", strategy.pk, one.replace(" ", "-"))
        given = {"who": "Their spokespeople", "planned_on": day, "classification": "1"}
        assert drafter.post(new, given).status_code == 302, one
    assert written(drafter, section, "Who is at risk.").status_code == 400, "one is left"
    left_out = {"stakeholder": last, "why": "Asked through Headquarters this year."}
    assert chief.post(url("waive", strategy.pk), left_out).status_code == 302
    assert written(drafter, section, "Who is at risk.").status_code == 302
    page = text_of(drafter.get(home))
    assert "To be settled before drafting" not in page and "Drafted before" not in page
    strategy.refresh_from_db()
    assert strategy.begun_on == today


def test_somebody_goes_ahead_and_the_post_and_the_reason_stand_on_the_strategy(
    cast: Cast, sign_in: Any
) -> None:
    drafter, boris = sign_in(cast["drafter"]), sign_in(cast.boris)
    strategy = opened(drafter)
    ahead = {"version": strategy.version, "why": " "}
    drafter.post(url("ahead", strategy.pk), ahead)
    assert written(drafter, strategy.sections.get(letter="B"), "Now.").status_code == 400
    ahead["why"] = "The Council asks within thirty days."
    assert boris.post(url("ahead", strategy.pk), ahead).status_code == 403
    assert drafter.post(url("ahead", strategy.pk), ahead).status_code == 302
    assert written(drafter, strategy.sections.get(letter="B"), "Now.").status_code == 302
    page = text_of(boris.get(url("strategy", strategy.pk)))
    assert "Drafted before all was settled." in page and "within thirty days" in page
    assert post_of(cast, "drafter").title in page


def test_who_opens_it_may_say_so_at_once(cast: Cast, sign_in: Any) -> None:
    drafter = sign_in(cast["drafter"])
    strategy = opened(drafter, ahead_why="A village burns.")
    assert written(drafter, strategy.sections.get(letter="B"), "Now.").status_code == 302
    assert "A village burns." in text_of(drafter.get(url("strategy", strategy.pk)))


def test_the_edition_of_the_concept_is_named_on_a_strategy_that_exists(
    cast: Cast, sign_in: Any
) -> None:
    drafter, boris = sign_in(cast["drafter"]), sign_in(cast.boris)
    strategy = opened(drafter)
    section = url("section", strategy.sections.get(letter="A").pk)
    assert "names no edition" in text_of(drafter.get(section))
    named = {"concept": "Operational Concept, 2010", "version": strategy.version}
    here = url("concept_set", strategy.pk)
    assert boris.post(here, named).status_code in (302, 403)
    strategy.refresh_from_db()
    assert not strategy.concept
    assert drafter.post(here, named).status_code == 302
    page = text_of(drafter.get(section))
    assert "Operational Concept, 2010" in page and "Protection through political process" in page
    strategy.refresh_from_db()
    Strategy.objects.filter(pk=strategy.pk).update(state="in force")
    later = {"concept": "Policy of 2023", "version": strategy.version}
    assert drafter.post(here, later).status_code == 302
    page = text_of(drafter.get(section))
    assert "Protection through dialogue and engagement" in page and "political process" not in page
