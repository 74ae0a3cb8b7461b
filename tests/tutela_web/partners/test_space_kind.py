"""Checks of humanitarian space do what every kind of record does."""

from __future__ import annotations

from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.partners.space.kind import CHECK
from tutela_web.places.models import Place


class TestCheck(KindTests):
    kind = CHECK
    values = {  # noqa: RUF012
        "kind": "access",
        "what": "Food to Adok",
        "on": make.TODAY,
        "asked_by": "OCHA",
        "classification": 1,
    }
    changes = {"outcome": "Two trucks came back the same day."}  # noqa: RUF012

    def test_a_place_that_was_marked_higher_since_is_not_named(
        self, cast: Cast, sign_in: Any
    ) -> None:
        one, reader = self.made(cast, self.writer_of(cast)), sign_in(cast.boris)
        place = make.place(cast.mission, "CLOSEDPLACE")
        type(one).objects.filter(pk=one.pk).update(place=place)
        assert "CLOSEDPLACE" in reader.get(self.url("page", one.pk)).content.decode()
        Place.objects.filter(pk=place.pk).update(classification=2)
        for address in (self.url("page", one.pk), self.url("list")):
            assert "CLOSEDPLACE" not in reader.get(address).content.decode()
