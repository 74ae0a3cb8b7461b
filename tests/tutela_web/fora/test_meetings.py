"""What a forum settles, what other tasks claim of a unit, and totals laid before a meeting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.timezone import localtime

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, called, local, senior, url
from tutela.base.errors import BadParameter
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.capacity.models import Unit
from tutela_web.fora.claims.queries import claims_on
from tutela_web.fora.claims.verbs import lay_claim
from tutela_web.fora.forum import verbs as fora_verbs
from tutela_web.fora.forum.models import ForumDecision
from tutela_web.records import verbs as records
from tutela_web.records.models import Record


def test_each_function_of_coordination_is_settled_here_or_by_somebody_or_by_nobody(
    cast: Cast, sign_in: Any
) -> None:
    forum, client = senior(cast), sign_in(cast.adviser)
    sent = {"priorities": "here", "means": "Chief of Staff", "version": forum.version}
    assert client.post(url("fora:functions", forum.pk), sent).status_code == 302
    page = sign_in(cast.boris).get(url("fora:forum", forum.pk)).content.decode()
    assert "Chief of Staff" in page and page.count("nobody named") == 4
    refused = sign_in(cast.boris).post(url("fora:functions", forum.pk), sent)
    assert refused.status_code == 403
    with pytest.raises(BadParameter):
        fora_verbs.settle(forum, {"budget": "here"}, version=2, by=by(cast, "poc_adviser"))


def test_another_task_claims_the_unit_protection_needs(cast: Cast, sign_in: Any) -> None:
    base = make.base(cast.mission, area=cast.north)
    unit = records.create(
        Unit(name="Ferry Company", code="ferry", base=base, area=cast.north, classification=0),
        mission=cast.mission,
        by=None,
    )
    meeting, client = called(cast, local(cast)), sign_in(cast.adviser)
    sent = {"unit": unit.pk, "what": "Escorts the electoral convoy until Friday"}
    assert (
        client.post(url("fora:meeting_claim", meeting.pk), sent | {"what": ""}).status_code == 400
    )
    assert client.post(url("fora:meeting_claim", meeting.pk), sent).status_code == 302
    page = sign_in(cast.boris).get(url("fora:meeting", meeting.pk)).content.decode()
    assert "electoral convoy" in page and "no tasking runs" in page
    (row,) = claims_on(by(cast, "boris"), meeting)
    assert row.unit == unit and not row.contested
    assert not claims_on(by(cast, "drafter"), meeting), "who reads no units sees no claims on them"
    with pytest.raises(Denied):
        lay_claim(meeting, {"unit": unit, "what": "x"}, by=by(cast, "boris"))
    host = called(cast, senior(cast, name="Governor", kind="host"))
    with pytest.raises(BadParameter, match="other organisations"):
        lay_claim(host, {"unit": unit, "what": "x"}, by=by(cast, "poc_adviser"))


def test_totals_of_sexual_violence_come_from_who_holds_the_compartment_and_small_ones_are_hidden(
    cast: Cast, sign_in: Any
) -> None:
    last = make.TODAY.replace(day=1) - timedelta(days=1)
    before = last.replace(day=1) - timedelta(days=3)
    for number in range(6):
        make.closed_incident(
            cast.mission, "crsv", f"SECRETCASE {number}", by=cast.amina, event_from=before
        )
    make.closed_incident(cast.mission, "crsv", "SECRETCASE of a month that runs on", by=cast.amina)
    make.closed_incident(cast.mission, "crsv", "SECRETCASE", by=cast.amina, event_from=last)
    meeting = called(cast, senior(cast), days=1)
    adviser = sign_in(cast["women_protection_adviser"])
    assert "Present the totals" in adviser.get(url("fora:meeting", meeting.pk)).content.decode()
    assert sign_in(cast.adviser).post(url("fora:totals_new", meeting.pk)).status_code == 403
    adviser.post(url("fora:totals_new", meeting.pk))
    adviser.post(url("fora:totals_new", meeting.pk))
    meeting.refresh_from_db()
    (point,) = meeting.points
    assert point.endswith(": 0; Oct 2018: 6; Nov 2018: under five"), point
    page = sign_in(cast.boris).get(url("fora:meeting", meeting.pk)).content.decode()
    assert "under five" in page and "SECRETCASE" not in page
    assert "Present the totals" not in page


def test_a_meeting_is_called_by_its_forum_and_its_hour(cast: Cast) -> None:
    meeting = called(cast, local(cast))
    assert str(meeting).startswith("POC group North, ")
    assert date_format(localtime(meeting.starts_at), "j M Y H:i") in str(meeting)


def test_no_record_is_called_by_an_id(cast: Cast) -> None:
    """A record that has no name of its own is its kind and the day it was entered."""
    day = date_format(clock.now(cast.mission), "j M Y")
    decision = ForumDecision(entered_at=clock.now(cast.mission))
    assert str(decision).endswith(f", {day}") and "object" not in str(decision)
    nameless = [
        model.__name__
        for model in apps.get_models()
        if issubclass(model, Record) and model.__str__ is Model.__str__
    ]
    assert nameless == []
