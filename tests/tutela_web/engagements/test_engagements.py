"""Engagements: who may be met, what was promised, and what is shown first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import unit
from tests.tutela_web.fora.story import by, url
from tests.tutela_web.warning.story import call
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Denied, NotNow
from tutela_web.crisis.decisions.verbs import task
from tutela_web.crisis.plans.queries import hotspots, prompt_for, without_politics
from tutela_web.engagements.engagement import verbs
from tutela_web.engagements.engagement.kind import ENGAGEMENT
from tutela_web.engagements.engagement.models import Engagement
from tutela_web.engagements.engagement.queries import (
    commitments_for,
    engagement_list,
    engagements_for,
)
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.records.versions.queries import versions_of

WEEK = timedelta(days=7)


def post_of(cast: Cast, who: str) -> Any:
    return cast[who].holdings.get().post


def met(cast: Cast, by: Standing, **fields: Any) -> Engagement:
    """The Head of Mission's call on the governor, unless the test says otherwise."""
    values = {
        "kind": "demarche",
        "channel": "meeting",
        "on": make.TODAY - WEEK,
        "met_by": post_of(cast, "head_of_mission"),
        "office": "Governor of the North",
        "message": "Let the market road open.",
        "classification": 1,
    }
    return create_record(ENGAGEMENT, values | fields, by=by)


def allowed(cast: Cast, actor: Any, *, days: int = 30) -> Any:
    given = {
        "purpose": "Release of abducted people",
        "starts": make.TODAY - timedelta(days=days),
        "ends": make.TODAY + WEEK,
    }
    return verbs.authorise(actor, given, by=by(cast, "head_of_mission"))


