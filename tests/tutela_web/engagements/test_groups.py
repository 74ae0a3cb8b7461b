"""The approach to an armed group, what it was told, and parties and areas by last contact."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.engagements.test_engagements import allowed, met
from tests.tutela_web.fora.story import by, url
from tutela.base.errors import BadParameter
from tutela_web.actors.picture_kinds import ACTOR_NOTE
from tutela_web.base.errors import Denied, NotNow
from tutela_web.engagements.engagement.kind import ENGAGEMENT
from tutela_web.engagements.groups import verbs
from tutela_web.engagements.groups.models import GroupDecision, GroupOption
from tutela_web.engagements.groups.queries import contact_balance, conveyed_to_host, decisions_for
from tutela_web.records.kind_verbs import create_record, edit_record

WEEK = timedelta(days=7)


def weighed(cast: Cast, group: Any, *options: str) -> None:
    for option in options:
        said = {"option": option, "case_for": f"For {option}.", "case_against": "It may retaliate."}
        verbs.weigh(group, said, by=by(cast, "poc_adviser"))


def test_an_option_is_chosen_among_others_by_the_head_of_mission_and_what_came_of_it_is_kept(
    cast: Cast, sign_in: Any
) -> None:
    group = make.actor(cast.mission, "Group Kestrel")
    adviser, head, boris, chen = (
        sign_in(p) for p in (cast.adviser, cast["head_of_mission"], cast.boris, cast.chen)
    )
    sent = {"option": "pressure", "case_for": "Its patron is heard.", "case_against": "Slow."}
    answer = adviser.post(url("engagements:group_option", group.pk), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    chosen = {
        "chosen": ["pressure"],
        "approach": "Envoys speak to the patron.",
        "partners": "OCHA",
        "review_on": make.TODAY + WEEK,
    }
    refused = head.post(url("engagements:group_decide", group.pk), chosen)
    assert "one other" in refused.content.decode(), "nothing was weighed against it"
    weighed(cast, group, "leverage")
    assert adviser.get(url("engagements:group_decide", group.pk)).status_code == 403
    assert head.post(url("engagements:group_decide", group.pk), chosen).status_code == 302
    one = GroupDecision.objects.get()
    assert (one.decided_by.role, one.decided_on) == ("head_of_mission", make.TODAY)
    weighed(cast, group, "leverage")
    adviser.post(url("engagements:group_option", group.pk), sent | {"case_against": "Very slow."})
    assert GroupOption.objects.count() == 2, "weighed anew, not twice"
    one.refresh_from_db()
    assert ["pressure", "Its patron is heard.", "Slow."] in one.weighed, "as it stood that day"
    seen = {"outcome": "Abductions stopped.", "outcome_on": make.TODAY, "version": 1}
    assert adviser.post(url("engagements:group_outcome", one.pk), seen).status_code == 302
    page = boris.get(url("engagements:group", group.pk)).content.decode()
    for words in ("Very slow.", "not assessed", "Abductions stopped.", "OCHA"):
        assert words in page
    actor = boris.get(reverse("actors:actor", args=["luma", group.pk])).content.decode()
    assert "Envoys speak to the patron." in actor and "last decided on" in actor
    assert (
        boris.post(url("engagements:group_outcome", one.pk), seen | {"version": 2}).status_code
        == 403
    )
    for name in ("group", "group_option", "group_decide"):
        assert chen.get(url(f"engagements:{name}", group.pk)).status_code == 404
    assert chen.get(url("engagements:balance")).status_code == 404


def test_what_cannot_be_decided_or_weighed_is_refused(cast: Cast) -> None:
    adviser, head = by(cast, "poc_adviser"), by(cast, "head_of_mission")
    group = make.actor(cast.mission, "Group Kestrel")
    army = make.actor(cast.mission, "Army of Luma", type="host_military")
    said = {"option": "naming", "case_for": "x", "case_against": "y"}
    with pytest.raises(BadParameter, match="from both sides"):
        verbs.weigh(group, said | {"case_against": " "}, by=adviser)
    with pytest.raises(BadParameter, match="towards armed groups"):
        verbs.weigh(army, said, by=adviser)
    with pytest.raises(Denied):
        verbs.weigh(group, said, by=by(cast, "boris"))
    weighed(cast, group, "engage", "none")
    given = {"chosen": ["engage"], "approach": "x", "review_on": make.TODAY + WEEK}
    for wrong, why in (
        ({"chosen": ["engage", "none"]}, "exclude each other"),
        ({"approach": ""}, "what is done"),
        ({"review_on": make.TODAY}, "in the future"),
        ({"chosen": []}, "of the list"),
    ):
        with pytest.raises(BadParameter, match=why):
            verbs.decide_group(group, given | wrong, by=head)
    with pytest.raises(NotNow, match="after it was assessed"):
        verbs.decide_group(group, given | {"chosen": ["naming"]}, by=head)
    verbs.decide_group(group, given, by=head)
    group.classification = 2
    group.save()
    assert not decisions_for(adviser).exists(), "it follows the actor's marking"


def test_the_balance_names_groups_never_told_and_those_that_hold_land_and_were_never_met(
    cast: Cast, sign_in: Any, django_assert_num_queries: Any
) -> None:
    adviser = by(cast, "poc_adviser")
    told, silent = (make.actor(cast.mission, f"Group {name}") for name in ("Kestrel", "Umber"))
    hidden = make.actor(cast.mission, "Group Ochre", classification=2)
    holds = {"says": "The east bank.", "evidence": "Patrols.", "assessed_on": make.TODAY}
    create_record(
        ACTOR_NOTE, holds | {"about": "holds", "area": cast.south}, beside=silent, by=adviser
    )
    seen = holds | {"says": "People call the mission one-sided.", "about": "of_us"}
    create_record(ACTOR_NOTE, seen, beside=silent, by=adviser)
    allowed(cast, told)
    met(
        cast,
        adviser,
        actor=told,
        office="",
        obligations=True,
        area=cast.north,
        consequences=["prosecution"],
        safety="Route cleared by the sector.",
    )
    met(cast, adviser, actor=told, office="", on=make.TODAY, area=cast.north)
    with django_assert_num_queries(5):
        found = contact_balance(adviser)
    assert [one.of for one in found.never_told] == [silent]
    assert [one.of for one in found.holding] == [silent]
    last = {one.of.name: one.last.on if one.last else None for one in found.areas}
    assert (last[cast.north.name], last[cast.south.name]) == (make.TODAY, None)
    (row,) = (one for one in found.parties if one.of == told)
    assert (row.days, row.told) == (0, make.TODAY - WEEK), "met since, but not told again"
    page = sign_in(cast.boris).get(url("engagements:balance")).content.decode()
    assert "People call the mission one-sided." in page and hidden.name not in page
    actor = sign_in(cast.boris).get(reverse("actors:actor", args=["luma", told.pk]))
    body = actor.content.decode()
    assert "those responsible may be prosecuted" in body.lower()
    assert "Route cleared by the sector." in body
    near = sign_in(cast["unit_commander"]).get(reverse("actors:actor", args=["luma", told.pk]))
    assert "Let the market road open." not in near.content.decode(), "reads no engagements"


def test_the_host_is_told_which_support_could_end_and_the_page_of_the_host_shows_it(
    cast: Cast, sign_in: Any
) -> None:
    adviser = by(cast, "poc_adviser")
    army = make.actor(cast.mission, "Army of Luma", type="host_military")
    with pytest.raises(BadParameter, match="support that could end is named"):
        met(cast, adviser, actor=army, office="", consequences=["support"])
    with pytest.raises(BadParameter, match="no such consequence"):
        met(cast, adviser, actor=army, office="", consequences=["ruin"])
    told = met(
        cast,
        adviser,
        actor=army,
        office="",
        obligations=True,
        consequences=["support"],
        support_named="Fuel for the garrison",
        reply="They will inquire.",
    )
    met(cast, adviser, office="Governor of the North")
    assert conveyed_to_host(adviser) == [told]
    page = sign_in(cast.boris).get(url("partners:host")).content.decode()
    assert "Fuel for the garrison" in page and "They will inquire." in page
    with pytest.raises(BadParameter, match="is named"):
        edit_record(ENGAGEMENT, told, {"support_named": ""}, version=1, by=adviser)
    edit_record(ENGAGEMENT, told, {"consequences": ["public", "support"]}, version=1, by=adviser)
    history = sign_in(cast.boris).get(url("engagements:engagement", told.pk)).content.decode()
    assert "the mission names it in public" in history
