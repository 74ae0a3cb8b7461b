"""Bases and units do what every kind of record does; their lists are searched and taken away."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.capacity.kinds.base_kind import BASE
from tutela_web.capacity.kinds.unit_kind import UNIT
from tutela_web.capacity.models import Unit
from tutela_web.records import verbs as records


class TestBase(KindTests):
    kind = BASE
    values = {  # noqa: RUF012
        "name": "TOB Sera",
        "kind": "tob",
        "latitude": 7.5,
        "longitude": 30.5,
        "troops": 40,
        "opened": date(2018, 3, 1),
        "classification": 0,
    }
    changes = {"source": "the sector"}  # noqa: RUF012

    def test_its_list_is_of_what_stands_and_may_be_taken_as_a_table(
        self, cast: Cast, sign_in: Any
    ) -> None:
        make.base(cast.mission, "COB Acacia", code="a", kind="cob", closed=date(2018, 1, 1))
        make.base(cast.mission, "TOB Baobab", code="b", kind="tob", latitude=None, longitude=None)
        make.base(cast.mission, "TOB Cedar", code="c", retired=True)
        client = sign_in(cast.amina)

        def names(asked: str) -> list[str]:
            page = client.get(self.url("list") + asked).context["page"]
            return [base.name for base in page]

        assert names("") == ["TOB Baobab"]
        assert names("?when=closed") == ["COB Acacia"]
        assert names("?when=all&kind=tob") == ["TOB Baobab"]
        assert names("?retired=1") == ["TOB Cedar"]
        page = client.get(self.url("list") + "?retired=1").content.decode()
        assert reverse("capacity:bases_download", args=["luma", "csv"]) in page
        assert 'name="retired" value="1" checked' in " ".join(page.split())
        assert "1 base stands today" in page and reverse("capacity:units", args=["luma"]) in page
        assert 'class="is-unknown"' in client.get(self.url("list")).content.decode()


class TestUnit(KindTests):
    kind = UNIT
    values = {  # noqa: RUF012
        "name": "B Company",
        "able": True,
        "languages": ["French", "Arabic"],
        "women": 12,
        "classification": 0,
    }
    changes = {"current_task": "escorts"}  # noqa: RUF012

    def test_its_base_is_named_to_who_may_see_it(self, cast: Cast, sign_in: Any) -> None:
        base = make.base(cast.mission, "TOB Baobab", classification=2)
        unit = Unit(name="B Company", code="b-coy", base=base, classification=0)
        records.create(unit, mission=cast.mission, by=None)
        for who, named in ((cast["head_of_mission"], True), (cast.amina, False)):
            client = sign_in(who)
            for address in (self.url("list"), self.url("page", unit.pk)):
                assert ("Baobab" in client.get(address).content.decode()) is named
