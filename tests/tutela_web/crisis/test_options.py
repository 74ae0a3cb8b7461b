"""Options are ordered by who can and when; who does it and why one is left is said on the page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import again, call
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.crisis.consent.queries import escalators
from tutela_web.records import verbs as records
from tutela_web.warning.models import Alert


@pytest.fixture
def alert(cast: Cast) -> Alert:
    """A threat to Luma with one able company half an hour away."""
    luma = make.place(cast.mission, "Luma", area=cast.north)
    base = make.base(cast.mission, "COB Acacia", area=cast.north, latitude=7.12, longitude=30.2)
    company = Unit(code="a", name="A Company", base=base, area=cast.north, able=True)
    company.classification = 0
    records.create(company, mission=cast.mission, by=None)
    return call(cast, place=luma, onset_from=clock.now(cast.mission) + timedelta(hours=3))


def page_of(sign_in: Any, person: Any, alert: Alert) -> str:
    address = f"/m/luma/alerts/{alert.pk}/decision/"
    return squeezed(sign_in(person).get(address).content.decode())


def test_what_can_be_done_stands_before_what_is_barred_and_says_by_whom(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    head = cast["head_of_field_office"]
    page = page_of(sign_in, head, alert)
    assert page.index('name="taken" value="day_patrol"') < page.index('name="reason"')
    assert 'name="who:day_patrol" maxlength="160" value="A Company"' in page
    assert page.index('name="taken" value="day_patrol"') < page.index('name="taken" value="escort"')
    chief = next(one for one in escalators(cast.mission) if one.post.role == "chief_of_staff")
    recorded = sign_in(cast["head_of_mission"]).post(
        "/m/luma/consent/new/",
        {
            "kind": "movement",
            "since": str(clock.today(cast.mission)),
            "evidence": "note 4",
            "area": "",
            "owner": f"{chief.post.pk} {chief.person.pk}",
        },
    )
    assert recorded.status_code == 302
    page = page_of(sign_in, head, alert)
    assert "consent of the host state is lost: movement" in page
    assert page.index('name="taken" value="shelter"') < page.index(
        'name="taken" value="day_patrol"'
    )


def test_an_option_taken_names_who_and_one_left_has_its_reason(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    head = sign_in(cast["head_of_field_office"])
    address = f"/m/luma/alerts/{alert.pk}/"
    head.post(
        f"{address}decide/",
        {
            "id": "0" * 31 + "7",
            "choice": "act",
            "authority": "coordinates",
            "taken": ["day_patrol", "partner_action"],
            "who:day_patrol": "A Company",
            "who:partner_action": "Protection Cluster partner in Luma",
            "left:force": "the bridge cannot be held by a section",
        },
    )
    [decision] = alert.decisions.all()
    said = {one["option"]: (one["taken"], one["who"], one["why"]) for one in decision.options}
    assert said == {
        "day_patrol": (True, "A Company", ""),
        "partner_action": (True, "Protection Cluster partner in Luma", ""),
        "force": (False, "", "the bridge cannot be held by a section"),
    }
    page = page_of(sign_in, cast["head_of_field_office"], alert)
    assert "<b>Day patrol</b> <bdi>A Company</bdi>" in page
    assert "the bridge cannot be held by a section" in page
    second = call(cast, place=alert.place)
    assert f"taken before, {alert}:" in page_of(sign_in, cast["head_of_field_office"], second)


def test_a_decision_that_names_nobody_for_an_option_says_so(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    sign_in(cast["head_of_field_office"]).post(
        f"/m/luma/alerts/{alert.pk}/decide/",
        {
            "id": "0" * 31 + "8",
            "choice": "act",
            "authority": "coordinates",
            "taken": ["local_mediation"],
        },
    )
    [decision] = alert.decisions.all()
    assert "options_who" in decision.not_said
    page = page_of(sign_in, cast["head_of_field_office"], alert)
    assert "who carries it out: not said" in page


def test_whom_an_option_names_is_not_doubted_for_another_that_names_nobody(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    head = cast["head_of_field_office"]
    sent = {"id": "0" * 31 + "9", "choice": "act", "authority": "coordinates"}
    sent |= {"taken": ["day_patrol", "local_mediation"], "who:day_patrol": "A Company"}
    sign_in(head).post(f"/m/luma/alerts/{alert.pk}/decide/", sent)
    page = page_of(sign_in, head, alert)
    assert "<b>Day patrol</b> <bdi>A Company</bdi> </li>" in page.replace(
        "</bdi></li>", "</bdi> </li>"
    )
    assert page.count("who carries it out: not said") == 1


def test_what_needs_an_aircraft_is_offered_by_no_unit_at_its_road_time(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    page = page_of(sign_in, cast["head_of_field_office"], alert)
    assert 'name="who:day_patrol" maxlength="160" value="A Company"' in page
    for option, said in (
        ("air_reconnaissance", "it needs an aircraft: ask what can fly, and how soon"),
        ("medevac", "it needs an aircraft or an ambulance: ask what can go, and how soon"),
    ):
        part = page.split(f'name="taken" value="{option}"')[1].split('<div class="option">')[0]
        assert said in part and "A Company" not in part, option


def test_a_denied_movement_stands_on_the_alert_it_hindered(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    company = Unit.objects.get(code="a")
    sent = {
        "event_from": str(clock.today(cast.mission)),
        "kind": "checkpoint",
        "authority": "Army post at the bridge",
        "alert_number": str(alert.number),
        "hours_lost": "3",
    }
    answer = sign_in(cast["force_commander"]).post(
        f"/m/luma/units/{company.pk}/denials/new/", sent, follow=True
    )
    assert answer.status_code == 200
    for address in ("", "decision/"):
        page = sign_in(cast["force_commander"]).get(f"/m/luma/alerts/{alert.pk}/{address}")
        shown = squeezed(page.content.decode())
        assert 'id="denied"' in shown and "Army post at the bridge" in shown, address
    partner = sign_in(cast["partner"]).get(f"/m/luma/alerts/{alert.pk}/")
    assert "Army post at the bridge" not in partner.content.decode()


def test_an_answer_that_movement_was_denied_stands_until_the_denial_is_recorded(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    company = Unit.objects.get(code="a")
    sector = sign_in(cast["sector_operations"])
    sent = {
        "option": "day_patrol",
        "standard": "deter_by_presence",
        "unit": str(company.pk),
        "id": "0" * 31 + "1",
    }
    sector.post(f"/m/luma/alerts/{alert.pk}/task/", sent)
    [tasking] = alert.taskings.all()
    said = {"answer": "turned", "reason": "movement_denied", "words": "stopped at the bridge"}
    said |= BY_RADIO
    sector.post(f"/m/luma/alerts/{alert.pk}/answer/{tasking.pk}/", said)
    new = f"/m/luma/units/{company.pk}/denials/new/"
    pages = [f"/m/luma/alerts/{alert.pk}/{part}" for part in ("", "decision/")]
    for address in (*pages, "/m/luma/denials/"):
        shown = squeezed(sector.get(address).content.decode())
        assert f"{new}?alert={alert.number}" in shown, address
        joc = sign_in(cast["joc_duty_officer"]).get(address)  # chases, and reads no answer
        assert f"{new}?alert=" not in joc.content.decode(), address
    form = sector.get(f"{new}?alert={alert.number}").content.decode()
    assert f'name="alert_number" value="{alert.number}"' in form
    given = {
        "event_from": str(clock.today(cast.mission)),
        "kind": "checkpoint",
        "authority": "Army post at the bridge",
        "alert_number": str(alert.number),
    }
    assert sector.post(new, given).status_code == 302
    for address in (*pages, "/m/luma/denials/"):
        assert f"{new}?alert=" not in sector.get(address).content.decode(), address


def post(sign_in: Any, cast: Cast, who: str, address: str, **sent: Any) -> Any:
    answer = sign_in(cast[who]).post(address, sent, follow=True)
    assert answer.status_code == 200, answer.content[-600:]
    return answer


def test_a_unit_tasked_twice_says_which_comes_first_and_both_owners_are_told(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    company = Unit.objects.get(code="a")
    other = call(cast, place=make.place(cast.mission, "Nyal", area=cast.north))
    first, second = (f"/m/luma/alerts/{one.pk}/" for one in (alert, other))
    sent = {"option": "day_patrol", "standard": "deter_by_presence", "unit": str(company.pk)}
    post(sign_in, cast, "sector_operations", f"{first}task/", id="0" * 31 + "1", **sent)
    refused = sign_in(cast["sector_operations"]).post(
        f"{second}task/", sent | {"id": "0" * 31 + "2"}
    )
    assert refused.status_code == 400 and not other.taskings.exists()
    assert "which of the two comes first" in refused.content.decode()
    post(
        sign_in,
        cast,
        "sector_operations",
        f"{second}task/",
        id="0" * 31 + "2",
        competing="both",
        **sent,
    )
    for one in (alert, other):
        [notice] = one.notices.filter(why="unit")
        assert notice.person == one.owner
    page = squeezed(
        sign_in(cast["sector_operations"]).get(f"/m/luma/units/{company.pk}/").content.decode()
    )
    doing = page.split('id="doing"')[1].split("</ul>")[0]
    assert str(alert) in doing and str(other) in doing and "given, not answered" in doing


def test_the_owner_is_told_when_a_refusal_opens_the_decision_again(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    company = Unit.objects.get(code="a")
    address = f"/m/luma/alerts/{alert.pk}/"
    post(
        sign_in,
        cast,
        "head_of_field_office",
        f"{address}decide/",
        id="0" * 31 + "9",
        choice="act",
        authority="coordinates",
        taken="day_patrol",
    )
    sent = {
        "option": "day_patrol",
        "standard": "deter_by_presence",
        "unit": str(company.pk),
        "id": "0" * 31 + "1",
    }
    post(sign_in, cast, "sector_operations", f"{address}task/", **sent)
    [tasking] = alert.taskings.all()
    post(
        sign_in,
        cast,
        "sector_operations",
        f"{address}answer/{tasking.pk}/",
        answer="refused",
        reason="not_ready",
        **BY_RADIO,
    )
    assert [n.person for n in alert.notices.filter(why="reopened")] == [again(alert).owner]
