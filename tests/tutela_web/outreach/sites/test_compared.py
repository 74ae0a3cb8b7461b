"""Sites side by side: what is known orders them, what is not known is said and never ranked."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.places.sites.test_site_kinds import site_at
from tutela_web.access.policy import standing_of
from tutela_web.places.sites import panels
from tutela_web.places.sites.fact_kinds import COUNT
from tutela_web.places.sites.models import Site
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.postgresql
PAGE = "/m/luma/outreach/sites/compared/"


def counted(cast: Cast, site: Site, people: int | None, cannot: int | None, day: int = 0) -> None:
    values = {
        "counted_on": make.TODAY - timedelta(days=day),
        "who": "all",
        "source": "DTM",
        "people": people,
        "cannot_flee": cannot,
        "classification": 1,
    }
    create_record(COUNT, values, beside=site, by=standing_of(cast.adviser, cast.mission))


def told_by(client: Client, page: str = PAGE) -> Any:
    answer = client.get(page)
    assert answer.status_code == 200
    return answer


def test_two_sites_are_laid_side_by_side_and_a_third_is_not_ranked(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    osila, koro, bel = (
        site_at(cast, name) for name in ("Osila camp", "Koro school", "Abel church")
    )
    make.base(cast.mission, "TOB Acacia", area=cast.north, latitude=7.15, longitude=30.2)
    make.risk(cast.mission, koro.place, by=cast.adviser, priority=3)
    make.risk(cast.mission, osila.place, by=cast.adviser, priority=1)
    counted(cast, osila, 310, 21, day=30)
    counted(cast, osila, 350, None)
    counted(cast, koro, 90, 3)
    monkeypatch.setattr(panels, "ABLE", [lambda standing, sites: {koro.pk: False}])
    adviser = sign_in(cast.adviser)

    compared = told_by(adviser).context["compared"]
    assert [row.site for row in compared.ranked] == [koro, osila], "critical stands first"
    assert [row.site for row in compared.unknown] == [bel], "no risk is known: it has no rank"
    first, second = compared.ranked
    assert (first.threat.word, first.threat.agreed, first.able) == ("critical", True, False)
    assert first.nearest.base.name == "TOB Acacia" and first.nearest.minutes > 0
    assert second.people == 350 and second.cannot_flee.cannot_flee == 21, "each by its last count"
    assert second.able is None
    page = unescape(told_by(adviser).content.decode())
    assert page.index("Koro school") < page.index("Osila camp") < page.index("Threat not known")
    assert "not able" in page

    taken = adviser.get("/m/luma/outreach/sites/compared.csv").content.decode("utf-8-sig")
    assert taken.startswith("Confidential"), "a file says how it is marked"
    assert "Koro school" in taken and "fewer than 5" in taken and ",3," not in taken
    assert "able" not in taken.replace("Unable", "").replace("unable", ""), "no perimeter leaves"
    assert "not ranked" in taken
    book = adviser.get("/m/luma/outreach/sites/compared.xlsx")
    assert book.status_code == 200 and book.content[:2] == b"PK"
    commander = sign_in(cast["unit_commander"])
    assert commander.get("/m/luma/outreach/sites/compared.csv").status_code == 404, (
        "who takes nothing away takes no list of sites"
    )
    assert told_by(commander).context["compared"].rows, "but he reads it, in his area"
    assert sign_in(cast.chen).get(PAGE).status_code == 404


def test_a_site_in_a_town_has_the_threat_of_the_town_and_says_so(cast: Cast, sign_in: Any) -> None:
    town = make.place(cast.mission, "Luma", kind="town", area=cast.north)
    church = site_at(cast, "Luma church")
    church.place.town = town
    church.place.save()
    make.risk(cast.mission, town, by=cast.adviser, priority=2)
    (row,) = told_by(sign_in(cast.adviser)).context["compared"].ranked
    assert row.threat.of_town and "of the town" in str(row.threat.basis)
    reader = sign_in(cast["drafter"])
    assert told_by(reader).context["compared"].rows[0].nearest is None, "he reads no bases"


def test_many_sites_ask_no_more_than_two(cast: Cast, sign_in: Any) -> None:
    adviser = sign_in(cast.adviser)
    make.base(cast.mission, "TOB Acacia", area=cast.north)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            told_by(adviser)
        return len(queries)

    for n in range(2):
        counted(cast, site_at(cast, f"Camp {n}"), 10, 7)
    few = asked()
    for n in range(2, 6):
        counted(cast, site_at(cast, f"Camp {n}"), 10, 7)
    assert asked() <= few
