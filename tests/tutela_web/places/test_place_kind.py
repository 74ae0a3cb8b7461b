"""Places do what every kind of record does; a place leads to what happened there."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.places.kind import PLACE


class TestPlace(KindTests):
    kind = PLACE
    values = {  # noqa: RUF012
        "name": "Kodok",
        "kind": "town",
        "latitude": 9.5,
        "longitude": 32.1,
        "population": 12_000,
        "phone_coverage": False,
        "classification": 0,
    }
    changes = {"directions": "By the river road"}  # noqa: RUF012

    def test_its_list_leads_to_what_happened_and_to_the_record(
        self, cast: Cast, sign_in: Any
    ) -> None:
        place = make.place(cast.mission, "Kodok")
        happened = reverse("site:place", args=["luma", place.pk])
        page = sign_in(cast.boris).get(self.url("list")).content.decode()
        assert f'href="{happened}"' in page and f'href="{self.url("page", place.pk)}"' in page
        assert happened in sign_in(cast.boris).get(self.url("page", place.pk)).content.decode()
        assert 'name="never"' not in page or 'name="q"' in page
