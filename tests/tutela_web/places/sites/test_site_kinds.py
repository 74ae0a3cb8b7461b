"""A site does what every kind of record does; so does each record kept beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing, standing_of
from tutela_web.places.sites.fact_kinds import COUNT, METHOD, SERVICE
from tutela_web.places.sites.kind import SITE
from tutela_web.places.sites.leaving_kind import READING
from tutela_web.places.sites.models import Site
from tutela_web.places.sites.population import Population, population_of
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.postgresql


def site_at(cast: Cast, name: str = "Osila camp", **more: Any) -> Site:
    """A camp in the North, as the adviser records it."""
    place = make.place(cast.mission, name, kind="site", area=cast.north)
    values = {"place": place, "kind": "camp", "classification": 1} | more
    return create_record(SITE, values, by=standing_of(cast.adviser, cast.mission))


def asked_by(client: Client, page: str) -> int:
    """How many queries a page asks."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


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


class OfSite:
    """What is kept beside a site."""

    def parent(self, cast: Cast) -> Site:
        return Site.objects.first() or site_at(cast)


class TestCount(OfSite, KindTests):
    kind = COUNT
    values = {  # noqa: RUF012
        "counted_on": make.TODAY,
        "who": "idp",
        "source": "DTM, round 14",
        "people": 310,
        "classification": 1,
    }
    changes = {"source": "DTM, round 14, corrected"}  # noqa: RUF012


class TestService(OfSite, KindTests):
    kind = SERVICE
    values = {  # noqa: RUF012
        "indicator": "water",
        "state": "gap",
        "found_on": make.TODAY,
        "source": "DTM, round 14",
        "classification": 1,
    }
    changes = {"said": "six litres a person"}  # noqa: RUF012


class TestMethod(OfSite, KindTests):
    kind = METHOD
    values = {  # noqa: RUF012
        "method": "watch",
        "since": make.TODAY,
        "source": "UN police, sector north",
        "classification": 1,
    }
    changes = {"words": "women and men of each block"}  # noqa: RUF012


class TestReading(OfSite, KindTests):
    kind = READING
    values = {  # noqa: RUF012
        "about": "return",
        "whither": "Koro",
        "read_on": make.TODAY,
        "safe": "no",
        "safe_why": "shots on the road each week",
        "classification": 1,
    }
    changes = {"whither": "Koro and Bel"}  # noqa: RUF012


def test_the_people_counted_at_a_site_are_the_people_of_its_place(cast: Cast, sign_in: Any) -> None:
    """A later count of everybody counts, with day and source; one of the displaced alone not."""
    site, by = site_at(cast), standing_of(cast.adviser, cast.mission)
    place = site.place
    place.population, place.population_on = 900, make.TODAY - timedelta(days=400)
    place.save()
    told = {"counted_on": make.TODAY, "classification": 1}
    some = {"who": "idp", "source": "DTM", "people": 310}
    create_record(COUNT, told | some, beside=site, by=by)
    assert population_of(by, place).people == 900
    everybody = {"who": "all", "source": "camp committee", "people": 30124}
    create_record(COUNT, told | everybody, beside=site, by=by)
    assert population_of(by, place) == Population(30124, make.TODAY, "camp committee")
    page = sign_in(cast.adviser).get(f"/m/luma/places/{place.pk}/").content.decode()
    assert "30124" in page and "camp committee" in page
