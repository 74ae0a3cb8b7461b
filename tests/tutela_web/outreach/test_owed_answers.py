"""The women of a market are heard apart, an escort is asked, tasked, told back: the debt falls."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import called, local
from tests.tutela_web.html import squeezed
from tests.tutela_web.outreach.story import AT_MARKET, ESCORT, exchange_at, point_of
from tests.tutela_web.warning.story import call
from tutela_web.access.devices import verbs as devices
from tutela_web.access.models import Post
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.base.ids import new_id
from tutela_web.capacity.models import Unit
from tutela_web.crisis.models import Tasking
from tutela_web.intake.models import FieldReport
from tutela_web.intake.verbs import receive_report
from tutela_web.outreach.dialogue.models import CommunityExchange, RaisedPoint
from tutela_web.places.models import Place
from tutela_web.records import verbs as records

pytestmark = pytest.mark.postgresql

ROOM = "/m/luma/outreach/"


@pytest.fixture
def luma(cast: Cast) -> Place:
    return make.place(cast.mission, "Luma", area=cast.north, kind="town")


@pytest.fixture
def company(cast: Cast) -> Unit:
    base = make.base(cast.mission, "COB A", area=cast.north, latitude=7.12, longitude=30.2)
    unit = Unit(code="A", name="A Company", base=base, area=cast.north, able=True)
    unit.classification = 0
    return records.create(unit, mission=cast.mission, by=None)


def read(client: Client, address: str, part: str = "") -> str:
    """A page as it reads, or one part of it."""
    answered = client.get(address)
    assert answered.status_code == 200, address
    page = unescape(squeezed(answered.content.decode()))
    return page.split(f'id="{part}"')[1].split("</section>")[0] if part else page


def as_sent(values: dict[str, Any], **more: Any) -> dict[str, str | list[str]]:
    """Values as a browser sends them; not marked, as a liaison assistant writes."""
    both = values | {"classification": 0} | more
    return {
        name: value if isinstance(value, list) else str(getattr(value, "pk", value))
        for name, value in both.items()
    }


def test_women_are_heard_apart_and_what_they_asked_is_owed_until_a_person_tells_them(
    cast: Cast, sign_in: Any, luma: Place, company: Unit
) -> None:
    liaison, head = sign_in(cast["field_reporter"]), sign_in(cast["head_of_field_office"])
    office = Post.objects.get(mission=cast.mission, role="head_of_field_office")
    new = f"{ROOM}exchanges/new/"
    assert "no hiding places" in read(liaison, f"{new}?place={luma.pk}")

    mixed = liaison.post(new, as_sent(AT_MARKET, place=luma, men=2))
    assert mixed.status_code == 400 and b"holds nobody else" in mixed.content
    closed = as_sent(AT_MARKET, place=luma, women_said="A girl was raped at the ford")
    assert liaison.post(new, closed).status_code == 400
    made = liaison.post(new, as_sent(AT_MARKET, place=luma, office=office, older_women=3))
    assert made.status_code == 302
    exchange = CommunityExchange.objects.get()
    assert (exchange.women, exchange.older_women) == (14, 1), "of three nobody keeps the count"
    page = read(liaison, made["Location"])
    assert "fewer than 5" in page and "No man was heard: this is the view of women alone." in page

    asked = liaison.post(f"{made['Location']}points/new/", as_sent(ESCORT, owner=office))
    assert asked.status_code == 302 and asked["Location"] == made["Location"]
    point = RaisedPoint.objects.get()
    for address, part in (
        (f"{ROOM}owed/", "owed"),
        ("/m/luma/now/", "owed-communities"),
        (f"{ROOM}heard/place/{luma.pk}/", "heard"),
    ):
        assert ESCORT["what"] in read(head, address, part), address
    assert "nobody was heard" in read(head, f"{ROOM}heard/place/{luma.pk}/", "heard"), "of men"

    alert = call(cast, place=luma)
    told = {"id": str(new_id()), "option": "escort", "unit": str(company.pk)}
    sector = sign_in(cast["sector_operations"])
    answered = sector.post(f"/m/luma/alerts/{alert.pk}/task/", told | {"standard": "escort_people"})
    assert answered.status_code == 302, answered.content.decode()
    here = f"{ROOM}points/{point.pk}/"
    task = {"tasking": str(Tasking.objects.get().pk), "version": "1"}
    assert head.post(f"{here}tasking/", task).status_code == 302
    assert "Escort to market, water or firewood · A Company" in read(head, here)
    assert ESCORT["what"] in read(head, f"{ROOM}owed/", "owed"), "a tasking pays nothing"

    said = {"state": "answered", "told": "A Company goes with you on Fridays", "version": "2"}
    for lacks, words in (
        ({}, "not said how they were told"),
        ({"channel": "meeting"}, "exposes who raised it was not asked"),
        ({"channel": "meeting", "exposes_nobody": "on", "on": "2017-01-01"}, "before they asked"),
    ):
        refused = head.post(f"{here}told/", said | lacks)
        assert refused.status_code == 400 and words in unescape(refused.content.decode())
    assert "Only this ends what is due" in read(head, here)
    way = {"channel": "meeting", "exposes_nobody": "on"}
    assert head.post(f"{here}told/", said | way).status_code == 302
    assert ESCORT["what"] not in read(head, f"{ROOM}owed/")
    assert 'id="owed-communities"' not in read(head, "/m/luma/now/")
    heard = read(head, f"{ROOM}heard/place/{luma.pk}/", "heard")
    assert "A Company goes with you on Fridays" in heard and "at a meeting" in heard
    again = head.post(f"{here}told/", said | way | {"version": "3"})
    assert again.status_code == 400 and b"answered already" in again.content


def test_a_decision_says_when_nobody_was_heard_and_what_was_asked_when_somebody_was(
    cast: Cast, sign_in: Any, luma: Place
) -> None:
    head, alert = sign_in(cast["head_of_field_office"]), call(cast, place=luma)
    panel = f"{ROOM}heard/alert/{alert.pk}/"
    assert panel in read(head, f"/m/luma/alerts/{alert.pk}/decision/")
    assert panel in read(head, f"/m/luma/alerts/{alert.pk}/")
    assert "Nobody was heard" in read(head, panel, "heard")
    committee = exchange_at(cast, luma, ago=40, kind="meeting", groups=["committee"], men=9)
    point_of(cast, committee, raised_by="committee", what="A night watch with radios")
    page = read(head, panel, "heard")
    assert "Nobody was heard for" in page and "A night watch with radios" in page
    assert "Women and men were not heard apart." in page
    somewhere = call(cast)
    nowhere = read(head, f"{ROOM}heard/alert/{somewhere.pk}/", "heard")
    assert "The place is not known" in nowhere


def test_a_view_stands_beside_a_score_and_a_place_shows_who_was_heard(
    cast: Cast, sign_in: Any, luma: Place
) -> None:
    exchange_at(cast, luma, vulnerabilities="The ford at first light")
    risk = make.risk(cast.mission, luma, by=cast.amina)
    page = read(sign_in(cast.amina), f"/m/luma/risks/{risk.pk}/", "heard")
    assert "which it does not change" in page and "The ford at first light" in page
    assert f"{ROOM}heard/place/{luma.pk}/" in read(
        sign_in(cast.amina), f"/m/luma/places/{luma.pk}/"
    )


def test_silence_is_listed_worst_risk_first_and_who_was_never_asked_about_the_aims(
    cast: Cast, sign_in: Any, luma: Place
) -> None:
    adviser = sign_in(cast.adviser)
    quiet = make.place(cast.mission, "Aba", area=cast.south, kind="village")
    make.place(cast.mission, "Ford crossing", area=cast.south, kind="crossing")
    make.risk(cast.mission, luma, by=cast.amina)
    page = read(adviser, f"{ROOM}silent/")
    listed = page.split('id="silent"')[1]
    assert listed.index("Luma") < listed.index("Aba"), "the worst risk first"
    assert "Ford crossing" not in listed, "nobody lives there"
    areas = page.split('id="areas"')[1].split("</section>")[0]
    assert cast.north.name in areas and cast.south.name in areas
    exchange_at(cast, luma)
    page = read(adviser, f"{ROOM}silent/")
    assert "Luma" not in page.split('id="silent"')[1].split("</section>")[0]
    assert cast.north.name not in page.split('id="areas"')[1].split("</section>")[0]
    assert "never asked" in page.split('id="unasked"')[1].split("</section>")[0]
    exchange_at(cast, luma, aims="not_met", aims_said="The patrol passes when we are home")
    page = read(adviser, f"{ROOM}silent/")
    assert 'id="unasked"' not in page and "The patrol passes when we are home" in page
    sent = {"area": "", "every_days": "5", "ask_days": "5", "answer_days": "5"}
    assert adviser.post(f"{ROOM}periods/new/", sent | {"classification": "1"}).status_code == 302
    CommunityExchange.objects.update(held_on=make.TODAY - make.TODAY.resolution * 6)
    page = read(adviser, f"{ROOM}silent/")
    assert "Luma" in page.split('id="silent"')[1].split("</section>")[0], "six days are too long"
    assert "last asked" in page.split('id="unasked"')[1].split("</section>")[0]
    assert quiet.name in page


def test_children_are_met_as_a_group_with_child_protection_or_not_at_all(
    cast: Cast, sign_in: Any, luma: Place
) -> None:
    liaison = sign_in(cast["field_reporter"])
    boys = {"kind": "meeting", "held_on": make.TODAY, "boys": 12}
    new = f"{ROOM}exchanges/new/"
    for told in (boys, boys | {"kind": "children"}, boys | {"men": 9, "children_said": "afraid"}):
        refused = liaison.post(new, as_sent(told, place=luma))
        assert refused.status_code == 400 and b"only with Child Protection" in refused.content
    assert liaison.post(new, as_sent(boys, place=luma, child_protection="on")).status_code == 302


def test_who_works_elsewhere_or_is_no_staff_finds_nothing(
    cast: Cast, sign_in: Any, luma: Place
) -> None:
    south = make.place(cast.mission, "Aba", area=cast.south)
    exchange = exchange_at(cast, south)
    point = point_of(cast, exchange)
    pages = (
        f"exchanges/{exchange.pk}/",
        f"points/{point.pk}/",
    )
    for who in ("field_reporter", "partner", "auditor"):
        client = sign_in(cast[who])
        assert {client.get(f"{ROOM}{page}").status_code for page in pages} == {404}, who
    assert point.what not in read(sign_in(cast["field_reporter"]), f"{ROOM}owed/")


def test_a_program_records_an_exchange_and_what_was_raised_in_it(
    cast: Cast, sign_in: Any, luma: Place
) -> None:
    token = devices.make(cast["field_reporter"], name="laptop")[1]
    api, client = "/api/v1/missions/luma/", Client(headers={"Authorization": f"Bearer {token}"})
    values = as_sent(AT_MARKET) | {"groups": ["traders"], "women": 14, "older_women": 3}
    told = values | {"place_id": str(luma.pk), "classification": 0}
    made = client.post(f"{api}exchanges-with-communities", told, content_type="application/json")
    assert made.status_code == 201, made.content
    assert made.json()["older_women"] == 1
    under = f"{api}exchanges-with-communities/{made.json()['id']}/points"
    asked = client.post(under, ESCORT | {"classification": 0}, content_type="application/json")
    assert asked.status_code == 201, asked.content
    assert asked.json()["state"] == "owed"
    listed = client.get(f"{api}points-raised").json()["results"]
    assert [one["what"] for one in listed] == [ESCORT["what"]]


def test_a_visit_reported_by_telephone_becomes_an_exchange(
    cast: Cast, sign_in: Any, luma: Place
) -> None:
    liaison = sign_in(cast["field_reporter"])
    answers = {"met": ["traders", "women"], "women_met": True, "said": "They fear the ford"}
    answers |= {"women": 12, "older_women": 5, "men": 3, "girls": 0, "minority": "2"}
    received = receive_report(
        standing_of(cast["field_reporter"], cast.mission),
        id=new_id(),
        kind="visit",
        captured_at=clock.real_now(),
        answers=answers,
        place=luma,
    )
    report = FieldReport.objects.get(pk=received.id)
    panel = f"{ROOM}visits/{report.pk}/"
    assert panel in read(liaison, f"/m/luma/field-reports/{report.pk}/")
    assert "nobody answers for what people asked" in read(liaison, panel)
    new = f"{ROOM}exchanges/new/?report={report.pk}"
    assert new in read(liaison, panel)
    begun = liaison.get(new).context["form"].initial
    assert begun["place"] == luma and begun["groups"] == ["traders"]
    assert begun["threats"] == "They fear the ford"
    assert (begun["women"], begun["older_women"], begun["girls"]) == (12, 5, 0)
    assert (begun["men"], begun["minority"]) == (1, 1), "of three men nobody keeps the count"
    assert FieldReport.objects.get().answers["men"] == 1
    made = as_sent(AT_MARKET, place=luma, report=report, kind="visit")
    assert liaison.post(f"{ROOM}exchanges/new/", made).status_code == 302
    assert str(CommunityExchange.objects.get()) in read(liaison, panel)


def test_the_page_of_a_community_joins_what_women_and_men_said_and_what_is_due(
    cast: Cast, sign_in: Any, luma: Place
) -> None:
    """One page: profile, dialogue with each side apart, what is owed; no closed fact among it."""
    head = sign_in(cast["head_of_field_office"])
    page = read(head, f"/m/luma/places/communities/{luma.pk}/")
    dialogue, owed = f"{ROOM}dialogue/at/{luma.pk}/", f"{ROOM}owed/at/{luma.pk}/"
    assert page.index(dialogue) < page.index("The ground, and who is near")
    assert page.index(owed) < page.index("Useful here")
    assert f"{ROOM}heard/place/{luma.pk}/" not in page, "it is told once"
    assert "nobody was heard" in read(head, dialogue) and "nothing they asked" in read(head, owed)
    exchange = exchange_at(cast, luma, ago=3, women_said="The ford is worse than the road")
    point_of(cast, exchange, due=make.TODAY - make.TODAY.resolution)
    exchange_at(
        cast,
        luma,
        ago=1,
        kind="men",
        women=None,
        older_women=None,
        men=24,
        women_said="",
        men_said="Stay",
    )
    told = read(head, dialogue)
    women, men = told.index("Women said"), told.index("Men said")
    assert women < told.index("The ford is worse than the road") < men < told.index("Stay")
    assert "at least 24" in told and "Neither view is the community’s" in told
    told = read(head, owed)
    assert ESCORT["what"] in told and "1 is late" in told and "group of men" in told
    assert sign_in(cast["partner"]).get(dialogue).status_code == 404


def test_what_is_owed_stands_on_the_agenda_and_in_the_coming_days(
    cast: Cast, sign_in: Any, luma: Place
) -> None:
    head, exchange = sign_in(cast["head_of_field_office"]), exchange_at(cast, luma, ago=3)
    point_of(cast, exchange, due=make.TODAY)
    make.risk(cast.mission, luma, by=cast.amina)
    meeting = called(cast, local(cast), days=1)
    page = read(head, f"/m/luma/fora/meetings/{meeting.pk}/", "owed-communities")
    assert ESCORT["what"] in page
    days = read(head, "/m/luma/coming-days/?area=north")
    assert "Answer due to a community" in days and ESCORT["what"] in days
