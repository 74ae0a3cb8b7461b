"""What people do for themselves names the lines and alerts of the mission that support it."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.places.profile.kinds import MEASURE
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.records.kind_verbs import create_record

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(databases=["default", "keys"])]


def test_a_measure_shows_how_its_tasks_stand_and_refuses_to_be_replaced(
    cast: Cast, sign_in: Any
) -> None:
    place = make.place(cast.mission, "Nalo", area=cast.north, kind="village")
    values = {"measure": "Patrol near the ford", "for_area": cast.north, "classification": 1}
    (line,) = make_lines([values], by=standing_of(cast.adviser, cast.mission))
    told = {
        "kind": "together",
        "says": "Women fetch water in tens",
        "tasks": [line.code, "AL-0999"],
        "told_by": ["women"],
        "told_on": make.TODAY,
        "classification": 0,
    }
    head = standing_of(cast.hofo, cast.mission)
    new = f"/m/luma/places/communities/{place.pk}/measures/new/"
    sent = told | {"tasks": "; ".join(told["tasks"])}
    refused = sign_in(cast.hofo).post(new, sent)
    assert refused.status_code == 400
    assert "whether the support takes the place" in unescape(refused.content.decode())
    create_record(MEASURE, told | {"instead": False}, by=head, beside=place)
    here = f"/m/luma/places/communities/{place.pk}/"
    page = sign_in(cast.hofo).get(here).content.decode()
    assert f"/strategy/matrix/{line.pk}/" in page and line.get_status_display() in page
    assert "no task you may read has this code" in page, "the alert that is not there"
    page = sign_in(cast["field_reporter"]).get(here).content.decode()
    assert str(line.pk) not in page, "a line is told to who reads the strategy"
