"""Two people answer the same alert in the same breath: one is told no, or both are told."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from tests.counts import counted
from tests.tutela_web import make
from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import once_a_file
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.crisis.month import unit
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.two_hands import at_once, dawdle
from tests.tutela_web.warning.story import again, at_desk, call
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.capacity.models import Unit
from tutela_web.crisis.decisions import verbs
from tutela_web.crisis.models import (
    Decision,
    HostRelease,
    HrddpFile,
    Outcome,
    Tasking,
)
from tutela_web.crisis.refusals import verbs as refusal_verbs
from tutela_web.crisis.refusals.models import TaskingRefusal
from tutela_web.records import verbs as records
from tutela_web.safeguards.verbs import AnsweredHarm
from tutela_web.warning.alerts.verbs import AlertReport, add_word
from tutela_web.warning.models import Alert, AlertNotice, Channel, Owed, Report

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.postgresql,
]
TIMES = counted(1, 12)
HARM: AnsweredHarm = {"traced": "no", "drawn": "no", "reprisals": "no", "precautions": "none"}


@pytest.fixture(scope=once_a_file)
def world(build_once: Any) -> tuple[Cast, Unit]:
    def made() -> tuple[Cast, Unit]:
        cast = assemble()
        make.grant(cast.mission, cast["human_rights"], "hrddp", by=cast["head_of_mission"])
        return cast, unit(cast)

    return build_once(made)  # type: ignore[no-any-return]


@pytest.fixture
def cast(world: tuple[Cast, Unit]) -> Cast:
    return world[0]


def test_a_unit_is_promised_to_two_alerts_by_nobody_who_was_not_told(
    world: tuple[Cast, Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, company = world
    dawdle(monkeypatch, verbs, "commitments_of")
    sector, commander = Program(cast["sector_operations"]), Program(cast["force_commander"])
    for _ in range(TIMES):
        Tasking.objects.update(state="returned", returned_at=clock.now(cast.mission))
        one, other = call(cast), call(cast)
        asked = {
            "option": "day_patrol",
            "standard": "deter_by_presence",
            "unit_id": str(company.pk),
        }
        answers = at_once(
            partial(sector.send, f"/alerts/{one.pk}/taskings", asked),
            partial(commander.send, f"/alerts/{other.pk}/taskings", asked),
        )
        assert sorted(answer.status_code for answer in answers) == [201, 400]
        assert Tasking.objects.filter(alert__in=[one, other]).count() == 1


def test_whoever_says_which_alert_comes_first_is_kept_and_both_owners_are_told(
    world: tuple[Cast, Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, company = world
    dawdle(monkeypatch, verbs, "commitments_of")
    by = at_desk(cast, "sector_operations")
    for _ in range(TIMES):
        Tasking.objects.update(state="returned", returned_at=clock.now(cast.mission))
        one, other = call(cast), call(cast)
        said = {"standard": "deter_by_presence", "competing": "first"}
        task = partial(verbs.task, option="day_patrol", by=by, unit=company, **said)
        kept = at_once(partial(task, one), partial(task, other))
        assert {type(tasking) for tasking in kept} == {Tasking}
        told = AlertNotice.objects.filter(alert__in=[one, other], why=AlertNotice.NoticeReason.UNIT)
        assert set(told.values_list("alert", flat=True)) == {one.pk, other.pk}


@pytest.fixture
def asked(cast: Cast) -> HostRelease:
    """A hazard that the field office would pass to a host force."""
    file = HrddpFile(unit_name="Brigade 9", status="support", compartment="hrddp")
    now = clock.now(cast.mission)
    return verbs.ask_release(
        call(cast),
        hazard="armed_men",
        place=make.place(cast.mission, "Luma", area=cast.north),
        since=now,
        until=now + timedelta(hours=12),
        receiver=records.create(file, mission=cast.mission, by=None),
        suspected=None,
        looked_at=None,
        by=at_desk(cast, "head_of_field_office"),
    )


def read(release: HostRelease) -> HostRelease:
    """A release as somebody has it before them on a page."""
    return HostRelease.objects.select_related("alert", "receiver").get(pk=release.pk)


def test_a_hazard_is_held_back_or_passed_on_and_never_both(cast: Cast, asked: HostRelease) -> None:
    office = at_desk(cast, "head_of_field_office")
    verbs.advise(asked, against=False, words="no pattern", by=at_desk(cast, "human_rights"))
    one, other = read(asked), read(asked)
    answers = at_once(
        lambda: verbs.decide_release(one, pass_it=False, why="too near homes", by=office),
        lambda: verbs.decide_release(other, pass_it=True, why="they asked", by=office, harm=HARM),
    )
    (told,) = [one for one in answers if isinstance(one, HostRelease)]
    assert [type(one) for one in answers if one is not told] == [NotNow]
    assert read(asked).state == told.state


def test_advice_against_is_not_written_over_by_advice_for(cast: Cast, asked: HostRelease) -> None:
    adviser = at_desk(cast, "human_rights")
    one, other = read(asked), read(asked)
    answers = at_once(
        lambda: verbs.advise(one, against=True, words="suspected twice", by=adviser),
        lambda: verbs.advise(other, against=False, words="fine", by=adviser),
    )
    (told,) = [one for one in answers if isinstance(one, HostRelease)]
    assert [type(one) for one in answers if one is not told] == [NotNow]
    assert (read(asked).advice, read(asked).advice_against) == (told.advice, told.advice_against)


def test_a_refusal_classified_twice_alike_is_one_finding(
    world: tuple[Cast, Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, company = world
    make.grant(cast.mission, cast["force_commander"], "capacity", by=cast["head_of_mission"])
    by, hq = at_desk(cast, "force_commander"), at_desk(cast, "sector_operations")
    tasking = verbs.task(
        call(cast),
        "day_patrol",
        standard="deter_by_presence",
        by=hq,
        unit=company,
        competing="first",
    )
    refused = verbs.answer(tasking, "refused", by=hq, **BY_RADIO, reason="distance")
    dawdle(monkeypatch, refusal_verbs, "holds_readiness")
    refusal = TaskingRefusal.objects.get(answer=refused)

    def classify(cause: str) -> TaskingRefusal:
        return refusal_verbs.classify_refusal(refusal, cause, version=1, by=by)

    one, other = at_once(*[lambda: classify("safety")] * 2)
    assert one == other == TaskingRefusal.objects.get(cause="safety")
    with pytest.raises(NotNow, match="classified already"):
        classify("means")


@pytest.mark.parametrize(
    ("path", "model", "sent"),
    [
        ("decisions", Decision, {"choice": "act", "authority": "commands"}),
        (
            "taskings",
            Tasking,
            {"option": "liaison", "standard": "deter_by_presence", "component": "Civil affairs"},
        ),
        ("outcomes", Outcome, {"outcome": "false_alarm"}),
        ("reports", Report, {"words": "they are at the well"}),
    ],
)
def test_an_id_sent_twice_at_once_is_answered_with_the_same_record(
    cast: Cast, path: str, model: Any, sent: dict[str, Any]
) -> None:
    alert, sector = call(cast), Program(cast["sector_operations"])
    for _ in range(TIMES):
        own = sent | {"id": str(uuid4())}
        answers = at_once(*[partial(sector.send, f"/alerts/{alert.pk}/{path}", own)] * 2)
        assert {answer.status_code for answer in answers} <= {200, 201}
        assert len({answer.json()["id"] for answer in answers}) == 1
        assert model.objects.filter(pk=own["id"], alert=alert).count() == 1


def test_an_alert_that_closes_as_somebody_calls_tells_that_they_called(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, desk = at_desk(cast, "head_of_field_office"), at_desk(cast, "joc_duty_officer")
    dawdle(monkeypatch, verbs, "missing_to_close")
    for _ in range(TIMES):
        alert = call(cast)
        verbs.record_outcome(
            alert,
            "false_alarm",
            by=office,
            although=True,
            evidence="x",
            danger_ended="the chief, by telephone",
        )
        Owed.objects.filter(alert=alert).update(state="given")
        closed, _report = at_once(
            partial(verbs.close, again(alert), by=office),
            partial(
                add_word, again(alert), AlertReport(Channel.CALL, said={"words": "come"}), by=desk
            ),
        )
        owed = Owed.objects.filter(alert=alert, state="owed", what="feedback")
        if isinstance(closed, Alert):  # the caller came after: somebody is told of it
            assert owed.exists() and again(alert).now.after_at is not None
            assert AlertNotice.objects.filter(
                alert=alert, why=AlertNotice.NoticeReason.WORD
            ).exists()
        else:
            assert isinstance(closed, NotNow) and again(alert).now.state != "closed"
