"""A telephone opened with its second PIN is answered as ever; the duty officer learns of it, and
nobody calls or writes to its holder until the duty officer lifts it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_my_taskings import tasked
from tests.tutela_web.field.telephone import Telephone, set_up
from tests.tutela_web.warning.story import call
from tutela_web.access.models import OutgoingPause
from tutela_web.access.people.contact_lookup import of_person, of_post
from tutela_web.channels.models import Message
from tutela_web.intake.models import FieldReport

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]


@pytest.fixture
def telephone(cast: Cast, sign_in: Any) -> Telephone:
    return set_up(sign_in, cast["field_reporter"])


def under_threat(telephone: Telephone) -> Telephone:
    """The same telephone, opened with its second PIN."""
    given = telephone.given | {"token": telephone.given["second"]}
    return replace(telephone, given=given, waiting={}, receipts={}, client=Client())


def page_of(sign_in: Any, who: Any, path: str = "now/") -> str:
    return " ".join(sign_in(who).get(f"/m/luma/{path}").content.decode().split())


def test_it_is_answered_as_ever_and_the_duty_officer_learns_of_it(
    cast: Cast, sign_in: Any, telephone: Telephone
) -> None:
    officer, reporter = cast["joc_duty_officer"], cast["field_reporter"]
    assert len(telephone.given["second"]) == len(telephone.given["token"])
    before, after = telephone.contact(), under_threat(telephone).contact()
    assert after.status_code == 200
    same = ("receipts", "key", "expiry_hours", "media", "places", "forms", "numbers")
    assert {name: before.json()[name] for name in same} == {
        name: after.json()[name] for name in same
    }
    told = Message.objects.filter(about_kind="contact")
    assert set(told.filter(to_kind="person").values_list("to_id", flat=True)) == {officer.pk}
    under_threat(telephone).contact()
    assert told.filter(to_kind="person").count() == 1, "once"
    shown = page_of(sign_in, officer)
    assert "opened with a second PIN" in shown and "Field Reporter" in shown
    for who in (reporter, cast.hofo, cast["analyst"], cast["administrator"]):
        assert "second PIN" not in page_of(sign_in, who), who


def test_nothing_goes_out_to_its_holder_until_the_duty_officer_lifts_it(
    cast: Cast, sign_in: Any, telephone: Telephone
) -> None:
    reporter, officer = cast["field_reporter"], cast["joc_duty_officer"]
    post = reporter.holdings.get().post
    assert of_person(reporter.pk, cast.mission.pk) and of_post(post.pk, cast.mission.pk)
    under_threat(telephone).contact()
    assert of_person(reporter.pk, cast.mission.pk) is None
    assert of_post(post.pk, cast.mission.pk) is None
    assert of_person(officer.pk, cast.mission.pk) is not None
    pause = OutgoingPause.objects.get()
    lift = f"/m/luma/now/{pause.pk}/lift-pause/"
    assert sign_in(reporter).post(lift, {"why": "I am well"}).status_code == 404
    sign_in(officer).post(lift, {"why": " "})
    assert of_person(reporter.pk, cast.mission.pk) is None, "it is said how they were heard of"
    sign_in(officer).post(lift, {"why": "Seen at the base by the head of office"})
    assert of_person(reporter.pk, cast.mission.pk) and of_post(post.pk, cast.mission.pk)
    under_threat(telephone).contact()
    assert of_person(reporter.pk, cast.mission.pk), "the telephone is to be set up anew"


def test_an_adviser_is_told_not_to_call(cast: Cast, sign_in: Any, telephone: Telephone) -> None:
    envelope, _sealed = telephone.capture(answers={"agreed": "yes"}, marked="crsv")
    telephone.send(envelope)
    under_threat(telephone).contact()
    shown = page_of(sign_in, cast["women_protection_adviser"], "inbox/")
    assert "Contact is paused: do not call" in shown


def test_what_it_sends_is_received_and_the_duty_officer_reads_that_it_is_not_certain(
    cast: Cast, sign_in: Any, telephone: Telephone
) -> None:
    forced = under_threat(telephone)
    forced.contact()
    envelope, _sealed = forced.capture(answers={"what": "All is calm, come to the bridge"})
    forced.send(envelope)
    report = FieldReport.objects.get()
    path = f"field-reports/{report.pk}/"
    warning = "after the telephone was opened with its second PIN"
    assert warning in page_of(sign_in, cast["joc_duty_officer"], path)
    assert warning not in page_of(sign_in, cast["field_reporter"], path)


def test_it_is_given_no_tasking(cast: Cast, sign_in: Any, telephone: Telephone) -> None:
    post = cast["field_reporter"].holdings.get().post
    tasked(cast, sign_in, call(cast), post)
    assert telephone.ask("taskings/").json()["taskings"]
    forced = under_threat(telephone)
    assert forced.ask("taskings/").json() == {"stamp": "", "taskings": []}
    assert forced.contact().json()["taskings"] == ""


def test_a_telephone_that_is_lost_opens_by_neither(
    cast: Cast, sign_in: Any, telephone: Telephone
) -> None:
    sign_in(cast.hofo).post(f"/m/luma/field/handsets/{telephone.given['handset']}/wipe/")
    assert telephone.contact().status_code == 401
    assert under_threat(telephone).contact().status_code == 401
    assert not OutgoingPause.objects.exists()