def test_the_adviser_records_a_demarche_boris_reads_it_and_chen_meets_404(
    cast: Cast, sign_in: Any
) -> None:
    adviser, boris, chen = (sign_in(p) for p in (cast.adviser, cast.boris, cast.chen))
    place = make.place(cast.mission, "Luma", area=cast.north)
    page = adviser.get(url("engagements:engagement_new") + f"?place={place.pk}")
    assert page.context["form"].initial["place"] == place
    sent = {
        "kind": "demarche",
        "channel": "meeting",
        "on": make.TODAY,
        "place": place.pk,
        "met_by": post_of(cast, "head_of_mission").pk,
        "office": "Governor of the North",
        "message": "Let the market road open.",
        "obligations": "on",
        "classification": 0,
    }
    answer = adviser.post(url("engagements:engagement_new") + f"?place={place.pk}", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    one = Engagement.objects.get()
    assert (one.area, one.classification) == (cast.north, 1), "confidential, in the place's area"
    page = boris.get(url("engagements:engagement", one.pk))
    assert "Let the market road open." in page.content.decode()
    assert not page.context["may_write"]
    assert AuditEntry.objects.filter(act="read", kind="engagement", subject_id=str(one.pk)).exists()
    assert "Governor of the North" in boris.get(url("engagements:engagements")).content.decode()
    assert boris.get(url("engagements:engagement_new")).status_code == 403
    assert boris.post(url("engagements:promise_new", one.pk), {}).status_code != 302
    for name, args in (
        ("engagements", ()),
        ("engagement_new", ()),
        ("engagement", (one.pk,)),
        ("authorisations", ()),
        ("authorisation_new", ()),
    ):
        assert chen.get(url(f"engagements:{name}", *args)).status_code == 404


def test_liaison_is_a_political_step_of_its_own_told_on_the_risk_it_answers(
    cast: Cast, sign_in: Any
) -> None:
    risk = make.risk(cast.mission, make.place(cast.mission, "Luma", area=cast.north), by=cast.amina)
    adviser = sign_in(cast.adviser)
    sent = {
        "kind": "liaison",
        "channel": "call",
        "on": make.TODAY,
        "met_by": post_of(cast, "force_commander").pk,
        "office": "Chief of staff of the eastern brigade",
        "message": "Who commands at the bridge?",
        "reply": "A captain, by Monday",
        "risk": risk.pk,
        "classification": 1,
    }
    assert adviser.post(url("engagements:engagement_new"), sent).status_code == 302
    page = sign_in(cast.boris).get(url("partners:risk_others", risk.pk)).content.decode()
    assert "liaison" in page and "Chief of staff of the eastern brigade" in page
    listed = sign_in(cast.boris).get(url("engagements:engagements") + "?kind=liaison")
    assert "Chief of staff of the eastern brigade" in listed.content.decode()
    (one,) = sign_in(cast.boris).get("/api/v1/missions/luma/engagements").json()["results"]
    assert (one["kind"], one["reply"]) == ("liaison", "A captain, by Monday")


def test_an_armed_group_is_met_only_on_a_day_the_head_of_mission_authorised(
    cast: Cast, sign_in: Any
) -> None:
    adviser = by(cast, "poc_adviser")
    group = make.actor(cast.mission, "Group Kestrel")
    stranger = make.actor(cast.mission, "Men on motorcycles", type="unknown")
    army = make.actor(cast.mission, "Army of Luma", type="host_military")
    assert met(cast, adviser, actor=army, office="").authorisation is None
    for actor in (group, stranger):
        with pytest.raises(NotNow, match="Head of Mission's authorisation"):
            met(cast, adviser, actor=actor, office="")
    with pytest.raises(BadParameter, match="no office"):
        met(cast, adviser, office="Commander of Group Kestrel")
    with pytest.raises(Denied):
        verbs.authorise(
            group,
            {"purpose": "x", "starts": make.TODAY, "ends": make.TODAY},
            by=by(cast, "chief_of_staff"),
        )
    given = allowed(cast, group, days=3)
    with pytest.raises(NotNow):
        met(cast, adviser, actor=group, office="", on=make.TODAY - timedelta(days=4))
    one = met(cast, adviser, actor=group, office="", on=make.TODAY - timedelta(days=3))
    assert (one.authorisation, one.authorised_by.role) == (given, "head_of_mission")
    with pytest.raises(NotNow):
        edit_record(ENGAGEMENT, one, {"on": make.TODAY - WEEK}, version=1, by=adviser)
    assert (
        "Group Kestrel"
        in sign_in(cast.hofo).get(url("engagements:authorisations")).content.decode()
    )
    mine = sign_in(cast["head_of_mission"])
    ended = mine.post(
        url("engagements:authorisation_end", given.pk), {"reason": "They attacked Luma"}
    )
    assert ended.status_code == 302
    given.refresh_from_db()
    assert given.ends == make.TODAY
    assert sign_in(cast.adviser).get(url("engagements:authorisation_new")).status_code == 403


def test_a_refused_meeting_is_told_in_the_form(cast: Cast, sign_in: Any) -> None:
    group = make.actor(cast.mission, "Group Kestrel")
    sent = {
        "kind": "mediation",
        "channel": "third",
        "on": make.TODAY,
        "actor": group.pk,
        "met_by": post_of(cast, "poc_adviser").pk,
        "message": "Let them go.",
        "classification": 1,
    }
    answer = sign_in(cast.adviser).post(url("engagements:engagement_new"), sent)
    assert answer.status_code == 400
    assert "ask the Head of Mission" in answer.content.decode()
    client = sign_in(cast["head_of_mission"])
    form = {"actor": group.pk, "purpose": "Release", "starts": make.TODAY, "ends": make.TODAY}
    assert client.post(url("engagements:authorisation_new"), form).status_code == 302
    assert "Group Kestrel" in client.get(url("engagements:authorisations")).content.decode()
    assert sign_in(cast.adviser).post(url("engagements:engagement_new"), sent).status_code == 302


def test_what_was_broken_or_is_overdue_stands_first(cast: Cast, sign_in: Any) -> None:
    adviser = by(cast, "poc_adviser")
    one = met(cast, adviser, on=make.TODAY - 8 * WEEK)
    other = met(cast, adviser, office="Minister of the Interior")
    kept = verbs.promise(one, {"what": "Lift the roadblock", "due": make.TODAY - WEEK}, by=adviser)
    verbs.judge(kept, "kept", "Patrol of 3 June passed.", version=1, by=adviser)
    verbs.promise(one, {"what": "Open the market", "due": make.TODAY - WEEK}, by=adviser)
    broken = verbs.promise(other, {"what": "Pull back the unit", "due": make.TODAY}, by=adviser)
    verbs.promise(other, {"what": "Answer in writing", "due": make.TODAY + WEEK}, by=adviser)
    verbs.judge(broken, "broken", "It moved closer.", version=1, by=adviser)
    found = engagement_list(by(cast, "boris"), {})
    assert [(p.commitment.what, str(p.state)) for _row, p in found.pressing] == [
        ("Pull back the unit", "broken"),
        ("Open the market", "overdue"),
    ]
    assert [row.engagement for row in found.rows] == [other, one]
    page = (
        sign_in(cast.boris).get(url("engagements:engagements") + "?state=broken").content.decode()
    )
    assert "Minister of the Interior" in page and "Governor" not in page
    assert (
        "Lift the roadblock"
        not in sign_in(cast.boris).get(url("engagements:engagements")).content.decode()
    )


def test_a_promise_is_judged_by_a_post_for_something_seen_and_may_be_judged_anew(
    cast: Cast, sign_in: Any
) -> None:
    adviser = by(cast, "poc_adviser")
    one = met(cast, adviser)
    client = sign_in(cast.adviser)
    wrong = client.post(
        url("engagements:promise_new", one.pk),
        {"what": "x", "side": "theirs", "due": make.TODAY - 5 * WEEK},
    )
    assert wrong.status_code == 400 and b"before it was promised" in wrong.content
    sent = {"what": "Open the market", "side": "theirs", "due": make.TODAY - timedelta(days=1)}
    assert client.post(url("engagements:promise_new", one.pk), sent).status_code == 302
    made = commitments_for(adviser).get()
    assert (
        "nobody has judged it" in client.get(url("engagements:promise", made.pk)).content.decode()
    )
    with pytest.raises(BadParameter, match="what was observed"):
        verbs.judge(made, "kept", " ", version=1, by=adviser)
    with pytest.raises(Denied):
        verbs.judge(made, "kept", "seen", version=1, by=by(cast, "boris"))
    judged = {"judged": "unknown", "seen": "No patrol went.", "version": 1}
    assert client.post(url("engagements:promise", made.pk), judged).status_code == 302
    page = client.get(url("engagements:promise", made.pk)).content.decode()
    assert "poc adviser" in page and "not known to be kept" in page
    verbs.judge(commitments_for(adviser).get(), "kept", "It is open.", version=2, by=adviser)
    assert not engagement_list(adviser, {}).pressing
    assert [v.judged for v in versions_of(made)] == ["", "unknown", "kept"]


def test_the_head_of_office_keeps_engagements_of_the_north_and_reads_no_other(cast: Cast) -> None:
    hofo, adviser = by(cast, "head_of_field_office"), by(cast, "poc_adviser")
    north = make.place(cast.mission, "Luma", area=cast.north)
    south = make.place(cast.mission, "Adok", area=cast.south)
    mine = met(cast, hofo, place=north)
    met(cast, adviser, place=south)
    with pytest.raises(Denied):
        met(cast, hofo, place=south)
    with pytest.raises(Denied):
        met(cast, hofo)
    with pytest.raises(Denied):
        edit_record(ENGAGEMENT, mine, {"place": south}, version=1, by=hofo)
    assert list(engagements_for(hofo)) == [mine]


def test_an_engagement_is_marked_as_high_as_what_it_names(cast: Cast) -> None:
    chief, adviser = by(cast, "chief_of_staff"), by(cast, "poc_adviser")
    hidden = make.place(cast.mission, "Strict", classification=2)
    risk = make.risk(cast.mission, hidden, by=cast.adviser, classification=2)
    one = met(cast, chief, risk=risk)
    assert (one.place, one.classification) == (hidden, 2)
    assert not engagements_for(adviser).exists()
    with pytest.raises(BadParameter, match="no such record"):
        met(cast, adviser, place=hidden)
    closed = make.risk(cast.mission, hidden, by=cast.adviser, compartment="crsv")
    with pytest.raises(BadParameter, match=r"compartment|no such record"):
        met(cast, chief, risk=closed)


def test_what_was_raised_above_a_reader_later_is_not_named_to_them(
    cast: Cast, sign_in: Any
) -> None:
    place = make.place(cast.mission, "Hiddentown", area=cast.north)
    group = make.actor(cast.mission, "Army of Luma", type="host_military")
    one = met(cast, by(cast, "poc_adviser"), place=place, actor=group)
    place.classification = group.classification = 2
    place.save()
    group.save()
    client = sign_in(cast.boris)
    for page in (
        client.get(url("engagements:engagements")),
        client.get(url("engagements:engagement", one.pk)),
    ):
        text = page.content.decode()
        assert "a place you may not read" in text and "an actor you may not read" in text
        assert "Hiddentown" not in text and "Army of Luma" not in text


def test_nothing_is_recorded_ahead_nor_with_nobody_nor_without_a_message(cast: Cast) -> None:
    adviser = by(cast, "poc_adviser")
    wrongs: tuple[tuple[dict[str, Any], str], ...] = (
        ({"on": make.TODAY + WEEK}, "future"),
        ({"office": " "}, "actor or an office"),
        ({"message": ""}, "Message given"),
        ({"kind": "lunch"}, "Kind: "),
    )
    for wrong, why in wrongs:
        with pytest.raises(BadParameter, match=why):
            met(cast, adviser, **wrong)
    with pytest.raises(BadParameter, match="another mission"):
        met(cast, adviser, place=make.place(cast.other_mission))


def test_patrols_rise_and_nobody_speaks_until_somebody_does(cast: Cast, sign_in: Any) -> None:
    place = make.place(cast.mission, "Luma", area=cast.north)
    make.place(cast.mission, "Adok", area=cast.north)
    alert = call(cast, place=place)
    task(
        alert,
        "night_patrol",
        standard="deter_by_presence",
        by=by(cast, "sector_operations"),
        unit=unit(cast),
    )
    analyst, adviser = by(cast, "analyst"), by(cast, "poc_adviser")
    assert [one for one, _told in without_politics(analyst)] == [place]
    page = sign_in(cast.adviser).get(url("engagements:engagements")).content.decode()
    assert "1 tasking of units in 14 days" in page and f"?place={place.pk}" in page
    met(cast, adviser)
    met(cast, adviser, place=place, on=make.TODAY - timedelta(days=45))
    assert "1 tasking of units" in str(prompt_for(analyst, place)), "it was elsewhere, or long ago"
    assert [one for one, _told in without_politics(analyst)] == [place]
    met(cast, adviser, place=place, on=make.TODAY - timedelta(days=20))
    assert "1 tasking of units" in str(prompt_for(analyst, place)), "not within these two weeks"
    assert not without_politics(analyst)
    met(cast, adviser, place=place)
    assert prompt_for(analyst, place) is None and not hotspots(analyst)
    strict = make.place(cast.mission, "Strict", area=cast.north)
    task(
        call(cast, place=strict),
        "night_patrol",
        standard="deter_by_presence",
        by=by(cast, "sector_operations"),
        unit=unit(cast, "Coy 2"),
    )
    met(cast, by(cast, "chief_of_staff"), place=strict, classification=2)
    assert prompt_for(by(cast, "chief_of_staff"), strict) is None
    assert prompt_for(analyst, strict), "who may not read the meeting is not told of it"


def test_the_list_takes_the_same_queries_for_one_engagement_as_for_many(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    boris, adviser = by(cast, "boris"), by(cast, "poc_adviser")
    for number in range(6):
        place = make.place(cast.mission, f"Luma {number}")
        one = met(cast, adviser, risk=make.risk(cast.mission, place, by=cast.adviser))
        verbs.promise(one, {"what": "Open it", "due": make.TODAY}, by=adviser)
        if number in (0, 5):
            with django_assert_num_queries(2):
                found = engagement_list(boris, {})
                assert len(found.rows) == number + 1
                assert found.rows[0].engagement.risk.place.name and found.rows[0].promises
