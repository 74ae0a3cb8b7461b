"""What the mission says: a promise refused and rewritten, approved, told, and withdrawn."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import AuditEntry, Post
from tutela_web.access.policy import standing_of
from tutela_web.outreach.messages.message_kind import MESSAGE, PART
from tutela_web.outreach.messages.models import (
    CapacityStatement,
    MessagePart,
    MessageTelling,
    PublicMessage,
)
from tutela_web.outreach.messages.plan_kind import MEANS, TELLING
from tutela_web.outreach.messages.statement_kind import STATEMENT
from tutela_web.outreach.messages.verbs import release_message, release_statement
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]
LATER = make.TODAY + timedelta(days=14)
SAID = {
    "covers": ["patrol", "visits"],
    "says": "By day we patrol at Luma. At night we may not come.",
    "until": LATER,
    "classification": 1,
}
WRITTEN = {
    "title": "Before the harvest, to Luma",
    "kind": "ordinary",
    "audience": "communities",
    "languages": ["en", "fr", "ar"],
    "other_languages": [],
    "channels": ["face_to_face", "radio"],
    "classification": 1,
}


class TestStatement(KindTests):
    kind = STATEMENT
    values = SAID
    changes = {"says": "By day we patrol."}  # noqa: RUF012


class TestMessage(KindTests):
    kind = MESSAGE
    values = WRITTEN
    changes = {"title": "Before the rains, to Luma"}  # noqa: RUF012


class TestPart(KindTests):
    kind = PART
    values = {"kind": "more", "words_en": "Ask for us at the school."}  # noqa: RUF012
    changes = {"words_en": "Ask for us at the market."}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        return drafted(cast, kind="urgent")  # which begins with no parts


class TestTelling(KindTests):
    kind = TELLING
    values = {  # noqa: RUF012
        "audience": "authorities",
        "whom": "District administration",
        "version_told": "fr",
        "channel": "face_to_face",
        "planned_on": make.TODAY,
        "classification": 1,
    }
    changes = {"whom": "Provincial administration"}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        return drafted(cast)


class TestMeans(KindTests):
    kind = MEANS
    values = {  # noqa: RUF012
        "what": "Liaison assistants at Luma",
        "staff": 3,
        "starts": make.TODAY,
        "classification": 1,
    }
    changes = {"what": "Liaison assistants at Luma and Nalo"}  # noqa: RUF012


def drafted(cast: Cast, **fields: Any) -> PublicMessage:
    by = standing_of(cast["poc_adviser"], cast.mission)
    return create_record(MESSAGE, WRITTEN | fields, by=by)


def released_statement(cast: Cast, **fields: Any) -> CapacityStatement:
    statement = create_record(
        STATEMENT, SAID | fields, by=standing_of(cast["poc_adviser"], cast.mission)
    )
    commander = standing_of(cast["force_commander"], cast.mission)
    return release_statement(statement, version=1, by=commander)


def post_of(cast: Cast, role: str) -> Post:
    return Post.objects.get(mission=cast.mission, role=role)


def send(client: Client, path: str, record: Any, **values: Any) -> Any:
    record.refresh_from_db()
    return client.post(path, {"version": str(record.version), **values})


def add_part(client: Client, message: PublicMessage, **values: str) -> None:
    blank = dict.fromkeys(("pick", "kind", "words_en", "words_fr", "words_ar", "words_other"), "")
    made = client.post(f"/m/luma/outreach/messages/{message.pk}/parts/new/", blank | values)
    assert made.status_code == 302, made.content.decode()


def test_a_promise_is_refused_rewritten_approved_told_and_withdrawn(
    cast: Cast, sign_in: Any
) -> None:
    adviser, head = sign_in(cast["poc_adviser"]), sign_in(cast.hofo)
    commander, reporter = sign_in(cast["force_commander"]), sign_in(cast["field_reporter"])
    luma = make.place(
        cast.mission, "Luma", area=cast.north, kind="village", population=1200, classification=0
    )
    make.place(cast.mission, "Nalo", area=cast.north, kind="village", classification=0)

    # the Force Commander releases what may be said of the North
    statement = create_record(
        STATEMENT, SAID | {"area": cast.north}, by=standing_of(cast.adviser, cast.mission)
    )
    page = f"/m/luma/outreach/statements/{statement.pk}/"
    assert send(adviser, f"{page}release/", statement).status_code in (302, 403)
    assert CapacityStatement.objects.get().state == "draft", "who writes it does not release it"
    assert send(commander, f"{page}release/", statement).status_code == 302

    # a message begins with can, cannot and the State's duty
    sent = WRITTEN | {"area": str(cast.north.pk), "other_languages": ""}
    began = adviser.post("/m/luma/outreach/messages/new/", sent)
    message = PublicMessage.objects.get()
    here = f"/m/luma/outreach/messages/{message.pk}/"
    assert began.status_code == 302 and began["Location"] == here
    words = adviser.get(here).content.decode()
    assert "Final responsibility for your protection rests with the State." in words
    assert "La responsabilité finale de votre protection incombe à l’État." in words
    assert "المسؤولية النهائية عن حمايتكم تقع على عاتق الدولة." in words

    # a promise that the statement does not hold, and words that lack in Arabic
    add_part(adviser, message, pick="night_cover")
    add_part(adviser, message, kind="more", words_en="Ask at the school.", words_fr="À l’école.")
    asked = send(adviser, f"{here}ask/", message, approver=post_of(cast, "head_of_field_office").pk)
    told = asked.content.decode()
    assert asked.status_code == 400
    assert "promises what the released capacity statement does not say" in told
    assert "lacks in this language: Arabic" in told
    assert PublicMessage.objects.get().state == "draft"

    # rewritten
    night = MessagePart.objects.get(pick="night_cover")
    send(adviser, f"/m/luma/outreach/parts/{night.pk}/strike/", night)
    own = MessagePart.objects.get(words_en="Ask at the school.")
    edited = {"pick": "", "kind": "more", "words_other": "", "words_ar": "اسألوا في المدرسة."}
    mended = edited | {"words_en": own.words_en, "words_fr": own.words_fr}
    assert send(adviser, f"/m/luma/outreach/parts/{own.pk}/edit/", own, **mended).status_code == 302
    asked = send(adviser, f"{here}ask/", message, approver=post_of(cast, "head_of_field_office").pk)
    assert asked.status_code == 302, asked.content.decode()

    # who approves answers for the words of our own first; the statement bounds the day
    expires = {"expires": str(make.TODAY + timedelta(days=7))}
    unanswered = send(head, f"{here}release/", message, **expires)
    assert "has not answered for the words of part" in unanswered.content.decode()
    own.refresh_from_db()
    send(head, f"/m/luma/outreach/parts/{own.pk}/answer/", own, answer="fits", said="")
    late = send(head, f"{here}release/", message, expires=str(LATER + timedelta(days=1)))
    assert late.status_code == 400 and "it rests on holds until" in late.content.decode()
    assert "not released" in telling(
        reporter, message, luma, told_on=make.TODAY
    ).content.decode() or (MessageTelling.objects.count() == 0), (
        "nobody is told before it is released"
    )
    released = send(head, f"{here}release/", message, **expires)
    assert released.status_code == 302, released.content.decode()
    message.refresh_from_db()
    assert message.state == "released" and len(message.digest) == 64
    assert message.approved_by == post_of(cast, "head_of_field_office")

    # the liaison assistant reads it, tells Luma, and the plan says who was not reached
    assert reporter.get(here).status_code == 200
    assert telling(reporter, message, luma, told_on=make.TODAY).status_code == 302
    plan = adviser.get("/m/luma/outreach/messages/plan/").content.decode()
    assert "25 %" in plan and "1 of 2 places you may read were told something" in " ".join(
        plan.split()
    )
    assert "Nobody there is known to have been told." in plan and "None assigned:" in plan

    here_told = reporter.get(f"/m/luma/outreach/told/place/{luma.pk}/").content.decode()
    assert "Before the harvest, to Luma" in here_told and "300 people" in here_told

    # as a paper, marked
    paper = adviser.get(f"{here}message.docx")
    text = zipfile.ZipFile(io.BytesIO(paper.content)).read("word/document.xml").decode()
    assert "Nous patrouillons le jour." in text and "DRAFT" not in text
    assert adviser.get(f"{here}message.pdf").content.startswith(b"%PDF")

    # the ground changes: the statement is withdrawn, the message is offered, a person withdraws it
    send(commander, f"{page}withdraw/", statement, why="The patrol moved to the ford.")
    offered = head.get("/m/luma/outreach/messages/").content.decode()
    assert "promises more than the statement" in offered
    stood = send(head, f"{here}stands/", message, why="It still holds")
    assert stood.status_code == 400 and "withdraw it" in stood.content.decode()
    message.refresh_from_db()
    assert message.state == "released", "nothing is withdrawn but by a person"
    assert send(head, f"{here}withdraw/", message, why="No patrol this week").status_code == 302
    refused = telling(reporter, message, luma, told_on=make.TODAY + timedelta(days=1))
    assert refused.status_code == 400
    assert "withdrawn since" in adviser.get("/m/luma/outreach/messages/plan/").content.decode()


def telling(client: Client, message: PublicMessage, place: Any, told_on: Any) -> Any:
    values = {
        "audience": "communities",
        "place": str(place.pk),
        "whom": "",
        "area": "",
        "version_told": "ar",
        "channel": "face_to_face",
        "planned_on": "",
        "told_on": str(told_on),
        "people": "300",
        "women": "160",
        "understood": "They come by day only",
        "classification": "0",
    }
    return client.post(f"/m/luma/outreach/messages/{message.pk}/tellings/new/", values)


def test_who_wrote_a_message_does_not_release_it(cast: Cast, sign_in: Any) -> None:
    released_statement(cast)
    by = standing_of(cast["chief_of_staff"], cast.mission)
    message = create_record(MESSAGE, WRITTEN, by=by)
    chief, here = sign_in(cast["chief_of_staff"]), f"/m/luma/outreach/messages/{message.pk}/"
    send(chief, f"{here}ask/", message, approver=post_of(cast, "chief_of_staff").pk)
    send(chief, f"{here}release/", message, expires=str(make.TODAY))
    message.refresh_from_db()
    assert message.state == "asked"


def test_an_urgent_warning_goes_out_at_once_also_by_who_wrote_it(cast: Cast, sign_in: Any) -> None:
    by = standing_of(cast.hofo, cast.mission)
    urgent = WRITTEN | {"kind": "urgent", "area": cast.north, "languages": ["en"]}
    message = create_record(MESSAGE, urgent, by=by)
    head, here = sign_in(cast.hofo), f"/m/luma/outreach/messages/{message.pk}/"
    assert not message.parts.exists()
    add_part(head, message, kind="more", words_en="Do not use the ford today.")
    assert send(head, f"{here}release/", message, expires=str(make.TODAY)).status_code == 302
    message.refresh_from_db()
    assert message.state == "released"


def test_the_duty_officer_releases_a_warning_and_who_approves_reads_it_afterwards(
    cast: Cast, sign_in: Any
) -> None:
    """At night nobody who approves is awake: the ford is mined, and it is told at once."""
    duty, head = sign_in(cast["joc_duty_officer"]), sign_in(cast.hofo)
    asked = WRITTEN | {"languages": ["en"], "other_languages": "", "area": str(cast.north.pk)}
    duty.post("/m/luma/outreach/messages/new/", asked | {"kind": "ordinary"})
    ordinary = PublicMessage.objects.get()
    send(duty, f"/m/luma/outreach/messages/{ordinary.pk}/release/", ordinary, expires=LATER)
    ordinary.refresh_from_db()
    assert ordinary.state == "draft", "what can wait waits for approval"

    made = duty.post("/m/luma/outreach/messages/new/", asked | {"kind": "urgent"})
    warning = PublicMessage.objects.get(kind="urgent")
    here = made["Location"]
    add_part(duty, warning, kind="more", words_en="Do not use the ford: there are mines.")
    assert send(duty, f"{here}release/", warning, expires=str(LATER)).status_code == 302
    warning.refresh_from_db()
    assert (warning.state, warning.unapproved) == ("released", True)
    line = AuditEntry.objects.get(act="release_unapproved")
    assert line.subject_id == str(warning.pk)

    first = head.get("/m/luma/now/").content.decode()
    assert "released without approval: read it" in first
    page = head.get(here).content.decode()
    assert "Nobody who approves messages has said yet that they read it." in page
    assert send(duty, f"{here}read/", warning).status_code in (302, 403)
    warning.refresh_from_db()
    assert warning.read_at is None, "who released it does not read it for others"
    assert send(head, f"{here}read/", warning).status_code == 302
    assert "Read afterwards by" in head.get(here).content.decode()
    assert "released without approval" not in head.get("/m/luma/now/").content.decode()


def test_who_was_told_what_is_withdrawn_is_followed_until_they_are_told_so(
    cast: Cast, sign_in: Any
) -> None:
    reporter, head = sign_in(cast["field_reporter"]), sign_in(cast.hofo)
    luma = make.place(cast.mission, "Luma", area=cast.north, kind="village", population=1200)
    by = standing_of(cast.hofo, cast.mission)
    urgent = {"kind": "urgent", "area": cast.north, "languages": ["ar"]}

    def released(title: str) -> PublicMessage:
        message = drafted(cast, title=title, **urgent)
        add_part(head, message, kind="more", words_ar="لا تعبروا المخاضة.")
        message.refresh_from_db()
        return release_message(message, LATER, version=message.version, by=by)

    ford, bridge = released("Keep off the ford"), released("Keep off the bridge too")
    assert telling(reporter, ford, luma, told_on=make.TODAY).status_code == 302
    assert "messages-waiting" not in reporter.get("/m/luma/now/").content.decode()
    page = f"/m/luma/outreach/messages/{ford.pk}/"
    assert send(head, f"{page}withdraw/", ford, why="The bridge is mined too").status_code == 302

    first = reporter.get("/m/luma/now/").content.decode()
    assert "tell them that it is withdrawn" in first
    plan = reporter.get("/m/luma/outreach/messages/plan/").content.decode()
    assert "Told what was withdrawn since" in plan
    assert "1 of those told it was not told that it is withdrawn." in " ".join(
        head.get(page).content.decode().split()
    )
    told = MessageTelling.objects.get()
    anew = f"/m/luma/outreach/tellings/{told.pk}/"
    assert "they were not told so" in reporter.get(anew).content.decode()
    ahead = send(reporter, f"{anew}anew/", told, on=LATER, instead=bridge.pk)
    assert ahead.status_code == 400, "nobody was told tomorrow"
    gone = send(reporter, f"{anew}anew/", told, on=make.TODAY, instead=ford.pk)
    assert gone.status_code == 400, "the words that were withdrawn are no new words"
    assert send(reporter, f"{anew}anew/", told, on=make.TODAY, instead=bridge.pk).status_code == 302
    assert "Keep off the bridge too" in reporter.get(anew).content.decode()
    assert "tell them that it" not in reporter.get("/m/luma/now/").content.decode()
    plan = reporter.get("/m/luma/outreach/messages/plan/").content.decode()
    assert "Told what was withdrawn since" not in plan


def test_what_waits_to_be_checked_and_approved_stands_on_the_first_page_of_who_does_it(
    cast: Cast, sign_in: Any
) -> None:
    released_statement(cast)
    message = drafted(cast, languages=["en"], channels=["meeting"])
    adviser, force = sign_in(cast.adviser), sign_in(cast["force_commander"])
    head = sign_in(cast["head_of_mission"])
    add_part(adviser, message, kind="limit", words_en="At night we cannot cross the ford.")
    assert "check this limit before it is spoken" in force.get("/m/luma/now/").content.decode()
    limit = MessagePart.objects.get(kind="limit")
    send(force, f"/m/luma/outreach/parts/{limit.pk}/check/", limit)
    assert "check this limit" not in force.get("/m/luma/now/").content.decode()
    approver = post_of(cast, "head_of_mission").pk
    send(adviser, f"/m/luma/outreach/messages/{message.pk}/ask/", message, approver=approver)
    assert "your post approves it, or sends it back" in head.get("/m/luma/now/").content.decode()
    chief = sign_in(cast["chief_of_staff"]).get("/m/luma/now/").content.decode()
    assert "your post approves it" not in chief, "it waits for one post"


def test_a_limit_by_place_and_hour_never_goes_by_an_open_channel(cast: Cast, sign_in: Any) -> None:
    released_statement(cast)
    message = drafted(cast, languages=["en"])
    adviser, here = sign_in(cast.adviser), f"/m/luma/outreach/messages/{message.pk}/"
    add_part(adviser, message, kind="limit", words_en="At night we cannot cross the ford.")
    approver = post_of(cast, "head_of_mission").pk
    refused = send(adviser, f"{here}ask/", message, approver=approver).content.decode()
    assert "is only spoken" in refused and "the Force has not checked" in refused
    spoken = WRITTEN | {"languages": ["en"], "channels": ["meeting"], "other_languages": ""}
    send(adviser, f"{here}edit/", message, area="", **spoken)
    limit = MessagePart.objects.get(kind="limit")
    checks = f"/m/luma/outreach/parts/{limit.pk}/check/"
    send(sign_in(cast["force_commander"]), checks, limit)
    asked = send(adviser, f"{here}ask/", message, approver=approver)
    assert asked.status_code == 302, asked.content.decode()
    head = sign_in(cast["head_of_mission"])
    limit.refresh_from_db()
    send(head, f"/m/luma/outreach/parts/{limit.pk}/answer/", limit, answer="fits", said="")
    assert send(head, f"{here}release/", message, expires=str(make.TODAY)).status_code == 302
    message.refresh_from_db()
    assert message.state == "released" and message.classification == 1, (
        "it is spoken, not handed out"
    )


def test_the_parts_of_a_draft_move_with_it(cast: Cast, sign_in: Any) -> None:
    message, adviser = drafted(cast), sign_in(cast.adviser)
    here, north = f"/m/luma/outreach/messages/{message.pk}/", str(cast.north.pk)
    sent = WRITTEN | {"other_languages": "", "area": north}
    assert send(adviser, f"{here}edit/", message, **sent).status_code == 302
    assert {part.area_id for part in message.parts.all()} == {cast.north.pk}


def test_what_changes_elsewhere_offers_nothing_and_what_is_offered_may_stand(
    cast: Cast, sign_in: Any
) -> None:
    """A base that closes in the area of a message asks whether it is true; one in another not."""
    released_statement(cast)
    base = make.base(cast.mission, "TOB Ford", area=cast.south)
    message = drafted(cast, area=cast.north)
    head, here = sign_in(cast.hofo), f"/m/luma/outreach/messages/{message.pk}/"
    approver = post_of(cast, "head_of_field_office").pk
    send(sign_in(cast.adviser), f"{here}ask/", message, approver=approver)
    assert send(head, f"{here}release/", message, expires=str(make.TODAY)).status_code == 302
    records.edit(base, {"closed": make.TODAY}, version=1, by=cast.amina)
    assert "The ground changed" not in head.get("/m/luma/outreach/messages/").content.decode()
    base.refresh_from_db()
    records.edit(base, {"area": cast.north}, version=base.version, by=cast.amina)
    assert "base closed" in head.get("/m/luma/outreach/messages/").content.decode()


def test_nobody_is_sent_first_to_forces_suspected_in_the_area(cast: Cast, sign_in: Any) -> None:
    released_statement(cast)
    place = make.place(cast.mission, "Luma", area=cast.north)
    message = drafted(cast, area=cast.north, languages=["en"])
    adviser, here = sign_in(cast.adviser), f"/m/luma/outreach/messages/{message.pk}/"
    add_part(adviser, message, pick="state_first")
    calm = adviser.get(here).content.decode()
    assert "sends people to forces of the State first" not in calm
    army = make.actor(cast.mission, "National army", type="host_military")
    make.incident(cast.mission, place=place, area=cast.north, perpetrator=army)
    told = adviser.get(here).content.decode()
    assert "sends people to forces of the State first" in told


def test_a_refusal_reads_only_what_is_released(cast: Cast) -> None:
    """Neither a draft statement nor what a unit cannot do moves what is refused."""
    draft = create_record(STATEMENT, SAID, by=standing_of(cast.adviser, cast.mission))
    message = drafted(cast)
    by = standing_of(cast.adviser, cast.mission)
    from tutela_web.outreach.messages.queries import lacks_of, parts_of

    assert {one.code for one in lacks_of(by, message, parts_of(message))} == {"statement"}
    release_statement(
        draft, version=draft.version, by=standing_of(cast["force_commander"], cast.mission)
    )
    assert lacks_of(by, message, parts_of(message)) == []


def test_the_frozen_text_stays_whatever_becomes_of_its_parts(cast: Cast) -> None:
    released_statement(cast)
    message = drafted(cast, kind="rumour")
    by = standing_of(cast["head_of_mission"], cast.mission)
    create_record(
        PART,
        {
            "kind": "more",
            "words_en": "It is not true.",
            "words_fr": "C’est faux.",
            "words_ar": "لا",
        },
        by=standing_of(cast.adviser, cast.mission),
        beside=message,
    )
    released = release_message(message, make.TODAY, version=message.version, by=by)
    assert released.frozen[0]["said"]["fr"] == "C’est faux."
    assert released.classification == 0


def test_a_page_of_the_templates_states_the_duty_of_the_state(cast: Cast, sign_in: Any) -> None:
    page = sign_in(cast.boris).get("/m/luma/outreach/messages/templates/").content.decode()
    assert page.count("Final responsibility for your protection rests with the State.") == 3


def test_the_share_told_is_of_all_whose_number_is_known(cast: Cast, sign_in: Any) -> None:
    """Who was told nothing is in the share; a place nobody counted is said, and in no share."""
    reporter, head = sign_in(cast["field_reporter"]), sign_in(cast.hofo)
    near = {"area": cast.north, "kind": "village"}
    luma = make.place(cast.mission, "Luma", population=1200, **near)
    make.place(cast.mission, "Osila", population=5100, **near)
    make.place(cast.mission, "Tembel", **near)
    message = drafted(cast, title="Off the ford", kind="urgent", area=cast.north, languages=["ar"])
    add_part(head, message, kind="more", words_ar="لا تعبروا المخاضة.")
    message.refresh_from_db()
    by = standing_of(cast.hofo, cast.mission)
    release_message(message, LATER, version=message.version, by=by)
    assert telling(reporter, message, luma, told_on=make.TODAY).status_code == 302
    MessageTelling.objects.update(people=630)
    plan = " ".join(reporter.get("/m/luma/outreach/messages/plan/").content.decode().split())
    assert "10 % of all people whose number is known were told." in plan
    assert "At 1 place the number of people is not known: it is in no share." in plan
