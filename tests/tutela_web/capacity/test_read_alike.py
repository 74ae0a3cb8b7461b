"""Contingents answer the same scenarios; who reads the rules otherwise shows; what police may."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import at_desk
from tutela_web.base.errors import Denied
from tutela_web.capacity.caveats.kind import CAVEAT
from tutela_web.capacity.guidance.models import ScenarioAnswer
from tutela_web.capacity.guidance.scenario_kind import SCENARIO_ANSWER
from tutela_web.capacity.kinds.police_kind import POLICE_AUTHORITY
from tutela_web.capacity.models import Unit
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.strategy.drafting.verbs import open_strategy

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(databases=["default", "keys"])]

HOLDERS = ("force_commander", "police_commander", "chief_of_staff", "head_of_mission")
ANSWER = {"scenario": "market", "answer": "force", "answered_on": make.TODAY}


def company(cast: Cast, name: str, kind: str = "infantry") -> Unit:
    known = Unit.objects.filter(mission=cast.mission, code=name).first()
    unit = Unit(code=name, name=name, kind=kind, area=cast.north, able=True, classification=0)
    return known or records.create(unit, mission=cast.mission, by=None)


def page(client: Client, address: str) -> str:
    answered = client.get(address)
    assert answered.status_code == 200, address
    return unescape(answered.content.decode())


class TestScenarioAnswer(KindTests):
    kind = SCENARIO_ANSWER
    values = ANSWER | {"answered_by": "company commander"}
    changes = {"answered_by": "operations officer"}  # noqa: RUF012

    def writer_of(self, cast: Cast) -> Any:
        return cast["force_commander"]

    def check_readers(self, cast: Cast, sign_in: Any) -> None:
        """The commander's account is the commander's; others read it where they hold capacity."""
        record = self.made(cast, cast["force_commander"])
        here = self.url("page", record.pk)
        for who, person in cast.people.items():
            client = sign_in(person)
            assert client.get(here).status_code == (200 if who in HOLDERS else 404), who
            assert client.get(self.url("list")).status_code == (200 if who in HOLDERS else 404)
        with pytest.raises(Denied):
            self.create(at_desk(cast, "chief_of_staff"), None)
        with pytest.raises(Denied):
            self.create(at_desk(cast, "poc_adviser"), None)


class TestPoliceAuthority(KindTests):
    kind = POLICE_AUTHORITY
    values = {  # noqa: RUF012
        "allows": True,
        "ordered_by": "Police Commander",
        "source": "Directives on the use of force, paragraph 9",
        "stated_on": make.TODAY,
        "classification": 1,
    }
    changes = {"ordered_by": "Head of Mission"}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        return company(cast, "FPU 1", "Formed police unit")


def test_two_contingents_answer_otherwise_and_the_force_commander_reads_it(
    cast: Cast, sign_in: Any
) -> None:
    first, second = company(cast, "Coy A"), company(cast, "Coy B")
    new = "/m/luma/scenario-answers/new/"
    commander = sign_in(cast["force_commander"])
    sent = ANSWER | {"answered_by": "commander", "unit": first.pk}
    early = commander.post(new, sent)
    assert early.status_code == 400 and "has not answered this scenario" in early.content.decode()
    own = {name: value for name, value in sent.items() if name != "unit"}
    assert commander.post(new, own).status_code == 302
    assert commander.post(new, sent).status_code == 302
    listed = "/m/luma/scenario-answers/"
    assert "reads it otherwise" not in page(commander, listed)
    assert listed not in page(commander, "/m/luma/now/").partition("Rules read otherwise")[2]
    other = sent | {
        "unit": second.pk,
        "answer": "asks",
        "deters": "the capital wants to be called first",
    }
    assert commander.post(new, other).status_code == 302
    shown = page(commander, listed)
    assert shown.count("reads it otherwise") == 1
    assert shown.index("Coy B") < shown.index("Coy A"), "who differs stands first"
    assert "Armed men on motorcycles ride towards a market" in shown
    first_page = page(commander, "/m/luma/now/")
    assert "Rules read otherwise" in first_page and "riders at a market" in first_page
    police = sign_in(cast["police_commander"])
    assert "Rules read otherwise" not in page(police, "/m/luma/now/"), "they are troops"
    again = other | {"answer": "force", "answered_by": "operations officer"}
    assert commander.post(new, again).status_code == 302
    assert "reads it otherwise" not in page(commander, listed), "the latest answer counts"
    assert ScenarioAnswer.objects.count() == 4


def test_a_police_units_page_says_who_may_order_force(cast: Cast, sign_in: Any) -> None:
    unit, troops = company(cast, "FPU 1", "Formed police unit"), company(cast, "Coy A")
    here = f"/m/luma/units/{unit.pk}/"
    analyst = sign_in(cast["analyst"])
    assert "not known whether its directives allow force" in page(analyst, here)
    assert "Authority to use force" not in page(analyst, f"/m/luma/units/{troops.pk}/")
    head = sign_in(cast["police_commander"])
    new = f"{here}police-authority/new/"
    assert new in page(head, here)
    sent = {"allows": "True", "source": "Directive 9", "stated_on": make.TODAY, "classification": 1}
    unsaid = head.post(new, sent)
    assert unsaid.status_code == 400 and "who orders the force" in unsaid.content.decode()
    assert head.post(new, sent | {"ordered_by": "the Police Commander"}).status_code == 302
    told = page(analyst, here)
    assert "the Police Commander" in told and "Directive 9" in told
    assert new not in told
    of_troops = f"/m/luma/units/{troops.pk}/police-authority/new/"
    assert head.post(of_troops, sent | {"ordered_by": "x"}).status_code == 400


def test_caveats_stand_by_contributor_with_the_day_they_were_declared(
    cast: Cast, sign_in: Any
) -> None:
    unit, by = company(cast, "Coy A"), at_desk(cast, "force_commander")
    said = {"kind": "night", "wording": "no movement by night", "no_night": True}
    create_record(CAVEAT, said | {"declared_on": make.TODAY}, by=by, beside=unit)
    create_record(CAVEAT, said | {"wording": "CAPITALASKED"}, by=by, beside=unit)
    commander = sign_in(cast["force_commander"])
    here = "/m/luma/caveats/contributors/"
    assert here in page(commander, "/m/luma/units/")
    shown = page(commander, here)
    assert "CAPITALASKED" in shown and f"{make.TODAY:%Y}" in shown
    assert "not known" in shown
    assert "while it was drafted" not in shown
    chief = at_desk(cast, "chief_of_staff")
    strategy = open_strategy({"ahead_why": "asked for now", "title": "Strategy 1"}, by=chief)
    shown = page(sign_in(cast["head_of_mission"]), here)
    assert shown.count("while it was drafted") == 1, "the other has no day"
    assert f"drafts/{strategy.pk}/" in shown
    sector = sign_in(cast["sector_operations"])
    assert sector.get(here).status_code == 404 and here not in page(sector, "/m/luma/units/")
