"""The closed records of a site do what every kind of record does, for those they are closed to."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Person
from tutela_web.access.policy import standing_of
from tutela_web.places.models import Place
from tutela_web.places.sites.safety_kinds import ANSWER, DEFECT, PLAN, ROUTE, SECTOR
from tutela_web.places.sites.safety_models import SitePlan, SiteSector
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.postgresql


class SiteKindTests(KindTests):
    """Written by the head of the field office, read by the unit of a sector."""

    kind = DEFECT
    values = {"what": "fence", "seen_on": make.TODAY, "due": make.TODAY}  # noqa: RUF012
    changes = {"where": "East, by the clinic"}  # noqa: RUF012

    reader: ClassVar[str] = "unit_commander"

    def writer_of(self, cast: Cast) -> Person:
        return cast["head_of_field_office"]

    def reader_of(self, cast: Cast) -> Person:
        return cast[self.reader]

    def parent(self, cast: Cast) -> Place:
        number = Place.objects.filter(kind="site").count()
        camp = make.place(cast.mission, f"Camp {number}", kind="site", area=cast.north)
        held: Any = {"place": camp, "area": camp.area}
        post = cast[self.reader].holdings.get().post
        row = (
            SitePlan(manager=post, **held)
            if self.reader == "field_reporter"
            else SiteSector(name="all round", unit_post=post, **held)
        )
        records.create(row, mission=cast.mission, by=None)
        return camp


class TestDefect(SiteKindTests):
    kind = DEFECT


class TestSitePlan(SiteKindTests):
    kind = PLAN
    values = {"paper": "Standing order 4"}  # noqa: RUF012
    changes = {"counted_by": "Camp committee"}  # noqa: RUF012


class TestSiteSector(SiteKindTests):
    kind = SECTOR
    values = {"name": "East", "gates": 1}  # noqa: RUF012
    changes = {"gate_regime": "searched by day"}  # noqa: RUF012
    reader = "field_reporter"


class TestSiteRoute(SiteKindTests):
    kind = ROUTE
    values = {"purpose": "wood", "stretch": "to the dry river", "seen_on": make.TODAY}  # noqa: RUF012
    changes = {"danger": "armed men at the ford"}  # noqa: RUF012


class TestSiteAnswer(SiteKindTests):
    kind = ANSWER
    values = {"threat": "crowd", "part": "night", "able": True, "said_on": make.TODAY}  # noqa: RUF012
    changes = {"who": "one police unit"}  # noqa: RUF012

    def writer_of(self, cast: Cast) -> Person:
        return cast["force_commander"]

    def reader_of(self, cast: Cast) -> Person:
        return cast["chief_of_staff"]


def test_a_defect_is_no_record_of_another_mission(cast: Cast) -> None:
    camp = make.place(cast.mission, "Osila camp", kind="site", area=cast.north)
    head = standing_of(cast["head_of_field_office"], cast.mission)
    create_record(DEFECT, SiteKindTests.values, beside=camp, by=head)
    assert not DEFECT.rows(standing_of(cast.chen, cast.other_mission)).exists()
