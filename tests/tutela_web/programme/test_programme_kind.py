"""Other mandated activities does what every kind of record does, and names no hidden place."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import at_desk
from tutela_web.programme.efforts.programme_kind import PROGRAMME
from tutela_web.records.kind_verbs import create_record


class TestProgramme(KindTests):
    kind = PROGRAMME
    values = {  # noqa: RUF012
        "kind": "mines",
        "title": "Fields around Luma",
        "classification": 1,
    }
    changes = {"harm": "Two farmers hurt on the path"}  # noqa: RUF012


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_place_that_may_not_be_read_is_not_named_and_other_work_has_no_mine_measures(
    cast: Cast, sign_in: Any
) -> None:
    far = make.place(cast.mission, "Umber Wells", area=cast.south)
    given = {"kind": "returns", "title": "Returns to the wells", "place": far}
    made = create_record(PROGRAMME, given, by=at_desk(cast, "poc_adviser"))
    page = reverse("programme:programme", args=["luma", made.pk])
    adviser = sign_in(cast.adviser).get(page).content.decode()
    assert "Umber Wells" in adviser and "Mine action" not in adviser
    office = sign_in(cast["head_of_field_office"]).get(page).content.decode()
    assert "Returns to the wells" in office and "Umber Wells" not in office and "…" in office
