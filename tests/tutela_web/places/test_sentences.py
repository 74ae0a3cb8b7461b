"""What a community told is closed to its office until the office opens a sentence; and a sentence
that should never have been written is destroyed, everywhere."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.places.test_community import WATER, nalo, page_of
from tests.tutela_web.version_rows import raw_versions
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.access.vault.models import DestructionHold, SubjectKey
from tutela_web.base import clock
from tutela_web.cli.upgrading.from_0_3_0 import close_words
from tutela_web.places.profile.kinds import FACT
from tutela_web.places.profile.models import ClosedSentence, CommunityFact
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.records.versions.models import OpenVersion, Rewriting
from tutela_web.records.versions.verbs import rewriting

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(databases=["default", "keys"])]

HIDING = "When armed men come, the women sleep in the reed beds east of the ford."
FLAT = "The ground is flat and open."
OURS = ("head_of_field_office", "field_reporter", "poc_adviser")
OTHERS = ("joc_duty_officer", "unit_commander", "analyst", "head_of_mission")


def told(cast: Cast, says: str = f"{FLAT} {HIDING}", hiding: bool | None = True) -> CommunityFact:
    """What women of Nalo told of the ground."""
    values = WATER | {"topic": "terrain", "says": says, "hiding": hiding, "runs": ""}
    by = standing_of(cast.hofo, cast.mission)
    fact: CommunityFact = create_record(FACT, values, by=by, beside=nalo(cast))
    return fact


def sentence(cast: Cast, words: str) -> ClosedSentence:
    return next(row for row in ClosedSentence.objects.all() if row.words == words)


def press(client: Client, row: ClosedSentence, act: str, **sent: Any) -> str:
    """Press a button on the page of a sentence; gives the page that is shown then."""
    address = f"/m/luma/places/community-sentences/{row.pk}/{act}/"
    return unescape(client.post(address, sent, follow=True).content.decode())


def every_cell(words: str) -> list[str]:
    """The tables of both databases in which words stand as they are read."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        columns = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.values_list(*columns):
            if any(words in str(cell) or words.encode() in _bytes(cell) for cell in row):
                found.append(model._meta.db_table)
    return found


def _bytes(cell: Any) -> bytes:
    return bytes(cell) if isinstance(cell, (bytes, memoryview)) else b""


def test_what_is_told_is_closed_until_its_office_opens_a_sentence(cast: Cast, sign_in: Any) -> None:
    fact = told(cast)
    place = nalo(cast)
    page = f"/m/luma/places/community-facts/{fact.pk}/"
    for who in OURS:
        assert FLAT in page_of(sign_in(cast[who]), place), who
    for who in OTHERS:
        client = sign_in(cast[who])
        for shown in (page_of(client, place), client.get(page).content.decode()):
            assert FLAT not in shown and "reed beds" not in shown, who
            assert "closed to its office" in shown, who
    row = sentence(cast, FLAT)
    head = sign_in(cast.hofo)
    unanswered = press(head, row, "open")
    assert "it says where people hide or flee to is not answered" in unanswered
    assert "It is open to all who read the record." in press(head, row, "open", hiding="False")
    for who in OTHERS:
        shown = page_of(sign_in(cast[who]), place)
        assert FLAT in shown and "reed beds" not in shown, who
    told_by_api = sign_in(cast.amina).get("/api/v1/missions/luma/community-facts").json()
    assert [row["says"] for row in told_by_api["results"]] == [FLAT]
    press(head, row, "withhold")
    assert FLAT not in page_of(sign_in(cast.amina), place)


def test_the_words_lie_in_no_table_and_a_hiding_place_is_never_opened(
    cast: Cast, sign_in: Any
) -> None:
    told(cast)
    assert every_cell("reed beds") == []
    shown = press(sign_in(cast.hofo), sentence(cast, HIDING), "open", hiding="False")
    assert "a sentence is never opened" in shown
    for who in OTHERS:
        client = sign_in(cast[who])
        row = sentence(cast, HIDING)
        address = f"/m/luma/places/community-sentences/{row.pk}/"
        assert client.get(address).status_code == 404, "no trace for others"
        assert client.post(f"{address}destroy/").status_code in (403, 404)


