"""A unit refuses, its commander alone says what stands behind it, and the third one goes up."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.crisis.test_verbs import units
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import at_desk, call, later
from tutela_web.access.policy import operator_of
from tutela_web.capacity.caveats.kind import CAVEAT
from tutela_web.capacity.models import NotAble, Unit
from tutela_web.channels.models import Message
from tutela_web.crisis.decisions.verbs import answer, give_reason, task
from tutela_web.crisis.refusals.kind import REFUSAL
from tutela_web.crisis.refusals.models import TaskingRefusal
from tutela_web.crisis.refusals.queries import refusals_for
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

__all__ = ["units"]

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(databases=["default", "keys"])]

HOLDERS = ("force_commander", "police_commander", "chief_of_staff", "head_of_mission")


def refuse(
    cast: Cast, unit: Unit, reason: str = "distance", said: str = "refused"
) -> TaskingRefusal:
    """A unit is tasked for a new alert and does not go; sector operations writes it down."""
    hq = at_desk(cast, "sector_operations")
    tasking = task(
        call(cast), "day_patrol", standard="deter_by_presence", by=hq, unit=unit, competing="first"
    )
    answer(tasking, said, by=hq, **BY_RADIO, reason=reason, words="RADIOWORDS")
    return TaskingRefusal.objects.get(tasking=tasking)


def page(client: Client, address: str) -> str:
    answered = client.get(address)
    assert answered.status_code == 200, address
    return unescape(answered.content.decode())


class TestRefusal(KindTests):
    kind = REFUSAL
    values = {"words": ""}  # noqa: RUF012
    changes = {"words": "asked of the contributor"}  # noqa: RUF012

    def writer_of(self, cast: Cast) -> Any:
        return cast["force_commander"]

    def made(self, cast: Cast, writer: Any) -> Any:
        code = f"r{Unit.objects.count()}"
        company = Unit(code=code, name=f"Coy {code}", area=cast.north, able=True, classification=0)
        return refuse(cast, records.create(company, mission=cast.mission, by=None))

    def check_writer(self, cast: Cast, sign_in: Any) -> None:
        """None is made by a form; its words are put right by who classified it."""
        record = self.made(cast, cast["force_commander"])
        commander = sign_in(cast["force_commander"])
        assert "/edit/" not in page(commander, self.url("page", record.pk))
        sent = {"cause": "safety", "version": 1}
        commander.post(f"{self.url('page', record.pk)}classify/", sent)
        assert self.url("edit", record.pk) in page(commander, self.url("page", record.pk))
        sent = {"words": "asked again", "version": 2, "reason": "put right"}
        assert commander.post(self.url("edit", record.pk), sent).status_code == 302
        assert "put right" in page(commander, self.url("page", record.pk))

    def check_readers(self, cast: Cast, sign_in: Any) -> None:
        """Who holds the compartment reads it; the Police Commander classifies none of troops."""
        record = self.made(cast, cast["force_commander"])
        here = self.url("page", record.pk)
        for who, person in cast.people.items():
            client = sign_in(person)
            assert client.get(here).status_code == (200 if who in HOLDERS else 404), who
            sent = {"cause": "safety", "version": 1}
            if who != "force_commander":
                refused = client.post(f"{here}classify/", sent).status_code
                assert refused == (403 if who in HOLDERS else 404), who
        assert not refusals_for(operator_of(cast.mission)).exists(), "no command reads it"
        record.refresh_from_db()
        assert record.waits and record.version == 1


def test_the_commander_classifies_and_the_unit_is_put_down_by_name(
    cast: Cast, units: list[Unit], sign_in: Any
) -> None:
    """From the first page to the caveat it rests on, and to the next unit."""
    refusal = refuse(cast, units[0], "declared_caveat")
    later(cast.mission, days=2)
    commander = sign_in(cast["force_commander"])
    here = f"/m/luma/refusals/{refusal.pk}/"
    first = page(commander, "/m/luma/now/")
    assert here in first and "waits for 2 days" in first
    assert "waits for 2 days" in page(commander, "/m/luma/refusals/?state=waiting")
    shown = page(commander, here)
    assert "RADIOWORDS" in shown and f"/m/luma/alerts/{refusal.tasking.alert_id}/decision/" in shown
    sent = {"cause": "declared_caveat", "words": "", "version": 1}
    unnamed = commander.post(f"{here}classify/", sent)
    assert unnamed.status_code == 400
    assert "which caveat it rests on is not said" in unnamed.content.decode()
    wording = {"kind": "geographic", "wording": "not beyond the river"}
    by = at_desk(cast, "force_commander")
    caveat = create_record(CAVEAT, wording, by=by, beside=units[0])
    other = create_record(CAVEAT, wording, by=by, beside=units[1])
    wrong = commander.post(f"{here}classify/", sent | {"caveat": other.pk})
    assert wrong.status_code == 400, "another unit's caveat"
    assert commander.post(f"{here}classify/", sent | {"caveat": caveat.pk}).status_code == 302
    shown = page(commander, here)
    assert "it was declared" in shown and "never a finding" not in shown
    assert f"/m/luma/caveats/{caveat.pk}/" in shown
    assert here not in page(commander, "/m/luma/now/"), "it waits no longer"
    put = f"{here}not-able/"
    assert put not in shown, "its answer put it down already"
    NotAble.objects.all().delete()
    assert put in page(commander, here)
    assert sign_in(cast["police_commander"]).post(put).status_code in (302, 403)
    assert not NotAble.objects.exists()
    commander = sign_in(cast["force_commander"])
    assert commander.post(put).status_code == 302
    row = NotAble.objects.get()
    assert (row.unit, row.task, row.able_from) == (units[0], "day_patrol", None)
    unit_page = page(sign_in(cast["field_reporter"]), f"/m/luma/units/{units[0].pk}/")
    assert "not able, as recorded" in unit_page and "declared" not in unit_page


@pytest.mark.parametrize("said", [{"kind": "Formed police unit"}, {"police": True}])
def test_a_police_units_refusal_waits_for_the_police_commander(
    cast: Cast, units: list[Unit], sign_in: Any, said: dict[str, Any]
) -> None:
    """Of the police by the words of its kind, or as a person said."""
    police = units[0]
    Unit.objects.filter(pk=police.pk).update(**said)
    refusal = refuse(cast, Unit.objects.get(pk=police.pk))
    here = f"/m/luma/refusals/{refusal.pk}/"
    force = sign_in(cast["force_commander"])
    assert here not in page(force, "/m/luma/now/")
    sent = {"cause": "means", "words": "two vehicles", "version": 1}
    assert f"{here}classify/" not in page(force, here)
    assert force.post(f"{here}classify/", sent).status_code == 403
    head = sign_in(cast["police_commander"])
    assert here in page(head, "/m/luma/now/")
    assert head.post(f"{here}classify/", sent).status_code == 302
    assert "never a finding" in page(head, here)


def test_the_third_within_ninety_days_reaches_the_head_of_mission_who_reads_the_three(
    cast: Cast, units: list[Unit], sign_in: Any
) -> None:
    def told() -> int:
        return Message.objects.filter(about_kind="refusal").count()

    unit = units[0]
    refuse(cast, unit, "distance")
    later(cast.mission, days=40)
    refuse(cast, unit, "roe_doubt")
    later(cast.mission, days=1)
    refuse(cast, unit, "roe_doubt", said="failed")
    assert told() == 0, "to fail is not to refuse"
    later(cast.mission, days=1)
    third = refuse(cast, unit, "terrain")
    assert told() == 1
    head = sign_in(cast["head_of_mission"])
    first = page(head, "/m/luma/now/")
    assert f"{unit.name} refused 3 times within 90 days" in first
    listed = page(head, f"/m/luma/refusals/?unit={unit.pk}")
    assert f"/m/luma/refusals/{third.pk}/" in listed
    assert listed.count(f"{unit.name}, day patrol, ") == 3, "the three are named"
    for who in ("sector_operations", "poc_adviser", "analyst", "unit_commander"):
        client = sign_in(cast[who])
        assert "refused 3 times" not in page(client, "/m/luma/now/"), who
        assert client.get("/m/luma/refusals/").status_code == 404, who
    later(cast.mission, days=60)
    head = sign_in(cast["head_of_mission"])
    assert "refused 3 times" not in page(head, "/m/luma/now/"), "the first lies too far back"


def test_a_reason_said_later_may_be_the_third_of_its_kind(cast: Cast, units: list[Unit]) -> None:
    for unit in units[:2]:
        refuse(cast, unit, "roe_doubt")
    hq = at_desk(cast, "sector_operations")
    captain = at_desk(cast, "unit_commander")
    tasking = task(call(cast), "day_patrol", standard="deter_by_presence", by=hq, unit=units[2])
    unsaid = answer(tasking, "refused", by=captain)
    assert not Message.objects.filter(about_kind="refusal").exists()
    give_reason(unsaid, "roe_doubt", by=hq, channel="radio")
    assert Message.objects.filter(about_kind="refusal").count() == 1
