"""Telephones are set up, wiped and asked; what they captured comes in once, whatever breaks."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.counts import counted
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_my_taskings import tasked
from tests.tutela_web.field.telephone import Dropped, Telephone, set_up
from tests.tutela_web.intake.sending import report as as_program
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.warning.story import call
from tutela_web.access.models import Device, Holding, Post
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.ids import new_id
from tutela_web.crisis.models import Tasking
from tutela_web.field.models import CareService, FieldKey, FieldReceipt, Handset, PartialUpload
from tutela_web.incidents.models import ClosedIncident
from tutela_web.intake.models import FieldReport
from tutela_web.intake.verbs import receive_report
from tutela_web.warning.models import Alert


@pytest.fixture
def telephone(cast: Cast, sign_in: Any) -> Telephone:
    """The telephone of the community liaison assistant of the North."""
    return set_up(sign_in, cast["field_reporter"])


def answers_of(envelope: UUID) -> Any:
    return FieldReport.objects.get(pk=envelope).answers


@pytest.mark.postgresql
def test_a_report_comes_in_by_pieces_and_is_received_once(telephone: Telephone) -> None:
    envelope, sealed = telephone.capture(answers={"what": "Shots near the well"})
    assert telephone.send_piece(envelope, 0, 100).json() == {"here": 100}
    assert telephone.send_piece(envelope, 0, 100).json() == {"here": 100}  # sent again
    assert telephone.send_piece(envelope, 50, 100).json() == {"here": 100}  # out of place
    assert telephone.ask(f"pieces/{envelope}/").json() == {"here": 100}  # after it was cut off
    telephone.send(envelope, size=100)
    assert answers_of(envelope) == {"what": "Shots near the well"}
    assert telephone.waiting == {} and not PartialUpload.objects.exists()
    first = telephone.receipts[envelope]
    telephone.waiting[envelope] = sealed  # the answer was lost: the telephone sends it once more
    assert telephone.ask(f"pieces/{envelope}/").json()["receipt"]["id"] == str(envelope)
    again = telephone.send_piece(envelope, 0).json()["receipt"]
    assert again["received_at"] == first["received_at"]
    assert FieldReport.objects.count() == FieldReceipt.objects.count() == 1


def test_danger_raises_an_alert_in_the_name_of_who_pressed(
    telephone: Telephone, cast: Cast
) -> None:
    place = make.place(cast.mission, "Luma", area=cast.north, classification=0)
    envelope, _sealed = telephone.capture(
        "danger", answers={"what": "Armed men at the market"}, place=str(place.pk)
    )
    telephone.send(envelope)
    alert = Alert.objects.get()
    assert (alert.level, alert.author, alert.place) == ("ongoing", cast["field_reporter"], place)
    telephone.capture("danger", id=envelope)
    telephone.send_piece(envelope, 0)
    assert Alert.objects.count() == 1


def test_three_days_out_of_reach_and_a_wrong_clock_lose_nothing_and_keep_the_order(
    telephone: Telephone,
) -> None:
    telephone.clock_ahead = timedelta(days=-400)
    begun = telephone.now - timedelta(hours=72)
    hours = range(0, 72, counted(18, 1))
    written = [telephone.capture(captured_at=begun + timedelta(hours=hour))[0] for hour in hours]
    assert telephone.contact().status_code == 200
    for envelope in reversed(written):  # even where they come in any order
        telephone.send(envelope)
    receipts = FieldReceipt.objects.order_by("sequence")
    assert [receipt.pk for receipt in receipts] == written
    assert abs(receipts[0].clock_offset + 400 * 86400) < 60
    first = FieldReport.objects.get(pk=written[0])
    mission = first.mission
    since = (real_now() + mission.clock_shift) - first.known_at
    assert abs(since - timedelta(hours=72)) < timedelta(minutes=2)
    assert Handset.objects.get().clock_is_wrong


def test_a_correction_stands_beside_the_first_whichever_comes_first(
    telephone: Telephone, cast: Cast, sign_in: Any
) -> None:
    office = sign_in(cast["joc_duty_officer"])
    first, _sealed = telephone.capture(answers={"what": "Ten men"})
    second, _sealed = telephone.capture(answers={"what": "Twelve men"}, corrects=str(first))
    telephone.send(second)
    page = office.get(f"/m/luma/field-reports/{second}/").content.decode()
    assert "It corrects" not in page, "the first has not come yet"
    telephone.send(first)
    page = office.get(f"/m/luma/field-reports/{second}/").content.decode()
    assert "It corrects" in page and "FR-0002" in page
    page = office.get(f"/m/luma/field-reports/{first}/").content.decode()
    assert "Its sender corrected it" in page and "Ten men" in page and "FR-0001" in page
    # somebody else's report is corrected by nobody
    other = set_up(sign_in, cast["unit_commander"])
    third, _sealed = other.capture(answers={"what": "Nobody"}, corrects=str(first))
    other.send(third)
    assert "FR-0003" not in office.get(f"/m/luma/field-reports/{first}/").content.decode()


def lossy(random: Random) -> Any:
    """A line on which a third of all requests break, before or after the server had them."""
    return lambda: random.choice(["", "", "", "", "before", "after"])


class Killed(BaseException):
    """The server died: nothing catches this."""


def dying(random: Random) -> Any:
    """Intake on a server that dies now and then, once the report is written and before its
    receipt."""

    def receive(*of: Any, **said: Any) -> Any:
        received = receive_report(*of, **said)
        if random.random() < 0.15:
            raise Killed
        return received

    return receive


@pytest.mark.postgresql
def test_whatever_breaks_nothing_is_lost_or_doubled_and_the_order_is_kept(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dropped replies, a server that dies, clocks out by years and files twice; the full count with
    a server of its own, killed by signal 9 and with a full disk, is test_kill.py's."""
    people = ["field_reporter", "unit_commander", "joc_duty_officer", "head_of_field_office"]
    telephones = [set_up(sign_in, cast[people[number % 4]]) for number in range(counted(2, 20))]
    random = Random(19)
    monkeypatch.setattr("tutela_web.field.verbs.receive_report", dying(random))
    for telephone in telephones:
        telephone.clock_ahead = timedelta(days=random.choice([-4000, -1, 0, 900]))
    written: dict[UUID, str] = {}
    for number in range(counted(12, 1000)):
        words = f"Report {number}"
        envelope, _sealed = random.choice(telephones).capture(answers={"what": words})
        written[envelope] = words
    while any(telephone.waiting for telephone in telephones):
        telephone = random.choice([one for one in telephones if one.waiting])
        try:
            if random.random() < 0.1:  # by a file as well, and twice
                for _twice in range(2):
                    sign_in(cast.hofo).post(
                        "/m/luma/field/bundle/", {"file": as_file(telephone.bundle())}
                    )
                telephone.contact()
            for envelope in list(telephone.waiting):
                telephone.send(envelope, size=random.choice([200, 4096]), drop=lossy(random))
        except (Dropped, Killed):
            continue
    assert {pk: answers_of(pk)["what"] for pk in written} == written
    assert FieldReport.objects.count() == len(written)
    assert not PartialUpload.objects.exists()
    for telephone in telephones:
        receipts = FieldReceipt.objects.filter(handset=telephone.given["handset"])
        told = list(receipts.values_list("sequence", flat=True))
        assert told == list(range(1, telephone.sequence + 1))
    for telephone in telephones:
        rows = FieldReceipt.objects.filter(handset=telephone.given["handset"])
        numbers = list(rows.order_by("pk").values_list("sequence", flat=True))  # as ids were made
        assert numbers == list(range(1, telephone.sequence + 1))


