"""A partner's account is shown what the contact its organisation accepts allows, and what it was
given, to the digit."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.sharing.test_packet_kind import HARMLESS, LIST, draw_up, killings
from tutela.base.errors import BadParameter
from tutela_web.access.devices import verbs as devices
from tutela_web.access.models import Post
from tutela_web.access.policy import standing_of
from tutela_web.partners.overview.kind import PARTNER
from tutela_web.partners.partner.models import Partner
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.sharing.models import SharePacket
from tutela_web.strategy.disseminating.queries import unreached_recipients
from tutela_web.strategy.disseminating.verbs import decide_recipient
from tutela_web.strategy.drafting.verbs import open_strategy

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

TRENDS = "/m/luma/trends/"


@pytest.fixture
def medics(cast: Cast) -> Partner:
    """An independent organisation whose post here the partner of the cast holds."""
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    post = Post.objects.get(mission=cast.mission, role="partner")
    values = {"name": "Medics", "kind": "ngo", "depth": "joint", "post": post}
    made: Partner = create_record(PARTNER, values | {"classification": 1}, by=chief)
    return made


def goes_along(cast: Cast, partner: Partner, depth: str) -> None:
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    partner.refresh_from_db()
    edit_record(PARTNER, partner, {"depth": depth}, version=partner.version, by=chief)


def body(browser: Any, address: str = TRENDS) -> str:
    said = squeezed(browser.get(address).content.decode())
    return said.split("<main", 1)[1].split("</main>")[0]


def test_an_account_follows_the_depth_of_contact_its_organisation_accepts(
    cast: Cast, medics: Partner, sign_in: Any
) -> None:
    place = make.place(cast.mission, "Luma", latitude=7.14, longitude=30.21)
    make.risk(cast.mission, place, reason="said by the elders", by=cast["head_of_mission"])
    guest = sign_in(cast["partner"])
    _device, token = devices.make(cast["partner"], name="QGIS")
    layer = "/api/ogc/luma/collections/hazards/items"
    asked = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    joint = body(guest)
    assert "Luma" in joint and "Field Office North" in joint
    assert "Luma" in guest.get(layer, **asked).content.decode()
    goes_along(cast, medics, "consulted")
    consulted = body(guest)
    assert "Luma" not in consulted and "Field Office North" in consulted
    assert "consulted only" in consulted
    assert "Luma" not in guest.get(layer, **asked).content.decode(), "by a program neither"
    goes_along(cast, medics, "none")
    shut = body(guest)
    assert "Field Office North" not in shut and "accepts no contact" in shut
    make.role(cast.mission, "analyst", cast["partner"])
    assert "Field Office North" in body(guest), "a role of the mission reads what it reads"


def test_what_was_shared_stands_on_the_account_as_it_was_approved(
    cast: Cast, medics: Partner, sign_in: Any
) -> None:
    killings(cast, 7)
    adviser, chief = sign_in(cast["poc_adviser"]), sign_in(cast["chief_of_staff"])
    guest = sign_in(cast["partner"])
    packet = draw_up(adviser, medics)
    page = f"{LIST}{packet.pk}/given/"
    chief.post(f"{LIST}{packet.pk}/decide/", HARMLESS | {"version": packet.version})
    assert guest.get(page).status_code == 404, "approved, and not handed over"
    adviser.post(f"{LIST}{packet.pk}/file/")
    killings(cast, 30)
    packet = SharePacket.objects.get()
    assert page in body(guest)
    told = body(guest, page)
    assert ">7<" in told and ">37<" not in told and packet.digest in told
    assert "finer" not in told and "point to fewer" not in told
    goes_along(cast, medics, "none")
    assert ">7<" in body(guest, page), "what was given stands whatever it accepts today"
    for who in ("analyst", "head_of_mission", "field_reporter"):
        assert sign_in(cast[who]).get(page).status_code == 404, who
    chief.post(f"{LIST}{packet.pk}/recall/", {"why": "A source asked", "version": packet.version})
    assert guest.get(page).status_code == 404 and str(packet) not in body(guest)


def test_who_accepts_no_contact_is_given_neither_strategy_nor_packet(
    cast: Cast, medics: Partner, sign_in: Any
) -> None:
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    strategy = open_strategy({"ahead_why": "Asked", "title": "Protection in Luma"}, by=chief)
    assert "Medics" in [one.name for one in unreached_recipients(chief, strategy)]
    goes_along(cast, medics, "none")
    assert "Medics" not in [one.name for one in unreached_recipients(chief, strategy)]
    decided = {
        "who": "MEDICS",
        "kind": "un",
        "gives": "summary",
        "political": "low",
        "operational": "low",
        "why": "They run the clinic",
    }
    with pytest.raises(BadParameter, match="so much contact"):
        decide_recipient(strategy, decided, by=chief)
    post = Post.objects.get(mission=cast.mission, role="partner")
    with pytest.raises(BadParameter, match="so much contact"):
        decide_recipient(strategy, decided | {"who": "Their doctors", "post": post}, by=chief)
    assert decide_recipient(strategy, decided | {"gives": "nothing"}, by=chief).gives == "nothing"
    with pytest.raises(AssertionError, match="so much contact"):
        draw_up(sign_in(cast["poc_adviser"]), medics)
