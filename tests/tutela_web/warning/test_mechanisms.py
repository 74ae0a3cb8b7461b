"""Early warning mechanisms with outside parties: what each is told, whether it agreed, ties that go
one way; and the alert network of an area."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import at_desk, call
from tutela.warning.mechanisms import FAILED, NOT_KNOWN, ONE_SIDED, UNTESTED, weaknesses
from tutela_web.access.policy import standing_of
from tutela_web.records.kind_verbs import create_record
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.edition.models import Section
from tutela_web.warning.mechanisms.kinds import MECHANISM, PARTY
from tutela_web.warning.mechanisms.models import Mechanism, MechanismParty
from tutela_web.warning.models import Report

pytestmark = pytest.mark.postgresql
LINE = {
    "name": "Night line of the river road",
    "channels": ["text messages", "radio"],
    "owner": "Field office, duty officer",
    "test_days": 30,
    "classification": 1,
}
POLICE = {
    "kind": "host_force",
    "who": "District police, duty desk",
    "part": "Passes on what posts on the road report",
    "warns": True,
    "told": False,
    "classification": 1,
}


def line(cast: Cast, **fields: Any) -> Mechanism:
    by = standing_of(cast.adviser, cast.mission)
    return create_record(MECHANISM, LINE | {"area": cast.north} | fields, by=by)


class TestMechanism(KindTests):
    kind = MECHANISM
    values = LINE
    changes = {"owner": "Operations centre"}  # noqa: RUF012


class TestParty(KindTests):
    kind = PARTY
    values = POLICE
    changes = {"part": "Passes on what its patrols see"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _mechanism(self, cast: Cast) -> None:
        self.mechanism = line(cast)

    def parent(self, cast: Cast) -> Any:
        return self.mechanism


def test_section_e_names_each_mechanism_and_what_each_party_is_told(
    cast: Cast, sign_in: Any
) -> None:
    adviser = sign_in(cast.adviser)
    form = {
        "name": LINE["name"],
        "area": str(cast.north.pk),
        "channels": "text messages; radio",
        "owner": LINE["owner"],
        "tested_on": str(make.TODAY - timedelta(days=40)),
        "answered": "True",
        "test_days": "30",
        "classification": "1",
    }
    ahead = form | {"tested_on": str(make.TODAY + timedelta(days=1))}
    new = "/m/luma/network/mechanisms/new/"
    assert adviser.post(new, ahead).status_code == 400
    page = adviser.post(new, form)["Location"]
    add = f"{page}party/"
    assert add in adviser.get(page).content.decode()
    party = {
        "kind": "host_force",
        "who": "District police, duty desk",
        "part": "Passes on what posts report",
        "warns": "True",
        "told": "True",
        "told_what": "",
        "agreed": "partly",
        "agreed_on": str(make.TODAY),
        "tested_on": "",
        "answered": "",
        "classification": "1",
    }
    assert adviser.post(add, party).status_code == 400, "what it is told is to be said"
    assert adviser.post(add, party | {"told": "False"}).status_code == 302
    told = party | {
        "kind": "community",
        "who": "Women's association",
        "told_what": "When a patrol comes",
        "tested_on": str(make.TODAY),
        "answered": "True",
    }
    assert adviser.post(add, told).status_code == 302

    open_strategy({"title": "Luma"}, by=at_desk(cast, "drafter"))
    section = Section.objects.get(letter="E")
    drafter = sign_in(cast["drafter"])
    page_e = text_of(drafter.get(f"/m/luma/strategy/drafts/sections/{section.pk}/"))
    assert "Night line of the river road" in page_e and "test due" in page_e
    police = page_e.split("District police, duty desk")[1].split("Women's association")[0]
    women = page_e.split("Women's association")[1]
    if page_e.index("Women's association") < page_e.index("District police"):
        women = women.split("District police")[0]
    assert "one-sided" in police and "not tested in time" in police
    assert "It is told: nothing" in police and "agreed in part" in police
    assert "When a patrol comes" in women and "one-sided" not in women
    assert MechanismParty.objects.get(kind="community").weak_in(make.TODAY) == ()


def test_an_area_shows_its_communities_bases_parties_and_what_each_channel_brought_in(
    cast: Cast, sign_in: Any
) -> None:
    heard = make.place(cast.mission, "Luma", area=cast.north, latitude=7.1, longitude=30.2)
    make.place(cast.mission, "Nyal", area=cast.north, kind="village")
    make.contact(cast.mission, place=heard, area=cast.north)
    near = {"latitude": 7.12, "longitude": 30.2}
    make.base(cast.mission, "COB Acacia", area=cast.north, **near)
    make.base(cast.mission, "Sector base", area=cast.north, latitude=7.9, longitude=30.9)
    create_record(PARTY, POLICE, beside=line(cast), by=at_desk(cast, "poc_adviser"))
    elsewhere = line(cast, area=cast.south, name="Line of the south")
    create_record(PARTY, POLICE, beside=elsewhere, by=at_desk(cast, "poc_adviser"))
    alert = call(cast, place=heard)
    Report.objects.filter(alert=alert).update(channel="sms")
    adviser = sign_in(cast.adviser)
    network = adviser.get("/m/luma/network/").content.decode()
    assert "/m/luma/network/areas/north/" in network
    page = text_of(adviser.get("/m/luma/network/areas/north/"))
    assert "Communities no channel reaches Nyal" in page
    assert "A text message 1 1" in page and "A call 0 0 nothing came" in page
    row = page.split("Told by Nearest base")[1].split("Luma")[1]
    assert "a text message" in row and "COB Acacia 2 km as the crow flies" in row
    assert "Night line of the river road" in page and "Line of the south" not in page
    assert "one-sided" in page and "District police" in page

    head = sign_in(cast.hofo)
    assert head.get("/m/luma/network/areas/south/").status_code == 404
    assert head.get("/m/luma/network/areas/north/").status_code == 200
    assert sign_in(cast.boris).get("/m/luma/network/areas/north/").status_code == 404


def test_an_area_of_many_communities_is_read_in_as_many_questions(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        make.place(cast.mission, f"Village {n}", area=cast.north, kind="village")
        create_record(
            PARTY, POLICE, beside=line(cast, name=f"Line {n}"), by=at_desk(cast, "poc_adviser")
        )
    adviser = sign_in(cast.adviser)
    with django_assert_max_num_queries(60):
        assert adviser.get("/m/luma/network/areas/north/").status_code == 200


days = st.dates(date(2018, 1, 1), date(2018, 12, 31))
maybe = st.none() | st.booleans()


@given(maybe, maybe, st.none() | days, maybe)
def test_what_nobody_said_is_not_known_and_never_one_sided(
    warns: bool | None, told: bool | None, tested: date | None, answered: bool | None
) -> None:
    weak = weaknesses(warns, told, tested_on=tested, answered=answered, on=date(2018, 12, 31))
    assert (NOT_KNOWN in weak) == (warns is None or told is None)
    assert not (NOT_KNOWN in weak and ONE_SIDED in weak)
    assert not (UNTESTED in weak and FAILED in weak), "an old test says nothing of today"
    assert (tested is None) <= (UNTESTED in weak)