def as_file(content: bytes) -> BytesIO:
    file = BytesIO(content)
    file.name = "notes.bin"
    return file


# --- what does not come in


def test_what_does_not_open_or_is_no_report_stays_on_the_telephone(telephone: Telephone) -> None:
    changed, sealed = telephone.capture()
    telephone.waiting[changed] = sealed[:-1] + bytes([sealed[-1] ^ 1])
    moved = new_id()
    telephone.waiting[moved] = sealed  # under another id
    empty, _sealed = telephone.capture(answers={})
    strange, _sealed = telephone.capture("gossip")
    untimed, _sealed = telephone.capture(captured_at=telephone.now.replace(tzinfo=None))
    for envelope in (changed, moved, empty, strange, untimed):
        answer = telephone.send(envelope)
        assert answer.status_code == 422 and answer.json()["error"]["what"], envelope
    assert len(telephone.waiting) == 5
    good, _sealed = telephone.capture()
    telephone.send(good)
    assert FieldReport.objects.get().pk == good


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Piece-Begins": "-1"}, 422),
        ({"Piece-Begins": "0", "Piece-Whole": "99999999"}, 422),
        ({"Piece-Begins": "0", "Piece-Whole": "0"}, 422),
        ({"Piece-Begins": "0", "Piece-Whole": "10", "Piece-Clock": "soon"}, 422),
        ({"Authorization": "Bearer tutela_nobody"}, 401),
        ({"Authorization": ""}, 401),
    ],
)
def test_a_strange_piece_is_refused_in_one_shape(
    telephone: Telephone, headers: dict[str, str], status: int
) -> None:
    usual = {"Piece-Begins": "0", "Piece-Whole": "500", "Piece-Clock": telephone.now.isoformat()}
    answer = telephone.ask(f"pieces/{new_id()}/", b"x" * 20, **(usual | headers))
    assert answer.status_code == status and answer.json()["error"]["what"]


