"""Who read and exported what: by post for everybody, by name and record for the auditor."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.audit import append_only
from tutela_web.access.audit import queries as audit_queries
from tutela_web.access.audit import trail as audit
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.base import clock

pytestmark = pytest.mark.postgresql

PAGE = "/m/luma/audit/"


@pytest.fixture(autouse=True)
def _nothing_checked_yet(db: None) -> None:
    cache.clear()


def lines(cast: Cast, times: int, act: str = "read", kind: str = "incident", **detail: Any) -> str:
    record = str(uuid4())
    for _ in range(times):
        audit.record(act, mission=cast.mission, by=cast.amina, kind=kind, subject=record, **detail)
    return record


def text(client: Any, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_member_sees_posts_and_nobody_of_another_mission_sees_the_page(
    cast: Cast, sign_in: Any
) -> None:
    cast.amina.name = "Amina Okello"
    cast.amina.save()
    lines(cast, 1, "export", number=12)
    for person in (cast.boris, cast.hofo, cast["custodian"], cast["administrator"]):
        page = text(sign_in(person))
        assert "analyst" in page and "exported" in page and ">12<" in page
        assert "Amina Okello" not in page
    assert "Amina Okello (analyst)" in text(sign_in(cast["auditor"]))
    assert "Amina Okello (analyst)" in text(sign_in(cast["chief_of_staff"]))
    for person in (cast.chen, cast["partner"]):
        assert sign_in(person).get(PAGE).status_code == 404


def test_the_id_of_a_record_is_told_to_those_who_read_its_kind_everywhere(
    cast: Cast, sign_in: Any
) -> None:
    incident = lines(cast, 1)
    identity = lines(cast, 1, "open", "identity", fields=["phone"], why="safety")
    closed = lines(cast, 1, "read", "closedincident")
    told = {
        who: {
            kind
            for kind, pk in (("i", incident), ("p", identity), ("c", closed))
            if pk in text(sign_in(cast[who]))
        }
        for who in ("analyst", "head_of_field_office", "custodian", "drafter", "auditor")
    }
    assert told == {
        "analyst": {"i"},
        "head_of_field_office": set(),
        "custodian": {"p"},
        "drafter": set(),
        "auditor": {"i", "p", "c"},
    }
    assert "fields phone; why safety" in text(sign_in(cast["auditor"]))


def test_the_auditor_sees_no_content(cast: Cast, sign_in: Any) -> None:
    made = make.incident(cast.mission, title="Attack near the water point", by=cast.amina)
    client = sign_in(cast["auditor"])
    page = text(client)
    assert str(made.pk) in page and "water point" not in page
    assert client.get(f"/m/luma/incidents/{made.pk}/").status_code == 404


def test_a_commander_cannot_count_what_lies_in_a_compartment_by_its_lines(
    cast: Cast, sign_in: Any
) -> None:
    lines(cast, 1, "create", kind="closedincident")
    lines(cast, 1, "read", kind="closedevent", number=387, compartment="crsv")
    lines(cast, 1, "create", kind="unitreadiness")
    # a kind stands once in the filter of who may read it, and once more on each line
    for who in ("force_commander", "sector_operations", "poc_adviser", "administrator"):
        page = text(sign_in(cast[who]))
        assert ">387<" not in page
        assert page.count("incident of a compartment") == 0, who
        assert page.count("event of a compartment") == 0, who
    assert ">readiness<" not in text(sign_in(cast["sector_operations"]))
    assert ">readiness<" in text(sign_in(cast["force_commander"]))
    reporter = audit.record(
        "create", mission=cast.mission, by=cast["field_reporter"], kind="closedincident"
    )
    assert reporter.number
    assert text(sign_in(cast["field_reporter"])).count("incident of a compartment") == 1
    adviser = text(sign_in(cast["women_protection_adviser"]))
    assert adviser.count("incident of a compartment") == 3 and ">387<" not in adviser
    assert ">387<" in text(sign_in(cast["auditor"]))


def test_a_post_is_the_one_held_that_day(cast: Cast, sign_in: Any) -> None:
    lines(cast, 1)
    cast.mission.posts.get(role="analyst").holdings.update(ends=clock.today(cast.mission))
    assert "somebody without a post that day" in text(sign_in(cast.boris))


def test_filters_stand_in_the_address(cast: Cast, sign_in: Any) -> None:
    lines(cast, 1, "export", "event", number=77)
    lines(cast, 1, "read", "incident")
    lines(cast, 1, "edit", "place")
    audit.record("open_refused", mission=cast.mission, by=cast.boris, kind="identity")
    client = sign_in(cast.boris)
    boris, auditor = (standing_of(cast[who], cast.mission) for who in ("boris", "auditor"))
    seen = {
        query: audit_queries.trail(auditor if "mine" not in asked else boris, **asked).lines
        for query, asked in {
            "what=export": {"what": "export"},
            "what=read": {"what": "read"},
            "what=change": {"what": "change"},
            "what=door": {"what": "door"},
            "kind=place": {"kind": "place"},
            "mine=1": {"mine": True},
        }.items()
    }
    assert {q: [line.number for line in found] for q, found in seen.items()} == {
        "what=export": [1],
        "what=read": [2],
        "what=change": [3],
        "what=door": [4],
        "kind=place": [3],
        "mine=1": [None],
    }
    assert ">77<" in text(client, f"{PAGE}?what=export")
    assert ">77<" not in text(client, f"{PAGE}?what=read")
    assert "No line fits this filter" in text(client, f"{PAGE}?since=2099-01-01")
    assert "could not be read" in text(client, f"{PAGE}?since=yesterday")
    beyond = "9999-12-31T23:59:59-23:59~1", "0001-01-01T00:00:00+23:59~1"
    for mark in (
        "7",
        "2018-12-31~0",
        "2018-12-31T00:00Z~-1",
        f"2018-12-31T00:00Z~{10**30}",
        *beyond,
    ):
        assert "could not be read" in text(client, f"{PAGE}?before={mark}"), mark


def three_pages(by: Any) -> list[audit_queries.Leaf]:
    """The pages of 120 lines, one by the mark of the other, each line once."""
    first = audit_queries.trail(by)
    second = audit_queries.trail(by, before=first.older)
    third = audit_queries.trail(by, before=second.older)
    shown = [line.number for leaf in (first, second, third) for line in leaf.lines]
    assert shown == list(range(120, 0, -1))
    return [first, second, third]


def test_pages_follow_each_other_whatever_is_written_meanwhile(cast: Cast) -> None:
    lines(cast, 120)
    by = standing_of(cast["auditor"], cast.mission)
    first, second, third = three_pages(by)
    assert (first.newer, third.older) == (None, None)
    lines(cast, 1)  # a line meanwhile moves nothing
    back = audit_queries.trail(by, after=third.newer)
    assert [line.number for line in back.lines] == [line.number for line in second.lines]


def test_lines_of_one_moment_stand_once_each_on_neighbouring_pages(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.real_now()
    monkeypatch.setattr("tutela_web.access.audit.trail.real_now", lambda: moment)
    lines(cast, 120)
    by = standing_of(cast["auditor"], cast.mission)
    _first, second, third = three_pages(by)
    back = audit_queries.trail(by, after=third.newer)
    assert back.lines == second.lines


def test_a_reader_finds_no_number_no_total_and_no_gap_of_what_a_compartment_holds(
    cast: Cast, sign_in: Any
) -> None:
    lines(cast, 60)
    before = {who: text(sign_in(cast[who])) for who in ("unit_commander", "poc_adviser")}
    older = audit_queries.trail(standing_of(cast.boris, cast.mission)).older
    for act, kind, detail in (
        ("create", "closedincident", {}),
        ("assess", "assessment", {"compartment": "crsv"}),
        ("read", "closedevent", {"compartment": "crsv", "number": 9}),
    ):
        audit.record(
            act, mission=cast.mission, by=cast["women_protection_adviser"], kind=kind, **detail
        )
    for who, page in before.items():
        assert main_of(text(sign_in(cast[who]))) == main_of(page), who
    assert audit_queries.trail(standing_of(cast.boris, cast.mission)).older == older
    auditor = text(sign_in(cast["auditor"]))
    assert ">63<" in auditor and "Verified 63 lines" in auditor


def main_of(page: str) -> str:
    """What a page says, without what differs each time it is asked for."""
    said = re.sub(r"\d+ (s|min) ago|nonce=\S+|csrfmiddlewaretoken\S+ value=\S+", "", page)
    return said.split("<main", 1)[1]


def test_an_empty_trail_says_so(cast: Cast, sign_in: Any) -> None:
    page = text(sign_in(cast.chen), "/m/tarso/audit/")
    assert "Nothing was read, changed or exported" in page


def test_the_page_verifies_what_was_added_and_shows_the_head(cast: Cast, sign_in: Any) -> None:
    auditor = sign_in(cast["auditor"])
    assert "no line to verify" in text(auditor)
    lines(cast, 3)
    page = text(auditor)
    assert "Verified 3 lines" in page
    head = AuditEntry.objects.get(chain=str(cast.mission.pk), number=3).hash
    assert head in page
    lines(cast, 1)
    assert "Verified 4 lines" in text(auditor)
    reader = text(sign_in(cast.boris))
    assert "whole" in reader and "Verified" not in reader and head not in reader


def test_a_line_changed_behind_the_triggers_is_named_on_the_page(cast: Cast, sign_in: Any) -> None:
    lines(cast, 3)
    append_only.drop(connection)
    AuditEntry.objects.filter(chain=str(cast.mission.pk), number=2).update(act="nothing")
    connection.check_constraints()  # PostgreSQL alters no table that waits for them
    append_only.create(connection)
    assert "broken at line 2" in text(sign_in(cast["auditor"]))
    assert "The trail is broken." in text(sign_in(cast.boris))


def test_lines_cut_off_at_the_end_are_noticed(cast: Cast) -> None:
    lines(cast, 3)
    assert audit_queries.check_new_lines(cast.mission).lines == 3
    append_only.drop(connection)
    AuditEntry.objects.filter(chain=str(cast.mission.pk), number=3).delete()
    connection.check_constraints()  # PostgreSQL alters no table that waits for them
    append_only.create(connection)
    assert audit.verify(str(cast.mission.pk)).broken_at == 3
    cache.clear()
    assert audit_queries.check_new_lines(cast.mission).behind == 1  # never told as whole


@pytest.fixture
def others_write(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody walks the chain, others add two lines to it."""
    meanwhile, real = [1, 1], audit.hash_of

    def walked(line: AuditEntry) -> str:
        if line.pk and meanwhile:  # a line that is kept already
            lines(cast, meanwhile.pop())
        return real(line)

    monkeypatch.setattr(audit, "hash_of", walked)


