"""Armed men, weapons, recruitment in a site: each is an incident, and the site's page says so."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.places.sites.test_site_kinds import site_at
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.incidents.models import Incident
from tutela_web.outreach.sites.character_kind import SIGN
from tutela_web.outreach.sites.models import CharacterSign
from tutela_web.places.sites.models import Site
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.postgresql


def seized(mission: Mission) -> Incident:
    return Incident.objects.first() or make.incident(mission, "Rifles found in block C")


class TestSign(KindTests):
    kind = SIGN
    values = {  # noqa: RUF012
        "sign": "weapons",
        "seen_on": make.TODAY,
        "source": "UN police",
        "classification": 1,
    }
    changes = {"source": "UN police, sector north"}  # noqa: RUF012

    def parent(self, cast: Cast) -> Site:
        return Site.objects.first() or site_at(cast)

    def create(self, by: Standing, beside: Any) -> CharacterSign:
        values = {**self.values, "incident": seized(by.mission)}
        return create_record(self.kind, values, by=by, beside=beside)

    def sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        incident = seized(Mission.objects.get(code="luma"))
        return super().sent(values) | {"incident": incident.pk}


def test_a_sign_is_read_from_both_sides_and_only_by_who_reads_the_incident(
    cast: Cast, sign_in: Any
) -> None:
    site = site_at(cast)
    incident = make.incident(
        cast.mission, "Rifles found in block C", place=site.place, area=cast.north, classification=2
    )
    older = make.incident(cast.mission, "Shots at the fence", place=site.place, area=cast.north)
    adviser, chief = sign_in(cast.adviser), sign_in(cast["chief_of_staff"])
    form = {"sign": "weapons", "seen_on": str(make.TODAY), "source": "UN police"}
    new = f"/m/luma/outreach/sites/{site.pk}/signs/new/"
    told = adviser.post(new, form | {"incident": str(incident.pk), "classification": "1"})
    assert told.status_code == 400, "what he may not read he cannot link"
    told = adviser.post(new, form | {"incident": str(older.pk), "classification": "1"})
    assert told.status_code == 302, told.content.decode()
    sign = CharacterSign.objects.get()
    beside = f"/m/luma/outreach/sites/{site.pk}/character/"
    assert beside in adviser.get(f"/m/luma/places/sites/{site.pk}/").content.decode()
    page = unescape(chief.get(beside).content.decode())
    assert "weapons" in page and "Shots at the fence" in page
    page = unescape(chief.get(f"/m/luma/incidents/{older.pk}/").content.decode())
    assert "Osila camp" in page and f"/m/luma/places/sites/{site.pk}/" in page
    Incident.objects.filter(pk=older.pk).update(classification=2)
    page = unescape(adviser.get(beside).content.decode())
    assert "weapons" not in page, "an incident marked higher takes its sign with it"
    assert adviser.get(f"/m/luma/outreach/sites/signs/{sign.pk}/").status_code == 404