def test_an_id_of_another_telephone_is_taken(
    telephone: Telephone, cast: Cast, sign_in: Any
) -> None:
    mine, _sealed = telephone.capture()
    telephone.send(mine)
    begun, _sealed = telephone.capture()
    telephone.send_piece(begun, 0, 100)
    other = set_up(sign_in, cast.hofo)
    for envelope in (mine, begun):
        other.capture(id=envelope)
        assert other.send_piece(envelope, 0).status_code == 403
    assert PartialUpload.objects.get().handset_id == UUID(telephone.given["handset"])


def test_over_plain_http_nothing_is_given_or_taken(cast: Cast, sign_in: Any) -> None:
    reporter = sign_in(cast["field_reporter"])
    assert reporter.get("/m/luma/field/set-up/").status_code == 403
    for path in ("sync/", "contact/", f"pieces/{new_id()}/"):
        assert Client().post(f"/notes/{path}").status_code == 403
    assert Client().get("/notes/places/").status_code == 403
    here = Client(headers={"host": "localhost"})
    assert here.get("/notes/places/").status_code == 401  # on the server's own machine


# --- bundles


def test_a_file_carries_a_queue_and_opened_twice_changes_nothing(
    telephone: Telephone, cast: Cast, sign_in: Any
) -> None:
    envelope, _sealed = telephone.capture(answers={"what": "Fence cut at night"})
    broken, _sealed = telephone.capture(answers={})
    content = telephone.bundle()
    assert b"Fence" not in content and str(cast["field_reporter"].pk).encode() not in content
    carrier = sign_in(cast["joc_duty_officer"])
    page = carrier.post("/m/luma/field/bundle/", {"file": as_file(content)}).content.decode()
    assert "1 report was received." in page and "1 could not be taken in" in page
    report = FieldReport.objects.get()
    assert (report.pk, report.author) == (envelope, cast["field_reporter"])
    page = carrier.post("/m/luma/field/bundle/", {"file": as_file(content)}).content.decode()
    assert "0 reports were received." in page and "1 was received before" in page
    assert FieldReport.objects.count() == 1
    telephone.contact()
    assert set(telephone.waiting) == {broken}
    assert FieldReceipt.objects.get().way == "bundle"


def test_a_file_that_was_changed_or_comes_from_elsewhere_is_refused(
    telephone: Telephone, cast: Cast, sign_in: Any
) -> None:
    telephone.capture()
    head, _newline, body = telephone.bundle().partition(b"\n")
    said = json.loads(body)
    fewer = json.dumps(said | {"entries": []}).encode()
    theirs = json.dumps(said | {"handset": str(new_id())}).encode()
    elsewhere = json.dumps(said | {"mission": str(cast.other_mission.pk)}).encode()
    carrier = sign_in(cast.hofo)
    files = [head + b"\n" + changed for changed in (fewer, theirs, elsewhere)]
    files += [b"", b"no bundle", base64.b64encode(b"x" * 64) + b"\n{}", b"\n" + body]
    for content in files:
        answer = carrier.post("/m/luma/field/bundle/", {"file": as_file(content)})
        assert answer.status_code == 400
    assert not FieldReport.objects.exists()


# --- who, and telephones that are lost


