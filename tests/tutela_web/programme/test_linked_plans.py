"""Plans of others beside the strategy: priority by priority, role by role, and when it was read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web.cast import Cast
from tests.tutela_web.mandate.test_mandate import KARUNA
from tests.tutela_web.warning.story import at_desk
from tutela.base.errors import BadParameter
from tutela_web.base.errors import Denied, NotNow
from tutela_web.mandate import verbs as mandate
from tutela_web.programme.objectives.kind_verbs import set_objective
from tutela_web.programme.objectives.models import LinkedPlan, Objective, PlanMatch
from tutela_web.programme.objectives.plan_kind import LINKED_PLAN
from tutela_web.programme.objectives.queries import match_linked_plan, objective_list
from tutela_web.programme.objectives.verbs import check_plan, end_match, match_plan
from tutela_web.records.kind_verbs import create_record


def url(name: str, *args: Any) -> str:
    return reverse(f"programme:{name}", args=["luma", *args])


def plan(cast: Cast, **fields: Any) -> LinkedPlan:
    given = {"kind": "host", "title": "National plan", "whose": "Governor", "classification": 1}
    return create_record(LINKED_PLAN, given | fields, by=at_desk(cast, "drafter"))


def aim(cast: Cast, words: str, **fields: Any) -> Objective:
    given = {"words": words, "term": "medium", "tiers": [2], "classification": 1}
    return set_objective(given | fields, by=at_desk(cast, "drafter"))


def test_priorities_are_matched_one_by_one_and_what_is_unmatched_on_both_sides_is_shown(
    cast: Cast, sign_in: Any
) -> None:
    drafter, one = at_desk(cast, "drafter"), plan(cast)
    water, roads = aim(cast, "Water is fetched unharmed"), aim(cast, "Roads are safe")
    client, here = sign_in(cast["drafter"]), url("plan_match", one.pk)
    sent = {"about": "priority", "theirs": "Wells", "fit": "shared", "objective": water.pk}
    assert sign_in(cast["analyst"]).post(here, sent).status_code == 403
    assert client.post(here, sent).status_code == 302
    assert client.post(here, sent | {"fit": "unmatched"}).status_code == 400
    for wrong in (
        {"theirs": "Wells"},
        {"theirs": " ", "fit": "unmatched"},
        {"theirs": "Wells", "fit": "shared"},
        {"about": "role", "theirs": "Leads", "fit": "shared"},
    ):
        with pytest.raises(BadParameter):
            match_plan(one, wrong, by=drafter)
    match_plan(one, {"theirs": "Disarmament by force", "fit": "unmatched"}, by=drafter)
    told = match_linked_plan(drafter, one)
    assert (told.theirs, told.ours) == (1, [roads])
    page = sign_in(cast["analyst"]).get(url("linked_plan", one.pk)).content.decode()
    assert "Disarmament by force" in page and "1 priority of theirs" in page
    assert "Roads are safe" in page and "Compare with ours" not in page
    first = PlanMatch.objects.get(theirs="Wells")
    with pytest.raises(Denied):
        end_match(first, version=1, by=at_desk(cast, "analyst"))
    assert client.post(url("match_end", first.pk), {"version": 1}).status_code == 302
    assert match_linked_plan(drafter, one).ours == [water, roads]
    with pytest.raises(NotNow):
        end_match(PlanMatch.objects.get(pk=first.pk), version=2, by=drafter)


def test_roles_that_differ_in_the_framework_wait_for_a_resolution(cast: Cast, sign_in: Any) -> None:
    drafter, one = at_desk(cast, "drafter"), plan(cast, kind="isf", title="Framework")
    role = {
        "about": "role",
        "theirs": "UNHCR leads on sites",
        "ours": "The Police lead on sites",
        "fit": "conflicts",
    }
    match_plan(one, role, by=drafter)
    assert match_linked_plan(drafter, one).apart == 1
    page = sign_in(cast["drafter"]).get(url("linked_plan", one.pk)).content.decode()
    assert "1 conflict nobody resolved" in page and "The Police lead on sites" in page
    match_plan(one, role | {"resolution": "Inside: UNHCR"}, by=drafter)
    assert match_linked_plan(drafter, one).apart == 1


def test_an_objective_marked_higher_does_not_show_by_what_matches_it(cast: Cast) -> None:
    head, one = at_desk(cast, "head_of_mission"), plan(cast)
    closed = set_objective(
        {"words": "CLOSED", "term": "medium", "tiers": [2], "classification": 2},
        by=at_desk(cast, "chief_of_staff"),
    )
    with pytest.raises(BadParameter, match="no such objective"):
        match_plan(
            one, {"theirs": "x", "fit": "shared", "objective": closed}, by=at_desk(cast, "drafter")
        )
    match_plan(
        one,
        {"theirs": "x", "fit": "shared", "objective": closed},
        by=at_desk(cast, "chief_of_staff"),
    )
    assert len(match_linked_plan(head, one).priorities) == 1
    assert match_linked_plan(at_desk(cast, "drafter"), one).priorities == []


def test_a_plan_read_beside_ours_long_ago_or_never_is_to_be_read_again(
    cast: Cast, sign_in: Any
) -> None:
    one, on = plan(cast), at_desk(cast, "drafter").on
    client = sign_in(cast["drafter"])
    assert "never compared with ours" in client.get(url("objectives")).content.decode()
    with pytest.raises(Denied):
        check_plan(one, version=1, by=at_desk(cast, "analyst"))
    assert client.post(url("plan_check", one.pk), {"version": 1}).status_code == 302
    one.refresh_from_db()
    assert one.checked_on == on and not one.stale(on) and one.stale(on + timedelta(days=200))
    assert "to be read again" not in client.get(url("objectives")).content.decode()


def test_a_tier_nobody_mandated_is_told_apart_from_one_that_is_missing(
    cast: Cast, sign_in: Any
) -> None:
    drafter, adviser = at_desk(cast, "drafter"), at_desk(cast, "poc_adviser")
    aim(cast, "Water is fetched unharmed", tiers=[3])
    assert objective_list(drafter).unmandated == [1, 2]
    text = mandate.load(KARUNA, {}, by=adviser)
    second = next(one for one in text.paragraphs.all() if one.number == "2 (a)")
    mandate.decide(second, "physical_protection", confirm=True, by=adviser)
    held = objective_list(drafter)
    assert (held.tiers, held.unmandated) == ([1, 2], [1])
    page = sign_in(cast["drafter"]).get(url("objectives")).content.decode()
    assert "In tier 1 no mandated task lies either" in page and "no indicator" in page
