"""What is done where a contact does not answer: a kind of record, on its community and alerts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import call
from tutela_web.access.models import Person
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.records import verbs as records
from tutela_web.warning.models import NetworkFallback
from tutela_web.warning.network.fallback_kind import FALLBACK


class TestFallback(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = FALLBACK
    values = {  # noqa: RUF012
        "order": 1,
        "way": "office",
        "whom": "head teacher",
        "classification": 1,
    }
    changes = {"whom": "the clinic"}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        return make.place(cast.mission, f"Luma {NetworkFallback.objects.count()}", area=cast.north)

    def reader_of(self, cast: Cast) -> Person:
        """Who reads contacts keeps them; a role alone reads only."""
        person = Person.objects.filter(username="nadia").first() or make.person("nadia")
        make.role(cast.mission, "joc_duty_officer", person)
        return person


def test_a_call_shows_whom_to_ask_next_and_who_is_near_enough(cast: Cast, sign_in: Any) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    contact = make.contact(cast.mission, place=luma, area=cast.north)
    near = make.base(
        cast.mission,
        "COB Acacia",
        area=cast.north,
        latitude=7.12,
        longitude=30.2,
        duty_number="+211 000 7",
    )
    far = make.base(cast.mission, "Sector base", area=cast.north, latitude=7.9, longitude=30.9)
    for code, base, able in (("a", near, False), ("b", near, True), ("c", far, True)):
        unit = Unit(code=code, name=f"{code.upper()} Company", base=base, able=able)
        unit.area, unit.classification = cast.north, 0
        records.create(unit, mission=cast.mission, by=None)
    adviser = sign_in(cast.adviser)
    new = f"/m/luma/places/{luma.pk}/fallbacks/new/"
    sent = {"order": 1, "way": "office", "whom": "head teacher", "classification": 1}
    number = adviser.post(new, sent | {"whom": "+211 900 111 222"})
    assert number.status_code == 400 and not NetworkFallback.objects.exists()
    ahead = str(clock.today(cast.mission) + timedelta(days=1))
    assert adviser.post(new, sent | {"tested_on": ahead}).status_code == 400
    assert adviser.post(new, sent | {"after_minutes": 20}).status_code == 302
    adviser.post(new, sent | {"order": 2, "way": "patrol", "whom": ""})
    alert = call(cast, place=luma)
    desk = sign_in(cast["joc_duty_officer"])
    page = squeezed(desk.get(f"/m/luma/alerts/{alert.pk}/").content.decode())
    panel = page.split('id="fallback"')[1].split("</ol>")[0]
    assert panel.index("head teacher") < panel.index("patrol that looks")
    assert "after 20 minutes" in panel and "never tested" in panel
    nearest = page.split('id="responder"')[1].split("</section>")[0]
    assert "B Company" in nearest and "+211 000 7" in nearest
    assert "A Company" not in nearest and "C Company" not in nearest
    community = squeezed(desk.get(f"/m/luma/places/{luma.pk}/").content.decode())
    assert "head teacher" in community
    for who in ("analyst", "human_rights"):  # they read alerts and places, and no contacts
        reader = sign_in(cast[who])
        assert "head teacher" not in reader.get(f"/m/luma/alerts/{alert.pk}/").content.decode()
        assert "head teacher" not in reader.get(f"/m/luma/places/{luma.pk}/").content.decode()
    assert str(contact) not in page.split('id="fallback"')[1].split("</ol>")[0]
    bare = call(cast, place=make.place(cast.mission, "Nyal", area=cast.north))
    page = desk.get(f"/m/luma/alerts/{bare.pk}/").content.decode()
    assert "none is set" in page and "nobody knows whom to ask" in page
