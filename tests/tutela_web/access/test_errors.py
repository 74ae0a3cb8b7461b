"""Errors say what, where, next; a refusal is 403 and a stranger's page is 404."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.middleware import Doors
from tutela_web.access.statuses import status_of
from tutela_web.base.errors import Conflict, Denied


def test_a_refusal_no_view_met_becomes_a_page(cast: Cast) -> None:
    request = RequestFactory().get("/m/luma/")
    request.user = cast.boris
    doors = Doors(lambda _: None)  # type: ignore[arg-type, return-value]
    answer = doors.process_exception(request, Denied("no post gives this", next="ask the chief"))
    assert answer is not None and answer.status_code == 403
    assert b"ask the chief" in answer.content
    assert status_of(Conflict("both changed", fields={}, version=2)) == 409
    assert doors.process_exception(request, KeyError("words")) is None


def test_a_page_of_nowhere_is_the_same_for_everybody(cast: Cast, sign_in: Any) -> None:
    answers = [sign_in(p).get("/m/nowhere/") for p in (cast.amina, cast.chen)]
    assert [a.status_code for a in answers] == [404, 404]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_the_ends_of_the_calendar_in_an_address_fail_no_page(
    moment: str, cast: Cast, sign_in: Any
) -> None:
    """A moment that no other zone can tell is none."""
    analyst = sign_in(cast.amina)
    incident = make.incident(cast.mission)
    for address, asked in (
        ("changes/", {"since": moment}),
        ("audit/", {"before": f"{moment}~1"}),
        (f"incidents/{incident.pk}/history/", {"on": moment}),
        ("response/", {"month": moment[:7]}),
    ):
        assert analyst.get(f"/m/luma/{address}", asked).status_code == 200, address
