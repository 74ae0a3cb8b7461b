"""What others gave to a draft and were told: the host's part, guidance, briefings, joint work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import at_desk
from tutela.base.errors import BadParameter
from tutela_web.base.errors import Denied, NotNow
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.records import verbs as records
from tutela_web.strategy.consulting.verbs import hold_consultation, plan_consultation
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.guidance import queries as found
from tutela_web.strategy.guidance import verbs
from tutela_web.strategy.guidance.models import Briefing, HeadquartersGuidance
from tutela_web.strategy.leading.verbs import name_drafting


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    return open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=at_desk(cast, "drafter")
    )


def url(name: str, *args: Any) -> str:
    return reverse(name if ":" in name else f"strategy:{name}", args=["luma", *args])


def test_the_host_is_met_before_the_first_full_draft_or_that_is_flagged(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    drafter, chief = at_desk(cast, "drafter"), at_desk(cast, "chief_of_staff")
    assert found.host_met(drafter, strategy) == found.HostMet(None, False, None)
    post = cast["drafter"].holdings.get().post
    name_drafting(
        strategy,
        {
            "leader": post,
            "office": post,
            "office_why": "Trusted",
            "begins": drafter.on - timedelta(days=78),
        },
        by=chief,
    )
    fields = {"stakeholder": "host", "who": "Governor", "planned_on": drafter.on}
    planned = plan_consultation(strategy, fields, by=drafter)
    met = found.host_met(drafter, strategy)
    assert met.late and not met.held, "the draft goes out on day 77"
    page = sign_in(cast["drafter"]).get(url("guidance", strategy.pk)).content.decode()
    assert "after the first full draft" in page
    early = {"held_on": drafter.on - timedelta(days=60)}
    hold_consultation(planned, early, version=1, by=drafter)
    assert not found.host_met(drafter, strategy).late


def test_how_far_the_host_is_involved_is_approved_with_the_assessment_behind_it(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    given = {"depth": "consulted", "why": "It wants to, and its police are few."}
    with pytest.raises(Denied):
        verbs.set_depth(strategy, given, by=at_desk(cast, "drafter"))
    head = at_desk(cast, "head_of_mission")
    for wrong in ({"depth": "wholly", "why": "x"}, {"depth": "consulted", "why": " "}):
        with pytest.raises(BadParameter):
            verbs.set_depth(strategy, wrong, by=head)
    client, here = sign_in(cast["head_of_mission"]), url("guidance", strategy.pk)
    assert client.post(here, given | {"do": "depth"}).status_code == 302
    verbs.set_depth(strategy, {"depth": "informed", "why": "Elections came."}, by=head)
    page = client.get(here).content.decode()
    assert "Elections came." in page and "earlier" in page and "its police are few" in page
    assert sign_in(cast["drafter"]).post(here, given | {"do": "depth"}).status_code == 403
    assert sign_in(cast["joc_duty_officer"]).get(here).status_code == 404
    records.edit(strategy, {"state": "endorsed"}, version=strategy.version, by=None)
    with pytest.raises(NotNow):
        verbs.set_depth(strategy, given, by=head)


def test_guidance_is_asked_and_received_on_the_mandate_and_on_contributors_apart(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    client, here = sign_in(cast["drafter"]), url("guidance", strategy.pk)
    on = at_desk(cast, "drafter").on
    for about in ("mandate", "contributors"):
        sent = {"do": "ask", "about": about, "asked": f"ASKED {about}", "asked_on": str(on)}
        assert client.post(here, sent).status_code == 302
    late = {"do": "ask", "about": "mandate", "asked": "x", "asked_on": str(on + timedelta(days=2))}
    assert client.post(here, late).status_code == 400
    one = HeadquartersGuidance.objects.get(about="mandate")
    with pytest.raises(BadParameter, match="before it was asked"):
        verbs.receive_guidance(
            one,
            {"words": "Robust", "received_on": on - timedelta(days=1)},
            version=1,
            by=at_desk(cast, "drafter"),
        )
    answered = url("guidance_received", one.pk)
    assert client.post(answered, {"words": "Be robust", "version": 1}).status_code == 302
    told = dict(found.beside_consultation(at_desk(cast, "drafter"), strategy)["guidance"])
    assert [one.received_on for one in told["mandate"]] == [on]
    assert [one.received_on for one in told["contributors"]] == [None]
    assert "Be robust" in client.get(here).content.decode()


def test_countries_not_briefed_are_listed_until_what_was_conveyed_is_recorded(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    client, here = sign_in(cast["drafter"]), url("guidance", strategy.pk)
    on = at_desk(cast, "drafter").on
    for country in ("Karuna", "Osila"):
        assert client.post(here, {"do": "country", "country": country}).status_code == 302
    assert client.post(here, {"do": "country", "country": "karuna"}).status_code == 400
    assert "2 countries are not briefed" in client.get(here).content.decode()
    one = Briefing.objects.get(country="Karuna")
    with pytest.raises(BadParameter, match="reading of the mandate"):
        verbs.brief_country(one, {"conveyed_on": on}, version=1, by=at_desk(cast, "drafter"))
    sent = {
        "mandate": "All means",
        "risks": "Raids",
        "conveyed_on": str(on),
        "acknowledged_on": str(on),
        "version": 1,
    }
    assert client.post(url("country_briefed", one.pk), sent).status_code == 302
    broken = sent | {"conveyed_on": "soon", "version": 2}
    refused = client.post(url("country_briefed", one.pk), broken, follow=True)
    assert "cannot be stored" in refused.content.decode()
    one.refresh_from_db()
    assert (one.mandate, one.conveyed_on) == ("All means", on), "nothing is lost by a bad date"
    page = client.get(here).content.decode()
    assert "1 country is not briefed" in page and "All means" in page
    with pytest.raises(Denied):
        verbs.brief_country(one, {}, version=2, by=at_desk(cast, "analyst"))


def test_what_is_done_together_names_the_line_that_does_it_for_who_may_see_it(
    cast: Cast, sign_in: Any, strategy: Strategy, django_assert_max_num_queries: Any
) -> None:
    adviser = at_desk(cast, "poc_adviser")
    risk = make.risk(
        cast.mission, make.place(cast.mission, "Luma", area=cast.north), by=cast.adviser
    )
    [line] = make_lines([{"risk": risk, "activity": "day_patrol"}], by=adviser)
    given = {"what": "Safe conditions for aid", "with_whom": "Protection Cluster"}
    verbs.find_joint(strategy, given | {"line": line}, by=adviser)
    verbs.find_joint(strategy, {"what": "Referrals", "with_whom": "UNHCR"}, by=adviser)
    with django_assert_max_num_queries(11):
        found.beside_consultation(adviser, strategy)
    page = sign_in(cast["poc_adviser"]).get(url("guidance", strategy.pk)).content.decode()
    assert url("programme:line", line.pk) in page and "no line does it" in page
    with pytest.raises(BadParameter, match="text is missing"):
        verbs.find_joint(strategy, {"what": "Aid"}, by=adviser)
