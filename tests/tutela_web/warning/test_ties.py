"""A contact of the network, the advice a partner gave before, and the part it stands for."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.places.profile.kinds import ROLE
from tutela_web.places.profile.models import CommunityRole
from tutela_web.places.profile.verbs import note_advice
from tutela_web.records.kind_verbs import create_record
from tutela_web.warning.models import NetworkContact

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(databases=["default", "keys"])]

TAKEN = {
    "part": "warn",
    "state": "accepted",
    "bound": "informal",
    "consulted_on": make.TODAY,
    "reached": ["women"],
    "consent": "given",
    "review_on": make.TODAY,
    "seen_with_us": "no",
    "reprisal": "unknown",
    "drawn_on_others": "no",
    "could_refuse": "yes",
    "classification": 0,
}
NO_ADVICE = "No partner's advice before contact with this community is recorded"


def test_a_contact_asks_for_advice_and_waits_for_none(cast: Cast, sign_in: Any) -> None:
    """What a partner advised stands beside the contact; where nobody was asked it is said, and the
    contact is made all the same."""
    nalo = make.place(cast.mission, "Nalo", area=cast.north, kind="village")
    head = sign_in(cast.hofo)
    sent = {
        "person": "Sample A. Listener",
        "phone": "+000000001",
        "channels": ["call"],
        "prefers": "call",
        "delay_minutes": "0",
        "test_days": "7",
        "introduced_by": "none here",
        "source_risk": "low",
        "consent": "on",
        "place_said": "Nalo",
    }
    made = head.post("/m/luma/network/new/", sent, follow=True)
    assert NO_ADVICE in unescape(made.content.decode())
    contact = NetworkContact.objects.get(place=nalo)
    page = f"/m/luma/network/{contact.pk}/"
    assert "in an emergency call all the same" in said(head, page)
    assert head.post(f"{page}test/", {"answered": "yes"}).status_code == 302
    by = standing_of(cast.hofo, cast.mission)
    note_advice(nalo, "visit", "Nurses", make.TODAY, "Come on foot", by=by)
    assert NO_ADVICE in said(head, page), "advice before another contact is not this advice"
    note_advice(nalo, "channel", "Nurses", make.TODAY, "Ring after the harvest", by=by)
    assert NO_ADVICE not in said(head, page) and "Ring after the harvest" in said(head, page)
    assert "Nurses" not in said(head, page)


def test_an_informal_part_is_tied_to_a_contact_of_the_same_community(
    cast: Cast, sign_in: Any
) -> None:
    nalo = make.place(cast.mission, "Nalo", area=cast.north, kind="village")
    hill = make.place(cast.mission, "Hill", area=cast.north, kind="village")
    by, head = standing_of(cast.hofo, cast.mission), sign_in(cast.hofo)
    part: CommunityRole = create_record(ROLE, TAKEN, by=by, beside=nalo)
    contact = make.contact(cast.mission, place=nalo, area=cast.north, pseudonym="C-0001")
    other = make.contact(cast.mission, place=hill, area=cast.north, pseudonym="C-0002")
    beside = f"/m/luma/network/parts/{part.pk}/"
    assert beside in said(head, f"/m/luma/places/community-roles/{part.pk}/")
    assert "no contact of the network is recorded as standing for it" in said(head, beside)
    assert tie(head, other, part).status_code == 302
    other.refresh_from_db()
    assert other.part is None, "it is of another community"
    assert tie(head, contact, part).status_code == 302
    assert "informal understanding" in said(head, f"/m/luma/network/{contact.pk}/")
    assert "stands for it" in said(head, beside)
    for who in ("analyst", "head_of_mission", "unit_commander"):
        assert sign_in(cast[who]).get(beside).status_code == 404, who
        assert "C-0001" not in said(
            sign_in(cast[who]), f"/m/luma/places/community-roles/{part.pk}/"
        )


def tie(client: Client, contact: NetworkContact, part: CommunityRole) -> Any:
    sent = {"version": contact.version, "part": str(part.pk)}
    return client.post(f"/m/luma/network/{contact.pk}/part/", sent)


def said(client: Client, address: str) -> str:
    return " ".join(unescape(client.get(address).content.decode()).split())
