"""Victims by harm, sex and age: not known is an answer, small numbers are not for everybody."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import TutelaError
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import Conflict
from tutela_web.incidents.models import Victims
from tutela_web.incidents.record.verbs import count_victims

ROWS = [("killing", "female", "18-59", 2), ("killing", "unknown", "unknown", 7)]


def test_a_count_is_kept_and_a_newer_one_stands_beside_it(cast: Cast, sign_in: Any) -> None:
    made = make.incident(cast.mission)
    address = f"/m/luma/incidents/{made.pk}/victims/"
    browser = sign_in(cast.amina)
    assert browser.get(address).status_code == 200
    sent = {
        "line-TOTAL_FORMS": "2",
        "line-INITIAL_FORMS": "0",
        "seen": "0",
        "line-0-harm": "killing",
        "line-0-sex": "female",
        "line-0-age": "18-59",
        "line-0-number": "2",
        "line-1-harm": "unknown",
        "line-1-sex": "unknown",
        "line-1-age": "unknown",
        "line-1-number": "",
    }
    assert browser.post(address, sent).status_code == 302
    assert Victims.objects.get().number == 2
    again = sent | {"line-0-number": "5", "seen": str(Victims.objects.get().pk)}
    assert browser.post(address, again).status_code == 400  # no reason
    assert browser.post(address, again | {"reason": "second visit"}).status_code == 302
    kept = [(line.number, line.ended_at is None) for line in Victims.objects.order_by("pk")]
    assert kept == [(2, False), (5, True)]


def test_small_numbers_are_totals_for_who_reads_an_area_only(cast: Cast, sign_in: Any) -> None:
    made = make.incident(cast.mission, area=cast.north)
    count_victims(made, ROWS, seen=0, by=standing_of(cast.amina, cast.mission), reason="")
    address = f"/m/luma/incidents/{made.pk}/"
    assert "18 to 59" in sign_in(cast.boris).get(address).content.decode()
    said = sign_in(cast.hofo).get(address).content.decode()
    assert "18 to 59" not in said and "<b>9</b>" in said
    assert sign_in(cast.hofo).get(f"{address}victims/").status_code == 403


def test_two_who_count_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    made = make.incident(cast.mission)
    by = standing_of(cast.amina, cast.mission)
    count_victims(made, ROWS, seen=0, by=by, reason="")
    with pytest.raises(Conflict):
        count_victims(made, ROWS, seen=0, by=by, reason="mine")


def test_victims_of_a_closed_harm_are_not_counted_in_the_open(cast: Cast) -> None:
    with pytest.raises(TutelaError, match="compartment"):
        count_victims(
            make.incident(cast.mission),
            [("crsv", "female", "12-17", 3)],
            seen=0,
            by=standing_of(cast.amina, cast.mission),
            reason="",
        )


@pytest.mark.parametrize(("who", "status"), [("boris", 403), ("chen", 404)])
def test_who_may_not_count(cast: Cast, sign_in: Any, who: str, status: int) -> None:
    made = make.incident(cast.mission)
    assert sign_in(cast[who]).get(f"/m/luma/incidents/{made.pk}/victims/").status_code == status
