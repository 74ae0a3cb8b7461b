"""Means are shared in the open: protection beside other tasks, who won and why, who dissented."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.deployment.weighed import need_at
from tests.tutela_web.fora.story import held, senior
from tests.tutela_web.html import words_of as plain_words_of
from tests.tutela_web.outreach.pages import words_of
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Person
from tutela_web.access.policy import standing_of
from tutela_web.deployment.allocation.allocation_kinds import (
    ALLOCATION,
    DEMAND,
    DISSENTED,
    SHARE,
)
from tutela_web.deployment.allocation.models import (
    AdviserPost,
    Allocation,
    AllocationDemand,
)
from tutela_web.deployment.allocation.standing_kinds import ADVISER_POST, MIX_REASON, RESOURCE
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.agreed.models import AgreedOrder

pytestmark = pytest.mark.postgresql
SignIn = Callable[[Person], Client]
HALF: Mapping[str, Any] = {
    "title": "First half of 2019",
    "starts": make.TODAY,
    "rule": "Protection of civilians comes first; the Chief of Staff settles conflicts",
    "currency": "USD",
    "classification": 1,
}
PATROLS: Mapping[str, Any] = {
    "rank": 2,
    "purpose": "poc",
    "what": "Night patrols at Luma",
    "asked_means": "two platoons",
    "classification": 1,
}


def url(name: str, *args: Any) -> str:
    return reverse(f"deployment:{name}", args=["luma", *args])


def half(cast: Cast, **fields: Any) -> Allocation:
    by = standing_of(cast["chief_of_staff"], cast.mission)
    return create_record(ALLOCATION, {**HALF, **fields}, by=by)


def demanded(cast: Cast, allocation: Allocation, **fields: Any) -> AllocationDemand:
    by = standing_of(cast["chief_of_staff"], cast.mission)
    return create_record(DEMAND, {**PATROLS, **fields}, beside=allocation, by=by)


class TestAllocation(KindTests):
    kind = ALLOCATION
    values = HALF
    changes = {"title": "First quarter of 2019"}  # noqa: RUF012


class OfAllocation(KindTests):
    """What is made beside an allocation."""

    kind = SHARE
    values: Mapping[str, Any] = {}
    changes: Mapping[str, Any] = {}
    __test__ = False

    @pytest.fixture(autouse=True)
    def _allocation(self, cast: Cast) -> None:
        self.allocation = half(cast)

    def parent(self, cast: Cast) -> Any:
        return self.allocation


class TestShare(OfAllocation):
    __test__ = True
    kind = SHARE
    values = {"purpose": "own", "what": "Guards", "units": 2.0, "classification": 1}  # noqa: RUF012
    changes = {"what": "Guards of the base"}  # noqa: RUF012


class TestDemand(OfAllocation):
    __test__ = True
    kind = DEMAND
    values = PATROLS
    changes = {"what": "Night patrols at Luma and Bel"}  # noqa: RUF012


class TestDissent(OfAllocation):
    __test__ = True
    kind = DISSENTED
    values = {  # noqa: RUF012
        "office": "Human rights",
        "said": "Luma is left alone",
        "classification": 1,
    }
    changes = {"said": "Luma is left alone by night"}  # noqa: RUF012


class TestResource(KindTests):
    kind = RESOURCE
    values = {  # noqa: RUF012
        "kind": "physical",
        "what": "Armoured vehicles that run",
        "figure": 40.0,
        "measure": "vehicles",
        "as_of": make.TODAY,
        "source": "Mission support",
        "classification": 1,
    }
    changes = {"source": "Force headquarters"}  # noqa: RUF012


class TestMixReason(KindTests):
    kind = MIX_REASON
    values = {  # noqa: RUF012
        "starts": make.TODAY,
        "office": "Sector commander",
        "because": "The roads are cut: talks carry more",
        "classification": 1,
    }
    changes = {"because": "The roads are cut until May"}  # noqa: RUF012


class TestAdviserPost(KindTests):
    kind = ADVISER_POST
    values = {  # noqa: RUF012
        "kind": "child",
        "state": "vacant",
        "since": make.TODAY,
        "source": "Personnel",
        "classification": 0,
    }
    changes = {"source": "Personnel section"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _area(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(self), "values", dict(type(self).values) | {"area": cast.north})


def test_another_demand_wins_over_protection_and_is_not_saved_without_who_and_why(
    cast: Cast, sign_in: SignIn
) -> None:
    chief = sign_in(cast["chief_of_staff"])
    made = chief.post(url("allocation_new"), dict(HALF))
    page = made["Location"]
    allocation = Allocation.objects.get()
    for share in (
        {"purpose": "own", "what": "Guards of the base", "units": "1"},
        {"purpose": "poc", "what": "Patrols and escorts", "units": "3", "hours": "900"},
    ):
        new = url("allocation_share_new", allocation.pk)
        assert chief.post(new, share | {"classification": "1"}).status_code == 302
    shown = words_of(chief.get(page))
    assert shown.index("Patrols and escorts") < shown.index("Guards of the base"), (
        "POC stands first"
    )
    assert "75 %" in shown and "missing" in shown and "1 figure missing" in shown

    new = url("allocation_demand_new", allocation.pk)
    patrols = dict(PATROLS) | {"outcome": "part"}
    refused = chief.post(new, patrols)
    assert refused.status_code == 400
    assert "another demand wins over protection of civilians" in words_of(refused)
    said = {"decided_as": "Head of Mission", "because": "The vote is in two weeks"}
    assert chief.post(new, patrols | said).status_code == 302
    vote = {
        "rank": "1",
        "purpose": "task",
        "what": "Escort of ballots",
        "asked_means": "one company",
        "outcome": "full",
        "classification": "1",
    }
    assert chief.post(new, vote).status_code == 400
    assert chief.post(new, vote | {"decided_as": "Head of Mission"}).status_code == 400
    assert AllocationDemand.objects.count() == 1
    assert chief.post(new, vote | said).status_code == 302
    shown = words_of(chief.get(page))
    assert "wins over" in shown and "The vote is in two weeks" in shown

    group = held(cast, senior(cast))
    agree = {"meeting": str(group.pk), "agreed_by": "Head of Mission; Force Commander"}
    agree |= {"on": str(make.TODAY), "version": "1"}
    assert chief.post(url("allocation_agree", allocation.pk), agree).status_code == 302
    shown = words_of(chief.get(page))
    assert "Force Commander" in shown and reverse("fora:meeting", args=["luma", group.pk]) in shown
    late = vote | said | {"rank": "5", "what": "Rebuilding of the market"}
    assert chief.post(new, late).status_code == 400, "what was agreed stays as it was agreed"
    dissent = {"office": "Human rights", "said": "Luma is left alone", "classification": "1"}
    rights = sign_in(cast["human_rights"])
    assert rights.post(url("allocation_dissent_new", allocation.pk), dissent).status_code == 302
    assert "Luma is left alone" in words_of(sign_in(cast["head_of_mission"]).get(page))


def test_a_demand_leads_to_the_need_it_is_for(cast: Cast, sign_in: SignIn) -> None:
    need, made = need_at(cast), half(cast)
    chief = sign_in(cast["chief_of_staff"])
    sent = {**PATROLS, "rank": "1", "need": str(need.pk)}
    told = chief.post(url("allocation_demand_new", made.pk), sent)
    assert told.status_code == 302, words_of(told)
    assert AllocationDemand.objects.get().need == need
    assert url("need", need.pk) in chief.get(url("allocation", made.pk)).content.decode()


def test_nothing_is_agreed_while_a_demand_is_open_or_a_winner_gives_no_reason(
    cast: Cast, sign_in: SignIn
) -> None:
    allocation = half(cast)
    vote = demanded(cast, allocation, rank=1, purpose="task", what="The vote", outcome="full")
    assert vote.because == "", "nothing of protection was asked yet"
    open_one = demanded(cast, allocation)
    head = sign_in(cast["head_of_mission"])
    group = held(cast, senior(cast))
    agree = {"meeting": str(group.pk), "agreed_by": "Head of Mission", "on": str(make.TODAY)}

    def told() -> str:
        head.post(url("allocation_agree", allocation.pk), agree | {"version": "1"}, follow=True)
        allocation.refresh_from_db()
        return words_of(head.get(url("allocation", allocation.pk)))

    assert "nobody said who decided and why" in told(), "it is ranked before protection"
    assert allocation.agreed_on is None
    head.post(
        url("allocation_demand_edit", open_one.pk),
        dict(PATROLS) | {"outcome": "full", "version": "1"},
    )
    told()
    assert allocation.agreed_on is None
    why = {"decided_as": "Head of Mission", "because": "The vote is in two weeks"}
    asked = {"rank": "1", "purpose": "task", "what": "The vote", "asked_means": "two platoons"}
    sent = asked | why | {"outcome": "full", "classification": "1", "version": "1"}
    assert head.post(url("allocation_demand_edit", vote.pk), sent).status_code == 302
    told()
    assert allocation.agreed_on == make.TODAY


def test_a_kind_of_resource_with_nothing_on_record_is_missing(cast: Cast, sign_in: SignIn) -> None:
    by = standing_of(cast["chief_of_staff"], cast.mission)
    old = make.TODAY - timedelta(days=90)
    for day, figure in ((old, 60.0), (make.TODAY, 40.0)):
        create_record(RESOURCE, TestResource.values | {"as_of": day, "figure": figure}, by=by)
    staff = {"kind": "human", "what": "Interpreters", "figure": None, "measure": "persons"}
    create_record(RESOURCE, TestResource.values | staff, by=by)
    shown = words_of(sign_in(cast.amina).get(url("resources")))
    kinds = shown[shown.index('id="kinds"') : shown.index('id="resource-list"')]
    figures = plain_words_of(kinds).split()
    assert "40" in figures and "60" not in figures, "the newest figure stands for it"
    assert "nothing is recorded of this kind" in kinds
    assert kinds.count("missing") == 2, "no figure of interpreters, and nothing financial"


def test_an_area_of_high_risk_without_a_child_protection_officer_is_flagged(
    cast: Cast, sign_in: SignIn
) -> None:
    place = make.place(cast.mission, "Luma", area=cast.north)
    line = {"hotspot": str(make.new_id()), "place": str(place.pk), "places": [str(place.pk)]}
    line |= {"priority": 3, "must": True, "rank": 1, "suggested": 3, "value": 1.0}
    line |= {"likelihood": 0.4, "low": 0.2, "high": 0.6}
    AgreedOrder.objects.create(
        mission=cast.mission,
        agreed_at=make.clock.now(cast.mission),
        agreed_by_id=cast.adviser.pk,
        agreed_as="POC adviser",
        suggested_on=make.TODAY,
        holds=1,
        lines=[line],
    )
    by = standing_of(cast["chief_of_staff"], cast.mission)
    for kind in AdviserPost.Kind:
        state = "vacant" if kind == AdviserPost.Kind.FAMILY else "filled"
        fields = {"area": cast.north, "kind": kind.value, "state": state}
        create_record(ADVISER_POST, TestAdviserPost.values | fields, by=by)
    client = sign_in(cast.adviser)
    shown = words_of(client.get(url("adviser_posts")))
    table = shown[shown.index('id="by-area"') : shown.index('id="adviser_post-list"')]
    assert table.count("high risk, post lacking") == 1
    assert table.index("Field Office North") < table.index("Field Office South")
    assert "not recorded" in table, "of the south nobody said anything"
    officer = AdviserPost.objects.get(kind="family")
    sent = {"kind": "family", "area": str(cast.north.pk), "state": "filled"}
    sent |= {"since": str(make.TODAY), "source": "Police", "classification": "0", "version": "1"}
    assert client.post(url("adviser_post_edit", officer.pk), sent).status_code == 302
    assert "high risk, post lacking" not in words_of(client.get(url("adviser_posts")))


def test_the_mix_of_an_area_stands_beside_its_reasons(cast: Cast, sign_in: SignIn) -> None:
    sector = sign_in(cast["sector_operations"])
    page = f"{url('mix')}?area=north"
    assert "Give the reason" in words_of(sector.get(page))
    sent = {"area": str(cast.north.pk), "starts": str(make.TODAY), "office": "Sector commander"}
    sent |= {"because": "Talks carry more while the roads are cut", "classification": "1"}
    assert sector.post(url("mix_reason_new"), sent).status_code == 302
    shown = words_of(sign_in(cast.amina).get(page))
    assert "Talks carry more" in shown and "Dec 2018" in shown and "defence of settlements" in shown
    assert "Talks carry more" not in words_of(sign_in(cast.amina).get(f"{url('mix')}?area=south"))
    assert sign_in(cast.amina).get(f"{url('mix')}?area=nowhere").status_code == 404