def test_only_who_sends_reports_sets_up_a_telephone_or_brings_a_file(
    cast: Cast, sign_in: Any
) -> None:
    for who, status in (("partner", 404), ("chen", 404), ("administrator", 404), ("boris", 403)):
        browser = sign_in(cast[who])
        assert browser.get("/m/luma/field/set-up/", secure=True).status_code == status, who
        assert browser.post("/m/luma/field/set-up/", secure=True).status_code == status, who
        assert browser.post("/m/luma/field/bundle/", secure=True).status_code == status, who
    assert (
        sign_in(cast.amina)
        .post("/m/luma/field/set-up/", {"signing_key": "bm8="}, secure=True)
        .status_code
        == 400
    )
    assert not Handset.objects.exists()


@pytest.mark.postgresql
def test_a_lost_telephone_ends_at_once_and_is_wiped_at_its_next_contact(
    telephone: Telephone, cast: Cast, sign_in: Any
) -> None:
    envelope, _sealed = telephone.capture()
    telephone.send_piece(envelope, 0, 100)
    content = telephone.bundle()
    assert not telephone.is_told_to_wipe()
    other = sign_in(cast["unit_commander"])
    address = f"/m/luma/field/handsets/{telephone.given['handset']}/wipe/"
    assert other.post(address).status_code == 404
    office = sign_in(cast.hofo)
    assert "Field Reporter" in office.get("/m/luma/field/").content.decode()
    assert office.post(address).status_code == 302
    assert telephone.contact().status_code == 401
    assert telephone.send_piece(envelope, 100).status_code == 401
    assert not PartialUpload.objects.exists()
    assert office.post("/m/luma/field/bundle/", {"file": as_file(content)}).status_code == 400
    assert telephone.is_told_to_wipe()
    assert "to be wiped at its next contact" in office.get("/m/luma/field/").content.decode()
    assert telephone.is_told_to_wipe(wiped=True)
    page = office.get("/m/luma/field/").content.decode()
    assert "wiped" in page and "to be wiped" not in page
    assert office.post(address, follow=True).status_code in (200, 400)


def test_the_secret_of_contact_opens_nothing_and_tells_nothing_of_others(
    telephone: Telephone, cast: Cast, sign_in: Any
) -> None:
    sign_in(cast["field_reporter"]).post(
        f"/m/luma/field/handsets/{telephone.given['handset']}/wipe/"
    )
    asked: list[Any] = [
        {},
        [],
        {"handset": str(new_id()), "contact": telephone.given["contact"]},
        {"handset": telephone.given["handset"], "contact": "guess"},
        {"handset": "x", "contact": None},
    ]
    for body in asked:
        answer = Client().post(
            "/notes/contact/", json.dumps(body), content_type="application/json", secure=True
        )
        assert answer.json() == {"wipe": False}
    bearer = {"Authorization": f"Bearer {telephone.given['contact']}"}
    assert Client().get("/notes/places/", headers=bearer, secure=True).status_code == 401


def test_who_left_the_post_sends_nothing_more_and_nothing_is_lost(
    telephone: Telephone, cast: Cast
) -> None:
    envelope, _sealed = telephone.capture()
    holding = cast["field_reporter"].holdings.get()
    holding.ends = make.TODAY
    holding.save()
    make.role(cast.other_mission, "analyst", cast["field_reporter"])  # stands for something else
    assert telephone.send_piece(envelope, 0).status_code == 403
    holding.ends = None
    holding.save()
    telephone.send(envelope)
    assert FieldReport.objects.count() == 1


# --- what a telephone holds


def test_a_telephone_is_given_names_of_its_own_area_alone(
    telephone: Telephone, cast: Cast, sign_in: Any
) -> None:
    make.place(cast.mission, "Luma", area=cast.north, classification=0, other_names=["Lumeh"])
    make.place(cast.mission, "Marra", area=cast.south, classification=0)
    make.place(cast.mission, "Hidden", area=cast.north, classification=1)
    stamp = telephone.given["places"]["stamp"]
    assert telephone.contact().json()["places"] != stamp
    told = telephone.ask("places/").json()["places"]
    assert [(place["name"], place["others"]) for place in told] == [("Luma", ["Lumeh"])]
    assert set(told[0]) == {"id", "name", "others"}
    assert telephone.given["places"]["places"] == []


