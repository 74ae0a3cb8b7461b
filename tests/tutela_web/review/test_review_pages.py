"""The pages of the review: who reads what moved, who sets it aside, proposes, decides."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web.cast import Cast
from tests.tutela_web.review.review_story import in_force, renew, section, world
from tests.tutela_web.warning.story import at_desk
from tutela_web.records import verbs as records
from tutela_web.review.amber import verbs as review_verbs
from tutela_web.review.amber.models import Amendment, CitedFact, ContextEvent, ReviewTrigger
from tutela_web.strategy.content.elements import live_counts
from tutela_web.strategy.drafting import verbs as draft_verbs
from tutela_web.strategy.edition.models import Strategy


def url(name: str, *args: Any) -> str:
    return reverse(name if ":" in name else f"strategy:{name}", args=["luma", *args])


def change(record: Any, **fields: Any) -> None:
    records.edit(record, fields, version=record.version, by=None)


@pytest.fixture
def rests_on(cast: Cast) -> dict[str, Any]:
    return world(cast)


@pytest.fixture
def strategy(cast: Cast, rests_on: dict[str, Any]) -> Strategy:
    """In force, and three things moved since: the mandate, a base, a caveat."""
    made = in_force(cast)
    renew(cast, rests_on["resolution"])
    change(rests_on["base"], closed=at_desk(cast, "drafter").on)
    change(rests_on["caveat"], wording="HARSHWORD")
    return made


def test_the_pages_say_which_sections_rest_on_what_moved_and_why(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser = sign_in(cast.adviser)
    home = adviser.get(url("strategy", strategy.pk)).content.decode()
    assert home.count("to look at again") == 5 and url("review:review", strategy.pk) in home
    page = " ".join(adviser.get(url("review:review", strategy.pk)).content.decode().split())
    assert [page.count(f'id="amber-{letter}"') for letter in "ABCDEF"] == [1, 1, 1, 0, 1, 1]
    assert "S/RES/9001 (2031)" in page and "S/RES/9050 (2032)" in page
    assert "A capacity or caveat changed." in page
    assert "NIGHTWORD" not in page and "HARSHWORD" not in page
    assert "No fact you may see has changed for:" in page
    text = adviser.get(url("section", section(strategy, "E").pk)).content.decode()
    assert "A fact on which this section relies has changed" in text and "TOB Acacia" in text
    quiet = adviser.get(url("section", section(strategy, "H").pk)).content.decode()
    assert "has changed" not in quiet
    chief = sign_in(cast["chief_of_staff"]).get(url("review:review", strategy.pk)).content.decode()
    assert "HARSHWORD" in chief and "A capacity or caveat changed." not in chief


def test_a_risk_that_fell_is_named_in_the_language_of_the_page(
    cast: Cast, sign_in: Any, rests_on: dict[str, Any]
) -> None:
    made = in_force(cast)
    change(rests_on["risk"], band=1)
    adviser = sign_in(cast.adviser)
    told = adviser.get(
        url("review:review", made.pk), headers={"accept-language": "fr"}
    ).content.decode()
    english = adviser.get(url("review:review", made.pk)).content.decode()
    assert "· killing" in english and "· killing" not in told and "· meurtre" in told


def test_every_link_of_the_review_opens_for_its_reader(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    for who in ("poc_adviser", "chief_of_staff", "drafter", "unit_commander", "boris"):
        browser = sign_in(cast[who])
        page = browser.get(url("review:review", strategy.pk)).content.decode()
        main = page[page.index("<main") : page.index("</main")]
        for link in set(re.findall(r'href="(/m/luma/[^"#]*)', main)):
            assert browser.get(link).status_code == 200, (who, link)
    for who in (cast.chen, cast["partner"], cast["field_reporter"]):
        assert sign_in(who).get(url("review:review", strategy.pk)).status_code == 404


def test_the_adviser_sets_a_trigger_aside_for_all_its_sections(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser, boris = sign_in(cast.adviser), sign_in(cast.boris)
    page = adviser.get(url("review:review", strategy.pk))
    [closed] = page.context["review"].sections["E"].why
    sent = {
        "letter": "E",
        "kind": "base",
        "key": closed.found.key,
        "why": "Covered from Luma",
        "digest": closed.found.digest,
        "everywhere": "on",
    }
    aside = url("review:review_aside", strategy.pk)
    assert boris.post(aside, sent).status_code == 403
    assert "Set aside" not in boris.get(url("review:review", strategy.pk)).content.decode()
    told = adviser.post(aside, sent | {"why": ""}, follow=True).content.decode()
    assert "required" in told and not ReviewTrigger.objects.exists()
    told = adviser.post(aside, sent, follow=True).content.decode()
    assert 'id="amber-E"' not in told and "Covered from Luma" in told
    again = adviser.post(aside, sent, follow=True).content.decode()
    assert "no longer asks for a review" in again


def test_an_amendment_is_worded_by_drafters_and_adopted_by_the_head_of_mission(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser, head = sign_in(cast.adviser), sign_in(cast["head_of_mission"])
    sent = {"letter": "A", "why": "The Council renewed the mandate"}
    assert (
        sign_in(cast.boris).post(url("review:review_propose", strategy.pk), sent).status_code == 403
    )
    assert (
        sign_in(cast["unit_commander"])
        .post(url("review:review_propose", strategy.pk), sent)
        .status_code
        == 404
    )
    page = adviser.post(
        url("review:review_propose", strategy.pk), sent, follow=True
    ).content.decode()
    made = Amendment.objects.get()
    assert "Amendment of section A" in page and "S/RES/9050 (2032)" in page
    here, decide = url("review:amendment", made.pk), url("review:amendment_decide", made.pk)
    assert (
        "An amendment is proposed"
        in adviser.get(url("review:review", strategy.pk)).content.decode()
    )
    adviser.post(here, {"words": "Until 3 March 2033.", "version": 1})
    assert adviser.post(decide, {"do": "adopt", "version": 2}).status_code == 403
    assert head.post(decide, {"do": "decline", "version": 2}, follow=True).status_code == 200
    assert Amendment.objects.get().state == "open", "a reason is needed to decline"
    head.post(decide, {"do": "adopt", "version": 2})
    assert Amendment.objects.get().state == "adopted"
    reader = sign_in(cast["unit_commander"])
    text = reader.get(url("section", section(strategy, "A").pk)).content.decode()
    assert "Amended" in text and "Until 3 March 2033." in text
    assert reader.get(here).status_code == 200
    assert 'id="amber-A"' not in adviser.get(url("review:review", strategy.pk)).content.decode()


def test_an_open_amendment_opens_consultations_on_the_strategy_in_force(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser = sign_in(cast.adviser)
    new = url("consultation_new", strategy.pk, "population")
    sent = {"who": "Elders of Luma", "sections": ["A"], "classification": "1"}
    refused = adviser.post(new, sent)
    assert refused.status_code == 400 and "no amendment of it is open" in refused.content.decode()
    proposed = {"letter": "A", "why": "The Council renewed the mandate"}
    page = adviser.post(url("review:review_propose", strategy.pk), proposed, follow=True)
    assert url("consultations", strategy.pk) in page.content.decode()
    assert new in adviser.get(url("consultations", strategy.pk)).content.decode()
    assert adviser.post(new, sent).status_code == 302
    made = strategy.consultations.get()
    assert (made.who, list(made.sections)) == ("Elders of Luma", ["A"])


def test_an_amendment_of_section_f_is_for_holders_of_its_compartment(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    chief = sign_in(cast["chief_of_staff"])
    chief.post(url("review:review_propose", strategy.pk), {"letter": "F", "why": "SECRETWHY"})
    made = Amendment.objects.get()
    drafter = sign_in(cast["drafter"])
    assert drafter.get(url("review:amendment", made.pk)).status_code == 404
    page = drafter.get(url("review:review", strategy.pk)).content.decode()
    assert "SECRETWHY" not in page and str(made.pk) not in page
    assert "HARSHWORD" not in page and "Kestrel" not in page
    sent = {"letter": "F", "why": "me too"}
    assert drafter.post(url("review:review_propose", strategy.pk), sent).status_code == 403


def test_a_fact_is_cited_while_drafting_and_marked_untrue_later(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    drafter, boris = sign_in(cast["drafter"]), sign_in(cast.boris)
    draft = draft_verbs.open_strategy(
        {"ahead_why": "Asked for now", "title": "Next year"}, by=at_desk(cast, "drafter")
    )
    one = section(draft, "B")
    sent = {"words": "The bridge stands", "source": "Engineers, May"}
    assert boris.post(url("review:fact_cite", one.pk), sent).status_code == 403
    drafter.post(url("review:fact_cite", one.pk), sent)
    assert "The bridge stands" in drafter.get(url("section", one.pk)).content.decode()
    cited = CitedFact.objects.get(section__strategy=strategy)
    assert boris.post(url("review:fact_untrue", cited.pk), {"why": "x"}).status_code == 403
    page = drafter.post(url("review:fact_untrue", cited.pk), {"why": "six posts cut"}, follow=True)
    assert 'id="amber-D"' in page.content.decode() and "six posts cut" in page.content.decode()


def test_an_election_is_recorded_seen_by_who_reads_the_strategy_and_put_off(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser, boris = sign_in(cast.adviser), sign_in(cast.boris)
    sent = {
        "kind": "election",
        "title": "Local elections",
        "state": "set",
        "on": "2019-06-01",
        "classification": "0",
    }
    assert boris.post(url("review:context_new"), sent).status_code == 403
    wrong = adviser.post(url("review:context_new"), sent | {"state": "signed"})
    assert wrong.status_code == 400 and "cannot be said" in wrong.content.decode()
    assert adviser.post(url("review:context_new"), sent).status_code == 302
    event = ContextEvent.objects.get()
    assert "Local elections" in boris.get(url("review:context")).content.decode()
    assert 'id="amber-E"' in boris.get(url("review:review", strategy.pk)).content.decode()
    review_verbs.look(cast.mission)  # what the worker does each day
    page = adviser.get(url("review:review", strategy.pk)).content.decode()
    rounds = page.split('id="rounds"')[1].split("</section>")[0]
    assert "head of mission" in rounds and "30 Jan 2019" in rounds, "an owner, and thirty days"
    saved = adviser.post(
        url("review:context_one", event.pk), sent | {"state": "off", "version": "1"}
    )
    assert saved.status_code == 302
    event.refresh_from_db()
    assert event.state == "off"
    assert sign_in(cast["field_reporter"]).get(url("review:context")).status_code == 404


def test_the_element_review_on_change_is_met_by_what_is_watched(
    cast: Cast, rests_on: dict[str, Any]
) -> None:
    assert live_counts(at_desk(cast, "drafter"))["triggers"] == 1
    assert "triggers" not in live_counts(at_desk(cast, "field_reporter"))


def test_the_pages_of_the_review_ask_as_many_questions_however_much_moved(
    cast: Cast,
    sign_in: Any,
    strategy: Strategy,
    rests_on: dict[str, Any],
    django_assert_max_num_queries: Any,
) -> None:
    chief = sign_in(cast["chief_of_staff"])
    chief.get(url("review:review", strategy.pk))
    with django_assert_max_num_queries(56):
        chief.get(url("review:review", strategy.pk))
    with django_assert_max_num_queries(57):  # its prefill is compared with today's records
        chief.get(url("section", section(strategy, "A").pk))
