"""Is a unit ready? What is required and was sent, each check, and what a lack keeps it from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.test import Client
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import AuditEntry, Person
from tutela_web.access.policy import standing_of
from tutela_web.capacity.models import Unit, UnitReadiness
from tutela_web.capacity.readiness.kinds import (
    CHECK,
    CONTRIBUTOR,
    DISPATCH,
    LINE,
    PROMISE,
    REQUIREMENT,
)
from tutela_web.capacity.readiness_models import (
    Contributor,
    Requirement,
    RequirementDispatch,
    UnitCheck,
)
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.postgresql
SignIn = Callable[[Person], Client]


def url(name: str, *args: Any) -> str:
    return reverse(f"capacity:{name}", args=["luma", *args])


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def unit_in(cast: Cast, name: str = "B Company", **fields: Any) -> Unit:
    base = make.base(cast.mission, f"COB of {name}", area=cast.north)
    code = f"unit-{Unit.objects.count()}"
    values = {"base": base, "area": cast.north, "able": True, "classification": 0} | fields
    return records.create(Unit(name=name, code=code, **values), mission=cast.mission, by=None)


def country(cast: Cast, name: str) -> Contributor:
    by = standing_of(cast["chief_of_staff"], cast.mission)
    return create_record(CONTRIBUTOR, {"name": name, "classification": 1}, by=by)


def requirement_of(cast: Cast) -> Requirement:
    by = standing_of(cast["chief_of_staff"], cast.mission)
    values = {"title": "Protection tasks", "written_on": make.TODAY, "classification": 1}
    return create_record(REQUIREMENT, values, by=by)


def check(cast: Cast, unit: Unit, required: str, state: str, **fields: Any) -> UnitCheck:
    by = standing_of(cast["force_commander"], cast.mission)
    values = {"required": required, "state": state, "checked_on": make.TODAY} | fields
    return create_record(CHECK, values, beside=unit, by=by)


class HeldByFew(KindTests):
    """A kind of the compartment capacity: the Head of Mission reads it and does not write it."""

    __test__ = False
    kind = CHECK

    def reader_of(self, cast: Cast) -> Person:
        return cast["head_of_mission"]

    def stranger_of(self, cast: Cast) -> Person:
        return cast.amina


class TestContributor(KindTests):
    kind = CONTRIBUTOR
    values: ClassVar = {"name": "Tarsia", "doctrine": "Its own of 2014", "classification": 1}
    changes: ClassVar = {"doctrine": "That of the organisation"}

    def create(self, by: Any, beside: Any) -> Any:
        name = f"Tarsia {Contributor.objects.count()}".removesuffix(" 0")
        return create_record(CONTRIBUTOR, dict(self.values) | {"name": name}, by=by)


class TestRequirement(KindTests):
    kind = REQUIREMENT
    values: ClassVar = {
        "title": "Protection tasks of the North",
        "written_on": make.TODAY,
        "classification": 1,
    }
    changes: ClassVar = {"title": "Protection tasks in the North"}


class TestRequirementLine(KindTests):
    kind = LINE
    values: ClassVar = {"required": "mobility", "wording": "Ten vehicles", "tasks": ["day_patrol"]}
    changes: ClassVar = {"wording": "Twelve vehicles"}

    def parent(self, cast: Cast) -> Any:
        row = Requirement(title="Patrols", written_on=make.TODAY, classification=1)
        return records.create(row, mission=cast.mission, by=None)


class TestRequirementDispatch(KindTests):
    kind = DISPATCH
    values: ClassVar = {"sent_on": make.TODAY, "by_way": "Military Adviser"}
    changes: ClassVar = {"by_way": "Permanent Mission"}

    @pytest.fixture(autouse=True)
    def _contributor(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        named = {"contributor": country(cast, "Tarsia")}
        monkeypatch.setattr(type(self), "values", dict(type(self).values) | named)

    def parent(self, cast: Cast) -> Any:
        return requirement_of(cast)


class TestContributorPromise(HeldByFew):
    __test__ = True
    kind = PROMISE
    values: ClassVar = {"required": "night_vision", "promised": "40 sets", "delivered": "12"}
    changes: ClassVar = {"delivered": "14"}

    @pytest.fixture(autouse=True)
    def _contributor(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        named = {"contributor": country(cast, "Tarsia")}
        monkeypatch.setattr(type(self), "values", dict(type(self).values) | named)


class TestUnitCheck(HeldByFew):
    __test__ = True
    kind = CHECK
    values: ClassVar = {
        "required": "medical",
        "state": "tested",
        "checked_on": make.TODAY,
        "seen": "3 medics",
    }
    changes: ClassVar = {"seen": "4 medics"}

    def parent(self, cast: Cast) -> Any:
        return unit_in(cast)

    def queries(self, client: Client) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        before = AuditEntry.objects.filter(kind="unitcheck", act="read").count()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(self.url("list")).status_code == 200
        assert AuditEntry.objects.filter(kind="unitcheck", act="read").count() == before + 1
        return len(asked)


def test_ready_is_refused_while_a_critical_requirement_fails_or_is_unchecked(
    cast: Cast, sign_in: SignIn
) -> None:
    unit = unit_in(cast)
    requirement = requirement_of(cast)
    requirement.lines.exclude(required__in=["night_driving", "medical"]).update(dropped=True)
    check(cast, unit, "night_driving", "declared")
    check(cast, unit, "medical", "fails", remedy="A doctor", remedy_due=make.TODAY)
    commander = sign_in(cast["force_commander"])
    page, ready = url("unit_checks", unit.pk), url("unit_ready", unit.pk)
    refused = words(commander.post(ready, follow=True))
    assert "critical and not met or not checked: night driving, medical support" in refused
    assert not UnitReadiness.objects.exists()

    for row in UnitCheck.objects.all():
        edit = url("unit_check_edit", row.pk)
        sent = {
            "state": "tested",
            "checked_on": str(make.TODAY),
            "valid_until": str(make.TODAY + timedelta(days=2)),
            "seen": "all drivers",
            "remedy": "",
            "remedy_due": "",
            "remedy_done": "",
            "version": "1",
            "reason": "inspection",
        }
        assert commander.post(edit, sent).status_code == 302
    assert "The unit is declared ready." in words(commander.post(ready, follow=True))
    assert UnitReadiness.objects.get().ready_on == make.TODAY
    assert "not declared ready" not in words(commander.get(url("unit", unit.pk)))

    UnitCheck.objects.filter(required="medical").update(valid_until=make.TODAY - timedelta(days=1))
    lapsed = words(commander.get(page))
    assert "does not meet what is critical any more" in lapsed and "expired" in lapsed
    assert sign_in(cast["sector_operations"]).get(page).status_code == 404
    assert sign_in(cast["sector_operations"]).post(ready).status_code == 403


def test_a_change_of_a_requirement_is_owed_to_every_contributor(
    cast: Cast, sign_in: SignIn
) -> None:
    chief = sign_in(cast["chief_of_staff"])
    countries = [country(cast, name) for name in ("Anduria", "Borsia", "Tarsia")]
    requirement = requirement_of(cast)
    page = url("requirement", requirement.pk)
    assert "night driving" in words(chief.get(page)), "it begins with the proposal"
    send = url("requirement_dispatch_new", requirement.pk)
    sent = {"sent_on": str(make.TODAY), "by_way": "Military Adviser"}
    for contributor in countries:
        told = chief.post(send, sent | {"contributor": str(contributor.pk)})
        assert told.status_code == 302
    assert chief.post(send, sent | {"contributor": str(countries[0].pk)}).status_code == 400
    for dispatch in RequirementDispatch.objects.all():
        receipt = chief.post(url("receipt", dispatch.pk), {"on": "", "version": "1"})
        assert receipt.status_code == 302
    assert "without a receipt of this edition" not in words(chief.get(page))

    line = requirement.lines.get(required="night_driving")
    values = {
        "wording": "Every driver is tested by night",
        "critical": "on",
        "tasks": ["night_patrol"],
        "version": str(line.version),
        "reason": "lesson of May",
    }
    edit = url("requirement_line_edit", line.pk)
    assert chief.post(edit, values).status_code == 302
    requirement.refresh_from_db()
    assert requirement.edition == 2
    assert chief.post(send, sent | {"contributor": str(countries[0].pk)}).status_code == 302
    notice = RequirementDispatch.objects.get(edition=2)
    chief.post(url("receipt", notice.pk), {"on": "", "version": "1"})
    text = words(chief.get(page))
    assert "2 contributors without a receipt of this edition" in text
    assert "night driving: line changed" in text and "edition 1" in text
    assert "no receipt" in words(chief.get(page)) and "Borsia" in text


def test_what_was_promised_stands_beside_what_came_and_a_difference_is_raised(
    cast: Cast, sign_in: SignIn
) -> None:
    tarsia = country(cast, "Tarsia")
    unit = unit_in(cast, contributor=tarsia)
    commander = sign_in(cast["force_commander"])
    sent = {
        "contributor": str(tarsia.pk),
        "unit": str(unit.pk),
        "required": "night_vision",
        "promised": "40 sets",
        "agreed_on": "",
        "delivered": "12 sets",
        "met": "False",
        "raised_on": str(make.TODAY),
        "raised_with": "",
    }
    new = url("promise_of_contributor_new")
    assert commander.post(new, sent).status_code == 400, "raised with whom?"
    sent["raised_with"] = "Permanent Mission"
    assert commander.post(new, sent).status_code == 302
    for page in (url("unit_checks", unit.pk), url("contributor", tarsia.pk)):
        told = words(commander.get(page))
        assert "40 sets" in told and "12 sets" in told and "Permanent Mission" in told
    adviser = words(sign_in(cast.adviser).get(url("contributor", tarsia.pk)))
    assert "40 sets" not in adviser and "B Company" in adviser
