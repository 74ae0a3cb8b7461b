"""A survivor is referred or not, by their own consent; a refusal stops nothing that helps them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tutela_web.incidents.models import ClosedIncident, SurvivorReferral

pytestmark = pytest.mark.postgresql

DAY = make.TODAY.isoformat()


@pytest.fixture
def part(cast: Cast) -> ClosedIncident:
    return make.closed_incident(cast.mission, "crsv", harms=["crsv"], area=cast.north)


def here(part: ClosedIncident) -> str:
    return f"/m/luma/compartments/incidents/{part.pk}/"


def refer(browser: Any, part: ClosedIncident, **said: str) -> str:
    form = {"referred": "yes", "on": DAY, "consent": "given", "purpose": "referral"}
    answer = browser.post(f"{here(part)}referral/", form | {"said_on": DAY} | said, follow=True)
    assert answer.status_code == 200
    return squeezed(answer.content.decode())


def test_consent_goes_with_the_referral_and_is_withdrawn(
    cast: Cast, sign_in: Any, part: ClosedIncident
) -> None:
    adviser = sign_in(cast["women_protection_adviser"])
    assert "no referral recorded" in squeezed(adviser.get(here(part)).content.decode())
    page = refer(adviser, part)
    assert "given" in page and "referral to a service" in page and "no referral" not in page
    one = SurvivorReferral.objects.get()
    assert (one.referred, one.on, one.said_on, one.holds) == (True, make.TODAY, make.TODAY, True)
    address = f"{here(part)}referral/{one.pk}/withdraw/"
    page = squeezed(adviser.post(address, follow=True).content.decode())
    one.refresh_from_db()
    assert one.withdrawn_on == make.TODAY and not one.holds and "withdrawn" in page
    again = squeezed(adviser.post(address, follow=True).content.decode())
    assert "the person has not agreed to this" in again.lower()


@pytest.mark.parametrize(
    ("role", "compartment", "harm"),
    [
        ("child_protection_adviser", "mrm", "child recruitment/use"),
        ("human_rights", "detention", "arbitrary detention"),
    ],
)
def test_a_refusal_is_recorded_and_stops_nothing(
    cast: Cast, sign_in: Any, role: str, compartment: str, harm: str
) -> None:
    part = make.closed_incident(cast.mission, compartment, harms=[harm], area=cast.north)
    rights = sign_in(cast[role])
    page = refer(rights, part, consent="refused")
    assert "a survivor who refused is not referred" in page.lower()
    assert not SurvivorReferral.objects.exists()
    page = refer(rights, part, referred="no", consent="refused")
    assert "not referred" in page and "refused" in page
    page = refer(rights, part, consent="not_asked", said_on="")  # carried to a clinic, not awake
    assert "not asked: not agreed" in page
    assert SurvivorReferral.objects.count() == 2
    late = (make.TODAY + timedelta(days=2)).isoformat()
    assert "future" in refer(rights, part, on=late) and "day" in refer(rights, part, said_on="")
    assert SurvivorReferral.objects.count() == 2


def test_nobody_outside_the_compartment_learns_of_it(
    cast: Cast, sign_in: Any, part: ClosedIncident
) -> None:
    refer(sign_in(cast["women_protection_adviser"]), part)
    one = SurvivorReferral.objects.get()
    for other in ("child_protection_adviser", "head_of_field_office", "force_commander"):
        visitor = sign_in(cast[other])
        assert visitor.get(here(part)).status_code == 404
        assert visitor.post(f"{here(part)}referral/", {"referred": "yes"}).status_code == 404
        assert visitor.post(f"{here(part)}referral/{one.pk}/withdraw/").status_code == 404
    make.grant(cast.mission, cast.amina, "crsv", by=cast["head_of_mission"])
    reader = sign_in(cast.amina)  # reads the compartment by a grant, and is not its adviser
    assert "Record a referral" not in reader.get(here(part)).content.decode()
    assert reader.post(f"{here(part)}referral/", {"referred": "no"}).status_code in (302, 403)
    assert SurvivorReferral.objects.count() == 1
