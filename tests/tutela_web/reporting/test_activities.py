"""A weekly report counts what was done apart from what became of people, and never as success."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import answered, refused
from tests.tutela_web.html import squeezed
from tests.tutela_web.monitoring.test_measured_kind import given, taken
from tests.tutela_web.monitoring.test_measured_kind import url as indicator_url
from tutela.reporting.figures import figures_from_data
from tutela_web.access.models import Post
from tutela_web.access.policy import standing_of
from tutela_web.capacity.training.kinds import LEADER
from tutela_web.crisis.models import Tasking
from tutela_web.fora.forum.kind import FORUM
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.meetings.verbs import call_meeting
from tutela_web.monitoring.measured.models import IndicatorDefinition
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.reporting.drafting.verbs import WantedEdition, open_report
from tutela_web.reporting.filling.fill_job import fill_edition

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

FIRST, LAST = make.TODAY - timedelta(days=6), make.TODAY


def test_activities_are_recounted_and_stand_apart_from_outcome_and_impact(
    cast: Cast, sign_in: Any
) -> None:
    adviser = standing_of(cast.adviser, cast.mission)
    commander = standing_of(cast["force_commander"], cast.mission)
    post = Post.objects.get(mission=cast.mission, role="head_of_mission")
    for day in (LAST - timedelta(days=1), LAST - timedelta(days=90)):
        trained = {"post": post, "when": "after", "on": day, "classification": 0}
        create_record(LEADER, trained, by=commander)
    answered(cast)
    answered(cast, latitude=7.3)
    refused(cast)
    forum = create_record(
        FORUM, {"name": "POC forum", "kind": "senior", "classification": 0}, by=adviser
    )
    zone = ZoneInfo(cast.mission.time_zone)
    for days, state in ((1, "held"), (1, "planned"), (30, "held")):
        at = datetime.combine(LAST - timedelta(days=days), datetime.min.time(), zone)
        meeting = call_meeting(forum, {"starts_at": at}, by=adviser)
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
    client = sign_in(cast.adviser)
    taken(client, "feel_safe", "decided_in_time")
    survey = IndicatorDefinition.objects.get(key="feel_safe")
    days = {"first": str(date(2018, 12, 1)), "last": str(date(2018, 12, 30))}
    assert client.post(indicator_url("value_give", survey.pk), given(**days)).status_code == 302

    wanted = WantedEdition("weekly_poc", LAST, first=FIRST, last=LAST)
    edition = fill_edition(open_report(wanted, by=adviser, now=False), by=cast.adviser)
    figures = {one.key: one for one in figures_from_data(edition.figures)}
    # counted again, by hand, from the tables themselves
    patrols = Tasking.objects.exclude(arrived_at=None).filter(option__endswith="_patrol")
    assert figures["patrols"].value == patrols.count() == 2
    assert set(figures["patrols"].records) == {f"alert:{row.alert_id.hex}" for row in patrols}, (
        "each opens its records"
    )
    assert [figures[key].value for key in ("escorts", "trainings", "meetings_held")] == [0, 1, 1]
    assert not {"patrols", "escorts", "trainings", "meetings_held"} & set(
        edition.parts.get(key="people").filled["figures"]
    )

    done, people = (edition.parts.get(key=key) for key in ("activities", "people"))
    assert "cannot be told from them" in done.filled["notes"][0]
    told = [row[1] for row in people.filled["table"]["rows"]]
    assert told == [f"{survey.code} {survey.words}"], "an activity is not among them"
    page = squeezed(unescape(client.get(f"/m/luma/reporting/{edition.pk}/").content.decode()))
    assert "no measure of success" in page and "cannot be told from them" in page
    assert "Patrols on alerts" in page
    records.edit(survey, {"ended_on": LAST}, version=survey.version, by=cast.adviser)
    again = fill_edition(edition, by=cast.adviser).parts.get(key="people")
    assert "neither is known" in again.filled["notes"][0]
