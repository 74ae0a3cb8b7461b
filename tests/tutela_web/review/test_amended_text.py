"""An adopted amendment reaches the text: printed with its section until the next edition, which
opens with its words."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.review.review_story import renew, section, world
from tests.tutela_web.strategy.endorsed import waive_all
from tests.tutela_web.strategy.test_endorsement import all_steps
from tests.tutela_web.warning.story import at_desk
from tutela.base.documents.docx_reader import read_bytes
from tutela_web.review.amber.models import Amendment
from tutela_web.strategy.drafting import verbs as draft_verbs
from tutela_web.strategy.edition.models import Strategy

OLD = "The mandate runs until 2032."
NEW = "The mandate runs until 2033.\n\nEscorts serve the market road."


def url(name: str, *args: Any) -> str:
    return reverse(name if ":" in name else f"strategy:{name}", args=["luma", *args])


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    """Signed and in force; then the Council renewed the mandate."""
    rests_on = world(cast)
    made = draft_verbs.open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=at_desk(cast, "drafter")
    )
    for letter in ("A", "D"):
        one = section(made, letter)
        by = at_desk(cast, "chief_of_staff")
        draft_verbs.save_section(one, OLD, version=one.version, by=by)
    waive_all(cast, made)
    all_steps(cast, made)
    renew(cast, rests_on["resolution"])
    return Strategy.objects.get(pk=made.pk)


def amend(sign_in: Any, cast: Cast, strategy: Strategy, letter: str = "A") -> Amendment:
    """As people do it, page by page."""
    drafter, head = sign_in(cast["drafter"]), sign_in(cast["head_of_mission"])
    why = {"letter": letter, "why": "The Council renewed"}
    drafter.post(url("review:review_propose", strategy.pk), why)
    made = Amendment.objects.get(strategy=strategy, letter=letter)
    page = url("review:amendment", made.pk)
    drafter.post(page, {"words": NEW, "version": made.version})
    made.refresh_from_db()
    head.post(url("review:amendment_decide", made.pk), {"do": "adopt", "version": made.version})
    return made


def opened_next(drafter: Any) -> Strategy:
    fields = {"title": "Second", "language": "en", "classification": 1, "ahead_why": "Asked for"}
    drafter.post(url("strategies"), fields)
    return Strategy.objects.get(edition=2)


def paper(reader: Any, strategy: Strategy, name: str = "strategy_docx") -> list[str]:
    answer = reader.get(url(name, strategy.pk))
    assert answer.status_code == 200
    return [one.words for one in read_bytes(answer.content, "strategy.docx").lines]


def test_adopted_words_are_printed_with_their_section_and_open_the_next_edition(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    amend(sign_in, cast, strategy)
    drafter = sign_in(cast["drafter"])
    printed = paper(drafter, strategy)
    words = next(one for one in printed if "market road" in one)
    assert OLD in printed and "Amended on" in words, "the signed text stands, and the words"
    last_heading = [one for one in printed[: printed.index(words)] if one[1:3] == ". "][-1]
    assert last_heading.startswith("A. ")

    review = text_of(drafter.get(url("review:review", strategy.pk)))
    assert "until the next edition, which opens with them in its text: A. Purpose" in review
    quiet = review.partition("No fact you may see has changed for:")[2].partition(".")[0]
    assert not quiet.strip().startswith("A"), "it is not green yet"
    assert "amended" in text_of(drafter.get(url("strategy", strategy.pk)))

    second = opened_next(drafter)
    text = section(second, "A").text
    assert text.startswith(OLD) and text.endswith(NEW) and "## Amended on" in text
    assert section(second, "D").text == OLD


def test_words_adopted_after_the_next_edition_was_opened_are_offered_to_it(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    drafter = sign_in(cast["drafter"])
    second = opened_next(drafter)
    amend(sign_in, cast, strategy)
    one = section(second, "A")
    assert "market road" not in one.text
    shown = text_of(drafter.get(url("section", one.pk)))
    assert "Adopted, and not in this text" in shown and "Escorts serve the market road." in shown
    drafter.post(url("review:amendment_take", one.pk), {"version": one.version})
    one.refresh_from_db()
    assert one.text.endswith(NEW)
    shown = text_of(drafter.get(url("section", one.pk)))
    assert "Adopted, and not in this text" not in shown
