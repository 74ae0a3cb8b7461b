"""A site does what every kind of record does; so does each record kept beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing, standing_of
from tutela_web.places.sites.kind import SITE
from tutela_web.places.sites.models import Site
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.postgresql


def site_at(cast: Cast, name: str = "Osila camp", **more: Any) -> Site:
    """A camp in the North, as the adviser records it."""
    place = make.place(cast.mission, name, kind="site", area=cast.north)
    values = {"place": place, "kind": "camp", "classification": 1} | more
    return create_record(SITE, values, by=standing_of(cast.adviser, cast.mission))


class TestSite(KindTests):
    kind = SITE
    values = {"kind": "camp", "classification": 1}  # noqa: RUF012
    changes = {"managed_by": "Camp committee"}  # noqa: RUF012

    def create(self, by: Standing, beside: Any) -> Site:
        place = make.place(by.mission, "Osila camp", kind="site")
        return create_record(self.kind, {**self.values, "place": place}, by=by)

    def sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        mission = Mission.objects.get(code="luma")
        return super().sent(values) | {"place": make.place(mission, "Osila camp", kind="site").pk}
