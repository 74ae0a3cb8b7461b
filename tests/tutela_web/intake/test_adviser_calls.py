"""Who asks for an adviser: first in her inbox, with a clock that turns late and climbs; and nobody
is told of anybody who was not asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.intake.sending import NEW, at_desk, report, send
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.warning.story import later
from tutela_web.access.models import Post
from tutela_web.channels.models import Message
from tutela_web.incidents.models import ClosedIncident, OpenRelease
from tutela_web.intake.jobs import unanswered_calls
from tutela_web.intake.models import AdviserCall, FieldReport
from tutela_web.intake.queries import ABOVE_OFFICES
from tutela_web.warning.models import Alert

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

RAPED = "Two women were raped at the river"


@pytest.fixture
def phone(cast: Cast) -> Program:
    return Program(cast["field_reporter"])


def page_of(sign_in: Any, who: Any, path: str = "inbox/") -> str:
    answer = sign_in(who).get(f"/m/luma/{path}")
    assert answer.status_code == 200, (who, path)
    return " ".join(answer.content.decode().split("<main")[1].split())


def told_of_calls() -> list[Any]:
    """Who was sent "Open Tutela" about a call, in order, each once."""
    rows = Message.objects.filter(about_kind="adviser_call", to_kind="person").order_by("made_at")
    return list(dict.fromkeys(rows.values_list("to_id", flat=True)))


@pytest.mark.postgresql
def test_a_call_turns_late_and_climbs_until_somebody_answers(
    cast: Cast, phone: Program, sign_in: Any
) -> None:
    adviser, head, chief = (
        cast[role] for role in ("women_protection_adviser", "poc_adviser", "chief_of_staff")
    )
    agreed = {"agreed": "yes", "call_back": "yes", "care_now": "yes"}
    send(phone, report(answers=agreed, marked="crsv"))
    unanswered_calls()
    assert told_of_calls() == [] and "late" not in page_of(sign_in, adviser).split("Told to")[0]
    first = page_of(sign_in, adviser, "now/").split('class="panel" id="')[1]
    assert first.startswith("adviser-calls"), "it stands before everything else"
    later(cast.mission, minutes=61)
    unanswered_calls(), unanswered_calls()
    assert told_of_calls() == [adviser.pk], "all who hold the office, once"
    assert '<span class="chip danger" >late</span>' in page_of(sign_in, adviser)
    assert "not answered" not in page_of(sign_in, head)
    for minutes, who in ((30, head), (30, chief)):
        later(cast.mission, minutes=minutes)
        unanswered_calls()
        assert who.pk in told_of_calls()
        shown = page_of(sign_in, who)
        assert "A call for an adviser is not answered" in shown
        for word in ("C-1", "Field Reporter", "crsv", "sexual"):
            assert word not in shown.split("Told to you")[0].replace("adviser", ""), word
        assert "A call for an adviser is not answered" in page_of(sign_in, who, "now/")
    for other in ("joc_duty_officer", "field_reporter", "analyst"):
        assert "is not answered" not in page_of(sign_in, cast[other])
    call = AdviserCall.objects.get()
    assert sign_in(adviser).post(f"/m/luma/inbox/{call.pk}/answered/").status_code == 302
    assert "is not answered" not in page_of(sign_in, chief)
    before = Message.objects.count()
    later(cast.mission, days=2)
    unanswered_calls()
    assert Message.objects.count() == before


@pytest.mark.framed
@pytest.mark.postgresql
def test_a_call_rings_at_the_advisers_desk_with_a_badge_until_it_is_answered(
    cast: Cast, phone: Program, sign_in: Any
) -> None:
    adviser = sign_in(cast["women_protection_adviser"])
    desk = "/m/luma/alerts/desk/"
    assert 'data-keys=""' in adviser.get(desk).content.decode()
    agreed = {"agreed": "yes", "call_back": "yes", "care_now": "yes"}
    send(phone, report(answers=agreed, marked="crsv"))
    rings = adviser.get(desk).content.decode()
    assert "Care is needed now" in rings and "adviser-" in rings and "C-1" not in rings
    page = " ".join(adviser.get("/m/luma/now/").content.decode().split())
    assert 'class="count"' in page.split("<main")[0] and "Waiting for an adviser" in page
    for who in ("child_protection_adviser", "joc_duty_officer"):
        assert "Care is needed now" not in sign_in(cast[who]).get(desk).content.decode(), who
    call = AdviserCall.objects.get()
    adviser.post(f"/m/luma/inbox/{call.pk}/answered/")
    assert 'data-keys=""' in adviser.get(desk).content.decode()


def test_who_the_ladder_names_reads_an_inbox(cast: Cast, sign_in: Any) -> None:
    for role in ABOVE_OFFICES:
        page_of(sign_in, cast[role])


@pytest.mark.parametrize("role", ["women_protection_adviser", "child_protection_adviser"])
def test_both_advisers_have_an_inbox_and_record(cast: Cast, sign_in: Any, role: str) -> None:
    page_of(sign_in, cast[role])
    pages = page_of(sign_in, cast[role], "pages/")
    assert 'href="/m/luma/inbox/"' in pages
    assert "/m/luma/incidents/new/" in page_of(sign_in, cast[role], "compartments/incidents/")
    page_of(sign_in, cast[role], "incidents/new/")


@pytest.mark.postgresql
def test_what_is_known_by_its_words_alone_is_asked_about_and_calls_nobody(
    cast: Cast, phone: Program, sign_in: Any
) -> None:
    village = make.place(
        cast.mission, "Kuri", area=cast.north, latitude=7.78, longitude=33.01, classification=0
    )
    content = report(answers={"what": RAPED, "who": "by the mill"}, place_id=str(village.pk))
    told = send(phone, content)
    assert (told["outcome"], told["asks"]) == ("closed", "crsv") and send(phone, content) == told
    part, call = ClosedIncident.objects.get(), AdviserCall.objects.get()
    assert RAPED in part.summary, "what was written is sealed, not lost"
    assert (part.place, part.latitude, part.longitude) == (None, None, None)
    assert "Kuri" not in part.place_said and part.area == cast.north
    assert (call.agreed, call.due_at) == (None, None)
    adviser = page_of(sign_in, cast["women_protection_adviser"]).split("Told to you")[0]
    assert "Contact nobody until it is said" in adviser and "Field Reporter" not in adviser
    later(cast.mission, days=5)
    unanswered_calls()
    assert told_of_calls() == []
    # the telephone asked, and the person agrees
    answer = {"agreed": "yes", "care_now": "yes", "call_back": "no"}
    said = report(answers=answer, marked="crsv", corrects=content["id"])
    assert send(phone, said)["asks"] == ""
    assert ClosedIncident.objects.count() == 1
    call.refresh_from_db()
    assert (call.agreed, call.care_now, call.call_back) == (True, True, False) and call.due_at
    assert "Field Reporter" in page_of(sign_in, cast["women_protection_adviser"])


@pytest.mark.postgresql
def test_who_does_not_agree_is_called_by_nobody(cast: Cast, phone: Program, sign_in: Any) -> None:
    content = report(answers={"what": RAPED})
    send(phone, content)
    send(phone, report(answers={"agreed": "no"}, marked="crsv", corrects=content["id"]))
    call = AdviserCall.objects.get()
    assert (call.agreed, call.due_at) == (False, None)
    shown = page_of(sign_in, cast["women_protection_adviser"]).split("Told to you")[0]
    assert "does not agree" in shown and "Field Reporter" not in shown


def test_where_the_danger_goes_on_the_approved_hazard_is_asked_for(
    cast: Cast, phone: Program
) -> None:
    send(phone, report(answers={"what": RAPED, "going_on": "yes"}))
    assert OpenRelease.objects.get().danger == "ongoing"
    assert not Alert.objects.exists() and not FieldReport.objects.exists()


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("said", "compartment"), [({"what": RAPED}, "crsv"), ({"what": "", "marked": "child"}, "mrm")]
)
def test_a_desk_asks_before_it_keeps_anything(
    cast: Cast, sign_in: Any, said: dict[str, str], compartment: str
) -> None:
    browser = sign_in(cast["field_reporter"])
    sent = at_desk(**said)
    page = browser.post(NEW, sent).content.decode()
    assert "Nothing of what you wrote is kept yet" in page and "Stop asking" in page
    assert not ClosedIncident.objects.exists() and not FieldReport.objects.exists()
    refused = browser.post(NEW, sent | {"agreed": "no"}).content.decode()
    assert "Nothing of it was kept" in refused and not ClosedIncident.objects.exists()
    agreed = browser.post(NEW, sent | {"agreed": "yes", "care_now": "yes"}).content.decode()
    assert "Nobody has answered yet" in agreed and "takes over" not in agreed
    assert ClosedIncident.objects.get().compartment == compartment
    assert AdviserCall.objects.get().agreed and AdviserCall.objects.get().due_at


def test_a_child_who_is_alone_asks_for_child_protection_at_a_desk_too(
    cast: Cast, sign_in: Any
) -> None:
    numbers = {
        "child_protection_adviser": "+000 555 0120",
        "human_rights": "+000 555 0121",
        "women_protection_adviser": "+000 555 0119",
        "joc_duty_officer": "+000 555 0100",
        "sector_operations": "+000 555 0102",
    }
    for role, number in numbers.items():
        Post.objects.filter(role=role).update(duty_number=number)
    desk = sign_in(cast["field_reporter"])
    asked = desk.post(NEW, at_desk(what="Un garçon de 12 ans est arrivé seul")).content.decode()
    assert "Is a message to Child Protection best for this child?" in asked
    assert "no cleared service of care is on file" in asked
    named = [role for role, number in numbers.items() if number in asked]
    assert named == ["child_protection_adviser", "human_rights"]
    assert asked.index(numbers["child_protection_adviser"]) < asked.index("if nobody answers")
