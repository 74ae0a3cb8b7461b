"""Arrangements do what every kind of record does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import call
from tutela_web.partners.arrangements.kind import ARRANGEMENT


class TestArrangement(KindTests):
    kind = ARRANGEMENT
    values = {  # noqa: RUF012
        "kind": "contacts",
        "name": "Contact sheet of the North",
        "says": "Call extension 555",
        "classification": 1,
    }
    changes = {"contact": "Operations centre"}  # noqa: RUF012


@pytest.mark.django_db
def test_a_crisis_procedure_of_a_place_is_offered_at_its_alerts_and_at_those_of_unknown_place(
    cast: Cast, sign_in: Any
) -> None:
    luma, yuai = (make.place(cast.mission, name, area=cast.north) for name in ("Luma", "Yuai"))
    make.risk(cast.mission, luma, by=cast["head_of_mission"])  # places with a risk are offered
    adviser = sign_in(cast.adviser)
    for name, place in (("When Luma is threatened", str(luma.pk)), ("Each town", "")):
        sent = {"kind": "crisis", "name": name, "says": "Call", "classification": "1"}
        sent |= {"place": place, "area": str(cast.north.pk)}
        answer = adviser.post("/m/luma/arrangements/new/", sent)
        assert answer.status_code == 302, answer.context["form"].errors
    for place, offered in ((luma, True), (yuai, False), (None, True)):
        alert = call(cast, place=place)
        page = adviser.get(f"/m/luma/alerts/{alert.pk}/decision/").content.decode()
        assert ("When Luma is threatened" in page) is offered, place
        assert "Each town" in page, place