def test_a_patrol_report_ends_the_tasking_that_its_telephone_offers(
    cast: Cast, sign_in: Any
) -> None:
    now = clock.now(cast.mission)
    alert = call(cast, known_at=now - timedelta(hours=9), place_said="Bel ford")
    commander = cast["unit_commander"]
    post = commander.holdings.get().post
    tasking = tasked(cast, sign_in, alert, post)
    patrol = set_up(sign_in, commander)
    (offered,) = patrol.given["taskings"]["taskings"]
    assert offered["id"] == str(tasking.pk) and "More liaison" in offered["name"]
    assert tasking.position == "Bel ford" and "Bel" not in json.dumps(patrol.given), "no place"
    assert str(alert.pk) not in json.dumps(patrol.given), "no alert"
    back = (now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    answers = {
        "task": "Reassure Bel",
        "route": "By the river road",
        "left": (now - timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M"),
        "returned": back,
        "observed": "People sleep in the fields",
    }
    envelope, _sealed = patrol.capture("patrol", answers=answers, tasking=str(tasking.pk))
    assert patrol.send(envelope).status_code == 200
    tasking.refresh_from_db()
    assert tasking.state == Tasking.State.RETURNED and "sleep in the fields" in tasking.result
    assert patrol.ask("taskings/").json() == {"stamp": "", "taskings": []}, "it is over"
    stamp = patrol.contact().json()["taskings"]
    assert stamp == ""
    report = FieldReport.objects.get(pk=envelope)
    page = sign_in(commander).get("/m/luma/taskings/").content.decode()
    assert f"/m/luma/field-reports/{report.pk}/" in page, "it stands on the page of the tasking"
    sector = sign_in(cast["sector_operations"])
    screen = sector.get(f"/m/luma/alerts/{alert.pk}/decision/").content.decode()
    assert str(report) in screen
    api = Program(cast["sector_operations"]).get("/api/v1/missions/luma/taskings").json()
    assert api["results"][0]["patrol_reports"] == [str(report.pk)]


def test_a_clock_that_runs_ahead_holds_up_no_patrol_report(cast: Cast, sign_in: Any) -> None:
    alert = call(cast, known_at=clock.now(cast.mission) - timedelta(hours=9))
    tasking = tasked(cast, sign_in, alert, cast["unit_commander"].holdings.get().post)
    patrol = set_up(sign_in, cast["unit_commander"])
    for ahead, told in ((timedelta(hours=5), clock.now(cast.mission)), (timedelta(), real_now())):
        patrol.clock_ahead = ahead
        answers = {
            "task": "Reassure Bel",
            "route": "By the river road",
            "left": (told - timedelta(hours=1) + ahead).strftime("%Y-%m-%dT%H:%M"),
            "returned": (told + ahead).strftime("%Y-%m-%dT%H:%M"),
            "observed": "People sleep in the fields",
        }
        envelope, _sealed = patrol.capture("patrol", answers=answers, tasking=str(tasking.pk))
        answer = patrol.send(envelope)
        assert answer.status_code == 200, answer.json()
    tasking.refresh_from_db()
    now = clock.now(cast.mission)
    assert tasking.returned_at is not None and tasking.returned_at <= now
    last = FieldReport.objects.latest("number")
    assert last.event_to == now.date(), "the telephone's own day, as the mission counts days"


def test_a_tasking_that_is_not_theirs_is_named_by_no_report(cast: Cast, sign_in: Any) -> None:
    now = clock.now(cast.mission)
    alert = call(cast, known_at=now - timedelta(hours=9))
    tasking = tasked(cast, sign_in, alert, cast["police_commander"].holdings.get().post)
    liaison = set_up(sign_in, cast["field_reporter"])
    assert liaison.given["taskings"] == {"stamp": "", "taskings": []}
    answers = {
        "task": "x",
        "route": "y",
        "left": "2019-01-01T06:00",
        "returned": "2019-01-01T07:00",
        "observed": "z",
    }
    envelope, _sealed = liaison.capture("patrol", answers=answers, tasking=str(tasking.pk))
    assert liaison.send(envelope).status_code == 200, "what was seen is not lost"
    assert FieldReport.objects.get(pk=envelope).tasking is None
    sent = as_program("patrol", answers=answers, tasking_id=str(tasking.pk))
    assert Program(cast["field_reporter"]).send("/field-reports", sent).status_code == 404
    tasking.refresh_from_db()
    assert tasking.returned_at is None


def test_the_private_key_lies_with_those_of_the_vault(telephone: Telephone) -> None:
    from django.db import connection

    from tutela_web.access.vault.models import SubjectKey

    key = FieldKey.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT private FROM field_fieldkey")
        stored = bytes(cursor.fetchone()[0])
    assert base64.b64decode(key.private) not in stored and key.private.encode() not in stored
    assert SubjectKey.objects.filter(subject=key.pk).exists()
    device = Device.objects.get()
    assert telephone.given["token"] not in (device.token_sha256, device.name)


@pytest.mark.postgresql
def test_telephones_retain_what_waits_for_three_days_at_least(
    telephone: Telephone, cast: Cast, sign_in: Any
) -> None:
    office = sign_in(cast["chief_of_staff"])
    assert office.post("/m/luma/field/expiry/", {"expiry_hours": 71}).status_code == 400
    assert telephone.contact().json()["expiry_hours"] == 168
    assert office.post("/m/luma/field/expiry/", {"expiry_hours": 96}).status_code == 302
    assert telephone.contact().json()["expiry_hours"] == 96
    reporter = sign_in(cast["field_reporter"])
    assert reporter.post("/m/luma/field/expiry/", {"expiry_hours": 100}).status_code == 403
    assert "96 hours" in reporter.get("/m/luma/field/").content.decode()


# --- whom to call, without a network


def test_a_telephone_holds_the_numbers_of_its_area_and_of_cleared_care(
    telephone: Telephone, cast: Cast, sign_in: Any
) -> None:
    assert telephone.given["numbers"]["numbers"] == {
        "duty": [],
        "care": [],
        "advisers": [],
        "texts": False,
        "zone": cast.mission.time_zone,
    }, "none is on file"
    Post.objects.filter(role="joc_duty_officer").update(duty_number="+000 555 0100")
    Post.objects.filter(role="analyst").update(duty_number="+000 555 0111")
    adviser = sign_in(cast["women_protection_adviser"])
    clinic = {"name": "Clinic of Luma", "number": "+000 555 0199", "serves": "both"}
    assert adviser.post("/m/luma/field/care/", clinic).status_code == 302
    south = {"name": "Of the South", "number": "1", "serves": "crsv", "area": str(cast.south.pk)}
    assert adviser.post("/m/luma/field/care/", south).status_code == 302
    reporter = sign_in(cast["field_reporter"])
    reporter.post("/m/luma/field/care/", clinic)
    assert CareService.objects.count() == 2, "the advisers alone clear a service"
    assert "Clinic of Luma" in reporter.get("/m/luma/field/care/").content.decode()
    stamp = telephone.given["numbers"]["stamp"]
    assert telephone.contact().json()["numbers"] != stamp
    told = telephone.ask("numbers/").json()["numbers"]
    assert [one["number"] for one in told["duty"]] == ["+000 555 0100"]
    assert [(one["name"], one["serves"]) for one in told["care"]] == [("Clinic of Luma", "both")]
    for service in CareService.objects.all():
        adviser.post("/m/luma/field/care/", {"do": "remove", "service": str(service.pk)})
    assert telephone.ask("numbers/").json()["numbers"]["care"] == []


def test_a_receipt_names_no_function_that_nobody_holds(telephone: Telephone, cast: Cast) -> None:
    envelope, _sealed = telephone.capture("danger", answers={"what": "Shots"})
    telephone.send(envelope)
    assert "joc" in telephone.receipts[envelope]["by"]
    Holding.objects.filter(post__role="joc_duty_officer").update(ends=make.TODAY)
    envelope, _sealed = telephone.capture("danger", answers={"what": "Shots again"})
    telephone.send(envelope)
    assert "joc" not in telephone.receipts[envelope]["by"]


def test_a_danger_on_a_stopped_form_goes_out_by_its_place_and_nothing_else_is_kept(
    telephone: Telephone,
) -> None:
    envelope, _sealed = telephone.capture("danger", answers={"agreed": "no"}, marked="crsv")
    telephone.send(envelope)
    assert Alert.objects.get().act == "harm to civilians"
    assert not ClosedIncident.objects.exists() and not FieldReport.objects.exists()
