"""A plan says what its own units can do, and on whose help it counts beyond them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_plans import planned
from tests.tutela_web.html import words_of
from tests.tutela_web.records.kinds import KindTests
from tutela_web.crisis.backups.kind import BACKUP
from tutela_web.crisis.plans.models import PlanBackup

pytestmark = pytest.mark.postgresql


class TestBackup(KindTests):
    kind = BACKUP
    values = {"source": "reserve", "what": "Holds the bridge", "state": "not asked"}  # noqa: RUF012
    changes = {"what": "Holds both bridges"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _plan(self, cast: Cast) -> None:
        self.plan = planned(cast, make.place(cast.mission, "Luma", area=cast.north))

    def parent(self, cast: Cast) -> Any:
        return self.plan


def test_a_scenario_shows_own_means_the_backup_its_time_and_whether_it_is_agreed(
    cast: Cast, sign_in: Any
) -> None:
    plan = planned(cast, make.place(cast.mission, "Luma", area=cast.north))
    adviser = sign_in(cast.adviser)
    page_of_plan = reverse("crisis:plan", args=["luma", plan.pk])
    page = adviser.get(page_of_plan).content.decode()
    assert "No backup is recorded: the plan counts on own units alone." in words_of(page)
    new = reverse("crisis:backup_new", args=["luma", plan.pk])
    assert new in page
    agreed = {"source": "air", "what": "Two helicopters for the wounded", "state": "agreed"}
    refused = adviser.post(new, agreed)
    assert "it is not said when it was answered" in words_of(refused.content.decode()).lower()
    adviser.post(new, agreed | {"answered_on": str(make.TODAY), "minutes": "90"})
    adviser.post(new, {"source": "regional", "what": "A company", "state": "not asked"})
    assert PlanBackup.objects.count() == 2
    part = adviser.get(page_of_plan).content.decode().split('id="backup"', 1)[1]
    told = words_of(part.split("</section>", 1)[0])
    assert "Two helicopters for the wounded air 1 h 30 min agreed" in told
    assert "A company a regional force not said not asked" in told
    early = str(make.TODAY + timedelta(days=1))
    assert adviser.post(new, agreed | {"answered_on": early}).status_code != 302
    listed = adviser.get(reverse("crisis:backups", args=["luma"]), {"state": "agreed"})
    assert "Two helicopters" in listed.content.decode()
    assert "A company" not in listed.content.decode()
