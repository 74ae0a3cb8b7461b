"""What people record is in the scores within a minute, by the worker, without a button."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents import recording
from tests.tutela_web.risk.test_jobs import run_what_was_asked
from tutela_web.access.models import Mission
from tutela_web.access.policy import standing_of
from tutela_web.base import clock, jobs
from tutela_web.base.models import Job
from tutela_web.incidents.models import Incident
from tutela_web.records import verbs as records
from tutela_web.risk import jobs as risk_jobs
from tutela_web.risk.jobs import assess_where_due
from tutela_web.risk.models import Assessment, LastLook
from tutela_web.risk.prune_verbs import prunable_assessments
from tutela_web.risk.verbs import assess_mission, look


def assess_what_is_due() -> list[Mission]:
    """What the worker does every fifteen seconds."""
    asked = assess_where_due()
    run_what_was_asked()
    return asked


def record(browser: Any, cast: Cast, **answers: Any) -> None:
    today = str(clock.today(cast.mission))
    answer = recording.record(browser, recording.sent(event_from=today) | answers)
    assert answer.status_code == 302, answer.content.decode()[-900:]


def place_page(browser: Any, pk: Any) -> str:
    return " ".join(browser.get(f"/m/luma/places/{pk}/").content.decode().split())


def test_a_place_with_a_fresh_incident_never_says_that_no_report_tells_of_harm(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    assess_what_is_due()
    amina = sign_in(cast.amina)
    page = place_page(amina, luma.pk)
    assert "No file and no report tells of harm here" in page
    assert f"/m/luma/incidents/new/?place={luma.pk}&amp;q=Luma" in page
    assert f"/m/luma/risks/start/{luma.pk}/" in page
    record(amina, cast, place_said="Luma", harms=["killing"], killed="4")
    page = place_page(amina, luma.pk)
    assert "No file and no report" not in page and "entered after the newest score" in page
    assert assess_what_is_due() == [cast.mission]
    page = place_page(amina, luma.pk)
    assert "entered after the newest score" not in page
    assert 'id="why-panel"' in page and "killing" in page
    assert assess_what_is_due() == [], "nothing is newer than the score"


def test_a_score_made_after_each_change_is_the_score_of_the_whole(cast: Cast, sign_in: Any) -> None:
    """Ranks too: after three changes it is the same as one assessment of everything."""
    amina = sign_in(cast.amina)
    for name, latitude in (("Luma", 7.0), ("Nyal", 7.3), ("Bor", 8.0)):
        make.place(cast.mission, name, area=cast.north, latitude=latitude)
        record(amina, cast, place_said=name, harms=["killing"], killed="2")
        assess_what_is_due()
    figures = ("place", "actor", "harm", "risk", "risk_low", "rank", "order", "priority")
    changed = Assessment.objects.order_by("made_at").last()
    assert changed is not None
    whole = assess_mission(cast.mission, on=clock.today(cast.mission), by=None)
    rows = [list(made.risks.order_by("order").values_list(*figures)) for made in (changed, whole)]
    assert rows[0] == rows[1] and len(rows[0]) >= 3


def test_a_closed_record_changes_no_open_score_nor_the_moment_of_one(
    cast: Cast, sign_in: Any
) -> None:
    make.place(cast.mission, "Luma", area=cast.north)
    assess_what_is_due()
    open_scores = Assessment.objects.filter(compartment="")
    before = list(open_scores.values_list("pk", "made_at"))
    Incident.objects.filter(mission=cast.mission).delete()
    make.closed_incident(cast.mission, compartment="crsv")
    assert assess_what_is_due() == [cast.mission]
    assert list(open_scores.values_list("pk", "made_at")) == before
    assert Assessment.objects.filter(compartment="crsv").count() == 1
    assert assess_what_is_due() == []


def test_a_mission_is_left_in_peace_as_long_as_its_last_assessment_took(cast: Cast) -> None:
    place = make.place(cast.mission, "Luma", area=cast.north)
    records.edit(place, {"population": 10}, version=1, by=cast.amina)
    assess_what_is_due()
    done = Job.objects.get(kind="assess")
    Job.objects.update(asked_at=done.ended_at - timedelta(minutes=4))  # a very large mission
    records.edit(place, {"population": 12}, version=2, by=cast.amina)
    assert assess_where_due() == []
    Job.objects.update(ended_at=done.ended_at - timedelta(minutes=3))
    assert assess_where_due() == [cast.mission]


def test_the_scores_of_a_day_leave_its_last_and_what_somebody_looked_at(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = clock.today(cast.mission)
    made = [assess_mission(cast.mission, on=today, by=None) for _ in range(4)]
    earlier = clock.now(cast.mission) - timedelta(hours=2)
    for minutes, row in enumerate(made):
        Assessment.objects.filter(pk=row.pk).update(made_at=earlier + timedelta(minutes=minutes))
    look(standing_of(cast.amina, cast.mission), made[1].pk)
    assert LastLook.objects.get().assessment_id == made[1].pk
    assert [row.pk for row in prunable_assessments(cast.mission)] == [made[0].pk, made[2].pk]


def test_somebody_scores_a_place_at_which_nothing_was_suggested(cast: Cast, sign_in: Any) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    address = f"/m/luma/risks/start/{luma.pk}/"
    amina = sign_in(cast.amina)
    assert "Who may do harm" in amina.get(address).content.decode()
    refused = amina.post(address, {"actor": "Nuer", "harm": "killing"})
    assert refused.status_code == 200 and b"never an actor" in refused.content
    answer = amina.post(address, {"actor": "communal armed elements", "harm": "killing"})
    assert answer.status_code == 302 and answer["Location"].endswith("/propose/")
    assert sign_in(cast.boris).get(address).status_code == 403


def test_rounds_of_the_register_run_often_enough_for_a_minute() -> None:
    name = f"{risk_jobs.__name__}.{assess_where_due.__name__}"
    assert jobs.ROUNDS[name].seconds <= 15
