"""What a mission owes, who leads it and what they did, and whether the text is short."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.review.review_story import in_force
from tests.tutela_web.warning.story import at_desk, call
from tutela.strategy.leading import quiet_since
from tutela_web.access.models import Holding
from tutela_web.channels.models import Message
from tutela_web.fora.forum.kind import FORUM
from tutela_web.fora.meetings.verbs import call_meeting, take_action
from tutela_web.mandate.verbs import load, retire
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.records.kind_verbs import create_record
from tutela_web.review.jobs import remind
from tutela_web.review.leaders import queries as leader_queries
from tutela_web.strategy.drafting import verbs as draft_verbs
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.endorsing.queries import lacking
from tutela_web.strategy.leading import queries as lead_queries
from tutela_web.strategy.leading import verbs as plan_verbs
from tutela_web.warning.models import Alert

IMMINENT = (
    "The Security Council,\n1. Decides that UNMIKA shall protect civilians under imminent threat"
    " of physical violence;"
)
PLAIN = "The Security Council,\n1. Decides that UNMIKA shall support the talks;"


def url(name: str, *args: Any) -> str:
    return reverse(name if ":" in name else f"strategy:{name}", args=["luma", *args])


def post_of(cast: Cast, who: str) -> Any:
    return cast[who].holdings.get().post


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    return draft_verbs.open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=at_desk(cast, "drafter")
    )


def named(cast: Cast, strategy: Strategy, **fields: Any) -> Any:
    chief = at_desk(cast, "chief_of_staff")
    given = {
        "leader": post_of(cast, "force_commander"),
        "office": post_of(cast, "drafter"),
        "office_why": "It knows the matter.",
        "begins": chief.on,
    }
    return plan_verbs.name_drafting(strategy, given | fields, by=chief)


def test_a_mandate_that_speaks_of_imminent_threat_owes_a_strategy_until_one_is_in_force(
    cast: Cast, sign_in: Any
) -> None:
    drafter, adviser = at_desk(cast, "drafter"), at_desk(cast, "poc_adviser")
    load(PLAIN, {"symbol": "S/RES/9000 (2030)", "until": drafter.on}, by=adviser)
    assert lead_queries.obligation_of(drafter) is None
    adopted = drafter.on - timedelta(days=200)
    asks = load(IMMINENT, {"symbol": "S/RES/9001 (2031)", "adopted": adopted}, by=adviser)
    told = lead_queries.obligation_of(drafter)
    assert told is not None and (told.owed.state, told.leader) == ("overdue", None)
    page = sign_in(cast["drafter"]).get(url("strategies")).content.decode()
    assert "overdue" in page and "nobody named" in page and "S/RES/9001" in page
    strategy = in_force(cast)
    told = lead_queries.obligation_of(drafter)
    assert told is not None and told.owed.state == "kept"
    named_of_next = draft_verbs.open_strategy(
        {"ahead_why": "Asked for now", "title": "Next"}, by=drafter
    )
    named(cast, named_of_next)
    told = lead_queries.obligation_of(drafter)
    assert told is not None and told.leader == post_of(cast, "force_commander")
    Strategy.objects.filter(pk=strategy.pk).update(valid_until=drafter.on - timedelta(days=1))
    told = lead_queries.obligation_of(drafter)
    assert told is not None and told.owed.state == "overdue"
    retire(asks, drafter.on, version=1, by=adviser, reason="ended")
    assert lead_queries.obligation_of(drafter) is None


def test_an_empty_post_that_drives_the_strategy_is_told_to_the_head_of_mission_once_a_week(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    plan = named(cast, strategy)
    remind()
    assert not Message.objects.exists()
    Holding.objects.filter(post=plan.leader).update(ends=plan.begins)
    for _day in range(2):
        remind()
    head = cast["head_of_mission"]
    to = set(Message.objects.values_list("channel", "to_id", "template"))
    assert to == {
        ("mail", head.pk, "open_tutela"),
        ("sms", post_of(cast, "head_of_mission").pk, "open_tutela"),
    }
    page = sign_in(cast["drafter"]).get(url("review:leadership", strategy.pk)).content.decode()
    assert "Nobody holds the post" in page
    assert "vacant" in sign_in(cast["drafter"]).get(url("plan", strategy.pk)).content.decode()


def test_the_log_tells_what_leaders_decided_in_order_and_warns_after_a_quiet_month(
    cast: Cast, sign_in: Any, strategy: Strategy, django_assert_max_num_queries: Any
) -> None:
    begins = at_desk(cast, "drafter").on - timedelta(days=40)
    plan = named(cast, strategy, begins=begins)
    step = plan.steps.get(step="parameters")
    done = {"due": step.due, "done_on": at_desk(cast, "drafter").on, "came_of": "ADVISERSTEP"}
    plan_verbs.keep_step(step, done, version=1, by=at_desk(cast, "drafter"))
    with django_assert_max_num_queries(30):
        log = leader_queries.leadership_of(at_desk(cast, "drafter"), strategy)
    assert [(one.what, one.after) for one in log.deeds] == [("named", False)]
    assert log.quiet is None, "it was named today"
    assert quiet_since([begins], begins, plan.named_on) == 40
    page = sign_in(cast["drafter"]).get(url("review:leadership", strategy.pk)).content.decode()
    assert "named who drives it" in page and "ADVISERSTEP" not in page
    assert (
        sign_in(cast["joc_duty_officer"]).get(url("review:leadership", strategy.pk)).status_code
        == 404
    )


def test_the_group_meets_in_a_forum_and_its_meetings_stand_beside_the_plan(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    chief = at_desk(cast, "chief_of_staff")
    forum = create_record(
        FORUM, {"name": "Drafting group", "kind": "planning", "classification": 1}, by=chief
    )
    call_meeting(forum, {"starts_at": "2019-01-03T09:00:00Z"}, by=chief)
    named(cast, strategy)
    client = sign_in(cast["chief_of_staff"])
    assert "nobody said in which forum" in client.get(url("plan", strategy.pk)).content.decode()
    plan = strategy.plan
    sent = {
        "leader": plan.leader_id,
        "office": plan.office_id,
        "office_why": "Trusted",
        "begins": plan.begins.isoformat(),
        "forum": forum.pk,
        "version": 1,
    }
    assert client.post(url("plan", strategy.pk), sent).status_code == 302
    page = client.get(url("plan", strategy.pk)).content.decode()
    assert reverse("fora:meeting", args=["luma", forum.meetings.get().pk]) in page


def test_a_paragraph_tied_to_no_place_activity_or_owner_is_shown_and_a_long_section_too(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser = at_desk(cast, "poc_adviser")
    risk = make.risk(
        cast.mission, make.place(cast.mission, "Luma", area=cast.north), by=cast.adviser
    )
    make_lines([{"risk": risk, "activity": "day_patrol", "lead": "Civil affairs"}], by=adviser)
    section = strategy.sections.get(letter="C")
    text = "We patrol LUMA.\n\nCivil Affairs listens.\n\nPeace is good." + " Words." * 900
    draft_verbs.save_section(section, text, version=1, by=at_desk(cast, "drafter"))
    rows = {one.letter: one for one in lead_queries.lengths_of(adviser, strategy)}
    assert rows["C"].long and [number for number, _words in rows["C"].loose] == [3]
    assert not rows["A"].long and "F" not in rows
    page = sign_in(cast["drafter"]).get(url("length", strategy.pk)).content.decode()
    assert "over the limit" in page and "Peace is good" in page
    assert sign_in(cast["joc_duty_officer"]).get(url("length", strategy.pk)).status_code == 404


def test_a_compliance_statement_is_read_again_when_its_section_changed(
    cast: Cast, strategy: Strategy
) -> None:
    drafter, head = at_desk(cast, "drafter"), at_desk(cast, "head_of_mission")
    section = strategy.sections.get(letter="A")
    text = "All staff of the mission comply with this strategy once it is signed."
    section = draft_verbs.save_section(section, text, version=section.version, by=drafter)
    said = {"answered": True, "by": drafter}
    draft_verbs.mark_element(section, "A.compliance", quotes=[text], **said)
    assert not any(one.what == "Compliance" for one in lacking(head, strategy))
    text = "All staff comply with this strategy from the day it is signed on."
    section = draft_verbs.save_section(section, text, version=section.version, by=drafter)
    [fell] = [one for one in lacking(head, strategy) if one.what == "Compliance"]
    assert "words it was marked for are gone: All staff of the mission" in str(fell.next)
    draft_verbs.mark_element(section, "A.compliance", quotes=[text], **said)
    assert not any(one.what == "Compliance" for one in lacking(head, strategy))


def test_all_that_waits_on_who_drives_the_strategy_stands_on_one_page_what_is_late_first(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    chief, adviser = sign_in(cast["chief_of_staff"]), at_desk(cast, "poc_adviser")
    force = post_of(cast, "force_commander")
    named(cast, strategy, begins=adviser.on - timedelta(days=10))
    step = strategy.plan.steps.get(step="parameters")
    given = {f"{step.pk}-owner": force.pk, f"{step.pk}-due": step.due.isoformat(), "version": 1}
    assert chief.post(url("step_keep", step.pk), given).status_code == 302
    forum = create_record(
        FORUM, {"name": "Senior group", "kind": "senior", "classification": 1}, by=adviser
    )
    meeting = call_meeting(forum, {"starts_at": "2019-01-03T09:00:00Z"}, by=adviser)
    action = {"what": "Open the ferry", "owner": force, "due": date(2019, 2, 1)}
    take_action(meeting, action, by=adviser)
    duty = {
        "post": force.pk,
        "source": "Directive 4",
        "quote": "Protects.",
        "given_on": "2018-01-05",
        "report_due": "2018-06-01",
        "classification": 1,
    }
    assert chief.post(url("programme:duty_new"), duty).status_code == 302
    role = {"who": "force", "what": "protects", "says": "Patrols.", "classification": 1}
    assert chief.post(url("partners:role_new"), role).status_code == 302
    alert = call(cast)
    Alert.objects.filter(pk=alert.pk).update(owner_post=force)
    here = url("review:leadership", strategy.pk)
    page = text_of(sign_in(cast["force_commander"]).get(here)).split("What waits on them")[1]
    for words in (
        "Report of a duty Directive 4 due 1 Jun 2018 late",
        "Step of drafting",
        "Action of a meeting Open the ferry due 1 Feb 2019",
        "Responsibility to confirm G-1 Patrols.",
        f"Alert {alert}",
    ):
        assert words in page, words
    assert page.index("Directive 4") < page.index("Open the ferry")
    page = text_of(sign_in(cast["drafter"]).get(here)).split("What waits on them")[1]
    assert str(alert) not in page, "who reads no alerts learns of none"
