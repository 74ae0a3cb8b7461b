"""Files of events by the API: sent, tried dry, confirmed by who saw the dry run, undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.import_files import checked, imported, log, row, work
from tests.tutela_web.site.test_api import ROOT, Program
from tutela_web.access.models import AuditEntry, Holding
from tutela_web.base import clock
from tutela_web.base.models import Batch
from tutela_web.incidents.models import Event
from tutela_web.site.api import api

LIST = f"{ROOT}/imports"


def told(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json()


def upload(program: Program, *rows: dict[str, Any], key: str = "", **fields: Any) -> Any:
    """Send lines as a program sends a file."""
    headers = {"Idempotency-Key": key} if key else {}
    return program.post(LIST, {"file": log(*rows), **fields}, headers=headers)


def act(program: Program, pk: Any, verb: str, content: Any = None, **headers: str) -> Any:
    return program.send(f"/imports/{pk}/{verb}", content, **headers)


@pytest.fixture
def amina(cast: Cast) -> Program:
    return Program(cast.amina)


def test_amina_sends_a_file_reads_its_dry_run_imports_and_undoes_it(
    cast: Cast, amina: Program
) -> None:
    sent = told(upload(amina, row(1), row(2, Date="31.11.2018")), 201)
    assert (sent["state"], sent["work"]["state"]) == ("uploaded", "waiting")
    address = f"{LIST}/{sent['id']}"
    early = act(amina, sent["id"], "confirmation", {})
    assert early.status_code == 400 and not Event.objects.exists()
    work()
    dry = told(amina.get(address))
    assert dry["state"] == "checked" and not Event.objects.exists()
    assert (dry["numbers"]["new"], dry["numbers"]["refused"]) == (1, 1)
    [refused] = told(amina.get(f"{address}/errors"))["results"]
    assert (refused["line"], refused["column"]) == (3, "Date") and refused["next"]
    assert "November has 30 days" in refused["why"][0] and "31.11" not in str(refused)
    known = {"known_at": "2018-12-20T08:00:00+02:00"}
    assert told(act(amina, sent["id"], "confirmation", known))["work"]["kind"] == "import_events"
    work()
    done = told(amina.get(address))
    assert done["state"] == "published" and done["published_at"] and Event.objects.count() == 1
    assert told(act(amina, sent["id"], "undoing"))["state"] == "undone"
    assert act(amina, sent["id"], "undoing").status_code == 400


def test_a_lost_answer_is_asked_for_again_and_nothing_is_done_twice(
    cast: Cast, amina: Program
) -> None:
    first = told(upload(amina, row(1), key="f1"), 201)
    again = told(upload(amina, row(1), key="f1"), 200)
    assert first["id"] == again["id"]
    assert upload(amina, row(2), key="f1").status_code == 409
    same = told(upload(amina, row(1)), 200)
    assert same["id"] == first["id"] and Batch.objects.count() == 1, "known by its fingerprint"
    work()
    for _ in range(2):
        told(act(amina, first["id"], "confirmation", {}, **{"Idempotency-Key": "c1"}))
    work()
    assert Event.objects.count() == 1
    assert AuditEntry.objects.filter(act="confirm_batch").count() == 1


def test_a_file_is_given_up_and_work_on_it_is_stopped_first(cast: Cast, amina: Program) -> None:
    sent = told(upload(amina, row(1)), 201)
    stopped = told(act(amina, sent["id"], "cancellation"))
    assert (stopped["state"], stopped["work"]["state"]) == ("uploaded", "cancelled")
    kept = Batch.objects.get().file
    assert kept.storage.exists(kept.name)
    assert told(act(amina, sent["id"], "cancellation"))["state"] == "cancelled"
    assert Batch.objects.get().file.name == ""
    assert act(amina, sent["id"], "cancellation").status_code == 400
    done = imported(cast, row(5))
    assert act(amina, done.pk, "cancellation").status_code == 400, "it is undone instead"


def test_a_program_stops_the_work_it_asked_for_as_the_page_does(cast: Cast, amina: Program) -> None:
    sent = told(upload(amina, row(1)), 201)
    make.role(cast.mission, "analyst", cast.amina)
    Holding.objects.filter(person=cast.amina).update(ends=clock.today(cast.mission))
    assert told(act(amina, sent["id"], "cancellation"))["work"]["state"] == "cancelled"
    assert act(amina, sent["id"], "cancellation").status_code == 403, "giving up is for a post"


def test_boris_reads_the_dry_run_and_brings_nothing_in(cast: Cast) -> None:
    batch = checked(cast, row(1), row(2, Date="31.11.2018"))
    boris = Program(cast.boris)
    assert told(boris.get(f"{LIST}/{batch.pk}"))["numbers"]["new"] == 1
    assert len(told(boris.get(f"{LIST}/{batch.pk}/errors"))["results"]) == 1
    assert upload(boris, row(9)).status_code == 403
    for verb, content in (("confirmation", {}), ("undoing", None), ("cancellation", None)):
        assert act(boris, batch.pk, verb, content).status_code == 403, verb
    batch.refresh_from_db()
    assert batch.state == "checked"


def test_chen_meets_nothing_and_a_closed_file_is_read_by_nobody_below(cast: Cast) -> None:
    batch = checked(cast, row(1))
    strict = make.batch(cast.mission, cast["chief_of_staff"], classification=2)
    chen, amina = Program(cast.chen), Program(cast.amina)
    for path in ("", f"/{batch.pk}", f"/{batch.pk}/errors"):
        assert chen.get(f"{LIST}{path}").status_code == 404
    assert act(chen, batch.pk, "confirmation", {}).status_code == 404
    assert upload(chen, row(3)).status_code == 404
    assert [one["id"] for one in told(amina.get(LIST))["results"]] == [str(batch.pk)]
    assert amina.get(f"{LIST}/{strict.pk}").status_code == 404
    assert upload(amina, row(4), classification=2).status_code == 400


def test_rows_of_a_compartment_are_not_counted_for_who_lacks_it(cast: Cast) -> None:
    batch = checked(cast, row(1), row(2, Harm="sexual violence"), by=cast.amina)
    assert told(Program(cast.amina).get(f"{LIST}/{batch.pk}"))["numbers"]["rows"] == 2, (
        "she sent it"
    )
    assert told(Program(cast.boris).get(f"{LIST}/{batch.pk}"))["numbers"]["rows"] == 1


def test_a_file_nobody_can_read_says_so_and_a_missing_matching_is_not_there(
    cast: Cast, amina: Program
) -> None:
    words = SimpleUploadedFile("odd.csv", b"left,right\n1,2\n")
    sent = told(amina.post(LIST, {"file": words}), 201)
    work()
    fault = told(amina.get(f"{LIST}/{sent['id']}"))["fault"]
    assert fault["code"] == "file.unknown_format" and fault["next"]
    described = api.get_openapi_schema()["components"]["schemas"]["Fault"]
    assert set(described["required"]) <= fault.keys(), "the one shape of a fault"
    assert upload(amina, row(1), matching="our log").status_code == 404
    empty = amina.post(LIST, {"file": SimpleUploadedFile("none.csv", b"")})
    assert empty.status_code in (400, 422)


def test_a_list_of_many_files_costs_the_same(
    cast: Cast, amina: Program, django_assert_num_queries: Any
) -> None:
    for n in range(4):
        make.batch(cast.mission, cast.amina, file_name=f"{n}.csv")
    amina.get(LIST)
    with django_assert_num_queries(11):
        assert len(told(amina.get(LIST))["results"]) == 4
    part = told(amina.get(LIST, {"limit": 3}))
    assert len(told(amina.get(LIST, {"limit": 3, "after": part["next"]}))["results"]) == 1


def test_refused_rows_go_on_after_the_last(cast: Cast, amina: Program) -> None:
    batch = checked(cast, row(0), *(row(n, Date="31.11.2018") for n in range(1, 8)))
    seen, after = [], ""
    while True:
        address = f"{LIST}/{batch.pk}/errors"
        part = told(amina.get(address, {"limit": 3, "after": after}))
        seen += [error["line"] for error in part["results"]]
        after = part["next"]
        if not after:
            break
    assert seen == list(range(3, 10))


@pytest.mark.postgresql
def test_held_rows_and_doubles_are_listed_and_decided_by_program(
    cast: Cast, amina: Program
) -> None:
    boris, chen = Program(cast.boris), Program(cast.chen)
    twice = {"Village": "Osila", "Latitude": "7.3"}
    sent = told(
        upload(
            amina,
            row(1, Latitude="7.1"),
            row(2, Latitude="7.1", Date="2018-12-02"),
            row(3, Latitude="9.9", Date="2018-12-05"),
            row(4, Narrative="Armed men came at dawn and killed three herders.", **twice),
            row(5, Narrative="Armed men came at dawn, killed three herders.", **twice),
        ),
        201,
    )
    work()
    address = f"{LIST}/{sent['id']}"
    [waits] = told(amina.get(f"{address}/held"))["results"]
    assert (waits["line"], waits["take_in"]) == (4, None) and waits["facts"]["latitude"] == 9.9
    assert "far from where other rows" in waits["why"][0]
    [seen] = told(boris.get(f"{address}/held"))["results"]
    assert seen["facts"] is None and "Luma" not in seen["why"][0]
    [pair] = told(amina.get(f"{address}/doubles"))["results"]
    assert {pair["line"], pair["other_line"]} == {5, 6} and "leave_out" in pair["choices"]
    [shown] = told(boris.get(f"{address}/doubles"))["results"]
    assert (shown["facts"], shown["other_facts"]) == (None, None)
    asked = {
        "doubles/decisions": {"pairs": [pair["id"]], "decision": "leave_out"},
        "held/decisions": {"rows": [waits["id"]], "take_in": True},
    }
    for verb, content in asked.items():
        assert act(boris, sent["id"], verb, content).status_code == 403
        assert act(chen, sent["id"], verb, content).status_code == 404
        told(act(amina, sent["id"], verb, content))
        work()
    numbers = told(amina.get(address))["numbers"]
    assert (numbers["new"], numbers["held"], numbers["left_out"]) == (4, 0, 1)
    assert told(amina.get(f"{address}/held"))["results"][0]["take_in"] is True
    assert told(amina.get(f"{address}/doubles"))["results"][0]["decision"] == "leave_out"
    nobody = act(amina, sent["id"], "held/decisions", {"rows": [], "take_in": True})
    assert nobody.status_code == 400 and "choose rows" in nobody.json()["error"]["next"]
    lines = AuditEntry.objects.filter(act__in=["decide_held", "decide_double", "compare"])
    assert [one.detail for one in lines.order_by("pk")] == [
        {"pairs": 1, "decision": "leave_out"},
        {"rows": 1, "take_in": True},
    ]
    act(amina, sent["id"], "confirmation", {})
    work()
    assert Event.objects.count() == 4
