"""How the mission's leaders understand protection stands in section A, and its absence is told."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import at_desk
from tutela_web.access.models import Post
from tutela_web.records.kind_verbs import create_record
from tutela_web.strategy.content.elements import completeness
from tutela_web.strategy.content.snapshot import snapshot
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.edition.models import Section
from tutela_web.strategy.papers.document import paper_of
from tutela_web.strategy.understood.kinds import UNDERSTANDING
from tutela_web.strategy.understood.models import LeaderUnderstanding

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

WORDS = "We stand between people and those who would harm them, and leave no camp at night."


def head_post() -> Post:
    return Post.objects.get(role="head_of_mission", mission__code="luma")


def understood_by_path(cast: Cast) -> dict[str, Any]:
    """A leader's words, by the words of their address for programs."""
    values = {"post": head_post(), "given_on": make.TODAY, "words": WORDS, "classification": 0}
    made = create_record(UNDERSTANDING, values, by=at_desk(cast, "drafter"))
    return {"leaders-understanding": made.pk}


class TestUnderstanding(KindTests):
    kind = UNDERSTANDING
    values: ClassVar = {"given_on": make.TODAY, "words": WORDS, "classification": 0}
    changes: ClassVar = {"words": "We stand between people and harm."}

    def create(self, by: Any, beside: Any) -> Any:
        return create_record(self.kind, self.values | {"post": head_post()}, by=by)

    def sent(self, values: Any) -> dict[str, Any]:
        return super().sent({**values, "post": head_post()})


def test_a_leaders_words_stand_in_section_a_and_meet_what_completeness_asks(
    cast: Cast, sign_in: Any
) -> None:
    by = at_desk(cast, "drafter")
    strategy = open_strategy({"ahead_why": "Asked for now", "title": "Protection"}, by=by)
    section = Section.objects.get(strategy=strategy, letter="A")
    page = reverse("strategy:section", args=["luma", section.pk])
    client = sign_in(cast["drafter"])

    def met() -> bool:
        rows = completeness(by, strategy).rows
        return next(r.state.met for r in rows if r.state.element.key == "A.leaders-understanding")

    assert not met() and "no leader's words are recorded" in text_of(client.get(page))
    new = reverse("strategy:understanding_new", args=["luma"])
    sent = {"post": str(head_post().pk), "given_on": str(make.TODAY), "words": WORDS}
    assert client.post(new, sent | {"classification": "0"}).status_code == 302
    assert met() and WORDS in text_of(client.get(page))
    content = snapshot(by, strategy)
    (printed,) = content["tables"]["understood"]
    assert WORDS in repr(paper_of(by, strategy, content).parts["A"].blocks), "it is in the paper"
    assert (printed["words"], printed["on"]) == (WORDS, make.TODAY.isoformat())
    row = LeaderUnderstanding.objects.get()
    row.ended_on = make.TODAY
    row.save()
    assert not met(), "what ended says nothing today"
    assert "understood" not in snapshot(by, strategy)["tables"]


def test_a_leader_writes_their_own_words_and_no_others(cast: Cast, sign_in: Any) -> None:
    """F7: the Head of Mission, whose words section A asks for, was refused the form."""
    new = reverse("strategy:understanding_new", args=["luma"])
    head, force = sign_in(cast["head_of_mission"]), sign_in(cast["force_commander"])
    assert head.get(new).status_code == 200
    sent = {"post": str(head_post().pk), "given_on": str(make.TODAY), "words": WORDS}
    assert force.post(new, sent | {"classification": "0"}).status_code == 400
    assert not LeaderUnderstanding.objects.exists()
    assert head.post(new, sent | {"classification": "0"}).status_code == 302
    assert LeaderUnderstanding.objects.get().post == head_post()
    assert sign_in(cast.boris).get(new).status_code in (403, 404)
