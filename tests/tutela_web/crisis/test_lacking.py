"""What a unit lacks keeps it from planned tasks of that kind, and from no list while harm runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.capacity.test_readiness import check
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed, text_of
from tests.tutela_web.mandate.test_mandate import confirmed, loaded
from tests.tutela_web.mandate.test_mandate import paragraph as mandated_in
from tests.tutela_web.warning.story import call
from tutela_web.access.models import Person
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.capacity.models import Caveat, Unit
from tutela_web.capacity.training.kinds import ROLE, SESSION
from tutela_web.crisis.models import Tasking
from tutela_web.mandate.models import Paragraph, Resolution
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.warning.models import Alert

pytestmark = pytest.mark.postgresql
SignIn = Callable[[Person], Client]
LIMITED = "in reach, limited: ask tasking headquarters"


def company(cast: Cast, name: str, **fields: Any) -> Unit:
    base = make.base(cast.mission, f"COB {name}", area=cast.north, latitude=7.12, longitude=30.2)
    unit = Unit(code=name, name=name, base=base, area=cast.north, able=True, **fields)
    unit.classification = 0
    return records.create(unit, mission=cast.mission, by=None)


def alert_at(cast: Cast, level: str) -> Alert:
    luma = make.place(cast.mission, f"Luma {level}", area=cast.north)
    onset = clock.now(cast.mission) + timedelta(hours=30)
    return call(cast, level=level, place=luma, onset_from=onset)


def page(sign_in: SignIn, person: Person, alert: Alert) -> str:
    answer = sign_in(person).get(f"/m/luma/alerts/{alert.pk}/decision/")
    return squeezed(answer.content.decode())


def tasking(unit: Unit, option: str, **fields: str) -> dict[str, str]:
    sent = {"id": str(make.new_id()), "option": option, "unit": str(unit.pk)}
    return sent | {"standard": "deter_by_presence"} | fields


def test_a_unit_that_fails_night_driving_is_offered_for_no_planned_night_patrol(
    cast: Cast, sign_in: SignIn
) -> None:
    blunt = company(cast, "B Company")
    check(cast, blunt, "night_driving", "fails")
    warned = alert_at(cast, "warning")
    for who in ("force_commander", "joc_duty_officer", "sector_operations"):
        seen = page(sign_in, cast[who], warned)
        assert 'name="who:night_patrol" maxlength="160" value=""' in seen, who
        assert 'name="who:day_patrol" maxlength="160" value="B Company"' in seen, who
        assert ("lacks night driving" in seen) == (who == "force_commander")
        assert LIMITED not in seen

    headquarters = sign_in(cast["sector_operations"])
    address = f"/m/luma/alerts/{warned.pk}/task/"
    refused = headquarters.post(address, tasking(blunt, "night_patrol"))
    told = squeezed(refused.content.decode())
    assert refused.status_code == 400 and LIMITED in told and "night driving" not in told
    assert not Tasking.objects.exists()
    headquarters.post(address, tasking(blunt, "night_patrol", limits_seen="on"))
    assert Tasking.objects.get().limits_seen, "a person decides, and it is on record"


def test_while_an_attack_runs_every_unit_in_reach_is_listed_in_the_same_words_for_every_limit(
    cast: Cast, sign_in: SignIn
) -> None:
    check(cast, company(cast, "B Company"), "night_driving", "fails")
    check(cast, company(cast, "C Company"), "medical", "fails")
    bound = company(cast, "D Company")
    values = {"kind": "task", "wording": "No patrols at all", "no_night": False, "asks": False}
    records.create(
        Caveat(unit=bound, compartment="capacity", area=cast.north, medevac_km=1.0, **values),
        mission=cast.mission,
        by=None,
    )
    running = alert_at(cast, "ongoing")
    commander = page(sign_in, cast["force_commander"], running)
    assert "lacks night driving" in commander and "lacks medical support" in commander
    officer = page(sign_in, cast["joc_duty_officer"], running)
    assert officer.count(LIMITED) == 3 and "night driving" not in officer
    for name in ("B Company", "C Company", "D Company"):
        assert name in commander and name in officer

    headquarters = sign_in(cast["sector_operations"])
    address = f"/m/luma/alerts/{running.pk}/task/"
    unit = Unit.objects.get(name="B Company")
    assert headquarters.post(address, tasking(unit, "night_patrol")).status_code == 302
    assert Tasking.objects.get().unit == unit, "nothing is held up"


def test_others_read_the_same_whichever_requirement_a_unit_fails(
    cast: Cast, sign_in: SignIn
) -> None:
    running, unit = alert_at(cast, "ongoing"), company(cast, "B Company")
    row = check(cast, unit, "night_driving", "fails")
    officer = sign_in(cast["joc_duty_officer"])
    pages = [f"/m/luma/alerts/{running.pk}/decision/", f"/m/luma/units/{unit.pk}/"]

    def told() -> list[list[str]]:
        """The words of the pages, without hours and ages, which go on."""
        ages = r"\S*\d\S*|\b(s|min|h|ago|left|overdue|soon)\b"
        return [re.sub(ages, "", text_of(officer.get(address))).split() for address in pages]

    before = told()
    assert LIMITED in " ".join(before[0])
    type(row).objects.update(required="public_order_kit", seen="no shields", remedy="shields")
    assert told() == before


def test_a_police_unit_is_suggested_for_public_order_once_role_mandate_and_training_match(
    cast: Cast, sign_in: SignIn
) -> None:
    police = company(cast, "Formed Police Unit", police=True)
    warned = alert_at(cast, "warning")
    offered = 'name="who:public_order" maxlength="160" value="Formed Police Unit"'
    assert offered not in page(sign_in, cast["police_commander"], warned)

    resolution = records.create(
        Resolution(symbol="S/RES/1", text="Protect civilians"), mission=cast.mission, by=None
    )
    paragraph = records.create(
        Paragraph(resolution=resolution, order=1, label="7", kind="operative"),
        mission=cast.mission,
        by=None,
    )
    by = standing_of(cast["police_commander"], cast.mission)
    role = {
        "role": "Order at distributions",
        "kinds": ["order"],
        "paragraph": paragraph,
        "curricula": ["physical_protection"],
    }
    create_record(ROLE, role, beside=police, by=by)
    seen = page(sign_in, cast["police_commander"], warned)
    assert offered not in seen and "lacks the training its role takes" in seen
    on = make.TODAY - timedelta(days=5)
    session = {"curriculum": "physical_protection", "on": on, "officers": 2, "commanders": 4}
    create_record(SESSION, session | {"troops": 90, "valid_until": None}, beside=police, by=by)
    assert offered in page(sign_in, cast["police_commander"], warned)

    desk = sign_in(cast["police_commander"])
    address = f"/m/luma/alerts/{warned.pk}/task/"
    refused = desk.post(address, tasking(police, "public_order"))
    text = squeezed(refused.content.decode())
    assert refused.status_code == 400 and "Order at distributions" in text
    assert "public order equipment" in text and "not checked" in text
    confirmed(cast, mandated_in(loaded(cast), "2 (a)"))  # a mandate to protect is on record
    sent = tasking(police, "public_order", limits_seen="on")
    assert desk.post(address, sent).status_code == 302
    commander = sign_in(cast["police_unit_commander"])
    card = squeezed(commander.get("/m/luma/taskings/").content.decode())
    assert "Use the least force that protects" in card
    assert "Authority, equipment and limits were looked at" in card
