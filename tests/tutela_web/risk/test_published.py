"""An assessment is seen whole or not at all, and goes when nothing rests on it any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.risk import story
from tests.tutela_web.version_rows import plant_in_versions
from tutela_web.access.models import AuditEntry
from tutela_web.base import clock, jobs
from tutela_web.base.clock import real_now
from tutela_web.base.models import Job
from tutela_web.base.tables import batches
from tutela_web.risk.jobs import prune_where_due
from tutela_web.risk.models import Assessment, Risk, SuggestedRisk
from tutela_web.risk.verbs import assess_mission
from tutela_web.risk.weekly.verbs import freeze_week

pytestmark = pytest.mark.postgresql
REGISTER, KEPT = "/m/luma/risks/", "/m/luma/risks/kept/"
BLANK = "<b>Never assessed.</b>"


class Killed(Exception):
    """What a signal does to a worker, between two chunks."""


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "LEAST", 1)
    monkeypatch.setattr(batches, "fitting", lambda rows, seconds: 1)
    monkeypatch.setattr(batches, "PAUSE_SECONDS", 0)


def aged(made: Assessment, days: int) -> Assessment:
    """The assessment as made so many days ago, as of that day."""
    back = timedelta(days=days)
    Assessment.every.filter(pk=made.pk).update(
        on=made.on - back, made_at=made.made_at - back, written_at=made.written_at - back
    )
    return made


def pruned(cast: Cast) -> set[Any]:
    """What is left after the worker's round and its job."""
    for mission in prune_where_due():
        jobs.run(
            Job.objects.filter(kind="prune_assessments", mission_id=mission.pk)
            .latest("asked_at")
            .pk
        )
    return set(Assessment.every.values_list("pk", flat=True))


def test_nobody_sees_half_of_one_and_a_killed_run_leaves_nothing(
    cast: Cast, sign_in: Any, small_chunks: None
) -> None:
    story.luma(cast)
    story.koro(cast)
    amina = sign_in(cast.amina)
    seen: list[bool] = []

    def tell(done: int, total: int, step: str) -> None:
        if step == "keep" and SuggestedRisk.objects.exists():
            seen.append(BLANK in amina.get(REGISTER).content.decode())
            raise Killed

    with pytest.raises(Killed):
        assess_mission(cast.mission, on=story.TODAY, by=None, tell=tell)
    assert seen == [True]
    assert BLANK in amina.get(REGISTER).content.decode()
    half = SuggestedRisk.objects.first()
    assert half is not None and SuggestedRisk.objects.count() == 1
    assert amina.get(f"/m/luma/risks/suggested/{half.pk}/").status_code == 404
    whole = assess_mission(cast.mission, on=story.TODAY, by=None)
    assert BLANK not in amina.get(REGISTER).content.decode()
    assert pruned(cast) == {whole.pk, half.assessment_id}  # its writer may be at work yet
    Assessment.every.filter(pk=half.assessment_id).update(
        written_at=real_now() - timedelta(hours=1)
    )
    assert pruned(cast) == {whole.pk}
    assert not SuggestedRisk.objects.filter(assessment=half.assessment_id).exists()


def test_rows_are_written_in_chunks_each_a_transaction_of_its_own(
    cast: Cast, small_chunks: None
) -> None:
    story.luma(cast)
    story.koro(cast)
    counts: list[int] = []

    def tell(done: int, total: int, step: str) -> None:
        if step in ("keep", "kept"):
            counts.append(SuggestedRisk.objects.count())

    made = assess_mission(cast.mission, on=story.TODAY, by=None, tell=tell)
    assert counts == list(range(made.risks.count() + 1)) and counts[-1] > 1


def test_what_people_rest_on_stays_and_the_rest_goes_with_a_line_in_the_trail(
    cast: Cast, small_chunks: None
) -> None:
    luma = story.luma(cast)
    frozen = aged(story.assessed(cast), 0)
    week = freeze_week(cast.mission, by=story.standing(cast, cast.adviser))
    aged(frozen, 400)
    agreed, other = aged(story.assessed(cast), 300), aged(story.assessed(cast), 250)
    risk = Risk.objects.filter(place=luma).first()
    assert risk is not None and week.assessment_id == frozen.pk
    plant_in_versions(Risk, agreed_at=clock.now(cast.mission) - timedelta(days=299))
    days = {n: aged(story.assessed(cast), n) for n in (120, 30, 28, 3, 0)}
    left = pruned(cast)
    assert left >= {frozen.pk, agreed.pk, days[3].pk, days[0].pk}
    assert not left & {other.pk, days[120].pk}
    assert len(left & {days[30].pk, days[28].pk}) >= 1  # one a week, for the lines through time
    lines = AuditEntry.objects.filter(act="prune", kind="assessment")
    assert set(lines.values_list("subject_id", flat=True)) >= {str(other.pk), str(days[120].pk)}
    assert all(line.detail["risks"] > 0 for line in lines)
    assert not SuggestedRisk.objects.filter(assessment=other.pk).exists()
    assert not prune_where_due()


def test_the_newest_stays_however_old_it_is(cast: Cast) -> None:
    story.luma(cast)
    story.closed_event(cast)
    both = {
        aged(story.assessed(cast), 900).pk,
        aged(assess_mission(cast.mission, on=story.TODAY, by=None, compartment="crsv"), 800).pk,
    }
    assert pruned(cast) == both


def test_the_mission_sets_how_long_on_a_page_and_only_who_runs_the_week(
    cast: Cast, sign_in: Any
) -> None:
    story.luma(cast)
    old, _new = aged(story.assessed(cast), 100), aged(story.assessed(cast), 0)
    adviser = sign_in(cast.adviser)
    assert "risks/kept/" in adviser.get("/m/luma/risks/weeks/").content.decode()
    assert adviser.post(KEPT, {"days": 0}).status_code == 400
    assert adviser.post(KEPT, {"days": 120}).status_code == 302
    assert old.pk in pruned(cast)
    assert 'value="120"' in adviser.get(KEPT).content.decode()
    assert adviser.post(KEPT, {"days": 90}).status_code == 302
    assert old.pk not in pruned(cast)
    assert AuditEntry.objects.filter(kind="assessmentrule", act="edit").count() == 2
    for person, status in ((cast.boris, 403), (cast.chen, 404)):
        assert sign_in(person).post(KEPT, {"days": 1}).status_code == status
