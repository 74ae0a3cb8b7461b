"""Who holds a post confirms what section G says is theirs; the Head of Mission's delegations."""

from __future__ import annotations

from typing import Any

from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import url
from tests.tutela_web.html import text_of
from tests.tutela_web.warning.story import at_desk, call, later
from tutela_web.partners.delegations.models import Delegation
from tutela_web.partners.roles.models import RoleLine
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.warning.models import AlertNotice


def post_of(cast: Cast, who: str) -> Any:
    return cast[who].holdings.get().post


def test_the_head_of_a_component_confirms_their_own_by_their_own_account(
    cast: Cast, sign_in: Any
) -> None:
    drafter, commander = sign_in(cast["drafter"]), sign_in(cast["force_commander"])
    rights = sign_in(cast["human_rights"])
    patrols = {"who": "force", "what": "protects", "says": "Patrols.", "classification": 1}
    assert drafter.post(url("partners:role_new"), patrols).status_code == 302
    reports = patrols | {
        "who": "component",
        "name": "Human Rights",
        "says": "Reports in public.",
        "post": post_of(cast, "human_rights").pk,
    }
    assert drafter.post(url("partners:role_new"), reports).status_code == 302
    told = patrols | {"who": "support", "says": "Carries water.", "agreed_on": "2018-12-01"}
    assert drafter.post(url("partners:role_new"), told).status_code == 302
    first, second, third = RoleLine.objects.order_by("number")

    assert "Yours to confirm G-1 Patrols." in text_of(commander.get(url("partners:roles")))
    assert "Yours to confirm" not in text_of(drafter.get(url("partners:roles")))
    confirm = url("partners:role_confirm", first.pk)
    for nobody in (drafter, rights):
        assert nobody.post(confirm, {"version": 1}).status_code == 403
    assert commander.post(confirm, {"version": 7}).status_code == 302
    first.refresh_from_db()
    assert first.agreed_by is None, "it was changed since they read it"
    assert commander.post(confirm, {"version": 1}).status_code == 302
    assert rights.post(url("partners:role_confirm", second.pk), {"version": 1}).status_code == 302
    page = text_of(sign_in(cast.boris).get(url("partners:roles")))
    assert page.count("confirmed by own account:") == 2
    assert post_of(cast, "force_commander").title in page
    assert "G-3 mission support told us; no account confirmed it" in page
    page = text_of(drafter.get(url("partners:role", third.pk)))
    assert "as it was told us; no account confirmed it" in page

    first.refresh_from_db()
    edited = patrols | {"says": "Patrols by day.", "version": first.version}
    edited["agreed_on"] = first.agreed_on.isoformat()
    assert drafter.post(url("partners:role_edit", first.pk), edited).status_code == 302
    first.refresh_from_db()
    assert (first.agreed_on, first.agreed_by) == (None, None), "other words are confirmed anew"
    assert "Yours to confirm G-1" in text_of(commander.get(url("partners:roles")))


def test_the_head_of_mission_delegates_through_a_deputy_and_what_comes_up_arrives_there(
    cast: Cast, sign_in: Any
) -> None:
    head, boris = sign_in(cast["head_of_mission"]), sign_in(cast.boris)
    given = {
        "given_by": post_of(cast, "head_of_mission").pk,
        "through": post_of(cast, "chief_of_staff").pk,
        "given_to": post_of(cast, "head_of_field_office").pk,
        "scope": "Patrols and posts in the North.",
        "keeps": "Strategic direction of the mission.",
        "starts": at_desk(cast, "head_of_mission").on.isoformat(),
        "classification": 1,
    }
    new = url("partners:delegation_new")
    assert boris.post(new, given).status_code == 403
    assert head.post(new, given | {"through": given["given_by"]}).status_code == 400
    assert head.post(new, given | {"ended_on": "2018-01-01"}).status_code == 400
    assert head.post(new, given).status_code == 302
    one = Delegation.objects.get()
    here = url("partners:responsibility")
    page = text_of(boris.get(here))
    assert "Patrols and posts in the North." in page and "kept: Strategic direction" in page
    assert f"Through {post_of(cast, 'chief_of_staff').title}" in page
    assert "None that you may read." in page
    whole = text_of(head.get(here))
    nothing = whole[whole.index("Nothing delegated to") :]
    assert post_of(cast, "force_commander").title in nothing
    assert sign_in(cast.chen).get(here).status_code == 404

    alert = call(cast, level="imminent")
    alert.owner_post = post_of(cast, "head_of_field_office")
    alert.save()
    decision = text_of(sign_in(cast.hofo).get(url("crisis:decision", alert.pk)))
    assert "Decided by delegation:" in decision and "Strategic direction of the mission" in decision
    decided = {
        "id": "0" * 31 + "7",
        "choice": "act",
        "authority": "coordinates",
        "taken": ["day_patrol"],
        "who:day_patrol": "A Company",
    }
    answer = sign_in(cast.hofo).post(url("crisis:decide", alert.pk), decided)
    assert answer.status_code == 302
    page = text_of(head.get(url("partners:delegation", one.pk)))
    assert f"Decided under it on alerts you may read, by who held the post {alert}" in page
    second = call(cast, level="imminent")
    AlertNotice.objects.create(
        alert=second,
        person=cast["head_of_mission"],
        post=post_of(cast, "head_of_mission"),
        why=AlertNotice.NoticeReason.STEP,
        key="story",
        at=second.entered_at,
    )
    later(cast.mission, hours=8)
    assert str(second) in text_of(head.get(here)).split("Came up unanswered")[1]
    assert sign_in(cast["drafter"]).get(here).status_code == 200
    assert "Came up unanswered" not in text_of(sign_in(cast["drafter"]).get(here))

    strategy = open_strategy({"title": "Luma"}, by=at_desk(cast, "drafter"))
    page = text_of(head.get(url("review:leadership", strategy.pk)))
    assert "Delegated by the Head of Mission" in page and "Patrols and posts in the North." in page
    listed = boris.get("/api/v1/missions/luma/delegations").json()
    assert [row["scope"] for row in listed["results"]] == ["Patrols and posts in the North."]
