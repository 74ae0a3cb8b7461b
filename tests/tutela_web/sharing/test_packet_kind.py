"""A packet for a partner: counts and no cases, approved by somebody else, held until a day."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.records.kinds import KindTests
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import Standing, standing_of
from tutela_web.partners.overview.kind import PARTNER
from tutela_web.partners.partner.models import Partner
from tutela_web.records.kind_verbs import create_record
from tutela_web.sharing.kind import PACKET
from tutela_web.sharing.models import SharePacket
from tutela_web.sharing.verbs import PacketInput, ask_packet

FIRST, LAST = date(2018, 10, 1), date(2018, 11, 30)
"""Whole months that are over: it is 31 December 2018."""

HARMLESS = {"approved": "yes", "traced": "no", "drawn": "no", "reprisals": "no"}
LIST = "/m/luma/sharing/packets/"


@pytest.fixture
def partner(cast: Cast) -> Partner:
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    values = {"name": "Protection Cluster", "kind": "ngo", "area": None, "classification": 1}
    made: Partner = create_record(PARTNER, values, by=chief)
    return made


def killings(cast: Cast, number: int, **fields: Any) -> None:
    batch = make.batch(cast.mission, cast.amina)
    day = {"date_start": date(2018, 11, 20), "date_end": date(2018, 11, 20)}
    fields = day | fields
    for _ in range(number):
        make.event(cast.mission, batch, area=cast.north, harm="killing", **fields)


def draw_up(browser: Any, partner: Partner, **changes: Any) -> SharePacket:
    """The page of a new packet, filled and saved."""
    form = {
        "partner": partner.pk,
        "purpose": "Monthly protection analysis",
        "since": FIRST.isoformat(),
        "until": LAST.isoformat(),
        "expires_on": (make.TODAY + timedelta(days=30)).isoformat(),
        "hazards": "on",
        "classification": 1,
    }
    answer = browser.post(f"{LIST}new/", form | changes)
    assert answer.status_code == 302, squeezed(answer.content.decode())
    return SharePacket.objects.latest("entered_at")


def content(browser: Any, packet: SharePacket) -> str:
    page = squeezed(browser.get(f"{LIST}{packet.pk}/").content.decode())
    return page.split('id="content"')[1].split('id="mosaic"')[0]


@pytest.mark.postgresql
def test_a_packet_is_approved_by_somebody_else_handed_over_and_destroyed(
    cast: Cast, partner: Partner, sign_in: Any
) -> None:
    killings(cast, 5)
    adviser, chief = sign_in(cast["poc_adviser"]), sign_in(cast["chief_of_staff"])
    packet = draw_up(adviser, partner)
    address = f"{LIST}{packet.pk}/"
    assert ">5<" in content(chief, packet)
    refused = adviser.post(f"{address}file/", follow=True).content.decode()
    assert "only an approved packet" in refused
    adviser.post(f"{address}decide/", HARMLESS | {"version": packet.version})
    packet.refresh_from_db()
    assert packet.state == "asked"  # who draws it up does not approve it
    chief.post(f"{address}decide/", HARMLESS | {"version": packet.version})
    file = adviser.post(f"{address}file/")
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    cells = {str(cell.value) for sheet in book for row in sheet for cell in row if cell.value}
    assert "Field Office North" in cells and "5" in cells
    assert any("Protection Cluster" in cell for cell in cells)
    packet.refresh_from_db()
    assert packet.digest in " ".join(cells)
    assert AuditEntry.objects.filter(act="export", subject_id=str(packet.pk)).exists()
    assert str(packet) in adviser.get(LIST).content.decode()
    chief.post(f"{address}recall/", {"why": "A source asked", "version": packet.version})
    assert "still holds" in adviser.get(address).content.decode()
    packet.refresh_from_db()
    adviser.post(f"{address}destroyed/", {"on": make.TODAY.isoformat(), "version": packet.version})
    assert "still holds" not in adviser.get(address).content.decode()


def test_what_points_to_few_is_hidden_and_stays_hidden_when_more_is_known(
    cast: Cast, partner: Partner, sign_in: Any
) -> None:
    killings(cast, 4)
    adviser, chief = sign_in(cast["poc_adviser"]), sign_in(cast["chief_of_staff"])
    first = draw_up(adviser, partner)
    shown = content(adviser, first)
    assert ">4<" not in shown and "–" in shown
    chief.post(f"{LIST}{first.pk}/decide/", HARMLESS | {"version": first.version})
    adviser.post(f"{LIST}{first.pk}/file/")
    killings(cast, 1)
    second = draw_up(adviser, partner)
    assert ">5<" not in content(adviser, second)  # five less a hidden count would say one was added


def hand_over(sign_in: Any, cast: Cast, packet: SharePacket) -> None:
    address = f"{LIST}{packet.pk}/"
    sign_in(cast["chief_of_staff"]).post(
        f"{address}decide/", HARMLESS | {"version": packet.version}
    )
    assert sign_in(cast["poc_adviser"]).post(f"{address}file/").status_code == 200


def test_a_later_packet_does_not_tell_by_one_more_what_became_known_meanwhile(
    cast: Cast, partner: Partner, sign_in: Any
) -> None:
    killings(cast, 8)
    adviser, chief = sign_in(cast["poc_adviser"]), sign_in(cast["chief_of_staff"])
    first = draw_up(adviser, partner)
    assert ">8<" in content(adviser, first)
    hand_over(sign_in, cast, first)
    killings(cast, 1)
    second = draw_up(adviser, partner)
    assert ">8<" in content(adviser, second) and ">9<" not in content(adviser, second)
    assert "1 count changed by fewer than 5" in squeezed(
        chief.get(f"{LIST}{second.pk}/").content.decode()
    )
    hand_over(sign_in, cast, second)
    killings(cast, 4)  # five more than was told
    assert ">13<" in content(adviser, draw_up(adviser, partner))


@pytest.mark.parametrize(
    ("since", "until", "then"),
    [
        ("2018-10-01", "2018-11-28", "ask from 2018-10-01 to 2018-10-31"),
        ("2018-10-15", "2018-11-30", "ask from 2018-11-01 to 2018-11-30"),
        ("2018-12-01", "2018-12-31", "wait until the month is over"),
    ],
)
def test_a_packet_counts_whole_months_only(
    cast: Cast, partner: Partner, sign_in: Any, since: str, until: str, then: str
) -> None:
    form = {
        "partner": partner.pk,
        "purpose": "Analysis",
        "since": since,
        "until": until,
        "expires_on": "2019-02-01",
        "classification": 1,
    }
    page = sign_in(cast["poc_adviser"]).post(f"{LIST}new/", form)
    words = squeezed(page.content.decode())
    assert page.status_code == 400 and "a packet counts whole months that are over" in words
    assert then in words and SharePacket.objects.count() == 0


def test_a_closed_record_leaves_no_trace_in_a_packet(
    cast: Cast, partner: Partner, sign_in: Any
) -> None:
    killings(cast, 5)
    adviser = sign_in(cast["human_rights"])
    before = draw_up(adviser, partner)
    make.incident(cast.mission, by=cast.amina, area=cast.north, harms=["killing"], classification=2)
    assert draw_up(adviser, partner).digest == before.digest


def test_a_period_that_lies_ahead_or_is_turned_is_refused_and_nothing_is_lost(
    cast: Cast, partner: Partner, sign_in: Any
) -> None:
    browser = sign_in(cast["poc_adviser"])
    day = make.TODAY.isoformat()
    form = {"partner": partner.pk, "purpose": "Analysis", "classification": 1, "expires_on": day}
    turned = {"since": day, "until": (make.TODAY - timedelta(days=9)).isoformat()}
    page = browser.post(f"{LIST}new/", form | turned)
    assert page.status_code == 400
    assert "the period ends before it begins" in page.content.decode()
    assert 'value="Analysis"' in page.content.decode()


class TestPacket(KindTests):
    pytestmark = pytest.mark.postgresql
    kind = PACKET
    values = {"purpose": "Monthly analysis", "classification": 1}  # noqa: RUF012
    changes = {"purpose": "Weekly analysis"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _with_a_partner(self, cast: Cast, partner: Partner) -> None:
        self.partner = partner

    def create(self, by: Standing, beside: Any) -> SharePacket:
        asked: PacketInput = {
            "partner": self.partner,
            "purpose": "Monthly analysis",
            "area": None,
            "since": FIRST,
            "until": LAST,
            "hazards": False,
            "expires_on": make.TODAY + timedelta(days=30),
            "classification": 1,
        }
        return ask_packet(asked, by=by)

    def sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "partner": self.partner.pk,
            "since": FIRST.isoformat(),
            "until": LAST.isoformat(),
            "expires_on": (make.TODAY + timedelta(days=30)).isoformat(),
            **values,
        }


def test_host_authorities_are_offered_and_given_no_packet(
    cast: Cast, partner: Partner, sign_in: Any
) -> None:
    adviser = sign_in(cast["poc_adviser"])
    Partner.objects.update(kind=Partner.Kind.HOST)
    assert "Protection Cluster" not in adviser.get(f"{LIST}new/").content.decode()
    values: Any = {"partner": partner, "classification": 1, "area": None}
    partner.refresh_from_db()
    with pytest.raises(BadParameter, match="no packet"):
        ask_packet(values, by=standing_of(cast["poc_adviser"], cast.mission))


def test_a_decision_is_preset_to_neither_and_the_history_says_what_became_of_it(
    cast: Cast, partner: Partner, sign_in: Any
) -> None:
    killings(cast, 5)
    packet = draw_up(sign_in(cast["poc_adviser"]), partner)
    chief, here = sign_in(cast["chief_of_staff"]), f"{LIST}{packet.pk}/"
    assert '<option value="" selected>choose</option>' in squeezed(chief.get(here).content.decode())
    unsaid = chief.post(f"{here}decide/", HARMLESS | {"approved": "", "version": packet.version})
    assert unsaid.status_code == 400
    chief.post(f"{here}decide/", HARMLESS | {"version": packet.version})
    page = squeezed(chief.get(here).content.decode())
    history = page.split('id="history"')[-1]
    assert "State" in history and "approved" in history
