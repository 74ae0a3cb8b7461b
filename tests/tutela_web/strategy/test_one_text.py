"""Others answer on one exact text, and the signer sees what changed since."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.strategy.endorsed import waive_all
from tests.tutela_web.strategy.test_endorsement import by, draft, url, write
from tutela.base.errors import BadParameter
from tutela.strategy.elements import elements
from tutela_web.base.errors import Denied
from tutela_web.fora.forum.kind import FORUM
from tutela_web.records.kind_verbs import create_record
from tutela_web.strategy.consulting import verbs as consult
from tutela_web.strategy.content.elements import completeness
from tutela_web.strategy.disseminating.models import Recipient
from tutela_web.strategy.edition.models import Section, Strategy
from tutela_web.strategy.endorsing.chain import paper_in
from tutela_web.strategy.endorsing.models import StrategyStep


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    made = draft(cast)
    waive_all(cast, made)
    return made


def test_legal_affairs_answers_on_the_text_that_was_sent_and_the_signer_sees_later_changes(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    drafter, head = sign_in(cast["drafter"]), sign_in(cast["head_of_mission"])
    here = url("endorsement", strategy.pk)
    day = {"do": "step", "on": "2018-12-31"}
    assert drafter.post(here, day | {"step": "sent_legal"}).status_code == 302
    write(cast, strategy, "A", "We protect all the people of Luma.")
    answer = day | {"step": "answered_legal", "answer": "agreed"}
    assert drafter.post(here, answer).status_code == 302
    sent, answered = StrategyStep.objects.order_by("number")
    assert answered.digest == sent.digest, "they answered on what they were sent"

    for step in ("sent_task_force", "answered_task_force"):
        drafter.post(here, day | {"step": step, "answer": "agreed"})
    differ = "The task force and Legal Affairs answered on different texts: A"
    assert differ in text_of(drafter.get(here))

    page = head.get(here)
    read = page.context["forms"]["endorse"].initial["digest"]
    shown = text_of(page).split("Changed since: Answered by Legal Affairs")[1].split("Steps")[0]
    assert "We protect" in shown and "all" in shown
    refused = head.post(here, {"do": "endorse", "digest": read})
    assert refused.status_code == 400
    assert "the text changed since it was answered: Answered by Legal Affairs" in text_of(refused)
    seen = {"do": "endorse", "digest": read, "seen": "on"}
    assert head.post(here, seen).status_code == 302
    signed = StrategyStep.objects.get(step="endorsed_head")
    assert paper_in(signed.signed)["changes_seen"] == "step 2: sections A; tables none"
    assert "Changes since the answers were seen by the signer." in text_of(drafter.get(here))


def test_a_mark_rests_on_the_sentence_it_cites_and_falls_with_it(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    drafter, here = sign_in(cast["drafter"]), url("elements", strategy.pk)
    write(cast, strategy, "C", "Prevention comes first, in each county and on each road of it.")
    one = Section.objects.get(strategy=strategy, letter="C")
    element = next(
        row.state.element.key
        for row in completeness(by(cast, "drafter"), strategy).rows
        if row.section == one and row.state.element.needs == "text"
    )
    strategy.waivers.filter(element=element).delete()
    mark = url("section_mark", one.pk)
    cited = "Prevention comes first, in each county and on each road of it."
    drafter.post(mark, {"element": element, "quote": cited})

    def met() -> bool:
        rows = completeness(by(cast, "drafter"), strategy).rows
        return next(row.state.met for row in rows if row.state.element.key == element)

    assert met()
    write(cast, strategy, "C", f"Patrols go out by day.\n\n{cited}")
    assert met(), "what was written beside it leaves it alone"
    write(cast, strategy, "C", "Other words, which nobody has read beside the element so far.")
    assert not met()
    page = text_of(drafter.get(here))
    assert "Marks that fell because the text changed" in page
    assert "The words it was marked for are gone: Prevention comes first" in page
    drafter.post(mark, {"element": element, "quote": cited})
    assert not met(), "what does not stand there cannot be cited"
    drafter.post(mark, {"element": element})
    assert not met(), "no mark without a sentence"
    other = "Other words, which nobody has read beside the element so far."
    drafter.post(mark, {"element": element, "quote": other})
    assert met() and "Marks that fell" not in text_of(drafter.get(here))


def test_one_sentence_answers_no_more_questions_than_it_has_words_for(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    drafter = sign_in(cast["drafter"])
    hotline = "A hotline in Sango is opened for the people of Bangui."
    write(cast, strategy, "I", hotline)
    strategy.waivers.filter(
        element__in=[one.key for one in elements() if one.section == "I"]
    ).delete()
    one = Section.objects.get(strategy=strategy, letter="I")
    for element, asked in (("I.can-and-cannot", 3), ("I.host-duty-told", 1), ("I.means", 2)):
        quotes = {"element": element, "quote": [hotline] * asked}
        drafter.post(url("section_mark", one.pk), quotes)
    states = {
        row.state.element.key: row.state
        for row in completeness(by(cast, "drafter"), strategy).rows
        if row.section == one
    }
    assert not any(state.met for state in states.values())
    page = text_of(drafter.get(url("section", one.pk)))
    assert "One sentence of 11 words is cited for 6 questions" in page
    assert "Which sentence says what the mission cannot do?" in page
    head = sign_in(cast["head_of_mission"])
    told = text_of(head.get(url("endorsement", strategy.pk)))
    assert "Means for expectations management" in told, "the Head of Mission is warned"


def test_only_the_head_of_mission_leaves_out_the_population_and_no_reason_serves_twice(
    cast: Cast, sign_in: Any
) -> None:
    strategy = draft(cast)
    chief, head = sign_in(cast["chief_of_staff"]), sign_in(cast["head_of_mission"])
    board, waive = url("consultations", strategy.pk), url("waive", strategy.pk)
    for stakeholder in ("population", "armed groups"):
        sent = {"stakeholder": stakeholder, "why": f"No road to the {stakeholder}."}
        assert chief.post(waive, sent).status_code == 403
        assert head.post(waive, sent).status_code == 302
    assert "Only the Head of Mission" not in text_of(head.get(board))
    paper = sign_in(cast.adviser).get(url("strategy_pdf", strategy.pk))
    annex = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.content)).pages
    )
    annex = " ".join(annex.split()).rpartition("Stakeholders not consulted")[2]
    assert "No road to the population." in annex and "head of mission" in annex
    sent = {"stakeholder": "council", "why": "no road to the Population"}
    refused = chief.post(waive, sent)
    assert refused.status_code == 400
    assert "another class of stakeholders is left out for the same reason" in text_of(refused)
    with pytest.raises(BadParameter, match="same reason"):
        consult.waive(strategy, sent["why"], stakeholder="council", by=by(cast, "chief_of_staff"))
    waiver = strategy.waivers.get(stakeholder="population")
    with pytest.raises(Denied):
        consult.end_waiver(waiver, "Heard.", version=1, by=by(cast, "chief_of_staff"))


def test_drafting_is_offered_to_offices_that_draft(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    page = sign_in(cast["chief_of_staff"]).get(url("plan", strategy.pk))

    def offered(form: str, name: str) -> set[str]:
        return {post.role for post in page.context[form].fields[name].queryset}

    assert offered("form", "office") == {"drafter", "poc_adviser", "chief_of_staff"}
    assert offered("form", "leader") == {
        "head_of_mission",
        "chief_of_staff",
        "force_commander",
        "police_commander",
    }
    assert not offered("seat_form", "post") & {"auditor", "custodian", "partner", "administrator"}


def test_the_full_text_of_a_marked_strategy_is_not_given_to_the_public(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    adviser, here = sign_in(cast.adviser), url("dissemination", strategy.pk)
    sent = {
        "who": "Radio Luma",
        "kind": "public",
        "gives": "full",
        "political": "low",
        "operational": "low",
        "why": "They asked.",
    }
    refused = adviser.post(here, sent)
    assert refused.status_code == 400
    assert "the full text is marked, and is not given to the public" in text_of(refused)
    assert not Recipient.objects.exists()
    assert adviser.post(here, sent | {"gives": "summary"}).status_code == 302


def test_a_section_that_shrank_and_one_that_says_less_than_is_counted_in_it_are_told(
    cast: Cast, sign_in: Any
) -> None:
    first = draft(cast)
    long = "Each base reports each day to the centre, and the centre asks back. "
    write(cast, first, "D", long * 3)
    first.state = "in force"
    first.save(update_fields=["state"])
    fields = {"title": "Second", "language": "en", "classification": 1, "ahead_why": "Asked for"}
    drafter = sign_in(cast["drafter"])
    drafter.post(url("strategies"), fields)
    second = Strategy.objects.get(edition=2)
    write(cast, second, "D", "Each base reports each day to the centre.")
    forum = {"name": "SMG-P", "kind": "senior", "classification": 1}
    create_record(FORUM, forum, by=by(cast, "poc_adviser"))
    write(cast, second, "H", "We meet.")
    page = text_of(drafter.get(url("elements", second.pk)))
    assert "lost half its words or more since the edition before: 39 words then, 8 now." in page
    assert "says less than is counted in it: 2 words for 1 element met." in page
    assert "by records without a word of the strategy" in page
