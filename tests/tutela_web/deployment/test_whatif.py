"""What if, through its page: a night loses a village, a caveat has its price."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.deployment.weighed import need_at
from tests.tutela_web.html import words_of
from tutela_web.access.models import AuditEntry, Person
from tutela_web.capacity.models import Base, Caveat, Unit, UnitReadiness
from tutela_web.capacity.reach.surfaces import make_surfaces
from tutela_web.crisis.models import HrddpFile
from tutela_web.deployment.whatif import views
from tutela_web.places.models import Place
from tutela_web.records import verbs as records

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Person], Client]
PAGE = "/m/luma/means/what-if/"


def unit(cast: Cast, name: str, base: Base, **fields: Any) -> Unit:
    fields = {"code": name.lower().replace(" ", "-"), "able": True, "classification": 0} | fields
    made = Unit(name=name, base=base, area=base.area, **fields)
    return records.create(made, mission=cast.mission, by=None)


def caveat(cast: Cast, of: Unit, **fields: Any) -> Caveat:
    fields = {"kind": "night", "wording": "No movement by night", "status": "declared"} | fields
    made = Caveat(unit=of, area=of.area, compartment="capacity", classification=1, **fields)
    return records.create(made, mission=cast.mission, by=None)


def luma(cast: Cast, **fields: Any) -> Place:
    return make.place(cast.mission, "Luma", area=cast.north, population=4400, **fields)


def company(cast: Cast) -> Unit:
    """At TOB Acacia, fifteen kilometres from Luma: able, and by night as well unless barred."""
    made = unit(cast, "A Company", make.base(cast.mission, area=cast.north))
    ready = {"unit": made, "compartment": "capacity", "classification": 1, "night": True}

    records.create(UnitReadiness(**ready), mission=cast.mission, by=None)
    return made


def hrefs(page: str) -> list[str]:
    """Where the links of a page lead."""
    return [unescape(one) for one in re.findall(r'href="([^"]*)"', page)]


def part(page: str, panel: str) -> str:
    """The words of one panel of a page."""
    return words_of(page.split(f'id="{panel}"', 1)[1].split("</section>", 1)[0])


def test_a_night_setting_loses_a_village_and_dropping_the_caveat_brings_it_back(
    cast: Cast, sign_in: SignIn
) -> None:
    place, made = luma(cast), company(cast)
    barred = caveat(cast, made, no_night=True)
    make_surfaces(cast.mission)
    commander = sign_in(cast["force_commander"])
    day = commander.get(PAGE).content.decode()
    assert "4,400" in part(day, "reached") and "4,400" not in part(day, "prices")
    night = commander.get(PAGE, {"light": "night"}).content.decode()
    prices = part(night, "prices")
    assert "Caveat of A Company" in prices and "no movement by night" in prices
    assert "4,400" in prices
    assert str(place.pk) not in night.split('id="gained"')[1].split("</section>")[0]
    without = commander.get(PAGE, {"light": "night", "drop": str(barred.pk)}).content.decode()
    assert "Luma" in part(without, "gained")
    assert "without a caveat of A Company" in part(without, "setting")
    read = AuditEntry.objects.filter(act="read", kind="caveat")
    assert read.exists()


def test_a_base_that_closes_loses_its_community_with_an_owner_or_none(
    cast: Cast, sign_in: SignIn
) -> None:
    luma(cast)
    make.place(cast.mission, "Bel", latitude=7.25, longitude=30.35, population=90)
    made = company(cast)
    make_surfaces(cast.mission)
    commander = sign_in(cast["force_commander"])
    closed = commander.get(PAGE, {"close": str(made.base_id)}).content.decode()
    assert "Luma" in part(closed, "lost") and "Bel" in part(closed, "lost")
    losses = part(closed, "losses")
    assert "head of field office" in losses and "no owner: name one" in losses
    moved = commander.get(PAGE, {"unit": str(made.pk), "to": str(Place.objects.get(name="Bel").pk)})
    assert "A Company moved to Bel" in part(moved.content.decode(), "setting")
    assert "Bel" not in part(moved.content.decode(), "lost")


def test_a_cut_road_a_strange_id_and_a_host_force_without_diligence(
    cast: Cast, sign_in: SignIn
) -> None:
    place, made = luma(cast), company(cast)
    make_surfaces(cast.mission)
    commander = sign_in(cast["force_commander"])
    cut = commander.get(PAGE, {"cut": str(place.pk)}).content.decode()
    assert "road cut at Luma" in part(cut, "setting") and "Road cut at Luma" in part(cut, "prices")
    strange = commander.get(PAGE, {"drop": str(place.pk), "close": "nobody", "hours": "99"})
    assert strange.status_code == 200
    assert "As today" in part(strange.content.decode(), "setting")
    force = commander.get(PAGE, {"force": str(made.pk), "at": str(made.base_id)})
    assert force.status_code == 400
    assert "its due diligence is not cleared" in words_of(force.content.decode())


def test_who_does_not_hold_the_compartment_finds_no_page(cast: Cast, sign_in: SignIn) -> None:
    company(cast)
    for who in (cast.amina, cast.hofo, cast["joc_duty_officer"], cast.chen):
        assert sign_in(who).get(PAGE).status_code == 404


def test_without_travel_times_nothing_is_reckoned(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast["head_of_mission"]).get(PAGE)
    assert page.status_code == 200 and "travel times are not made yet" in page.content.decode()


def test_the_page_asks_the_same_queries_for_any_number_of_places(
    cast: Cast, sign_in: SignIn
) -> None:
    made = company(cast)
    luma(cast)
    make_surfaces(cast.mission)
    commander, closed = sign_in(cast["force_commander"]), {"close": str(made.base_id)}

    def asked() -> int:
        commander.get(PAGE, closed)
        with CaptureQueriesContext(connection) as few:
            assert commander.get(PAGE, closed).status_code == 200
        return len(few)

    before = asked()
    for number in range(25):
        make.place(cast.mission, f"Village {number}", latitude=7.1 + number / 500, area=cast.north)
    assert asked() == before


def test_from_a_caveat_one_sees_what_would_be_without_it(cast: Cast, sign_in: SignIn) -> None:
    luma(cast)
    barred = caveat(cast, company(cast), no_night=True)
    make_surfaces(cast.mission)
    commander = sign_in(cast["force_commander"])
    page = commander.get(reverse("capacity:caveat", args=["luma", barred.pk])).content.decode()
    (leads,) = [one for one in hrefs(page) if "what-if" in one and "drop" in one]
    assert "Luma" in part(commander.get(leads).content.decode(), "gained")


def test_the_place_of_a_need_is_offered_however_many_villages_stand_before_it_by_name(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    company(cast)
    need_at(cast, luma(cast))
    for number in range(3):
        at = {"latitude": 7.1 + number / 50, "kind": "village"}
        make.place(cast.mission, f"Abil {number}", area=cast.north, **at)
    make_surfaces(cast.mission)
    monkeypatch.setattr(views, "MOST_CHOICES", 2)
    offered = sign_in(cast["force_commander"]).get(PAGE).context["choices"]["cut"]
    assert [name for _pk, name, _of in offered] == ["Luma", "Abil 0"]


def test_a_host_force_is_chosen_on_the_page_by_who_holds_its_due_diligence(
    cast: Cast, sign_in: SignIn
) -> None:
    luma(cast)
    made = company(cast)
    make_surfaces(cast.mission)
    of_force = {"unit_name": "Brigade 9", "risk": "low", "compartment": "hrddp"}
    file = records.create(
        HrddpFile(status="support", classification=2, **of_force), mission=cast.mission, by=None
    )
    commander = sign_in(cast["force_commander"])
    assert 'name="force"' not in commander.get(PAGE).content.decode()
    make.grant(cast.mission, cast["force_commander"], "hrddp", cast["chief_of_staff"])
    page = commander.get(PAGE).content.decode()
    assert 'name="force"' in page and "Brigade 9" in page
    asked = {"force": str(file.pk), "at": str(made.base_id)}
    counted = commander.get(PAGE, asked).content.decode()
    assert "Brigade 9 counted at TOB Acacia" in part(counted, "setting")


def test_who_plans_moves_is_told_whom_to_ask_for_the_compartment(
    cast: Cast, sign_in: SignIn
) -> None:
    """F7: the adviser, who writes the strategy, found no page and no word why."""
    company(cast)
    told = sign_in(cast.adviser).get(PAGE)
    assert told.status_code == 403 and "ask the Chief of Staff" in told.content.decode()
    assert "B Company" not in told.content.decode()
