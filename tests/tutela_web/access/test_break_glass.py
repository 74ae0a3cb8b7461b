"""Somebody without the grant asks; a second person decides; one identity opens for one hour."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import Standing, standing_of
from tutela_web.access.vault import keyring, verbs
from tutela_web.access.vault.models import BreakGlass, Subject
from tutela_web.base.errors import Denied, NotNow
from tutela_web.channels.models import Message

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

WORDS = {"person": "Nyandeng Mabior", "phone": "+211 912 345 678"}
REASON = "Nyandeng called the hotline in fear"
INDEX = "/m/luma/vault/"


@pytest.fixture
def known(cast: Cast) -> Any:
    """One identity, sealed by the field reporter."""
    keyring.make_first()
    by = standing_of(cast["field_reporter"], cast.mission)
    return verbs.seal(cast.mission, WORDS, searchable=WORDS, by=by)


def stands(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


def asked(cast: Cast, known: Any) -> BreakGlass:
    return verbs.ask(known, by=stands(cast, "human_rights"), purpose="safety", reason=REASON)


def test_an_approved_request_opens_one_identity_to_one_person_for_one_hour(
    cast: Cast, known: Any
) -> None:
    rights = stands(cast, "human_rights")
    other = verbs.seal(cast.mission, WORDS, by=stands(cast, "field_reporter"))
    glass = asked(cast, known)
    with pytest.raises(Denied):
        verbs.open_sealed(known, by=rights, why="safety")
    glass = verbs.approve(glass, by=stands(cast, "head_of_mission"))
    assert verbs.open_sealed(known, by=rights, why="safety") == WORDS
    for who, subject in ((rights, other), (stands(cast, "women_protection_adviser"), known)):
        with pytest.raises(Denied):
            verbs.open_sealed(subject, by=who, why="safety")
    assert glass.opens_until - glass.approved_at == timedelta(hours=1)
    BreakGlass.objects.filter(pk=glass.pk).update(opens_until=glass.approved_at)
    with pytest.raises(Denied):
        verbs.open_sealed(known, by=rights, why="safety")


def test_nobody_decides_for_themselves_nor_without_the_post_nor_twice(
    cast: Cast, known: Any
) -> None:
    custodian = stands(cast, "custodian")
    own = verbs.ask(known, by=custodian, purpose="safety", reason="to learn whether it opens")
    with pytest.raises(Denied, match="second person"):
        verbs.approve(own, by=custodian)
    for who in ("human_rights", "analyst", "boris", "administrator"):
        with pytest.raises(Denied):
            verbs.approve(own, by=stands(cast, who))
    verbs.refuse(own, by=stands(cast, "head_of_mission"))
    with pytest.raises(NotNow, match="decided already"):
        verbs.approve(own, by=stands(cast, "head_of_mission"))
    with pytest.raises(Denied):
        verbs.ask(known, by=stands(cast, "analyst"), purpose="safety", reason="why not")
    with pytest.raises(BadParameter):
        verbs.ask(known, by=custodian, purpose="safety", reason="  ")


def test_custodian_and_collector_are_told_by_a_notice_without_words(cast: Cast, known: Any) -> None:
    glass = asked(cast, known)
    assert Message.objects.filter(about_id=glass.pk).count() == 1  # the custodian: somebody asks
    verbs.approve(glass, by=stands(cast, "head_of_mission"))
    told = list(Message.objects.filter(about_id=glass.pk))
    assert len({m.address_hash for m in told}) == 2 and len(told) == 3
    assert {(m.template, m.about_kind) for m in told} == {("open_tutela", "break_glass")}


def test_every_step_is_a_line_without_the_reason(cast: Cast, known: Any) -> None:
    glass = asked(cast, known)
    head = stands(cast, "head_of_mission")
    assert verbs.reason_of(glass, by=head) == REASON
    verbs.approve(glass, by=head)
    verbs.open_sealed(known, by=stands(cast, "human_rights"), why="safety")
    lines = AuditEntry.objects.filter(chain=str(cast.mission.pk)).order_by("number")
    assert [(e.act, e.kind) for e in lines] == [
        ("seal", "identity"),
        ("ask", "break_glass"),
        ("read", "break_glass"),
        ("approve", "break_glass"),
        ("open", "identity"),
    ]
    assert lines[4].detail["glass"] == str(glass.pk)
    assert not any("Nyandeng" in str(e.detail) for e in lines)
    assert b"Nyandeng" not in bytes(BreakGlass.objects.get(pk=glass.pk).sealed_reason)


def test_the_vault_page_meets_everybody(cast: Cast, known: Any, sign_in: Any) -> None:
    for who in ("custodian", "human_rights", "head_of_mission", "field_reporter"):
        page = sign_in(cast[who]).get(INDEX)
        assert page.status_code == 200
        shown = b"S-0001" in page.content
        assert shown == (who in ("custodian", "field_reporter")), who
    for who in ("analyst", "boris", "chen", "administrator", "auditor", "partner"):
        client = sign_in(cast[who])
        for address in (INDEX, f"{INDEX}{known}/", f"{INDEX}ask/"):
            assert client.get(address).status_code == 404, (who, address)
            assert client.post(address, {"why": "safety"}).status_code == 404


def test_the_custodian_opens_with_a_reason_and_the_words_are_in_no_address(
    cast: Cast, known: Any, sign_in: Any
) -> None:
    client = sign_in(cast["custodian"])
    page = client.get(f"{INDEX}{known}/")
    assert b"Nyandeng" not in page.content
    assert client.post(f"{INDEX}{known}/", {"why": "because"}).status_code == 400
    opened = client.post(f"{INDEX}{known}/", {"why": "review"})
    assert WORDS["person"] in opened.content.decode() and opened["Cache-Control"] == "no-store"
    found = client.post(INDEX, {"field": "phone", "value": "00211912345678"})
    assert b"S-0001" in found.content
    none = client.post(INDEX, {"field": "person", "value": "Nyandeng"})
    assert b"No identity is sealed under exactly this" in none.content


def test_a_whole_request_by_the_pages(cast: Cast, known: Any, sign_in: Any) -> None:
    asker, head = sign_in(cast["human_rights"]), sign_in(cast["head_of_mission"])
    unknown = asker.post(f"{INDEX}ask/", {"number": "S-9999", "purpose": "safety", "reason": "x"})
    assert unknown.status_code == 400 and b"no such identity" in unknown.content
    sent = asker.post(f"{INDEX}ask/", {"number": "s-1", "purpose": "safety", "reason": REASON})
    assert sent.status_code == 302
    assert asker.get(f"{INDEX}{known}/").status_code == 404
    waiting = asker.get(sent.url)
    assert b"waits for a second person" in waiting.content and b"Approve" not in waiting.content
    assert asker.post(sent.url, {"act": "approve"}).status_code == 403
    assert REASON not in head.get(sent.url).content.decode()
    assert REASON in head.post(sent.url, {"act": "reason"}).content.decode()
    assert head.post(sent.url, {"act": "approve"}).status_code == 302
    assert b"open until" in asker.get(sent.url).content
    opened = asker.post(f"{INDEX}{known}/", {"why": "safety"})
    assert WORDS["phone"] in opened.content.decode()
    assert sign_in(cast.chen).get(sent.url).status_code == 404


def test_the_custodian_keeps_or_erases_what_is_due(cast: Cast, known: Any, sign_in: Any) -> None:
    client = sign_in(cast["custodian"])
    Subject.objects.filter(pk=known).update(review_on="2018-12-01")
    assert b"due for review" in client.get(INDEX).content
    assert b"S-0001" in client.get(f"{INDEX}?due=1").content
    assert client.post(f"{INDEX}{known}/keep/", {"why": "feedback"}).status_code == 302
    assert b"S-0001" not in client.get(f"{INDEX}?due=1").content
    assert client.post(f"{INDEX}{known}/erase/", {"reason": "asked"}).status_code == 400
    assert (
        client.post(f"{INDEX}{known}/erase/", {"reason": "asked", "sure": "on"}).status_code == 302
    )
    gone = client.get(f"{INDEX}{known}/")
    assert b"was erased" in gone.content
    assert sign_in(cast["field_reporter"]).post(f"{INDEX}{known}/keep/").status_code == 404


def test_the_list_asks_no_more_of_the_database_for_more_identities(
    cast: Cast, known: Any, sign_in: Any
) -> None:
    client = sign_in(cast["custodian"])
    asked_of_it = []
    for more in (2, 8):
        for _ in range(more):
            subject = verbs.seal(cast.mission, WORDS, by=stands(cast, "field_reporter"))
            asked(cast, subject)
        with CaptureQueriesContext(connection) as queries:
            client.get(INDEX)
        asked_of_it.append(len(queries))
    assert asked_of_it[0] == asked_of_it[1]


def test_a_request_of_another_mission_is_no_request_here(cast: Cast, known: Any) -> None:
    person = make.person("other_custodian")
    make.post(cast.other_mission, "custodian", person)
    with pytest.raises(Denied):
        verbs.approve(asked(cast, known), by=standing_of(person, cast.other_mission))