def test_sentences_are_marked_as_their_record_is(cast: Cast, sign_in: Any) -> None:
    """An assistant is cleared for what is unclassified: once the fact is Confidential, neither it
    nor its sentences are read any more."""
    fact = told(cast)
    by = standing_of(cast.hofo, cast.mission)
    edit_record(FACT, fact, {"classification": 1}, version=fact.version, by=by)
    assert set(ClosedSentence.objects.values_list("classification", flat=True)) == {1}
    assert FLAT not in page_of(sign_in(cast["field_reporter"]), nalo(cast))
    assert FLAT in page_of(sign_in(cast.hofo), nalo(cast))


def test_two_of_the_office_destroy_a_sentence_and_the_trail_says_that_not_what(
    cast: Cast, sign_in: Any
) -> None:
    told(cast)
    row = sentence(cast, HIDING)
    head, reporter = sign_in(cast.hofo), sign_in(cast["field_reporter"])
    press(head, row, "ask")
    alone = head.post(f"/m/luma/places/community-sentences/{row.pk}/destroy/")
    assert alone.status_code == 403, "nobody destroys alone what they asked for"
    assert "nothing brings it back" in press(reporter, row, "destroy")
    for who in OURS:
        shown = page_of(sign_in(cast[who]), nalo(cast))
        assert FLAT in shown and "reed beds" not in shown, who
    kept = ClosedSentence.objects.get(pk=row.pk)
    assert kept.words == "" and kept.words_destroyed_on == make.TODAY
    assert {one["values"]["words"] for one in raw_versions(ClosedSentence, record=row.pk)} == {""}
    key = SubjectKey.objects.get(subject=row.pk)
    assert key.wrapped is None and key.destroyed_at is not None
    line = AuditEntry.objects.get(act="erase", subject_id=str(row.pk))
    assert line.kind == "closedsentence" and "reed" not in str(line.detail)
    assert "nothing brings it back" in press(head, row, "ask")


def test_what_is_held_is_sealed_and_destroyed_when_the_hold_ends(cast: Cast, sign_in: Any) -> None:
    """An inquiry looks at what the mission knew: nobody destroys it, and nobody reads it."""
    told(cast)
    row = sentence(cast, HIDING)
    held = DestructionHold.objects.create(
        mission_id=cast.mission.pk,
        why="inquiry",
        reference="BOI/2018/4",
        since=clock.now(cast.mission),
    )
    head, reporter = sign_in(cast.hofo), sign_in(cast["field_reporter"])
    press(head, row, "ask")
    assert "it is sealed, and nobody reads it" in press(reporter, row, "destroy")
    for who in OURS:
        client = sign_in(cast[who])
        assert "reed beds" not in page_of(client, nalo(cast)), who
    assert SubjectKey.objects.get(subject=row.pk).wrapped is not None
    assert "still holds it" in press(reporter, row, "destroy")
    held.ended_at = clock.now(cast.mission)
    held.save()
    assert "nothing brings it back" in press(reporter, row, "destroy")


def test_what_stood_open_is_closed_at_the_upgrade(cast: Cast, sign_in: Any) -> None:
    """The hiding place was corrected by an edit, and stood in the version before."""
    fact = told(cast, "Old words.", None)
    ClosedSentence.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_communityfact SET says = %s", [FLAT])
    with rewriting(CommunityFact, [fact.pk], Rewriting.Why.PUT_BACK):
        for row in OpenVersion.objects.filter(record=fact.pk):
            row.values["says"] = HIDING
            row.save()
    assert set(every_cell("reed beds")) == {"records_openversion"}
    close_words()
    assert every_cell("reed beds") == [] and every_cell(FLAT) == []
    assert FLAT in page_of(sign_in(cast.hofo), nalo(cast))
    assert FLAT not in page_of(sign_in(cast.amina), nalo(cast))
    earlier = sentence(cast, HIDING)
    assert earlier.earlier and earlier.hiding is None and earlier.record == fact.pk
    head, reporter = sign_in(cast.hofo), sign_in(cast["field_reporter"])
    press(head, earlier, "ask")
    assert "nothing brings it back" in press(reporter, earlier, "destroy")
