"""What passes with other houses: conveyed, voiced, read otherwise, offered; and who was there."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from docx import Document

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, called, held, senior, url
from tutela.base.errors import BadParameter
from tutela_web.base.errors import Denied, NotNow
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.fora.meetings import verbs as meeting_verbs
from tutela_web.partners.exchanges.models import Exchange
from tutela_web.partners.exchanges.queries import clusters, with_others
from tutela_web.partners.exchanges.verbs import answer_exchange, exchange
from tutela_web.partners.overview.kind import PARTNER
from tutela_web.partners.partner.models import Partner
from tutela_web.records.kind_verbs import create_record


def host_meeting(cast: Cast) -> Meeting:
    channel = senior(cast, name="Channel to the governor", kind="host", level="regional")
    return held(cast, channel, days=-1)


def cluster(cast: Cast, **fields: Any) -> Forum:
    return senior(cast, name="Cluster North", kind="cluster", area=cast.north, **fields)


def office(cast: Cast, **fields: Any) -> Partner:
    values = {"name": "OCHA", "kind": "un", "depth": "joint", "classification": 1}
    return create_record(PARTNER, values | fields, by=by(cast, "poc_adviser"))


def taken(client: Any, meeting: Meeting) -> str:
    """The minutes as they are taken away: the words of their tables."""
    paper = Document(BytesIO(client.get(url("fora:minutes_docx", meeting.pk)).content))
    return "\n".join(c.text for t in paper.tables for r in t.rows for c in r.cells)


def test_an_agreed_risk_is_conveyed_in_approved_wording_and_expectations_wait_for_an_answer(
    cast: Cast, sign_in: Any
) -> None:
    risk = make.risk(cast.mission, make.place(cast.mission, "Luma"), by=cast.adviser)
    meeting, client = host_meeting(cast), sign_in(cast.adviser)
    sent = {"kind": "conveyed", "risk": risk.pk, "says": "People of Luma fear a raid."}
    refused = client.post(url("partners:exchange_new", meeting.pk), sent)
    assert refused.status_code == 400 and b"approved the wording" in refused.content
    sent["approved_by"] = cast["head_of_mission"].holdings.get().post.pk
    assert client.post(url("partners:exchange_new", meeting.pk), sent).status_code == 302
    sent = {"kind": "expectation", "office": "Governor's office", "says": "Patrol the ferry."}
    assert client.post(url("partners:exchange_new", meeting.pk), sent).status_code == 302
    reader = sign_in(cast.boris)
    page = reader.get(url("fora:meeting", meeting.pk)).content.decode()
    assert "People of Luma fear a raid." in page and "wording approved by" in page
    forum = reader.get(url("fora:forum", meeting.forum_id)).content.decode()
    assert "Patrol the ferry." in forum
    minutes = taken(reader, meeting)
    assert "People of Luma fear a raid." in minutes and "wording approved by" in minutes
    assert "Governor's office" in minutes and "no answer yet" in minutes
    voiced = Exchange.objects.get(kind="expectation")
    answer = {"answer": "Twice a week.", "version": 1}
    assert reader.post(url("partners:exchange_answer", voiced.pk), answer).status_code == 403
    assert client.post(url("partners:exchange_answer", voiced.pk), answer).status_code == 302
    assert "Twice a week." in taken(reader, meeting)
    assert (
        "Patrol the ferry." not in reader.get(url("fora:forum", meeting.forum_id)).content.decode()
    )
    with pytest.raises(NotNow):
        answer_exchange(
            Exchange.objects.get(kind="conveyed"), "no", version=1, by=by(cast, "poc_adviser")
        )


def test_readings_stand_beside_each_other_and_who_was_not_asked_does_not_agree(
    cast: Cast, sign_in: Any
) -> None:
    risk = make.risk(cast.mission, make.place(cast.mission, "Luma"), by=cast.adviser)
    adviser = by(cast, "poc_adviser")
    (row,) = with_others(adviser, [risk])
    assert row.asked_nobody and not row.common
    said = {
        "kind": "reading",
        "risk": risk,
        "says": "Thieves, no more.",
        "level": 1,
        "office": "Governor's office",
    }
    exchange(host_meeting(cast), said, by=adviser)
    said = {
        "kind": "reading",
        "risk": risk,
        "says": "As you say.",
        "level": risk.priority,
        "partner": office(cast),
    }
    exchange(held(cast, cluster(cast)), said, by=adviser)
    (row,) = with_others(adviser, [risk])
    assert [one.answer for one in row.sides] == ["agrees", "lower"] and not row.common
    page = sign_in(cast.boris).get(url("partners:risk_others", risk.pk)).content.decode()
    assert "difference: lower" in page and "Thieves, no more." in page
    assert (
        url("partners:risk_others", risk.pk)
        in sign_in(cast.boris).get(f"/m/luma/risks/{risk.pk}/").content.decode()
    )
    assert "difference: lower" in sign_in(cast.boris).get(url("partners:others")).content.decode()
    assert (
        sign_in(cast["unit_commander"]).get(url("partners:risk_others", risk.pk)).status_code == 404
    )


def test_the_cluster_sees_trends_without_cases_and_differences_are_left_in_writing(
    cast: Cast, sign_in: Any
) -> None:
    risk = make.risk(
        cast.mission, make.place(cast.mission, "Luma", area=cast.north), by=cast.adviser
    )
    meeting, client = held(cast, cluster(cast, classification=0)), sign_in(cast.adviser)
    assert client.post(url("fora:meeting_pack", meeting.pk)).status_code == 302
    assert client.post(url("fora:meeting_pack", meeting.pk)).status_code == 400
    said = {"kind": "difference", "risk": risk, "says": "They rank the camp first."}
    exchange(meeting, said, by=by(cast, "poc_adviser"))
    page = client.get(url("fora:meeting", meeting.pk)).content.decode()
    assert "no cases" in page and "They rank the camp first." in page
    assert "Ranking, shared or not" in page


def test_an_offer_names_its_gap_and_what_came_through_a_conduit_names_nobody_else(
    cast: Cast,
) -> None:
    adviser, meeting = by(cast, "poc_adviser"), held(cast, cluster(cast))
    ocha = office(cast)
    offer = {"kind": "offered", "partner": ocha, "says": "Two boats."}
    with pytest.raises(BadParameter, match="for a gap"):
        exchange(meeting, offer, by=adviser)
    exchange(meeting, offer | {"gap": "no boat on the river"}, by=adviser)
    heard = {"kind": "through", "partner": ocha, "says": "Families left the islands."}
    with pytest.raises(BadParameter, match="conduit"):
        exchange(meeting, heard, by=adviser)
    ocha = office(cast, name="OCHA North", conduit=True)
    with pytest.raises(BadParameter, match="only the conduit"):
        exchange(meeting, heard | {"partner": ocha, "office": "Medics"}, by=adviser)
    exchange(meeting, heard | {"partner": ocha}, by=adviser)
    shut = office(cast, name="Lone Watch", kind="ngo", depth="none")
    with pytest.raises(BadParameter, match="so much contact"):
        exchange(meeting, {"kind": "taken", "partner": shut, "says": "Come."}, by=adviser)
    with pytest.raises(BadParameter, match="such a forum"):
        exchange(meeting, {"kind": "position", "partner": ocha, "says": "x"}, by=adviser)
    with pytest.raises(Denied):
        exchange(meeting, offer | {"gap": "x"}, by=by(cast, "boris"))
    with pytest.raises(NotNow):
        exchange(called(cast, meeting.forum, days=2), offer | {"gap": "x"}, by=adviser)


def test_positions_on_a_draft_are_kept_with_the_meeting_of_the_planning_group(cast: Cast) -> None:
    meeting = held(cast, senior(cast, name="IPG", kind="planning"))
    adviser = by(cast, "poc_adviser")
    meeting = meeting_verbs.add_paper(meeting, "Draft strategy", "version 3", by=adviser)
    said = {"kind": "position", "partner": office(cast), "says": "Section D is too short."}
    assert exchange(meeting, said, by=adviser).meeting == meeting


def test_places_where_the_mission_was_not_at_the_cluster_show(
    cast: Cast, sign_in: Any, django_assert_num_queries: Any
) -> None:
    forum, adviser = cluster(cast), by(cast, "poc_adviser")
    empty = called(cast, forum, days=-2)
    meeting_verbs.hold_meeting(empty, {"present": ["OCHA"]}, by=adviser)
    north = next(one for one in clusters(adviser) if one.area == cast.north)
    assert (north.held, north.absent) == (1, True)
    title = cast["poc_adviser"].holdings.get().post.title
    meeting = called(cast, forum, days=-1)
    meeting = meeting_verbs.hold_meeting(meeting, {"present": ["OCHA", title]}, by=adviser)
    exchange(meeting, {"kind": "taken", "says": "The road is open."}, by=adviser)
    with django_assert_num_queries(5):
        rows = clusters(adviser)
    north = next(one for one in rows if one.area == cast.north)
    assert (north.held, north.attended, north.taken, north.absent) == (2, 1, 1, False)
    page = sign_in(cast.boris).get(url("partners:clusters")).content.decode()
    assert page.count("not attended") == 2


def test_a_political_step_is_begun_from_its_risk_and_stands_there(cast: Cast, sign_in: Any) -> None:
    risk = make.risk(cast.mission, make.place(cast.mission, "Luma"), by=cast.adviser)
    client = sign_in(cast.adviser)
    form = client.get(url("engagements:engagement_new") + f"?risk={risk.pk}").context["form"]
    assert form.initial["risk"] == risk
    sent = {
        "kind": "demarche",
        "channel": "call",
        "on": str(make.TODAY),
        "risk": risk.pk,
        "met_by": cast["head_of_mission"].holdings.get().post.pk,
        "office": "Governor",
        "message": "Stop the raid on Luma.",
        "classification": 1,
    }
    assert client.post(url("engagements:engagement_new"), sent).status_code == 302
    page = client.get(url("partners:risk_others", risk.pk)).content.decode()
    assert "Stop the raid on Luma." in page and "no reply recorded" in page