def test_a_chain_that_others_add_to_while_it_is_walked_is_whole(
    cast: Cast, others_write: None
) -> None:
    lines(cast, 3)
    found = audit.verify(str(cast.mission.pk))
    assert (found.broken, found.broken_at) == (False, None)
    again = audit.verify(str(cast.mission.pk))
    assert (again.lines, again.broken) == (5, False)


def test_a_line_above_the_head_is_noticed(cast: Cast) -> None:
    lines(cast, 3)
    last = AuditEntry.objects.get(number=3)
    forged = AuditEntry(chain=last.chain, number=4, at=last.at, act="read", before=last.hash)
    forged.hash = audit.hash_of(forged)
    forged.save()
    assert audit.verify(last.chain).broken_at == 5
    assert audit_queries.check_new_lines(cast.mission).broken_at == 4


def test_the_list_asks_no_more_of_the_database_for_more_lines(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast["auditor"])
    asked = []
    for more in (2, 40):
        for person in (cast.amina, cast.boris, cast.hofo):
            audit.record("read", mission=cast.mission, by=person, kind="place")
        lines(cast, more)
        client.get(PAGE)  # verifies what is new
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_lines_held_stand_in_their_order_and_hold_with_those_before(cast: Cast) -> None:
    lines(cast, 1)
    with transaction.atomic():
        first = lines(cast, 1, "move")
        second = lines(cast, 1, "export")
        assert not AuditEntry.objects.filter(subject_id__in=[first, second]).exists()
    last = AuditEntry.objects.filter(mission=cast.mission).order_by("number")
    assert list(last.values_list("subject_id", flat=True))[-2:] == [first, second]
    assert audit.verify(str(cast.mission.pk)).broken_at is None


def test_a_part_that_is_taken_back_takes_its_lines_with_it(cast: Cast) -> None:
    with transaction.atomic():
        kept = lines(cast, 1, "move")
        with pytest.raises(ValueError, match="this part"), transaction.atomic():
            lines(cast, 2, "export")
            raise ValueError("this part")
    trail = AuditEntry.objects.filter(mission=cast.mission)
    assert list(trail.values_list("subject_id", flat=True)) == [kept]


def test_what_is_given_up_leaves_no_held_line(cast: Cast) -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(ValueError, match="the bad line broke"), transaction.atomic():
        lines(cast, 2)
        raise ValueError("the bad line broke")
    lines(cast, 1)
    assert AuditEntry.objects.count() == before + 1
    assert audit.verify(str(cast.mission.pk)).broken_at is None
