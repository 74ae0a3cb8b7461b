"""Reviews with an owner and a day, their calendar, and who checked a draft beside what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web.cast import Cast
from tests.tutela_web.review.review_story import in_force
from tests.tutela_web.warning.story import at_desk
from tutela.base.errors import BadParameter
from tutela_web.base.errors import Denied, NotNow
from tutela_web.channels.models import Message
from tutela_web.records import verbs as records
from tutela_web.review.amber import verbs as review_verbs
from tutela_web.review.amber.models import CitedFact
from tutela_web.review.jobs import remind
from tutela_web.review.leaders import queries as leader_queries
from tutela_web.review.rounds import verbs as round_verbs
from tutela_web.review.rounds.models import Review
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.endorsing import verbs as sign_verbs


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    return in_force(cast)


def url(name: str, *args: Any) -> str:
    return reverse(name if ":" in name else f"strategy:{name}", args=["luma", *args])


def post_of(cast: Cast, who: str) -> Any:
    return cast[who].holdings.get().post


def moved(cast: Cast, strategy: Strategy) -> Review:
    fact = CitedFact.objects.get()
    review_verbs.mark_untrue(fact, "Four posts were cut.", version=1, by=at_desk(cast, "drafter"))
    review_verbs.look(cast.mission)
    return Review.objects.get(kind="change")


def test_a_change_opens_one_review_with_an_owner_and_a_day_and_a_leader_closes_it(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    one, on = moved(cast, strategy), at_desk(cast, "drafter").on
    assert (one.owner, one.due) == (post_of(cast, "head_of_mission"), on + timedelta(days=30))
    review_verbs.look(cast.mission)
    assert Review.objects.count() == 1
    drafter, client = at_desk(cast, "drafter"), sign_in(cast["drafter"])
    sent = {
        "owner": post_of(cast, "chief_of_staff").pk,
        "due": str(on + timedelta(days=7)),
        "version": 1,
    }
    assert client.post(url("review:round_own", one.pk), sent).status_code == 302
    one.refresh_from_db()
    assert one.owner == post_of(cast, "chief_of_staff")
    with pytest.raises(Denied):
        round_verbs.close_review(one, "Done", version=2, by=at_desk(cast, "analyst"))
    with pytest.raises(BadParameter):
        round_verbs.close_review(one, " ", version=2, by=drafter)
    chief = sign_in(cast["chief_of_staff"])
    done = {"why": "Section D was amended.", "version": 2}
    assert chief.post(url("review:round_close", one.pk), done).status_code == 302
    page = client.get(url("review:review", strategy.pk)).content.decode()
    assert "Section D was amended." in page and "closed" in page
    [deed] = leader_queries.leadership_of(drafter, strategy).deeds
    assert (deed.what, deed.about) == ("review", "Section D was amended.")
    with pytest.raises(NotNow):
        round_verbs.close_review(one, "Again", version=3, by=drafter)
    duty = sign_in(cast["joc_duty_officer"])
    assert (
        "Section D was amended." not in duty.get(url("review:review", strategy.pk)).content.decode()
    )


def test_who_owns_a_review_closes_it_also_where_they_draft_nothing(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    one = moved(cast, strategy)
    owner = post_of(cast, "sector_operations")
    round_verbs.own_review(
        one, {"owner": owner, "due": one.due}, version=1, by=at_desk(cast, "drafter")
    )
    client, other = sign_in(cast["sector_operations"]), sign_in(cast["unit_commander"])
    closing = url("review:round_close", one.pk)
    assert closing in client.get(url("review:review", strategy.pk)).content.decode()
    assert closing not in other.get(url("review:review", strategy.pk)).content.decode()
    done = {"why": "Looked at with both sectors.", "version": 2}
    assert other.post(closing, done).status_code == 404
    assert client.post(url("review:round_own", one.pk), {"version": 2}).status_code == 404
    assert client.post(closing, done).status_code == 302
    one.refresh_from_db()
    assert (one.came_of, one.closed_by) == ("Looked at with both sectors.", owner.title)


def test_who_owns_a_review_is_told_when_it_is_late_and_once_a_week(
    cast: Cast, strategy: Strategy
) -> None:
    one = moved(cast, strategy)
    Message.objects.all().delete()
    remind()
    assert not Message.objects.exists(), "thirty days are left"
    Review.objects.filter(pk=one.pk).update(due=one.opened_on - timedelta(days=1))
    for _day in range(2):
        remind()
    told = set(Message.objects.values_list("channel", "to_id", "about_id"))
    head = post_of(cast, "head_of_mission")
    assert told == {("mail", cast["head_of_mission"].pk, one.pk), ("sms", head.pk, one.pk)}


def test_the_yearly_review_stands_in_the_calendar_among_budget_and_planning_days(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    drafter, on = at_desk(cast, "drafter"), at_desk(cast, "drafter").on
    yearly = round_verbs.open_yearly(strategy, by=drafter)
    assert strategy.valid_until and yearly.due == strategy.valid_until - timedelta(days=60)
    day = {"kind": "budget", "title": "Budget goes to headquarters", "on": str(on)}
    client = sign_in(cast["drafter"])
    assert client.post(url("review:planning_day", strategy.pk), day).status_code == 302
    assert (
        sign_in(cast["boris"]).post(url("review:planning_day", strategy.pk), day).status_code == 403
    )
    with pytest.raises(BadParameter):
        round_verbs.set_planning_day({"kind": "budget", "title": "x"}, by=drafter)
    page = client.get(url("review:review", strategy.pk)).content.decode()
    at = [page.index(word) for word in ("Budget goes to headquarters", "last day of this strategy")]
    assert at == sorted(at) and "Yearly review" in page


def test_both_officers_check_the_draft_beside_named_documents_and_conflicts_are_noted(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    drafter = at_desk(cast, "drafter")
    draft = open_strategy({"ahead_why": "Asked for now", "title": "Next year"}, by=drafter)
    client, here = sign_in(cast["drafter"]), url("endorsement", draft.pk)
    assert "Chief of Staff, mission planning officer" in client.get(here).content.decode()
    given = {"officer": "planning", "document": "Mission concept", "conflicts": "Dates of phase 2"}
    assert client.post(here, given | {"do": "check"}).status_code == 302
    with pytest.raises(Denied):
        sign_verbs.check_beside(draft, given | {"officer": "chief"}, by=drafter)
    with pytest.raises(BadParameter):
        sign_verbs.check_beside(draft, {"officer": "planning"}, by=drafter)
    chief = at_desk(cast, "chief_of_staff")
    kept = sign_verbs.check_beside(draft, {"officer": "chief", "document": "Budget"}, by=chief)
    assert kept.digest == sign_verbs.digest_now(draft, by=chief)
    page = client.get(here).content.decode()
    assert "Dates of phase 2" in page and "no conflict found" in page
    assert "Not recorded yet:" not in page
    records.edit(draft, {"state": "endorsed"}, version=draft.version, by=None)
    with pytest.raises(NotNow):
        sign_verbs.check_beside(draft, given, by=drafter)
