"""Records of an earlier edition are offered to a new one and taken up by a person: what nobody
answered on is not printed, and the drafter is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.warning.story import at_desk
from tutela.base.documents.docx_reader import read_bytes
from tutela_web.fora.forum.kind import FORUM
from tutela_web.programme.objectives.plan_kind import LINKED_PLAN
from tutela_web.records.kind_verbs import create_record
from tutela_web.strategy.content.elements import completeness
from tutela_web.strategy.content.snapshot import snapshot
from tutela_web.strategy.drafting import verbs
from tutela_web.strategy.edition.models import Strategy, TakenUp

PEACE_PLAN = "Peace plan of another mission"
COUNTRY_PLAN = "Protection plan of the country team"


def url(name: str, *args: Any) -> str:
    return reverse(f"strategy:{name}", args=["luma", *args])


def plan(cast: Cast, title: str) -> Any:
    fields = {"kind": "isf", "title": title, "whose": "others", "classification": 1}
    return create_record(LINKED_PLAN, fields, by=at_desk(cast, "drafter"))


@pytest.fixture
def second(cast: Cast, sign_in: Any) -> Strategy:
    """A plan of others and a forum stood when the second edition was opened."""
    by = at_desk(cast, "drafter")
    first = verbs.open_strategy({"title": "First", "ahead_why": "Asked for"}, by=by)
    plan(cast, PEACE_PLAN)
    forum = {"name": "Old task force", "kind": "senior", "classification": 1}
    create_record(FORUM, forum, by=at_desk(cast, "poc_adviser"))
    first.state = "in force"
    first.save(update_fields=["state"])
    fields = {"title": "Second", "language": "en", "classification": 1, "ahead_why": "Asked for"}
    sign_in(cast["drafter"]).post(url("strategies"), fields)
    return Strategy.objects.get(edition=2)


def paper(reader: Any, strategy: Strategy) -> str:
    answer = reader.get(url("strategy_docx", strategy.pk))
    assert answer.status_code == 200
    return "\n".join(one.words for one in read_bytes(answer.content, "strategy.docx").lines)


@pytest.mark.postgresql
def test_another_missions_plan_stands_in_a_new_edition_only_once_a_person_takes_it_up(
    cast: Cast, sign_in: Any, second: Strategy
) -> None:
    drafter = sign_in(cast["drafter"])
    plan(cast, COUNTRY_PLAN)  # made for this edition: it was not there before
    printed = paper(drafter, second)
    assert PEACE_PLAN not in printed and "Old task force" not in printed
    assert COUNTRY_PLAN in printed
    told = text_of(drafter.get(url("strategy", second.pk)))
    assert "2 records that were there before this edition wait" in told
    section = second.sections.get(letter="A")
    assert PEACE_PLAN not in section.text
    assert "1 record that was there" in text_of(drafter.get(url("section", section.pk)))
    first = Strategy.objects.get(edition=1)
    kept = snapshot(at_desk(cast, "drafter"), first)["tables"]["linked_plans"]
    assert PEACE_PLAN in [one["title"] for one in kept], "the edition in force keeps what it has"

    page = drafter.get(url("take_up", second.pk))
    kinds = {one.name: one for one in page.context["kinds"]}
    assert set(kinds) == {"linked_plans", "fora"}
    assert "nobody answered: not printed" in text_of(page)
    plan_row, forum_row = kinds["linked_plans"].rows[0], kinds["fora"].rows[0]
    sent = {f"linked_plans:{plan_row.record.pk}": "left", "all:fora": "taken"}
    assert drafter.post(url("take_up", second.pk), sent).status_code == 302
    printed = paper(drafter, second)
    assert PEACE_PLAN not in printed and "Old task force" in printed
    assert "wait" not in text_of(drafter.get(url("strategy", second.pk))).partition("printed")[0]
    word = TakenUp.objects.get(kind="linked_plans")
    assert (word.taken, word.record, str(word.post)) != (True, None, "")
    shown = text_of(drafter.get(url("take_up", second.pk)))
    assert "left out ·" in shown and "taken up ·" in shown

    again = {
        f"was:linked_plans:{plan_row.record.pk}": "left",
        f"linked_plans:{plan_row.record.pk}": "taken",
        f"was:fora:{forum_row.record.pk}": "taken",
        f"fora:{forum_row.record.pk}": "taken",
    }
    drafter.post(url("take_up", second.pk), again)
    assert PEACE_PLAN in paper(drafter, second)
    assert TakenUp.objects.get(kind="fora").version == 1, "what was left alone is not said again"


def test_what_is_not_printed_meets_no_element(cast: Cast, sign_in: Any, second: Strategy) -> None:
    by = at_desk(cast, "drafter")

    def met_by_records(strategy: Strategy) -> set[str]:
        rows = completeness(by, strategy).rows
        return {row.state.element.live for row in rows if row.records}

    names = {"linked_plans_isf", "fora_senior"}
    assert met_by_records(second) & names == set()
    sent = {"all:fora": "taken", "all:linked_plans": "taken"}
    sign_in(cast["drafter"]).post(url("take_up", second.pk), sent)
    assert met_by_records(second) & names == names


def test_who_drafts_no_strategy_takes_nothing_up_and_a_signed_one_changes_no_more(
    cast: Cast, sign_in: Any, second: Strategy
) -> None:
    assert sign_in(cast.chen).get(url("take_up", second.pk)).status_code == 404
    head = sign_in(cast["head_of_mission"])
    assert head.get(url("take_up", second.pk)).status_code == 200
    second.state = "in force"
    second.save(update_fields=["state"])
    drafter = sign_in(cast["drafter"])
    answer = drafter.post(url("take_up", second.pk), {"all:fora": "taken"}, follow=True)
    assert "the text of this edition is settled" in text_of(answer)
    assert not TakenUp.objects.exists()


def test_the_first_edition_of_a_mission_prints_what_stands(cast: Cast, sign_in: Any) -> None:
    plan(cast, COUNTRY_PLAN)
    fields = {"title": "First", "language": "en", "classification": 1, "ahead_why": "Asked for"}
    drafter = sign_in(cast["drafter"])
    drafter.post(url("strategies"), fields)
    first = Strategy.objects.get()
    assert COUNTRY_PLAN in paper(drafter, first)
    assert "nothing is taken up one by one" in text_of(drafter.get(url("take_up", first.pk)))
