"""Fora and their meetings: who keeps them, what is on the agenda, what is carried over."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, called, held, local, senior, url
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry
from tutela_web.base.errors import Denied, NotNow
from tutela_web.channels import webhooks
from tutela_web.channels.models import Message
from tutela_web.fora.forum import verbs
from tutela_web.fora.forum.kind import FORUM
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.fora.forum.queries import (
    action_rows,
    actions_for,
    decisions_for,
    fora_list,
    meetings_for,
)
from tutela_web.fora.meetings import verbs as meeting_verbs
from tutela_web.fora.meetings.queries import agenda_of
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import edit_record
from tutela_web.settings import hosts_and_networks
from tutela_web.warning.alerts.verbs import raise_alert


def filled(form: Any) -> dict[str, Any]:
    return {bound.html_name: "" if bound.value() is None else bound.value() for bound in form}


def test_the_adviser_sets_a_forum_up_boris_reads_it_and_chen_meets_404(
    cast: Cast, sign_in: Any
) -> None:
    adviser, boris, chen = (sign_in(p) for p in (cast.adviser, cast.boris, cast.chen))
    form = adviser.get(url("fora:forum_new")).context["form"]
    answer = adviser.post(
        url("fora:forum_new"),
        filled(form) | {"name": "SMG-P", "kind": "senior", "rhythm_days": 14},
    )
    assert answer.status_code == 302
    forum = Forum.objects.get()
    assert b"SMG-P" in boris.get(url("fora:fora")).content
    page = boris.get(url("fora:forum", forum.pk))
    assert b"it has never met" in page.content.lower() and not page.context["may_write"]
    assert boris.get(url("fora:forum_new")).status_code == 403
    assert boris.post(url("fora:member_add", forum.pk), {"organisation": "OCHA"}).status_code == 403
    for name, args in (("fora", ()), ("forum_new", ()), ("forum", (forum.pk,)), ("actions", ())):
        assert chen.get(url(f"fora:{name}", *args)).status_code == 404


def test_the_head_of_office_keeps_the_group_of_the_north_and_no_other(cast: Cast) -> None:
    above = senior(cast)
    group = local(cast, above)
    hofo = by(cast, "head_of_field_office")
    edit_record(FORUM, group, {"rhythm_days": 7}, version=1, by=hofo)
    with pytest.raises(Denied):
        edit_record(FORUM, above, {"rhythm_days": 7}, version=1, by=hofo)
    with pytest.raises(Denied):
        edit_record(FORUM, group, {"area": cast.south}, version=2, by=hofo)
    assert [row.forum.name for row in fora_list(hofo, {})] == ["POC group North"]


def test_a_forum_reports_to_another_never_to_itself(cast: Cast) -> None:
    above = senior(cast)
    group = local(cast, above)
    with pytest.raises(BadParameter, match="report to itself"):
        edit_record(FORUM, above, {"reports_to": group}, version=1, by=by(cast, "poc_adviser"))


def test_a_seat_belongs_to_a_post_or_an_organisation_and_an_empty_post_shows(
    cast: Cast, sign_in: Any
) -> None:
    forum = senior(cast)
    adviser = by(cast, "poc_adviser")
    empty = make.post(cast.mission, "police_commander", title="Police Commissioner")
    filled_post = cast["force_commander"].holdings.get().post
    verbs.add_member(forum, post=empty, by=adviser)
    verbs.add_member(forum, post=filled_post, by=adviser)
    verbs.add_member(forum, organisation="OCHA", guest=True, by=adviser)
    for wrong in ({}, {"post": empty, "organisation": "OCHA"}, {"organisation": "OCHA"}):
        with pytest.raises(BadParameter):
            verbs.add_member(forum, **wrong, by=adviser)
    page = sign_in(cast.boris).get(url("fora:forum", forum.pk))
    assert [(str(seat.member), seat.state) for seat in page.context["seats"]] == [
        ("Police Commissioner", "vacant"),
        ("force commander", "filled"),
        ("OCHA", "outside"),
    ]
    client = sign_in(cast.adviser)
    gone = forum.members.get(organisation="OCHA")
    client.post(url("fora:member_end", forum.pk, gone.pk))
    assert b"OCHA" not in client.get(url("fora:forum", forum.pk)).content.split(b'id="actions"')[0]


def test_the_agenda_is_made_of_critical_risks_open_alerts_and_what_stayed_undone(
    cast: Cast, sign_in: Any
) -> None:
    forum = senior(cast)
    adviser = by(cast, "poc_adviser")
    worst = make.risk(cast.mission, make.place(cast.mission, "Luma"), by=cast.adviser)
    make.risk(cast.mission, make.place(cast.mission, "Quiet"), by=cast.adviser, priority=1)
    alert = raise_alert(
        {"act": "march on the camp", "classification": 1},
        mission=cast.mission,
        by=by(cast, "head_of_mission"),
    )
    first = held(cast, forum, days=-14)
    action = meeting_verbs.take_action(
        first,
        {"what": "Ask for a second platoon", "due": make.TODAY - timedelta(days=2)},
        by=adviser,
    )
    second = called(cast, forum)
    found = agenda_of(by(cast, "boris"), second)
    assert [one.pk for one in found.risks] == [worst.pk]
    assert [one.pk for one in found.alerts] == [alert.pk]
    (row,) = found.actions
    assert row.action == action and row.overdue
    page = sign_in(cast.boris).get(url("fora:meeting", second.pk)).content.decode()
    assert "sexual violence: totals" in page and str(alert) in page and "overdue" in page


def test_an_agenda_shows_each_reader_what_the_policy_gives_them(cast: Cast) -> None:
    forum = senior(cast)
    hidden = make.place(cast.mission, "Strict", classification=2)
    make.risk(cast.mission, hidden, by=cast.adviser, classification=2)
    commander, boris = by(cast, "chief_of_staff"), by(cast, "boris")
    meeting = called(cast, forum, days=-1)
    assert len(agenda_of(commander, meeting).risks) == 1
    assert not agenda_of(boris, meeting).risks
    meeting = meeting_verbs.hold_meeting(meeting, {"present": ["Chief of Staff"]}, by=commander)
    kept = agenda_of(boris, meeting)
    assert (len(kept.risks), kept.unseen, kept.frozen) == (0, 1, True)
    assert agenda_of(commander, meeting).unseen == 0
    drafter = by(cast, "drafter")  # who reads fora, and no alerts
    raise_alert({"act": "march", "classification": 1}, mission=cast.mission, by=commander)
    assert not agenda_of(drafter, called(cast, forum)).alerts


def test_where_people_of_other_houses_sit_nothing_marked_is_on_the_agenda(cast: Cast) -> None:
    channel = senior(cast, name="Channel to the governor", kind="host")
    make.risk(cast.mission, make.place(cast.mission, "Luma"), by=cast.adviser, classification=1)
    shared = make.risk(cast.mission, make.place(cast.mission, "Adok"), by=cast.adviser)
    raise_alert(
        {"act": "march", "classification": 0}, mission=cast.mission, by=by(cast, "head_of_mission")
    )
    found = agenda_of(by(cast, "head_of_mission"), called(cast, channel))
    assert [one.pk for one in found.risks] == [shared.pk]
    assert not found.alerts


def test_an_action_comes_back_at_each_meeting_until_it_is_done(cast: Cast) -> None:
    forum = senior(cast)
    adviser = by(cast, "poc_adviser")
    first = held(cast, forum, days=-21)
    action = meeting_verbs.take_action(first, {"what": "Fix the road to Luma"}, by=adviser)
    for days in (-14, -7):
        again = held(cast, forum, days=days)
        assert [row.action for row in agenda_of(adviser, again).actions] == [action]
    (row,) = action_rows(adviser, actions_for(adviser))
    assert row.carried == 2
    with pytest.raises(BadParameter, match="result"):
        meeting_verbs.end_action(action, "dropped", " ", version=1, by=adviser)
    meeting_verbs.end_action(action, "done", "Engineers cleared it.", version=1, by=adviser)
    assert not agenda_of(adviser, called(cast, forum)).actions
    assert agenda_of(adviser, again).actions, "an agenda that stood keeps what stood on it"
    with pytest.raises(NotNow):
        meeting_verbs.end_action(actions_for(adviser).get(), "done", "twice", version=2, by=adviser)


def test_who_owns_an_action_says_that_it_is_done_others_do_not(cast: Cast, sign_in: Any) -> None:
    forum = senior(cast)
    post = cast["sector_operations"].holdings.get().post
    meeting = held(cast, local(cast, forum), days=-2)
    action = meeting_verbs.take_action(
        meeting, {"what": "Patrol the wells", "owner": post}, by=by(cast, "poc_adviser")
    )
    boris, owner = sign_in(cast.boris), sign_in(cast["sector_operations"])
    sent = {"state": "done", "came_of": "Two patrols.", "version": 1}
    assert boris.post(url("fora:action", action.pk), sent).status_code == 403
    assert owner.post(url("fora:action", action.pk), sent).status_code == 302
    action.refresh_from_db()
    assert (action.state, action.ended_on) == ("done", make.TODAY)


def test_a_decision_names_its_authority_and_a_critical_risk_asks_for_politics(
    cast: Cast, sign_in: Any
) -> None:
    forum = senior(cast)
    adviser = by(cast, "poc_adviser")
    risk = make.risk(cast.mission, make.place(cast.mission, "Luma"), by=cast.adviser)
    meeting = held(cast, forum, days=-1)
    client = sign_in(cast.adviser)
    assert (
        "No political step was decided"
        in client.get(url("fora:meeting", meeting.pk)).content.decode()
    )
    sent = {"what": "Call the governor tonight", "risk": risk.pk, "political": "on"}
    refused = client.post(url("fora:meeting_decision", meeting.pk), sent)
    assert refused.status_code == 400 and "Call the governor tonight" in refused.content.decode()
    sent["authority"] = "Head of Mission"
    assert client.post(url("fora:meeting_decision", meeting.pk), sent).status_code == 302
    page = client.get(url("fora:meeting", meeting.pk)).content.decode()
    assert "No political step" not in page and "Head of Mission" in page
    with pytest.raises(Denied):
        meeting_verbs.decide(meeting, {"what": "x", "authority": "y"}, by=by(cast, "boris"))
    with pytest.raises(BadParameter, match="direct itself"):
        meeting_verbs.decide(meeting, {"what": "x", "authority": "y", "directs": forum}, by=adviser)


def test_what_is_directed_below_is_on_the_agenda_there_and_answered_there(cast: Cast) -> None:
    above = senior(cast)
    group = local(cast, above)
    order = meeting_verbs.decide(
        held(cast, above, days=-3),
        {"what": "Reopen the ferry", "authority": "Head of Mission", "directs": group},
        by=by(cast, "poc_adviser"),
    )
    hofo = by(cast, "head_of_field_office")
    below = called(cast, group, who="head_of_field_office")
    assert [one.what for one in agenda_of(hofo, below).directions] == ["Reopen the ferry"]
    assert not meetings_for(hofo).filter(forum=above).exists(), "the group above stays shut"
    meeting_verbs.answer_direction(decisions_for(hofo).get(), "It runs since Monday.", by=hofo)
    assert not agenda_of(hofo, below).directions
    order.refresh_from_db()
    assert order.answered_on == make.TODAY
    chief = by(cast, "chief_of_staff")
    early = {"starts_at": below.starts_at - timedelta(days=1), "classification": 2}
    strict = meeting_verbs.decide(
        meeting_verbs.call_meeting(above, early, by=chief),
        {"what": "Not for the North", "authority": "Head of Mission", "directs": group},
        by=chief,
    )
    assert strict.pk not in {one.pk for one in decisions_for(hofo)}


def test_a_decision_sought_below_lands_on_the_next_agenda_above(cast: Cast, sign_in: Any) -> None:
    above = senior(cast)
    group = local(cast, above)
    client = sign_in(cast.hofo)
    assert client.get(url("fora:report_new", group.pk)).status_code == 200
    empty = client.post(url("fora:report_new", group.pk), {"progress": " "})
    assert empty.status_code == 400 and b"fill at least one heading" in empty.content
    sent = {"progress": "Ferry runs.", "decisions_sought": "A second boat for the ferry"}
    assert client.post(url("fora:report_new", group.pk), sent).status_code == 302
    page = client.get(url("fora:forum", group.pk)).content.decode()
    assert "3 headings empty" in page
    adviser = by(cast, "poc_adviser")
    meeting = called(cast, above, days=-0.1)
    assert [r.decisions_sought for r in agenda_of(adviser, meeting).sought] == [
        "A second boat for the ferry"
    ]
    meeting = meeting_verbs.hold_meeting(meeting, {"present": ["Head of Mission"]}, by=adviser)
    assert len(agenda_of(adviser, meeting).sought) == 1
    assert not agenda_of(adviser, called(cast, above)).sought, "it was taken up"


def test_a_meeting_is_not_held_before_it_begins_nor_by_nobody_nor_twice(cast: Cast) -> None:
    forum = senior(cast)
    adviser = by(cast, "poc_adviser")
    with pytest.raises(NotNow, match="not begun"):
        meeting_verbs.hold_meeting(called(cast, forum, days=2), {"present": ["OCHA"]}, by=adviser)
    past = called(cast, forum, days=-1)
    with pytest.raises(BadParameter, match="with its attendees"):
        meeting_verbs.hold_meeting(past, {"present": []}, by=adviser)
    meeting_verbs.hold_meeting(past, {"present": ["OCHA"]}, by=adviser)
    with pytest.raises(NotNow):
        meeting_verbs.hold_meeting(past, {"present": ["OCHA"]}, by=adviser)
    off = called(cast, forum, days=3)
    meeting_verbs.call_off(off, "Evacuation of the house", by=adviser)
    with pytest.raises(NotNow):
        meeting_verbs.take_action(Meeting.objects.get(pk=off.pk), {"what": "x"}, by=adviser)


def test_a_late_forum_and_one_of_men_alone_show_and_so_do_areas_without_one(
    cast: Cast, sign_in: Any
) -> None:
    forum = senior(cast, women=0, men=9)
    held(cast, forum, days=-20)
    local(cast)
    page = sign_in(cast.boris).get(url("fora:fora"))
    body = page.content.decode()
    assert "6 days later than its rhythm asks" in body and "men only" in body
    (north,) = page.context["areas"]
    assert [len(cell) for cell in north.cells] == [1, 0, 0, 0]
    assert page.context["bare"] == [cast.south]
    assert body.count("none recorded") == 1, "said once for all that is empty"
    bare = body[body.index('id="map-bare"') :]
    assert cast.south.name in bare and cast.north.name not in bare


def test_minutes_leave_marked_and_audited_and_only_with_who_may_take_them(
    cast: Cast, sign_in: Any
) -> None:
    forum = senior(cast)
    adviser = by(cast, "poc_adviser")
    make.risk(cast.mission, make.place(cast.mission, "Luma"), by=cast.adviser)
    meeting = held(cast, forum, days=-1)
    meeting_verbs.decide(
        meeting, {"what": "Move the post to Adok", "authority": "Head of Mission"}, by=adviser
    )
    meeting_verbs.take_action(meeting, {"what": "Ask for a boat", "owner_said": "OCHA"}, by=adviser)
    boris = sign_in(cast.boris)
    word = boris.get(url("fora:minutes_docx", meeting.pk))
    text = "\n".join(
        [p.text for p in Document(BytesIO(word.content)).paragraphs]
        + [c.text for t in Document(BytesIO(word.content)).tables for r in t.rows for c in r.cells]
    )
    assert "Move the post to Adok" in text and "Ask for a boat" in text and "Luma" in text
    paper = boris.get(url("fora:minutes_pdf", meeting.pk))
    pages = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages)
    assert "CONFIDENTIAL" in pages.upper() and "Women: 3, men: 5" in pages
    assert str(meeting.pk) in word["Content-Disposition"] and "SMG" not in str(word.headers)
    lines = AuditEntry.objects.filter(act="export", kind="minutes", subject_id=str(meeting.pk))
    assert [line.detail["form"] for line in lines.order_by("number")] == ["docx", "pdf"]
    assert sign_in(cast["drafter"]).get(url("fora:minutes_pdf", meeting.pk)).status_code == 404
    assert sign_in(cast.chen).get(url("fora:minutes_pdf", meeting.pk)).status_code == 404


def test_two_keepers_of_one_meeting_lose_nothing(cast: Cast, sign_in: Any) -> None:
    meeting = held(cast, senior(cast), days=-1)
    client = sign_in(cast.adviser)
    form = filled(client.get(url("fora:meeting", meeting.pk)).context["edited"].form)
    meeting_verbs.edit_meeting(
        meeting,
        {"notes": "The ferry first."},
        version=meeting.version,
        by=by(cast, "chief_of_staff"),
    )
    sent = form | {"version": meeting.version, "notes": "The road first."}
    sent["starts_at"] = form["starts_at"].strftime("%Y-%m-%dT%H:%M")
    answer = client.post(url("fora:meeting", meeting.pk), sent)
    assert answer.status_code == 409
    assert "The ferry first." in answer.content.decode()


def test_the_list_takes_the_same_queries_for_one_forum_as_for_many(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    boris = by(cast, "boris")
    for number in range(8):
        if number in (1, 7):
            with django_assert_num_queries(3):
                assert len(fora_list(boris, {})) == number
        held(cast, senior(cast, name=f"SMG-P {number}"), days=-1)


def test_an_agenda_takes_the_same_queries_for_one_record_as_for_many(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    forum = senior(cast)
    boris, adviser = by(cast, "boris"), by(cast, "poc_adviser")
    meeting = called(cast, forum)
    for number in range(6):
        make.risk(cast.mission, make.place(cast.mission, f"Luma {number}"), by=cast.adviser)
        raise_alert(
            {"act": "march", "classification": 1},
            mission=cast.mission,
            by=by(cast, "head_of_mission"),
        )
        meeting_verbs.take_action(held(cast, forum, days=-1), {"what": "Look"}, by=adviser)
        if number in (0, 5):
            with django_assert_num_queries(6):
                assert len(agenda_of(boris, meeting).actions) == number + 1


def test_a_meeting_that_may_not_be_read_is_not_counted_in_what_was_carried_over(
    cast: Cast,
) -> None:
    forum = senior(cast)
    first, _open = (held(cast, forum, days=days) for days in (-9, -6))
    strict = held(cast, forum, days=-3, who="chief_of_staff")
    meeting_verbs.take_action(first, {"what": "Ask for a helicopter"}, by=by(cast, "poc_adviser"))
    records.edit(strict, {"classification": 2}, version=strict.version, by=None)
    for who, carried in (("poc_adviser", 1), ("chief_of_staff", 2)):
        reader = by(cast, who)
        (row,) = action_rows(reader, actions_for(reader))
        assert row.carried == carried, who


def test_another_system_is_told_of_decisions_about_alerts_not_of_those_of_a_forum(
    cast: Cast, settings: Any
) -> None:
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")
    webhooks.make(cast.mission.pk, "http://127.0.0.1:9/x", ["decision"], by_id=cast.amina.pk)
    meeting, adviser = called(cast, senior(cast)), by(cast, "poc_adviser")
    meeting_verbs.decide(meeting, {"what": "Move the base", "authority": "SRSG"}, by=adviser)
    assert not Message.objects.filter(channel="webhook").exists()
